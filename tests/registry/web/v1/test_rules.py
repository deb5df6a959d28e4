"""`/api/v1/rules`: a rule from its definition to the identifiers that are made with it, and every refusal in words."""

from typing import Any

import pytest

from tests.support.own_api import OwnApi

SEGMENTS: list[dict[str, Any]] = [
    {"kind": "fixed", "text": "SN"},
    {"kind": "date", "name": "made", "format": "YYMM"},
    {"kind": "serial", "width": 4},
    {"kind": "check", "algorithm": "luhn", "over": [2, 3]},
]
RULE: dict[str, Any] = {"prefix": "88.1000.1", "name": "sn", "separator": "-", "segments": SEGMENTS}
EXAMPLE = {"suffix": "SN-2611-0042-4", "fields": {"made": "2026-11"}, "serial": 42}


async def test_the_plainest_rule_is_defined_and_used(own: OwnApi) -> None:
    segments = [{"kind": "fixed", "text": "SN-"}, {"kind": "serial", "width": 6}]
    made = await own.ask("POST", "/rules", {"prefix": "88.1000.1", "name": "plain", "segments": segments}, by="owner")
    id = made.json["id"]

    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/rules/{id}"
    assert made.json == {
        "id": id,
        "prefix": "88.1000.1",
        "name": "plain",
        "version": 1,
        "standing": "published",
        "created": "2026-11-22T04:00:00Z",
        "published": "2026-11-22T04:00:00Z",
        "fields": [],
        "serial": {"first": 1, "last": 999_999},
        "longest": 9,
        "separator": "",
        "segments": [
            {"kind": "fixed", "text": "SN-"},
            {"kind": "serial", "width": 6, "characters": "digits", "first": 1},
        ],
    }
    assert (await own.ask("GET", f"/rules/{id}", by="auditor")).json == made.json
    drawn = [await own.ask("POST", f"/rules/{id}/serials", {"count": count}, by="owner") for count in (1, 1_000_000)]
    assert [(each.status, each.json) for each in drawn[:1]] == [(201, {"rule": id, "first": 1, "last": 1})]
    assert drawn[1].detail == (409, "conflict", "the rule plain has 999998 serials left, got 1000000 asked for")


async def test_a_draft_is_tried_published_and_its_identifiers_are_spelt_out(own: OwnApi) -> None:
    draft = await own.ask("POST", "/rules", RULE | {"draft": True}, by="owner")
    path = f"/rules/{draft.json['id']}"
    assert (draft.json["standing"], draft.json["published"]) == ("draft", None)
    assert (await own.ask("POST", f"{path}/serials", {}, by="owner")).detail == (
        409,
        "conflict",
        "version 1 of the rule sn is a draft: publish it before drawing serials",
    )

    trial = {
        "encode": [{"fields": {"made": "2026-11"}, "serial": 42}, {"fields": {"made": "2026-13"}, "serial": 42}],
        "decode": ["sn-2611-0042-4", "SN-2611-0042-5"],
    }
    assert (await own.ask("POST", f"{path}/trials", trial, by="auditor")).json == {
        "encoded": [
            {"suffix": "SN-2611-0042-4"},
            {"refusal": "segment 2 (date made) is '2026-13', expected a month as in 2026-11, of 2000 to 2099"},
        ],
        "decoded": [
            {"fields": {"made": "2026-11"}, "serial": 42},
            {
                "refusal": "cannot decode 'SN-2611-0042-5': segment 4 (check), at character 14, is '5', expected the "
                "check character (luhn)"
            },
        ],
    }

    wrong = {"standing": "published", "examples": [EXAMPLE | {"serial": 43}]}
    refused = await own.ask("PATCH", path, wrong, by="owner")
    assert refused.detail == (
        400,
        "malformed",
        "the example 'SN-2611-0042-4' does not hold: the rule makes 'SN-2611-0043-2' (at examples[0])",
    )
    assert refused.json["errors"][0]["pointer"] == "/examples/0"
    published = await own.ask("PATCH", path, {"standing": "published", "examples": [EXAMPLE]}, by="owner")
    assert (published.status, published.json["standing"]) == (200, "published")

    assert (await own.ask("POST", f"{path}/serials", {"fields": {"made": "26"}}, by="owner")).status == 400
    spelt = await own.ask("POST", f"{path}/serials", {"count": 2, "fields": {"made": "2026-11"}}, by="owner")
    assert spelt.json == {
        "rule": draft.json["id"],
        "first": 1,
        "last": 2,
        "handles": ["88.1000.1/SN-2611-0001-0", "88.1000.1/SN-2611-0002-8"],
    }
    again = await own.ask("POST", "/rules", RULE | {"examples": [EXAMPLE]}, by="owner")
    assert again.json["version"] == 2
    listed = (await own.ask("GET", "/rules?prefix=88.1000.1", by="owner")).json["items"]
    assert [(each["name"], each["version"], each["standing"]) for each in listed] == [
        ("sn", 2, "published"),
        ("sn", 1, "published"),
    ]


