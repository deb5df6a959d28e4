"""Follow: the index keeps up with the journal, by its own cursor, and gives way to whoever registers.

Changes are gathered in memory, token by token, and written when all that there is has been read and a moment has
passed, or a segment is full. Each slice of work is followed by a pause, a longer one while the journal moves fast: a
million identifiers that are registered in a minute can be found some minutes later.
"""

import asyncio
import logging
import time
from array import array
from collections import defaultdict
from collections.abc import Callable

import sqlalchemy as sa

from registry.index import postings, rows
from registry.index.text import searched, stretches
from registry.store import journal
from registry.store.book import Book
from registry.store.page import Reading
from registry.store.tables import journal_head
from schemas.change import Put, Retire
from schemas.counting import day_of
from schemas.errors import Busy
from schemas.handle import Handle
from schemas.template import TemplateReference

_log = logging.getLogger(__name__)

# Changes read at once; an act of bulk registration may have more.
_CHANGES_A_READ = 500
# After so many changes, or packed rows, the loop is let go: a worker may wait for the keeper.
_SLICE = 32
# What is gathered at most before it is written: tokens cost memory each, places little.
_MOST_TOKENS = 200_000
# For how long what was read may wait to be written with what comes after it: so long, and so many times what writing
# took the last time. A change is searched for in the journal itself meanwhile.
_LAG_SECONDS = 1.0
_LAG_TIMES = 10.0
# So many changes a second are bulk registration; then a slice is followed by a pause of so many times its length.
_FAST = 500.0
_LOOK_SECONDS = 1.0
_PAUSE_WHEN_FAST = 30.0
_PAUSE_WHEN_CALM = 1.0
_IDLE_SECONDS = 0.5
_BUSY_SECONDS = 5.0
_FAILED_SECONDS = 60.0


def _no_places() -> "array[int]":
    return array("H")


