"""Trail watch: the keeper remembers the end of the trail outside the database, and removes lines that are too old.

The end that was remembered is looked for before a new one takes its place: a trail that was written anew, or cut off,
never becomes the one that is remembered.
"""

import asyncio
import os
from pathlib import Path

import msgspec
import sqlalchemy as sa
import structlog

from registry.attest import Remembered, pruned_too_early
from registry.prune import anchor, prune
from registry.store.book import Book
from registry.store.page import Reading
from registry.store.tables import journal_head
from registry.store.trail import find
from schemas.errors import NodeError
from schemas.principal import Principal, Role

log = structlog.get_logger()

LOOK_SECONDS = 5.0
PRUNE_SECONDS = 86_400.0

KEEPER = Principal("local:keeper", Role.PARK_ADMIN)


class Memory:
    """The file in the data folder that says how the trail ended when it was last looked at."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> Remembered | None:
        """What it says; None where there is none, or nothing that can be read."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Remembered)
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, end: Remembered) -> None:
        """Say another end, all of it or nothing."""
        beside = self._file.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(msgspec.json.encode(end))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)


class TrailWatch:
    """What the keeper does about the trail."""

    def __init__(self, book: Book, memory: Memory, days: int) -> None:
        """Take for how many days lines are kept; 0: for ever."""
        self._book = book
        self._memory = memory
        self._days = days
        self._complained = False

    async def run(self, stop: asyncio.Event) -> None:
        """Look now and then until told to stop."""
        loop = asyncio.get_running_loop()
        pruned = -PRUNE_SECONDS
        while not stop.is_set():
            try:
                await self.look()
                if self._days and loop.time() - pruned >= PRUNE_SECONDS:
                    await self.tidy()
                    pruned = loop.time()
            except (NodeError, OSError) as trouble:
                log.info("the trail waits to be looked at", why=str(trouble))
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await stop.wait()
            except TimeoutError:
                continue

    async def look(self) -> bool:
        """Remember the end of the trail, if it goes on from the one that is remembered; whether it does.

        Raises:
            Busy: the database cannot be reached.
        """
        before = self._memory.read()
        async with self._book.reading() as page:
            whole = before is None or await _holds(page, before)
            head = (await page.rows(sa.select(journal_head.c.sealed, journal_head.c.digest)))[0]
            last = await find(page, head.sealed)
        if not whole:
            if not self._complained:
                log.error("the trail is not the one that was remembered: run `idnode verify trail`", remembered=before)
            self._complained = True
            return False
        if head.digest is not None and (before is None or head.sealed > before.act):
            self._memory.write(Remembered(head.sealed, head.digest.hex(), last.line.at if last is not None else 0))
        return True

    async def tidy(self) -> int:
        """Remove all lines that are too old; how many.

        Raises:
            Busy: the database cannot be reached.
        """
        total = 0
        while True:
            async with self._book.writing() as page:
                removed = await prune(page, KEEPER, self._days)
            if not removed:
                return total
            total += removed


async def _holds(page: Reading, remembered: Remembered) -> bool:
    """Whether the trail still has the line that was its end once, or has pruned it since."""
    line = await find(page, remembered.act)
    if line is not None and line.digest is not None:
        return line.digest.hex() == remembered.digest
    begins = await anchor(page)
    if begins is None or pruned_too_early(begins, remembered, page.now):
        return False
    return begins.through >= remembered.act
