"""The name server without its sockets: octets of a question and an address in, octets of an answer out, and counted.

What an asker gets depends on whether it is known to be at its address (threats.md T16, promises.md R21):

* over UDP and unproven, an answer has at most three times the octets of its question, and a network gets so many a
  second; what is more is cut, or left out, and the asker comes back over TCP;
* with a cookie of ours, over TCP, or from a network that the settings name, it gets everything.

Each answer is counted before it is given out; one that is cut is not, since its question comes again.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from resolver.domains import message
from resolver.domains.authoritative import Reply, reply
from resolver.domains.codes import AA, HEADER_SIZE, LARGEST_DATAGRAM, LARGEST_MESSAGE, QR, RD, SMALLEST_LIMIT, TC, Rcode
from resolver.domains.cookies import Jar
from resolver.domains.message import NO_EXTRAS, Extras
from resolver.domains.question import Faulty, Question, read
from resolver.domains.rates import Rates, place_of
from resolver.domains.shelf import Shelf
from resolver.domains.wire_cache import Kept, WireCache
from resolver.domains.zones import Zones
from schemas.change import Claimed
from schemas.counting import Channel, Class, Outcome
from schemas.errors import Busy

LARGEST_RATIO = 3
"""Octets of an answer for each octet of a question from an address that may be forged."""
_SLIP = 2
"""Every so many-th answer that is over the allowance says «ask over TCP»; the others are not given."""
_MOST_ASKERS = 10_000


class Counting(Protocol):
    """What is needed of a tally; `resolver.tally.Tally` is one."""

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


class Asker(msgspec.Struct, frozen=True, gc=False):
    """What is known of an address."""

    address: str
    class_: Class
    place: int
    """Where the allowance of its network is kept."""
    trusted: bool
    """Whether the settings say that it is no forged one."""


class NameServer:
    """One for each worker; its methods belong to one thread."""

    def __init__(
        self,
        zones: Zones,
        shelf: Shelf,
        tally: Counting,
        rates: Rates,
        class_of: Callable[[str], Class],
        is_trusted: Callable[[str], bool],
        keepalive_seconds: float = 15.0,
        clock: Callable[[], int] = time.monotonic_ns,
        zones_with: Callable[[Sequence[Claimed]], Zones] | None = None,
    ) -> None:
        """Answer from these zones.

        Args:
            zones: what is answered for.
            shelf: where they look.
            tally: where answers are counted.
            rates: how many answers a network gets, and the secret of the cookies.
            class_of: how questions from an address are counted.
            is_trusted: whether an address is no forged one, says the operator.
            keepalive_seconds: for how long a connection may stay silent.
            clock: nanoseconds that only grow.
            zones_with: where zones follow what enterprises claim: the zones with these claims.
        """
        self.zones = zones
        self.shelf = shelf
        self._tally = tally
        self._rates = rates
        self._class_of = class_of
        self._is_trusted = is_trusted
        self._jar = Jar(rates.secret)
        self._keepalive = Extras(keepalive=int(keepalive_seconds * 10))
        self._clock = clock
        self._zones_with = zones_with
        self._claimed: Sequence[Claimed] = ()
        self._askers: dict[str, Asker] = {}
        # Two: a trusted asker is given whole what others are given cut.
        self._caches = {False: WireCache(), True: WireCache()}
        self._cache, self._trusted_cache = self._caches[False], self._caches[True]
        self._turn = -1
        self._epoch = tally.epoch
        self._counts = tally.counts
        self._second = 0
        self._over = 0

    def tick(self, now: float) -> None:
        """It is this Unix second now; for once a second."""
        self._second = int(now)
        if self._second % 60 == 0:
            for cache in self._caches.values():
                cache.age()

    def datagram(self, data: bytes, address: str) -> bytes | None:
        """The answer to a question over UDP; None where nothing is to be sent.

        Raises:
            Corrupt: an entry that is needed is there and its checksum does not hold; heal it and ask again.
        """
        if self.shelf.turn != self._turn or self._tally.epoch != self._epoch:
            self._forget()
        asker = self._askers.get(address) or self._meet(address)
        cache = self._trusted_cache if asker.trusted else self._cache
        kept = cache.get(data[2:])
        if kept is None:
            return self._afresh(data, asker, cache)
        if not asker.trusted and not self._rates.allows(asker.place, self._clock() // 1000):
            return self._slipped(data, kept.question_ends)
        if kept.outcome is not None:
            slot = kept.slots.get(asker.class_)
            try:
                self._counts[self._slot(kept, asker.class_) if slot is None else slot] += 1
            except Busy:
                return None  # what cannot be counted is not answered
        return data[:2] + kept.tail

    def message(self, data: bytes, address: str) -> bytes | None:
        """The answer to a question over TCP; None where the connection had better end.

        Raises:
            Corrupt: as `datagram`.
        """
        if self.shelf.turn != self._turn or self._tally.epoch != self._epoch:
            self._forget()
        asker = self._askers.get(address) or self._meet(address)
        question = read(data)
        if question is None:
            return None
        if isinstance(question, Faulty):
            return self._refused(data, question, asker)
        edns = question.edns
        extras = NO_EXTRAS
        if edns is not None and (edns.cookie or edns.keepalive):
            cookie = self._jar.looked_at(edns.cookie, address, self._second)[0] if edns.cookie else b""
            extras = Extras(cookie, self._keepalive.keepalive if edns.keepalive else None)
        return self._answered(data, question, asker, LARGEST_MESSAGE, extras)[0]

    def failure(self, data: bytes) -> bytes | None:
        """What to say where an entry could not be healed: not now. Not counted, since it answers nothing."""
        question = read(data)
        if not isinstance(question, Question):
            return None
        return message.whole(data[:2], question, 0, Rcode.SERVFAIL)

    def _afresh(self, data: bytes, asker: Asker, cache: WireCache) -> bytes | None:
        question = read(data)
        if question is None:
            return None
        proven = asker.trusted
        extras = NO_EXTRAS
        if isinstance(question, Question) and question.edns is not None and question.edns.cookie:
            cookie, shown = self._jar.looked_at(question.edns.cookie, asker.address, self._second)
            extras = Extras(cookie)
            proven = proven or shown
        if not proven and not self._rates.allows(asker.place, self._clock() // 1000):
            ends = HEADER_SIZE + len(question.octets) if isinstance(question, Question) else HEADER_SIZE
            return self._slipped(data, ends)
        if isinstance(question, Faulty):
            return self._refused(data, question, asker)
        size = question.edns.size if question.edns is not None else SMALLEST_LIMIT
        limit = min(size, LARGEST_DATAGRAM)
        if not proven:
            limit = min(limit, LARGEST_RATIO * len(data))
        answer, kept = self._answered(data, question, asker, limit, extras)
        if kept is not None and not extras.cookie:
            cache.put(data[2:], kept)
        return answer

    def _answered(
        self, data: bytes, question: Question, asker: Asker, limit: int, extras: Extras
    ) -> tuple[bytes | None, Kept | None]:
        """The answer, counted, and what may be kept of it."""
        identity = data[:2]
        if question.edns is not None and question.edns.version:
            return message.whole(identity, question, 0, Rcode.BADVERS, extras=extras), None
        found = reply(self.zones, question, self.shelf.serial)
        flags = AA if found.authoritative else 0
        whole = message.whole(identity, question, flags, found.rcode, found.answer, found.authority, extras)
        ends = HEADER_SIZE + len(question.octets)
        if len(whole) > limit:
            whole = message.cut(identity, question, flags, found.rcode, extras)
            return whole, Kept(whole[2:], ends, None, "")
        kept = Kept(whole[2:], ends, found.outcome, found.prefix)
        if not self._count(found, asker):
            return message.whole(identity, question, 0, Rcode.SERVFAIL, extras=extras), None
        return whole, kept

    def _refused(self, data: bytes, faulty: Faulty, asker: Asker) -> bytes:
        self._count(Reply(faulty.rcode, outcome=Outcome.MALFORMED), asker)
        return message.refusal(data[:2], faulty)

    def _count(self, found: Reply, asker: Asker) -> bool:
        """Count an answer; false where that cannot be done."""
        if found.outcome is None:
            return True
        try:
            self._counts[self._tally.slot(found.prefix, Channel.DNS, found.outcome, asker.class_)] += 1
        except Busy:
            return False
        return True

    def _slot(self, kept: Kept, class_: Class) -> int:
        assert kept.outcome is not None
        slot = kept.slots[class_] = self._tally.slot(kept.prefix, Channel.DNS, kept.outcome, class_)
        return slot

    def _slipped(self, data: bytes, question_ends: int) -> bytes | None:
        """Nothing, or every other time: ask over TCP."""
        self._over += 1
        if self._over % _SLIP:
            return None
        flags = QR | TC | int.from_bytes(data[2:4], "big") & RD
        count = b"\0\1" if question_ends > HEADER_SIZE else b"\0\0"
        return data[:2] + flags.to_bytes(2, "big") + count + b"\0" * 6 + data[HEADER_SIZE:question_ends]

    def _meet(self, address: str) -> Asker:
        if len(self._askers) >= _MOST_ASKERS:
            self._askers.clear()
        asker = Asker(address, self._class_of(address), place_of(address), self._is_trusted(address))
        self._askers[address] = asker
        return asker

    def _forget(self) -> None:
        """Something has changed in the replica, or the counters are others."""
        self._turn = self.shelf.turn
        self._epoch = self._tally.epoch
        self._counts = self._tally.counts
        for cache in self._caches.values():
            cache.forget()
        if self._zones_with is not None and (claimed := self.shelf.claimed()) != self._claimed:
            self.zones = self._zones_with(claimed)
            self._claimed = claimed
