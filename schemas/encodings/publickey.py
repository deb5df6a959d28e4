"""HS_PUBKEY: a public key, RSA or DSA.

Octets of RSA: string `RSA_PUB_KEY` · flags(2) 0 · string e · string n · four zero octets. Octets of DSA: string
`DSA_PUB_KEY` · flags(2) 0 · strings q, p, g, y. Numbers are signed and big-endian, so one whose top bit is set begins
with 00 (handle-wire.md §6). Document: a JWK with `kty` RSA or DSA (handle-http.md §5).

Keys of IDIS clients are X.509 PEM text, SM2 and SM9 among them: `is_pem` tells them, and they stay text.
"""

import base64
import binascii
from typing import Annotated, ClassVar

import msgspec

from schemas.errors import Malformed
from schemas.octets import Octets, put_counted, put_string, put_uint16

_RSA = "RSA_PUB_KEY"
_DSA = "DSA_PUB_KEY"
_RSA_TAIL = bytes(4)
# 16,384 bits in base64url: more than any key in use, and little enough to multiply.
_LONGEST_NUMBER = 2731

Number = Annotated[str, msgspec.Meta(max_length=_LONGEST_NUMBER)]


class RsaKey(msgspec.Struct, frozen=True):
    """An RSA key: modulus and exponent."""

    n: int
    e: int


class DsaKey(msgspec.Struct, frozen=True):
    """A DSA key: domain parameters and the public number."""

    p: int
    q: int
    g: int
    y: int


class KeyDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """A JWK. Members it does not name are passed over even where a shape is closed (RFC 7517 §4)."""

    always_open: ClassVar[bool] = True

    kty: str
    n: Number = ""
    e: Number = ""
    p: Number = ""
    q: Number = ""
    g: Number = ""
    y: Number = ""


class KeyData(msgspec.Struct, frozen=True, tag="key", tag_field="format"):
    """A value's data with their format."""

    value: KeyDocument


def is_pem(octets: bytes) -> bool:
    """Whether these are a key as PEM text.

    >>> is_pem(b"-----BEGIN PUBLIC KEY-----")
    True
    """
    return octets.startswith(b"-----BEGIN ") and octets.isascii()


def from_octets(octets: bytes) -> RsaKey | DsaKey:
    """Read a key.

    Raises:
        Malformed: the octets end early or go on, the kind is not RSA or DSA, flags or the zeros at the end are not 0,
            or a number is not positive and as short as it can be.
    """
    cursor = Octets(octets)
    kind = cursor.take_string()
    if kind not in (_RSA, _DSA):
        raise Malformed(f"cannot read {kind[:20]!r} as a kind of public key: expected {_RSA} or {_DSA}")
    if flags := cursor.take_uint16():
        raise Malformed(f"cannot read octets as a public key: expected flags 0, got {flags}")
    if kind == _DSA:
        q, p, g, y = (_take_number(cursor) for _ in range(4))
        cursor.end()
        return DsaKey(p, q, g, y)
    e, n = _take_number(cursor), _take_number(cursor)
    if (tail := cursor.take(cursor.left)) != _RSA_TAIL:
        raise Malformed(f"cannot read octets as a public key: expected four zeros at the end, got {tail[:8].hex()!r}")
    return RsaKey(n, e)


def to_octets(key: RsaKey | DsaKey) -> bytes:
    """The octets of a key."""
    if isinstance(key, RsaKey):
        return put_string(_RSA) + put_uint16(0) + _put_number(key.e) + _put_number(key.n) + _RSA_TAIL
    return put_string(_DSA) + put_uint16(0) + b"".join(map(_put_number, (key.q, key.p, key.g, key.y)))


def from_document(document: KeyDocument) -> RsaKey | DsaKey:
    """The key a JWK describes.

    Raises:
        Malformed: `kty` is not RSA or DSA, or one of its numbers is missing or not base64url of a positive number.
    """
    if document.kty == "RSA":
        return RsaKey(_number("n", document.n), _number("e", document.e))
    if document.kty == "DSA":
        p, q, g, y = (_number(name, getattr(document, name)) for name in "pqgy")
        return DsaKey(p, q, g, y)
    raise Malformed(f"cannot read {document.kty[:20]!r} as the kty of a public key: expected RSA or DSA")


def to_document(key: RsaKey | DsaKey) -> KeyDocument:
    """A key as a JWK."""
    if isinstance(key, RsaKey):
        return KeyDocument("RSA", n=_letters(key.n), e=_letters(key.e))
    return KeyDocument("DSA", p=_letters(key.p), q=_letters(key.q), g=_letters(key.g), y=_letters(key.y))


def _take_number(cursor: Octets) -> int:
    octets = cursor.take_counted()
    number = int.from_bytes(octets, "big", signed=True)
    if number <= 0 or len(octets) != number.bit_length() // 8 + 1 or len(octets) > _LONGEST_NUMBER * 3 // 4:
        raise Malformed("cannot read octets as a public key: expected positive numbers without needless zeros")
    return number


def _put_number(number: int) -> bytes:
    return put_counted(number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _number(name: str, letters: str) -> int:
    try:
        octets = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        octets = b""
    if number := int.from_bytes(octets, "big"):
        return number
    raise Malformed(f"cannot read {letters[:20]!r} as {name} of a public key: expected base64url of a positive number")


def _letters(number: int) -> str:
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
