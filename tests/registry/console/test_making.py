"""Coding rules, batches, labels and claims in the console: made, seen, refused beside the field, and one's own only."""

import base64
import re
from collections.abc import Mapping
from html import unescape

import pytest

from registry.define import define
from registry.store import claims
from registry.templates.publish import install
from schemas.coding_segments import Date, Definition, Fixed, Serial
from schemas.prefix import Prefix
from tests.support.books import OTHER, PREFIX, ROOT
from tests.support.console import Browser, House, Shown
from tests.support.label_font import font

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
SEGMENTS: Mapping[str, object] = {
    "segment.kind": ["fixed", "date", "serial", "check", ""],
    "segment.name": ["", "made", "", "", ""],
    "segment.text": ["SN", "", "", "", ""],
    "segment.format": ["YYMM"] * 5,
    "segment.characters": ["digits"] * 5,
    "segment.width": ["", "", "4", "", ""],
    "segment.least": [""] * 5,
    "segment.first": [""] * 5,
    "segment.algorithm": ["luhn"] * 5,
    "segment.over": ["", "", "", "2, 3", ""],
}
RULE = {"prefix": "88.1000.1", "name": "sn", "separator": "-", **SEGMENTS}


def text_of(shown: Shown) -> str:
    """The suffix that was tried, without the marks between its pieces."""
    return "".join(re.findall(r'<span class="piece \w+" title="[^"]*">([^<]*)</span>', shown.text))


async def rule(browser: Browser, **more: object) -> str:
    """A rule of the enterprise, published; the address of its page."""
    await browser.open("/console/rules/new")
    shown = await browser.send("/console/rules/new", {"act": "publish", **RULE, **more})
    assert "Published, and of use." in shown.words, shown.words[:400]
    return shown.path.partition("?")[0]


async def test_a_rule_is_tried_kept_published_and_read_again(boss: Browser) -> None:
    fresh = await boss.open("/console/rules/new?prefix=88.1000.1")
    assert "999,999 serials" in fresh.words
    tried = await boss.send("/console/rules/new", {"act": "try", **RULE, "try.made": "2026-11", "try.serial": "42"})
    assert text_of(tried) == "SN-2611-0042-4"
    assert 'value="2026-11"' in tried.text
    draft = await boss.send("/console/rules/new", {"act": "draft", **RULE})
    assert "Kept as a draft." in draft.words
    path = draft.path.partition("?")[0]
    published = await boss.send(path, {})
    assert "Published, and of use." in published.words
    assert "over segments 2, 3" in published.words
    again = await boss.send(path, {})
    assert (again.status, "is published already" in again.words) == (409, True)

    read = await boss.open(f"{path}?suffix=88.1000.1/sn-2611-0042-4")
    assert "2026-11" in read.words
    wrong = await boss.open(f"{path}?suffix=SN-2611-0042-5")
    assert "segment 4 (check)" in wrong.words
    following = await boss.open(f"/console/rules/new?from={path.rpartition('/')[2]}")
    assert 'name="segment.over" value="2, 3"' in following.text
    listed = await boss.open("/console/rules")
    assert text_of(listed).startswith("SN-")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": ""}, "the name of a rule has 1 to 64 printable characters"),
        ({"segment.width": ["", "", "x", "", ""]}, "segment 3: the width is 'x', expected a number"),
        ({"segment.format": ["YYMM", "MM", *["YYMM"] * 3]}, "cannot read the rule: Invalid enum value 'MM'"),
        ({"segment.over": ["", "", "", "1", ""]}, "segment 4 (check) is computed over segment 1 (fixed)"),
        ({"segment.kind": ["fixed", "evil", "serial", "check", ""]}, "segment 2: kind is 'evil'"),
        ({"prefix": "88.1000.10"}, "person:boss may not make identifiers under 88.1000.10"),
    ],
)
async def test_a_rule_that_cannot_be_is_told_and_stays_typed(
    boss: Browser, more: Mapping[str, object], sentence: str
) -> None:
    await boss.open("/console/rules/new")

    shown = await boss.send(
        "/console/rules/new", {"act": "publish", **RULE, "segment.text": [HOSTILE, "", "", "", ""], **more}
    )

    assert 400 <= shown.status < 500
    assert sentence in shown.words
    assert HOSTILE in unescape(shown.text)
    assert "<script>alert" not in shown.text


