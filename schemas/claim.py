"""A claim: the beginning of other schemes' identifiers that is an enterprise's own, such as a GS1 company prefix.

An enterprise may map only what begins with a stem that the park has approved. A stem is compared label by label where
its scheme has labels (the arcs of an OID, the segments of MA and DIDs) and character by character where it has none
(company prefixes, Ecode, ISO/IEC 15459): `1.2.156.30` does not cover `1.2.156.3001`; `95060` covers `9506000134352`.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from urllib.parse import unquote

import msgspec

from schemas.errors import Malformed
from schemas.identifiers import ecode, iso15459, oid, oid_cn
from schemas.mapping import Mapped

Labels = tuple[str, ...]

# A company prefix has 4 to 12 digits (GS1 General Specifications §1.4.4); GS1 keys do not say where it ends.
_COMPANY = re.compile("[0-9]{4,12}")
# In these keys a digit stands before the company prefix: extension digit, indicator, leading zero.
_BEHIND_A_DIGIT = ("00", "01", "8003", "8006")
_ECODE = re.compile("(?:[12][0-9]{4}|[34][0-9]{5})[0-9A-Za-z]*")
_MA = re.compile(r"MA\.[0-9]{3}(?:\.[0-9A-Za-z_-]+){2,}")
_VAA = re.compile("VAA[0-9]{14}")
_HIBC = re.compile(r"\+[A-Z][0-9A-Z]{3}")
_DID = re.compile(r"did:[a-z0-9]+(?::(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+)+")
# Four arcs are the fewest that anybody below a country or a standards body was given.
_FEWEST_ARCS = 4
_LONGEST_COMPANY = 12
LONGEST_STEM = 255


class State(StrEnum):
    """How far a claim has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    """Or taken back after it had been approved: what was mapped under it stays, nothing more can be."""


LIFE: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.APPROVED, State.REFUSED}),
    State.APPROVED: frozenset({State.REFUSED}),
    State.REFUSED: frozenset(),  # who has new evidence proposes anew
}


class Stem(msgspec.Struct, frozen=True, order=True):
    """What a claim is about: the identifiers of a scheme that begin like this.

    >>> Stem.parse("gs1", "950600").covers(Mapped.parse("(01)09506000134352(21)ABC"))
    True
    >>> Stem.parse("oid", "1.2.156.30").covers(Mapped.parse("1.2.156.3001.7"))
    False
    """

    scheme: str
    text: str

    @staticmethod
    def parse(scheme: str, text: str) -> "Stem":
        """Read a stem.

        Raises:
            Malformed: a scheme whose identifiers are not claimed, or a text that none of them begins with.
        """
        if scheme in _UNCLAIMED:
            raise Malformed(_UNCLAIMED[scheme])
        if scheme not in _STEMS:
            raise Malformed(f"scheme of the claim is {scheme[:40]!r}, expected one of {', '.join(_STEMS)}")
        if len(text) > LONGEST_STEM:
            raise Malformed(f"length of the claim is {len(text)}, expected at most {LONGEST_STEM}")
        return Stem(scheme, _STEMS[scheme](text))

    @property
    def labels(self) -> Labels:
        """What is compared with the beginning of an identifier's labels."""
        if self.scheme in _SEPARATED:
            return tuple(self.text.split(_SEPARATED[self.scheme]))
        return tuple(self.text)

    def covers(self, mapped: Mapped) -> bool:
        """Whether an identifier begins with this stem."""
        own = self.labels
        return mapped.scheme == self.scheme and labels_of(mapped)[: len(own)] == own

    def overlaps(self, other: "Stem") -> bool:
        """Whether there can be an identifier that begins with both."""
        shorter = min(len(self.labels), len(other.labels))
        return self.scheme == other.scheme and self.labels[:shorter] == other.labels[:shorter]

    def __str__(self) -> str:
        return f"{self.scheme} {self.text}"


