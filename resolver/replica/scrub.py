"""Scrubbing: finds what is missing, corrupt, stale or superfluous in the replica, and makes it what the Feed says.

Three looks, from cheap to thorough. *Agreeing*: do the counts at one serial agree? Every few seconds. *Sweeping*: do
the checksums hold, and do other identifiers lead to the records that carry them? Everything within a minute, as long
as that takes a small share of one core. *Comparing*: replica and Feed side by side in key order, a page at a time;
without a pause between pages when one of the others found fault.
"""

import asyncio
import time
from collections.abc import Sequence

import structlog

from resolver.feed import Feed
from resolver.replica.batch import is_batch_key
from resolver.replica.batch_scrub import BatchScrubber
from resolver.replica.compare import Rounds, astray, carrier, failing, faults, key_of_change
from resolver.replica.environment import PLAIN_BEGINNING, Unreadable, kept_under
from resolver.replica.follow import Follower
from resolver.replica.mappings import is_mapping_key
from resolver.replica.writer import Fault, Writer
from schemas.change import Numbered
from schemas.errors import Busy

COMPARED_PAGE = 1_000
_SWEPT_SLICE = 2_000
_FAST = 2_000.0
"""Changes a second from which on others register in bulk: then scrubbing gives way."""
_TURN_SECONDS, _TURN_SECONDS_WHEN_FAST = 1.0, 5.0

_log = structlog.get_logger(__name__)


