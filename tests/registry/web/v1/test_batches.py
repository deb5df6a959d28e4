"""`/api/v1/batches`: a run of serials from its registration to its retirement, and every refusal in words."""

import asyncio
import re
from typing import Any

import pytest

from tests.support.own_api import OwnApi

SEGMENTS: list[dict[str, Any]] = [{"kind": "fixed", "text": "SN-"}, {"kind": "serial", "width": 10}]
VALUES = [
    {"index": 1, "type": "URL", "data": {"format": "string", "value": "https://trace.example/{suffix}"}},
    {"index": 2, "type": "NOTE", "data": "仅供内部 {serial}", "permissions": "1100", "ttl": 60},
]


async def rule_of(own: OwnApi, name: str = "sn", *more: dict[str, Any]) -> str:
    body = {"prefix": "88.1000.1", "name": name, "segments": [*SEGMENTS, *more]}
    made = await own.ask("POST", "/rules", body, by="owner")
    return str(made.json["id"])


async def test_a_batch_is_registered_looked_at_and_retired(own: OwnApi) -> None:
    rule = await rule_of(own)
    before = await own.serial()

    made = await own.ask("POST", "/batches", {"rule": rule, "count": 10**9, "first": 1, "values": VALUES}, by="owner")
    id = made.json["id"]

    assert (made.status, made.headers["Location"]) == (201, f"/api/v1/batches/{id}")
    head = {
        "id": id,
        "prefix": "88.1000.1",
        "rule": rule,
        "fields": {},
        "template": None,
        "first": 1,
        "last": 10**9,
        "count": 10**9,
        "first_handle": "88.1000.1/SN-0000000001",
        "last_handle": "88.1000.1/SN-1000000000",
        "standing": "active",
        "version": 1,
        "registered_at": "2026-11-22T04:00:00Z",
        "changed_at": "2026-11-22T04:00:00Z",
        "own": 0,
    }
    assert {name: part for name, part in made.json.items() if name != "values"} == head
    assert [value["data"]["value"] for value in made.json["values"]] == [
        "https://trace.example/{suffix}",
        "仅供内部 {serial}",
    ]
    assert await own.serial() == before + 1

    shown = await own.ask("GET", f"/batches/{id}", by="owner")
    assert shown.json == made.json | {
        "history": [
            {
                "version": 1,
                "at": "2026-11-22T04:00:00Z",
                "actor": shown.json["history"][0]["actor"],
                "address": "127.0.0.1",
                "verb": "register batch",
                "serial": before + 1,
            }
        ]
    }
    # Park staff may look, and do not see what is not public.
    assert [value["index"] for value in (await own.ask("GET", f"/batches/{id}", by="auditor")).json["values"]] == [1]

    member = await own.ask("GET", "/identifiers/88.1000.1/sn-0000000042", by="owner")
    assert (member.status, member.headers["ETag"]) == (200, '"1"')
    assert member.json["handle"] == "88.1000.1/SN-0000000042"
    assert [value["data"]["value"] for value in member.json["values"]] == [
        "https://trace.example/SN-0000000042",
        "仅供内部 0000000042",
    ]
    assert (await own.ask("GET", "/identifiers/88.1000.1/SN-0000000042")).headers["ETag"] == '"1-1"'
    assert (await own.ask("GET", "/identifiers/88.1000.1/SN-1000000001", by="owner")).status == 404

    taken = await own.ask("POST", "/identifiers", {"handle": "88.1000.1/SN-0000000042", "values": []}, by="owner")
    assert taken.detail == (409, "conflict", f"88.1000.1/SN-0000000042 is registered already, in batch {id}")
    amended = await own.ask(
        "PATCH", "/identifiers/88.1000.1/SN-0000000042", {"remove": [2]}, by="owner", If_Match='"1"'
    )
    assert (amended.status, amended.json["version"]) == (200, 2)
    gone = await own.ask("DELETE", "/identifiers/88.1000.1/SN-0000000043", by="owner", If_Match='"1"')
    assert gone.status == 204

    retired = await own.ask("PATCH", f"/batches/{id}", {"standing": "retired"}, by="owner")
    assert retired.json == head | {"standing": "retired", "version": 2, "own": 2, "values": []}
    statuses = [
        (await own.ask("GET", f"/identifiers/88.1000.1/SN-{number:010}", by="owner")).status for number in (42, 43, 44)
    ]
    assert statuses == [200, 410, 410]
    again = await own.ask("PATCH", f"/batches/{id}", {"standing": "retired"}, by="owner")
    assert again.detail == (409, "conflict", f"the batch {id} is retired already")
    steps = (await own.ask("GET", f"/batches/{id}", by="auditor")).json["history"]
    assert [(step["verb"], step["version"]) for step in steps] == [("retire batch", 2), ("register batch", 1)]
    life = (await own.ask("GET", "/history/88.1000.1/SN-0000000044", by="owner")).json["items"]
    assert [(step["verb"], step["standing"]) for step in life] == [
        ("retire batch", "retired"),
        ("register batch", "active"),
    ]

    counted = await own.ask("GET", "/statistics?from=2026-11-22&to=2026-11-22&by=prefix", by="auditor")
    assert counted.json["rows"] == [{"prefix": "88.1000.1", "resolutions": 0, "registered": 10**9, "stock": 1}]


