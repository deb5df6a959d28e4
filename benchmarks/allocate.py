"""`allocate`: a million serials drawn by eight processes on both databases, none twice; suffixes encoded and decoded.

Also by itself: `python -m benchmarks.allocate`. SQLite and PostgreSQL wait for the disk before they acknowledge.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.report import Figures
from registry.define import define
from registry.grant import grant
from registry.store import migrate
from registry.store.book import Book
from schemas.coding import Rule
from schemas.coding_segments import Check, Date, Definition, Enumeration, Field, Fixed, Serial
from tests.support.books import PREFIX, ROOT
from tests.support.drawing import PROCESSES, given_twice, runs, started
from tests.support.postgres import Postgres

DATABASES = ("sqlite", "postgresql")
_SIMPLE = Definition((Fixed("SN-"), Serial(12), Check("luhn", (2,))))
_LONG = Definition(
    (
        Fixed("SN"),
        Date("made", "YYMMDD"),
        Field("model", 8, 1),
        Enumeration("line", ("A", "B", "C1")),
        Serial(8),
        Check("mod37,36"),
    ),
    "-",
)
_LONG_FIELDS = {"made": "2026-11-22", "model": "PX200", "line": "C1"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--allocations", type=int, default=125_000, help="serials a process (125000)")
    parser.add_argument("--block", type=int, default=1, help="serials drawn at once (1)")
    parser.add_argument("--together", type=int, default=256, help="callers in each process (256)")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one; repeatable")


def run(options: argparse.Namespace) -> Figures:
    """Draw, and look whether any serial was given twice or not at all."""
    figures: dict[str, float] = {}
    for name, rule, fields in (("simple rule", _SIMPLE, {}), ("long rule", _LONG, _LONG_FIELDS)):
        figures |= _coding(name, Rule.parse(rule), fields)
    acts = options.allocations // options.block
    expected = PROCESSES * acts * options.block
    for database in options.database or DATABASES:
        with _prepared(database) as (url, rule_id, folder):
            began = time.perf_counter()
            drawing = started(url, rule_id, folder, acts, options.block, options.together)
            for process in drawing:
                process.join()
            seconds = time.perf_counter() - began
            drawn = runs(folder)
        distinct = sum(last - first + 1 for first, last in drawn) - given_twice(drawn)
        if any(process.exitcode for process in drawing) or distinct != expected or drawn[-1][1] != expected:
            raise RuntimeError(f"{database}: {distinct} distinct serials, expected 1 to {expected}")
        figures |= {
            f"{database} distinct serials": distinct,
            f"{database} serials a second": distinct / seconds,
            f"{database} seconds": seconds,
        }
    title = f"{PROCESSES} processes, {options.allocations} serials each, {options.block} at once"
    return Figures(title, figures)


def _coding(name: str, rule: Rule, fields: dict[str, str], count: int = 100_000) -> dict[str, float]:
    """Suffixes encoded and decoded, by a second of this thread's time."""
    began = time.thread_time()
    suffixes = [rule.encode(fields, serial) for serial in range(1, count + 1)]
    encoded = time.thread_time()
    for suffix in suffixes:
        rule.decode(suffix)
    decoded = time.thread_time()
    return {f"{name} encoded a CPU-second": count / (encoded - began), f"{name} decoded": count / (decoded - encoded)}


@contextmanager
def _prepared(database: str) -> Iterator[tuple[str, str, Path]]:
    """A database with one rule, and a folder for what the processes note."""
    folder = Path(tempfile.mkdtemp(prefix="idnode-allocate-"))
    server = Postgres.create(durable=True) if database == "postgresql" else None
    try:
        url = server.database() if server is not None else f"sqlite+aiosqlite:///{folder}/registry.db"
        yield url, asyncio.run(_furnished(url)), folder
    finally:
        if server is not None:
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


async def _furnished(url: str) -> str:
    await migrate.upgrade(url)
    book = Book(url)
    async with book.writing() as page:
        await grant(page, ROOT, PREFIX, None)
        rule = (await define(page, ROOT, PREFIX, "sn", _SIMPLE)).id
    await book.close()
    return rule


def main(words: Sequence[str] | None = None) -> None:
    """The benchmark by itself."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.allocate", description=__doc__)
    arguments(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(words)
    found = run(options)
    print(found.json() if options.json else found.text())


if __name__ == "__main__":
    main()
