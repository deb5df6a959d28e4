"""The keeper remembers the end of the trail outside the database, and never a trail that was written anew."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from node.trail_watch import Memory, TrailWatch
from registry.attest import Remembered, attest
from registry.store import migrate
from registry.store.book import Book
from registry.store.tables import journal_head, trail
from schemas.counting import SECONDS_A_DAY
from tests.support.books import ROOT, Clock


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "trail.head")


@pytest.fixture
async def book(tmp_path: Path, clock: Clock) -> Book:
    url = f"sqlite+aiosqlite:///{tmp_path}/registry.sqlite"
    await migrate.upgrade(url)
    return Book(url, clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def act(book: Book, count: int = 1, subject: str = "something") -> None:
    async with book.writing() as page:
        for _ in range(count):
            page.note(ROOT, "test", subject)


async def test_the_end_is_remembered_as_it_goes_on(book: Book, memory: Memory) -> None:
    watch = TrailWatch(book, memory, 0)
    assert await watch.look()
    assert memory.read() is None  # nothing has happened yet

    await act(book, 3)
    assert await watch.look()
    first = memory.read()
    await act(book)
    assert await TrailWatch(book, memory, 0).look()

    assert (first and first.act, (memory.read() or Remembered(0, "")).act) == (3, 4)
    async with book.reading() as page:
        assert (await attest(page)).head == memory.read()
    await book.close()


async def test_a_trail_that_was_cut_off_or_written_anew_is_not_remembered(book: Book, memory: Memory) -> None:
    watch = TrailWatch(book, memory, 0)
    await act(book, 5)
    await watch.look()
    before = memory.read()

    async with book.deriving() as connection:
        await connection.execute(trail.delete().where(trail.c.act > 3))
        line = (await connection.execute(sa.select(trail.c.digest).where(trail.c.act == 3))).scalar()
        await connection.execute(journal_head.update().values(act=3, sealed=3, digest=line))
    await act(book, 7, "something else")

    assert not await watch.look()
    assert memory.read() == before
    async with book.reading() as page:
        assert (await attest(page, [before] if before else [])).faults == [
            "line 5 is another than the one that was remembered: the trail was written anew"
        ]
    await book.close()


async def test_old_lines_are_removed_where_the_park_wants_it(book: Book, memory: Memory, clock: Clock) -> None:
    await act(book, 5)
    watch = TrailWatch(book, memory, 200)
    assert await watch.look()
    assert await watch.tidy() == 0

    clock.now += 201 * SECONDS_A_DAY
    assert await watch.tidy() == 5
    assert await watch.look()  # what was remembered is pruned, which is no fault

    async with book.reading() as page:
        found = await attest(page)
    assert (found.lines, found.pruned_through, found.faults) == (1, 5, [])
    await book.close()


async def test_lines_that_cannot_be_old_enough_were_not_pruned_but_taken_away(
    book: Book, memory: Memory, clock: Clock
) -> None:
    await act(book, 5)
    watch = TrailWatch(book, memory, 200)
    assert await watch.look()
    before = memory.read()
    assert before is not None

    # Who can write to the database says that a year has passed, and writes a chain that agrees with it.
    clock.now += 365 * SECONDS_A_DAY
    assert await TrailWatch(book, Memory(Path("nowhere")), 200).tidy() == 5
    clock.now -= 365 * SECONDS_A_DAY

    assert not await watch.look()
    assert memory.read() == before
    async with book.reading() as page:
        assert (await attest(page)).faults == []
        assert (await attest(page, [before])).faults == ["line 5 is said to have been pruned, and is 0 days old"]
    await book.close()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"act":"x","digest":"y"}'])
def test_a_file_that_says_nothing_is_as_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "trail.head"
    file.write_bytes(content)

    assert Memory(file).read() is None


def test_the_file_is_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "trail.head"
    Memory(file).write(Remembered(7, "0" * 64))

    assert file.stat().st_mode & 0o777 == 0o600
    assert Memory(file).read() == Remembered(7, "0" * 64)