class Scrubber:
    """Looks after the generation that answers. Its methods belong to one event loop."""

    def __init__(self, feed: Feed, follower: Follower) -> None:
        self._feed = feed
        self._follower = follower
        self._swept = b""
        self._among_mappings = False
        """Whether sweeping has gone through all entries and is at the other identifiers."""
        self._compared = b""
        self._sweeps, self._comparisons = Rounds(), Rounds()
        self._batches = BatchScrubber(feed, follower)
        self.healed = 0
        """Entries that were made anew or removed."""

    async def heal(self, key: bytes) -> bool:
        """Make what is kept under this key, of a record, a prefix, a batch or another identifier, good again.

        False if that must wait.

        This is what a worker asks for that came upon a corrupt entry.
        """
        writer = self._follower.served
        if writer is None:
            return False
        try:
            if not writer.sound():
                self._follower.ask_for_rebuild("its file is gone or cut")
                return False
            if is_batch_key(key):
                self.healed += await self._batches.heal(writer, [key])
                return True
            if is_mapping_key(key):
                return await self._heal_mapping(writer, key)
            if b"/" not in key:
                return await self._heal_holdings()
            await self._heal_entry(writer, key)
        except Busy as busy:
            _log.warning("healing waits", why=busy.sentence)
            return False
        except Unreadable as error:
            self._give_up(writer, error)
            return False
        return True

    async def counts_agree(self) -> bool:
        """Whether replica and Feed hold equally many records and prefixes; true where they stand at different serials.

        Raises:
            Busy: the Feed cannot be reached.
            Unreadable: the replica is damaged.
        """
        writer = self._follower.served
        if writer is None:
            return True
        standing = writer.standing()
        head = await self._feed.head()
        if head.serial < standing.serial:
            # The database was brought back from a backup: what the replica holds beyond it was never acknowledged
            # by this database, and its serials will be given out again.
            self._follower.ask_for_rebuild(f"it holds serial {standing.serial}, but the feed ends at {head.serial}")
            return False
        if head.serial != standing.serial:
            return True
        if head.holdings != standing.holdings:
            self._follower.ask_for_rebuild(f"it holds {standing.holdings} prefixes, expected {head.holdings}")
            return False
        return (head.records, head.batches) == (standing.entries, standing.batches)

    async def sweep(self, budget: int) -> bool:
        """Hold about `budget` entries against their checksums, going on where the last call stopped; heal what fails.

        Returns:
            True when the end has been reached; the next call begins anew.

        Raises:
            Busy: the Feed cannot be reached.
            Unreadable: the replica is damaged.
        """
        writer = self._follower.served
        if writer is None:
            return True
        if self._among_mappings:
            return await self._sweep_mappings(writer, budget)
        failed, self._swept = await asyncio.to_thread(failing, writer, self._swept, budget)
        for key in failed:
            self._sweeps.note(key)
            if await self._heal_entry(writer, key):
                raise Unreadable(key, "an entry cannot be found where it is")
            # Its own key may be what was damaged, and the record that was there is missing now.
            self._follower.doubtful = True
        self._among_mappings = not self._swept
        return False

    async def scrub(self, budget: int = COMPARED_PAGE) -> bool:
        """Compare about `budget` records of the Feed with the replica, going on where the last call stopped.

        Returns:
            True when the end has been reached; the next call begins anew.

        Raises:
            Busy: the Feed cannot be reached.
            Unreadable: the replica is damaged.
        """
        writer = self._follower.served
        if writer is None:
            return True
        level = writer.serial  # before the Feed is asked: what is newer than this is not for us to judge
        page = await self._page(self._compared, budget)
        found = await asyncio.to_thread(faults, writer, self._compared, page, level)
        for fault in found:
            self._comparisons.note(fault.kept)
        if found and await self._restore(writer, found, level):
            raise Unreadable(self._compared, "an entry cannot be found where it is")
        self._compared = key_of_change(page[-1]) if page else b""
        if not page:
            self.healed += await self._batches.compare(writer, self._comparisons)
            self._comparisons.end()
        return not page

    async def scrub_all(self) -> None:
        """Compare everything, from the beginning, and once more if there were faults.

        Raises:
            Busy: the Feed cannot be reached.
            Unreadable: the replica is damaged.
        """
        again = True
        while again:
            self._compared = b""
            ended = False
            while not ended:
                ended = await self.scrub()
            again = self._comparisons.last_faulty

    async def run(self, stop: asyncio.Event, within: float = 50.0, share: float = 0.1, every: float = 5.0) -> None:
        """Look after the replica until told to stop; at a fifth of the pace while identifiers are registered in bulk.

        Args:
            stop: set when it is enough.
            within: seconds in which all checksums are to be looked at.
            share: of one core, the most that looking at checksums may take; it takes longer rather than more.
            every: seconds between two looks at the counts.
        """
        counted = 0.0
        while not stop.is_set():
            began = time.monotonic()
            turn = self.turn_seconds()
            writer = self._follower.served
            try:
                if began - counted >= every:
                    counted = began
                    if self._follower.doubtful or not await self.counts_agree():
                        self._follower.doubtful = False
                        await self.scrub_all()
                await self._sweep_a_second(within, share)
                await self.scrub()
            except Busy as busy:
                _log.info("scrubbing waits", why=busy.sentence)
            except Unreadable as error:
                self._give_up(writer, error)
            try:
                await asyncio.wait_for(stop.wait(), max(0.0, turn - (time.monotonic() - began)))
            except TimeoutError:
                continue

    def _give_up(self, writer: Writer | None, error: Unreadable) -> None:
        """Have a generation built anew; one that was exchanged, and closed, while it was looked at is none to mend."""
        if self._follower.served is writer:
            self._follower.ask_for_rebuild(str(error))

    def turn_seconds(self) -> float:
        """How long the next turn is to take, with its pause: longer where much has been registered since the last."""
        return _TURN_SECONDS_WHEN_FAST if self._follower.pace() > _FAST else _TURN_SECONDS

    async def _sweep_a_second(self, within: float, share: float) -> None:
        """A second's part of all checksums."""
        if (writer := self._follower.served) is None:
            return
        standing = writer.standing()
        wanted = max(_SWEPT_SLICE, int((standing.entries + standing.mappings) / within))
        enough = time.monotonic() + share
        while wanted > 0 and time.monotonic() < enough:
            if await self.sweep(min(wanted, _SWEPT_SLICE)):
                return
            wanted -= _SWEPT_SLICE

    async def _page(self, above: bytes, limit: int) -> Sequence[Numbered]:
        """A page of the Feed that does not end between keys which share a shortened beginning.

        In such a run, the order of canonical keys and that of shortened ones differ.
        """
        page = list(await self._feed.page(above, limit))
        while page and len(last := key_of_change(page[-1])) >= PLAIN_BEGINNING:
            more = await self._feed.page(last, limit)
            run = [one for one in more if key_of_change(one).startswith(last[:PLAIN_BEGINNING])]
            page += run
            if not run or len(run) < len(more):
                break
        return page

    async def _heal_entry(self, writer: Writer, key: bytes) -> int:
        """Ask the Feed for one record; 1 if there should be no entry and none could be found to be removed."""
        level = writer.serial
        newest = await self._feed.current(key) if _is_text(key) else None
        return await self._restore(writer, [Fault(kept_under(key), newest)], level)

    async def _sweep_mappings(self, writer: Writer, budget: int) -> bool:
        """The second half of sweeping; true at its end."""
        stray, self._swept = await asyncio.to_thread(astray, writer, self._swept, budget)
        for kept in stray:
            self._sweeps.note(kept)
        if stray:
            await self._straighten(writer, stray)
        if not self._swept:
            self._among_mappings = False
            self.healed += await self._batches.sweep(writer, self._sweeps)
            self._sweeps.end()
            await self._heal_holdings()
        return not self._swept

    async def _heal_mapping(self, writer: Writer, key: bytes) -> bool:
        """Let an identifier lead to the record that carries it, or to none."""
        if not await self._straighten(writer, [kept_under(key)]):
            return True
        if (record := await asyncio.to_thread(carrier, writer, key)) is None:
            self._follower.doubtful = True  # one that is kept under a digest is found by comparing only
        else:
            await self._heal_entry(writer, record)
        return True

    async def _straighten(self, writer: Writer, stray: Sequence[bytes]) -> int:
        """Make other identifiers good, or remove them; how many were removed."""
        async with self._follower.writing:
            if self._follower.served is not writer:
                return 0
            removed = await asyncio.to_thread(writer.straighten, stray)
            self._follower.publish()
        self.healed += len(stray)
        _log.warning("mappings healed", mappings=len(stray), first=stray[0].decode("utf-8", "replace"))
        return removed

    async def _restore(self, writer: Writer, faults: Sequence[Fault], level: int) -> int:
        async with self._follower.writing:
            if self._follower.served is not writer:
                return 0
            lost = await asyncio.to_thread(writer.restore, faults, level)
            self._follower.publish()
        if healed := len(faults) - lost:
            self.healed += healed
            _log.warning("entries healed", entries=healed, first=faults[0].kept.decode("utf-8", "replace"))
        return lost

    async def _heal_holdings(self) -> bool:
        async with self._follower.writing:
            writer = self._follower.served
            if writer is None:
                return False
            good = await asyncio.to_thread(writer.mend_holdings)
            self._follower.publish(holdings=True)
        if not good:
            self._follower.ask_for_rebuild("both copies of a prefix are corrupt")
        return good


def _is_text(key: bytes) -> bool:
    """Whether these octets can be a key at all."""
    try:
        return b"/" in key and bool(key.decode())
    except UnicodeDecodeError:
        return False
