"""Lengths: millimetres in and out, exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.printing.length import MM, from_mm, in_mm


@given(st.integers(-10_000_000, 10_000_000))
def test_thousandths_of_a_millimetre_survive(thousandths: int) -> None:
    length = from_mm(thousandths / 1000, "width")

    assert length == thousandths * 1000
    assert from_mm(float(in_mm(length)), "width") == length


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (38.1005, "width is 38.1005, expected millimetres with at most 3 decimals"),
        (1e9, "width is 1000000000.0, expected at most 10000 millimetres"),
        (float("nan"), "width is nan, expected at most 10000 millimetres"),
    ],
)
def test_what_is_no_length_is_refused(number: float, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_mm(number, "width")

    assert refusal.value.sentence == sentence


def test_rows_of_labels_add_up() -> None:
    assert 13 * from_mm(21.2, "height") == from_mm(275.6, "sum") == 275_600 * (MM // 1000)
