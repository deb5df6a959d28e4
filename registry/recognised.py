"""Recognised: whose keys have been looked up a moment ago, so that not every request asks the database.

A key that is revoked by this process is forgotten at once, one that is revoked elsewhere within `SECONDS`: that is how
long a worker may go on taking it. Only the digest of a key is held, and only of keys that were found to be valid.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine

from registry.credentials import Pepper, look_up, well_formed
from registry.store.book import Book
from registry.store.keys import Key
from schemas.errors import Unauthenticated

SECONDS = 1.0
_MOST = 1_024


class Recognised:
    """The keys that one process has recognised lately."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: dict[bytes, tuple[float, Key]] = {}
        self._asking: dict[bytes, asyncio.Task[Key]] = {}
        self._generation = 0

    async def key(self, book: Book, pepper: Pepper, text: str) -> Key:
        """The key that a text is.

        Raises:
            Unauthenticated: it is none that is valid.
            Busy: the database cannot be reached.
        """
        if not well_formed(text):
            raise Unauthenticated("the key is not valid")
        digest = pepper.digest(text)
        until, key = self._until.get(digest, (0.0, None))
        if key is None or until <= self._clock():
            key = await self._asked(digest, lambda: _looked_up(book, pepper, text))
        return key

    def forget(self) -> None:
        """Ask again for all keys, from the next request on.

        Questions that are under way were asked before: what they say is neither kept nor told to later requests.
        """
        self._generation += 1
        self._until.clear()
        self._asking.clear()

    async def _asked(self, digest: bytes, ask: Callable[[], Coroutine[None, None, Key]]) -> Key:
        """Requests that come with one key at one time ask once."""
        task = self._asking.get(digest)
        if task is None:
            task = self._asking[digest] = asyncio.create_task(ask(), name="whose key")
            task.add_done_callback(lambda done: self._answered(digest, done))
        began, generation = self._clock(), self._generation
        key = await asyncio.shield(task)
        if generation != self._generation:
            return key
        if len(self._until) >= _MOST:
            self._until.clear()
        self._until[digest] = (began + self._seconds, key)
        return key

    def _answered(self, digest: bytes, task: asyncio.Task[Key]) -> None:
        if self._asking.get(digest) is task:
            del self._asking[digest]


async def _looked_up(book: Book, pepper: Pepper, text: str) -> Key:
    async with book.reading() as page:
        return await look_up(page, pepper, text)
