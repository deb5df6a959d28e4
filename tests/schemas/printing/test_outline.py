"""Outlines: what is filled between them is what was dark, and no edge runs inside of dark."""

import re

from hypothesis import given
from hypothesis import strategies as st

from schemas.printing.outline import bars, outline

_STEP = re.compile(r"M(-?\d+) (-?\d+)|h(-?\d+)|v(-?\d+)|z")


def edges(path: str) -> tuple[set[tuple[int, int]], int]:
    """The unit edges of a path that stand upright, by the module right of each; and how many corners there are."""
    upright: set[tuple[int, int]] = set()
    x = y = corners = 0
    for step in _STEP.finditer(path):
        if step[1] is not None:
            x, y = int(step[1]), int(step[2])
            start = y
        elif step[3] is not None:
            x += int(step[3])
            corners += 1
        else:
            # `z` closes with the last edge, which is upright.
            reached = y + int(step[4]) if step[4] is not None else start
            for at in range(min(y, reached), max(y, reached)):
                assert (x, at) not in upright, "an edge is drawn twice"
                upright.add((x, at))
            y = reached
            corners += 1
    return upright, corners


def filled(path: str, width: int, height: int) -> list[int]:
    """The rows that the even-odd rule fills."""
    upright, _ = edges(path)
    rows = []
    for y in range(height):
        row = inside = 0
        for x in range(width):
            inside ^= (x, y) in upright
            row |= inside << x
        rows.append(row)
    return rows


@given(st.integers(1, 40).flatmap(lambda width: st.lists(st.integers(0, 2**width - 1), min_size=1, max_size=20)))
def test_what_is_filled_is_what_was_dark(rows: list[int]) -> None:
    path = outline(rows)

    assert filled(path, 41, len(rows)) == rows


@given(st.lists(st.integers(0, 2**24 - 1), min_size=1, max_size=12), st.integers(0, 9), st.integers(0, 9))
def test_edges_lie_between_dark_and_light_only(rows: list[int], left: int, top: int) -> None:
    upright, _ = edges(outline(rows, left, top))

    between = {
        (x + left, y + top)
        for y, row in enumerate(rows)
        for x in range(25)
        if (row >> x & 1) != (x > 0 and row >> (x - 1) & 1)
    }
    assert upright == between


def test_a_frame_is_two_squares() -> None:
    assert outline([0b111, 0b101, 0b111]) == "M0 0h3v3h-3zM1 1h1v1h-1z"


def test_modules_that_meet_at_a_point_are_two_squares() -> None:
    assert outline([0b01, 0b10]) == "M0 0h1v1h-1zM1 1h1v1h-1z"


def test_nothing_dark_is_no_path() -> None:
    assert outline([0, 0]) == bars(0, 0, 0, "9") == ""


@given(st.integers(1, 2**200))
def test_bars_are_what_is_dark(row: int) -> None:
    spans = re.findall(r"M(\d+) 2h(\d+)v7\.5h-\d+z", bars(row, 10, 2, "7.5"))

    assert sum(((1 << int(wide)) - 1) << (int(at) - 10) for at, wide in spans) == row
