"""The index follows the journal: in any portions, after a restart, beside another, and anew when it is of old make."""

import asyncio
import random

import sqlalchemy as sa

from registry.index import rows
from registry.index.follow import Indexer
from registry.index.postings import SEGMENT
from registry.store.book import Book
from registry.store.search_tables import search_keys, search_postings, search_state
from registry.store.tables import journal_head
from schemas.handle import Handle
from schemas.value import Value, pack_values
from tests.support.books import PREFIX, ROOT

Kept = tuple[int, dict[tuple[int, str], int], dict[int, str]]


async def kept(book: Book) -> Kept:
    """All that the index holds."""
    async with book.reading() as page:
        state = (await page.rows(sa.select(search_state.c.serial)))[0][0]
        segments = [row[0] for row in await page.rows(sa.select(search_postings.c.segment).distinct())]
        octets = {row[0] for row in await page.rows(sa.select(search_postings.c.token))}
        tokens = [token.decode("utf-8", "surrogatepass") for token in octets]
        found = await rows.find(page, segments, tokens)
        blocks = [row[0] for row in await page.rows(sa.select(search_keys.c.block))]
        serials = [serial for block in blocks for serial in range(block << 10, (block + 1) << 10)]
        keys = await rows.keys(page, serials)
    return state, {(s, t): bits for s, held in found.items() for t, bits in held.items()}, keys


async def enter(book: Book, first: int, count: int) -> None:
    async with book.writing() as page:
        for number in range(first, first + count):
            handle = Handle.parse(f"{PREFIX}/SN-{number}")
            value = Value(1, "NAME", f"轴承 {number}".encode())
            page.enter_new([(handle.text, PREFIX.key, handle.suffix_key, pack_values((value,)))])
        page.note(ROOT, "register", PREFIX.text, identifiers=count)


def at_once(book: Book) -> Indexer:
    """An index that gives way to nobody."""
    return Indexer(book, courtesy=0.0)


async def test_in_whatever_portions_it_is_read_the_index_is_the_same(book: Book) -> None:
    chance = random.Random(3)
    indexer = at_once(book)
    for at in range(0, 600, 40):
        await enter(book, at, 40)
        if chance.random() < 0.5:
            await indexer.catch_up()
        if chance.random() < 0.3:
            indexer = at_once(book)  # the keeper died, another goes on
    await indexer.catch_up()
    by_parts = await kept(book)

    anew = at_once(book)
    await anew.begin_anew()
    assert await anew.catch_up() == by_parts[0]

    assert await kept(book) == by_parts
    assert len(by_parts[2]) == 600


async def test_two_that_work_at_once_do_no_harm(book: Book) -> None:
    await enter(book, 0, 700)
    await asyncio.gather(*(at_once(book).catch_up() for _ in range(3)))
    together = await kept(book)

    alone = at_once(book)
    await alone.begin_anew()
    await alone.catch_up()

    assert await kept(book) == together


async def test_an_index_of_another_make_is_made_anew(book: Book) -> None:
    await enter(book, 0, 5)
    await at_once(book).catch_up()
    good = await kept(book)
    async with book.deriving() as connection:
        await connection.execute(search_state.update().values(version=0))
        await connection.execute(search_postings.update().values(holds=b"old"))

    await at_once(book).catch_up()

    assert await kept(book) == good


async def test_a_segment_ends_and_the_next_begins(book: Book) -> None:
    async with book.deriving() as connection:
        # As if 65,530 changes had been made before.
        await connection.execute(journal_head.update().values(serial=SEGMENT - 6))
    await enter(book, 0, 12)
    await at_once(book).catch_up()

    serial, held, keys = await kept(book)

    assert serial == SEGMENT + 6
    assert held[0, "轴承"] == 0b11111 << SEGMENT - 5
    assert held[1, "轴承"] == 0b1111111
    assert sorted(keys) == list(range(SEGMENT - 5, SEGMENT + 7))


async def test_it_keeps_up_by_itself_and_stops_when_told(book: Book) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Indexer(book).run(stop))
    await enter(book, 0, 3)

    async with asyncio.timeout(30):
        while True:
            async with book.reading() as page:
                if await rows.state(page) == await page.scalar(sa.select(journal_head.c.serial)):
                    break
            await asyncio.sleep(0.05)
        stop.set()
        await running


async def test_prefixes_are_not_indexed_as_identifiers(book: Book) -> None:
    await at_once(book).catch_up()

    serial, held, keys = await kept(book)

    assert serial > 0
    assert (held, keys) == ({}, {})
