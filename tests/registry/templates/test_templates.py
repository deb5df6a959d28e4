"""Templates in the registry: drafts, versions that never change, and who may see and make them."""

import json

import pytest
import sqlalchemy as sa

from registry.enroll import enroll
from registry.store import templates
from registry.store.book import Book
from registry.store.tables import trail
from registry.templates.draft import disable, draft, redraft
from registry.templates.find import listed, usable, version_of, visible
from registry.templates.publish import install, publish
from schemas.complaint import Incomplete
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden
from schemas.principal import Principal, Role
from schemas.template import Definition, Item, Particulars, TemplateReference
from schemas.template_ready import ready
from tests.support.books import NOON, ROOT

OIL = Particulars(name="润滑油", name_en="Lubricant")
VISCOSITY = Item(code="viscosity", index=2000, name="粘度", required=True)
COLOUR = Item(code="colour", index=2001, name="颜色")
ONE = Definition(items=(VISCOSITY,))
TWO = Definition(items=(VISCOSITY, COLOUR))
AUDITOR = Principal("key:auditor", Role.AUDITOR)


async def enterprises_of(book: Book) -> tuple[Principal, Principal]:
    """The administrators of two enterprises."""
    found = []
    for name, uscc in (("甲公司", "91350100M000100Y43"), ("乙公司", "91360121MAY1C7P03X")):
        async with book.writing() as page:
            made = await enroll(page, ROOT, Enterprise(id="", name=name, uscc=uscc))
            await page.flush()
        found.append(Principal(f"key:{name}", Role.ENTERPRISE_ADMIN, enterprise=made.id))
    return found[0], found[1]


async def test_a_template_is_drafted_published_and_goes_on_in_versions(book: Book) -> None:
    chief, _ = await enterprises_of(book)
    async with book.writing() as page:
        kept, first = await draft(page, chief, chief.enterprise, OIL, ONE)
        with pytest.raises(Conflict) as unpublished:
            await usable(page, TemplateReference(kept.id, 1), chief.enterprise)
        with pytest.raises(Absent):
            await usable(page, TemplateReference(kept.id), chief.enterprise)
        _, published = await publish(page, chief, kept.id)
        with pytest.raises(Conflict) as twice:
            await publish(page, chief, kept.id)
        _, second = await redraft(page, chief, kept.id, OIL, TWO)
        assert (await usable(page, TemplateReference(kept.id), chief.enterprise)).version == 1
        _, again = await disable(page, chief, kept.id, "viscosity")
        with pytest.raises(Conflict, match=r"^the item viscosity \(粘度\) is disabled already$"):
            await disable(page, chief, kept.id, "viscosity")
        with pytest.raises(Absent, match="^the template .* has no item 'x'$"):
            await disable(page, chief, kept.id, "x")
        await publish(page, chief, kept.id)

    assert str(unpublished.value) == f"version 1 of the template {kept.id} is a draft: expected a published one"
    assert str(twice.value) == f"the template {kept.id} has no draft: version 1 is published already"
    assert (first.published, published.published_at, second.version, again.version) == (False, NOON, 2, 2)
    async with book.reading() as page:
        _, all_ = await visible(page, chief, kept.id)
        newest = await usable(page, TemplateReference(kept.id), chief.enterprise)
        lines = await page.rows(sa.select(trail).where(trail.c.subject == kept.id).order_by(trail.c.act))
    assert [(version.version, version.published) for version in all_] == [(2, True), (1, True)]
    assert all_[1].definition == ONE
    assert [item.disabled for item in newest.definition.items] == [True, False]
    assert [line.verb for line in lines] == [
        "draft template",
        "publish template",
        "draft template",
        "draft template",
        "publish template",
    ]
    assert json.loads(lines[2].detail)["after"]["items"]["colour"] == {"code": "colour", "index": 2001, "name": "颜色"}


async def test_what_is_wrong_is_told_all_at_once_and_nothing_is_entered(book: Book) -> None:
    chief, _ = await enterprises_of(book)
    async with book.writing() as page:
        kept, _ = await draft(page, chief, chief.enterprise, OIL, TWO)
        await publish(page, chief, kept.id)
    async with book.writing() as page:
        before = page.touched
        with pytest.raises(Incomplete) as refused:
            await redraft(page, chief, kept.id, Particulars(name=""), ONE)
        assert page.touched == before

    assert [complaint[0] for complaint in refused.value.complaints] == ["/name", "/items"]
    assert str(refused.value) == (
        "the template has 2 faults: name has 1 to 100 printable characters, got 0 (at name), and 1 more"
    )


async def test_an_enterprises_templates_are_its_own_and_the_parks_are_everybodys(book: Book) -> None:
    chief, rival = await enterprises_of(book)
    async with book.writing() as page:
        own, _ = await draft(page, chief, chief.enterprise, OIL, ONE)
        shared, _ = await draft(page, ROOT, None, OIL, ONE)
        with pytest.raises(Absent):
            await visible(page, rival, shared.id)
        await publish(page, ROOT, shared.id)
        for who, id, kind in ((rival, own.id, Absent), (chief, shared.id, Forbidden), (AUDITOR, own.id, Forbidden)):
            with pytest.raises(kind):
                await redraft(page, who, id, OIL, TWO)
            with pytest.raises(kind):
                await publish(page, who, id)
        for who, owner in ((rival, chief.enterprise), (chief, None), (AUDITOR, None)):
            with pytest.raises(Forbidden):
                await draft(page, who, owner, OIL, ONE)
        await publish(page, chief, own.id)
        with pytest.raises(Absent):
            await usable(page, TemplateReference(own.id), rival.enterprise)
        assert (await usable(page, TemplateReference(shared.id), rival.enterprise)).version == 1
        with pytest.raises(Absent, match="^there is no enterprise 'none'$"):
            await draft(page, ROOT, "none", OIL, ONE)

    async with book.reading() as page:
        seen = {
            name: [kept.id for kept, _ in await listed(page, who)]
            for name, who in (("chief", chief), ("rival", rival), ("auditor", AUDITOR), ("nobody", None))
        }
        assert (await version_of(page, None, shared.id, 1))[1].definition == ONE
        with pytest.raises(Absent, match="has no version 2$"):
            await version_of(page, chief, own.id, 2)
        with pytest.raises(Absent):
            await version_of(page, rival, own.id, 1)
    both = sorted([own.id, shared.id])
    assert {name: sorted(ids) for name, ids in seen.items()} == {
        "chief": both,
        "rival": [shared.id],
        "auditor": both,
        "nobody": [shared.id],
    }


async def test_the_ready_made_ones_are_entered_once(book: Book) -> None:
    async with book.writing() as page:
        entered = await install(page, ROOT)
        assert await install(page, ROOT) == []
        await redraft(page, ROOT, "product", OIL, Definition(items=(*ready()[0].items, COLOUR_OF_PRODUCT)))
    assert entered == [each.id for each in ready()]
    async with book.reading() as page:
        kept = await templates.find(page, "product")
        assert kept is not None
        assert kept.enterprise is None
        found = await usable(page, TemplateReference("product"), None)
    assert found.definition == ready()[0].definition


COLOUR_OF_PRODUCT = Item(code="colour", index=2100, name="颜色")
