"""Zones: the parts of the name space that this node answers for, and which of them a name lies in.

A zone is an apex, what the node says of itself there, and a tree of identifiers below it. `zone_of` names a zone by
what was delegated to the node: an arc of OIDs, or the digits of a GS1 company prefix.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from resolver.domains.codes import Type
from resolver.domains.names import Name, to_text
from resolver.domains.records import RRset
from resolver.domains.subject import FLEETING
from resolver.resolve import Shelf, responsible
from schemas.counting import Outcome
from schemas.errors import Malformed
from schemas.handle import Handle

_DAY = 86_400
# RFC 1912 §2.2, for a zone whose secondaries are few and near: look hourly, again after ten minutes, give up in a week.
_REFRESH, _RETRY, _EXPIRE = 3_600, 600, 604_800
_OWN_TTL = 3_600


class Node(msgspec.Struct, frozen=True):
    """What there is at one name."""

    sets: tuple[RRset, ...] = ()
    standing: Outcome = Outcome.ABSENT
    """How a question for the identifier of that name is counted, if there is data; absent where there is no such."""
    prefix: str = ""
    """The key of the prefix that it counts for."""
    there: bool = True
    """Whether the name exists, which it may do without records, for the sake of names below it."""


NOWHERE = Node(there=False)


def counted_under(shelf: Shelf, handle: Handle) -> str:
    """The key of the prefix that a question for a record counts for; empty where the node knows none."""
    holding = responsible(shelf, handle)
    return holding.prefix.upper() if holding is not None else ""


class Tree(Protocol):
    """The identifiers below an apex. `below` is what a name has before the apex, the label next to the apex first."""

    apex: Name

    def redirect(self, below: Name) -> RRset | None:
        """The DNAME record that a name lies below; None where there is none."""
        ...

    def node(self, below: Name) -> Node:
        """The name's records. `redirect` was asked before."""
        ...

    def nodes(self) -> Iterator[Node]:
        """Every name that has records, none that `redirect` hides."""
        ...


class Authority(msgspec.Struct, frozen=True):
    """What the node says of itself at each apex."""

    servers: tuple[Name, ...]
    """The names of its name servers, of which the first is where changes are made."""
    contact: Name
    """The mailbox of whoever is responsible, the part before the @ as first label."""


class Zone:
    """One zone."""

    def __init__(self, tree: Tree, authority: Authority, name: str = "") -> None:
        self.apex = tree.apex
        self.name = name
        """What was delegated to the node, as settings and claims call it: `oid:1.2.156.3001`."""
        self._tree = tree
        self._authority = authority
        servers = tuple([(server,) for server in authority.servers])
        self._servers = RRset(self.apex, Type.NS, _OWN_TTL, servers)

    def redirect(self, name: Name) -> RRset | None:
        """The DNAME record that a name of this zone lies below."""
        return self._tree.redirect(self._below(name))

    def node(self, name: Name, serial: int) -> Node:
        """What there is at a name of this zone."""
        found = self._tree.node(self._below(name))
        if name != self.apex:
            return found
        return msgspec.structs.replace(found, sets=(self.soa(serial), self._servers, *found.sets), there=True)

    def nodes(self, serial: int) -> Iterator[Node]:
        """Every name that has records, the apex first."""
        yield self.node(self.apex, serial)
        for node in self._tree.nodes():
            if node.sets[0].owner != self.apex:
                yield node

    def soa(self, serial: int) -> RRset:
        """The start of authority: its number is that of the last change in the journal (RFC 1982 arithmetic)."""
        numbers = (serial % 2**32, _REFRESH, _RETRY, _EXPIRE, FLEETING)
        fixed = b"".join([number.to_bytes(4, "big") for number in numbers])
        data = (self._authority.servers[0], self._authority.contact, fixed)
        return RRset(self.apex, Type.SOA, _OWN_TTL, (data,))

    def denial(self, serial: int) -> RRset:
        """The start of authority as it says for how long a «no» may be kept (RFC 2308 §3)."""
        return msgspec.structs.replace(self.soa(serial), ttl=FLEETING)

    def _below(self, name: Name) -> Name:
        return name[: len(name) - len(self.apex)][::-1]


class Zones:
    """All zones of the node."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        """Take them together.

        Raises:
            Malformed: two have one apex, or one lies in another: the upper one answers for both.
        """
        self.all = tuple(zones)
        self._by_apex = {zone.apex: zone for zone in zones}
        for place, zone in enumerate(zones):
            apex = zone.apex
            if any(apex[depth:] in self._by_apex for depth in range(1, len(apex))) or apex in {
                other.apex for other in zones[:place]
            }:
                raise Malformed(f"zone {to_text(apex)} lies in another one, expected the upper one alone")
        self._shortest = min((len(apex) for apex in self._by_apex), default=0)

    def find(self, name: Name) -> Zone | None:
        """The zone that a name lies in."""
        for depth in range(len(name) - self._shortest, -1, -1):
            if (zone := self._by_apex.get(name[depth:])) is not None:
                return zone
        return None
