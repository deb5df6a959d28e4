"""Following: keeps the replica level with the Feed, builds it where there is none, exchanges it where it is damaged.

One task follows page by page. A new generation is built beside the one that answers, which is followed meanwhile, so
that neither questions nor registrations wait for it.
"""

import asyncio
import heapq
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import structlog

from resolver.feed import Feed
from resolver.replica.environment import DEFAULT_MAP_SIZE, Unreadable
from resolver.replica.generations import Generations
from resolver.replica.level import Level
from resolver.replica.writer import Writer
from schemas.change import Numbered
from schemas.errors import Busy

PAGE = 5_000
"""Changes of one step: some 0.1 s, so that a registration does not wait long behind a bulk import."""
BUILDING_PAGE = 50_000
_LOOK_AGAIN = 1.0
"""Seconds after which the Feed is asked though nobody said that there is something new, and the files are looked at."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0

_log = structlog.get_logger(__name__)


class Follower:
    """The keeper's hand on the replica. Its methods belong to one event loop."""

    def __init__(self, feed: Feed, folder: Path, level: Level, map_size: int = DEFAULT_MAP_SIZE) -> None:
        self._feed = feed
        self._level = level
        self._generations = Generations(folder, level, map_size)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._tickets = count()
        self._pause = _FIRST_PAUSE
        self._failures = 0
        self._stop = asyncio.Event()
        self._asked = 0.0, 0
        """When the pace was asked for last, and where the level stood."""
        self._building: asyncio.Task[None] | None = None
        self._half_built: Writer | None = None
        self.writing = asyncio.Lock()
        """Held by whoever writes to the generation that answers, or exchanges it."""
        self.served: Writer | None = self._generations.served()
        """The generation that answers, or None while there is none."""
        self.doubtful = False
        """Whether a page of the Feed was not what it should be, so that everything should be compared."""
        if self.served is not None:
            self._generations.remove_others()

    async def step(self, limit: int = PAGE) -> bool:
        """Apply one page of changes; false if there was none. Without a replica, build one first.

        Raises:
            Busy: the Feed cannot be reached, or the disk is full.
            Unreadable: the replica is damaged and must be rebuilt.
        """
        if self.served is not None and not self.served.whole():
            _log.warning("replica cut", generation=self.served.path.name)
            self.served.close()
            self.served = None
        if self.served is None:
            await self._build()
            return True
        writer = self.served
        before = writer.serial
        changes = await self._feed.after(before, limit)
        if not changes or changes[-1].serial <= before:
            self._wake()
            return False
        self._hold_against(changes, before)
        async with self.writing:
            if self.served is writer:  # else it was exchanged meanwhile: ask again, from where the new one stands
                holdings = await asyncio.to_thread(writer.apply, changes)
                self.publish(holdings=holdings)
        return True

    async def rebuild(self) -> None:
        """Build a new generation out of the whole Feed and let it answer.

        Raises:
            Busy: the Feed cannot be reached, or the disk is full. The next call goes on where this one stopped.
        """
        building = self._half_built
        if building is None or not building.sound():
            building = self._half_built = self._generations.begin()
            _log.info("replica building", generation=building.path.name)
        try:
            await self._fill(building)
            async with self.writing:
                await self._fill(building)  # what came meanwhile; nothing is applied to the old one now
                self._half_built = None
                old, self.served = self.served, None
                if old is not None:
                    old.close()
                try:
                    self.served = await asyncio.to_thread(self._generations.serve, building)
                except Busy:
                    self.served = self._generations.served()
                    raise
        except Unreadable as error:
            self._half_built = None
            raise Busy(f"the new replica was taken away while it was built: {error}") from error
        _log.info("replica built", generation=self._level.generation, serial=self._level.serial)
        self._failures = 0
        self._wake()

    def ask_for_rebuild(self, why: str) -> None:
        """Have a new generation built in the background; one that is being built already will do."""
        if self._building is None or self._building.done():
            _log.warning("replica damaged", why=why)
            self._building = asyncio.create_task(self._build_in_background())

    async def _build(self) -> None:
        """Have a replica: let the background go on if it builds one, else build it here."""
        if self._building is not None and not self._building.done():
            await asyncio.wait([self._building])
        else:
            await self.rebuild()

    async def _fill(self, building: Writer) -> None:
        """Apply all there is to a generation that does not answer yet."""
        before = building.serial
        while (changes := await self._feed.after(before, BUILDING_PAGE)) and changes[-1].serial > before:
            if self._stop.is_set():
                raise Busy("the node is stopping")
            self._hold_against(changes, before)
            await asyncio.to_thread(building.apply, changes)
            before = changes[-1].serial

    def _hold_against(self, changes: Sequence[Numbered], before: int) -> None:
        """Serials are dense and ascend; a page where they do not may have left something out."""
        if any(numbered.serial != serial for serial, numbered in enumerate(changes, start=before + 1)):
            _log.warning("feed has a gap", after=before, first=changes[0].serial, last=changes[-1].serial)
            self.doubtful = True

    def publish(self, *, holdings: bool = False) -> None:
        """Tell all readers that something was committed."""
        if self.served is not None:
            self._level.set(self._level.generation, self.served.serial, holdings=holdings)
            self._wake()

    async def level_with(self, serial: int) -> None:
        """Return when the replica of this host holds this serial; at once if it does already."""
        if self.served is not None and self._level.serial >= serial:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (serial, next(self._tickets), future))
        await future

    def pace(self) -> float:
        """Changes a second that were applied since this was asked last; 0 the first time."""
        (at, stood), now = self._asked, time.monotonic()
        self._asked = now, self._level.serial
        return (self._level.serial - stood) / (now - at) if 0 < at < now else 0.0

    async def run(self, wake: asyncio.Event, stop: asyncio.Event) -> None:
        """Follow until told to stop. `wake` says that there may be something new; without it, look once a second."""
        self._stop = stop
        looked = -_LOOK_AGAIN
        loop = asyncio.get_running_loop()
        while not stop.is_set():
            wake.clear()
            try:
                if loop.time() - looked >= _LOOK_AGAIN:
                    looked = loop.time()
                    self._look_at_files()
                more = await self.step()
                self._pause = _FIRST_PAUSE
                self._failures = 0
            except (Busy, Unreadable) as error:
                _log.warning("replica waits", why=str(error), seconds=self._pause)
                if isinstance(error, Unreadable):
                    self._reopen()
                await _first_of(self._pause, stop)
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            else:
                if not more:
                    await _first_of(_LOOK_AGAIN, wake, stop)
        if self._building is not None:
            await asyncio.wait([self._building])

    def close(self) -> None:
        """Let the replica go; who waits for a serial is told that it will not come."""
        for _, _, future in self._waiting:
            if not future.done():
                future.set_exception(Busy("the node is stopping"))
        self._waiting.clear()
        for writer in (self.served, self._half_built):
            if writer is not None:
                writer.close()
        self.served = self._half_built = None

    def _look_at_files(self) -> None:
        if self.served is not None:
            if not self.served.sound():
                self.ask_for_rebuild("its file is gone or cut")
            else:
                self.served.free_readers()

    def _reopen(self) -> None:
        """After a failed transaction LMDB may want to be opened anew; what fails even then is rebuilt."""
        if self.served is not None:
            self.served.close()
        self.served = self._generations.served()
        self._failures += 1
        if self._failures > 1:
            self.ask_for_rebuild("it cannot be written")

    async def _build_in_background(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            try:
                await self.rebuild()
            except Busy:
                await _first_of(pause, self._stop)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                return

    def _wake(self) -> None:
        """Let go on who waits for a serial that is there now."""
        level = self._level.serial
        while self._waiting and self._waiting[0][0] <= level:
            future = heapq.heappop(self._waiting)[2]
            if not future.done():
                future.set_result(None)


async def _first_of(seconds: float, *events: asyncio.Event) -> None:
    """Wait until one of the events is set, at most so many seconds."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
