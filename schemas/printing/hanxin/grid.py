"""The grid of a Han Xin code: which modules are fixed, and what they are; where the data lie, and what masks them.

ISO/IEC 20830 §5.2 to §5.9. Columns are counted from the left and rows from the top, from 0.
"""

from functools import lru_cache

import msgspec

from schemas.printing.hanxin.table import Version

_FINDER = 7
# In a finder pattern the distance from its outer corner decides: two light lines run around, nearly at the edge.
_LIGHT = (1, 3)
INFORMATION = 34
"""Modules of one copy of the function information."""


class Grid(msgspec.Struct, frozen=True):
    """What is known of a version before anything is read. Numbers hold a bit a module, the upper left one highest."""

    size: int
    fixed: int
    """Modules that say nothing: patterns, and the light lines around them."""
    dark: int
    """Those of the fixed modules that are dark."""
    data: bytes
    """One octet for each module, row by row: 1 where it carries data."""
    information: tuple[tuple[tuple[int, int], ...], ...]
    """Both copies of the function information: column and row of each bit."""
    masks: tuple[int, ...]
    """Modules that each of the four masks turns over."""


@lru_cache(maxsize=16)
def grid(version: Version) -> Grid:
    """The grid of a version."""
    size = version.size
    known = _finders(size)
    first = _information(size)
    second = tuple((size - 1 - x, size - 1 - y) for x, y in first)
    reserved = {*first, *second}
    if version.repeats:
        _alignment(known, reserved, version)
    free = [(x, y) not in known and (x, y) not in reserved for y in range(size) for x in range(size)]
    return Grid(
        size,
        _number([(x, y) in known for y in range(size) for x in range(size)]),
        _number([known.get((x, y), False) for y in range(size) for x in range(size)]),
        bytes(free),
        (first, second),
        tuple(_number(_mask(which, size, free)) for which in range(4)),
    )


def _finders(size: int) -> dict[tuple[int, int], bool]:
    """The four finder patterns with the light line around each; whether each module is dark."""
    known = {}
    far = size - 1
    for across in range(_FINDER + 1):
        for along in range(_FINDER + 1):
            inside = across < _FINDER and along < _FINDER
            dark = inside and min(across, along) not in _LIGHT
            known[across, along] = dark
            known[far - across, along] = dark
            known[far - across, far - along] = dark
            # The lower left one is not turned: it looks as the upper right one does, so that a reader knows the way up.
            mirrored = inside and min(_FINDER - 1 - across, _FINDER - 1 - along) not in _LIGHT
            known[across, far - along] = mirrored
    return known


def _information(size: int) -> tuple[tuple[int, int], ...]:
    """Around the upper left finder pattern, then down and along the upper right one."""
    edge = _FINDER + 1
    left = [(x, edge) for x in range(edge + 1)] + [(edge, y) for y in range(edge - 1, -1, -1)]
    right = [(size - 1 - edge, y) for y in range(edge + 1)] + [(x, edge) for x in range(size - edge, size)]
    return tuple(left + right)


def _alignment(known: dict[tuple[int, int], bool], reserved: set[tuple[int, int]], version: Version) -> None:
    """The stairs of the alignment pattern, and the dots where they end at the border.

    Nodes lie a pitch apart, counted from the upper right. From every other node a dark line goes left to the next
    column and one goes down to the next row, each with a light line along it. What was there first stays.
    """
    size, pitch, repeats = version.size, version.pitch, version.repeats
    steps = [*(pitch * step for step in range(repeats + 1)), size - 1]

    def put(x: int, y: int, dark: bool) -> None:
        if 0 <= x < size and 0 <= y < size and (x, y) not in reserved:
            known.setdefault((x, y), dark)

    def dot(x: int, y: int) -> None:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                put(x + dx, y + dy, dx == dy == 0)

    for place, step in enumerate(steps):
        if (place + repeats) % 2:
            dot(0, step)
        if place % 2:
            dot(size - 1, step)
    for place, step in enumerate(steps):
        if (place + repeats) % 2:
            dot(size - 1 - step, size - 1)
        if place % 2:
            dot(size - 1 - step, 0)
    last = size - 1 - repeats * pitch
    for row, y in enumerate(steps):
        for column, step in enumerate(steps):
            if (row + column) % 2 or row == column == 0:
                continue
            x = size - 1 - step
            put(x, y, True)
            put(x - 1, y + 1, False)
            for along in range(1, (pitch if column < repeats else last) + 1):
                put(x - along, y, True)
                put(x - along - 1, y + 1, False)
            for along in range(1, pitch if row < repeats else last):
                put(x, y + along, True)
                put(x - 1, y + along + 1, False)


def _mask(which: int, size: int, free: list[bool]) -> list[bool]:
    """Table 8: with rows i and columns j counted from 1."""
    if which == 0:
        return [False] * (size * size)
    turned: list[bool] = []
    for i in range(1, size + 1):
        for j in range(1, size + 1):
            if which == 1:
                odd = (i + j) % 2
            elif which == 2:
                odd = ((i + j) % 3 + j % 3) % 2
            else:
                odd = (i % j + j % i + i % 3 + j % 3) % 2
            turned.append(not odd and free[len(turned)])
    return turned


def _number(modules: list[bool]) -> int:
    return int("".join(["01"[module] for module in modules]), 2)
