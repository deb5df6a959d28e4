"""A mapping (标识映射): another identifier of the same thing, reduced to the one key that all its spellings share.

A record carries its mappings as values of type `MAPPING`, whose data are the text of an identifier in any accepted
spelling. Two texts name one thing exactly when their keys are equal: a GTIN of 8 to 14 digits, an element string, a
Digital Link and an EPC URN of the same serial number come to `gs1:/01/09506000134352/21/ABC`. What a label says beside
the identifier (a day, a weight, the lot of what has a serial number) is not part of it.

Handles are no mappings: they are what is mapped to.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from schemas.errors import Malformed
from schemas.identifiers import ecode, handle, iso15434, iso15459, ma, oid, oid_cn, uscc, uuid, vaa
from schemas.identifiers.did import Did
from schemas.identifiers.gs1.elements import FNC1, ElementString, read_unbracketed
from schemas.identifiers.gs1.link import CANONICAL_STEM, KEYS, build_link, read_link
from schemas.identifiers.iso15434 import Envelope
from schemas.identifiers.iso15459 import Identity
from schemas.identifiers.ma import Ma
from schemas.identifiers.oid import Oid
from schemas.identifiers.oid_cn import NationalOid
from schemas.identifiers.recognise import SCHEMES, recognise
from schemas.identifiers.scheme import Sureness
from schemas.identifiers.tags.identity import Epc
from schemas.identifiers.uuid import Uuid
from schemas.value import Value

TYPE = "MAPPING"
_TYPE_LENGTH = len(TYPE)
LONGEST_KEY = 2048
"""Octets: as long as a handle may be, and what an index of PostgreSQL takes."""

_DID = "did:"
# X.667 §7: a UUID is also the arc below 2.25.
_UUID_ROOT = (2, 25)
_UUID_SIZE = 1 << 128
# The serial number names the piece; its lot and variant are facts about it (GS1 Resolver 1.2 §2.5.9, rule 2).
_SERIAL, _BESIDE_SERIAL = "21", ("22", "10")
_WITH_ASSOCIATIONS = ("gs1-ai", "gs1-element-string")
# The schemes that are sure of what begins like this, in their order in `recognise`.
_BY_BEGINNING = {
    "(": ("gs1-ai",),
    "^": ("gs1-element-string",),
    "\x1d": ("gs1-element-string",),
    "]": ("gs1-element-string",),
    "u": ("epc", "oid", "uuid"),
    "M": ("ma",),
    "E": ("ecode",),
    "d": ("vaa", "bid", "did"),
    "h": ("gs1-digital-link",),
}
_SPELT = re.compile(r"(gs1|oid|ecode|vaa|ma|iso15459|uuid|uscc):(.+)", re.DOTALL)


class Mapped(msgspec.Struct, frozen=True, order=True, gc=False):
    """An identifier of another scheme than the handle's, as the one text that all its spellings have in common.

    >>> Mapped.parse("(01)09506000134352(17)261231(21)ABC") == Mapped.parse("urn:epc:id:sgtin:950600.0013435.ABC")
    True
    >>> Mapped.parse("urn:oid:1.2.156.3001").key
    b'oid:1.2.156.3001'
    """

    scheme: str
    """`gs1`, `oid`, `ecode`, `vaa`, `ma`, `iso15459`, `did`, `uuid` or `uscc`."""
    canonical: str
    """Of GS1 the Digital Link path of key and qualifiers; of a DID what follows `did:`; else the scheme's own text."""

    @staticmethod
    def parse(text: str) -> "Mapped":
        """Read an identifier as the best of the schemes that it is like; its key as text, `uscc:…`, names the scheme.

        Raises:
            Malformed: it is like no scheme, is a handle, has no GS1 key, or that scheme refuses it, in its own words.
        """
        if spelt := _SPELT.fullmatch(text):
            return _checked(_of_key(spelt[1], spelt[2]))
        best = _best(text)
        if best is None:
            raise Malformed(f"text is {text[:80]!r}, expected an identifier of a known scheme")
        if best == handle.NAME:
            raise Malformed(f"text is the handle {text[:80]!r}, expected an identifier of another scheme")
        return _checked(_read(best, text))

    @property
    def key(self) -> bytes:
        """What it is kept under."""
        return f"{self.scheme}:{self.canonical}".encode()

    @property
    def text(self) -> str:
        """As people write it: GS1 data in brackets, a DID whole, all others in their scheme's own text.

        >>> Mapped("gs1", "/01/09506000134352/21/A%2FB").text
        '(01)09506000134352(21)A/B'
        """
        if self.scheme == "gs1":
            return read_link(CANONICAL_STEM + self.canonical).element_string.bracketed
        return _DID + self.canonical if self.scheme == "did" else self.canonical


