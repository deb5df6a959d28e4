"""Encoding and decoding by the command line: identifiers out of fields and serials, and what they say again."""

import asyncio
import json
from pathlib import Path

import pytest

from registry.define import define
from registry.store.book import Book
from schemas.coding_segments import Check, Date, Definition, Fixed, Serial
from schemas.prefix import Prefix
from tests.node.commands.conftest import Call
from tests.support.books import ROOT

SN = Definition((Fixed("SN"), Date("made", "YYMM"), Serial(4), Check("luhn", (2, 3))), "-")
PLAIN = Definition((Serial(3),))
FILE = {
    "prefix": "88.1000.1",
    "name": "tried",
    "segments": [{"kind": "fixed", "text": "T"}, {"kind": "serial", "width": 2, "characters": "crockford"}],
    "examples": [{"suffix": "T0Z", "serial": 31}],
}


@pytest.fixture
def ids(park: Path) -> list[str]:
    """Two rules of 88.1000.1 in the park."""

    async def entered() -> list[str]:
        book = Book(f"sqlite+aiosqlite:///{park}/registry.sqlite")
        async with book.writing() as page:
            made = [
                await define(page, ROOT, Prefix("88.1000.1"), name, definition)
                for name, definition in (("sn", SN), ("plain", PLAIN))
            ]
        await book.close()
        return [kept.id for kept in made]

    return asyncio.run(entered())


def test_what_is_encoded_is_decoded(ids: list[str], idnode: Call) -> None:
    fields = ["--field", "made=2026-11"]

    given = idnode("encode", "--rule", ids[0], *fields, "--serial", "41", "--count", "2")
    assert (given.code, given.out) == (0, "88.1000.1/SN-2611-0041-6\n88.1000.1/SN-2611-0042-4\n")
    drawn = idnode("encode", "--rule", "88.1000.1:sn", *fields, "--next", "--json").json
    assert drawn == [
        {"handle": "88.1000.1/SN-2611-0001-0", "suffix": "SN-2611-0001-0", "serial": 1, "rule": ids[0]},
    ]
    again = idnode("encode", "--rule", ids[0], *fields, "--next", "--count", "2", "--as-prefix", "88.1000.1")
    assert again.out == "88.1000.1/SN-2611-0002-8\n88.1000.1/SN-2611-0003-6\n"

    assert idnode("decode", "88.1000.1/sn-2611-0042-4", "88.1000.1/042", "--json").json == [
        {
            "text": "88.1000.1/sn-2611-0042-4",
            "rule": ids[0],
            "name": "sn",
            "version": 1,
            "fields": {"made": "2026-11"},
            "serial": 42,
        },
        {"text": "88.1000.1/042", "rule": ids[1], "name": "plain", "version": 1, "fields": {}, "serial": 42},
    ]
    assert idnode("decode", "--rule", "88.1000.1:sn", "SN-2611-0042-4").out == (
        "identifier\trule\tfields\tserial\nSN-2611-0042-4\tsn 1\tmade=2026-11\t42\n"
    )


def test_a_rule_in_a_file_is_tried_without_a_node(tmp_path: Path, idnode: Call) -> None:
    path = tmp_path / "rule.json"
    path.write_text(json.dumps(FILE))

    assert idnode("encode", "--file", str(path), "--serial", "31").out == "88.1000.1/T0Z\n"
    assert idnode("decode", "--file", str(path), "88.1000.1/t0z", "--json").json[0]["serial"] == 31
    path.write_text(json.dumps(FILE | {"examples": [{"suffix": "T0Y", "serial": 31}]}))
    assert idnode("encode", "--file", str(path), "--serial", "31").err == (
        "idnode: the example 'T0Y' does not hold: the rule makes 'T0Z'\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("encode",), 2, "which rule? expected --rule or --file"),
        (("encode", "--rule", "x", "--next", "--serial", "1"), 2, None),
        (("encode", "--rule", "x", "--count", "2"), 2, "which serials? expected --serial or --next with --count 2"),
        (("encode", "--rule", "x", "--field", "made"), 2, "--field 'made': expected NAME=TEXT, each name once"),
        (("encode", "--rule", "x", "--serial", "1"), 1, "there is no rule 'x'"),
        (("encode", "--rule", "88.1000.1:none"), 1, "88.1000.1 has no published rule 'none'"),
        (
            ("encode", "--rule", "88.1000.1:plain", "--serial", "1000"),
            1,
            "segment 1 (serial) is 1000, expected 1 to 999",
        ),
        (("encode", "--rule", "88.1000.1:sn", "--next", "--field", "made=2026"), 1, None),
        (("encode", "--rule", "88.1000.1:plain", "--next", "--as-prefix", "88.1000"), 0, None),
        (
            ("encode", "--rule", "88.1000.1:plain", "--next", "--as-prefix", "88.1000.10"),
            1,
            "the prefix 88.1000.10 was never granted here",
        ),
        (("decode", "88.1000.1/XX"), 1, "cannot decode '88.1000.1/XX': none of the 2 rules of 88.1000.1 made it"),
        (("decode", "88.1000.2/XX"), 1, "88.1000.2 has no published rule"),
        (("decode", "XX"), 1, "cannot read 'XX' as a handle: expected a slash between prefix and suffix"),
    ],
)
def test_what_is_refused(ids: list[str], idnode: Call, words: tuple[str, ...], code: int, sentence: str | None) -> None:
    said = idnode(*words)

    assert said.code == code, said
    if sentence is not None:
        assert said.err.splitlines()[0] == f"idnode: {sentence}"


def test_fields_that_do_not_fit_lose_no_serial(ids: list[str], idnode: Call) -> None:
    assert idnode("encode", "--rule", ids[0], "--next", "--field", "made=2026-13").code == 1

    assert idnode("encode", "--rule", ids[0], "--next", "--field", "made=2026-12").out == "88.1000.1/SN-2612-0001-8\n"
