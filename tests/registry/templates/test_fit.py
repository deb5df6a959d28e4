"""Records under templates: registered, changed by every door, and never with what is another's alone."""

from typing import Any

import pytest
import sqlalchemy as sa

from registry.amend import change_fields, change_values, put_values, remove_values, replace, replace_many
from registry.register import Registration, register, register_many
from registry.retire import retire
from registry.store.book import Book
from registry.store.page import Writing
from registry.store.tables_of_templates import distinct_fields
from registry.templates.draft import draft, redraft
from registry.templates.publish import publish
from schemas.complaint import Incomplete
from schemas.errors import Absent, Conflict, Malformed, NodeError
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.record import Record
from schemas.template import Definition, Item, Kind, Particulars, TemplateReference
from schemas.value import Value
from tests.support.books import APP, OTHER, ROOT, STRANGER

PART = Particulars(name="零件")
MODEL = Item(code="model", index=2000, name="型号", required=True)
SERIAL = Item(code="serial_no", index=2001, name="编号", unique=True)
MASS = Item(code="mass", index=2002, name="质量", kind=Kind.NUMBER, grade=Grade.PARTNER)
COST = Item(code="cost", index=2003, name="成本", kind=Kind.NUMBER, grade=Grade.INTERNAL)
TAGS = Item(code="tags", index=2004, name="标签", many=True)
DEFINITION = Definition(items=(MODEL, SERIAL, MASS, COST, TAGS))
URL = Value(1, "URL", b"https://a.example/")


async def part(page: Writing) -> TemplateReference:
    """A template that the park shares."""
    kept, _ = await draft(page, ROOT, None, PART, DEFINITION)
    await publish(page, ROOT, kept.id)
    return TemplateReference(kept.id, 1)


def wanted(suffix: str, template: TemplateReference, /, *values: Value, **fields: Any) -> Registration:
    return Registration(Handle.parse(f"88.1000.1/{suffix}"), values, template, {"model": "M", **fields})


def said(record: Record) -> dict[str, tuple[str, str]]:
    """The values of a record by their types, with their grades."""
    return {value.type: (value.data.decode(), value.grade.value) for value in record.values}


async def told(refused: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Incomplete) as error:
        await refused
    return [(pointer, code, en) for pointer, code, _, en in error.value.complaints]


