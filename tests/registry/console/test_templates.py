"""Data templates in the console: made, published, changed by versions, and registered against, with faults in place."""

from collections.abc import Mapping
from html import unescape

import pytest

from registry.console.items import COLUMNS
from registry.enroll import enroll
from registry.store import templates
from registry.templates.publish import install
from schemas.enterprise import Enterprise
from schemas.handle import Handle
from schemas.template import TemplateReference
from tests.support.books import ROOT
from tests.support.console import Browser, House, Shown

ROOM = "/console/templates"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
OIL: list[Mapping[str, str]] = [
    {"code": "grade_iso", "name": "粘度等级", "choices": "VG32、VG46", "need": "required"},
    {"code": "viscosity", "name": "运动粘度", "kind": "number", "unit": "mm²/s", "least": "0", "decimals": "2"},
    {"code": "serial", "name": "序列号", "need": "unique", "grade": "internal", "longest": "20"},
    {"code": "reports", "name": "检测报告", "kind": "file", "many": "1", "endings": "PDF"},
]


def lines(*items: Mapping[str, str]) -> dict[str, object]:
    """The lines of the form for these items."""
    usual = {"kind": "char", "grade": "public", "format": "date"}
    return {f"item.{name}": [item.get(name, usual.get(name, "")) for item in items] for name in COLUMNS}


async def make(browser: Browser, act: str = "publish", more: Mapping[str, object] | None = None) -> Shown:
    """Send the form of a new template."""
    await browser.open(f"{ROOM}/new")
    return await browser.send(f"{ROOM}/new", {"act": act, "name": "润滑油", **lines(*OIL), **(more or {})})


async def test_a_template_from_a_draft_to_its_second_version(house: House, boss: Browser) -> None:
    draft = await make(boss, "draft")
    assert "Kept as a draft." in draft.words
    path = draft.path.partition("?")[0]
    assert (await boss.open(f"{path}/register")).status == 404
    await boss.open(path)
    assert "Published: it may be registered against." in (await boss.send(path, {})).words
    assert (await boss.send(path, {})).status == 409

    form = await boss.open(f"{path}/edit")
    assert 'value="VG32, VG46"' in form.text
    kept = [{**item, "index": str(2000 + place)} for place, item in enumerate(OIL)]
    fewer = await boss.send(f"{path}/edit", {"act": "publish", "name": "润滑油", **lines(*kept[1:])})
    assert (fewer.status, "it can be disabled, not left out" in fewer.words) == (422, True)
    kept[1] = {**kept[1], "disabled": "1"}
    changed = await boss.send(f"{path}/edit", {"act": "publish", "name": "润滑油", **lines(*kept)})
    assert "v2" in changed.words
    assert "disabled" in changed.words
    async with house.context.book.reading() as page:
        version = await templates.version(page, TemplateReference(path.rpartition("/")[2], 1))
    assert version is not None
    assert [(item.code, item.index, item.many, item.endings) for item in version.definition.items] == [
        ("grade_iso", 2000, False, ()),
        ("viscosity", 2001, False, ()),
        ("serial", 2002, False, ()),
        ("reports", 2003, True, ("pdf",)),
    ]
    assert "润滑油" in (await boss.open(ROOM)).words


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": ""}, "name has 1 to 100 printable characters, got 0"),
        (lines({"code": "1x", "name": HOSTILE[:40]}), "expected a letter and up to 63 letters"),
        (lines({"code": "a", "name": "甲", "index": "x"}), "the index is 'x', expected a number"),
        (lines({"code": "a", "name": "甲", "kind": "money"}), "Invalid enum value 'money'"),
        (lines({"code": "a", "name": "甲", "kind": "number", "least": "ten"}), "cannot read the items"),
        (lines({"code": "a", "name": "甲"}, {"code": "A", "name": "乙"}), "items[0] has the code A"),
        ({"item.code": [], "item.name": []}, "expected 1 to 500 items, got 0"),
    ],
)
async def test_a_template_that_cannot_be_is_told_in_its_place(
    boss: Browser, more: Mapping[str, object], sentence: str
) -> None:
    shown = await make(boss, more={"description": HOSTILE, **more})

    assert 400 <= shown.status < 500
    assert sentence in shown.words, shown.words[:600]
    assert HOSTILE in unescape(shown.text)
    assert "<script>alert" not in shown.text


