"""One identifier through the API: registered, looked up, amended, retired, listed, and what is refused on the way."""

from typing import Any

import pytest

from registry.grant import change_standing
from schemas.change import PrefixStanding
from schemas.counting import Outcome
from schemas.sentences.chinese import in_chinese
from tests.support.books import PREFIX, ROOT
from tests.support.counts import Counts
from tests.support.own_api import NDJSON, OwnApi

URL = {"index": 1, "type": "URL", "data": {"format": "string", "value": "https://erp.example/1"}}
NOTE = {"index": 3, "type": "NOTE", "data": {"format": "string", "value": "仅供内部"}, "permissions": "1100"}
NAME = {"index": 2000, "type": "产品名称", "data": {"format": "string", "value": "覆铜板"}}
NOON = "2026-11-22T04:00:00Z"


def wanted(suffix: str, *values: dict[str, Any]) -> dict[str, Any]:
    return {"handle": f"88.1000.1/{suffix}", "values": list(values or (URL,))}


def shown(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"ttl": 86400, "timestamp": NOON}


async def test_a_registration_is_answered_with_its_address_its_tag_and_its_document(own: OwnApi) -> None:
    answer = await own.ask("POST", "/identifiers", wanted("Sn-1/ä 件", NAME, URL), by="owner")

    assert answer.status == 201
    assert answer.headers["Location"] == "/api/v1/identifiers/88.1000.1/Sn-1/%C3%A4%20%E4%BB%B6"
    assert answer.headers["ETag"] == '"1"'
    assert answer.json == {
        "handle": "88.1000.1/Sn-1/ä 件",
        "standing": "active",
        "version": 1,
        "registered_at": NOON,
        "changed_at": NOON,
        "values": [shown(NAME), shown(URL)],
    }
    address = answer.headers["Location"].removeprefix("/api/v1")
    assert (await own.ask("GET", address)).json == answer.json


async def test_everybody_sees_public_values_and_the_holder_the_others_too(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("S", URL, NOTE), by="owner")

    seen = {
        by: [value["index"] for value in (await own.ask("GET", "/identifiers/88.1000.1/s", by=by)).json["values"]]
        for by in (None, "stranger", "auditor", "owner", "park")
    }

    assert seen == {None: [1], "stranger": [1], "auditor": [1], "owner": [1, 3], "park": [1, 3]}


@pytest.mark.parametrize("standing", [PrefixStanding.SUSPENDED, PrefixStanding.CLOSED])
async def test_a_prefix_that_is_not_active_shows_its_records_to_those_who_may_see_all(
    own: OwnApi, standing: PrefixStanding
) -> None:
    await own.ask("POST", "/identifiers", wanted("SHUT", URL, NOTE), by="owner")
    async with own.context.book.writing() as page:
        await change_standing(page, ROOT, PREFIX, standing)

    answers = {by: await own.ask("GET", "/identifiers/88.1000.1/SHUT", by=by) for by in (None, "stranger", "auditor")}

    sentence = f"the prefix 88.1000.1 is {standing.value} and shows nothing"
    assert {by: answer.detail for by, answer in answers.items()} == dict.fromkeys(answers, (403, "forbidden", sentence))
    counts = own.context.count
    assert isinstance(counts, Counts)
    assert [outcome for _, outcome, _ in counts.seen] == [Outcome.DENIED] * 3
    assert (await own.ask("GET", "/identifiers/88.1000.1/NONE")).status == 403  # nor does it tell what there is
    for by in ("owner", "park"):
        assert len((await own.ask("GET", "/identifiers/88.1000.1/SHUT", by=by)).json["values"]) == 2


async def test_what_is_shown_to_others_has_a_tag_of_its_own_and_both_serve_for_changes(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("T", URL, NOTE), by="owner")

    tags = {by: (await own.ask("GET", "/identifiers/88.1000.1/T", by=by)).headers["ETag"] for by in (None, "owner")}

    assert tags == {None: '"1-1"', "owner": '"1"'}
    assert (await own.ask("GET", "/identifiers/88.1000.1/T", by="owner", If_None_Match='"1-1"')).status == 200
    assert (await own.ask("GET", "/identifiers/88.1000.1/T", If_None_Match='"1"')).status == 200
    assert (await own.ask("GET", "/identifiers/88.1000.1/T", If_None_Match='"1-1"')).status == 304
    body = {"values": [URL, NOTE]}
    for version, tag in ((2, '"1-1"'), (3, '"2"')):
        changed = await own.ask("PUT", "/identifiers/88.1000.1/T", body, by="owner", If_Match=tag)
        assert (changed.status, changed.headers["ETag"]) == (200, f'"{version}"')
    assert (await own.ask("PUT", "/identifiers/88.1000.1/T", body, by="owner", If_Match='"1-1"')).status == 412


