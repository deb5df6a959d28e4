"""The mask of a QR code: scored as the standard says, rule by rule and module by module, and as libzint chooses it."""

import random
from itertools import product

import pytest
import zint

from registry.printing.mask import _grid, _joined, best_mask, score

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabc0123456789:/.-%"
LEVELS = "LMQH"
FINDER = (1, 0, 1, 1, 1, 0, 1)


def made(text: str, level: str, mask: int | None) -> list[int]:
    """The rows of libzint's own code; without a mask, the one that it takes among all eight."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.QRCODE
    symbol.input_mode = zint.InputMode.UNICODE
    symbol.option_1 = LEVELS.index(level) + 1
    if mask is not None:
        symbol.option_3 = mask + 1 << 8
    symbol.encode(text)
    octets, flat = symbol.width + 7 >> 3, bytes(symbol.encoded_data.cast("B"))
    return [int.from_bytes(flat[at : at + octets], "little") for at in range(0, symbol.rows * 144, 144)]


def chosen(text: str, level: str) -> list[int]:
    return list(best_mask(made(text, level, 0), lambda mask: made(text, level, mask)))


def by_the_rules(rows: list[int], alike: int = 40) -> int:
    """ISO/IEC 18004:2015 §7.8.3.1, told slowly; `alike` is what likeness to a finder pattern costs."""
    size = len(rows)
    modules = [[row >> place & 1 for place in range(size)] for row in rows]
    total = 0
    for line in [*modules, *([row[place] for row in modules] for place in range(size))]:
        at = 0
        while at < size:
            end = at
            while end < size and line[end] == line[at]:
                end += 1
            total += 3 + end - at - 5 if end - at >= 5 else 0
            at = end
        quiet = [0] * 4 + line + [0] * 4
        for at in range(4, size - 2):
            if tuple(quiet[at : at + 7]) == FINDER and not (any(quiet[at - 4 : at]) and any(quiet[at + 7 : at + 11])):
                total += alike
    for y, x in product(range(size - 1), repeat=2):
        total += 3 * (len({modules[y][x], modules[y][x + 1], modules[y + 1][x], modules[y + 1][x + 1]}) == 1)
    dark = sum(map(sum, modules))
    return total + 10 * int(abs(dark / size**2 - 0.5) / 0.05)


@pytest.mark.parametrize("width", [21, 25, 29, 33, 57, 177])
def test_the_score_is_that_of_the_rules(width: int) -> None:
    chance = random.Random(width)
    for density in (0.5, 0.5, 0.3, 0.8, 0.02, 0.98):
        rows = [sum((chance.random() < density) << place for place in range(width)) for _ in range(width)]

        assert score(_joined(rows, _grid(width)), _grid(width)) == by_the_rules(rows)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("before", "behind", "times"), [(4, 4, 1), (4, 3, 1), (3, 4, 1), (3, 3, 0), (0, 9, 1), (9, 0, 1)]
)
def test_what_looks_like_a_finder_pattern_costs(before: int, behind: int, times: int, turned: bool) -> None:
    """Light modules on one side are enough. In a field of stripes nothing else looks like one."""
    stripe = [place % 4 < 2 for place in range(29)]
    line = [*[1] * (11 - before), *[0] * before, *FINDER, *[0] * behind, *[1] * (11 - behind)]
    field = [line if row == 14 else stripe for row in range(29)]
    lines = [list(each) for each in zip(*field, strict=True)] if turned else field
    rows = [sum(int(bit) << place for place, bit in enumerate(each)) for each in lines]
    grid = _grid(29)

    assert by_the_rules(rows) - by_the_rules(rows, alike=0) == 40 * times
    assert score(_joined(rows, grid), grid) == by_the_rules(rows)


def test_the_choice_is_libzint_s_among_all_eight() -> None:
    """Every level, every size up to what a label has room for, some hundred contents."""
    chance = random.Random(3)
    sizes = set()
    for _ in range(300):
        text, level = (
            "".join(chance.choices(ALPHABET, k=chance.choice((1, 9, 40, 90, 150, 400)))),
            chance.choice(LEVELS),
        )
        expected = made(text, level, None)
        sizes.add(len(expected))

        assert chosen(text, level) == expected

    assert len(sizes) > 10


def test_and_not_always_the_first() -> None:
    """The twin: whoever took no choice would be found out by the test above."""
    texts = [f"HTTPS://ID.EXAMPLE/{number}" for number in range(40)]

    assert len({made(text, "M", None) == made(text, "M", 0) for text in texts}) == 2


def test_a_score_that_is_no_better_is_not_told_to_its_end() -> None:
    grid = _grid(29)
    dark = _joined(made("HTTPS://ID.EXAMPLE/1", "H", 3), grid)
    whole = score(dark, grid)

    for least in (1, whole // 2, whole - 1, whole):
        assert score(dark, grid, least) >= least
    assert score(dark, grid, whole + 1) == whole
