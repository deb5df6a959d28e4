"""`search`: how fast changes are indexed and searches answered among N records, and how large the index is (SQLite)."""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.report import Report
from registry.grant import grant
from registry.index.follow import Indexer
from registry.index.seek import seek
from registry.index.sought import Sought
from registry.store import migrate
from registry.store.book import Book
from registry.store.search_tables import search_keys, search_postings
from registry.store.tables import journal
from schemas.handle import Handle
from schemas.value import Value, pack_values
from tests.support.books import PREFIX, ROOT

_RECORDS_AN_ACT = 5_000
_ROUNDS = 5
_NAMES = ("电路板组件", "轴承座", "主轴", "伺服电机", "减速器", "控制柜", "传感器", "液压泵")
_QUESTIONS = {
    "a serial number": "00012345",
    "the beginning of a serial number": "sn-a00012",
    "two Chinese characters": "轴承",
    "two words": "轴承座 型号77",
    "a name and a batch": "减速器 b20260102",
    "a frequent part of a URL": "erp7.example",
    "what is nowhere": "nowhere-at-all",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--records", type=int, default=200_000, help="records (200000)")


def run(options: argparse.Namespace) -> Report:
    """Fill a registry, index it without giving way to anybody, and search."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_measured(Path(folder), options.records))
    return Report(f"Search among {options.records:,} records, SQLite", (), figures)


async def _measured(folder: Path, count: int) -> dict[str, float]:
    url = f"sqlite+aiosqlite:///{folder}/registry.sqlite"
    await migrate.upgrade(url)
    book = Book(url)
    try:
        await _fill(book, count)
        began = time.process_time()
        await Indexer(book, courtesy=0.0).catch_up()
        figures = {"changes indexed a CPU-second": count / (time.process_time() - began)}
        async with book.reading() as page:
            octets = sum(
                [
                    await page.scalar(sa.select(sa.func.sum(sa.func.length(search_postings.c.holds)))),
                    await page.scalar(sa.select(sa.func.sum(sa.func.length(search_keys.c["keys"])))),
                ]
            )
            written = await page.scalar(sa.select(sa.func.sum(sa.func.length(journal.c.changes))))
        figures |= {"octets of index for a record": octets / count, "octets of journal for a record": written / count}
        for name, question in _QUESTIONS.items():
            figures[f"ms for a page of 20: {name}"] = await _milliseconds(book, Sought.read(question))
        return figures
    finally:
        await book.close()


async def _milliseconds(book: Book, sought: Sought) -> float:
    took = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        async with book.reading() as page:
            await seek(page, ROOT, sought, 20, 60.0)
        took.append((time.process_time() - began) * 1_000)
    return statistics.median(took)


async def _fill(book: Book, count: int) -> None:
    chance = random.Random(4)
    async with book.writing() as page:
        await grant(page, ROOT, PREFIX, None)
    for first in range(0, count, _RECORDS_AN_ACT):
        async with book.writing() as page:
            for number in range(first, min(first + _RECORDS_AN_ACT, count)):
                handle = Handle.parse(f"{PREFIX}/SN-{chance.choice('ABCD')}{number:08}")
                page.enter_new([(handle.text, PREFIX.key, handle.suffix_key, pack_values(_values(chance)))])
            page.note(ROOT, "register", PREFIX.text)


def _values(chance: random.Random) -> tuple[Value, ...]:
    texts = (
        ("URL", f"https://erp{chance.randrange(40)}.example.cn/p/{chance.randrange(10**7)}"),
        ("NAME", f"{chance.choice(_NAMES)} 型号{chance.randrange(500)}"),
        ("BATCH", f"B2026{chance.randint(1, 12):02}{chance.randint(1, 28):02}"),
    )
    return tuple(Value(index, type_, text.encode()) for index, (type_, text) in enumerate(texts, start=1))