async def test_whoever_has_the_version_is_not_sent_it_again(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("V"), by="owner")

    answers = {
        tag: (await own.ask("GET", "/identifiers/88.1000.1/V", If_None_Match=tag)).status
        for tag in ('"1"', 'W/"1"', '"7", "1"', "*", '"2"', "1")
    }

    assert answers == {'"1"': 304, 'W/"1"': 304, '"7", "1"': 304, "*": 304, '"2"': 200, "1": 200}


async def test_a_record_is_replaced_as_a_whole_by_whoever_knows_its_version(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("P", URL, NOTE), by="owner")

    answer = await own.ask("PUT", "/identifiers/88.1000.1/p", {"values": [NAME]}, by="owner", If_Match='"1"')

    assert (answer.status, answer.headers["ETag"], answer.json["values"]) == (200, '"2"', [shown(NAME)])
    assert answer.json["handle"] == "88.1000.1/P"


async def test_single_values_are_put_and_removed_in_one_change(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("Q", NAME, NOTE, URL), by="owner")
    other = URL | {"data": {"format": "string", "value": "https://erp.example/2"}}
    more = {"index": 7, "type": "EMAIL", "data": "a@erp.example"}

    patch = {"put": [other, more], "remove": [3]}
    answer = await own.ask("PATCH", "/identifiers/88.1000.1/Q", patch, by="owner", If_Match="*")

    assert (answer.status, answer.json["version"]) == (200, 2)
    assert [value["index"] for value in answer.json["values"]] == [2000, 1, 7]
    assert answer.json["values"][1] == shown(other)


async def test_a_retired_identifier_is_gone_and_never_given_out_again(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("R"), by="owner")

    answer = await own.ask("DELETE", "/identifiers/88.1000.1/R", by="owner", If_Match='"1"')

    assert (answer.status, answer.body) == (204, b"")
    gone = "88.1000.1/R is retired"
    assert (await own.ask("GET", "/identifiers/88.1000.1/R")).detail == (410, "retired", gone)
    assert (await own.ask("DELETE", "/identifiers/88.1000.1/R", by="owner", If_Match="*")).detail[0] == 410
    assert (await own.ask("POST", "/identifiers", wanted("r"), by="owner")).detail[:2] == (410, "retired")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("tag", "refusal"),
    [
        (
            None,
            (
                428,
                "precondition-required",
                "a change needs If-Match with the ETag of what is there as you know it, or * for whatever it is",
            ),
        ),
        ('"2"', (412, "stale", "88.1000.1/M is at version 1, expected version 2")),
        (
            'W/"1"',
            (412, "stale", 'it is not at W/"1": expected the ETag that it was last answered with'),
        ),
        ("1", (400, "malformed", 'cannot read If-Match: 1: expected one entity tag, as in "7"')),
    ],
)
async def test_a_change_is_refused_that_is_meant_for_another_version(
    own: OwnApi, method: str, tag: str | None, refusal: tuple[int, str, str]
) -> None:
    await own.ask("POST", "/identifiers", wanted("M"), by="owner")
    before = await own.serial()
    body = {"PUT": {"values": []}, "PATCH": {"remove": [1]}}.get(method)

    given = {"If_Match": tag} if tag else {}
    answer = await own.ask(method, "/identifiers/88.1000.1/M", body, by="owner", **given)

    assert answer.detail == refusal
    assert await own.serial() == before


async def test_a_list_goes_on_where_its_cursor_points_and_shows_no_values(own: OwnApi) -> None:
    rows = b"".join(b'{"handle":"88.1000.1/%03d","values":[]}\n' % number for number in range(25))
    await own.send(rows)
    await own.ask("DELETE", "/identifiers/88.1000.1/007", by="owner", If_Match="*")

    found: list[str] = []
    target: str | None = "/identifiers?prefix=88.1000.1&limit=10"
    pages = 0
    while target is not None:
        page = await own.ask("GET", target, by="auditor")
        found += [item["handle"] for item in page.json["items"]]
        link = page.headers.get("Link")
        assert (link is None) == (page.json["next"] is None)
        target = link.partition("<")[2].partition(">")[0].removeprefix("/api/v1") if link else None
        pages += 1

    assert found == [f"88.1000.1/{number:03d}" for number in range(25) if number != 7]
    assert pages == 3
    assert set(page.json["items"][0]) == {"handle", "standing", "version", "registered_at", "changed_at"}


