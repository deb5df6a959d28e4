"""The desk: what all doors of the resolver share: where to look, where to count, whom to tell of damage."""

from collections.abc import Awaitable, Callable
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Protocol

from aiohttp import web

from resolver.answer import Answer
from resolver.identify import Identified, identify
from resolver.replica.batches import Batches
from resolver.replica.entry import Corrupt, Entry
from resolver.replica.mappings import Pointer
from resolver.resolve import responsible
from resolver.templates import answer
from schemas.change import Claimed, Holding
from schemas.counting import Channel, Class, Outcome
from schemas.errors import Busy
from schemas.handle import Handle

CLASS_HEADER = "Idnode-Class"
"""With this header an asker says that a question is not an outsider's, so that it does not count as one."""

# A pointer and the entry that it leads to, and once more for what was damaged meanwhile.
_MOST_HEALINGS = 3

Ranges = tuple[tuple[IPv4Network | IPv6Network, Class], ...]


class Shelf(Protocol):
    """What the doors need of a replica; `resolver.replica.reader.Reader` is one."""

    holdings_turn: int
    """While it stays, what has been concluded from holdings and batches may be kept. Looked at after `raw`."""

    @property
    def batches(self) -> Batches:
        """The batches, as they were when `raw` or `find` looked last."""
        ...

    def raw(self, key: bytes) -> bytes | None:
        """The octets kept under this canonical key, checksum unseen.

        Raises:
            Corrupt: the replica cannot be read.
        """
        ...

    def find(self, key: bytes) -> Entry | None:
        """The entry under this canonical key; where there is none, that of the batch's member with this key.

        Raises:
            Corrupt: its checksum, or the batch's, does not hold.
        """
        ...

    def holding(self, prefix_key: str) -> Holding | None:
        """How the prefix with exactly this key stands."""
        ...

    def claimed(self) -> tuple[Claimed, ...]:
        """The OID arcs and GS1 company prefixes that enterprises have claimed.

        Raises:
            Corrupt: the replica cannot be read.
        """
        ...

    def pointed(self, key: bytes) -> bytes | None:
        """The octets of the pointer kept under another identifier's key, checksum unseen; batches have none.

        Raises:
            Corrupt: the replica cannot be read.
        """
        ...

    def pointer(self, key: bytes) -> Pointer | None:
        """Which record carries the other identifier with this key.

        Raises:
            Corrupt: its checksum does not hold.
        """
        ...


class Counting(Protocol):
    """What the doors need of a tally; `resolver.tally.Tally` is one."""

    counts: memoryview
    """Counters, 64 bits each, by slot."""
    epoch: int
    """Grows when slots that were given out must be forgotten."""

    def slot(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class) -> int:
        """Where today's answers of this kind are counted.

        Raises:
            Busy: every counter is in use and no new file can be made.
        """
        ...

    def add(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class, count: int = 1) -> None:
        """Count answers of one kind.

        Raises:
            Busy: every counter is in use and no new file can be made.
        """
        ...


class Sources:
    """Who counts as whom, by address: the first range that holds it decides; everyone else is an outsider.

    >>> from ipaddress import ip_network
    >>> Sources(((ip_network("10.0.9.0/24"), Class.PROBE),)).class_of("10.0.9.7")
    <Class.PROBE: 4>
    """

    def __init__(self, ranges: Ranges = ()) -> None:
        self._ranges = ranges

    @property
    def differ(self) -> bool:
        """Whether there is more than one class."""
        return bool(self._ranges)

    def class_of(self, address: str | None) -> Class:
        """The class of questions from this address; an address that cannot be read is an outsider's."""
        if not self._ranges or not address:
            return Class.EXTERNAL
        try:
            known = ip_address(address.partition("%")[0])
        except ValueError:
            return Class.EXTERNAL
        return next((class_ for network, class_ in self._ranges if known in network), Class.EXTERNAL)


class Desk:
    """One for each worker; the lane, the routes and the other edges all stand at it."""

    def __init__(
        self,
        reader: Shelf,
        tally: Counting,
        heal: Callable[[bytes], Awaitable[bool]],
        sources: Sources | None = None,
        base: str = "http://localhost",
    ) -> None:
        self.reader = reader
        self.tally = tally
        self.heal = heal
        """Has the entry under a canonical key made anew; true when it can be asked for again."""
        self.sources = sources or Sources()
        self.base = base
        """The address under which links to this node are made; never what a request says it is (threats.md T15)."""

    def class_of(self, request: web.BaseRequest) -> Class:
        """Who asks.

        Anyone may say that they are no outsider: it only takes their questions out of what is evaluated. Nobody can
        say that they are one where their address says otherwise.
        """
        class_ = self.sources.class_of(request.remote)
        said = request.headers.get(CLASS_HEADER)
        if class_ is Class.EXTERNAL and said is not None and said.upper() in Class.__members__:
            return Class[said.upper()]
        return class_

    async def answer(self, handle: Handle) -> Answer:
        """Resolve, templates included, and have a corrupt entry healed first.

        Raises:
            Busy: the entry is corrupt and could not be healed now.
        """
        for _ in range(2):
            try:
                return answer(self.reader, handle)
            except Corrupt as corrupt:
                if not await self.heal(corrupt.key):
                    break
        raise Busy("the answer cannot be read now; it is being made anew")

    async def identify(self, text: str) -> Identified:
        """What a text stands for; corrupt entries on the way are healed first.

        Raises:
            Busy: one could not be healed now.
        """
        for _ in range(_MOST_HEALINGS):
            try:
                return identify(self.reader, text)
            except Corrupt as corrupt:
                if not await self.heal(corrupt.key):
                    break
        raise Busy("the answer cannot be read now; it is being made anew")

    def count(self, handle: Handle | None, channel: Channel, outcome: Outcome, class_: Class) -> None:
        """Add one answered question, before the answer is sent; None where the question named no handle.

        Raises:
            Busy: it cannot be counted, so it must not be answered.
        """
        self.tally.add(self.counted_under(handle), channel, outcome, class_)

    def counted_under(self, handle: Handle | None) -> str:
        """The key of the prefix that a question for this handle counts for; empty where the node knows none."""
        if handle is None:
            return ""
        try:
            holding = responsible(self.reader, handle)
        except Corrupt:
            return ""  # what cannot be read now is counted as well
        return holding.prefix.upper() if holding is not None else ""


DESK = web.AppKey("desk", Desk)
"""Where the routes find the desk of their application."""
