"""Base58 as Bitcoin writes it: big numbers without 0, O, I and l, which look alike; a zero octet in front is a `1`."""

from schemas.errors import Malformed

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Reading costs the square of the length: more than any key or digest needs is not tried.
LONGEST_TEXT = 1024

_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def decode(text: str) -> bytes:
    """Octets from their text.

    Raises:
        Malformed: longer than 1,024 characters, or one that is not of the alphabet.

    >>> decode("1StV1DL6CwTryKyV")
    b'\\x00hello world'
    """
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the base58 text is {len(text)}, expected at most {LONGEST_TEXT}")
    number = 0
    for place, character in enumerate(text, start=1):
        value = _VALUE.get(character)
        if value is None:
            raise Malformed(f"character {place} of the base58 text is {character!r}, expected none of 0, O, I, l")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode(data: bytes) -> str:
    """The text that stands for octets.

    >>> encode(b"\\x00hello world")
    '1StV1DL6CwTryKyV'
    """
    number = int.from_bytes(data, "big")
    written = ""
    while number:
        number, value = divmod(number, 58)
        written = ALPHABET[value] + written
    return "1" * (len(data) - len(data.lstrip(b"\x00"))) + written