async def test_batches_and_their_members_are_listed_page_by_page(own: OwnApi) -> None:
    rule, other = await rule_of(own), await rule_of(own, "other", {"kind": "fixed", "text": "X"})
    ids = [
        (await own.ask("POST", "/batches", {"rule": each, "count": 3}, by="owner")).json["id"]
        for each in (rule, other, rule, rule)
    ]
    await own.ask("DELETE", "/identifiers/88.1000.1/SN-0000000002", by="owner", If_Match="*")

    first = await own.ask("GET", "/batches?prefix=88.1000.1&limit=2", by="auditor")
    second = await own.ask("GET", f"/batches?prefix=88.1000.1&limit=2&cursor={first.json['next']}", by="auditor")
    of_rule = await own.ask("GET", f"/batches?prefix=88.1000.1&rule={rule}&limit=2", by="owner")
    members = await own.ask("GET", f"/batches/{ids[0]}/identifiers?limit=2", by="owner")
    rest = await own.ask("GET", members.headers["Link"].split(">")[0][len("</api/v1") :], by="owner")

    assert [each["id"] for each in first.json["items"] + second.json["items"]] == ids[::-1]
    assert second.json["next"] is None
    assert first.headers["Link"] == (
        f'</api/v1/batches?prefix=88.1000.1&limit=2&cursor={first.json["next"]}>; rel="next"'
    )
    assert [each["id"] for each in of_rule.json["items"]] == [ids[3], ids[2]]
    assert f"&rule={rule}&cursor=" in of_rule.headers["Link"]
    assert [
        (each["handle"], each["serial"], each["standing"], each["version"], each["own"])
        for each in members.json["items"] + rest.json["items"]
    ] == [
        ("88.1000.1/SN-0000000001", 1, "active", 1, False),
        ("88.1000.1/SN-0000000002", 2, "retired", 2, True),
        ("88.1000.1/SN-0000000003", 3, "active", 1, False),
    ]
    assert rest.json["next"] is None


async def test_a_batch_under_a_key_is_registered_once(own: OwnApi) -> None:
    body = {"rule": await rule_of(own), "count": 5}

    one, two = await asyncio.gather(
        *(own.ask("POST", "/batches", body, by="owner", Idempotency_Key="order-4711") for _ in range(2))
    )
    three = await own.ask("POST", "/batches", body, by="owner", Idempotency_Key="order-4711")
    other = await own.ask("POST", "/batches", body | {"count": 6}, by="owner", Idempotency_Key="order-4711")
    without = await own.ask("POST", "/batches", body, by="owner")

    assert sorted({one.status, two.status}) in ([201], [201, 409])
    assert three.status == 201
    assert three.json["first"] == 1
    assert three.json in (one.json, two.json)
    assert other.detail[:2] == (409, "conflict") or other.status == 422
    assert without.json["first"] == 6


@pytest.mark.parametrize(
    ("by", "body", "said"),
    [
        (None, {}, (401, "unauthenticated", "this needs a key: send it as `Authorization: Bearer KEY`")),
        ("owner", {"rule": "x"}, (400, "malformed", 'cannot read a batch: missing member "count"')),
        (
            "owner",
            {"rule": "x", "count": 1, "more": 1},
            (400, "malformed", 'cannot read a batch: unknown member "more"'),
        ),
        ("owner", {"rule": "x", "count": 1}, (404, "absent", "there is no rule 'x'")),
        (
            "owner",
            {"rule": "x", "count": 0},
            (400, "malformed", "a batch has 1 to 1000000000 identifiers, got 0 (at count)"),
        ),
        ("stranger", {"count": 1}, (403, "forbidden", "key may not make identifiers under 88.1000.1")),
        ("auditor", {"count": 1}, (403, "forbidden", "key may not make identifiers under 88.1000.1")),
        ("owner", {"count": 1, "fields": {"a": "b"}}, (400, "malformed", "the rule has no field 'a', expected none")),
        (
            "owner",
            {"count": 1, "values": {}},
            (400, "malformed", "cannot read handle values: expected array (at values)"),
        ),
        (
            "owner",
            {"count": 1, "values": [{"index": 1001, "type": "A", "data": "x"}]},
            (400, "malformed", "index 1001 is reserved for the template of the identifier"),
        ),
        (
            "owner",
            {"count": 1, "values": [{"index": 1, "type": "A", "data": "{seral}"}]},
            (400, "malformed", "value 1 has {seral}, expected one of {serial}, {suffix}, {handle}"),
        ),
    ],
)
async def test_what_is_refused(own: OwnApi, by: str | None, body: dict[str, Any], said: tuple[int, str, str]) -> None:
    if body and "rule" not in body:
        body = {"rule": await rule_of(own), **body}
    before = await own.serial()

    answer = await own.ask("POST", "/batches", body, by=by)

    status, code, detail = answer.detail
    # A key's name is another one each time.
    assert (status, code, re.sub("^key:[0-9a-f]+", "key", detail)) == said
    assert await own.serial() == before


