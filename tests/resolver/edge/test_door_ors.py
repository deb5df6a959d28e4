"""The public door for OIDs that are served elsewhere: what other servers say is shown, and nobody is sent there."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import dns.message
import dns.rcode
import pytest

from resolver.domains import names
from resolver.edge.ask import Ors
from tests.resolver.edge.standing import PaperShelf
from tests.resolver.edge.stocked import stocked
from tests.resolver.edge.test_door import Street, open_street
from tests.support.hostile_names import HostileNames, hostile_names

OID = "1.3.9.7"
LEADS = (
    '1 1 "U" "ORS+COID" "!^.*$!oid:/1/3/9/7!" .',
    '1 2 "U" "ORS+UINF" "!^.*$!https://a.example/x?a=1&b=<i>2!" .',
    '1 3 "U" "ORS+UINF" "!^.*$!https://a.example/x?a=1&b=2!" .',
    '1 4 "U" "ORS+CINF" "!^.*$!javascript:alert(1)!" .',
)


def said(question: bytes, *records: str, code: int = dns.rcode.NOERROR) -> Sequence[bytes]:
    query = dns.message.from_wire(question)
    answer = dns.message.make_response(query)
    answer.set_rcode(dns.rcode.Rcode(code))
    for record in records:
        answer.answer.append(dns.rrset.from_text(query.question[0].name, 600, "IN", "NAPTR", record))
    return [answer.to_wire()]


@asynccontextmanager
async def door(
    folder: Path, shelf: PaperShelf, *records: str, code: int = 0
) -> AsyncIterator[tuple[Street, HostileNames]]:
    async with hostile_names(lambda question, _: said(question, *records, code=code)) as server:
        ors = Ors(names.parse("oid-res.org"), [("127.0.0.1", server.port)])
        street, runner = await open_street(folder, shelf, ors=ors)
        yield street, server
        await runner.cleanup()


ELSEWHERE = {("", "page", "elsewhere", "external"): 1}


async def test_json_tells_where_an_oid_leads(tmp_path: Path) -> None:
    async with door(tmp_path, stocked(), *LEADS) as (street, _):
        answer = await street.ask(f"/urn:oid:{OID}", "Accept: application/json")

    assert answer.status == 300
    assert "location" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"
    assert json.loads(answer.body) == {
        "responseCode": 302,
        "message": "Other servers say something of that OID",
        "handle": f"urn:oid:{OID}",
        "leads": [
            {"service": "COID", "target": "oid:/1/3/9/7"},
            {"service": "UINF", "target": "https://a.example/x?a=1&b=2"},
            {"service": "CINF", "target": "javascript:alert(1)"},
        ],
    }
    assert street.counted() == ELSEWHERE


@pytest.mark.parametrize(
    ("language", "heading"), [("zh-CN", "该 OID 由其他机构管理"), ("en", "This OID is looked after elsewhere")]
)
async def test_people_see_it_and_are_not_sent_there(tmp_path: Path, language: str, heading: str) -> None:
    async with door(tmp_path, stocked(), *LEADS) as (street, _):
        answer = await street.ask(f"/{OID}", f"Accept-Language: {language}")

    assert answer.status == 300
    assert heading in answer.text
    assert '<a href="https://a.example/x?a=1&amp;b=2" rel="noopener noreferrer nofollow">' in answer.text
    assert "javascript:alert(1)" in answer.text
    assert 'href="javascript:' not in answer.text
    assert street.counted() == ELSEWHERE


async def test_what_nobody_knows_is_not_registered_here(tmp_path: Path) -> None:
    async with door(tmp_path, stocked(), code=dns.rcode.NXDOMAIN) as (street, server):
        answer = await street.ask(f"/{OID}", "Accept: application/json")

    assert answer.status == 404
    assert json.loads(answer.body)["message"] == "No record carries that identifier"
    assert len(server.asked) == 1
    assert street.counted() == ELSEWHERE


async def test_servers_that_fail_are_told_of(tmp_path: Path) -> None:
    async with door(tmp_path, stocked(), code=dns.rcode.SERVFAIL) as (street, _):
        answer = await street.ask(f"/{OID}", "Accept: application/json")

    assert answer.status == 404
    assert json.loads(answer.body)["message"] == "ORS answered with code 2"


@pytest.mark.parametrize(
    "target",
    ["/88.1000.1/URL", "/88.1000.1/NEVER", "/10.9999/x", "/01/09506000134352", "/(01)09506000149301", "/no identifier"],
)
async def test_nobody_else_waits_for_other_servers(tmp_path: Path, target: str) -> None:
    async with door(tmp_path, stocked(), *LEADS) as (street, server):
        await street.ask(target.replace(" ", "%20"))

        assert server.asked == []
