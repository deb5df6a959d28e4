"""Domain names: labels, their octets on the wire, their text in settings and master files.

A name is a tuple of labels, the leaf first, the root left out; letters are small, since the DNS does not tell them from
capitals (RFC 4343). The spelling that was asked for is kept where it matters, in the octets of the question.
"""

import re

from schemas.errors import Malformed

Name = tuple[bytes, ...]

LONGEST_NAME = 255
"""Octets with lengths and root (RFC 1035 §2.3.4)."""
LONGEST_LABEL = 63

_HOST_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?")
_PLAIN = re.compile(rb"[A-Za-z0-9_*-]")


def parse(text: str) -> Name:
    """Read the name of a host or zone, with or without the dot at its end.

    >>> parse("NS1.Park.example.")
    (b'ns1', b'park', b'example')

    Raises:
        Malformed: a label that is empty, too long, or has other characters than letters, digits, `-` and `_`; a name
            that is too long.
    """
    labels = text.removesuffix(".").split(".")
    for place, label in enumerate(labels, start=1):
        if not _HOST_LABEL.fullmatch(label) or len(label) > LONGEST_LABEL:
            raise Malformed(
                f"label {place} of the domain name {text[:80]!r} is {label[:80]!r}, expected 1 to {LONGEST_LABEL} "
                f"letters, digits and hyphens"
            )
    name = tuple(label.lower().encode() for label in labels)
    if (octets := len(to_wire(name))) > LONGEST_NAME:
        raise Malformed(f"domain name {text[:80]!r} takes {octets} octets, expected at most {LONGEST_NAME}")
    return name


def to_wire(name: Name) -> bytes:
    """Each label behind its length, then the root (RFC 1035 §3.1).

    >>> to_wire((b"a", b"example"))
    b'\\x01a\\x07example\\x00'
    """
    return b"".join([bytes((len(label),)) + label for label in name]) + b"\0"


def fits(name: Name) -> bool:
    """Whether a name is one that the DNS can carry."""
    return sum(map(len, name)) + len(name) < LONGEST_NAME and all(0 < len(label) <= LONGEST_LABEL for label in name)


def to_text(name: Name) -> str:
    """The name as a master file has it, whole (RFC 1035 §5.1).

    >>> to_text((b"a.b", b"\\xe4", b"example"))
    'a\\\\.b.\\\\228.example.'
    """
    return "".join(_label_text(label) + "." for label in name) or "."


def _label_text(label: bytes) -> str:
    return "".join(_character(octet) for octet in label)


def _character(octet: int) -> str:
    single = bytes((octet,))
    if _PLAIN.fullmatch(single):
        return single.decode()
    return "\\" + single.decode() if 0x21 <= octet <= 0x7E else f"\\{octet:03d}"
