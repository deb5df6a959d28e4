"""The wrong rows: each line has its verdict, and what is called right or broken is so."""

import csv
import io
import json
from typing import Any

import pytest

from tests.samples.files import FOLDER, fold, prefixes, records, table

EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "wrong.expected.json").read_text(encoding="utf-8"))["files"]
LINES = (FOLDER / "wrong.ndjson").read_bytes().split(b"\n")[:-1]


def rows(name: str, *, ok: bool) -> list[int]:
    return [row["row"] for row in EXPECTED[name]["rows"] if row["ok"] is ok]


def test_every_line_has_its_verdict() -> None:
    assert [row["row"] for row in EXPECTED["wrong.ndjson"]["rows"]] == list(range(1, len(LINES) + 1))
    cells = (FOLDER / "wrong.csv").read_bytes().split(b"\r\n")[:-1]
    assert [row["row"] for row in EXPECTED["wrong.csv"]["rows"]] == list(range(2, len(cells) + 1))


@pytest.mark.parametrize("name", ["wrong.ndjson", "wrong.csv"])
def test_every_wrong_row_is_wrong_in_its_own_way(name: str) -> None:
    problems = [row["problem"] for row in EXPECTED[name]["rows"] if not row["ok"]]

    assert len(set(problems)) == len(problems) >= 18


def test_the_importer_holds_a_hosted_prefix() -> None:
    assert {EXPECTED["wrong.ndjson"]["as"], EXPECTED["wrong.csv"]["as"]} <= prefixes("hosted")


def test_the_right_rows_are_new_and_the_importers_own() -> None:
    taken = {fold(record["handle"]) for record in records()} | {fold(row[0]) for row in table()[1:]}
    handles = [json.loads(LINES[row - 1])["handle"] for row in rows("wrong.ndjson", ok=True)]
    with (FOLDER / "wrong.csv").open(encoding="utf-8-sig", newline="") as opened:
        cells = list(csv.reader(io.StringIO(opened.read(), newline="")))
    handles_in_table = [cells[row - 1][0] for row in rows("wrong.csv", ok=True)]

    assert len(handles) == 6
    assert len(handles_in_table) == 3
    assert all(handle.startswith("88.1000.1/IMPORT/") for handle in handles)
    assert all(handle.startswith("88.1000.31/IMPORT/") for handle in handles_in_table)
    assert not {fold(handle) for handle in handles + handles_in_table} & taken


def test_a_duplicate_names_the_line_that_has_it() -> None:
    for row in EXPECTED["wrong.ndjson"]["rows"]:
        if "duplicate handle" in row.get("problem", ""):
            first = int(row["problem"].removesuffix(" has it").rpartition(" ")[2])
            assert fold(json.loads(LINES[first - 1])["handle"]) == fold(json.loads(LINES[row["row"] - 1])["handle"])


def test_what_is_called_broken_json_is_broken() -> None:
    called = [
        row["row"] for row in EXPECTED["wrong.ndjson"]["rows"] if row.get("problem", "").startswith("broken JSON")
    ]

    assert len(called) == 5
    for row in called:
        with pytest.raises(json.JSONDecodeError):
            json.loads(LINES[row - 1])
