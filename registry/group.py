"""The group: concurrent single writes share one transaction, hence one wait for the disk.

While one transaction is being written, the acts that arrive wait and then go together. No act waits longer for this
than it would have waited for the pen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from registry.store.book import Book, refusal_of
from registry.store.page import Writing
from registry.store.statements import Unsettled
from schemas.errors import Busy, NodeError
from schemas.handle import Handle

T = TypeVar("T")
Act = Callable[[Writing], Awaitable[T]]

# Acts that share a transaction at most: beyond this nothing is gained and the first would wait for the last.
MOST_TOGETHER = 256


class _Waiting:
    """An act with the handles it will look at and the promise of its outcome."""

    __slots__ = ("act", "done", "handles")

    def __init__(self, act: Act[Any], handles: tuple[Handle, ...], done: asyncio.Future[Any]) -> None:
        self.act = act
        self.handles = handles
        self.done = done


class Group:
    """Writes acts together. One per process."""

    def __init__(self, book: Book, level: Callable[[int], Awaitable[None]]) -> None:
        """Take the book, and what to wait for after a commit: that this host's replica holds a serial."""
        self._book = book
        self._level = level
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._runner: asyncio.Task[None] | None = None

    async def do(self, act: Act[T], handles: Iterable[Handle] = ()) -> T:
        """Do an act in a transaction that others may share; it is durable, and visible here, when this returns.

        An act that refuses must have entered nothing before; one that has is taken back, and the others are done
        again without it.

        Raises:
            NodeError: what the act refuses.
            Busy: the database cannot be reached, or the replica did not become level in time.
        """
        waiting = _Waiting(act, tuple(handles), asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run(), name="group")
        return await waiting.done  # type: ignore[no-any-return]

    async def visible(self, serial: int) -> None:
        """Return when this host's replica holds a serial: for those who have written through the book itself.

        Raises:
            Busy: it did not in time. What was written is durable all the same.
        """
        await self._level(serial)

    async def _run(self) -> None:
        while not self._queue.empty():
            together = [self._queue.get_nowait()]
            while not self._queue.empty() and len(together) < MOST_TOGETHER:
                together.append(self._queue.get_nowait())
            await self._settled(together)

    async def _settled(self, acts: list[_Waiting]) -> None:
        """Do acts together; one that spoils the transaction is told so, and the others are done again without it."""
        while acts:
            try:
                return await self._together(acts)
            except _Tangled as tangled:
                _told([tangled.waiting], tangled.error)
                acts.remove(tangled.waiting)
            except Busy as busy:
                return _told(acts, busy)
            except Exception as error:  # noqa: BLE001 - whatever it is, every waiting caller must hear of it
                if len(acts) == 1:
                    return _told(acts, error)
                # It showed only when all was written: alone, each act finds out whether it was the one.
                for waiting in acts:
                    await self._settled([waiting])
                return None
        return None

    async def _together(self, acts: list[_Waiting]) -> None:
        outcomes: list[tuple[_Waiting, Any, Exception | None]] = []
        async with self._book.writing() as page:
            if handles := [handle for waiting in acts for handle in waiting.handles]:
                await page.find_many(handles)
            for waiting in acts:
                before = page.touched
                try:
                    outcomes.append((waiting, await waiting.act(page), None))
                except Unsettled:
                    # By whichever of the acts so far: alone, each finds out whether it was the one.
                    raise
                except Exception as error:
                    # What is not a refusal may have spoilt the transaction, even if nothing was entered.
                    if page.touched != before or not isinstance(error, NodeError):
                        raise _Tangled(waiting, refusal_of(error) or error) from error
                    outcomes.append((waiting, None, error))
            serial = page.serial
        late: Exception | None = None
        if any(refusal is None for _, _, refusal in outcomes):
            try:
                await self._level(serial)
            except NodeError as error:
                late = error
        for waiting, result, refusal in outcomes:
            if waiting.done.done():
                continue
            if told := refusal or late:
                waiting.done.set_exception(told)
            else:
                waiting.done.set_result(result)


class _Tangled(Exception):
    """An act broke, or refused after it had entered something: nothing of this transaction may stay."""

    def __init__(self, waiting: _Waiting, error: Exception) -> None:
        super().__init__(str(error))
        self.waiting = waiting
        self.error = error


def _told(acts: list[_Waiting], error: Exception) -> None:
    for waiting in acts:
        if not waiting.done.done():
            waiting.done.set_exception(error)
