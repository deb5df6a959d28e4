"""The mask of a QR code: which of the eight, by the whole score of ISO/IEC 18004:2015 §7.8.3, over all modules at once.

libzint takes nearly all of its time for this choice, and is told to make each code with the first mask instead. What
another mask changes in a code of the same size and level is always the same, format information included; it is taken
from libzint itself, once. So each mask is one XOR, and its score some eighty shifts and counts of one long number: a
bit a module, row behind row, with light modules between and around them, as in the quiet zone. So the four rules are
looked at for all rows and all columns together.
"""

from collections.abc import Callable, Sequence
from functools import cache

import msgspec

MASKS = 8
# What the three finder patterns of every symbol cost by rule 3: three rows and three columns of each.
_FINDERS = 3 * (3 + 3) * 40
# Light modules on every side: what a finder pattern is told by may lie outside of the symbol (§7.8.3.1).
_BORDER = 4
# The first six modules of the format information, in row 8: with one and the same mask they tell the level (§7.9).
_FORMAT_ROW, _FORMAT = 8, 0x3F

Rows = Sequence[int]
"""Rows of a symbol, the first module in the lowest bit."""


class _Grid(msgspec.Struct, frozen=True):
    """Where modules stand in the long number of a symbol of one width."""

    octets: int
    """Of a row, border included."""
    step: int
    """From a module to the one below."""
    size: int
    """How many modules there are."""
    across: int
    """Modules with one to the right."""
    along: int
    """Modules with one below."""
    everything: int
    """Modules and border."""


def best_mask(first: Rows, with_mask: Callable[[int], Rows]) -> Rows:
    """The symbol with the best of the eight masks, of equals the first.

    Args:
        first: the symbol with mask 0.
        with_mask: the same with another one, by its number; asked for once for each size and level.
    """
    grid = _grid(len(first))
    number = _joined(first, grid)
    place = len(first), first[_FORMAT_ROW] & _FORMAT
    changes = _CHANGES.get(place)
    if changes is None:
        changes = tuple([number ^ _joined(with_mask(mask), grid) for mask in range(1, MASKS)])
        _CHANGES[place] = changes
    best, least = number, score(number, grid)
    for change in changes:
        other = number ^ change
        if (its := score(other, grid, least)) < least:
            best, least = other, its
    return first if best is number else _parted(best, grid, len(first))


_CHANGES: dict[tuple[int, int], tuple[int, ...]] = {}
"""By width and level; there are 160 of them."""


def score(dark: int, grid: _Grid, least: int = 1 << 62) -> int:
    """The penalty of a symbol; the smaller the better. Where it cannot be less than `least` it is not told exactly."""
    down = grid.step
    # Modules that have the same colour as the one to the right, and as the one below.
    across = grid.across & ~(dark ^ dark >> 1)
    along = grid.along & ~(dark ^ dark >> down)
    # Rule 2: 3 for every square of two by two in one colour.
    total = 3 * (across & across >> down & along).bit_count()
    # Rule 1: 3 for five modules of one colour in a line, and 1 for each more. A run of n has n - 4 places where five
    # begin, and one fewer where two such places stand side by side: together n - 2.
    for alike, step in ((across, 1), (along, down)):
        five = alike & alike >> step
        five &= five >> 2 * step
        total += 3 * five.bit_count() - 2 * (five & five >> step).bit_count()
    # Rule 4: 10 for each whole 5 % by which the share of dark modules is off one half.
    total += 10 * (abs(100 * dark.bit_count() - 50 * grid.size) // (5 * grid.size))
    if total + _FINDERS >= least:
        return total + _FINDERS
    # Rule 3: 40 for what looks like a finder pattern, 1:1:3:1:1, with four light modules before it or behind it.
    light = grid.everything ^ dark
    for step in (1, down):
        alike = dark & dark >> 2 * step & dark >> 3 * step & dark >> 4 * step & dark >> 6 * step
        alike &= light >> step & light >> 5 * step
        four = light & light >> step
        four &= four >> 2 * step
        total += 40 * (alike & (four << 4 * step | four >> 7 * step)).bit_count()
    return total


@cache
def _grid(width: int) -> _Grid:
    octets = (width + _BORDER + 7) // 8
    step = 8 * octets
    row = (1 << width) - 1
    places = [step * (_BORDER + number) for number in range(width)]
    across = sum(row >> 1 << place for place in places)
    along = sum(row << place for place in places[:-1])
    return _Grid(octets, step, width * width, across, along, (1 << step * (width + 2 * _BORDER)) - 1)


def _joined(rows: Rows, grid: _Grid) -> int:
    octets = grid.octets
    return int.from_bytes(b"".join([row.to_bytes(octets, "little") for row in rows]), "little") << _BORDER * grid.step


def _parted(number: int, grid: _Grid, width: int) -> Rows:
    octets = grid.octets
    flat = (number >> _BORDER * grid.step).to_bytes(octets * width, "little")
    return [int.from_bytes(flat[at : at + octets], "little") for at in range(0, len(flat), octets)]
