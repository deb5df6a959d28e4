"""The keeper: the one process of a host that writes its replica, and carries the workers' counts into the registry.

It follows the journal, heals and scrubs the replica, answers the workers' calls, flushes the counters once a second,
keeps the index of search and remembers the end of the trail. It may be killed at any time: the next one goes on from
what is on disk.
"""

import asyncio
from collections.abc import Sequence

import structlog

from node import lifetime
from node.calls import CallServer
from node.folder import Folder
from node.settings import Settings
from node.trail_watch import KEEPER, Memory, TrailWatch
from registry.index.follow import Indexer
from registry.stems import tell_untold
from registry.store import tallies
from registry.store.book import Book
from registry.store.journal import Journal
from resolver.collect import Tallied, discard, read_tallies
from resolver.replica.follow import Follower
from resolver.replica.level import Level
from resolver.replica.rendered import OUTDATED
from resolver.replica.scrub import Scrubber
from schemas.counting import Channel, Class, Counted, Outcome
from schemas.errors import Busy

log = structlog.get_logger()

FLUSH_SECONDS = 1.0

# After this long without a flush that worked the log is told again.
REMIND_SECONDS = 60.0

Key = tuple[str, str, Channel, Outcome, Class]


class Counts:
    """Carries what workers have counted into the registry, where a count only grows: to repeat is to change nothing."""

    def __init__(self, folder: Folder, book: Book) -> None:
        self._folder = folder
        self._book = book
        self._written: dict[str, dict[Key, int]] = {}
        self._damaged: set[str] = set()

    async def flush(self) -> int:
        """Write down what has been counted since the last time; how many counters had moved.

        Raises:
            Busy: the database cannot be reached. Nothing is lost: the files stay.
        """
        seen = await asyncio.to_thread(lambda: list(read_tallies(self._folder.counters)))
        news = {tallied.source: news for tallied in seen if (news := self._news(tallied))}
        if news:
            async with self._book.writing() as page:
                for source, counted in news.items():
                    await tallies.flush(page, source, counted)
        for source, counted in news.items():
            self._written.setdefault(source, {}).update((_key(each), each.count) for each in counted)
        self._complain(seen)
        # Files whose owner has gone say nothing new any more, and what they say is durable now. A damaged one stays:
        # a person may still find out what it held.
        await asyncio.to_thread(self._discard, seen, [t for t in seen if not t.alive and not t.damaged])
        return sum(map(len, news.values()))

    def _news(self, tallied: Tallied) -> Sequence[Counted]:
        written = self._written.get(tallied.source, {})
        return [each for each in tallied.counted if written.get(_key(each)) != each.count]

    def _discard(self, seen: Sequence[Tallied], leaving: Sequence[Tallied]) -> None:
        if not leaving:
            return
        lifetime.add(self._folder.lifetime, leaving, [tallied.source for tallied in seen])
        for tallied in leaving:
            discard(tallied.file)
            self._written.pop(tallied.source, None)

    def _complain(self, seen: Sequence[Tallied]) -> None:
        for tallied in seen:
            if tallied.damaged and tallied.file.name not in self._damaged:
                self._damaged.add(tallied.file.name)
                log.error("counters damaged", file=tallied.file.name, why=tallied.damaged)


class Keeper:
    """All that the keeper does, on the running loop."""

    def __init__(self, settings: Settings, folder: Folder) -> None:
        self.book = Book(settings.database)
        self._settings = settings
        self._folder = folder
        self._level = Level.open(folder.level)
        self._counts = Counts(folder, self.book)
        self._follower = Follower(Journal(self.book), folder.replica, self._level, settings.replica_map_size)
        self._scrubber = Scrubber(Journal(self.book), self._follower)
        self._indexer = Indexer(self.book)
        self._trail = TrailWatch(self.book, Memory(folder.trail_head), settings.trail_days)
        self._calls = CallServer(folder.socket, self)
        self._wake = asyncio.Event()
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def level(self, serial: int) -> None:
        """Return when the replica of this host holds this serial.

        Raises:
            Busy: the keeper is stopping, or it took longer than `visible_within_seconds`.
        """
        self._wake.set()
        try:
            async with asyncio.timeout(self._settings.visible_within_seconds):
                await self._follower.level_with(serial)
        except TimeoutError:
            raise Busy(
                "the change is durable but not yet visible on this host: it will be, without being sent again"
            ) from None

    async def heal(self, key: bytes) -> bool:
        """Make the entry under this canonical key anew; whether it can be asked for again."""
        return await self._scrubber.heal(key)

    async def open(self) -> None:
        """Take calls, follow, flush, index, watch over the trail."""
        await self._calls.open()
        if OUTDATED:
            log.warning("rendering in C was built for another state of the source: Python does it until it is built")
        self._tasks = [
            asyncio.create_task(self._follower.run(self._wake, self._stop), name="follow"),
            asyncio.create_task(self._scrubber.run(self._stop), name="scrub"),
            asyncio.create_task(self._flush_every_second(), name="flush"),
            asyncio.create_task(self._indexer.run(self._stop), name="index"),
            asyncio.create_task(self._trail.run(self._stop), name="trail"),
        ]
        try:
            if told := await tell_untold(self.book, KEEPER):
                log.info("claims told", enterprises=told)
        except Busy as busy:  # at the next start, or with the next claim
            log.info("claims wait", why=busy.sentence)

    async def built(self) -> None:
        """Return when there is a replica to answer from; it may have to be built first."""
        await self._follower.level_with(1)

    async def failed(self) -> None:
        """Return only if a task of the keeper ends by itself, which none should: then the process had better end.

        Raises:
            Exception: what ended it.
        """
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def close(self) -> None:
        """Let the last workers finish, flush once more, and let go of everything."""
        await self._calls.left(self._settings.drain_seconds)
        self._stop.set()
        self._wake.set()
        await self._calls.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await self._counts.flush()
        except Busy as busy:
            log.info("counts wait", why=busy.sentence)
        self._follower.close()
        self._level.close()
        await self.book.close()

    async def _flush_every_second(self) -> None:
        loop = asyncio.get_running_loop()
        complained = -REMIND_SECONDS
        while not self._stop.is_set():
            try:
                await self._counts.flush()
                if complained > 0:
                    log.info("counts flushed again")
                complained = -REMIND_SECONDS
            except (Busy, OSError) as trouble:
                # The files of counters stay as they are: nothing is lost, it only comes later.
                if loop.time() - complained > REMIND_SECONDS:
                    complained = loop.time()
                    log.warning("counts wait", why=str(trouble))
            try:
                async with asyncio.timeout(FLUSH_SECONDS):
                    await self._stop.wait()
            except TimeoutError:
                continue


def _key(counted: Counted) -> Key:
    return counted.day, counted.prefix, counted.channel, counted.outcome, counted.class_
