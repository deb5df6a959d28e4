"""Label layouts over the API: kept for an enterprise or for all, used by name, never another enterprise's."""

import io
import zipfile
from typing import Any

import pytest

from registry.label_layout import MOST_LAYOUTS
from tests.registry.web.v1.test_claims import CIRCUITS, held
from tests.support.own_api import OwnApi

__all__ = ["held"]

BOX: dict[str, Any] = {
    "title": "外箱标签",
    "layout": {"label_width": 70, "label_height": 50, "padding": 3},
    "lines": ["{identifier}", {"text": "{enterprise}", "size": 0.8}],
}
BASE = "https://id.example.cn"
PATH = "/label-layouts/box-70x50"


async def test_a_layout_is_kept_shown_exchanged_and_dropped(held: OwnApi) -> None:
    made = await held.ask("PUT", PATH, BOX, by="circuits")
    again = await held.ask("PUT", PATH, {**BOX, "title": ""}, by="circuits")
    shown = await held.ask("GET", PATH, by="circuits app")
    listed = await held.ask("GET", "/label-layouts", by="circuits app")
    dropped = await held.ask("DELETE", PATH, by="circuits")
    gone = await held.ask("DELETE", PATH, by="circuits")

    assert made.status == 201
    assert made.json | {"enterprise": "", "changed": "", "changed_by": ""} == {
        "name": "box-70x50",
        "enterprise": "",
        "title": "外箱标签",
        "labels": 1,
        "layout": BOX["layout"],
        "lines": BOX["lines"],
        "changed": "",
        "changed_by": "",
    }
    assert (again.status, again.json["title"]) == (200, "box-70x50")
    assert shown.json == again.json
    assert listed.json == {"items": [again.json]}
    assert dropped.status == 204
    assert gone.detail == (404, "absent", "there is no layout 'box-70x50'")


async def test_an_enterprise_s_own_comes_before_the_park_s_and_is_nobody_else_s(held: OwnApi) -> None:
    assert (await held.ask("PUT", PATH, {**BOX, "title": "of the park"}, by="park")).status == 201
    assert (await held.ask("PUT", PATH, {**BOX, "title": "of circuits"}, by="circuits")).status == 201
    assert (await held.ask("PUT", "/label-layouts/own", BOX, by="circuits")).status == 201

    titles = {by: (await held.ask("GET", PATH, by=by)).json["title"] for by in ("circuits", "knitting", "park")}
    names = {
        by: [each["name"] for each in (await held.ask("GET", "/label-layouts", by=by)).json["items"]]
        for by in ("circuits", "knitting", "auditor")
    }
    other = await held.ask("GET", "/label-layouts/own", by="knitting")

    assert titles == {"circuits": "of circuits", "knitting": "of the park", "park": "of the park"}
    assert names == {"circuits": ["box-70x50", "own"], "knitting": ["box-70x50"], "auditor": ["box-70x50"]}
    assert other.status == 404
    assert (await held.ask("DELETE", PATH, by="circuits")).status == 204
    assert (await held.ask("GET", PATH, by="circuits")).json["title"] == "of the park"


@pytest.mark.parametrize(
    ("by", "query", "sentence"),
    [
        ("circuits app", "", "may not keep label layouts for this enterprise"),
        ("circuits", "?enterprise=park", "may not keep label layouts for the park"),
        ("knitting", f"?enterprise={CIRCUITS['uscc']}", "may not keep label layouts for this enterprise"),
        ("auditor", "", "may not keep label layouts for the park"),
        ("reviewer", "", "may not keep label layouts for the park"),
    ],
)
async def test_who_may_not_keep_one(held: OwnApi, by: str, query: str, sentence: str) -> None:
    kept = await held.ask("PUT", PATH + query, BOX, by=by)
    dropped = await held.ask("DELETE", PATH + query, by=by)

    assert kept.detail[:2] == dropped.detail[:2] == (403, "forbidden")
    assert kept.detail[2].endswith(sentence)
    assert (await held.ask("GET", "/label-layouts", by="circuits")).json == {"items": []}


