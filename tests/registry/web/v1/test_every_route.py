"""Every route, by every role, held against the table of authority: no answer that the table does not foresee."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from registry.jobs.shelf import Shelf
from registry.store.book import Book
from registry.web.v1 import openapi
from registry.web.v1.nouns import NOUNS
from tests.registry.web.v1.walk import MARK, Ours, Row
from tests.registry.web.v1.walk_table import ROWS
from tests.support.books import Clock
from tests.support.own_api import NDJSON, Said, serving
from tests.support.practice import practice

PROMISES = openapi.description()["paths"]
COMPONENTS = openapi.description()["components"]


def broken(promised: dict[str, Any], said: Said) -> str:
    """What an answer is otherwise than `openapi.json` promises; empty if it is as promised."""
    if str(said.status) not in promised:
        return f"has a status that is not among {', '.join(promised)}"
    if not said.body:
        return ""
    form = said.headers["Content-Type"].partition(";")[0]
    contents = {name.partition(";")[0]: each for name, each in promised[str(said.status)].get("content", {}).items()}
    if form not in contents:
        return f"has the media type {form}, which is not promised"
    if contents[form]["schema"].get("format") == "binary":
        return ""
    schema = {"components": COMPONENTS, **contents[form]["schema"]}
    told = said.lines[0] if form == NDJSON else said.json
    faults = jsonschema_rs.validator_for(schema).iter_errors(told)
    return "; ".join(f"{fault.message} at {fault.instance_path}" for fault in faults)[:300]


@pytest.fixture
async def ours(furnished_file: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Ours]:
    """Two enterprises and all callers; what is approved goes to the national node, so that there are filings, too."""
    shutil.copy(furnished_file, tmp_path / "registry.db")
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/registry.db", clock)
    ways = practice(tmp_path, filing_required=True)
    async with serving(book, clock, shelf=Shelf(tmp_path / "jobs"), practice=ways) as own:
        made = Ours(own)
        await made.enter()
        yield made
    await book.close()


def test_the_walk_has_every_route() -> None:
    told = {(row.method, "/api/v1" + row.path) for row in ROWS}
    there = {
        (method, re.sub(r"\{(\w+):[^{}]*\}", r"{\1}", path))
        for path, offered in {**NOUNS, **openapi.ROUTES}.items()
        for method in offered
    }
    assert sorted(there - told) == []
    assert sorted(told - there) == []


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}-{row.name}" for number, row in enumerate(ROWS)])
async def test_those_and_only_those_succeed_whom_the_table_of_authority_lets(ours: Ours, row: Row) -> None:
    differences: list[tuple[str, bool | str, int, str]] = []
    promised = PROMISES["/api/v1" + row.path][row.method.lower()]["responses"]
    for who, principal in ours.callers.items():
        may = row.need(principal, ours.id)
        asked = await ours.ask(row, who)
        succeeded = asked.status < 400 and (asked.lines[0]["status"] < 400 if row.streams else True)
        if succeeded is not may:
            differences.append((who, may, asked.status, asked.body[:200].decode("utf-8", "replace")))
        if not succeeded and ours.changed:
            differences.append((who, "refused, and changed something", asked.status, str(row)))
        if asked.status < 400 and (fault := broken(promised, asked)):
            differences.append((who, fault, asked.status, asked.body[:600].decode("utf-8", "replace")))
        if ours.stranger(who) and not row.public and MARK.encode() in asked.body:
            differences.append((who, "sees", asked.status, asked.body[:200].decode("utf-8", "replace")))
    assert differences == []