async def test_registering_against_a_template(house: House, boss: Browser) -> None:
    path = (await make(boss)).path.partition("?")[0]
    form = f"{path}/register"
    fields: dict[str, object] = {"prefix": "88.1000.1", "suffix": "OIL-1", "url": "https://oil.example/1"}
    fields |= {"item.viscosity": "46.123", "item.serial": "7", "item.reports": "https://oil.example/a.pdf\r\nnowhere"}
    await boss.open(form)
    wrong = await boss.send(form, fields)
    assert wrong.status == 422
    assert "grade_iso (粘度等级) is missing" in wrong.words
    assert 'id="i-viscosity" name="item.viscosity" aria-invalid="true"' in wrong.text
    assert 'value="46.123"' in wrong.text
    assert 'id="n-reports-1"' in wrong.text

    right = {**fields, "item.viscosity": "46.12", "item.grade_iso": "VG46", "item.reports": "https://oil.example/a.pdf"}
    done = await boss.send(form, right)
    assert "Registered." in done.words, done.words[:600]
    async with house.context.book.reading() as page:
        record = await page.find(Handle.parse("88.1000.1/OIL-1"))
    assert record is not None
    assert [(value.index, value.data.decode(), value.public) for value in record.values] == [
        (1, "https://oil.example/1", True),
        (1001, f"{path.rpartition('/')[2]}@1", True),
        (2000, "VG46", True),
        (2001, "46.12", True),
        (2002, "7", False),
        (2003, '["https://oil.example/a.pdf"]', True),
    ]
    shown = await boss.open("/console/record?handle=88.1000.1%2FOIL-1")
    assert "粘度等级 grade_iso" in shown.words
    assert 'value="1001"' not in shown.text
    line = {"index": ["2000", "2001"], "type": ["grade_iso", "viscosity"], "grade": ["public", "public"]}
    amended = await boss.send(shown.path, {"version": "1", **line, "text": ["VG999", "x"]})
    assert amended.status == 422
    assert "expected one of VG32, VG46" in amended.words
    assert "viscosity (运动粘度) is 'x', expected a number" in amended.words
    await boss.open(form)
    again = await boss.send(form, {**right, "suffix": "OIL-2"})
    assert (again.status, "is that of 88.1000.1/OIL-1" in again.words) == (422, True)
    for more, sentence in (
        ({"suffix": ""}, "the suffix is missing"),
        ({"suffix": "OIL-1", "item.serial": "8"}, "is registered already"),
        ({"prefix": "88.1000.10"}, "person:boss may not register 88.1000.10/OIL-1"),
    ):
        refused = await boss.send(form, {**right, **more})
        assert sentence in refused.words
        assert 'value="46.12"' in refused.text


async def test_templates_are_shared_by_the_park_and_kept_from_rivals(
    house: House, boss: Browser, park: Browser
) -> None:
    async with house.context.book.writing() as page:
        await install(page, ROOT)
    listed = await boss.open(ROOM)
    assert "shared by the park" in listed.words
    product = await boss.open(f"{ROOM}/product")
    assert "Register against it" in product.words
    assert "/edit" not in product.text
    edit = await boss.open(f"{ROOM}/product/edit")
    await boss.open(ROOM)
    refused = await boss.send(f"{ROOM}/product/edit", {"act": "publish", "name": "x", **lines(*OIL)})
    assert (edit.status, refused.status) == (403, 403)
    begun = await boss.open(f"{ROOM}/new?from=product")
    assert 'value="product_name"' in begun.text
    theirs = (await make(park)).path.partition("?")[0]
    assert (await boss.open(theirs)).status == 200
    own = (await make(boss, "draft")).path.partition("?")[0]
    assert (await park.open(own)).status == 200
    assert (await house.browser().open(own)).path.startswith("/console/sign-in")
    assert (await boss.open(f"{ROOM}/none")).status == 404


async def test_of_two_who_change_a_template_the_second_is_told_and_keeps_what_was_typed(
    house: House, boss: Browser
) -> None:
    path = (await make(boss, "draft")).path.partition("?")[0]
    mine = (await boss.open(f"{path}/edit")).text
    edition = mine.partition('name="edition" value="')[2].partition('"')[0]
    kept = [{**item, "index": str(2000 + place)} for place, item in enumerate(OIL)]

    await boss.send(f"{path}/edit", {"act": "draft", "name": "先改", "edition": edition, **lines(*kept)})
    late = await boss.send(f"{path}/edit", {"act": "draft", "name": "后改", "edition": edition, **lines(*kept)})

    assert (late.status, "was changed in the meantime" in late.words) == (412, True)
    assert 'value="后改"' in late.text
    assert "先改" in (await boss.open(path)).words
    assert (await boss.send(path, {"edition": edition})).status == 412
    await boss.open(f"{path}/edit")
    newer = late.text.partition('name="edition" value="')[2].partition('"')[0]
    assert newer != edition
    done = await boss.send(f"{path}/edit", {"act": "draft", "name": "后改", "edition": newer, **lines(*kept)})
    assert "Kept as a draft." in done.words
    assert "后改" in done.words


async def test_a_template_is_opened_to_named_others(house: House, boss: Browser) -> None:
    async with house.context.book.writing() as page:
        await enroll(page, ROOT, Enterprise(id="", name="乙公司", uscc="91350100M000100Y43"))
    path = (await make(boss)).path.partition("?")[0]
    assert "its own enterprise alone" in (await boss.open(path)).words

    opened = await boss.send(f"{path}/users", {"users": "乙公司\n"})
    assert "Who may use it is kept." in opened.words
    assert ("named enterprises" in opened.words, ">乙公司</textarea>" in opened.text) == (True, True)
    wrong = await boss.send(f"{path}/users", {"users": "乙公司\n丙公司"})
    assert (wrong.status, "there is no enterprise '丙公司'" in wrong.words) == (404, True)
    assert "丙公司</textarea>" in wrong.text
    assert "every enterprise" in (await boss.send(f"{path}/users", {"everybody": "1", "users": "乙公司"})).words
    assert "its own enterprise alone" in (await boss.send(f"{path}/users", {})).words