async def test_the_park_keeps_one_for_an_enterprise(held: OwnApi) -> None:
    made = await held.ask("PUT", f"{PATH}?enterprise={CIRCUITS['uscc']}", BOX, by="park")

    assert made.status == 201
    assert (await held.ask("GET", PATH, by="circuits")).json == made.json
    assert (await held.ask("GET", PATH, by="knitting")).status == 404


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("Box", BOX, "name of the layout is 'Box', expected 1 to 40 small letters, digits and hyphens"),
        ("-box", BOX, "name of the layout is '-box', expected 1 to 40 small letters, digits and hyphens"),
        ("b" * 41, BOX, f"name of the layout is '{'b' * 41}', expected 1 to 40 small letters, digits and hyphens"),
        ("a4-3x8", BOX, "name of the layout is 'a4-3x8', which is one that every node knows: expected another"),
        (
            "box",
            {"layout": {"label_width": 70, "label_height": 50, "padding": 30}},
            "padding is 30, expected less than half a label",
        ),
        ("box", {**BOX, "title": "x" * 101}, f"title of the layout is '{'x' * 80}', expected at most 100 characters"),
    ],
)
async def test_what_is_no_layout(held: OwnApi, name: str, body: dict[str, Any], sentence: str) -> None:
    refused = await held.ask("PUT", f"/label-layouts/{name}", body, by="circuits")

    assert refused.detail == (400, "malformed", sentence)


async def test_lines_are_read_when_they_are_kept(held: OwnApi) -> None:
    refused = await held.ask("PUT", PATH, {**BOX, "lines": ["{nonsense}"]}, by="circuits")

    assert refused.detail[:2] == (400, "malformed")
    assert "nonsense" in refused.detail[2]


async def test_labels_are_made_by_its_name(held: OwnApi) -> None:
    await held.ask("PUT", PATH, BOX, by="circuits")
    wanted = {
        "identifiers": ["88.1000.77/SN-1"],
        "unregistered": True,
        "base": BASE,
        "layout": "box-70x50",
        "format": "pdf",
    }

    ours = await held.ask("POST", "/labels", wanted, by="circuits app")
    theirs = await held.ask("POST", "/labels", {**wanted, "identifiers": ["88.1000.78/SN-1"]}, by="knitting app")
    inline = await held.ask(
        "POST", "/labels", {**wanted, **{name: BOX[name] for name in ("layout", "lines")}}, by="park"
    )

    assert (ours.status, ours.body[:5]) == (200, b"%PDF-")
    assert ours.body == inline.body
    assert theirs.detail[:2] == (400, "malformed")
    assert theirs.detail[2].startswith("layout is 'box-70x50', expected one of a4-3x8, ")


async def test_what_the_request_says_goes_before_what_is_kept(held: OwnApi) -> None:
    await held.ask("PUT", PATH, BOX, by="circuits")
    wanted = {"identifiers": ["88.1000.77/SN-1"], "unregistered": True, "base": BASE, "layout": "box-70x50"}

    kept = await held.ask("POST", "/labels", wanted, by="circuits")
    said = await held.ask("POST", "/labels", {**wanted, "lines": ["另一行"]}, by="circuits")
    alone = await held.ask("POST", "/labels", {**wanted, "format": "png"}, by="circuits")

    assert kept.body != said.body
    assert zipfile.ZipFile(io.BytesIO(alone.body)).namelist() == ["00001.png", "labels.csv"]


async def test_an_owner_has_so_many_and_no_more(held: OwnApi) -> None:
    for number in range(MOST_LAYOUTS):
        assert (await held.ask("PUT", f"/label-layouts/l{number}", BOX, by="circuits")).status == 201

    assert (await held.ask("PUT", "/label-layouts/more", BOX, by="circuits")).detail[:2] == (409, "conflict")
    assert (await held.ask("PUT", "/label-layouts/l7", BOX, by="circuits")).status == 200
    assert (await held.ask("PUT", "/label-layouts/more", BOX, by="knitting")).status == 201
