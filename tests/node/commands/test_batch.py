"""Batches by the command line: registered, listed, shown, amended by one, retired; the node need not run."""

import asyncio
from pathlib import Path

import pytest

from registry.define import define
from registry.store.book import Book
from schemas.coding_segments import Definition, Enumeration, Fixed, Serial
from schemas.prefix import Prefix
from tests.node.commands.conftest import Call
from tests.support.books import ROOT

SN = Definition((Fixed("SN"), Enumeration("line", ("A", "B")), Serial(10)), "-")


@pytest.fixture
def rule(park: Path) -> str:
    """A rule of 88.1000.1 in the park."""

    async def entered() -> str:
        book = Book(f"sqlite+aiosqlite:///{park}/registry.sqlite")
        async with book.writing() as page:
            made = await define(page, ROOT, Prefix("88.1000.1"), "sn", SN)
        await book.close()
        return made.id

    return asyncio.run(entered())


def test_a_batch_from_new_to_retired(rule: str, idnode: Call) -> None:
    values = ["--url", "https://trace.example/{suffix}", "--value", "序列号={serial}"]
    new = ["batch", "new", "--rule", "88.1000.1:sn", "--field", "line=B", *values]

    made = idnode(*new, "--count", "1000000000", "--json").json
    told = idnode(*new, "--count", "5", "--as-prefix", "88.1000.1")
    listed = idnode("batch", "list", "88.1000.1", "--json").json
    shown = idnode("batch", "show", made["id"], "--json").json
    refused = idnode("batch", "retire", made["id"])
    retired = idnode("batch", "retire", made["id"], "--yes")

    assert (made["first_handle"], made["count"], made["rule"]) == ("88.1000.1/SN-B-0000000001", 10**9, rule)
    assert [value["data"]["value"] for value in made["values"]] == ["https://trace.example/{suffix}", "{serial}"]
    assert told.code == 0
    assert "88.1000.1/SN-B-1000000001 to 88.1000.1/SN-B-1000000005 are registered, 5 identifiers: batch" in told.err
    assert "the node is stopped" in told.err
    assert [(each["first"], each["own"]) for each in listed] == [(1_000_000_001, 0), (1, 0)]
    assert shown == made
    assert (refused.code, refused.err) == (
        2,
        f"idnode: retiring the batch {made['id']} cannot be undone: say --yes if it is meant\n",
    )
    assert (retired.code, retired.err) == (0, f"the batch {made['id']} is retired, 1,000,000,000 identifiers\n")
    assert idnode("batch", "show", made["id"], "--json").json["standing"] == "retired"
    [row] = idnode("stats", "--by", "", "--json").json
    assert (row["registered"] >= 1_000_000_005, row["stock"] < 10**9) == (True, True)


def test_batches_are_printed_for_people(rule: str, idnode: Call) -> None:
    made = idnode(
        "batch", "new", "--rule", rule, "--count", "3", "--field", "line=A", "--url", "https://t.example/{serial}"
    )
    listed = idnode("batch", "list", "88.1000.1").out.splitlines()
    id = listed[1].split("\t")[0]
    shown = idnode("batch", "show", id).out

    assert made.code == 0
    assert listed[0].split("\t")[:4] == ["id", "first_handle", "last_handle", "count"]
    assert listed[1].split("\t")[1:4] == ["88.1000.1/SN-A-0000000001", "88.1000.1/SN-A-0000000003", "3"]
    assert "1\tURL\thttps://t.example/{serial}\t86400" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["new", "--rule", "88.1000.1:sn", "--count", "3"], 1, "the field line is missing"),
        (["new", "--rule", "88.1000.1:no", "--count", "3"], 1, "88.1000.1 has no published rule 'no'"),
        (
            ["new", "--rule", "88.1000.1:sn", "--count", "3", "--field", "line"],
            2,
            "--field 'line': expected NAME=TEXT, each name once",
        ),
        (
            ["new", "--rule", "88.1000.1:sn", "--count", "3", "--field", "line=A", "--url", "https://{serial}/"],
            1,
            "value 1 is 'https://{serial}/', expected an address whose first placeholder stands behind its scheme and "
            "host",
        ),
        (["show", "nothing"], 1, "there is no batch 'nothing'"),
        (["retire", "nothing", "--yes"], 1, "there is no batch 'nothing'"),
    ],
)
def test_refusals(rule: str, idnode: Call, arguments: list[str], code: int, sentence: str) -> None:
    answer = idnode("batch", *arguments)

    assert (answer.code, answer.err.splitlines()[0]) == (code, f"idnode: {sentence}")


def test_a_batch_stands_under_a_template(rule: str, idnode: Call) -> None:
    items = ["--item", "model=HB-4", "--item", "product_name=板 {serial}", "--item", "unit_price=38.60"]
    new = ["batch", "new", "--rule", rule, "--field", "line=A", "--count", "10", "--template", "product@1"]

    missing = idnode(*new)
    made = idnode(*new, *items, "--json").json

    assert (missing.code, "model (型号) is missing" in missing.err) == (1, True)
    assert made["template"] == "product@1"
    assert [(each["type"], each.get("grade")) for each in made["values"]] == [
        *(("TEMPLATE", None), ("model", None), ("product_name", None), ("unit_price", "partner")),
    ]
