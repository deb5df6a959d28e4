"""A value: its limits, its permissions, and which question asks for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.value import Permissions, Reference, Value, matches


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"index": 0}, "a value's index lies between 1 and 4294967295, got 0"),
        ({"index": 2**32}, "a value's index lies between 1 and 4294967295, got 4294967296"),
        ({"type": ""}, "the type of value 1 has 1 to 128 printable characters, got ''"),
        ({"type": "A\n"}, r"the type of value 1 has 1 to 128 printable characters, got 'A\n'"),
        ({"type": "\ud800"}, r"the type of value 1 has 1 to 128 printable characters, got '\ud800'"),
        ({"data": bytes(131_073)}, "value 1 has at most 131072 octets, got 131073"),
        ({"ttl": -1}, "the ttl of value 1 lies between 0 and 2147483647 seconds, got -1"),
        ({"ttl": 2**31}, "the ttl of value 1 lies between 0 and 2147483647 seconds, got 2147483648"),
        ({"timestamp": 2**32}, "the timestamp of value 1 lies between 1970 and 2106, got 4294967296"),
        ({"permissions": 32}, "the permissions of value 1 are five bits, got 32"),
        ({"references": (Reference("8/a", 1),) * 65}, "value 1 has at most 64 references, got 65"),
    ],
)
def test_what_exists_is_within_its_limits(members: dict[str, Any], sentence: str) -> None:
    usual: dict[str, Any] = {"index": 1, "type": "URL", "data": b""}

    with pytest.raises(Malformed) as refusal:
        Value(**(usual | members))

    assert refusal.value.sentence == sentence


def test_an_absolute_expiry_may_lie_later_than_a_ttl_is_long() -> None:
    assert Value(1, "URL", b"", ttl=2**32 - 1, absolute=True).ttl == 2**32 - 1


@pytest.mark.parametrize(
    ("given", "kept"), [("1110", "1110"), ("0110", "1110"), ("0010", "1010"), ("1111", "1111"), ("0000", "1000")]
)
def test_the_first_permission_is_taken_as_given(given: str, kept: str) -> None:
    assert Permissions.from_letters(given).letters == kept


@pytest.mark.parametrize("text", ["", "111", "11100", "11 0", "1120", "１１１０"])
def test_other_letters_are_no_permissions(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Permissions.from_letters(text)

    assert refusal.value.sentence == (
        f"cannot read {text!r} as permissions: expected four characters 0 or 1, as in 1110"
    )


@pytest.mark.parametrize(
    ("type", "permissions", "public"),
    [
        ("URL", 14, True),
        ("URL", 12, False),
        ("HS_SECKEY", 14, False),
        ("hs_seckey", 14, False),
        ("HS_SECKEY.x", 14, True),
    ],
)
def test_who_may_read(type: str, permissions: int, public: bool) -> None:
    assert Value(1, type, b"x", permissions=permissions).public is public


@pytest.mark.parametrize(
    ("indexes", "types", "asked_for"),
    [
        ((), (), True),
        ((7,), (), True),
        ((8,), (), False),
        ((), ("url.alt",), True),
        ((), ("URL",), False),
        ((), ("url.",), True),
        ((), ("URL.A.",), False),
        ((8,), ("URL.",), True),
        ((7,), ("EMAIL",), True),
    ],
)
def test_a_question_asks_for_the_union(indexes: tuple[int, ...], types: tuple[str, ...], asked_for: bool) -> None:
    assert matches(Value(7, "URL.Alt", b"x"), frozenset(indexes), types) is asked_for


@given(st.binary())
def test_text_is_what_the_octets_are_in_utf_8(data: bytes) -> None:
    text = Value(1, "X", data).text()

    assert text is None or text.encode() == data
