"""Statistics, changes, enterprises, prefixes and keys over the API."""

from typing import Any

import pytest

from registry.store import tallies
from registry.web.v1.changes import MOST_OCTETS
from schemas.counting import Channel, Class, Counted, Outcome
from tests.support.own_api import OwnApi

ENTERPRISE = {"name": "江西岫澜电路科技有限公司", "uscc": "91360121MAY1C7P03X", "industry": "C398"}


async def test_statistics_are_told_by_what_is_asked_for(own: OwnApi) -> None:
    await own.send(b'{"handle":"88.1000.1/A","values":[]}\n{"handle":"88.1000.1/B","values":[]}\n')
    async with own.context.book.writing() as page:
        counted = Counted("2026-11-22", "88.1000.1", Channel.HTTP, Outcome.FOUND, Class.EXTERNAL, 7)
        await tallies.flush(page, "w1", [counted])

    day = "from=2026-11-22&to=2026-11-22"
    answer = await own.ask("GET", f"/statistics?{day}&by=day,prefix&prefix=88.1000.1", by="owner")

    assert answer.json == {
        "from": "2026-11-22",
        "to": "2026-11-22",
        "by": ["day", "prefix"],
        "rows": [{"day": "2026-11-22", "prefix": "88.1000.1", "resolutions": 7, "registered": 2, "stock": 2}],
    }
    assert (await own.ask("GET", f"/statistics?{day}", by="auditor")).status == 200
    assert (await own.ask("GET", f"/statistics?{day}", by="owner")).detail[0] == 403
    assert (await own.ask("GET", f"/statistics?{day}&prefix=88.1000.10", by="owner")).detail[0] == 403
    assert (await own.ask("GET", "/statistics", by="park")).detail == (
        400,
        "malformed",
        "statistics need a first and a last day, as in ?from=2026-01-01&to=2026-12-31",
    )
    assert (await own.ask("GET", f"/statistics?{day}&by=colour", by="park")).detail[0] == 400


async def test_changes_are_followed_page_by_page_without_a_gap_and_without_secrets(own: OwnApi) -> None:
    start = await own.serial()
    secret = {"index": 300, "type": "HS_SECKEY", "data": "s3cret"}
    hidden = {"index": 301, "type": "NOTE", "data": "inside", "permissions": "1100"}
    await own.ask("POST", "/identifiers", {"handle": "88.1000.1/S", "values": [secret, hidden]}, by="owner")
    await own.send(b"".join(b'{"handle":"88.1000.1/%d","values":[]}\n' % number for number in range(25)))
    await own.ask("DELETE", "/identifiers/88.1000.1/3", by="owner", If_Match="*")

    found: list[dict[str, Any]] = []
    target = f"/changes?after={start}&limit=10"
    while lines := (answer := await own.ask("GET", target, by="node")).body.splitlines():
        found += answer.lines
        assert len(lines) <= 10
        assert b"s3cret" not in answer.body
        assert b"inside" not in answer.body
        target = answer.headers["Link"].partition("<")[2].partition(">")[0][7:]

    assert [each["serial"] for each in found] == list(range(start + 1, await own.serial() + 1))
    assert (found[0]["handle"], found[0]["values"], found[0]["hidden"]) == ("88.1000.1/S", [], 2)
    assert (found[-1]["kind"], found[-1]["handle"], found[-1]["version"]) == ("retire", "88.1000.1/3", 2)


async def test_an_answer_with_large_changes_is_cut_short_and_leads_on(own: OwnApi) -> None:
    start = await own.serial()
    large = [{"index": number, "type": "NOTE", "data": "x" * 120_000} for number in range(1, 9)]
    for number in range(12):
        new = {"handle": f"88.1000.1/{number}", "values": large}
        assert (await own.ask("POST", "/identifiers", new, by="owner")).status == 201

    first = await own.ask("GET", f"/changes?after={start}&limit=1000", by="node")
    then = await own.ask("GET", first.headers["Link"].partition("<")[2].partition(">")[0][7:], by="node")

    assert MOST_OCTETS < len(first.body) < MOST_OCTETS + 1_000_000
    assert [each["serial"] for each in first.lines + then.lines] == list(range(start + 1, start + 13))


