"""Batches under templates: held against one as a whole, each member what it would be had it been registered alone."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from registry.amend import change_fields
from registry.batch import WantedBatch, register_batch, retire_batch
from registry.consult import consult
from registry.credentials import Pepper
from registry.define import define
from registry.register import Registration, register
from registry.retire import retire
from registry.sharing.link import link_of
from registry.sharing.see import see
from registry.sharing.share import share
from registry.store.batches import KeptBatch
from registry.store.book import Book
from registry.store.page import Writing
from registry.store.tables_of_templates import distinct_fields
from registry.templates import fit_batch
from registry.templates.draft import draft
from registry.templates.publish import publish
from resolver.replica.batch import batch_key, batch_octets, batch_of
from schemas.coding_segments import Definition as Coding
from schemas.coding_segments import Fixed, Serial
from schemas.complaint import Incomplete
from schemas.errors import Absent, Conflict, Malformed
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.sharing import Extent, Grantee, To
from schemas.template import Definition, Item, Kind, Particulars, TemplateReference
from schemas.value import Value
from tests.support.books import APP, PREFIX, ROOT

PEPPER = Pepper(bytes(32))
ITEMS = (
    Item(code="model", index=2000, name="型号", required=True),
    Item(code="serial_no", index=2001, name="编号", unique=True, longest=12),
    Item(code="number", index=2002, name="序号", kind=Kind.NUMBER, least=Decimal(1000), most=Decimal(5000)),
    Item(code="price", index=2003, name="单价", kind=Kind.NUMBER, grade=Grade.PARTNER),
    Item(code="note", index=2004, name="备注", grade=Grade.INTERNAL),
    Item(code="made_on", index=2005, name="日期", kind=Kind.DATE),
    Item(code="shift", index=2006, name="班次", choices=("早", "晚")),
    Item(code="sheet", index=2007, name="文件", kind=Kind.FILE, endings=("pdf",)),
    Item(code="parts", index=2008, name="部件", kind=Kind.REFERENCE, many=True),
    Item(code="old", index=2009, name="旧项", disabled=True),
)
URL = Value(1, "URL", b"https://a.example/{serial}")


async def part(page: Writing) -> TemplateReference:
    """A template that the park shares."""
    kept, _ = await draft(page, ROOT, None, Particulars(name="零件"), Definition(items=ITEMS))
    await publish(page, ROOT, kept.id)
    return TemplateReference(kept.id, 1)


async def entered(
    page: Writing, template: TemplateReference, count: int = 100, first: int = 1000, **items: Any
) -> KeptBatch:
    """A batch of SN-1000 and on."""
    rule = await define(page, ROOT, PREFIX, f"sn{page.serial}-{first}", Coding((Fixed("SN-"), Serial(4))))
    wanted = WantedBatch(rule.id, count, (URL,), first=first, template=template, items={"model": "M", **items})
    return await register_batch(page, APP, wanted)


async def told(refused: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Incomplete) as error:
        await refused
    return [(pointer, code, en) for pointer, code, _, en in error.value.complaints]


async def rows(page: Writing) -> list[str]:
    return sorted((await page.connection.execute(sa.select(distinct_fields.c.suffix))).scalars())


async def test_members_say_what_they_would_say_alone_in_the_grades_of_their_items(book: Book) -> None:
    given: dict[str, Any] = {
        "serial_no": "No {serial}",
        "number": "{serial}",
        "price": 38,
        "note": "内部 {suffix}",
        "sheet": "https://a.example/{suffix}.pdf",
        "parts": ["88.1000.1/P-{serial}", "88.1000.1/Q"],
    }
    async with book.writing() as page:
        template = await part(page)
        kept = await entered(page, template, **given)
        alone: dict[str, Any] = {
            "serial_no": "No 1007x",
            "number": 1007,
            "price": 38,
            "note": "内部 SN-1007",
            "sheet": "https://a.example/SN-1007.pdf",
            "parts": ["88.1000.1/P-1007", "88.1000.1/Q"],
        }
        url = Value(1, "URL", b"https://a.example/1007")
        likeness = Registration(Handle.parse("88.1000.1/ALIKE"), (url,), template, {"model": "M", **alone})
        await register(page, APP, likeness)
    async with book.reading() as page:
        member, _ = await consult(page, APP, Handle.parse("88.1000.1/SN-1007"))
        other, _ = await consult(page, APP, Handle.parse("88.1000.1/ALIKE"))
    assert [(each.index, each.type, each.permissions) for each in member.values] == [
        (each.index, each.type, each.permissions) for each in other.values
    ]
    assert [each.data for each in member.values if each.type != "serial_no"] == [
        each.data for each in other.values if each.type != "serial_no"
    ]
    assert member.value(2001).data == b"No 1007"  # type: ignore[union-attr]
    assert TemplateReference.among(member.values) == template
    # The replica has what everybody may see, and nothing else.
    key = batch_key(kept.batch)
    followed = batch_of(key, batch_octets(key, kept.serial, kept.batch))
    assert followed is not None
    assert {value.type for value in followed.batch.values} == {
        *("URL", "TEMPLATE", "model", "serial_no", "number", "sheet", "parts")
    }


async def test_a_partner_is_shown_a_members_granted_value(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        await entered(page, template, price="{serial}.5", note="x")
        handle = Handle.parse("88.1000.1/SN-1001")
        granted = Extent(prefix=PREFIX, suffix=handle.suffix_key, template=template.id, items=("price",))
        made = await share(page, ROOT, granted, Grantee(To.LINK), page.now + 60)
    async with book.reading() as page:
        seen = await see(page, None, handle, PEPPER, link_of(PEPPER, made))
    assert [(value.type, value.data) for value in seen.values if not value.public] == [("price", b"1001.5")]


@pytest.mark.parametrize(
    ("items", "faults"),
    [
        ({"strange": "x"}, [("/items/strange", "unknown")]),
        ({"model": None}, [("/items/model", "missing")]),
        ({"model": True}, [("/items/model", "unreadable")]),
        ({"old": "x"}, [("/items/old", "disabled")]),
        ({"serial_no": "Nummer {serial}"}, []),
        ({"serial_no": "Nummeros {serial}"}, [("/items/serial_no", "limit")]),
        ({"number": "{serial}0"}, [("/items/number", "limit")]),
        ({"number": "{suffix}"}, [("/items/number", "contradiction")]),
        ({"price": "0{serial}"}, [("/items/price", "contradiction")]),
        ({"price": "-{serial}.25"}, []),
        ({"price": ["{serial}"]}, [("/items/price", "unreadable")]),
        ({"made_on": "{serial}-01-01"}, [("/items/made_on", "contradiction")]),
        ({"made_on": "2026-11-22"}, []),
        ({"shift": "{serial}"}, [("/items/shift", "contradiction")]),
        ({"shift": "中"}, [("/items/shift", "limit")]),
        ({"sheet": "https://a.example/{serial}"}, [("/items/sheet", "limit")]),
        ({"parts": ["{serial}"]}, [("/items/parts/0", "unreadable")]),
        ({"parts": "88.1000.1/Q"}, [("/items/parts", "unreadable")]),
    ],
)
async def test_what_some_members_could_not_say_is_refused(
    book: Book, items: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    async with book.writing() as page:
        template = await part(page)
        serial = page.serial
        if not faults:
            await entered(page, template, **items)
            return
        assert [each[:2] for each in await told(entered(page, template, **items))] == faults
        assert page.serial == serial


async def test_the_ends_of_a_run_are_within_the_bounds_of_a_number(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        assert await told(entered(page, template, 2, 5000, number="{serial}")) == [
            ("/items/number", "limit", "number (序号) is '5001', expected a number in [1000, 5000]")
        ]
        await entered(page, template, 2, 4999, number="{serial}")
        letters = await define(page, ROOT, PREFIX, "letters", Coding((Fixed("L"), Serial(4, "letters"))))
        wanted = WantedBatch(letters.id, 5, (), template=template, items={"model": "M", "number": "{serial}"})
        [fault] = await told(register_batch(page, APP, wanted))
        assert (
            fault[2] == "number (序号) is a number: expected no placeholder but {serial}, of a serial in decimal digits"
        )


async def test_what_is_unique_is_each_members_own_until_it_is_let_go(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        taken = Handle.parse("88.1000.1/OTHER")
        await register(page, APP, Registration(taken, (), template, {"model": "M", "serial_no": "No 1002"}))
        assert await told(entered(page, template, 5, serial_no="No {serial}")) == [
            ("/items/serial_no", "taken", "serial_no (编号) 'No 1002' is that of 88.1000.1/OTHER")
        ]
        assert await told(entered(page, template, 5, serial_no="the same")) == [
            ("/items/serial_no", "taken", "serial_no (编号) 'the same' is that of 88.1000.1/SN-1000")
        ]
        kept = await entered(page, template, 5, serial_no="S{serial}")
    async with book.writing() as page:
        late = Registration(Handle.parse("88.1000.1/LATE"), (), template, {"model": "M", "serial_no": "S1003"})
        assert await told(register(page, APP, late)) == [
            ("/fields/serial_no", "taken", "serial_no (编号) 'S1003' is that of 88.1000.1/SN-1003")
        ]
        await change_fields(page, APP, Handle.parse("88.1000.1/SN-1001"), {"serial_no": "mine"})
        await retire(page, APP, Handle.parse("88.1000.1/SN-1003"))
        await register(page, APP, late)
        assert await rows(page) == ["LATE", "OTHER", "SN-1000", "SN-1001", "SN-1002", "SN-1004"]
    async with book.writing() as page:
        await retire_batch(page, APP, kept.batch.id)
        assert await rows(page) == ["LATE", "OTHER", "SN-1001"]


async def test_a_large_batch_has_no_unique_item(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        rule = await define(page, ROOT, PREFIX, "long", Coding((Fixed("L"), Serial(9))))
        items: dict[str, Any] = {"model": "M", "serial_no": "{serial}"}
        most = fit_batch.MOST_UNIQUE
        with pytest.raises(Conflict) as refused:
            await register_batch(page, APP, WantedBatch(rule.id, most + 1, (), template=template, items=items))
        assert refused.value.sentence == (
            "serial_no (编号) is unique, and the node keeps each that is taken: a batch with it has at most 10000 "
            "identifiers, got 10001"
        )
        await register_batch(page, APP, WantedBatch(rule.id, most, (), template=template, items=items))
        del items["serial_no"]
        await register_batch(page, APP, WantedBatch(rule.id, 10**8, (), template=template, items=items))


async def test_a_member_that_is_changed_by_itself_stays_under_the_template(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        await entered(page, template, price="5")
    async with book.writing() as page:
        handle = Handle.parse("88.1000.1/SN-1001")
        assert await told(change_fields(page, APP, handle, {"model": None, "price": "much"})) == [
            ("/fields/model", "missing", "model (型号) is missing"),
            ("/fields/price", "unreadable", "price (单价) is 'much', expected a number, as in 12.5"),
        ]
        changed = await change_fields(page, APP, handle, {"price": "6"})
    assert changed.value(2003) is not None
    assert changed.value(2003).grade is Grade.PARTNER  # type: ignore[union-attr]


async def test_a_template_that_cannot_be_used_is_refused(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        with pytest.raises(Absent):
            await entered(page, TemplateReference("nothing"))
        kept, _ = await draft(page, ROOT, None, Particulars(name="草稿"), Definition(items=ITEMS))
        with pytest.raises(Conflict):
            await entered(page, TemplateReference(kept.id, 1))
        rule = await define(page, ROOT, PREFIX, "r", Coding((Fixed("R"), Serial(4))))
        with pytest.raises(Malformed, match="items of which template"):
            await register_batch(page, APP, WantedBatch(rule.id, 1, (), items={"model": "M"}))
        there = (Value(2001, "serial_no", b"x"),)
        with pytest.raises(Malformed, match="index 2001 is that of an item of"):
            await register_batch(page, APP, WantedBatch(rule.id, 1, there, template=template, items={"model": "M"}))
        with pytest.raises(Malformed):
            await register_batch(page, APP, WantedBatch(rule.id, 1, (template.value,)))
