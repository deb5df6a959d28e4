"""`/api/v1/grants` and `/api/v1/groups`: every edge, as everybody sees it; nothing tells of what is left out."""

from typing import Any

import pytest

from registry.credentials import issue
from registry.enroll import enroll
from schemas.enterprise import Enterprise
from schemas.principal import Role
from tests.support.books import NOON, PREFIX, ROOT, Clock
from tests.support.own_api import OwnApi

PATH = "/identifiers/88.1000.1/A"
RECORD = {
    "handle": "88.1000.1/A",
    "values": [
        {"index": 1, "type": "URL", "data": "https://a.example/"},
        {"index": 2, "type": "price", "data": "38.60", "grade": "partner"},
        {"index": 3, "type": "cost", "data": "12.00", "grade": "internal"},
    ],
}
TOMORROW = "2026-11-23T04:00:00Z"


@pytest.fixture
async def shared(own: OwnApi) -> OwnApi:
    """The API with a record, its holder's administrator, and a partner with a key."""
    async with own.context.book.writing() as page:
        made = await enroll(page, ROOT, Enterprise(id="", name="甲公司", uscc="91350100M000100Y43"))
        await page.flush()
    async with own.context.book.writing() as page:
        _, chief = await issue(page, ROOT, own.context.pepper, Role.ENTERPRISE_ADMIN, (PREFIX,))
        _, partner = await issue(page, ROOT, own.context.pepper, Role.ENTERPRISE_ADMIN, enterprise=made.id)
    own.keys = {**own.keys, "chief": chief, "partner": partner, "enterprise": made.id}
    assert (await own.ask("POST", "/identifiers", RECORD, by="owner")).status == 201
    return own


async def seen(own: OwnApi, by: str | None, query: str = "") -> list[int]:
    said = await own.ask("GET", f"{PATH}{query}", by=by)
    return [value["index"] for value in said.json["values"]]


async def looks(own: OwnApi) -> list[tuple[str, Any]]:
    lines = (await own.ask("GET", "/trail?verb=read%20graded%20values", by="auditor")).json["items"]
    return [(line["actor"].partition(":")[0], line["detail"]) for line in reversed(lines)]


async def test_everybody_sees_what_is_theirs_to_see_and_nothing_tells_of_the_rest(shared: OwnApi) -> None:
    own, grantee = shared, f"enterprise:{shared.keys['enterprise']}"
    everybody = (None, "stranger", "partner", "reviewer", "auditor", "node", "owner", "chief", "park")
    before = {by: await seen(own, by) for by in everybody}
    made = await own.ask("POST", "/grants", {"prefix": "88.1000.1", "to": grantee}, by="chief")
    after = {by: await seen(own, by) for by in everybody}
    hidden = {None: [1], "stranger": [1], "partner": [1], "reviewer": [1], "auditor": [1], "node": [1]}
    assert before == hidden | {"owner": [1, 2, 3], "chief": [1, 2, 3], "park": [1, 2, 3]}
    assert after == before | {"partner": [1, 2]}
    assert made.status == 201
    assert made.json == {
        "id": made.json["id"],
        "prefix": "88.1000.1",
        "handle": None,
        "template": "",
        "items": [],
        "indexes": [],
        "to": grantee,
        "note": "",
        "by": made.json["by"],
        "created": "2026-11-22T04:00:00Z",
        "expires": None,
        "revoked": None,
        "holds": True,
    }

    # A copy that a partner keeps is not taken for what anybody else has, nor for what it sees later.
    tags = [(await own.ask("GET", PATH, by=by)).headers["ETag"] for by in (None, "partner", "owner")]
    assert len(set(tags)) == 3
    kept = await own.ask("GET", PATH, by="partner", If_None_Match=tags[1])
    assert (kept.status, kept.body) == (304, b"")
    assert (await own.ask("DELETE", f"/grants/{made.json['id']}", by="chief")).status == 204
    assert (await own.ask("GET", PATH, by="partner", If_None_Match=tags[1])).status == 200
    assert await seen(own, "partner") == [1]
    assert (await own.ask("GET", f"/grants/{made.json['id']}", by="owner")).json["holds"] is False


@pytest.mark.parametrize("by", ["stranger", "partner", "reviewer", "auditor", "park", "owner"])
async def test_what_is_not_public_is_found_by_no_other_edge(shared: OwnApi, by: str) -> None:
    own, grantee = shared, f"enterprise:{shared.keys['enterprise']}"
    await own.ask("POST", "/grants", {"prefix": "88.1000.1", "to": grantee}, by="chief")

    found = await own.ask("GET", "/search?q=38.60", by=by)
    listed = await own.ask("GET", "/identifiers?prefix=88.1000.1", by=by)
    history = await own.ask("GET", "/history/88.1000.1/A", by=by)
    changes = await own.ask("GET", "/changes", by=by)

    assert b'"38.60"' not in found.body + listed.body + changes.body
    indexes = [value["index"] for value in history.json["items"][0]["values"]] if history.status == 200 else []
    assert indexes == {"owner": [1, 2, 3], "park": [1, 2, 3], "reviewer": [1], "auditor": [1]}.get(by, [])


