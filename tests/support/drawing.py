"""Processes that draw serials at the same time, each through a book of its own, and what each was told it has."""

import asyncio
import multiprocessing
import os
import struct
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

from registry.allocate import allocate
from registry.group import Group
from registry.store.book import Book
from tests.support.books import APP

_RUN = struct.Struct("<QQ")
PROCESSES = 8


def started(
    url: str, rule: str, folder: Path, allocations: int, count: int = 1, together: int = 64, processes: int = PROCESSES
) -> list[BaseProcess]:
    """Start processes of which each allocates so many times `count` serials, `together` callers at once.

    Each notes what it was told in a file of its own in the folder, and nothing that was not acknowledged.
    """
    context = multiprocessing.get_context("spawn")
    drawing: list[BaseProcess] = [
        context.Process(target=_draw, args=(url, rule, folder / f"drawn-{number}", allocations, count, together))
        for number in range(processes)
    ]
    for process in drawing:
        process.start()
    return drawing


def runs(folder: Path) -> list[tuple[int, int]]:
    """First and last of what was acknowledged to all processes together, in order."""
    told: list[tuple[int, int]] = []
    for path in folder.glob("drawn-*"):
        octets = path.read_bytes()
        # A process that was killed may have noted half a run.
        told += _RUN.iter_unpack(octets[: len(octets) // _RUN.size * _RUN.size])
    return sorted((int(first), int(last)) for first, last in told)


def given_twice(drawn: Sequence[tuple[int, int]]) -> int:
    """How many serials somebody else was given as well, of runs in order."""
    twice = 0
    reached = -1
    for first, last in drawn:
        twice += max(0, min(reached, last) - first + 1)
        reached = max(reached, last)
    return twice


def _draw(url: str, rule: str, path: Path, allocations: int, count: int, together: int) -> None:
    asyncio.run(_draw_all(url, rule, path, allocations, count, together))


async def _draw_all(url: str, rule: str, path: Path, allocations: int, count: int, together: int) -> None:
    book = Book(url)
    group = Group(book, _level)
    left = iter(range(allocations))
    noted = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def caller() -> None:
        for _ in left:
            drawn = await group.do(lambda page: allocate(page, APP, rule, count))
            os.write(noted, _RUN.pack(drawn.first, drawn.last))

    await asyncio.gather(*(caller() for _ in range(together)))
    os.close(noted)
    await book.close()


async def _level(_: int) -> None:
    """There is no replica beside these books."""