async def test_who_may_not_look(own: OwnApi) -> None:
    rule = await rule_of(own)
    id = (await own.ask("POST", "/batches", {"rule": rule, "count": 3}, by="owner")).json["id"]

    for path in (f"/batches/{id}", f"/batches/{id}/identifiers", "/batches?prefix=88.1000.1"):
        status, _, detail = (await own.ask("GET", path, by="stranger")).detail
        assert (status, detail.partition(" ")[2]) == (403, "may not see the batches of 88.1000.1")
    assert (await own.ask("PATCH", f"/batches/{id}", {"standing": "retired"}, by="stranger")).status == 403
    assert (await own.ask("PATCH", f"/batches/{id}", {"standing": "active"}, by="owner")).status == 400
    assert (await own.ask("GET", "/batches", by="owner")).detail == (
        400,
        "malformed",
        "whose batches? expected the parameter prefix",
    )
    for path in ("/batches/nothing", "/batches/nothing/identifiers"):
        assert (await own.ask("GET", path, by="owner")).detail == (404, "absent", "there is no batch 'nothing'")


async def test_a_stream_may_not_hold_a_member(own: OwnApi) -> None:
    rule = await rule_of(own)
    id = (await own.ask("POST", "/batches", {"rule": rule, "count": 3}, by="owner")).json["id"]

    said = await own.send(
        b'{"handle":"88.1000.1/SN-0000000003","values":[]}\n{"handle":"88.1000.1/SN-0000000004","values":[]}\n'
    )

    assert said.lines == [
        {
            "row": 1,
            "handle": "88.1000.1/SN-0000000003",
            "status": 409,
            "code": "conflict",
            "detail": f"88.1000.1/SN-0000000003 is registered already, in batch {id}",
        },
        {"row": 2, "handle": "88.1000.1/SN-0000000004", "status": 201},
        {"registered": 1, "refused": 1, "dry_run": False},
    ]


async def test_the_journal_tells_a_batch_without_what_is_not_public(own: OwnApi) -> None:
    before = await own.serial()
    await own.ask("POST", "/batches", {"rule": await rule_of(own), "count": 3, "values": VALUES}, by="owner")

    [told] = (await own.ask("GET", f"/changes?after={before}", by="node")).lines

    assert {name: told[name] for name in ("kind", "prefix", "first", "last", "fields", "separator", "hidden")} == {
        "kind": "batch",
        "prefix": "88.1000.1",
        "first": 1,
        "last": 3,
        "fields": {},
        "separator": "",
        "hidden": 1,
    }
    assert told["segments"][1] == {"kind": "serial", "width": 10, "characters": "digits", "first": 1}
    assert [value["index"] for value in told["values"]] == [1]


async def test_members_of_a_shape_may_be_left_out_that_have_a_default(own: OwnApi) -> None:
    rule = await rule_of(own)

    tried = await own.ask("POST", f"/rules/{rule}/trials", {"encode": [{"serial": 7}]}, by="owner")

    assert tried.json["encoded"] == [{"suffix": "SN-0000000007"}]


async def test_a_batch_stands_under_a_template(own: OwnApi) -> None:
    definition = {
        "name": "件",
        "items": [
            {"code": "mass", "index": 2000, "name": "质量", "kind": "number", "decimals": 2},
            {"code": "price", "index": 2001, "name": "单价", "kind": "number", "grade": "partner"},
        ],
    }
    template = (await own.ask("POST", "/templates", definition, by="park")).json["id"]
    await own.ask("PATCH", f"/templates/{template}", {"standing": "published"}, by="park")
    body = {"rule": await rule_of(own), "count": 10, "first": 1, "template": template}

    wrong = await own.ask("POST", "/batches", {**body, "items": {"mass": 1.255, "price": "much"}}, by="owner")
    assert wrong.status == 422
    assert [(each["pointer"], each["detail"]) for each in wrong.json["errors"]] == [
        ("/items/mass", "mass (质量) is '1.255', expected a number with at most 2 decimals"),
        ("/items/price", "price (单价) is 'much', expected a number, as in 12.5"),
    ]
    made = await own.ask("POST", "/batches", {**body, "items": {"mass": 1.25, "price": "1{serial}"}}, by="owner")
    assert (made.status, made.json["template"]) == (201, f"{template}@1")
    assert [(each["index"], each["type"], each.get("grade")) for each in made.json["values"]] == [
        (1001, "TEMPLATE", None),
        (2000, "mass", None),
        (2001, "price", "partner"),
    ]
    ours = (await own.ask("GET", "/identifiers/88.1000.1/SN-0000000007", by="owner")).json
    theirs = (await own.ask("GET", "/identifiers/88.1000.1/SN-0000000007", by="stranger")).json
    assert ours["template"] == theirs["template"] == f"{template}@1"
    assert [each["data"]["value"] for each in ours["values"]][1:] == ["1.25", "10000000007"]
    assert [each["type"] for each in theirs["values"]] == ["TEMPLATE", "mass"]
