"""`/api/v1/labels`: what comes out of it is a PDF, a picture, a ZIP or a symbol; every refusal in words."""

import io
import zipfile
from typing import Any

import pytest

from registry.printing.order import Presses
from schemas.errors import Busy
from tests.registry.printing.jobs import job
from tests.registry.printing.pictures import read_png
from tests.support.label_font import font
from tests.support.own_api import OwnApi

BASE = "https://id.example.cn"


async def registered(own: OwnApi, *names: str) -> None:
    rows = [{"handle": name, "values": [{"index": 1, "type": "MODEL", "data": "XG-7"}]} for name in names]
    for row in rows:
        assert (await own.ask("POST", "/identifiers", row, by="owner")).status == 201


async def labels(own: OwnApi, document: dict[str, Any], by: str | None = "owner") -> Any:
    return await own.ask("POST", "/labels", {"base": BASE} | document, by=by)


async def test_labels_of_a_prefix_are_a_pdf(own: OwnApi) -> None:
    font()
    await registered(own, "88.1000.1/A", "88.1000.1/B")

    made = await labels(
        own, {"prefix": "88.1000.1", "layout": "roll-50x30", "lines": ["{identifier}", "{value:MODEL}"]}
    )

    assert (made.status, made.headers["Content-Type"]) == (200, "application/pdf")
    assert made.headers["Content-Disposition"] == 'attachment; filename="labels.pdf"'
    assert made.headers["Cache-Control"] == "no-store"
    assert made.body.startswith(b"%PDF-")
    assert made.body.count(b"/Type/Page/") + made.body.count(b"/Type /Page\n") in (0, 2)


async def test_symbols_alone_come_as_a_zip(embedded_own: OwnApi) -> None:
    await registered(embedded_own, "88.1000.1/A", "88.1000.1/B")

    made = await labels(embedded_own, {"identifiers": ["88.1000.1/B", "88.1000.1/A"], "format": "png", "dpi": 203})

    assert (made.status, made.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(made.body)) as archive:
        assert archive.namelist() == ["00001.png", "00002.png", "labels.csv"]
        (found,) = read_png(archive.read("00001.png")).read()
    assert found.text == f"{BASE}/88.1000.1/B"


async def test_a_preview_is_a_picture(embedded_own: OwnApi) -> None:
    font()
    own_layout = {"label_width": 60, "label_height": 25, "text_size": 7}

    made = await labels(
        embedded_own,
        {
            "identifiers": ["(01)09506000134352(10)ABC(21)7"],
            "symbology": "gs1-data-matrix",
            "layout": own_layout,
            "lines": [{"text": "{code}", "size": 1.2, "rows": 3}],
            "format": "preview",
        },
    )

    assert (made.status, made.headers["Content-Type"]) == (200, "image/png")
    assert int.from_bytes(made.body[16:20]) == round(60 / 25.4 * 200)


@pytest.mark.parametrize(
    ("document", "status", "code", "detail"),
    [
        ({}, 400, "malformed", "labels of what? expected one of identifiers, prefix and batch, got none"),
        (
            {"identifiers": ["88.1/A"], "prefix": "88.1"},
            400,
            "malformed",
            "labels of what? expected one of identifiers, prefix and batch, got identifiers and prefix",
        ),
        (
            {"identifiers": ["88.1/A"], "count": 1},
            400,
            "malformed",
            "count is given with identifiers, expected it with prefix or batch only",
        ),
        (
            {"prefix": "88.1000.1", "unregistered": True},
            400,
            "malformed",
            "unregistered is given with prefix, expected it with identifiers only",
        ),
        ({"prefix": "88.1000.1", "count": 0}, 400, "malformed", "count is 0, expected 1 to 10000"),
        ({"prefix": "88.1000.1", "colour": 1}, 400, "malformed", 'cannot read labels: unknown member "colour"'),
        (
            {"identifiers": ["88.1000.1/A"], "symbology": "qr", "content": "element-string"},
            400,
            "malformed",
            "content of a QR code is element-string, expected url, identifier, digital-link or ecode",
        ),
        (
            {"identifiers": ["88.1000.1/A"], "base": "http://127.0.0.1:8000"},
            400,
            "malformed",
            "address of codes is 'http://127.0.0.1:8000', which leads everybody to a machine of their own: "
            "set public_base, or name another one",
        ),
        (
            {"identifiers": ["88.1000.1/A"], "base": "javascript:alert(1)"},
            400,
            "malformed",
            "address of codes is 'javascript:alert(1)', expected one like https://id.example.cn",
        ),
        (
            {"identifiers": ["88.1000.1/A"], "layout": {"label_width": 3, "label_height": 20}},
            400,
            "malformed",
            "label_width is 3, expected 5 to 2000",
        ),
        ({"identifiers": ["88.1000.1/A"], "dpi": 10}, 400, "malformed", "dpi is 10, expected 72 to 2400"),
        (
            {"identifiers": ["88.1000.1/A"], "module": 0},
            400,
            "malformed",
            "module is 0, expected more than 0 and at most 10 millimetres",
        ),
        ({"identifiers": ["88.1000.1/A"], "skip": -1}, 400, "malformed", "skip is -1, expected 0 to 9999"),
        ({"identifiers": ["88.1000.1/A"]}, 404, "absent", "88.1000.1/A is not registered"),
        ({"identifiers": ["88.9/A"]}, 421, "elsewhere", "88.9 is not a prefix of this node"),
        ({"prefix": "88.1000.10"}, 403, "forbidden", None),
        (
            {"identifiers": ["88.1000.1/A"] * 10_001},
            413,
            "too-large",
            "one request is for at most 10000 labels, got 10001",
        ),
        (
            {"identifiers": ["(01)09506000134353"], "symbology": "gs1-qr", "format": "svg"},
            400,
            "malformed",
            "check digit of AI 01 is 3, expected 2",
        ),
        (
            {"identifiers": ["9506000134352", "(01)09506000134353"], "symbology": "gs1-qr", "format": "svg"},
            400,
            "malformed",
            "label 2: check digit of AI 01 is 3, expected 2",
        ),
    ],
)
async def test_labels_that_are_not_made(
    embedded_own: OwnApi, document: dict[str, Any], status: int, code: str, detail: str | None
) -> None:
    refused = (await labels(embedded_own, document)).detail

    assert refused[:2] == (status, code)
    if detail is not None:
        assert refused[2] == detail


