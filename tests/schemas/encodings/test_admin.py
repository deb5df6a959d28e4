"""HS_ADMIN: octets and documents, the old longer form among them."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.encodings.admin import (
    Admin,
    AdminDocument,
    Right,
    from_document,
    from_octets,
    to_document,
    to_octets,
)
from schemas.errors import Malformed

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ADMINS = st.builds(Admin, TEXT, st.integers(0, 2**32 - 1), st.integers(0, 0xFFFF), st.booleans())
OCTETS = "0fff0000000e38382e3131312e312f41444d494e0000012c"


@pytest.mark.parametrize(
    ("octets", "admin", "document"),
    [
        (
            OCTETS,
            Admin("88.111.1/ADMIN", 300, 0xFFF),
            b'{"handle":"88.111.1/ADMIN","index":300,"permissions":"111111111111"}',
        ),
        (
            OCTETS + "0000",
            Admin("88.111.1/ADMIN", 300, 0xFFF, legacy=True),
            b'{"handle":"88.111.1/ADMIN","index":300,"permissions":"111111111111","legacyByteLength":true}',
        ),
        ("1010000000000000000a", Admin("", 10, 0x1010), b'{"handle":"","index":10,"permissions":"1000000010000"}'),
        ("0001000000013800000000", Admin("8", 0, 1), b'{"handle":"8","index":0,"permissions":"000000000001"}'),
    ],
)
def test_the_three_forms_say_the_same(octets: str, admin: Admin, document: bytes) -> None:
    assert from_octets(bytes.fromhex(octets)) == admin
    assert to_octets(admin).hex() == octets
    assert msgspec.json.encode(to_document(admin)) == document
    assert from_document(msgspec.json.decode(document, type=AdminDocument)) == admin


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        ("", "octets end at 0, expected at least 2"),
        (OCTETS[:-2], "octets end at 23, expected at least 24"),
        (OCTETS + "00", "1 octets are left over, expected none"),
        (OCTETS + "0001", "cannot read octets as HS_ADMIN: expected zeros in the last two of the old form"),
        (OCTETS + "000000", "3 octets are left over, expected none"),
        ("0fff00000001ff0000012c", "octets read as text are not UTF-8 at position 0"),
    ],
)
def test_other_octets_are_refused(octets: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_octets(bytes.fromhex(octets))

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize("letters", ["", "2", "0" * 17, "１", "1 1", "**"])
def test_other_permissions_are_refused(letters: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_document(AdminDocument("8/a", 1, letters))

    assert refusal.value.sentence == (
        f"cannot read {letters[:20]!r} as permissions of an administrator: expected 12 characters 0 or 1, or *"
    )


def test_an_administrator_may_what_the_mask_says() -> None:
    admin = from_document(AdminDocument("8/a", 1, "010000000001"))

    assert [right.name for right in Right if admin.may(right)] == ["ADD_HANDLE", "READ_VALUE"]


@given(ADMINS)
def test_there_and_back(admin: Admin) -> None:
    assert from_octets(to_octets(admin)) == admin
    assert from_document(to_document(admin)) == admin


@given(st.binary(max_size=40))
def test_octets_are_given_back_as_they_came_or_refused(octets: bytes) -> None:
    with suppress(Malformed):
        assert to_octets(from_octets(octets)) == octets
