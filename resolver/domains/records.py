"""Sets of records, and how the data of the few types that this node serves are put together.

Data are kept as parts: octets, and names that a message may shorten by pointing to where they stood before. Only the
types of RFC 1035 may be shortened (RFC 3597 §4); in all others a name is octets.
"""

import msgspec

from resolver.domains.codes import Type
from resolver.domains.names import Name, to_wire

Data = tuple[bytes | Name, ...]
"""The data of one record: names only where they may be shortened."""

LONGEST_STRING = 255
"""Octets of one character string (RFC 1035 §3.3)."""


class RRset(msgspec.Struct, frozen=True, gc=False):
    """All records of one type at one name; they share their time to live (RFC 2181 §5.2)."""

    owner: Name
    type: Type
    ttl: int
    data: tuple[Data, ...]


class Naptr(msgspec.Struct, frozen=True, gc=False):
    """One rule that turns whatever was asked for into an address (RFC 3403 §4.1)."""

    preference: int
    flags: str
    service: str
    uri: str

    @property
    def data(self) -> Data:
        """The record's data."""
        numbers = _ORDER.to_bytes(2, "big") + self.preference.to_bytes(2, "big")
        strings = string(self.flags) + string(self.service) + string(regexp(self.uri))
        return (numbers + strings + _NO_REPLACEMENT,)


# Everything about one identifier may be looked at (RFC 3403 §4.1): one order, and preferences by stored order.
_ORDER = 100
_NO_REPLACEMENT = b"\0"
LONGEST_URI = LONGEST_STRING - len("!^.*$!!")
"""Octets that a regular expression has left for the address that it gives."""


def regexp(uri: str) -> str:
    """The expression that turns everything into this address (RFC 3402 §3.2).

    Its mark may not stand in the address itself, where percent-encoding says the same.

    >>> regexp("https://a.example/!x")
    '!^.*$!https://a.example/%21x!'
    """
    return f"!^.*$!{uri.replace('!', '%21')}!"


def string(text: str) -> bytes:
    """A character string; the text has at most 255 octets."""
    octets = text.encode()
    return bytes((len(octets),)) + octets


def txt(owner: Name, ttl: int, *texts: str) -> RRset:
    """One TXT record of so many strings; what is too long for a string is left out."""
    fitting = [text for text in texts if len(text.encode()) <= LONGEST_STRING]
    return RRset(owner, Type.TXT, ttl, ((b"".join(map(string, fitting)),),))


def naptr(owner: Name, ttl: int, rules: tuple[Naptr, ...]) -> RRset:
    """The NAPTR records of one name."""
    return RRset(owner, Type.NAPTR, ttl, tuple([rule.data for rule in rules]))


def uri(owner: Name, ttl: int, targets: tuple[tuple[int, str], ...]) -> RRset:
    """The URI records of one name, by priority (RFC 7553 §4.4); the target is all that is left of the data."""
    weight = b"\0\1"
    data = [(priority.to_bytes(2, "big") + weight + target.encode(),) for priority, target in targets]
    return RRset(owner, Type.URI, ttl, tuple(data))


def dname(owner: Name, ttl: int, target: Name) -> RRset:
    """What is below the owner is found below the target (RFC 6672). The target is never shortened (§2.5)."""
    return RRset(owner, Type.DNAME, ttl, ((to_wire(target),),))


def cname(owner: Name, ttl: int, target: Name) -> RRset:
    """The owner is another name of the target."""
    return RRset(owner, Type.CNAME, ttl, ((target,),))
