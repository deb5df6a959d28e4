"""The journal: dense, in commit order, and nothing missed by a reader, whoever writes."""

import asyncio
import multiprocessing
import os

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from registry.grant import change_standing, grant
from registry.register import Registration, register, register_many
from registry.retire import retire
from registry.store.book import Book
from registry.store.journal import Journal
from registry.store.tables import journal, trail
from schemas.change import Holding, Mode, Numbered, PrefixStanding, Put, Retire
from schemas.errors import Busy
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.value import Value
from tests.support.books import APP, NOON, PREFIX, ROOT

WRITERS = 16
CHANGES = 4_000


def wanted(suffix: str) -> Registration:
    return Registration(Handle.parse(f"88.1000.1/{suffix}"), (Value(1, "URL", b"https://erp.example/"),))


async def test_every_change_has_its_own_serial_whether_alone_or_in_an_act(empty_book: Book) -> None:
    async with empty_book.writing() as page:
        await grant(page, ROOT, PREFIX, None)
    async with empty_book.writing() as page:
        await register_many(page, APP, [wanted("A"), wanted("B"), wanted("C")], all_or_nothing=True)
        await retire(page, APP, Handle.parse("88.1000.1/B"))
        await change_standing(page, ROOT, PREFIX, PrefixStanding.SUSPENDED)

    feed = Journal(empty_book)
    changes = await feed.after(0, 100)

    assert [change.serial for change in changes] == [1, 2, 3, 4, 5, 6, 7]
    assert changes[0].change == Holding("88.1000.1", Mode.HOSTED, PrefixStanding.ACTIVE, None, "", None)
    assert [getattr(change.change, "handle", "") for change in changes] == [
        "",
        "0.NA/88.1000.1",
        "88.1000.1/A",
        "88.1000.1/B",
        "88.1000.1/C",
        "88.1000.1/B",
        "",
    ]
    assert changes[5].change == Retire("88.1000.1/B", 2, NOON, before=4)
    head = await feed.head()
    assert (head.serial, head.records, head.holdings) == (7, 4, 1)


async def test_a_page_begins_in_the_middle_of_an_act(book: Book) -> None:
    async with book.writing() as page:
        await register_many(page, APP, [wanted(f"N{number}") for number in range(10)], all_or_nothing=True)
        last = page.serial

    changes = await Journal(book).after(last - 3, 100)

    assert [change.serial for change in changes] == [last - 2, last - 1, last]


async def test_the_current_change_and_the_pages_by_key(book: Book) -> None:
    async with book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000.1.5"), None)
        for text in ("88.1000.1/z", "88.1000.1/A", "88.1000.1.5/M", "88.1000.10/A"):
            await register(page, ROOT, Registration(Handle.parse(text), ()))
        await retire(page, ROOT, Handle.parse("88.1000.1/A"))

    feed = Journal(book)
    current = await feed.current(b"88.1000.1/Z")
    gone = await feed.current(b"88.1000.1/A")
    pages: list[Numbered] = []
    above = b""
    while found := await feed.page(above, 2):
        pages += found
        above = Handle.parse(found[-1].change.handle).key  # type: ignore[union-attr]

    assert current is not None
    assert isinstance(current.change, Put)
    assert current.change.handle == "88.1000.1/z"
    assert gone is not None
    assert isinstance(gone.change, Retire)
    assert await feed.current(b"88.1000.1/NONE") is None
    keys = [Handle.parse(each.change.handle).key for each in pages]  # type: ignore[union-attr]
    assert keys == sorted(keys)
    assert keys[-4:] == [b"88.1000.1.5/M", b"88.1000.1/A", b"88.1000.1/Z", b"88.1000.10/A"]


async def test_a_change_without_a_line_in_the_trail_is_never_written(book: Book) -> None:
    with pytest.raises(RuntimeError, match="without a line in the trail"):
        async with book.writing() as page:
            await register(page, APP, wanted("NOTED"))
            page.hold(Holding("88.1000.1", Mode.HOSTED, PrefixStanding.ACTIVE, None, ""), new=False)

    async with book.reading() as page:
        assert await page.find(Handle.parse("88.1000.1/NOTED")) is None


async def test_every_act_has_one_line_in_the_trail_that_says_who_what_when_and_where(book: Book) -> None:
    async with book.writing() as page:
        await register(page, APP, wanted("A"))

    async with book.reading() as page:
        line = (await page.rows(sa.select(trail).order_by(trail.c.act.desc())))[0]
        row = (await page.rows(sa.select(journal).order_by(journal.c.last.desc())))[0]

    assert (line.actor, line.role, line.verb, line.subject, line.changes, line.at) == (
        "key:app",
        "enterprise-app",
        "register",
        "88.1000.1/A",
        1,
        NOON,
    )
    assert row.act == line.act


@pytest.mark.timeout(180)
async def test_a_reader_misses_none_of_what_sixteen_writers_enter(book: Book, database_url: str) -> None:
    feed = Journal(book)
    start = (await feed.head()).serial
    seen = await _read_while_writing(book, database_url, start)

    assert [change.serial for change in seen] == list(range(start + 1, start + CHANGES + 1))
    assert len({change.change.handle for change in seen}) == CHANGES  # type: ignore[union-attr]


async def test_a_cursor_over_serials_that_are_drawn_without_the_pen_does_miss_changes(durable_url: str) -> None:
    """The twin: what happens where serials come from a sequence, in the order of drawing and not of committing."""
    engine = create_async_engine(durable_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("create table fed (serial bigserial primary key)")
    async with engine.connect() as slow, engine.connect() as quick, engine.connect() as reader:
        await slow.exec_driver_sql("insert into fed default values")
        await quick.exec_driver_sql("insert into fed default values")
        await quick.commit()
        cursor = (await reader.exec_driver_sql("select max(serial) from fed")).scalar()
        await reader.commit()
        await slow.commit()
        later = (await reader.exec_driver_sql(f"select count(*) from fed where serial > {cursor}")).scalar()
        there = (await reader.exec_driver_sql("select count(*) from fed")).scalar()
    await engine.dispose()

    assert (there, later) == (2, 0)  # two rows are there, the reader has seen one and will never see the other


@pytest.fixture
def durable_url(postgres_url: str) -> str:
    return postgres_url


async def _read_while_writing(book: Book, url: str, start: int) -> list[Numbered]:
    """Sixteen writers in four processes; a reader that pages all the while."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(url, number)) for number in range(4)]
    for writer in writers:
        writer.start()
    feed, seen = Journal(book), list[Numbered]()
    cursor = start
    while len(seen) < CHANGES:
        alive = any(writer.is_alive() for writer in writers)
        try:
            found = await feed.after(cursor, 37)
        except Busy:
            found = []
        seen += found
        cursor = found[-1].serial if found else cursor
        if not found and not alive:
            break
        await asyncio.sleep(0.001)
    for writer in writers:
        await asyncio.to_thread(writer.join)
        assert writer.exitcode == 0
    return seen


def _write(url: str, process: int) -> None:
    asyncio.run(_write_all(url, process))


async def _write_all(url: str, process: int) -> None:
    book = Book(url)

    async def one(writer: int) -> None:
        for number in range(CHANGES // WRITERS):
            async with book.writing() as page:
                await register(page, APP, wanted(f"{process}-{writer}-{number}-{os.getpid()}"))

    await asyncio.gather(*(one(writer) for writer in range(WRITERS // 4)))
    await book.close()
