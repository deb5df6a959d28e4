"""The book's doors: migrations equal the tables, and a database that is away is said in one word."""

import asyncio
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from registry.register import Registration, register
from registry.retire import retire
from registry.store import migrate, tallies
from registry.store.book import Book
from registry.store.journal import Journal
from registry.store.tables import records, registrations, resolutions
from schemas.counting import Channel, Class, Counted, Outcome
from schemas.errors import Busy
from schemas.handle import Handle
from tests.support.books import APP, PREFIX, ROOT, Clock
from tests.support.postgres import Postgres


async def test_the_migrations_make_exactly_the_tables(database_url: str) -> None:
    assert await migrate.differences(database_url) == []
    assert await migrate.current(database_url) == migrate.newest()


async def test_a_database_that_differs_is_noticed(database_url: str, empty_book: Book) -> None:
    """The twin: the comparison sees a column that the tables do not have."""
    async with empty_book.engine.begin() as connection:
        await connection.exec_driver_sql("alter table parks add column stray integer")

    assert await migrate.differences(database_url) != []


async def test_a_database_without_tables_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/empty.db")

    with pytest.raises(Busy):
        async with book.writing():
            pass
    await book.close()


async def test_a_database_file_that_is_gone_is_never_made_anew(tmp_path: Path) -> None:
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/gone.db")

    with pytest.raises(Busy, match="^the registry's database cannot be reached now; nothing was changed$"):
        async with book.reading() as page:
            await page.scalar(sa.select(1))
    await book.close()

    assert not (tmp_path / "gone.db").exists()


async def test_a_stopped_server_is_busy_and_the_book_goes_on_when_it_is_back(durable_postgres: Postgres) -> None:
    url = durable_postgres.database()
    await migrate.upgrade(url)
    book = Book(url)
    feed = Journal(book)
    assert (await feed.head()).serial == 0

    durable_postgres.kill()
    for _ in range(3):
        with pytest.raises(Busy):
            await feed.head()
        with pytest.raises(Busy):
            async with book.writing():
                pass
    durable_postgres.start()

    assert (await feed.head()).serial == 0
    await book.close()


async def test_the_counts_of_registrations_are_kept_with_the_registrations(book: Book, clock: Clock) -> None:
    def wanted(suffix: str) -> Registration:
        return Registration(Handle.parse(f"88.1000.1/{suffix}"), ())

    async with book.writing() as page:
        for suffix in ("A", "B", "META_1", "App_x"):
            await register(page, ROOT, wanted(suffix))
    clock.now += 12 * 3600  # midnight in Shanghai
    async with book.writing() as page:
        await register(page, APP, wanted("C"))
        await retire(page, APP, Handle.parse("88.1000.1/A"))
        await register(page, APP, wanted("A"), revive=True)
        await retire(page, APP, Handle.parse("88.1000.1/B"))

    async with book.reading() as seen:
        rows = await seen.rows(sa.select(registrations).order_by(registrations.c.day))

    assert [tuple(row) for row in rows] == [
        ("2026-11-22", PREFIX.key, 2, 0, 0),
        ("2026-11-23", PREFIX.key, 1, 2, 1),
    ]


async def test_a_source_never_counts_down_and_says_a_thing_twice_without_harm(book: Book) -> None:
    def counted(count: int) -> Counted:
        return Counted("2026-11-22", "88.1000.1", Channel.HTTP, Outcome.FOUND, Class.EXTERNAL, count)

    for count in (5, 5, 3, 9):
        async with book.writing() as page:
            await tallies.flush(page, "worker-1", [counted(count)])
    async with book.writing() as page:
        await tallies.flush(page, "worker-2", [counted(4)])
        await tallies.flush(page, "worker-3", [])

    async with book.reading() as seen:
        total = await seen.scalar(sa.select(sa.func.sum(resolutions.c.count)))

    assert total == 13


async def test_a_folder_with_signs_of_addresses_in_its_name_is_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a#b?c%41"
    folder.mkdir()
    sqlite3.connect(folder / "registry.db").close()
    url = f"sqlite+aiosqlite:///{quote(str(folder))}/registry.db"
    book = Book(url)
    async with book.reading() as page:
        assert await page.scalar(sa.text("select 1")) == 1
    await book.close()

    assert {path.name for path in folder.glob("*.db")} == {"registry.db"}


async def test_a_reading_page_sees_one_moment(book: Book) -> None:
    counted = sa.select(sa.func.count()).select_from(records)
    async with book.reading() as page:
        before = await page.scalar(counted)
        async with book.writing() as writing:
            await register(writing, APP, Registration(Handle.parse("88.1000.1/MEANWHILE"), ()))
        assert await page.scalar(counted) == before


async def test_a_writer_that_gave_up_waiting_leaves_the_pen_to_others(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/registry.db"
    await migrate.upgrade(url)
    holding, waiting, third = Book(url), Book(url), Book(url)

    async def write(book: Book) -> None:
        async with book.writing():
            pass

    async with holding.writing():
        given_up = asyncio.create_task(write(waiting))
        await asyncio.sleep(0.1)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
    async with asyncio.timeout(5):
        await write(third)
        await write(waiting)
    for book in (holding, waiting, third):
        await book.close()
