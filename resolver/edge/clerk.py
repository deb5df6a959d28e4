"""The clerk: answers a plain question on the spot, octets in, octets out. Knows no socket and no loop.

An answer is given here only if it follows from the octets, one entry or batch of the replica and the prefix's standing;
everything else is left to the routes, by answering None. Each answer is counted before it is given out.
The time is what `tick` said last; whoever serves calls it once a second.
"""

import zlib
from collections.abc import Callable
from struct import Struct
from typing import NamedTuple, Protocol

from resolver.edge import bodies, heads
from resolver.edge.desk import Desk
from resolver.edge.scan import LONGEST_HEAD, Scan
from resolver.redirect import redirect_page
from resolver.replica.batches import Under
from resolver.replica.entry import CHANGEFUL, CHECKSUM_SIZE, FIXED_SIZE, LAYOUT, RETIRED, TURNS, Corrupt, serial_of
from resolver.replica.mappings import Pointer
from resolver.templates import USUAL_DELIMITER, delimiters
from schemas.change import Mode, PrefixStanding
from schemas.counting import Channel, Class, Outcome
from schemas.errors import Busy
from schemas.prefix import PREFIX_AUTHORITY, Prefix

# The fields of an entry that an answer needs, out of those that resolver/replica/entry.py has: crc32, layout, flags,
# version, ttl, length of what is shown, place and length of the location.
_NEEDED = Struct("<IBB2xII16xIII")

Answering = Callable[[bytes, "Known", "Memory"], bytes | None]


class Memory(Protocol):
    """What is remembered for one connection."""

    vetted: bytes
    """The octets behind the target of its last plain question; empty at first."""


class Slots(NamedTuple):
    """Where answers for one prefix to one class of askers are counted."""

    found: int
    absent: int
    """-1 where there may be an answer without a record: a template under this prefix, split at an unusual place."""
    retired: int
    redirected: int
    batches: Under | None
    """Where what has no entry may still be registered; None where the prefix has no batches."""


Stated = tuple[int, int, int, bytes, bytes]
"""What an entry states, or a batch of one of its members: flags, version, ttl, what is shown, location."""

_RETIRED: Stated = (RETIRED, 0, 0, b"", b"")
_LEFT: Stated = (CHANGEFUL, 0, 0, b"", b"")
"""To be looked at by the routes."""


class Known:
    """The prefixes that answer plain questions, for one class of askers, and what the clerk has learnt of them."""

    def __init__(self, class_: Class) -> None:
        self.class_ = class_
        self.prefixes: dict[bytes, Slots] = {}
        """By the prefix's key."""