@pytest.mark.parametrize(
    ("change", "pointer", "sentence"),
    [
        (
            {"segments": [{"kind": "regex", "text": "(a+)+$"}]},
            "/segments/0/kind",
            "cannot read a coding rule: 'regex' is not one of those allowed here (at segments[0].kind)",
        ),
        (
            {"segments": [*SEGMENTS, {"kind": "field", "name": "lot", "width": 4, "pattern": ".*"}]},
            "/segments/4",
            'cannot read a coding rule: unknown member "pattern" (at segments[4])',
        ),
        (
            {"segments": [{"kind": "field", "name": n, "width": 9, "least": 1} for n in "abc"], "separator": "X"},
            "/segments/0",
            "nobody could tell where segment 1 (field a) ends: it can go on with 'X', and the separator before segment "
            "2 can begin with it; give it one length, or put a separator in between (at segments[0])",
        ),
        ({"name": " sn"}, "/name", "the name of a rule has 1 to 64 printable characters, got ' sn' (at name)"),
        ({"regex": "x"}, None, 'cannot read a coding rule: unknown member "regex"'),
    ],
)
async def test_definitions_that_are_refused(
    own: OwnApi, change: dict[str, Any], pointer: str | None, sentence: str
) -> None:
    said = await own.ask("POST", "/rules", RULE | change, by="owner")

    assert said.detail == (400, "malformed", sentence)
    assert [each.get("pointer") for each in said.json.get("errors", [])] == ([pointer] if pointer else [])


@pytest.mark.parametrize(
    ("by", "status"), [(None, 401), ("stranger", 403), ("suspended", 403), ("node", 403), ("auditor", 403)]
)
async def test_nobody_else_defines_publishes_or_draws(own: OwnApi, by: str | None, status: int) -> None:
    draft = (await own.ask("POST", "/rules", RULE | {"draft": True}, by="owner")).json["id"]
    acts: list[tuple[str, str, Any]] = [
        ("POST", "/rules", RULE),
        ("PATCH", f"/rules/{draft}", {"standing": "published"}),
        ("POST", f"/rules/{draft}/serials", {}),
    ]
    if by != "auditor":
        acts += [
            ("GET", "/rules?prefix=88.1000.1", None),
            ("GET", f"/rules/{draft}", None),
            ("POST", f"/rules/{draft}/trials", {}),
        ]
    for method, target, body in acts:
        assert (await own.ask(method, target, body, by=by)).status == status, (method, target)


@pytest.mark.parametrize(
    ("method", "target", "body", "detail"),
    [
        ("GET", "/rules", None, (400, "malformed", "whose rules? expected the parameter prefix")),
        ("GET", "/rules/none", None, (404, "absent", "there is no rule 'none'")),
        ("PATCH", "/rules/none", {"standing": "published"}, (404, "absent", "there is no rule 'none'")),
        ("POST", "/rules/none/serials", {}, (404, "absent", "there is no rule 'none'")),
        (
            "POST",
            "/rules/none/serials",
            {"count": 1_001, "fields": {}},
            (400, "malformed", "at most 1000 identifiers are spelt out at once, got 1001 (at count)"),
        ),
        (
            "POST",
            "/rules",
            RULE | {"prefix": "88.608.24061301"},
            (
                421,
                "elsewhere",
                "the prefix 88.608.24061301 is delegated: its identifiers are kept at the enterprise's node",
            ),
        ),
    ],
)
async def test_what_is_refused_to_the_park_too(
    own: OwnApi, method: str, target: str, body: Any, detail: tuple[int, str, str]
) -> None:
    assert (await own.ask(method, target, body, by="park")).detail == detail
