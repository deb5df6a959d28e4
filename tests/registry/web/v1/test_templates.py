"""`/api/v1/templates`: made, drafted, published; every fault told at once; the schema for everybody."""

from typing import Any

import pytest

from registry.templates.publish import install
from tests.support.books import ROOT
from tests.support.own_api import OwnApi

ITEM = {"code": "viscosity", "index": 2000, "name": "粘度", "kind": "number", "unit": "mm²/s", "least": "0"}
OIL: dict[str, Any] = {"name": "润滑油", "name_en": "Lubricant", "items": [ITEM]}


async def test_a_template_is_made_published_and_goes_on(own: OwnApi) -> None:
    made = await own.ask("POST", "/templates", OIL, by="park")
    id = made.json["id"]

    assert made.status == 201
    assert made.headers["Location"] == f"/api/v1/templates/{id}"
    assert made.json == {
        "id": id,
        "enterprise": None,
        "name": "润滑油",
        "name_en": "Lubricant",
        "description": "",
        "standard": "",
        "industry": "",
        "created": "2026-11-22T04:00:00Z",
        "published": None,
        "draft": 1,
        "item_count": 1,
        "items": None,
        "draft_items": [ITEM],
        "versions": [
            {
                "template": f"{id}@1",
                "version": 1,
                "standing": "draft",
                "created": "2026-11-22T04:00:00Z",
                "published": None,
                "schema": None,
            }
        ],
    }
    assert (await own.ask("GET", f"/templates/{id}", by="owner")).detail == (
        404,
        "absent",
        f"there is no template '{id}'",
    )
    published = await own.ask("PATCH", f"/templates/{id}", {"standing": "published"}, by="park")
    assert (published.status, published.json["published"], published.json["draft"]) == (200, 1, None)
    more = {"code": "colour", "index": 2001, "name": "颜色"}
    drafted = await own.ask("PUT", f"/templates/{id}", OIL | {"items": [ITEM, more]}, by="park", If_Match="*")
    assert (drafted.status, drafted.json["published"], drafted.json["draft"]) == (200, 1, 2)

    seen = await own.ask("GET", f"/templates/{id}", by="owner")
    assert (seen.json["items"], seen.json["draft_items"], seen.json["yours"]) == ([ITEM], None, False)
    assert [
        each["version"] for each in (await own.ask("GET", f"/templates/{id}/versions", by="owner")).json["items"]
    ] == [1]
    assert (await own.ask("GET", f"/templates/{id}/versions/2", by="owner")).status == 404
    assert (await own.ask("GET", f"/templates/{id}/versions/2", by="auditor")).json["items"] == [ITEM, more]
    assert (await own.ask("GET", f"/templates/{id}/versions/2/schema", by="park")).status == 404
    listed = (await own.ask("GET", "/templates", by="owner")).json["items"]
    assert [(each["id"], each["published"], each["item_count"]) for each in listed] == [(id, 1, 1)]
    assert (await own.ask("GET", "/templates?own=true", by="park")).json["items"] == []


async def test_the_schema_is_published_to_everybody(own: OwnApi) -> None:
    async with own.context.book.writing() as page:
        await install(page, ROOT)

    said = await own.ask("GET", "/templates/product/versions/1/schema")

    assert said.status == 200
    assert said.headers["Content-Type"] == "application/schema+json"
    assert said.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert said.json["$id"] == "/api/v1/templates/product/versions/1/schema"
    assert said.json["required"] == ["model", "product_name"]
    assert (await own.ask("GET", "/templates/product/versions/1")).status == 401
    assert (await own.ask("GET", "/templates/product/versions/x/schema")).status == 404


async def test_all_that_is_wrong_is_told_at_once_in_both_languages(own: OwnApi) -> None:
    wrong = {"name": "", "items": [ITEM | {"decimals": 40}, {"code": "viscosity", "index": 7, "name": "x"}]}

    said = await own.ask("POST", "/templates", wrong, by="park")

    assert said.detail[:2] == (422, "incomplete")
    assert [(each["pointer"], each["code"]) for each in said.json["errors"]] == [
        ("/name", "missing"),
        ("/items/0/decimals", "limit"),
        ("/items/1/index", "limit"),
        ("/items/1/code", "taken"),
    ]
    assert all(each["detail"] != each["detail_zh"] for each in said.json["errors"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"colour": "red"}, 'cannot read a template: unknown member "colour"'),
        ({"items": [ITEM | {"regex": "(a+)+$"}]}, 'cannot read a template: unknown member "regex" (at items[0])'),
        (
            {"items": [ITEM | {"kind": "blob"}]},
            "cannot read a template: 'blob' is not one of those allowed here (at items[0].kind)",
        ),
        ({"items": "x"}, "cannot read a template: expected array, got string (at items)"),
    ],
)
async def test_bodies_that_are_refused(embedded_own: OwnApi, change: dict[str, Any], sentence: str) -> None:
    said = await embedded_own.ask("POST", "/templates", OIL | change, by="park")

    assert said.detail == (400, "malformed", sentence)


async def test_of_two_who_change_a_draft_the_second_is_told(own: OwnApi) -> None:
    made = await own.ask("POST", "/templates", OIL, by="park")
    path = f"/templates/{made.json['id']}"
    read = await own.ask("GET", path, by="park")
    tag = read.headers["ETag"]

    assert tag == made.headers["ETag"]
    assert (await own.ask("GET", path, by="park", If_None_Match=tag)).status == 304
    without = await own.ask("PUT", path, OIL, by="park")
    assert without.detail[:2] == (428, "precondition-required")
    first = await own.ask("PUT", path, OIL | {"name": "甲"}, by="park", If_Match=tag)
    second = await own.ask("PUT", path, OIL | {"name": "乙"}, by="park", If_Match=tag)
    late = await own.ask("PATCH", path, {"standing": "published"}, by="park", If_Match=tag)

    assert (first.status, first.json["name"]) == (200, "甲")
    assert first.headers["ETag"] != tag
    sentence = f"the template {made.json['id']} was changed in the meantime: read it again before changing it"
    assert second.detail == late.detail == (412, "stale", sentence)
    assert (await own.ask("PUT", path, OIL, by="park", If_Match="soon")).detail[:2] == (400, "malformed")
    assert (await own.ask("PUT", path, OIL, by="park", If_Match=f"W/{tag}")).status == 412
    assert (await own.ask("GET", path, by="park")).json["name"] == "甲"
    done = await own.ask("PATCH", path, {"standing": "published"}, by="park", If_Match=first.headers["ETag"])
    assert (done.status, done.json["published"]) == (200, 1)
    assert done.headers["ETag"] not in (tag, first.headers["ETag"])