async def test_a_cursor_can_neither_be_made_up_nor_taken_to_another_list(own: OwnApi) -> None:
    await own.send(b"".join(b'{"handle":"88.1000.1/%d","values":[]}\n' % number for number in range(3)))
    page = await own.ask("GET", "/identifiers?prefix=88.1000.1&limit=1", by="owner")
    cursor = page.json["next"]

    refusal = (400, "malformed", "the cursor is not one that this list was answered with")
    for prefix, given, by in (
        ("88.1000.1", cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB"), "owner"),
        ("88.1000.1", "x", "owner"),
        ("88.1000.1", "%C3%A4", "owner"),
        ("88.1000.10", cursor, "stranger"),
    ):
        assert (await own.ask("GET", f"/identifiers?prefix={prefix}&cursor={given}", by=by)).detail == refusal


async def test_history_is_told_newest_first_and_strangers_are_not_told(own: OwnApi) -> None:
    await own.ask("POST", "/identifiers", wanted("H/history", URL, NOTE), by="owner")
    await own.ask("PUT", "/identifiers/88.1000.1/H/history", {"values": [NAME]}, by="owner", If_Match="*")
    await own.ask("DELETE", "/identifiers/88.1000.1/H/history", by="owner", If_Match="*")

    told = (await own.ask("GET", "/history/88.1000.1/H/history", by="owner")).json
    first = await own.ask("GET", "/history/88.1000.1/h/history?limit=2", by="auditor")
    rest = await own.ask("GET", first.headers["Link"].partition("<")[2].partition(">")[0][7:], by="auditor")

    assert [(step["verb"], step["version"], step["standing"]) for step in told["items"]] == [
        ("retire", 3, "retired"),
        ("amend", 2, "active"),
        ("register", 1, "active"),
    ]
    assert [value["index"] for value in told["items"][2]["values"]] == [1, 3]
    assert [step["version"] for step in first.json["items"] + rest.json["items"]] == [3, 2, 1]
    assert [value["index"] for value in rest.json["items"][0]["values"]] == [1]  # an auditor sees public values
    assert (await own.ask("GET", "/history/88.1000.1/H/history", by="stranger")).detail[:2] == (403, "forbidden")
    assert (await own.ask("GET", "/history/88.1000.1/H/history")).detail[:2] == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("body", "detail", "errors"),
    [
        (b"", "cannot read a registration: the JSON ends too early", None),
        (b"{", "cannot read a registration: the JSON ends too early", None),
        (b"\xff", "cannot read a registration: the JSON is broken at octet 0 (invalid character)", {"column": 1}),
        (
            b'{"handle":"88.1000.1/\xff","values":[]}',
            "cannot read a registration: the octets are not UTF-8 at octet 21",
            {"column": 22},
        ),
        (
            b'{"handle":"88.1000.1/X","values":[{"index":NaN,"type":"A","data":"a"}]}',
            "cannot read a registration: the JSON is broken at octet 43 (invalid character)",
            {"column": 44},
        ),
        (
            b'{"handle":"88.1000.1/\\ud800","values":[]}',
            "cannot read a registration: the JSON is broken at octet 27 (unexpected end of escaped utf-16 surrogate"
            " pair)",
            {"column": 28},
        ),
        (
            b'{"handle":"88.1000.1/X","values":[],"enterprise":"me"}',
            'cannot read a registration: unknown member "enterprise"',
            None,
        ),
        (
            b'{"handle":"88.1000.1/X","values":[{"index":"1","type":"A","data":"a"}]}',
            "cannot read a registration: expected integer, got string (at values[0].index)",
            {"pointer": "/values/0/index"},
        ),
        (
            b'{"handle":"88.1000.1/X","values":[{"index":1,"type":"A","data":"a"},{"index":1,"type":"A","data":"b"}]}',
            "index 1 is given twice, expected each index once",
            None,
        ),
        (
            b'{"handle":"88.1000.1/X","values":[{"index":1001,"type":"A","data":"a"}]}',
            "index 1001 is reserved for the template of the identifier",
            None,
        ),
        (b"[" * 100_000, "cannot read a registration: expected object, got array", None),
        (
            b'{"handle":' + b"[" * 100_000,
            "cannot read a registration: expected string, got array (at handle)",
            {"pointer": "/handle"},
        ),
    ],
)
async def test_a_wrong_body_is_refused_with_its_place_and_nothing_is_entered(
    own: OwnApi, body: bytes, detail: str, errors: dict[str, Any] | None
) -> None:
    before = await own.serial()

    answer = await own.ask("POST", "/identifiers", body, by="owner", Content_Type="application/json")

    assert answer.detail == (400, "malformed", detail)
    said = {"code": "malformed", "detail": detail, "detail_zh": in_chinese(detail)}
    assert answer.json.get("errors") == (None if errors is None else [{**errors, **said}])
    assert await own.serial() == before


