"""A branch of the name space: one zone by what was delegated to the node. Read from settings, so it imports little."""

import re
from typing import Self

import msgspec

from resolver.domains import names
from resolver.domains.names import Name, to_text
from schemas.errors import Malformed
from schemas.identifiers import oid

OIDS, GTINS, HANDLES = "oid", "gs1", "handles"
CLAIMS = "claims"
"""Stands for a branch of each kind for all that enterprises have claimed."""

# As claims have them: schemas/claim.py.
_FEWEST_ARCS = 4
_COMPANY = re.compile("[0-9]{4,12}")


class Branch(msgspec.Struct, frozen=True):
    """An arc of OIDs, a GS1 company prefix, a domain for handles.

    >>> Branch.parse("oid:1.2.156.3001")
    Branch(scheme='oid', text='1.2.156.3001')
    """

    scheme: str
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `oid:1.2.156.3001`, `gs1:690123` or `handles:id.park.example`; `claims` for all that is claimed.

        Raises:
            Malformed: it is none of these; or, in their own words, the arc, company prefix or domain.
        """
        scheme, _, rest = text.partition(":")
        match scheme:
            case "claims" if not rest:
                return cls(scheme, "")
            case "oid":
                arc = oid.parse(rest)
                if len(arc.arcs) < _FEWEST_ARCS:
                    raise Malformed(f"number of arcs of the zone is {len(arc.arcs)}, expected at least {_FEWEST_ARCS}")
                return cls(scheme, arc.dotted)
            case "gs1":
                if not _COMPANY.fullmatch(rest):
                    raise Malformed(f"company prefix of the zone is {rest[:40]!r}, expected 4 to 12 digits")
                return cls(scheme, rest)
            case "handles":
                return cls(scheme, to_text(names.parse(rest)).removesuffix("."))
        raise Malformed(f"zone is {text[:80]!r}, expected oid:, gs1: or handles: and what is delegated, or claims")

    def __str__(self) -> str:
        return f"{self.scheme}:{self.text}" if self.text else self.scheme


def mailbox(text: str) -> Name:
    """The name that stands for a mail address (RFC 1035 §8): the part before the @ is one label.

    >>> mailbox("dns.admin@park.example")
    (b'dns.admin', b'park', b'example')

    Raises:
        Malformed: it is no mail address.
    """
    local, at, domain = text.rpartition("@")
    octets = local.encode()
    if not at or not 0 < len(octets) <= names.LONGEST_LABEL or not local.isprintable() or " " in local:
        raise Malformed(f"mail address is {text[:80]!r}, expected one like dns@park.example")
    return (octets.lower(), *names.parse(domain))
