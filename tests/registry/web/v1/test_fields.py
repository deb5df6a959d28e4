"""Registering against a template over HTTP: one, many, changed; every fault in one answer."""

from typing import Any

import pytest

from registry.templates.publish import install
from tests.support.books import ROOT
from tests.support.own_api import OwnApi

BOARD = {"model": "HB-4", "product_name": "电路板", "mass": 0.25, "unit_price": "38.60", "bom_version": "B7"}
ONE = {"handle": "88.1000.1/HB-4", "template": "product@1", "fields": BOARD}
PATH = "/identifiers/88.1000.1/HB-4"


@pytest.fixture
async def ready(own: OwnApi) -> OwnApi:
    """The API with the ready-made templates."""
    async with own.context.book.writing() as page:
        await install(page, ROOT)
    return own


def fields(document: dict[str, Any]) -> dict[str, str]:
    return {value["type"]: value["data"]["value"] for value in document["values"]}


async def test_one_is_registered_and_remembers_its_template(ready: OwnApi) -> None:
    made = await ready.ask("POST", "/identifiers", ONE, by="owner")

    assert made.status == 201
    assert made.json["template"] == "product@1"
    assert [
        (value["index"], value["type"], value.get("permissions", "1110"), value.get("grade"))
        for value in made.json["values"]
    ] == [
        (1001, "TEMPLATE", "1110", None),
        (2000, "model", "1110", None),
        (2001, "product_name", "1110", None),
        (2005, "mass", "1110", None),
        (2012, "unit_price", "1100", "partner"),
        (2013, "bom_version", "1100", None),
    ]
    assert fields(made.json)["mass"] == "0.25"
    anybody = await ready.ask("GET", PATH)
    assert anybody.json["template"] == "product@1"
    assert set(fields(anybody.json)) == {"TEMPLATE", "model", "product_name", "mass"}
    assert set(fields((await ready.ask("GET", PATH, by="owner")).json)) == {"TEMPLATE", *BOARD}


async def test_every_fault_of_the_fields_is_told_at_once(ready: OwnApi) -> None:
    wrong = {"mass": "heavy", "colour": "red", "shelf_life": 1.5}

    said = await ready.ask("POST", "/identifiers", ONE | {"fields": wrong}, by="owner")

    assert said.detail[:2] == (422, "incomplete")
    assert [(each["pointer"], each["code"]) for each in said.json["errors"]] == [
        ("/fields/colour", "unknown"),
        ("/fields/model", "missing"),
        ("/fields/product_name", "missing"),
        ("/fields/mass", "unreadable"),
        ("/fields/shelf_life", "limit"),
    ]
    assert said.json["errors"][3]["detail"] == "mass (净重) is 'heavy', expected a number, as in 12.5"
    assert said.json["errors"][3]["detail_zh"] == "净重（mass）为“heavy”，应为数字，例如 12.5"
    assert await ready.stored("88.1000.1/HB-4") == []


async def test_many_are_registered_each_row_with_all_its_faults(ready: OwnApi) -> None:
    lines = (
        b'{"handle":"88.1000.1/B1","template":"batch","fields":{"batch_no":"L1","product":"88.1000.1/HB-4","quantity":5,"made_on":"2026-11-22"}}\n'
        b'{"handle":"88.1000.1/B2","template":"batch@1","fields":{"batch_no":"L1","product":"88.1000.1/HB-4","quantity":5,"made_on":"2026-11-22"}}\n'
        b'{"handle":"88.1000.1/B3","template":"batch@1","fields":{"quantity":-5,"made_on":"soon"}}\n'
        b'{"handle":"88.1000.1/B4","values":[]}\n'
    )

    said = await ready.send(lines, by="owner", Idempotency_Key="k")
    again = await ready.send(lines, by="owner", Idempotency_Key="k")

    assert [line.get("status") for line in said.lines] == [201, 422, 422, 201, None]
    assert said.lines[1]["errors"] == [
        {
            "pointer": "/fields/batch_no",
            "code": "taken",
            "detail_zh": "批号（batch_no）“L1”已属于 88.1000.1/B1",
            "detail": "batch_no (批号) 'L1' is that of 88.1000.1/B1",
        }
    ]
    assert [each["pointer"] for each in said.lines[2]["errors"]] == [
        "/fields/batch_no",
        "/fields/product",
        "/fields/quantity",
        "/fields/made_on",
    ]
    assert again.body == said.body


async def test_fields_are_changed_alone(ready: OwnApi) -> None:
    await ready.ask("POST", "/identifiers", ONE, by="owner")

    changed = await ready.ask("PATCH", PATH, {"fields": {"mass": 1, "bom_version": None}}, by="owner", If_Match='"1"')
    assert (changed.status, fields(changed.json)["mass"]) == (200, "1")
    assert "bom_version" not in fields(changed.json)
    wrong = await ready.ask("PATCH", PATH, {"fields": {"model": None}}, by="owner", If_Match="*")
    assert wrong.detail[:2] == (422, "incomplete")
    stale = await ready.ask("PATCH", PATH, {"fields": {"mass": 2}}, by="owner", If_Match='"1"')
    assert stale.detail[:2] == (412, "stale")
    put = {"template": "product@1", "fields": {"model": "X", "product_name": "板"}}
    replaced = await ready.ask("PUT", PATH, put, by="owner", If_Match="*")
    assert fields(replaced.json) == {"TEMPLATE": "product@1", "model": "X", "product_name": "板"}
    assert (await ready.ask("PATCH", PATH, {"fields": {"mass": 2}}, by="stranger", If_Match="*")).status == 403


async def test_a_dry_run_says_what_would_be_and_leaves_nothing(ready: OwnApi) -> None:
    said = await ready.ask("POST", "/identifiers?dry_run=true", ONE, by="owner")

    assert (said.status, said.json["template"], said.json["dry_run"]) == (200, "product@1", True)
    assert (await ready.ask("POST", "/identifiers", ONE, by="owner")).status == 201


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (ONE | {"template": "none@1"}, 404, "there is no template none@1 that may be used here"),
        (ONE | {"template": "product@9"}, 404, "there is no template product@9 that may be used here"),
        (
            ONE | {"template": "../x"},
            400,
            "cannot read '../x' as a template: expected its id and version, as in product@1",
        ),
        (ONE | {"fields": []}, 400, "cannot read a registration: expected object or null, got array (at fields)"),
        (
            {"handle": "88.1000.1/X", "values": [], "fields": {}},
            400,
            "cannot read a registration: fields of which template? expected the member template",
        ),
        (
            ONE | {"values": [{"index": 1001, "type": "TEMPLATE", "data": "batch@1"}]},
            400,
            "index 1001 is reserved for the template of the identifier",
        ),
    ],
)
async def test_what_is_refused(ready: OwnApi, body: dict[str, Any], status: int, sentence: str) -> None:
    said = await ready.ask("POST", "/identifiers", body, by="owner")

    assert (said.status, said.detail[2]) == (status, sentence)


async def test_what_was_registered_is_found_by_its_template(ready: OwnApi) -> None:
    await ready.ask("POST", "/identifiers", ONE, by="owner")

    found = await ready.ask("GET", "/search?template=product", by="owner")
    assert [each["handle"] for each in found.json["items"]] == ["88.1000.1/HB-4"]
    assert (await ready.ask("GET", "/search?template=product@2", by="owner")).json["items"] == []
    assert (await ready.ask("GET", "/search?template=batch&q=HB", by="owner")).json["items"] == []
    assert (await ready.ask("GET", "/search?template=a%20b", by="owner")).detail[:2] == (400, "malformed")