async def test_a_batch_is_seen_beforehand_registered_and_retired(boss: Browser) -> None:
    path = await rule(boss)
    fields = {
        "rule": path.rpartition("/")[2],
        "count": "100",
        "field.made": "2026-11",
        "index": ["1", "2"],
        "type": ["URL", "DESC"],
        "text": ["https://example.cn/{suffix}", HOSTILE],
        "grade": ["public", "public"],
    }
    await boss.open(f"/console/batches/new?rule={fields['rule']}")
    before = await boss.send("/console/batches/new", {"act": "preview", **fields})
    ends = re.search(r"88\.1000\.1/(SN-2611-0001-\d) … 88\.1000\.1/SN-2611-0100-\d", before.words)
    assert ends is not None, before.words
    made = await boss.send("/console/batches/new", {"act": "register", **fields})
    assert "The batch is registered." in made.words
    assert "88.1000.1/SN-2611-0020-" in made.words
    assert HOSTILE in unescape(made.text)
    assert "<script>alert" not in made.text
    batch = made.path.partition("?")[0]
    assert "88.1000.1/SN-2611-0100-" in (await boss.open(f"{batch}?from=99")).words
    record = await boss.open(f"/console/record?handle=88.1000.1%2F{ends[1]}")
    assert record.status == 200
    assert "0001" in (await boss.open("/console/batches?prefix=88.1000.1")).words

    await boss.open(batch)
    wrong = await boss.send(batch, {"confirm": "no"})
    assert (wrong.status, "to retire it for good" in wrong.words) == (400, True)
    retired = await boss.send(batch, {"confirm": batch.rpartition("/")[2]})
    assert "The batch is retired." in retired.words


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"count": "many"}, 400, "cannot read 'many' as a number"),
        ({"count": "10000"}, 409, "the rule sn has 9999 serials from 1 on, got 10000 asked for"),
        ({"field.made": "gestern"}, 400, "gestern"),
        ({"text": ["https://example.cn/{nothing}"]}, 400, "nothing"),
    ],
)
async def test_a_batch_that_cannot_be_is_told_and_stays_typed(
    boss: Browser, more: Mapping[str, object], status: int, sentence: str
) -> None:
    path = await rule(boss)
    fields = {
        "rule": path.rpartition("/")[2],
        "count": "5",
        "field.made": "2026-11",
        "index": ["1"],
        "type": ["URL"],
        "grade": ["public"],
    }
    await boss.open("/console/batches/new")

    shown = await boss.send(
        "/console/batches/new",
        {"act": "register", **fields, "text": ["https://example.cn/"], "first": "1", **more},
    )

    assert shown.status == status, shown.words[:300]
    assert sentence in shown.words
    assert 'name="first" type="text" value="1"' in shown.text


async def test_labels_are_seen_and_fetched(boss: Browser) -> None:
    font()
    await rule(boss)
    await boss.open("/console/identifiers/new")
    await boss.send(
        "/console/identifiers/new",
        {
            "prefix": "88.1000.1",
            "suffix": "A",
            "index": ["2"],
            "type": ["产品名称"],
            "text": ["泵"],
            "grade": ["public"],
        },
    )
    fields = {
        "way": "list",
        "identifiers": "88.1000.1/A",
        "lines": "{value:产品名称}",
        "content": "identifier",
        "symbology": "qr",
        "layout": "roll-50x30",
    }
    await boss.open("/console/labels?identifier=88.1000.1/A")
    seen = await boss.send("/console/labels", {"act": "preview", **fields})
    picture = re.search(r'src="data:image/png;base64,([^"]+)"', seen.text)
    assert picture is not None, seen.words[:400]
    assert base64.b64decode(picture[1]).startswith(b"\x89PNG")
    assert "1 labels; the first page:" in seen.words
    early = {**fields, "identifiers": "88.1000.1/not-yet", "lines": "{identifier}", "unregistered": "1"}
    assert "1 labels; the first page:" in (await boss.send("/console/labels", {"act": "preview", **early})).words
    form = {"form": seen.token, "act": "pdf", **fields}
    async with boss.session.post(f"{boss.base}/console/labels", data=form) as answer:
        assert (answer.status, (await answer.read())[:5]) == (200, b"%PDF-")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"identifiers": ""}, 400, "type one identifier a line"),
        ({"identifiers": "88.1000.1/none"}, 404, "88.1000.1/none is not registered"),
        ({"identifiers": "88.1000.10/X"}, 403, "person:boss may not"),
        ({"way": "batch"}, 400, "choose a batch"),
        ({"way": "prefix", "prefix": "88.1000.1", "count": "x"}, 400, "cannot read 'x' as a number"),
        ({"layout": "wallpaper"}, 400, "layout is 'wallpaper'"),
        ({"content": "rumour"}, 400, "choose what the code says"),
        ({"way": "all"}, 400, "choose what gets labels"),
    ],
)
async def test_labels_that_cannot_be_are_told_and_stay_typed(
    boss: Browser, more: Mapping[str, object], status: int, sentence: str
) -> None:
    await boss.open("/console/labels")

    fields = {"way": "list", "identifiers": "88.1000.1/A", "content": "identifier", "lines": HOSTILE}
    shown = await boss.send("/console/labels", {"act": "preview", **fields, **more})

    assert shown.status == status, shown.words[:300]
    assert sentence in shown.words
    assert HOSTILE in unescape(shown.text)
    assert "<script>alert" not in shown.text


