"""Plain data: what is shown as text and what as base64."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.encodings.plain import (
    Base64Data,
    HexData,
    TextData,
    from_document,
    from_octets,
    to_document,
    to_octets,
)
from schemas.errors import Malformed


@pytest.mark.parametrize(
    ("octets", "document"),
    [
        (b"", TextData("")),
        (b"a\tb\r\nc", TextData("a\tb\r\nc")),
        ("工业\u200b\ufeff\x7f".encode(), TextData("工业\u200b\ufeff\x7f")),
        (b"a\0", Base64Data(b"a\0")),
        (b"\x1b[0m", Base64Data(b"\x1b[0m")),
        (b"\xff", Base64Data(b"\xff")),
        (b"\xed\xa0\x80", Base64Data(b"\xed\xa0\x80")),
    ],
)
def test_what_looks_like_text_is_shown_as_text(octets: bytes, document: TextData | Base64Data) -> None:
    assert to_document(from_octets(octets)) == document
    assert to_octets(from_document(document)) == octets


@pytest.mark.parametrize("digits", ["0", "0g", "é0", "0x00"])
def test_other_hex_is_refused(digits: str) -> None:
    with pytest.raises(Malformed) as refusal:
        from_document(HexData(digits))

    assert refusal.value.sentence == f"cannot read {digits!r} as hex: expected pairs of hexadecimal digits"


@given(st.binary())
def test_there_and_back(octets: bytes) -> None:
    assert from_document(to_document(octets)) == octets
    assert from_document(HexData(octets.hex())) == octets
