"""ORS names: the domain name under which the DNS is asked for an OID (X.672, ISO/IEC 29168-1).

A translating scheme: `canonical` is the dotted OID. Labels that are names lead to the numbers by DNAME, which takes a
query: only numeric labels are read here.
"""

from schemas.errors import Malformed
from schemas.identifiers import oid
from schemas.identifiers.oid import Oid
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words

NAME = "ors"

ROOT = "oid-res.org"
# X.672 §6: a DNAME does not redirect its own owner, so one label more is asked for.
_DUMMY = "ors-dummy"
_LONGEST_NAME = 254


def recognise(text: str) -> Likeness | None:
    """A domain name below the root of ORS."""
    if text[-_LONGEST_NAME:].removesuffix(".").lower().endswith(f".{ROOT}"):
        return Likeness(NAME, Sureness.CERTAIN, Words(f"以 .{ROOT} 结尾的域名", f"a domain name below {ROOT}"))
    return None


def parse(text: str) -> Oid:
    """Read a domain name below `oid-res.org` as the OID that it asks for.

    Raises:
        Malformed: too long, another root, then as `oid.parse`.
    """
    if len(text) > _LONGEST_NAME:
        raise Malformed(f"length of the ORS name is {len(text)}, expected at most {_LONGEST_NAME}")
    name = text.removesuffix(".").lower()
    labels = name.split(".")
    if labels[-2:] != ROOT.split("."):
        raise Malformed(f"end of the ORS name is {'.'.join(labels[-2:])!r}, expected {ROOT}")
    arcs = labels[:-2]
    if arcs[:1] == [_DUMMY]:
        del arcs[0]
    if not arcs:
        raise Malformed(f"ORS name is {text!r}, expected arcs before {ROOT}")
    return oid.from_arcs(arcs[::-1])


def canonical(noun: Oid) -> str:
    """The OID, dotted."""
    return noun.dotted


def components(noun: Oid) -> dict[str, Component]:
    """Those of the OID."""
    return oid.components(noun)


def explain(noun: Oid) -> list[Part]:
    """The arcs of the OID."""
    return oid.explain(noun)
