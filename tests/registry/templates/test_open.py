"""Templates of one enterprise that others may use: named ones or all, who see what is published and change nothing."""

import msgspec
import pytest

from registry.grant import grant
from registry.register import Registration, register
from registry.store.book import Book
from registry.templates.draft import draft, redraft
from registry.templates.find import listed, visible
from registry.templates.open import open_to, users_of
from registry.templates.publish import publish
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.template import Definition, Item, Particulars, TemplateReference
from tests.registry.templates import test_templates
from tests.support.books import ROOT

PARTS = Particulars(name="零件")
ONE = Definition(items=(Item(code="model", index=2000, name="型号"),))
TWO = Definition(items=(*ONE.items, Item(code="colour", index=2001, name="颜色")))


async def enterprises_of(book: Book) -> tuple[Principal, Principal]:
    """The administrators of two enterprises, the second of which holds a prefix."""
    chief, rival = await test_templates.enterprises_of(book)
    prefix = Prefix.parse("88.1000.77")
    async with book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        await page.flush()
        await grant(page, ROOT, prefix, rival.enterprise)
    return chief, msgspec.structs.replace(rival, prefixes=(prefix,))


async def test_named_others_see_what_is_published_and_register_against_it(book: Book) -> None:
    chief, rival = await enterprises_of(book)
    async with book.writing() as page:
        kept, _ = await draft(page, chief, chief.enterprise, PARTS, ONE)
        await publish(page, chief, kept.id)
        await redraft(page, chief, kept.id, PARTS, TWO)
        theirs = Registration(Handle(rival.prefixes[0], "A"), (), TemplateReference(kept.id), {"model": "M"})
        with pytest.raises(Absent):
            await register(page, rival, theirs)
        assert rival.enterprise is not None
        assert await open_to(page, chief, kept.id, [rival.enterprise]) == [rival.enterprise]

        _, seen = await visible(page, rival, kept.id)
        assert [version.version for version in seen] == [1]
        assert kept.id in [each.id for each, _ in await listed(page, rival)]
        await register(page, rival, theirs)
        for refused in (redraft(page, rival, kept.id, PARTS, TWO), open_to(page, rival, kept.id, [])):
            with pytest.raises(Forbidden):
                await refused
        assert await users_of(page, chief, kept.id) == [rival.enterprise]
        with pytest.raises(Forbidden):
            await users_of(page, rival, kept.id)

        assert await open_to(page, chief, kept.id, []) == []
        with pytest.raises(Absent):
            await visible(page, rival, kept.id)
        with pytest.raises(Absent):
            await register(
                page, rival, Registration(Handle(rival.prefixes[0], "B"), (), theirs.template, theirs.fields)
            )


async def test_everybody_may_use_one_that_is_open_to_all(book: Book) -> None:
    chief, rival = await enterprises_of(book)
    async with book.writing() as page:
        kept, _ = await draft(page, chief, chief.enterprise, PARTS, ONE)
        await publish(page, chief, kept.id)
        assert await open_to(page, chief, kept.id, [], everybody=True) == ["*"]
        await visible(page, rival, kept.id)
        theirs = Registration(Handle(rival.prefixes[0], "A"), (), TemplateReference(kept.id), {"model": "M"})
        await register(page, rival, theirs)
        with pytest.raises(Absent):
            await visible(page, None, kept.id)


async def test_what_cannot_be_opened_is_refused(book: Book) -> None:
    chief, rival = await enterprises_of(book)
    async with book.writing() as page:
        kept, _ = await draft(page, chief, chief.enterprise, PARTS, ONE)
        with pytest.raises(Absent, match="there is no enterprise 'nobody'"):
            await open_to(page, chief, kept.id, ["nobody"])
        with pytest.raises(Malformed, match="expected no names beside everybody"):
            await open_to(page, chief, kept.id, [str(rival.enterprise)], everybody=True)
        with pytest.raises(Absent):
            await open_to(page, rival, kept.id, [])
        shared, _ = await draft(page, ROOT, None, PARTS, ONE)
        with pytest.raises(Conflict, match="everybody uses it already"):
            await open_to(page, ROOT, shared.id, [])
        assert await open_to(page, chief, kept.id, [str(chief.enterprise)]) == []
