"""Files against a template: columns are items, every fault of a row is told, and nothing wrong comes in."""

from pathlib import Path

import pytest

from registry.jobs.desk import start, visible
from registry.store.book import Book
from registry.templates.draft import draft
from registry.templates.publish import publish
from schemas.errors import Absent, Conflict
from schemas.handle import Handle
from schemas.job import JobStanding
from schemas.template import Definition, Item, Kind, Particulars, TemplateReference
from tests.registry.jobs.test_work import Desk
from tests.support.books import APP, ROOT

PART = Particulars(name="零件")
ITEMS = (
    Item(code="model", index=2000, name="型号", required=True),
    Item(code="serial_no", index=2001, name="编号", unique=True),
    Item(code="mass", index=2002, name="质量", kind=Kind.NUMBER, unit="kg"),
)
TABLE = """handle,型号,serial_no,质量
88.1000.1/A,M,S1,1.5
88.1000.1/B,,S2,heavy
88.1000.1/C,M,S1,2
88.1000.1/D,M,S4,
""".encode()


async def part(book: Book) -> TemplateReference:
    async with book.writing() as page:
        kept, _ = await draft(page, ROOT, None, PART, Definition(items=ITEMS))
        await publish(page, ROOT, kept.id)
    return TemplateReference(kept.id)


async def test_a_table_is_looked_through_and_entered(book: Book, tmp_path: Path) -> None:
    desk, template = Desk(book, tmp_path), await part(book)
    sent = await desk.send(TABLE, template=template)
    assert sent.template == f"{template.id}@1"
    assert await desk.worker.next()
    async with book.reading() as page:
        job = await visible(page, APP, sent.id)
    assert (job.standing, job.rows, job.wrong) == (JobStanding.CHECKED, 4, 2)
    assert [(fault.row, fault.column, fault.reason) for fault in desk.shelf.faults(job)] == [
        (3, "model, mass", "model (型号) is missing; mass (质量) is 'heavy', expected a number, as in 12.5"),
        (4, "serial_no", "serial_no (编号) 'S1' is that of 88.1000.1/A"),
    ]
    async with book.writing() as page:
        await start(page, APP, sent.id)
    assert await desk.worker.next()
    async with book.reading() as page:
        job = await visible(page, APP, sent.id)
        entered = await page.find(Handle.parse("88.1000.1/A"))
    assert (job.registered, job.refused) == (2, 2)
    assert entered is not None
    assert [(value.index, value.data) for value in entered.values] == [
        (1001, f"{template.id}@1".encode()),
        (2000, b"M"),
        (2001, b"S1"),
        (2002, b"1.5"),
    ]


async def test_a_file_whose_columns_are_no_items_fails_as_a_whole(book: Book, tmp_path: Path) -> None:
    desk, template = Desk(book, tmp_path), await part(book)
    sent = await desk.send(b"handle,colour\n88.1000.1/A,red\n", template=template)
    assert await desk.worker.next()

    async with book.reading() as page:
        job = await visible(page, APP, sent.id)
    assert job.standing is JobStanding.FAILED
    assert job.reason == f"{template.id}@1 has no item 'colour': expected one of model, serial_no, mass"


async def test_a_file_against_no_template_or_a_draft_is_not_taken(book: Book, tmp_path: Path) -> None:
    desk = Desk(book, tmp_path)
    async with book.writing() as page:
        kept, _ = await draft(page, ROOT, None, PART, Definition(items=ITEMS))
    for reference, who, kind in (("none", APP, Absent), (kept.id, APP, Absent), (f"{kept.id}@1", ROOT, Conflict)):
        with pytest.raises(kind):
            await desk.send(TABLE, who, template=TemplateReference.parse(reference))
