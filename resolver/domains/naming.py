"""Names to ask for: from an identifier to the domain name under which the DNS knows it, the other way of the trees."""

import idna

from resolver.domains.names import LONGEST_LABEL, Name, fits
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.identifiers.gtin import Gtin

DUMMY = b"ors-dummy"
"""X.672 §6: a DNAME record does not redirect its own owner, so clients ask for one label more."""


GTINS = (b"gtin", b"gs1", b"id")
"""What the names of GTINs end with before the root."""


def oid_name(arcs: tuple[str, ...], domain: Name) -> Name:
    """The name under which X.672 asks for an OID, whose arcs may be numbers or the names of an OID-IRI.

    >>> oid_name(("1", "2", "156", "3001", "阀门"), (b"oid-res", b"org"))[:3]
    (b'ors-dummy', b'xn--2h5avb', b'3001')

    Raises:
        Malformed: an arc that IDNA cannot write, or more than a name has room for.
    """
    labels = [DUMMY]
    for arc in reversed(arcs):
        try:
            labels.append(arc.lower().encode("ascii") if arc.isascii() else idna.encode(arc, uts46=True))
        except UnicodeError:  # idna.IDNAError is one
            raise Malformed(f"arc of the OID is {arc[:80]!r}, expected one that a domain name can carry") from None
    return _fitting((*labels, *domain), ".".join(arcs))


def gtin_name(noun: Gtin, root: Name) -> Name:
    """The name under which ONS asks for a GTIN: indicator, then the digits but the last in reverse (ONS 2.0.1 §5)."""
    digits = noun.digits[0] + noun.digits[-2:0:-1]
    return (*(digit.encode() for digit in digits), *GTINS, *root)


def handle_name(handle: Handle, zone: Name) -> Name:
    """The name of a handle below a zone of handles.

    Raises:
        Malformed: a suffix that is longer than a label, or `*`; more than a name has room for.
    """
    suffix = handle.suffix.encode().lower()
    if len(suffix) > LONGEST_LABEL or suffix == b"*":
        raise Malformed(
            f"suffix of {handle.text[:80]!r} has {len(suffix)} octets, expected at most {LONGEST_LABEL}, and not an "
            f"asterisk: others have no domain name"
        )
    prefix = [label.lower().encode() for label in reversed(handle.prefix.labels)]
    return _fitting((suffix, *prefix, *zone), handle.text)


def _fitting(name: Name, identifier: str) -> Name:
    if not fits(name):
        raise Malformed(f"{identifier[:80]!r} is too long for a domain name")
    return name
