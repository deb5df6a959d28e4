"""Scrubbing batches: makes those of the replica what the Feed says. They are few, and so looked at all together."""

import asyncio
from collections.abc import Sequence

import structlog

from resolver.feed import Feed
from resolver.replica.batch import batch_key
from resolver.replica.compare import Rounds, batch_faults, failing_batches
from resolver.replica.follow import Follower
from resolver.replica.runs import MARK
from resolver.replica.writer import Fault, Writer
from schemas.batch import Batch
from schemas.change import Numbered

_PAGE = 1_000

_log = structlog.get_logger(__name__)


class BatchScrubber:
    """Looks after the batches of the generation that answers. Each method says how many were made good."""

    def __init__(self, feed: Feed, follower: Follower) -> None:
        self._feed = feed
        self._follower = follower

    async def heal(self, writer: Writer, keys: Sequence[bytes]) -> int:
        """Make the batches under these keys what the Feed says; or the runs of mappings what the batches say.

        Raises:
            Busy: the Feed cannot be reached.
            Unreadable: the replica is damaged.
        """
        if any(key.startswith(MARK) for key in keys):
            return await self._straighten(writer)
        level = writer.serial
        newest = [await self._newest(key) for key in keys]
        return await self._restore(writer, [Fault(*each) for each in zip(keys, newest, strict=True)], level)

    async def sweep(self, writer: Writer, rounds: Rounds) -> int:
        """Hold all batches against their checksums, and heal what fails.

        Raises: as `heal`.
        """
        failed = await asyncio.to_thread(failing_batches, writer)
        for key in failed:
            rounds.note(key)
            # Its own key may be what was damaged, and the batch that was there is missing now.
            self._follower.doubtful = True
        healed = await self.heal(writer, failed) if failed else 0
        return healed + await self._straighten(writer)

    async def compare(self, writer: Writer, rounds: Rounds) -> int:
        """Hold all batches against the Feed's.

        Raises: as `heal`.
        """
        above, healed, more = b"", 0, True
        while more:
            level = writer.serial  # before the Feed is asked: what is newer than this is not for us to judge
            page = await self._feed.batches(above, _PAGE)
            different = await asyncio.to_thread(batch_faults, writer, above, page, level)
            for fault in different:
                rounds.note(fault.kept)
            healed += await self._restore(writer, different, level)
            more = bool(page)
            above = max((batch_key(one.change) for one in page if isinstance(one.change, Batch)), default=b"")
        return healed + await self._straighten(writer)

    async def _newest(self, key: bytes) -> Numbered | None:
        try:
            key.decode()
        except UnicodeDecodeError:
            return None
        return await self._feed.batch(key)

    async def _straighten(self, writer: Writer) -> int:
        """Make the runs of mappings what the batches say."""
        async with self._follower.writing:
            if self._follower.served is not writer:
                return 0
            straightened = await asyncio.to_thread(writer.straighten_runs)
            if straightened:
                self._follower.publish(holdings=True)
                _log.warning("runs of mappings healed", runs=straightened)
        return straightened

    async def _restore(self, writer: Writer, faults: Sequence[Fault], level: int) -> int:
        if not faults:
            return 0
        async with self._follower.writing:
            if self._follower.served is not writer:
                return 0
            await asyncio.to_thread(writer.restore_batches, faults, level)
            self._follower.publish(holdings=True)
        _log.warning("batches healed", batches=len(faults), first=faults[0].kept.decode("utf-8", "replace"))
        return len(faults)
