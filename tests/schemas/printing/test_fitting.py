"""Fitting: whatever the texts, nothing overflows its room, and nothing is lost without an ellipsis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.printing.fitting import BASELINE, ELLIPSIS, LEADING, Set, Wanted, fit
from schemas.printing.layout import Box
from schemas.printing.length import MM, POINT

EIGHT = 8 * POINT


def measure(text: str) -> float:
    """A font in which ASCII is half as wide as Chinese."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


texts = st.text(st.sampled_from("工业互联网标识 abcABC012/.-(),"), max_size=120).map(str.strip)


@given(
    st.lists(st.tuples(texts, st.integers(4, 14), st.integers(1, 4)), min_size=1, max_size=6),
    st.integers(6, 60),
    st.integers(4, 40),
    st.booleans(),
)
def test_nothing_overflows(wanted: list[tuple[str, int, int]], width: int, height: int, centred: bool) -> None:
    room = Box(7 * MM, 3 * MM, width * MM, height * MM)
    lines = [Wanted(text, points * POINT, rows) for text, points, rows in wanted]
    try:
        found = fit(lines, room, measure, centred)
    except Malformed:
        assert height * MM < len(lines) * 4 * POINT * LEADING * 3
        return
    bottom = room.y
    for row in found:
        assert row.x >= room.x
        assert row.x + measure(row.text) * row.size <= room.x + room.width + 1
        top = row.y - int(row.size * BASELINE)
        assert top >= bottom
        bottom = top + int(row.size * LEADING)
    assert bottom <= room.y + room.height
    said = "".join(row.text for row in found).replace(" ", "")
    if ELLIPSIS not in said:
        assert said == "".join(text for text, _, _ in wanted).replace(" ", "")


def one(text: str, width: int, rows: int = 3, height: int = 20) -> list[str]:
    """What one line of eight points becomes."""
    return [row.text for row in fit([Wanted(text, EIGHT, rows)], Box(0, 0, width * MM, height * MM), measure, False)]


@pytest.mark.parametrize(
    ("text", "width", "rows", "expected"),
    [
        ("88.1000.1/SN-0001", 30, 3, ["88.1000.1/SN-0001"]),
        # A little too long: set a little smaller.
        ("88.1000.1/SN-0001", 20, 3, ["88.1000.1/SN-0001"]),
        ("88.1000.1/SN-0001", 16, 3, ["88.1000.1/", "SN-0001"]),
        ("苏州工业园区精密机械制造有限公司", 24, 3, ["苏州工业园区精密", "机械制造有限公司"]),
        ("(01)09506000134352(10)ABC(21)7", 30, 3, ["(01)09506000134352", "(10)ABC(21)7"]),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 16, 3, ["ABCDEFGHIJK", "LMNOPQRSTUV", "WXYZ"]),
        ("one two three", 12, 3, ["one two", "three"]),
        ("", 12, 3, []),
    ],
)
def test_a_line_is_set_whole_smaller_or_broken(text: str, width: int, rows: int, expected: list[str]) -> None:
    found = one(text, width, rows)

    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert found == expected


def test_a_line_that_is_far_too_long_ends_with_an_ellipsis() -> None:
    (row,) = one("标识" * 50, 20, rows=1)

    assert row.endswith(ELLIPSIS)
    assert len(row) >= 10
    assert row[:-1] == ("标识" * 50)[: len(row) - 1]
    first, second = one("标识" * 50, 20, rows=2)
    assert not first.endswith(ELLIPSIS)
    assert second.endswith(ELLIPSIS)


def test_a_little_too_long_is_set_smaller() -> None:
    (row,) = fit([Wanted("88.1000.1/SN-0001", EIGHT, 3)], Box(0, 0, 21 * MM, 20 * MM), measure, False)

    assert int(EIGHT * 0.8) <= row.size < EIGHT


def test_lines_beside_a_code_stand_in_the_middle_and_lines_below_it_at_the_top() -> None:
    room = Box(0, 0, 40 * MM, 20 * MM)
    height = int(EIGHT * LEADING)

    beside = fit([Wanted("AB", EIGHT, 1)], room, measure, False)
    below = fit([Wanted("AB", EIGHT, 1)], room, measure, True)

    assert beside == [Set("AB", EIGHT, 0, (room.height - height) // 2 + int(EIGHT * BASELINE))]
    assert below == [Set("AB", EIGHT, (room.width - EIGHT) // 2, int(EIGHT * BASELINE))]


def test_more_lines_than_there_is_room_for_are_refused() -> None:
    with pytest.raises(Malformed) as refusal:
        fit([Wanted("标识", EIGHT, 1)] * 5, Box(0, 0, 40 * MM, 8 * MM), measure, False)

    assert refusal.value.sentence == "the label has room of 40 by 8 mm for its text, expected more for 5 lines"
