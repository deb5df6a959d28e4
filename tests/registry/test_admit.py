"""Admitting: the files of the sample park and the wrong ones, row by row, on both databases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from registry.admit import ROWS_A_BATCH, Admitted, admit
from registry.enroll import enroll, open_park
from registry.grant import grant
from registry.store.book import Book
from registry.store.tables import journal, records, registrations, trail
from schemas.change import Mode
from schemas.enterprise import Enterprise, Park
from schemas.handle import Handle
from schemas.job import Duplicates
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.sheet import Fault, Read, Row, read_csv, read_ndjson
from schemas.value import Value
from tests.support.books import APP, PREFIX, ROOT

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "wrong.expected.json").read_bytes())["files"]


@pytest.fixture
async def park(empty_book: Book) -> Book:
    """The sample park with its prefixes, without a record."""
    sample = json.loads((SAMPLES / "park.json").read_bytes())
    async with empty_book.writing() as page:
        await open_park(page, ROOT, Park("p", sample["park"]["name"]))
        for text in sample["park"]["sln_prefixes"]:
            await grant(page, ROOT, Prefix.parse(text), None)
    for each in sample["enterprises"]:
        async with empty_book.writing() as page:
            wanted = Enterprise(id="", name=each["name"], uscc=each["uscc"])
            entered = await enroll(page, ROOT, wanted)
        async with empty_book.writing() as page:
            for given in each["prefixes"]:
                await grant(page, ROOT, Prefix.parse(given["prefix"]), entered.id, Mode(given["mode"]))
    return empty_book


def rows_of(name: str) -> Iterator[Read | Fault]:
    octets = iter((SAMPLES / name).open("rb").readlines())
    return read_csv(octets) if name.endswith(".csv") else read_ndjson(octets)


def row(number: int, suffix: str, text: str = "x") -> Row:
    return Row(number, Handle.parse(f"{PREFIX}/{suffix}"), (Value(1, "URL", text.encode()),))


async def count(book: Book, table: sa.Table) -> int:
    async with book.reading() as page:
        return int(await page.scalar(sa.select(sa.func.count()).select_from(table)))


async def test_the_samples_come_in_whole(park: Book) -> None:
    faults: list[Fault] = []

    done = [await admit(park, ROOT, rows_of(name), refuse=faults.append) for name in ("records.ndjson", "records.csv")]

    assert faults == []
    assert [(each.rows, each.registered, each.refused) for each in done] == [(3022, 3022, 0), (600, 600, 0)]
    async with park.reading() as page:
        total = await page.scalar(sa.select(sa.func.sum(registrations.c.registered)))
        first = await page.find(Handle.parse("88.1000.31/307101.YC-P7506.20250702.00001"))
    assert total == 3622
    assert first is not None
    assert [(value.index, value.type, value.text()) for value in first.values][:3] == [
        (1, "URL", "https://id.youchuan.example/p/YC-P7506/00001"),
        (2000, "产品名称", "云岫灰柔光大板"),
        (2001, "规格型号", "750 mm×1500 mm×9.5 mm"),
    ]


# What the sentence must name, by the row; the other rows are refused by schemas.sheet in the words of its own tests.
REASONS = {
    "wrong.ndjson": {
        2: "the prefix 88.1000.999 is not served by this node",
        3: "the prefix 88.2000.1 is not served by this node",
        4: "key:erp may not register 88.101.0042/A-1",
        5: "key:erp may not register 88.1000.12/A-1",
        6: "the prefix 88.1000.01 is not served by this node",
        7: "the prefix 88.608.24061301 is delegated: its identifiers are kept at the enterprise's node",
        8: "key:erp may not register 88.1000/A-1",
        31: "index 1 is given twice, expected each index once",
        34: "index 1001 is reserved for the template of the identifier",
        58: "88.1000.1/IMPORT/R-0001 is given twice: line 1 has it",
        59: "the line is empty",
    },
    "wrong.csv": {
        3: "the prefix 88.1000.999 is not served by this node",
        4: "key:erp may not register 88.1000.7/A-1",
        5: "the prefix 88.1000.3 is not served by this node",
        12: "88.1000.31/IMPORT/R-0002 is given twice: line 11 has it",
        13: "88.1000.31/import/r-0002 is given twice: line 11 has it",
        18: "2 cells, expected 5",
        21: "the line is empty",
        23: "the quote is never closed",
    },
}


@pytest.mark.parametrize("name", ["wrong.ndjson", "wrong.csv"])
async def test_each_wrong_row_is_refused_and_no_right_one(park: Book, name: str) -> None:
    who = Principal("key:erp", Role.ENTERPRISE_APP, (Prefix.parse(EXPECTED[name]["as"]),))
    before = await count(park, records)
    faults: list[Fault] = []

    done = await admit(park, who, rows_of(name), refuse=faults.append)

    wrong = [each["row"] for each in EXPECTED[name]["rows"] if not each["ok"]]
    right = [each["row"] for each in EXPECTED[name]["rows"] if each["ok"]]
    assert [fault.row for fault in faults] == wrong
    assert (done.rows, done.registered, done.refused) == (len(wrong) + len(right), len(right), len(wrong))
    assert await count(park, records) == before + len(right)
    said = {fault.row: fault.reason for fault in faults}
    assert {line: said[line] for line in REASONS[name]} == REASONS[name]
    assert all(fault.reason and "\n" not in fault.reason for fault in faults)


async def test_all_or_nothing_leaves_nothing_and_still_explains_every_row(park: Book) -> None:
    who = Principal("key:erp", Role.ENTERPRISE_APP, (Prefix.parse("88.1000.31"),))
    before = [await count(park, table) for table in (records, journal, trail)]
    faults: list[Fault] = []

    done = await admit(park, who, rows_of("wrong.csv"), all_or_nothing=True, refuse=faults.append)

    assert (done.registered, done.refused, done.entered, len(faults)) == (3, 19, False, 19)
    assert [await count(park, table) for table in (records, journal, trail)] == before
    assert await admit(park, ROOT, rows_of("records.csv"), all_or_nothing=True) == Admitted(600, 600, 0, True, 630)


async def test_a_rehearsal_says_what_would_happen_and_enters_nothing(book: Book) -> None:
    rows: list[Row | Fault] = [row(1, "A"), row(2, "a"), Fault(3, "", "the line is empty"), row(4, "B")]
    before = [await count(book, table) for table in (records, journal, trail)]
    rehearsed: list[Fault] = []
    told: list[Fault] = []

    rehearsal = await admit(book, APP, rows, rehearse=True, refuse=rehearsed.append)
    assert [await count(book, table) for table in (records, journal, trail)] == before
    done = await admit(book, APP, rows, refuse=told.append)

    assert rehearsed == told
    assert (rehearsal.registered, rehearsal.entered, done.registered, done.entered) == (2, False, 2, True)


async def test_a_double_is_found_with_its_line_across_batches_and_files_can_be_given_again(book: Book) -> None:
    rows: list[Row | Fault] = [row(number, f"N{number}") for number in range(1, ROWS_A_BATCH + 100)]
    rows.append(row(len(rows) + 1, "n7"))
    looked: list[int] = []
    faults: list[Fault] = []

    first = await admit(book, APP, rows, refuse=faults.append, advance=looked.append)
    again = await admit(book, APP, rows)

    assert [(fault.row, fault.reason) for fault in faults] == [
        (len(rows), f"{PREFIX}/n7 is given twice: line 7 has it")
    ]
    assert (first.registered, again.registered, again.refused) == (len(rows) - 1, 0, len(rows))
    assert looked == [ROWS_A_BATCH, len(rows)]
    assert await count(book, records) == len(rows) - 1 + 2


async def test_what_was_refused_first_does_not_refuse_its_double(book: Book) -> None:
    wrong = msgspec.structs.replace(row(1, "A"), values=(Value(1, "URL", b"x"), Value(1, "URL", b"y")))
    faults: list[Fault] = []

    done = await admit(book, APP, [wrong, row(2, "A")], refuse=faults.append)

    assert ([fault.row for fault in faults], done.registered) == ([1], 1)


async def test_large_values_make_smaller_batches(book: Book) -> None:
    looked: list[int] = []

    await admit(book, APP, [row(n, f"N{n}", "x" * 120_000) for n in range(1, 101)], advance=looked.append)

    assert len(looked) == 2
    assert looked[-1] == 100


@pytest.mark.parametrize(
    ("duplicates", "counted", "kept", "version"),
    [
        ("refuse", (1, 0, 0, 2), "was", 1),
        ("skip", (1, 0, 2, 0), "was", 1),
        ("update", (1, 1, 1, 0), "is", 2),
    ],
)
async def test_what_is_registered_already(
    book: Book, duplicates: Duplicates, counted: tuple[int, int, int, int], kept: str, version: int
) -> None:
    await admit(book, APP, [row(2, "A", "was"), row(3, "B", "same")])
    before = await count(book, trail)

    done = await admit(book, APP, [row(2, "A", "is"), row(3, "B", "same"), row(4, "C")], duplicates=duplicates)

    assert (done.registered, done.updated, done.skipped, done.refused) == counted
    async with book.reading() as page:
        record = await page.find(Handle.parse(f"{PREFIX}/A"))
    assert record is not None
    assert (record.values[0].data.decode(), record.version) == (kept, version)
    assert await count(book, trail) == before + 1 + (duplicates == "update")


async def test_who_may_not_amend_updates_nothing(book: Book) -> None:
    await admit(book, APP, [row(2, "A", "was")])
    only = msgspec.structs.replace(APP, scopes=frozenset({"register"}))
    faults: list[Fault] = []

    done = await admit(book, only, [row(2, "A", "is")], duplicates="update", refuse=faults.append)

    assert (done.updated, done.refused) == (0, 1)
    assert [fault.reason for fault in faults] == [f"{APP.name} may not amend {PREFIX}/A"]


async def test_an_identifier_that_stands_twice_in_a_file_counts_once_whatever_is_asked_for(book: Book) -> None:
    faults: list[Fault] = []

    done = await admit(book, APP, [row(2, "A", "1"), row(3, "a", "2")], duplicates="update", refuse=faults.append)

    assert (done.registered, done.updated, done.refused) == (1, 0, 1)
    assert [fault.reason for fault in faults] == [f"{PREFIX}/a is given twice: line 2 has it"]