class Indexer:
    """What keeps the index; one of them works at a time, and a second one does no harm."""

    def __init__(self, book: Book, clock: Callable[[], float] = time.monotonic, courtesy: float = 1.0) -> None:
        """Take how much it gives way: with 0 it makes no pause at all."""
        self._book = book
        self._clock = clock
        self._courtesy = courtesy
        self._written = -1
        """The serial up to which the index stands in the database; -1 before it was looked up."""
        self._read = 0
        self._places: dict[int, dict[str, array[int]]] = {}
        """By segment and token, at which bits."""
        self._keys: dict[int, str] = {}
        self._since = 0.0
        """When the first of what was gathered was read; 0 where nothing is."""
        self._writing_took = 0.0
        self._seen = (clock(), 0)
        """When the journal was looked at last, and where it stood."""
        self._fast = False

    async def run(self, stop: asyncio.Event) -> None:
        """Keep up until told to stop; a database that is away is waited for."""
        while not stop.is_set():
            try:
                idle = 0.0 if await self.step() else _IDLE_SECONDS
            except Busy as busy:
                _log.info("the index of search waits: %s", busy.sentence)
                self.forget()
                idle = _BUSY_SECONDS
            except Exception:  # noqa: BLE001 - the registry goes on without search: the keeper must not end for it
                _log.exception("the index of search failed and tries again")
                self.forget()
                idle = _FAILED_SECONDS
            try:
                async with asyncio.timeout(idle):
                    await stop.wait()
            except TimeoutError:
                continue

    async def step(self) -> int:
        """Read on in the journal, and write what is due; how many changes were read.

        Raises:
            Busy: the database cannot be reached. What was read and not written is read again.
        """
        began = self._clock()
        async with self._book.reading() as page:
            if self._written < 0:
                stands = await rows.state(page)
                if stands is None:
                    await self.begin_anew()
                    return 1
                self._written = self._read = stands
            found = await journal.after(page, self._read, _CHANGES_A_READ)
            await self._look_at_pace(page)
        if found:
            await self._pause(began)
        for at in range(0, len(found), _SLICE):
            began = self._clock()
            for numbered in found[at : at + _SLICE]:
                if isinstance(numbered.change, Put | Retire):
                    self._gather(numbered.serial, numbered.change)
            self._read = found[min(at + _SLICE, len(found)) - 1].serial
            if sum(map(len, self._places.values())) > _MOST_TOKENS or len(self._places) > 1:
                await self.write()
            await self._pause(began)
        if found and not self._since:
            self._since = self._clock()
        due = self._since + max(_LAG_SECONDS, _LAG_TIMES * self._writing_took)
        if self._read > self._written and self._clock() >= due and len(found) < _CHANGES_A_READ:
            await self.write()
        return len(found)

    async def _look_at_pace(self, page: Reading) -> None:
        """Whether the journal moves fast now."""
        (at, stood), now = self._seen, self._clock()
        if now - at >= _LOOK_SECONDS:
            stands: int = await page.scalar(sa.select(journal_head.c.serial))
            self._fast = (stands - stood) / (now - at) > _FAST
            self._seen = now, stands

    async def catch_up(self) -> int:
        """Read and write all that there is now; up to which serial that is.

        Raises:
            Busy: the database cannot be reached.
        """
        while await self.step():
            pass
        await self.write()
        return max(self._written, 0)

    def forget(self) -> None:
        """Give up what was read and not written."""
        self._places.clear()
        self._keys.clear()
        self._written = -1
        self._since = 0.0

    async def begin_anew(self) -> None:
        """Empty the index: it is filled again from the beginning of the journal.

        Raises:
            Busy: the database cannot be reached.
        """
        self.forget()
        async with self._book.deriving() as connection:
            await rows.clear(connection)

    def _gather(self, serial: int, change: Put | Retire) -> None:
        handle = Handle.parse(change.handle)
        if handle.names_prefix:
            return  # prefixes are found by themselves
        segment, place = postings.placed(serial)
        values = change.values if isinstance(change, Put) else ()
        tokens = stretches(searched(change.handle, values))
        tokens.add(postings.of_prefix(handle.prefix.key))
        if isinstance(change, Put):
            tokens.add(postings.of_day(day_of(change.registered_at)))
            if (template := TemplateReference.among(values)) is not None:
                tokens.add(postings.of_template(template.id))
        else:
            tokens.add(postings.of_retired())
        places = self._places.setdefault(segment, defaultdict(_no_places))
        for token in tokens:
            places[token].append(place)
        self._keys[serial] = handle.key.decode()

    async def write(self) -> None:
        """Write what was gathered, and how far it goes; nothing if another has gone further meanwhile.

        Raises:
            Busy: the database cannot be reached.
        """
        if self._read == self._written:
            return
        began = self._clock()
        packed = await self._merged()
        async with self._book.deriving() as connection:
            mine = await rows.advance(connection, self._written, self._read)
            if mine and packed:
                await rows.put(connection, packed)
            if mine and self._keys:
                await rows.put_keys(connection, self._keys)
        if not mine:
            self.forget()
            return
        self._written = self._read
        self._places.clear()
        self._keys.clear()
        self._since = 0.0
        self._writing_took = self._clock() - began

    async def _merged(self) -> list[tuple[int, str, bytes]]:
        """What was gathered together with what is there of the same segments, packed."""
        there: dict[int, dict[str, int]] = {}
        begun = postings.placed(self._written)[0] if self._written > 0 else -1
        if begun in self._places:
            async with self._book.reading() as page:
                there = await rows.find(page, [begun], list(self._places[begun]))
        packed = []
        for segment, places in self._places.items():
            kept, own = there.get(segment, {}), list(places)
            for at in range(0, len(own), _SLICE):
                began = self._clock()
                for token in own[at : at + _SLICE]:
                    bits = postings.gathered(places[token]) | kept.get(token, 0)
                    packed.append((segment, token, postings.pack(bits)))
                await self._pause(began)
        return packed

    async def _pause(self, began: float) -> None:
        """Let others have their turn, in proportion to how long the slice took."""
        times = _PAUSE_WHEN_FAST if self._fast else _PAUSE_WHEN_CALM
        await asyncio.sleep((self._clock() - began) * times * self._courtesy)
