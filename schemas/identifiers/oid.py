"""OIDs: arcs from a root that the whole world shares (X.660), in every form in which they are written.

Dotted `1.2.156`, `urn:oid:1.2.156` (RFC 3061), OID-IRI `/1/2/156` and `oid:/1/2/156`, ASN.1 `{iso(1) 2 156}`, DER
octets both ways. What lies below China's roots is bound to the limits of GB/T 26231-2017 on top.
"""

import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order
from schemas.octets import Octets

NAME = "oid"

# Our own bounds, so that nobody makes the node multiply: see docs/identifiers.md.
LARGEST_ARC = 1 << 128
MOST_DER_OCTETS = 255
LONGEST_TEXT = 2048

NATIONAL_ROOTS = ((1, 2, 156), (2, 16, 156))
# GB/T 26231-2017: an OID below China's roots has at most 100 octets, dots included.
LONGEST_NATIONAL = 100
# GB/Z 185-2026: what is below looks like an OID and has arcs in base 36.
AIC_ROOT = "1.2.156.3088.1."

_DOTTED = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]*))+")
_IRI = re.compile(r"(?:oid:)?(?:/[^/\s]+){2,}")
_NAMED = re.compile(r"\{.*\}", re.DOTALL)
_ASN1_ARC = re.compile(r"[a-z][A-Za-z0-9-]*\(([^()]*)\)")
_NUMBER = re.compile(r"0|[1-9][0-9]*")

# X.660 annex A: the only names that stand for a number without saying it.
_ROOT_NAMES = {"itu-t": "0", "ccitt": "0", "iso": "1", "joint-iso-itu-t": "2", "joint-iso-ccitt": "2"}
_SECOND_NAMES = {
    "0": {"recommendation": "0", "question": "1", "administration": "2", "network-operator": "3"},
    "1": {"standard": "0", "registration-authority": "1", "member-body": "2", "identified-organization": "3"},
}
_MEANINGS = {
    "0": ("国际电信联盟 ITU-T", "ITU-T"),
    "1": ("国际标准化组织 ISO", "ISO"),
    "2": ("ISO 与 ITU-T 联合", "ISO and ITU-T together"),
    "1.2": ("ISO 成员体", "member bodies of ISO"),
    "1.2.156": ("中国", "China"),
    "1.2.156.10197": ("国家密码管理局", "State Cryptography Administration"),
    "1.3": ("ISO 认定组织", "organisations identified by ISO"),
    "1.3.6.1": ("互联网", "the Internet"),
    "2.16": ("国家", "countries"),
    "2.16.156": ("中国", "China"),
    "2.25": ("UUID", "UUIDs"),
}


class Oid(msgspec.Struct, frozen=True):
    """At least two arcs that DER can hold."""

    arcs: tuple[int, ...]

    @property
    def dotted(self) -> str:
        """`1.2.156`."""
        return ".".join(map(str, self.arcs))

    @property
    def iri(self) -> str:
        """`/1/2/156`, without names."""
        return "/" + "/".join(map(str, self.arcs))

    @property
    def national(self) -> bool:
        """Whether it lies at or below one of China's roots."""
        return self.arcs[:3] in NATIONAL_ROOTS

    @property
    def ors_name(self) -> str | None:
        """The name under which X.672 asks for it, below the public root; None if a DNS name has no room for it."""
        name = ".".join(map(str, reversed(self.arcs))) + ".oid-res.org."
        return name if len(name) <= 254 else None  # RFC 1035 §2.3.4: 255 octets with the root's