async def test_a_link_opens_the_record_until_it_ends_or_is_revoked(shared: OwnApi, clock: Clock) -> None:
    own = shared
    wanted = {"handle": "88.1000.1/A", "to": "link", "indexes": [2], "expires": TOMORROW}
    made = await own.ask("POST", "/grants", wanted, by="chief")
    again = await own.ask("POST", "/grants", wanted, by="chief")
    link = made.json["link"]

    assert made.json["url"] == f"/api/v1/identifiers/88.1000.1/A?link={link}"
    assert made.json["page"] == f"/88.1000.1/A?link={link}"
    assert await seen(own, None, f"?link={link}") == [1, 2]
    assert await seen(own, "stranger", f"?link={link}") == [1, 2]
    assert await seen(own, None, f"?link={link[:-2]}xx") == [1]
    assert link not in (await own.ask("GET", f"/grants/{made.json['id']}", by="chief")).body.decode()
    assert (await own.ask("DELETE", f"/grants/{made.json['id']}", by="chief")).status == 204
    assert await seen(own, None, f"?link={link}") == [1]
    assert await seen(own, None, f"?link={again.json['link']}") == [1, 2]
    clock.now = NOON + 86_400
    assert await seen(own, None, f"?link={again.json['link']}") == [1]
    assert [who for who, _ in await looks(own)] == ["link", "key", "link"]


async def test_each_look_stands_in_the_trail(shared: OwnApi) -> None:
    own, grantee = shared, f"enterprise:{shared.keys['enterprise']}"
    made = await own.ask("POST", "/grants", {"handle": "88.1000.1/A", "to": grantee}, by="chief")
    for by in (None, "stranger", "partner", "owner", "chief", "auditor", "park"):
        await seen(own, by)
    await own.ask("GET", "/history/88.1000.1/A", by="park")

    assert await looks(own) == [
        ("key", {"indexes": [2], "grants": [made.json["id"]]}),
        ("key", {"indexes": [2, 3], "grants": []}),
        ("key", {"indexes": [2, 3], "grants": []}),
    ]


async def test_what_one_was_granted_and_what_one_has_granted_is_listed(shared: OwnApi) -> None:
    own, grantee = shared, f"enterprise:{shared.keys['enterprise']}"
    id = (await own.ask("POST", "/grants", {"prefix": "88.1000.1", "to": grantee}, by="chief")).json["id"]

    mine = await own.ask("GET", "/grants", by="partner")
    assert [grant["id"] for grant in mine.json["items"]] == [id]
    assert (await own.ask("GET", "/grants", by="stranger")).json["items"] == []
    assert [grant["id"] for grant in (await own.ask("GET", "/grants?prefix=88.1000.1", by="owner")).json["items"]] == [
        id
    ]
    assert (await own.ask("GET", "/grants?prefix=88.1000.1", by="partner")).status == 403
    assert (await own.ask("GET", f"/grants/{id}", by="partner")).detail[:2] == (404, "absent")
    assert (await own.ask("DELETE", f"/grants/{id}", by="owner")).status == 403


async def test_a_group_is_let_in_together(shared: OwnApi) -> None:
    own = shared
    group = await own.ask("POST", "/groups", {"name": "供应商", "members": ["甲公司"]}, by="park")
    assert (group.status, group.json["members"]) == (201, [own.keys["enterprise"]])
    await own.ask("POST", "/grants", {"prefix": "88.1000.1", "to": f"group:{group.json['id']}"}, by="chief")
    assert await seen(own, "partner") == [1, 2]
    path = f"/groups/{group.json['id']}"
    assert (await own.ask("PUT", path, {"name": "供应商", "members": []}, by="park")).json["members"] == []
    assert await seen(own, "partner") == [1]
    assert (await own.ask("GET", path, by="partner")).status == 404
    assert (await own.ask("GET", "/groups", by="partner")).json["items"] == []
    mine = await own.ask("POST", "/groups", {"name": "客户", "members": []}, by="partner")
    assert (mine.json["enterprise"], (await own.ask("GET", "/groups", by="partner")).json["items"]) == (
        own.keys["enterprise"],
        [mine.json],
    )


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            {"to": "link"},
            (400, "malformed", "what is to be shown? expected either the member prefix or the member handle"),
        ),
        (
            {"prefix": "88.1000.1", "to": "everybody"},
            (
                400,
                "malformed",
                "cannot read 'everybody' as a partner: expected key:ID, enterprise:ID, group:ID or link (at to)",
            ),
        ),
        (
            {"prefix": "88.1000.1", "to": "key:x", "grade": "internal"},
            (400, "malformed", 'cannot read a grant: unknown member "grade"'),
        ),
        ({"prefix": "88.1000.1", "to": "key:x"}, (404, "absent", "there is no key 'x'")),
    ],
)
async def test_grants_that_are_refused(
    embedded_own: OwnApi, body: dict[str, Any], detail: tuple[int, str, str]
) -> None:
    assert (await embedded_own.ask("POST", "/grants", body, by="park")).detail == detail
