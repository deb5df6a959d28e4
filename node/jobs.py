"""The process of jobs: does what takes long, one job after another, beside keeper and workers and behind them.

It may be killed at any time: how far a job is stands in the transaction that entered its rows, and the next process
goes on from there. A file that fills the memory ends this process and no other.
"""

import asyncio
import time

import structlog

from node.calls import Keeping
from node.folder import Folder
from node.settings import Settings
from registry.jobs.shelf import Shelf
from registry.jobs.work import Worker
from registry.store.book import Book
from schemas.errors import Busy

log = structlog.get_logger()

LOOK_SECONDS = 0.5
"""How long a job that was just sent may wait to be noticed."""
TIDY_SECONDS = 3_600.0
BACK_OFF_SECONDS = 5.0
# Questions are answered first where processors are few.
NICE = 5


class Jobs:
    """Does jobs on the running loop until it is told to stop."""

    def __init__(self, settings: Settings, folder: Folder, keeping: Keeping) -> None:
        self._book = Book(settings.database)
        self._keeping = keeping
        self._worker = Worker(self._book, Shelf(folder.jobs), self._visible)

    async def run(self, stop: asyncio.Event) -> None:
        """Do what there is to do, and look again."""
        tidied = 0.0
        while not stop.is_set():
            pause = LOOK_SECONDS
            try:
                if await self._worker.next():
                    continue
                if time.monotonic() - tidied > TIDY_SECONDS:
                    tidied = time.monotonic()
                    if gone := await self._worker.tidy(time.time()):
                        log.info("old jobs let go", jobs=gone)
            except Busy as busy:
                log.info("jobs wait", why=busy.sentence)
                pause = BACK_OFF_SECONDS
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                continue
        await self._book.close()

    async def _visible(self, serial: int) -> None:
        """Wait until this host answers with what was entered; a replica that is late makes no job fail."""
        try:
            await self._keeping.level(serial)
        except Busy as busy:
            log.info("entered, and not visible yet", why=busy.sentence)
