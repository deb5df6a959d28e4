"""A node with its durability off: the twin that shows what the kill journey would see if the node were careless.

`python -m tests.support.hasty …` is `python -m node …` with two parts exchanged: writes are acknowledged before they
are committed, and counts are kept in the process and written down once a second.
"""

import asyncio
import sys
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, TypeVar

import node.assembly
from node.cli import main
from registry.group import Act, Group
from registry.store.page import Writing
from resolver.tally import Tally
from schemas.handle import Handle

T = TypeVar("T")

LATE_SECONDS = 0.4


class HastyGroup(Group):
    """Says that it is done, and does it later."""

    _later: ClassVar[set["asyncio.Task[object]"]] = set()

    async def do(self, act: Act[T], handles: Iterable[Handle] = ()) -> T:
        """Find out what the act would come to, and acknowledge that."""
        asked = tuple(handles)
        try:
            async with self._book.writing() as page:
                raise _Tried(await _tried(act, page))
        except _Tried as tried:
            task = asyncio.create_task(self._do_later(act, asked))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
            return tried.result  # type: ignore[return-value]

    async def _do_later(self, act: Act[T], handles: tuple[Handle, ...]) -> object:
        await asyncio.sleep(LATE_SECONDS)
        return await super().do(act, handles)


class _Tried(Exception):
    def __init__(self, result: object) -> None:
        self.result = result


async def _tried(act: Act[T], page: Writing) -> T:
    return await act(page)


class ForgetfulTally(Tally):
    """Counts in the process, and writes it down when the second is over."""

    def __init__(self, folder: Path, source: str, now: float | None = None) -> None:
        super().__init__(folder, source, now)
        self._shared = self.counts
        self.counts = memoryview(array("Q", bytes(8 * len(self._shared))))

    def tick(self, now: float | None = None) -> bool:
        """Write down what was counted."""
        self._shared[: len(self.counts)] = self.counts
        return super().tick(now)


if __name__ == "__main__":
    vars(node.assembly).update(Group=HastyGroup, Tally=ForgetfulTally)
    main(sys.argv[1:])