async def test_fields_become_values_with_the_grades_of_their_items(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        await register(page, APP, wanted("A", template, URL, serial_no="S1", mass="12.50", cost=3, tags=["x", "y"]))
        newest = await register(page, APP, wanted("B", TemplateReference(template.id)))
    async with book.reading() as page:
        kept = await page.find(Handle.parse("88.1000.1/A"))

    assert kept is not None
    assert [value.index for value in kept.values] == [1, 1001, 2000, 2001, 2002, 2003, 2004]
    assert said(kept) == {
        "URL": ("https://a.example/", "public"),
        "TEMPLATE": (template.text, "public"),
        "model": ("M", "public"),
        "serial_no": ("S1", "public"),
        "mass": ("12.50", "partner"),
        "cost": ("3", "internal"),
        "tags": ('["x", "y"]', "public"),
    }
    assert TemplateReference.among(newest.values) == template


async def test_what_does_not_fit_is_told_all_at_once_and_nothing_is_entered(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        before = page.touched
        found = await told(register(page, APP, wanted("A", template, model=None, mass="heavy", colour="red")))
        for values, sentence in (
            (
                (Value(2002, "mass", b"1"),),
                f"index 2002 is that of an item of {template.text}: expected what it holds in fields",
            ),
            ((Value(1001, "TEMPLATE", b"x@1"),), "index 1001 is reserved for the template of the identifier"),
        ):
            with pytest.raises(Malformed) as refused:
                await register(page, APP, wanted("A", template, *values))
            assert str(refused.value) == sentence
        for reference, kind in ((TemplateReference("none", 1), Absent), (TemplateReference(template.id, 2), Absent)):
            with pytest.raises(kind, match=f"^there is no template {reference.text} that may be used here$"):
                await register(page, APP, wanted("A", reference))
        await redraft(page, ROOT, template.id, PART, DEFINITION)
        with pytest.raises(Conflict, match="is a draft: expected a published one$"):
            await register(page, APP, wanted("A", TemplateReference(template.id, 2)))
        assert page.serial == before[0]

    assert [each[:2] for each in found] == [
        ("/fields/colour", "unknown"),
        ("/fields/model", "missing"),
        ("/fields/mass", "unreadable"),
    ]


async def test_what_is_unique_holds_within_a_prefix(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        await register(page, APP, wanted("A", template, serial_no="S1"))
        other = Registration(Handle(OTHER, "A"), (), template, {"model": "M", "serial_no": "S1"})
        await register(page, STRANGER, other)
        assert await told(register(page, APP, wanted("B", template, serial_no="S1"))) == [
            ("/fields/serial_no", "taken", "serial_no (编号) 'S1' is that of 88.1000.1/A")
        ]
    async with book.writing() as page:
        a, b = Handle.parse("88.1000.1/A"), Handle.parse("88.1000.1/B")
        await register(page, APP, wanted("B", template, serial_no="S2"))
        assert await told(change_fields(page, APP, b, {"serial_no": "S1"})) == [
            ("/fields/serial_no", "taken", "serial_no (编号) 'S1' is that of 88.1000.1/A")
        ]
        await change_fields(page, APP, a, {"serial_no": "S1", "mass": 1})
        await change_fields(page, APP, a, {"serial_no": "S3"})
        await change_fields(page, APP, b, {"serial_no": "S1"})
        await retire(page, APP, b)
        await register(page, APP, wanted("C", template, serial_no="S1"))
        rows = await page.rows(sa.select(distinct_fields.c.prefix, distinct_fields.c.suffix))
    assert sorted(map(tuple, rows)) == [("88.1000.1", "A"), ("88.1000.1", "C"), ("88.1000.10", "A")]


async def test_many_are_held_against_their_templates_each_with_its_own_faults(book: Book) -> None:
    async with book.writing() as page:
        template = await part(page)
        rows = [
            wanted("A", template, serial_no="S1"),
            wanted("B", template, serial_no="S1"),
            wanted("C", template, mass="x", cost="y"),
            wanted("D", TemplateReference("none", 1)),
            Registration(Handle.parse("88.1000.1/E"), (URL,)),
            wanted("F", template, tags="x"),
        ]
        answers = await register_many(page, APP, rows, all_or_nothing=False)

    assert [isinstance(answer, NodeError) for answer in answers] == [False, True, True, True, False, True]
    assert [str(answer) for answer in answers if isinstance(answer, NodeError)] == [
        "88.1000.1/B has 1 fault: serial_no (编号) 'S1' is that of 88.1000.1/A (at fields/serial_no)",
        "88.1000.1/C has 2 faults: mass (质量) is 'x', expected a number, as in 12.5 (at fields/mass), and 1 more",
        "there is no template none@1 that may be used here",
        "88.1000.1/F has 1 fault: tags (标签) is 'x', expected a list (at fields/tags)",
    ]
    async with book.reading() as page:
        kept = await page.find(Handle.parse("88.1000.1/A"))
    assert kept is not None
    assert said(kept)["serial_no"] == ("S1", "public")


async def test_a_record_stays_what_its_template_says_by_whatever_door_it_is_changed(book: Book) -> None:
    handle = Handle.parse("88.1000.1/A")
    async with book.writing() as page:
        template = await part(page)
        await register(page, APP, wanted("A", template, serial_no="S1", mass=1, cost=2))
    async with book.writing() as page:
        # The grade is the item's, whatever the sender says of it.
        record = await put_values(page, APP, handle, (Value(2003, "cost", b"+3.0"), URL))
        assert said(record)["cost"] == ("3.0", "internal")
        assert said(record)["TEMPLATE"] == (template.text, "public")
        assert await told(put_values(page, APP, handle, (Value(2003, "cost", b"dear"),))) == [
            ("/fields/cost", "unreadable", "cost (成本) is 'dear', expected a number, as in 12.5")
        ]
        assert await told(put_values(page, APP, handle, (Value(2003, "price", b"1"),))) == [
            ("/fields/cost", "contradiction", "value 2003 is that of cost (成本) and has the type 'price'")
        ]
        assert await told(remove_values(page, APP, handle, [2000])) == [
            ("/fields/model", "missing", "model (型号) is missing")
        ]
        assert await told(replace(page, APP, handle, (URL,))) == [
            ("/fields/model", "missing", "model (型号) is missing")
        ]
        with pytest.raises(Malformed, match="^index 1001 is reserved for the template of the identifier$"):
            await change_values(page, APP, handle, (Value(1001, "TEMPLATE", b"other@1"),), ())
        record = await remove_values(page, APP, handle, [1001])
        assert TemplateReference.among(record.values) == template
        record = await change_fields(page, APP, handle, {"mass": None, "model": "N"}, (Value(3, "X", b"x"),), (1,))
        assert said(record) == {
            "X": ("x", "public"),
            "TEMPLATE": (template.text, "public"),
            "model": ("N", "public"),
            "serial_no": ("S1", "public"),
            "cost": ("3.0", "internal"),
        }
        record = await replace(page, APP, handle, (Value(2000, "model", b"O"),))
        assert said(record) == {"TEMPLATE": (template.text, "public"), "model": ("O", "public")}
        await register(page, APP, wanted("B", template, serial_no="S1"))


async def test_a_record_moves_to_another_version_when_it_is_told_to(book: Book) -> None:
    handle, plain = Handle.parse("88.1000.1/A"), Handle.parse("88.1000.1/P")
    async with book.writing() as page:
        template = await part(page)
        await register(page, APP, wanted("A", template, mass=1))
        await register(page, APP, Registration(plain, (URL,)))
        more = Item(code="colour", index=2005, name="颜色", required=True)
        await redraft(page, ROOT, template.id, PART, Definition(items=(*DEFINITION.items, more)))
        await publish(page, ROOT, template.id)
        second = TemplateReference(template.id, 2)
    async with book.writing() as page:
        assert await told(replace(page, APP, handle, (), None, second, {"model": "M"})) == [
            ("/fields/colour", "missing", "colour (颜色) is missing")
        ]
        moved = await replace(page, APP, handle, (), None, second, {"model": "M", "colour": "红"})
        taken = await replace(page, APP, plain, (URL,), None, second, {"model": "M", "colour": "红"})
        with pytest.raises(Conflict, match="^88.1000.1/Q stands under no template: expected values, not fields$"):
            await register(page, APP, Registration(Handle.parse("88.1000.1/Q"), (URL,)))
            await change_fields(page, APP, Handle.parse("88.1000.1/Q"), {"model": "M"})
        answers = await replace_many(
            page,
            APP,
            [
                Registration(handle, (), second, {"model": "M", "colour": "红"}),
                Registration(handle, (), second, {"model": "N", "colour": "红"}),
                Registration(plain, (URL,), second, {"colour": "红"}),
            ],
        )
    assert TemplateReference.among(moved.values) == TemplateReference.among(taken.values) == second
    assert answers[0] == 0
    assert isinstance(answers[1], int)
    assert answers[1] > 0
    assert isinstance(answers[2], Incomplete)
