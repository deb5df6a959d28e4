"""A record: its values keep their order, and some cannot stand together."""

import pytest

from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.record import Record, Standing, held_together
from schemas.value import SECRET, Value

URL, KEY, TEXT = Value(5, "URL", b"u"), Value(2, "HS_SECKEY", b"k"), Value(3, "DESC", b"d", permissions=SECRET)
RECORD = Record(Handle.parse("88.1.1/x"), (URL, KEY, TEXT), 1, 10, 10)


def test_values_keep_their_order() -> None:
    assert held_together((URL, KEY, TEXT)) == (URL, KEY, TEXT)
    assert [value.index for value in RECORD.values] == [5, 2, 3]


def test_only_public_values_are_public() -> None:
    assert RECORD.public_values == (URL,)


def test_a_value_is_found_by_its_index() -> None:
    assert (RECORD.value(2), RECORD.value(4)) == (KEY, None)


def test_a_retired_record_is_not_active() -> None:
    retired = Record(RECORD.handle, (), 2, 10, 11, Standing.RETIRED)

    assert (RECORD.active, retired.active) == (True, False)


def test_an_index_stands_once() -> None:
    with pytest.raises(Malformed, match=r"^index 5 is given twice, expected each index once$"):
        held_together((URL, KEY, URL))


def test_a_record_has_at_most_2048_values() -> None:
    values = tuple(Value(index, "X", b"") for index in range(1, 2050))

    assert held_together(values[:-1]) == values[:-1]
    with pytest.raises(Malformed, match=r"^a record has at most 2048 values, got 2049$"):
        held_together(values)