def recognise(text: str) -> Likeness | None:
    """Dotted numbers, a URN, an IRI or an ASN.1 value."""
    shown = text[:LONGEST_TEXT]
    if shown[:8].lower() == "urn:oid:":
        return Likeness(NAME, Sureness.CERTAIN, Words("以 urn:oid: 开头", "begins with urn:oid:"))
    if shown.startswith("oid:/"):
        return Likeness(NAME, Sureness.CERTAIN, Words("以 oid:/ 开头", "begins with oid:/"))
    if _DOTTED.fullmatch(shown):
        if shown.startswith(("1.2.156.", "2.16.156.")):
            return Likeness(
                NAME, Sureness.LIKELY, Words("中国 OID 根下的点分数字", "dotted numbers below China's root")
            )
        # 1.2.3.4 is an address, 1.2 a number: only what is longer says something.
        sureness = Sureness.LIKELY if shown.count(".") > 3 else Sureness.POSSIBLE
        return Likeness(NAME, sureness, Words("0、1 或 2 开头的点分数字", "dotted numbers that begin with 0, 1 or 2"))
    if _NAMED.fullmatch(shown):
        return Likeness(NAME, Sureness.POSSIBLE, Words("花括号内的 ASN.1 写法", "in braces, as ASN.1 writes it"))
    if _IRI.fullmatch(shown) and shown[1:2] in "012cCiIjJ":
        return Likeness(NAME, Sureness.POSSIBLE, Words("斜杠分隔的 OID-IRI", "arcs between slashes, an OID-IRI"))
    return None


def parse(text: str) -> Oid:
    """Read an OID in any of its text forms.

    Raises:
        Malformed: too long; an arc that is empty, no number, or has a leading zero; fewer than two arcs; a first or
            second arc that does not exist; more than DER or GB/T 26231 has room for.
    """
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the OID is {len(text)}, expected at most {LONGEST_TEXT}")
    if _NAMED.fullmatch(text):
        return from_arcs(_asn1_arcs(text[1:-1].split()))
    if text.startswith(("/", "oid:/")):
        return from_arcs(_iri_arcs(text.partition("/")[2].split("/")))
    bare = text[8:] if text[:8].lower() == "urn:oid:" else text
    if not bare:
        raise Malformed("OID is '', expected arcs between dots")
    if bare.startswith(AIC_ROOT) and not _DOTTED.fullmatch(bare):
        raise Malformed(f"OID is {bare[:80]!r}, an AIC identity code (GB/Z 185-2026), expected numbers between dots")
    return from_arcs(bare.split("."))


def from_arcs(written: list[str]) -> Oid:
    """An OID from the digits of its arcs.

    Raises:
        Malformed: as `parse`.
    """
    for place, arc in enumerate(written, start=1):
        if not _NUMBER.fullmatch(arc):
            expected = "it without leading zeros" if arc.isascii() and arc.isdigit() else "a number"
            raise Malformed(f"arc {place} of the OID is {arc[:80]!r}, expected {expected}")
    return _checked(Oid(tuple(map(int, written))))


def _checked(oid: Oid) -> Oid:
    arcs = oid.arcs
    if len(arcs) < 2:
        raise Malformed(f"number of arcs of the OID is {len(arcs)}, expected at least 2")
    if arcs[0] > 2:
        raise Malformed(f"arc 1 of the OID is {arcs[0]}, expected 0, 1 or 2")
    if arcs[0] < 2 and arcs[1] > 39:
        raise Malformed(f"arc 2 of the OID is {arcs[1]}, expected at most 39 below {arcs[0]}")
    for place, arc in enumerate(arcs, start=1):
        if arc > LARGEST_ARC:
            raise Malformed(f"arc {place} of the OID has {len(str(arc))} digits, expected at most 2^128")
    if (octets := sum(map(_width, _subidentifiers(arcs)))) > MOST_DER_OCTETS:
        raise Malformed(f"DER form of the OID has {octets} octets, expected at most {MOST_DER_OCTETS}")
    if oid.national and (octets := len(oid.dotted)) > LONGEST_NATIONAL:
        raise Malformed(
            f"length of the OID is {octets}, expected at most {LONGEST_NATIONAL} below a root of China (GB/T 26231)"
        )
    return oid


def _iri_arcs(labels: list[str]) -> list[str]:
    """The digits of an OID-IRI's labels; only the names of the roots are known without asking."""
    if labels[0].lower() in _ROOT_NAMES:
        labels[0] = _ROOT_NAMES[labels[0].lower()]
    for place, label in enumerate(labels, start=1):
        if label and not (label.isascii() and label.isdigit()):
            raise Malformed(f"arc {place} of the OID-IRI is {label[:80]!r}, expected a number: names take an ORS query")
    return labels