def labels_of(mapped: Mapped) -> Labels:
    """The labels of an identifier that stems of its scheme are compared with; none where nobody can claim it."""
    match mapped.scheme:
        case "gs1":
            _, ai, value = mapped.canonical.split("/")[:3]
            return tuple(unquote(value)[ai in _BEHIND_A_DIGIT :])
        case "oid":
            return tuple(mapped.canonical.split("."))
        case "ma":
            return tuple(mapped.canonical.partition("/")[0].split("."))
        case "did":
            return ("did", *mapped.canonical.split(":"))
        case "iso15459":
            pieces = iso15459.parse(mapped.canonical).pieces
            if pieces[0][0] == "service":
                return ()  # a postal item: its number does not say which post gave it
            return tuple("".join(text for name, text in pieces if name not in ("di", "serial_length")))
        case "ecode" | "vaa":
            return tuple(mapped.canonical)
    return ()


def is_free(mapped: Mapped) -> bool:
    """Whether nobody gives such identifiers out, so that whoever maps one first may.

    A UUID is made by whoever needs one, and a `did:key` is a key that its holder has made: there is no issuer whose
    word could approve a claim, and no beginning that one maker's have in common.
    """
    return mapped.scheme == "uuid" or (mapped.scheme == "did" and mapped.canonical.startswith("key:"))


def _gs1(text: str) -> str:
    if not _COMPANY.fullmatch(text):
        raise Malformed(f"company prefix of the claim is {text[:40]!r}, expected 4 to {_LONGEST_COMPANY} digits")
    return text


def _oid(text: str) -> str:
    bare = text[8:] if text[:8].lower() == "urn:oid:" else text
    try:
        read = oid.parse(bare).dotted
    except Malformed:
        if oid_cn.recognise(bare) is None:
            raise
        read = Mapped.parse(f"oid:{bare}").canonical
    if read.count(".") + 1 < _FEWEST_ARCS:
        raise Malformed(f"number of arcs of the claim is {read.count('.') + 1}, expected at least {_FEWEST_ARCS}")
    return read


def _ecode(text: str) -> str:
    bare = text.removeprefix("E=")
    if not _ECODE.fullmatch(bare):
        raise Malformed(f"beginning of the Ecode is {text[:40]!r}, expected version and NSI, as 10064, and digits")
    ecode.parse(bare + ("0" if len(bare) in (5, 6) else ""))
    return bare


def _ma(text: str) -> str:
    if not _MA.fullmatch(text):
        raise Malformed(f"organisation of the MA claim is {text[:40]!r}, expected MA, country, industry, organisation")
    return text


def _vaa(text: str) -> str:
    if not _VAA.fullmatch(text):
        raise Malformed(
            f"enterprise of the VAA claim is {text[:40]!r}, expected VAA, 3 digits of the top node, 3 of the secondary "
            f"node and 8 of the enterprise"
        )
    return text


def _iso15459(text: str) -> str:
    """Issuing agency and company, or a labeller of HIBC."""
    if _HIBC.fullmatch(text):
        return text
    refused = Malformed(f"claim is {text[:40]!r}, expected an issuing agency and the whole company, as UN123456789")
    try:
        # A number behind it makes an identifier of it, of which the company must then be all the rest.
        parts = dict(iso15459.parse(f"25S{text}0").pieces)
    except Malformed:
        raise refused from None
    if parts.get("sn", "0") != "0" or not text[len(parts.get("iac", text)) :]:
        raise refused
    return text


def _did(text: str) -> str:
    if not _DID.fullmatch(text):
        raise Malformed(f"beginning of the DID is {text[:40]!r}, expected did, a method and segments behind colons")
    if text.startswith("did:key:"):
        raise Malformed("a did:key is not claimed: it is a key that its holder has made")
    return text


_STEMS: Mapping[str, Callable[[str], str]] = {
    "gs1": _gs1,
    "oid": _oid,
    "ecode": _ecode,
    "ma": _ma,
    "vaa": _vaa,
    "iso15459": _iso15459,
    "did": _did,
}
_SEPARATED = {"oid": ".", "ma": ".", "did": ":"}
_UNCLAIMED = {
    "uuid": "a UUID is not claimed: nobody gives them out",
    "uscc": "a 统一社会信用代码 is not claimed: an enterprise may map its own and no other",
}
CLAIMED = tuple(_STEMS)
"""The schemes whose identifiers take a claim."""