async def test_an_enterprise_is_entered_and_gets_a_prefix_and_a_key(own: OwnApi) -> None:
    entered = await own.ask("POST", "/enterprises", ENTERPRISE, by="park")
    assert entered.status == 201, entered.body
    granted = await own.ask("POST", "/prefixes", {"prefix": "88.1000.77", "enterprise": ENTERPRISE["uscc"]}, by="park")
    made = await own.ask("POST", "/keys", {"role": "enterprise-app", "prefixes": ["88.1000.77"], "days": 1}, by="park")

    assert granted.json == {
        "prefix": "88.1000.77",
        "enterprise": ENTERPRISE["name"],
        "uscc": ENTERPRISE["uscc"],
        "mode": "hosted",
        "standing": "active",
        "endpoint": None,
        "quota": None,
        "identifiers": 0,
    }
    key, number = made.json["key"], made.json["id"]
    wanted = {"handle": "88.1000.77/A", "values": []}
    assert (await own.ask("POST", "/identifiers", wanted, by=key)).status == 201
    assert [each["name"] for each in (await own.ask("GET", "/enterprises", by="auditor")).json["items"]] == [
        ENTERPRISE["name"]
    ]
    assert (await own.ask("GET", "/prefixes", by=key)).json["items"] == [granted.json | {"identifiers": 1}]
    listed = await own.ask("GET", "/keys", by="park")
    assert number in [each["id"] for each in listed.json["items"]]
    assert key.encode() not in listed.body

    assert (await own.ask("DELETE", f"/keys/{number}", by="park")).status == 204
    assert (await own.ask("GET", "/prefixes", by=key)).detail[:2] == (401, "unauthenticated")
    assert (await own.ask("DELETE", "/keys/none", by="park")).detail[0] == 404


@pytest.mark.parametrize(
    ("target", "body", "status", "sentence"),
    [
        ("/enterprises", ENTERPRISE | {"id": "mine"}, 400, 'cannot read an enterprise: unknown member "id"'),
        ("/enterprises", {"name": "x"}, 400, 'cannot read an enterprise: missing member "uscc"'),
        (
            "/enterprises",
            ENTERPRISE | {"above_scale": "yes"},
            400,
            "cannot read an enterprise: expected boolean, got string (at above_scale)",
        ),
        ("/prefixes", {"prefix": "88.1000.5"}, 400, 'cannot read a prefix to grant: missing member "enterprise"'),
        (
            "/prefixes",
            {"prefix": "88.1000.1", "enterprise": None},
            409,
            "the prefix 88.1000.1 was granted already; a prefix is never given out twice",
        ),
        (
            "/prefixes",
            {"prefix": "88.1000.5", "enterprise": None, "standing": "closed"},
            400,
            'cannot read a prefix to grant: unknown member "standing"',
        ),
        (
            "/keys",
            {"role": "emperor"},
            400,
            "cannot read a key to make: 'emperor' is not one of those allowed here (at role)",
        ),
        ("/keys", {"role": "enterprise-app"}, 400, "a key of role enterprise-app has at least one prefix, got 0"),
        ("/keys", {"role": "auditor", "key": "mine"}, 400, 'cannot read a key to make: unknown member "key"'),
    ],
)
async def test_what_is_wrong_is_refused_in_a_sentence(
    own: OwnApi, target: str, body: dict[str, Any], status: int, sentence: str
) -> None:
    before = await own.serial()

    answer = await own.ask("POST", target, body, by="park")

    assert (answer.detail[0], answer.detail[2]) == (status, sentence)
    assert await own.serial() == before


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"above_scale_year": 10**12}, "cannot read the year 1000000000000: expected 1949 to 2199"),
        ({"name": "岫" * 256}, "the name of an enterprise has at most 255 characters, got 256"),
    ],
)
async def test_what_no_enterprise_has_is_refused_on_both_databases(
    own: OwnApi, more: dict[str, Any], sentence: str
) -> None:
    answer = await own.ask("POST", "/enterprises", {**ENTERPRISE, **more}, by="park")

    assert answer.detail == (400, "malformed", sentence)
