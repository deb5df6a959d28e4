"""Whole zones over TCP (AXFR, RFC 5936), for secondary servers that the settings name; nobody else gets one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from resolver.domains.codes import AA, HEADER_SIZE, IN, Rcode, Type
from resolver.domains.message import whole
from resolver.domains.question import Question, read
from resolver.domains.records import RRset
from resolver.domains.zones import Zone, Zones

# Names are shortened by pointing into the first 16 KiB of a message: a longer one would only grow faster.
_ENOUGH = 16_000


View = Callable[[], AbstractContextManager[tuple[Zones, int]]]
"""Opens the zones as they stand at one moment, whatever changes meanwhile, with the serial of that moment."""


class Transfers:
    """Who may have whole zones, and where they are read."""

    def __init__(self, is_secondary: Callable[[str], bool], view: View) -> None:
        self._is_secondary = is_secondary
        self._view = view

    def allowed(self, data: bytes, address: str) -> bool:
        """Whether a message over TCP is to be answered with a whole zone. One that asks for what has changed since
        (IXFR) may be answered so, too (RFC 1995 §4)."""
        question = read(data)
        return isinstance(question, Question) and _asks_for_zone(question) and self._is_secondary(address)

    def messages(self, data: bytes) -> Iterator[bytes]:
        """The answer to a message that is allowed.

        Raises:
            Corrupt: an entry that is needed is there and its checksum does not hold.
        """
        question = read(data)
        assert isinstance(question, Question)
        with self._view() as (zones, serial):
            zone = zones.find(question.name)
            if zone is None or zone.apex != question.name:
                yield whole(data[:2], question, 0, Rcode.NOTAUTH)  # RFC 5936 §2.2.1
            else:
                yield from messages(data[:2], question, zone, serial)


def _asks_for_zone(question: Question) -> bool:
    return question.class_ == IN and question.type in {Type.AXFR, Type.IXFR}


def messages(identity: bytes, question: Question, zone: Zone, serial: int) -> Iterator[bytes]:
    """The zone in messages: its start of authority, everything else, and the start of authority again (§2.2).

    Raises:
        Corrupt: an entry that is needed is there and its checksum does not hold.
    """
    batch: list[RRset] = []
    size = 0
    for rrset in _in_order(zone, serial):
        own = sum([_size(rrset, place) for place in range(len(rrset.data))])
        if batch and size + own > _ENOUGH:
            yield whole(identity, question, AA, Rcode.NOERROR, batch)
            batch, size = [], HEADER_SIZE
        batch.append(rrset)
        size += own
    yield whole(identity, question, AA, Rcode.NOERROR, batch)


def _in_order(zone: Zone, serial: int) -> Iterator[RRset]:
    for node in zone.nodes(serial):
        yield from node.sets
    yield zone.soa(serial)


def _size(rrset: RRset, place: int) -> int:
    """At most so many octets a record takes."""
    data = sum(
        [len(part) if isinstance(part, bytes) else sum(map(len, part)) + len(part) for part in rrset.data[place]]
    )
    return sum(map(len, rrset.owner)) + len(rrset.owner) + 11 + data