class Clerk:
    """Answers plain questions in Python. One for each worker."""

    def __init__(self, desk: Desk, longest_head: int = LONGEST_HEAD) -> None:
        self.desk = desk
        self.answer: Answering = self.answer_in_python
        """The whole answer to octets that are one plain question; None where the routes must answer."""
        self.longest_head = min(longest_head, LONGEST_HEAD)
        self._scan = Scan()
        self._plain = self._scan.plain
        self._reader = desk.reader
        self._tally = desk.tally
        self._raw = desk.reader.raw
        self._counts = desk.tally.counts
        self._epoch = desk.tally.epoch
        self._holdings_turn = -1
        self._known = {class_: Known(class_) for class_ in Class}
        self._moment = 0
        self._found = self._absent = self._moved = self._turned = b""
        before, after = heads.link_line(desk.base, "\0").encode().split(b"\0")
        self.link_around = b"Link: " + before, after + b"\r\n"
        """What stands around the path of a Digital Link in the line that leads to its linkset."""
        self._until: dict[int, bytes] = {}

    def is_plain(self, data: bytes) -> bool:
        """Whether octets are one plain question, whatever the answer."""
        return len(data) <= self.longest_head and self._plain(data, b"") is not None

    def known(self, class_: Class) -> Known:
        """What is known of prefixes for one class of askers; to be handed in with each question."""
        return self._known[class_]

    def tick(self, moment: int) -> None:
        """It is this Unix second now."""
        self._moment = moment
        self._found = heads.head("200 OK", heads.JSON, moment)
        self._absent = heads.head("404 Not Found", heads.JSON, moment)
        self._moved = heads.head("302 Found", heads.HTML, moment)
        self._turned = heads.head("307 Temporary Redirect", heads.HTML, moment, heads.VARY_OF_CHOICE, heads.OPEN)
        self._until.clear()
        self._scan.forget()
        self.forget()  # a prefix's record may have been given a template

    def forget(self) -> None:
        """What was learnt of prefixes, holdings and counters may be outdated."""
        self._counts = self.desk.tally.counts
        self._epoch = self.desk.tally.epoch
        self._holdings_turn = self.desk.reader.holdings_turn
        for known in self._known.values():
            known.prefixes.clear()

    def answer_in_python(self, data: bytes, known: Known, memory: Memory) -> bytes | None:
        """`answer`, without anything compiled."""
        question = self._plain(data, memory.vetted)
        if question is None or len(data) > self.longest_head:
            return None
        api, handle, prefix, memory.vetted = question
        if not prefix:
            return self.turn(handle, known)
        key = handle.upper()
        try:
            octets = self._raw(key)
            if self._tally.epoch != self._epoch or self._reader.holdings_turn != self._holdings_turn:
                self.forget()
            slots = known.prefixes.get(prefix.upper()) or self.learn(prefix, known)
        except (Busy, Corrupt):
            return None
        if slots is None:
            return None
        if octets is None:
            return self._without_entry(api, handle, prefix, slots)
        if len(octets) < FIXED_SIZE:
            return None
        checksum, layout, flags, version, ttl, shown, place, size = _NEEDED.unpack_from(octets)
        if zlib.crc32(octets[CHECKSUM_SIZE:], zlib.crc32(key)) != checksum or layout != LAYOUT:
            return None
        location = octets[FIXED_SIZE + place : FIXED_SIZE + place + size]
        return self._stated(
            api, handle, slots, (flags, version, ttl, octets[FIXED_SIZE : FIXED_SIZE + shown], location)
        )

    def member(self, api: bool, batches: Under, suffix: bytes) -> Stated | None:
        """What the batches of a prefix state of a folded suffix without an entry; None where none of them has it.

        Raises:
            Corrupt: the batch that may have it cannot be read.
        """
        family = batches.find(suffix.decode())
        if family is None:
            return None
        parts = family.parts
        if parts is None:
            return _LEFT if family.batch.active else _RETIRED
        if api:
            return 0, parts.version, parts.ttl, parts.shown(suffix), b""
        return 0, parts.version, parts.ttl, b"", parts.location(suffix)

    def _stated(self, api: bool, handle: bytes, slots: Slots, stated: Stated) -> bytes | None:
        """The answer that follows from what is stated of a handle."""
        flags, version, ttl, shown, location = stated
        if flags & (RETIRED | CHANGEFUL):
            return self._not_here(handle, slots.retired) if api and flags & RETIRED else None
        if api:
            body = bodies.found(handle, shown)
            self._counts[slots.found] += 1
            return self._found + heads.FOUND % (len(body), version, ttl) + body
        if not location:
            return None
        page = redirect_page(location)
        self._counts[slots.redirected] += 1
        return self._moved + self.until(ttl) + heads.MOVED % (location, len(page)) + page

    def _without_entry(self, api: bool, handle: bytes, prefix: bytes, slots: Slots) -> bytes | None:
        if slots.batches is not None:
            try:
                stated = self.member(api, slots.batches, handle[len(prefix) + 1 :].upper())
            except Corrupt:
                return None
            if stated is not None:
                return self._stated(api, handle, slots, stated)
        return self._not_here(handle, slots.absent) if api and slots.absent >= 0 and b"@" not in handle else None

    def turn(self, path: bytes, known: Known) -> bytes | None:
        """Where a GS1 Digital Link leads that a record carries as it is asked; None where the routes must answer.

        `path` has no character that would have to be percent-encoded, so it is the identifier's key but for `gs1:`.
        """
        try:
            pointer = self._reader.pointer(b"gs1:" + path)
            if pointer is None:
                return None
            key = pointer.handle.encode().upper()
            octets = self._raw(key)
            if self._tally.epoch != self._epoch or self._reader.holdings_turn != self._holdings_turn:
                self.forget()
            prefix = key[: key.index(b"/")]
            slots = known.prefixes.get(prefix) or self.learn(prefix, known)
        except (Busy, Corrupt):
            return None
        # With the serial that the pointer came with, the record still carries the identifier.
        if slots is None:
            return None
        if octets is None:
            return self._turn_member(path, pointer, slots)
        if len(octets) < FIXED_SIZE or serial_of(octets) != pointer.serial:
            return None
        checksum, layout, flags, _, ttl, _, place, size = _NEEDED.unpack_from(octets)
        if zlib.crc32(octets[CHECKSUM_SIZE:], zlib.crc32(key)) != checksum or layout != LAYOUT:
            return None
        if flags & (RETIRED | CHANGEFUL) or not flags & TURNS:
            return None
        location = octets[FIXED_SIZE + place : FIXED_SIZE + place + size]
        return self._turned_to(path, location, ttl, slots)

    def _turn_member(self, path: bytes, pointer: Pointer, slots: Slots) -> bytes | None:
        """The same where a batch gives its members the identifiers."""
        try:
            entry = self._reader.batches.entry(pointer.handle.encode().upper())
        except Corrupt:
            return None
        if entry is None or entry.serial != pointer.serial:
            return None
        if entry.flags & (RETIRED | CHANGEFUL) or not entry.flags & TURNS:
            return None
        return self._turned_to(path, entry.location, entry.ttl, slots)

    def _turned_to(self, path: bytes, location: bytes, ttl: int, slots: Slots) -> bytes:
        page = redirect_page(location, 307)
        self._counts[slots.redirected] += 1
        link = path.join(self.link_around)
        return self._turned + self.until(ttl) + link + heads.MOVED % (location, len(page)) + page

    def _not_here(self, handle: bytes, slot: int) -> bytes:
        body = bodies.absent(handle)
        self._counts[slot] += 1
        return b"%bContent-Length: %d\r\n\r\n%b" % (self._absent, len(body), body)

    def until(self, ttl: int) -> bytes:
        """The line that says until when a redirect may be kept."""
        if (line := self._until.get(ttl)) is None:
            line = self._until[ttl] = f"Expires: {heads.expires(self._moment, ttl)}\r\n".encode()
        return line

    def learn(self, prefix: bytes, known: Known) -> Slots | None:
        """Where answers under a prefix are counted; None if it does not answer plain questions.

        Raises:
            Busy: there is no room for another counter.
            Corrupt: the holding, the prefix's record or one of its batches cannot be read.
        """
        reader, tally = self.desk.reader, self.desk.tally
        key = prefix.decode().upper()
        holding = reader.holding(key)
        if (
            key == PREFIX_AUTHORITY
            or holding is None
            or holding.mode is Mode.DELEGATED
            or holding.standing is not PrefixStanding.ACTIVE
        ):
            return None
        usual = delimiters(reader, Prefix(key)) == (USUAL_DELIMITER,)
        batches = reader.batches.under(key.encode())
        kinds = (
            (Channel.HTTP, Outcome.FOUND),
            (Channel.HTTP, Outcome.ABSENT),
            (Channel.HTTP, Outcome.RETIRED),
            (Channel.REDIRECT, Outcome.FOUND),
        )
        found, absent, retired, redirected = (tally.slot(key, *kind, known.class_) for kind in kinds)
        if tally.epoch != self._epoch or reader.holdings_turn != self._holdings_turn:
            self.forget()  # a counter was the first of a new file, so that those before it are in the old one
            return None
        slots = known.prefixes[key.encode()] = Slots(
            found, absent if usual else -1, retired, redirected, batches if batches.forms else None
        )
        return slots