def _asn1_arcs(words: list[str]) -> list[str]:
    """The digits of the arcs of an ASN.1 value: `iso`, `member-body(2)` or `156`."""
    arcs: list[str] = []
    for place, word in enumerate(words, start=1):
        if place == 1 and word in _ROOT_NAMES:
            arcs.append(_ROOT_NAMES[word])
        elif place == 2 and (number := _SECOND_NAMES.get(arcs[0], {}).get(word)) is not None:
            arcs.append(number)
        elif named := _ASN1_ARC.fullmatch(word):
            arcs.append(named[1])
        else:
            arcs.append(word)
    return arcs


def _subidentifiers(arcs: tuple[int, ...]) -> list[int]:
    """X.690 §8.19.4: the first two arcs are one number."""
    return [arcs[0] * 40 + arcs[1], *arcs[2:]]


def _width(number: int) -> int:
    """How many octets of seven bits a number takes."""
    return (number.bit_length() + 6) // 7 or 1


def to_der(noun: Oid) -> bytes:
    """Tag 06, length, numbers in base 128 (X.690 §8.19).

    >>> to_der(Oid((1, 2, 156))).hex()
    '06032a811c'
    """
    content = bytearray()
    for number in _subidentifiers(noun.arcs):
        for shift in range(7 * (_width(number) - 1), 0, -7):
            content.append(0x80 | number >> shift & 0x7F)
        content.append(number & 0x7F)
    length = bytes([len(content)]) if len(content) < 0x80 else bytes([0x81, len(content)])
    return b"\x06" + length + bytes(content)


def from_der(data: bytes) -> Oid:
    """Read DER octets, whole.

    Raises:
        Malformed: another tag or form of length, octets that end early or are left over, a number that is not in its
            shortest form, then as `parse`.
    """
    cursor = Octets(data)
    if (tag := cursor.take_uint8()) != 0x06:
        raise Malformed(f"tag of the DER form is {tag:02x}, expected 06")
    if (length := cursor.take_uint8()) == 0x81:
        length = cursor.take_uint8()
        if length < 0x80:
            raise Malformed(f"length of the DER form is 81{length:02x}, expected it in one octet")
    elif length > 0x80:
        raise Malformed(f"length of the DER form begins with {length:02x}, expected at most {MOST_DER_OCTETS} octets")
    content = cursor.take(length)
    cursor.end()
    if not content or content[-1] & 0x80:
        raise Malformed(f"last octet of the DER form is {content[-1:].hex()!r}, expected the end of a number")
    numbers = []
    number = 0
    fresh = True
    for place, octet in enumerate(content, start=1):
        if fresh and octet == 0x80:
            raise Malformed(f"octet {place} of the DER content is 80, expected a number in its shortest form")
        number = number << 7 | octet & 0x7F
        fresh = not octet & 0x80
        if fresh:
            numbers.append(number)
            number = 0
    root = min(numbers[0] // 40, 2)
    return _checked(Oid((root, numbers[0] - 40 * root, *numbers[1:])))


def canonical(noun: Oid) -> str:
    """Dotted."""
    return noun.dotted


def components(noun: Oid) -> dict[str, Component]:
    """`arcs`, `der_hex`, `urn`, `oid_iri`, `ors_fqdn` (None if too long for DNS), `national`."""
    return {
        "arcs": list(noun.arcs),
        "der_hex": to_der(noun).hex(),
        "urn": f"urn:oid:{noun.dotted}",
        "oid_iri": noun.iri,
        "ors_fqdn": noun.ors_name,
        "national": noun.national,
    }


def explain(noun: Oid) -> list[Part]:
    """Each arc; those near the root by name."""
    pieces: list[tuple[str, str, str]] = []
    upto = ""
    for place, arc in enumerate(map(str, noun.arcs), start=1):
        upto = f"{upto}.{arc}" if upto else arc
        if pieces:
            pieces.append((".", "", ""))
        pieces.append((arc, *_MEANINGS.get(upto, (f"第 {place} 层", f"arc {place}"))))
    return in_order(*pieces)