async def test_labels_need_a_key(embedded_own: OwnApi) -> None:
    assert (await labels(embedded_own, {"prefix": "88.1000.1"}, by=None)).status == 401


async def test_anybody_may_have_the_code_of_a_page(embedded_own: OwnApi) -> None:
    made = await embedded_own.ask("GET", "/labels/symbol?identifier=88.1000.1/%E6%B3%B5%207")
    assert (made.status, made.headers["Content-Type"]) == (200, "image/svg+xml")
    assert made.headers["Cache-Control"] == "public, max-age=86400"
    assert made.body.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" width="')
    again = await embedded_own.ask("GET", "/labels/symbol?identifier=88.1000.1/%E6%B3%B5%207")
    assert again.body == made.body

    picture = await embedded_own.ask("GET", "/labels/symbol?identifier=88.1000.1/A&format=png&dpi=203&module=0.5")
    (found,) = read_png(picture.body).read()
    assert found.text == f"{embedded_own.context.public_base}/88.1000.1/A"


async def test_with_a_key_any_symbol_is_made(embedded_own: OwnApi) -> None:
    query = "identifier=%2801%2909506000134352%2821%297&symbology=gs1-data-matrix&format=png&module=0.5"

    made = await embedded_own.ask("GET", f"/labels/symbol?{query}", by="owner")

    (found,) = read_png(made.body).read()
    assert (found.bytes, found.symbology_identifier) == (b"0109506000134352217", "]d2")


@pytest.mark.parametrize(
    ("query", "by", "status", "detail"),
    [
        ("", None, 400, "a symbol of what? expected the parameter identifier"),
        (
            "identifier=9506000134352",
            None,
            401,
            "without a key, only symbols that lead to this node's own page of a handle are made: "
            "send one as `Authorization: Bearer KEY`",
        ),
        (
            "identifier=88.1/A&content=identifier",
            None,
            401,
            "without a key, only symbols that lead to this node's own page of a handle are made: "
            "send one as `Authorization: Bearer KEY`",
        ),
        ("identifier=88.1/A&module=big", None, 400, "cannot read module='big': expected a number of millimetres"),
        ("identifier=88.1/A&module=nan", None, 400, "module is nan, expected at most 10000 millimetres"),
        ("identifier=88.1/A&dpi=1", None, 400, "cannot read dpi='1': expected a whole number between 72 and 2400"),
        ("identifier=88.1/A&level=Z", None, 400, "level of a QR code is 'Z', expected one of L, M, Q, H"),
        ("identifier=%2801%2909506000134353&symbology=gs1-qr", "owner", 400, "check digit of AI 01 is 3, expected 2"),
        ("identifier=9506000134353&symbology=gs1-128", "owner", 400, "check digit of the GTIN is 3, expected 2"),
    ],
)
async def test_symbols_that_are_not_drawn(
    embedded_own: OwnApi, query: str, by: str | None, status: int, detail: str
) -> None:
    refused = (await embedded_own.ask("GET", f"/labels/symbol?{query}", by=by)).detail

    assert (refused[0], refused[2]) == (status, detail)


async def test_layouts_and_symbologies_are_told(embedded_own: OwnApi) -> None:
    told = (await embedded_own.ask("GET", "/labels/layouts")).json

    assert told["layouts"][0] == {
        "name": "a4-3x8",
        "title": {"zh": "A4 3 列 8 行，70 × 37 mm", "en": "A4, 3 columns of 8, 70 × 37 mm"},
        "labels": 24,
        "layout": {
            "label_width": 70,
            "label_height": 37,
            "page_width": 210,
            "page_height": 297,
            "columns": 3,
            "rows": 8,
            "padding": 2.5,
        },
    }
    assert told["symbologies"][1] == {
        "name": "gs1-qr",
        "title": {"zh": "GS1 QR 码", "en": "a GS1 QR code"},
        "gs1": True,
        "levels": ["L", "M", "Q", "H"],
        "content": "element-string",
    }


async def test_orders_beyond_what_may_wait_are_refused() -> None:
    presses = Presses(at_once=1, waiting=0)

    async with presses.turn():
        with pytest.raises(Busy) as refusal:
            await presses.order(job(1, form="svg"))

    assert refusal.value.sentence == "1 orders of labels are being printed or waiting: come back later"
    assert (await presses.order(job(1, form="svg"))).startswith(b"PK")
