"""HS_VLIST: octets and documents."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.encodings.vlist import from_document, from_octets, to_document, to_octets
from schemas.errors import Malformed
from schemas.value import Reference

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
REFERENCES = st.lists(st.builds(Reference, TEXT, st.integers(0, 2**32 - 1)), max_size=5).map(tuple)


@pytest.mark.parametrize(
    ("octets", "references", "document"),
    [
        ("00000000", (), b"[]"),
        ("0000000100000003382f6100000007", (Reference("8/a", 7),), b'[{"handle":"8/a","index":7}]'),
    ],
)
def test_the_three_forms_say_the_same(octets: str, references: tuple[Reference, ...], document: bytes) -> None:
    assert from_octets(bytes.fromhex(octets)) == references
    assert to_octets(references).hex() == octets
    assert msgspec.json.encode(to_document(references)) == document


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        ("000000", "octets end at 3, expected at least 4"),
        ("ffffffff", "a count of 4294967295 items does not fit the 0 octets that are left"),
        ("0000000000", "1 octets are left over, expected none"),
        ("0000000100000003382f61000000", "octets end at 14, expected at least 15"),
    ],
)
def test_other_octets_are_refused(octets: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_octets(bytes.fromhex(octets))

    assert refusal.value.sentence == sentence


@given(REFERENCES)
def test_there_and_back(references: tuple[Reference, ...]) -> None:
    assert from_octets(to_octets(references)) == references
    assert from_document(to_document(references)) == references


@given(st.binary(max_size=40) | st.binary(max_size=30).map(lambda rest: b"\0\0\0\1" + rest))
def test_octets_are_given_back_as_they_came_or_refused(octets: bytes) -> None:
    with suppress(Malformed):
        assert to_octets(from_octets(octets)) == octets