class Reading(msgspec.Struct, frozen=True):
    """One of the things that a text may stand for, and how it was read."""

    scheme: str
    """As `schemas.identifiers.recognise` calls it: `gtin`, `gs1-ai`, `oid`."""
    text: str
    """What that scheme reads: the text, without the name of a scheme in front."""
    mapped: Mapped

    @property
    def named(self) -> tuple[str, str]:
        """The scheme and the text that name the thing: of an envelope not itself but what is in it."""
        return _as_written(self.mapped) if self.scheme == iso15434.NAME else (self.scheme, self.text)


def readings(text: str) -> tuple[Reading, ...]:
    """Everything that a text may stand for, the surest first: for asking, where a guess does no harm.

    >>> [reading.mapped.key for reading in readings("9506000134352")]
    [b'gs1:/01/09506000134352', b'gs1:/414/9506000134352']
    """
    return tuple(each_reading(text))


def each_reading(text: str) -> Iterator[Reading]:
    """The same one by one: whoever has found what was asked for by the first need not have the others read."""
    if spelt := _SPELT.fullmatch(text):
        with suppress(Malformed):
            made = _checked(_of_key(spelt[1], spelt[2]))
            yield Reading(*_as_written(made), made)
            return
    found: set[Mapped] = set()
    for scheme in [likeness.scheme for likeness in recognise(text) if likeness.scheme != handle.NAME]:
        with suppress(Malformed):
            if (read := _checked(_read(scheme, text))) not in found:
                found.add(read)
                yield Reading(scheme, text, read)


def is_mapping(value: Value) -> bool:
    """Whether a value carries another identifier."""
    return len(value.type) == _TYPE_LENGTH and value.type.upper() == TYPE


def carries(values: Iterable[Value]) -> bool:
    """Whether any of these values carries another identifier. Asked of every record: written out for speed."""
    for value in values:  # noqa: SIM110 - three times as fast as any() over calls
        if len(value.type) == _TYPE_LENGTH and value.type.upper() == TYPE:
            return True
    return False


def mapped_by(value: Value) -> Mapped:
    """The identifier that a value of type `MAPPING` carries.

    Raises:
        Malformed: its data are no text, or cannot be read as an identifier.
    """
    text = value.text()
    if text is None:
        raise Malformed(f"value {value.index} of type {TYPE} is not UTF-8, expected the text of an identifier")
    try:
        return Mapped.parse(text)
    except Malformed as refusal:
        raise Malformed(f"cannot read value {value.index} of type {TYPE}: {refusal}") from None


def carried(values: Iterable[Value]) -> tuple[Mapped, ...]:
    """The identifiers that values carry, each once, in their order; what cannot be read carries none."""
    found: dict[Mapped, None] = {}
    for value in values:
        if is_mapping(value):
            with suppress(Malformed):
                found[mapped_by(value)] = None
    return tuple(found)


def _best(text: str) -> str | None:
    """The surest scheme of a text, as `recognise` has it. What begins as nothing else does is not held against all."""
    for name in _BY_BEGINNING.get(text[:1], ()):
        likeness = SCHEMES[name].recognise(text)
        if likeness is not None and likeness.sureness is Sureness.CERTAIN:
            return name
    best = next(iter(recognise(text)), None)
    return None if best is None else best.scheme


def _checked(parts: "_Parts") -> Mapped:
    mapped = Mapped(*parts)
    if len(mapped.canonical) * 4 > LONGEST_KEY - 40 and (octets := len(mapped.key)) > LONGEST_KEY:
        raise Malformed(f"key of the mapped identifier has {octets} octets, expected at most {LONGEST_KEY}")
    return mapped


def _read(scheme: str, text: str) -> "_Parts":
    """A text by one scheme. What GS1 says that must stand beside what does not make it another thing: not asked for."""
    own: Any = SCHEMES[scheme]
    noun = own.parse(text, associations=False) if scheme in _WITH_ASSOCIATIONS else own.parse(text)
    return _READERS[scheme](noun)


def _as_written(mapped: Mapped) -> tuple[str, str]:
    """The scheme that reads a key's own text, and that text."""
    if mapped.scheme == "gs1":
        return "gs1-ai", mapped.text
    if mapped.scheme == "oid" and not mapped.canonical.replace(".", "").isdigit():
        return oid_cn.NAME, mapped.canonical
    return mapped.scheme, mapped.text


_Parts = tuple[str, str]
"""Scheme and canonical text."""


