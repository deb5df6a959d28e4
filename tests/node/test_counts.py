"""The keeper carries counts into the registry: none twice, none lost, whatever happens in between."""

from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from node import lifetime
from node.folder import Folder
from node.keeper import Counts
from registry.store import migrate
from registry.store.book import Book
from registry.store.tables import resolutions
from resolver.collect import Tallied, discard, read_tallies
from resolver.tally import Tally
from schemas.counting import Channel, Class, Outcome
from schemas.errors import Busy

FOUND = (Channel.HTTP, Outcome.FOUND, Class.EXTERNAL)
ABSENT = (Channel.PAGE, Outcome.ABSENT, Class.SELF)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
async def book(tmp_path: Path) -> Book:
    url = f"sqlite+aiosqlite:///{tmp_path}/registry.sqlite"
    await migrate.upgrade(url)
    return Book(url)


async def kept(book: Book) -> int:
    async with book.reading() as page:
        return int(await page.scalar(sa.select(sa.func.coalesce(sa.func.sum(resolutions.c.count), 0))))


async def test_what_workers_count_reaches_the_registry_once(folder: Folder, book: Book) -> None:
    counts = Counts(folder, book)
    one, two = Tally(folder.counters, "worker-0"), Tally(folder.counters, "worker-1")
    one.add("88.1000.1", *FOUND, count=5)
    two.add("88.1000.1", *FOUND, count=7)
    two.add("", *ABSENT)

    assert await counts.flush() == 3
    assert await counts.flush() == 0
    one.add("88.1000.1", *FOUND)
    assert await counts.flush() == 1
    assert await Counts(folder, book).flush() == 3  # a new keeper says it all again, and nothing changes

    assert await kept(book) == 14
    one.close()
    two.close()
    await book.close()


async def test_the_file_of_a_dead_worker_is_flushed_then_discarded(folder: Folder, book: Book) -> None:
    counts = Counts(folder, book)
    dead = Tally(folder.counters, "worker-0")
    dead.add("88.1000.1", *FOUND, count=5)
    dead.close()

    await counts.flush()

    assert list(folder.counters.glob("*")) == []
    assert await kept(book) == 5
    assert lifetime.counted(folder.lifetime, []) == Counter({FOUND: 5})
    await book.close()


async def test_while_the_database_is_away_the_files_stay(folder: Folder, book: Book) -> None:
    dead = Tally(folder.counters, "worker-0")
    dead.add("88.1000.1", *FOUND, count=5)
    dead.close()
    database = folder.path / "registry.sqlite"
    away = database.rename(folder.path / "away")

    with pytest.raises(Busy):
        await Counts(folder, book).flush()
    assert len(list(folder.counters.glob("*"))) == 1
    away.rename(database)
    await Counts(folder, book).flush()

    assert await kept(book) == 5
    assert list(folder.counters.glob("*")) == []
    await book.close()


async def test_discarding_before_writing_down_would_lose_them(folder: Folder, book: Book) -> None:
    """The twin: the other order, and the database away in between."""
    dead = Tally(folder.counters, "worker-0")
    dead.add("88.1000.1", *FOUND, count=5)
    dead.close()
    for tallied in list(read_tallies(folder.counters)):
        discard(tallied.file)

    await Counts(folder, book).flush()

    assert await kept(book) == 0
    await book.close()


def left(folder: Folder, name: str, count: int) -> Tallied:
    """The file of a worker that counted so much and is gone."""
    tally = Tally(folder.counters, name)
    tally.add("88.1000.1", *FOUND, count=count)
    tally.close()
    return next(tallied for tallied in read_tallies(folder.counters) if tallied.source.startswith(name))


def test_lifetime_counts_never_go_down_nor_double(folder: Folder) -> None:
    five, six = left(folder, "worker-0", 5), left(folder, "worker-1", 6)

    def shown() -> int:
        return lifetime.counted(folder.lifetime, read_tallies(folder.counters))[FOUND]

    assert shown() == 11
    lifetime.add(folder.lifetime, [five], [five.source, six.source])
    assert shown() == 11  # the keeper was killed before it could discard the file
    lifetime.add(folder.lifetime, [five, six], [five.source, six.source])
    assert shown() == 11
    for tallied in (five, six):
        discard(tallied.file)
    assert shown() == 11
    lifetime.add(folder.lifetime, [], [])
    assert b"worker" not in folder.lifetime.read_bytes()  # sources that are gone for good are forgotten
    assert shown() == 11


def test_without_noting_the_sources_they_would_double(folder: Folder) -> None:
    """The twin: totals alone, and a kill between adding and discarding."""
    five = left(folder, "worker-0", 5)

    lifetime.add(folder.lifetime, [five], [])

    assert lifetime.counted(folder.lifetime, read_tallies(folder.counters))[FOUND] == 10


def test_a_damaged_lifetime_starts_anew(folder: Folder) -> None:
    folder.lifetime.write_bytes(b'{"totals": [[1')

    assert lifetime.counted(folder.lifetime, []) == Counter()
    lifetime.add(folder.lifetime, [left(folder, "worker-0", 5)], [])
    assert lifetime.counted(folder.lifetime, []) == Counter({FOUND: 5})