@pytest.mark.parametrize(
    ("method", "target", "headers", "body", "refusal"),
    [
        (
            "POST",
            "/identifiers",
            {"Content_Type": "text/plain"},
            b"{}",
            (
                415,
                "unknown-form",
                "the Content-Type is application/json or application/x-ndjson here, got 'text/plain'",
            ),
        ),
        (
            "POST",
            "/identifiers",
            {"Content_Type": "application/json; charset=gbk"},
            b"{}",
            (415, "unknown-form", "a body is UTF-8, got the charset 'gbk'"),
        ),
        (
            "POST",
            "/identifiers",
            {"Content_Type": "application/json", "Content_Encoding": "br"},
            b"{}",
            (415, "unknown-form", "a body is compressed by gzip or deflate, or not at all, got 'br'"),
        ),
        (
            "POST",
            "/identifiers?dryrun=true",
            {"Content_Type": "application/json"},
            b"{}",
            (400, "malformed", "unknown parameter 'dryrun': expected dry_run"),
        ),
        (
            "POST",
            "/identifiers?mode=some",
            {"Content_Type": NDJSON},
            b"",
            (400, "malformed", "cannot read mode='some': expected skip-bad or all-or-nothing"),
        ),
        (
            "GET",
            "/identifiers",
            {},
            None,
            (400, "malformed", "a list needs the parameter prefix, as in ?prefix=88.1000.1"),
        ),
        (
            "GET",
            "/identifiers?prefix=88.1000.1&limit=1001",
            {},
            None,
            (400, "malformed", "cannot read limit='1001': expected a whole number between 1 and 1000"),
        ),
        (
            "GET",
            "/identifiers/88.1000.1/%ff",
            {},
            None,
            (400, "malformed", "cannot read the path: expected UTF-8 after percent-decoding"),
        ),
        ("GET", "/identifiers/88.1000.1/none", {}, None, (404, "absent", "88.1000.1/none is not registered")),
        ("GET", "/nothing", {}, None, (404, "no-such-path", "GET /api/v1/nothing: there is nothing here")),
        (
            "DELETE",
            "/identifiers",
            {},
            None,
            (405, "wrong-method", "DELETE /api/v1/identifiers: expected one of GET,HEAD,POST"),
        ),
    ],
)
async def test_each_refusal_is_a_problem_with_its_status_and_code(
    own: OwnApi, method: str, target: str, headers: dict[str, str], body: bytes | None, refusal: tuple[int, str, str]
) -> None:
    answer = await own.ask(method, target, body, by="owner", **headers)

    assert answer.detail == refusal
    assert answer.json["type"] == f"urn:idnode:problem:{refusal[1]}"
    assert len(answer.json["request_id"]) == 16


async def test_titles_are_in_the_callers_language_and_codes_in_none(own: OwnApi) -> None:
    chinese = await own.ask("GET", "/identifiers/88.1000.1/none")
    english = await own.ask("GET", "/identifiers/88.1000.1/none", Accept_Language="en-GB, zh;q=0.5")

    assert (chinese.json["title"], english.json["title"]) == ("不存在", "There is no such thing")
    assert chinese.json["code"] == english.json["code"] == "absent"


async def test_a_key_that_is_missing_or_wrong_is_asked_for(own: OwnApi) -> None:
    missing = await own.ask("POST", "/identifiers", wanted("K"))
    wrong = await own.ask("POST", "/identifiers", wanted("K"), by="idn_000000000000_" + "x" * 43)

    assert missing.detail == (401, "unauthenticated", "this needs a key: send it as `Authorization: Bearer KEY`")
    assert wrong.detail == (401, "unauthenticated", "the key is not valid")
    assert missing.headers["WWW-Authenticate"] == 'Bearer realm="idnode"'


async def test_a_dry_run_of_one_says_what_would_be_and_enters_nothing(own: OwnApi) -> None:
    before = await own.serial()

    would = await own.ask("POST", "/identifiers?dry_run=true", wanted("D"), by="owner")
    refused = await own.ask("POST", "/identifiers?dry_run=true", wanted("D"), by="stranger")

    assert (would.status, would.json["dry_run"], would.json["handle"]) == (200, True, "88.1000.1/D")
    assert refused.detail[:2] == (403, "forbidden")
    assert await own.serial() == before


async def test_a_body_larger_than_a_record_is_refused(own: OwnApi) -> None:
    answer = await own.ask(
        "POST", "/identifiers", b" " * (1 << 20) + b"{}", by="owner", Content_Type="application/json"
    )

    assert answer.detail == (413, "too-large", "the body has at most 1048576 octets here")
