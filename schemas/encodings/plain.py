"""Plain data: text, or octets of a type this node knows nothing about.

What looks like text is shown as text, everything else as base64 (handle-http.md §5).
"""

import re

import msgspec

from schemas.errors import Malformed

# Control characters that no text has, but for tab, line feed and carriage return.
_BINARY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class TextData(msgspec.Struct, frozen=True, tag="string", tag_field="format", gc=False):
    """Octets shown as the text they are in UTF-8."""

    value: str


class Base64Data(msgspec.Struct, frozen=True, tag="base64", tag_field="format"):
    """Octets shown as base64."""

    value: bytes


class HexData(msgspec.Struct, frozen=True, tag="hex", tag_field="format"):
    """Octets written as hexadecimal digits; taken, never shown."""

    value: str


def from_octets(octets: bytes) -> bytes:
    """Plain data are their octets; nothing is refused."""
    return octets


def to_octets(data: bytes) -> bytes:
    """Plain data are their octets."""
    return data


def from_document(document: TextData | Base64Data | HexData) -> bytes:
    """What was written as text, base64 or hexadecimal digits.

    Raises:
        Malformed: an odd number of hexadecimal digits, or something that is none.
    """
    match document:
        case TextData():
            return document.value.encode()
        case Base64Data():
            return document.value
    try:
        return bytes.fromhex(document.value)
    except ValueError:
        raise Malformed(f"cannot read {document.value[:20]!r} as hex: expected pairs of hexadecimal digits") from None


def to_document(data: bytes) -> TextData | Base64Data:
    """Text where the octets look like text, else base64.

    >>> to_document("工业".encode()), to_document(bytes([0, 255, 16]))
    (TextData(value='工业'), Base64Data(value=b'\\x00\\xff\\x10'))
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Base64Data(data)
    if text.isprintable() or not _BINARY.search(text):
        return TextData(text)
    return Base64Data(data)