def _of_key(scheme: str, rest: str) -> _Parts:
    """A key written out: the scheme is said, so that nothing needs to be guessed."""
    match scheme:
        case "gs1":
            link = read_link(f"{CANONICAL_STEM}/{rest.removeprefix('/')}")
            if link.stem != CANONICAL_STEM:
                raise Malformed(f"key of the mapped identifier is {rest[:80]!r}, expected a GS1 primary key in front")
            return _gs1(link.elements)
        case "oid":
            try:
                return _oid(oid.parse(rest))
            except Malformed:
                if oid_cn.recognise(rest) is None:
                    raise
                return _oid_cn(oid_cn.parse(rest))
        case "vaa":
            return _vaa(vaa.read_code(rest.removeprefix(vaa.DATA_IDENTIFIER)))
    return _read(scheme, rest)


def _gs1(elements: Iterable[tuple[str, str]]) -> _Parts:
    """Key and qualifiers; what else is in the data says something about the thing and does not name it."""
    given = tuple(elements)
    key = next((ai for ai, _ in given if ai in KEYS), None)
    if key is None:
        raise Malformed(f"GS1 data hold AI {', '.join(ai for ai, _ in given)}, expected a primary key among them")
    of_key = {key, *(ai for order in KEYS[key] for ai in order)}
    named = tuple(pair for pair in given if pair[0] in of_key)
    if any(ai == _SERIAL for ai, _ in named):
        named = tuple(pair for pair in named if pair[0] not in _BESIDE_SERIAL)
    return "gs1", build_link(ElementString(named)).path


def _epc(noun: Epc) -> _Parts:
    if not noun.elements:
        raise Malformed(f"scheme of the EPC is {noun.scheme.upper()}, expected one with a GS1 key")
    return _gs1(noun.elements)


def _oid(noun: Oid) -> _Parts:
    if noun.arcs[:2] == _UUID_ROOT and len(noun.arcs) == 3 and noun.arcs[2] < _UUID_SIZE:
        return _uuid(Uuid(noun.arcs[2]))
    return "oid", noun.dotted


def _oid_cn(noun: NationalOid) -> _Parts:
    # GB/T 26231: what can be resolved by the DNS does not tell capital letters from small ones.
    return "oid", noun.text.encode().lower().decode() if noun.resolvable else noun.text


def _uuid(noun: Uuid) -> _Parts:
    return "uuid", uuid.canonical(noun)


def _vaa(noun: Any) -> _Parts:
    if isinstance(noun, vaa.VaaCode):
        return "vaa", noun.text
    return "did", noun.text.removeprefix(_DID)


def _did(noun: Did) -> _Parts:
    return "did", noun.text.removeprefix(_DID)


def _ma(noun: Ma) -> _Parts:
    return "ma", ma.canonical(msgspec.structs.replace(noun, closed=False))


def _iso15459(noun: Identity) -> _Parts:
    text = iso15459.canonical(noun)
    if noun.pieces[0] == ("di", vaa.DATA_IDENTIFIER):
        return "vaa", text.removeprefix(vaa.DATA_IDENTIFIER)
    return "iso15459", text


def _envelope(noun: Envelope) -> _Parts:
    """The first record of an envelope that names a thing; format 05 holds GS1 data, the others one record each."""
    refusal = None
    for name, records in noun.formats:
        try:
            if name == "05":
                return _gs1(read_unbracketed(FNC1 + FNC1.join(records), associations=False).elements)
            for record in records:
                if iso15459.recognise(record) is not None:
                    return _read(iso15459.NAME, record)
        except Malformed as error:
            refusal = refusal or error
    raise refusal or Malformed("envelope holds no record of ISO/IEC 15459 and no GS1 data, expected one that names")


_READERS: Mapping[str, Callable[[Any], _Parts]] = {
    "gs1-epc-binary-dl": lambda noun: _gs1(noun.link.elements),
    "gs1-dl-compressed": lambda noun: _gs1(noun.elements),
    "gs1-digital-link": lambda noun: _gs1(noun.elements),
    "gs1-element-string": lambda noun: _gs1(noun.elements),
    "gs1-ai": lambda noun: _gs1(noun.elements),
    "gtin": lambda noun: _gs1((("01", noun.digits),)),
    "sscc": lambda noun: _gs1((("00", noun.digits),)),
    "gln": lambda noun: _gs1((("414", noun.digits),)),
    "epc": _epc,
    "oid": _oid,
    "oid-cn": _oid_cn,
    "ors": _oid,
    "uuid": _uuid,
    "vaa": _vaa,
    "bid": lambda noun: ("did", noun.text.removeprefix(_DID)),
    "bid-keypair": lambda noun: ("did", noun.bid.text.removeprefix(_DID)),
    "did": _did,
    "ma": _ma,
    "ecode": lambda noun: ("ecode", ecode.canonical(noun)),
    "uscc": lambda noun: ("uscc", uscc.canonical(noun)),
    "iso15459": _iso15459,
    "iso15434": _envelope,
}
"""How the noun of each scheme that a text can be recognised as comes to its key."""
