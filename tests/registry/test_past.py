"""What was done to somebody, out of a long trail: registrations are not looked at."""

import sqlalchemy as sa

from registry.store.book import Book
from registry.store.trail import about
from tests.support.books import ROOT


async def test_what_was_done_to_whom_is_found_by_its_index(book: Book) -> None:
    async with book.writing() as page:
        for number in range(300):
            page.note(ROOT, "register", f"88.1000.1/{number}")
            page.note(ROOT, "save application" if number % 100 else "grant", "abc" if number % 2 else "88.1000.1")
        page.note(ROOT, "grant", "88.1000.10")
    async with book.reading() as page:
        found = await about(page, ["abc", "88.1000.1"], 1_000)
        newest = await about(page, ["abc"], 2)
        if not book.embedded:
            await page.connection.execute(sa.text("set enable_seqscan = off"))
        asked = "explain " + ("query plan " if book.embedded else "")
        plan = await page.rows(
            sa.text(
                f"{asked} select * from trail where subject in ('abc', 'x') and verb <> 'register' order by act desc"
            )
        )

    assert len([each for each in found if each.line.subject == "abc"]) == 150
    assert {each.line.subject for each in found} == {"abc", "88.1000.1"}
    assert [each.line.act for each in newest] == sorted((each.line.act for each in newest), reverse=True)
    assert "ix_trail_subject" in str(plan)
