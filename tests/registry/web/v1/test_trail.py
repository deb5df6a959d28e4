"""`GET /api/v1/trail` and its export: who may read it, pages, filters, and files that harm nobody."""

import codecs
import csv
import io

import pytest

from registry.attest import attest
from registry.enroll import open_park
from schemas.enterprise import Park
from schemas.principal import Principal, Role
from tests.support.own_api import OwnApi

HARMFUL = Principal("key:=cmd|'/c calc'!A1", Role.PARK_ADMIN, address="192.0.2.7")


async def acts(own: OwnApi, count: int) -> None:
    for number in range(count):
        await own.ask("POST", "/identifiers", {"handle": f"88.1000.1/T-{number}", "values": []}, by="owner")


async def test_a_line_says_who_did_what_when_from_where(own: OwnApi) -> None:
    await acts(own, 1)

    (line,) = (await own.ask("GET", "/trail?limit=1", by="auditor")).json["items"]

    async with own.context.book.reading() as page:
        head = (await attest(page)).head
    assert line.pop("actor").startswith("key:")
    assert len(line.pop("content")) == 64
    assert line.pop("serial") == await own.serial()
    assert line == {
        "act": head.act,
        "at": "2026-11-22T04:00:00Z",
        "role": "enterprise-app",
        "address": "127.0.0.1",
        "verb": "register",
        "subject": "88.1000.1/T-0",
        "changes": 1,
        "detail": None,
        "digest": head.digest,
    }


async def test_pages_follow_each_other_by_the_link_through_filters(own: OwnApi) -> None:
    await acts(own, 7)

    found, target = [], "/trail?verb=register&subject=88.1000.1/T-&limit=3"
    while target:
        answer = await own.ask("GET", target, by="auditor")
        assert answer.status == 200
        found += [item["subject"] for item in answer.json["items"]]
        target = answer.headers.get("Link", "").partition("<")[2].partition(">")[0].removeprefix("/api/v1")

    assert found == [f"88.1000.1/T-{number}" for number in range(6, -1, -1)]
    first = (await own.ask("GET", "/trail?limit=1", by="auditor")).json["items"][0]
    by_actor = await own.ask("GET", f"/trail?actor={first['actor']}&limit=100", by="auditor")
    assert {item["actor"] for item in by_actor.json["items"]} == {first["actor"]}
    assert (await own.ask("GET", "/trail?from=2026-11-23", by="auditor")).json == {"items": [], "next": None}
    assert len((await own.ask("GET", "/trail?to=2026-11-22&verb=register", by="auditor")).json["items"]) == 7
    assert (await own.ask("GET", "/trail?subject=88.1000.1/t-", by="auditor")).json["items"] == []


async def test_a_period_is_exported_the_oldest_first(own: OwnApi) -> None:
    await acts(own, 3)

    answer = await own.ask("GET", "/trail/export?from=2026-11-22&to=2026-11-22&verb=register", by="auditor")

    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert [line["subject"] for line in answer.lines] == ["88.1000.1/T-0", "88.1000.1/T-1", "88.1000.1/T-2"]
    whole = await own.ask("GET", "/trail/export", by="park")
    assert [line["act"] for line in whole.lines] == list(range(1, len(whole.lines) + 1))


async def test_a_spreadsheet_opens_the_export_and_runs_nothing(own: OwnApi) -> None:
    async with own.context.book.writing() as page:
        await open_park(page, HARMFUL, Park("p", '=HYPERLINK("http://evil.example";"x")\n\u202e,"园区"'))

    answer = await own.ask("GET", "/trail/export?format=csv&verb=open%20park", by="auditor")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="trail.csv"'
    assert answer.body.startswith(codecs.BOM_UTF8)
    head, line = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
    told = dict(zip(head, line, strict=True))
    assert head[:8] == ["act", "at", "actor", "role", "address", "verb", "subject", "changes"]
    assert told["actor"] == "'key:=cmd|'/c calc'!A1"[1:]  # it begins with a letter: no formula
    assert told["detail"].startswith('{"after":')
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in line)
    assert answer.body.count(b"\r\n") == 2
    assert "\u202e" not in answer.body.decode()


async def test_an_actor_that_begins_a_formula_is_text(own: OwnApi) -> None:
    async with own.context.book.writing() as page:
        page.note(Principal("=1+1", Role.PARK_ADMIN), "test", "@SUM(A1)\r\n=2")

    answer = await own.ask("GET", "/trail/export?format=csv&verb=test", by="auditor")

    (_, line) = csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
    assert line[2] == "'=1+1"
    assert line[6] == "'@SUM(A1)\\u000d\\u000a=2"


@pytest.mark.parametrize("target", ["/trail", "/trail/export"])
async def test_only_auditors_read_it(own: OwnApi, target: str) -> None:
    assert (await own.ask("GET", target)).status == 401
    for by in ("owner", "reviewer", "node"):
        assert (await own.ask("GET", target, by=by)).detail[:2] == (403, "forbidden")
    assert (await own.ask("GET", f"{target}?colour=red", by="auditor")).detail[:2] == (400, "malformed")
    assert (await own.ask("GET", f"{target}?from=never", by="auditor")).detail[2] == (
        "cannot read from='never': expected a day, as in 2026-11-22"
    )


async def test_an_export_stands_in_the_trail(own: OwnApi) -> None:
    await own.ask("GET", "/trail/export?verb=register&format=csv", by="auditor")

    (line,) = (await own.ask("GET", "/trail?verb=export", by="auditor")).json["items"]
    assert (line["subject"], line["detail"]) == ("trail", {"filter_verb": "register", "format": "csv"})