async def test_a_claim_is_proposed_and_refused_beside_the_field(house: House, boss: Browser, park: Browser) -> None:
    await boss.open("/console/claims")
    wrong = await boss.send("/console/claims", {"scheme": "gs1", "stem": "95x", "evidence": HOSTILE})
    assert (wrong.status, "expected 4 to 12 digits" in wrong.words) == (400, True)
    assert 'id="w-stem"' in wrong.text
    assert HOSTILE in unescape(wrong.text)
    proposed = await boss.send("/console/claims", {"scheme": "gs1", "stem": "9506000", "evidence": HOSTILE})
    assert "Proposed: the park decides." in proposed.words
    assert "<script>alert" not in proposed.text
    async with house.context.book.reading() as page:
        assert [str(each.stem) for each in await claims.list_(page)] == ["gs1 9506000"]
    assert (await park.open("/console/claims")).status == 403


async def test_the_resolver_of_a_company_prefix_is_seen_by_whoever_decides(house: House, boss: Browser) -> None:
    reviewer = house.browser()
    await reviewer.sign_in("reviewer")
    given = {"scheme": "gs1", "stem": "9506000", "evidence": "", "handler": "https://r.example/dl"}
    await boss.open("/console/claims")
    wrong = await boss.send("/console/claims", {**given, "handler": "javascript:alert(1)"})
    assert (wrong.status, 'id="w-handler"' in wrong.text) == (400, True)
    assert "https://r.example/dl" in (await boss.send("/console/claims", given)).words
    assert "https://r.example/dl" in (await reviewer.open("/console/reviews/claims")).words


async def test_what_is_others_is_not_shown(house: House, boss: Browser) -> None:
    async with house.context.book.writing() as page:
        kept = await define(page, ROOT, OTHER, "sn", Definition((Fixed("X"), Date("made", "YY"), Serial(3))))

    assert (await boss.open(f"/console/rules/{kept.id}")).status == 403
    assert (await boss.open(f"/console/rules/new?from={kept.id}")).status == 403
    assert (await boss.open(f"/console/rules?prefix={OTHER}")).status == 403
    assert (await boss.open(f"/console/batches?prefix={OTHER}")).status == 403
    assert kept.id not in (await boss.open("/console/batches/new")).text
    assert (await boss.open("/console/rules/none")).status == 404
    assert (await boss.open("/console/batches/none")).status == 404
    assert Prefix.parse("88.1000.10") == OTHER


async def test_a_batch_is_registered_against_a_template(house: House, boss: Browser) -> None:
    async with house.context.book.writing() as page:
        await install(page, ROOT)
        rule = await define(page, ROOT, PREFIX, "板", Definition((Fixed("PB-"), Serial(4))))
    await boss.open(f"/console/batches/new?rule={rule.id}&template=product")
    assert boss.at is not None
    assert 'name="item.product_name"' in boss.at.text
    typed = {"act": "register", "rule": rule.id, "template": "product", "count": "10", "item.model": "HB-4"}

    wrong = await boss.send("/console/batches/new", {**typed, "item.unit_price": "much"})
    assert (wrong.status, "unit_price (出厂单价) is 'much'" in wrong.words) == (422, True)
    assert 'value="HB-4"' in wrong.text
    made = await boss.send(
        "/console/batches/new", {**typed, "item.product_name": "板 {serial}", "item.unit_price": "38.60"}
    )
    assert ("The batch is registered." in made.words, "product@1" in made.words) == (True, True)
    assert "板 0007" in (await boss.open("/console/record?handle=88.1000.1%2FPB-0007")).words
