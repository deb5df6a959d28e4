"""Grants: what each opens to whom and until when, over both databases; and that every look stands in the trail."""

import json

import pytest
import sqlalchemy as sa

from registry.credentials import Pepper, holder, issue, with_prefixes
from registry.enroll import enroll
from registry.grant import grant
from registry.group import Group
from registry.register import Registration, register
from registry.sharing.gather import gather, regather
from registry.sharing.link import granted_by, link_of
from registry.sharing.see import note, see
from registry.sharing.share import revoke, share
from registry.store import grants
from registry.store.book import Book
from registry.store.tables import trail
from registry.store.tables_of_sharing import grants as table
from registry.templates.draft import draft
from registry.templates.publish import publish
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Elsewhere, Forbidden, Malformed, NodeError
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.sharing import Extent, Grantee, To
from schemas.template import Definition, Item, Particulars, TemplateReference
from schemas.value import PUBLIC, SECRET, Value, graded
from tests.support.books import APP, NOON, OTHER, PREFIX, ROOT, STRANGER, Clock

PEPPER = Pepper(bytes(32))
CHIEF = Principal("key:chief", Role.ENTERPRISE_ADMIN, (PREFIX,))
A, B = Handle.parse("88.1000.1/A"), Handle.parse("88.1000.1/B")
SHARED = graded(PUBLIC, Grade.PARTNER)
OPEN = Value(1, "URL", b"https://a.example/")
VALUES = (
    OPEN,
    Value(2, "price", b"38.60", permissions=SHARED),
    Value(3, "cost", b"12.00", permissions=SECRET),
    Value(4, "recipe", b"secret", permissions=SHARED),
)
WHOLE = Extent(prefix=PREFIX)
DAY = 86_400


@pytest.fixture
async def stocked(book: Book) -> Book:
    """Two records with a value of each grade."""
    async with book.writing() as page:
        for handle in (A, B):
            await register(page, APP, Registration(handle, VALUES))
    return book


async def partner(book: Book, name: str, uscc: str) -> tuple[str, Principal]:
    """An enterprise, and a key that acts for it."""
    async with book.writing() as page:
        made = await enroll(page, ROOT, Enterprise(id="", name=name, uscc=uscc))
        await page.flush()
    async with book.writing() as page:
        key, _ = await issue(page, ROOT, PEPPER, Role.ENTERPRISE_ADMIN, enterprise=made.id)
        return made.id, holder(await with_prefixes(page, key), "10.0.0.7")


async def sees(book: Book, who: Principal | None, handle: Handle = A, link: str = "") -> list[int]:
    """The indexes that somebody sees."""
    async with book.reading() as page:
        return [value.index for value in (await see(page, who, handle, PEPPER, link)).values]


# What a grant reaches: the extent, and what it opens of A (under no template) for its partner.
EXTENTS: list[tuple[Extent, list[int]]] = [
    (WHOLE, [1, 2, 4]),
    (Extent(prefix=PREFIX, indexes=(2,)), [1, 2]),
    (Extent(prefix=PREFIX, indexes=(3,)), [1]),
    (Extent(prefix=PREFIX, suffix="A"), [1, 2, 4]),
    (Extent(prefix=PREFIX, suffix="B"), [1]),
    (Extent(prefix=Prefix.parse("88.1000")), [1, 2, 4]),
    (Extent(prefix=OTHER), [1]),
]


@pytest.mark.parametrize(("extent", "seen"), EXTENTS)
async def test_a_grant_opens_what_is_graded_for_partners_within_its_extent(
    stocked: Book, extent: Extent, seen: list[int]
) -> None:
    enterprise, who = await partner(stocked, "甲公司", "91350100M000100Y43")
    async with stocked.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        await page.flush()
        await share(page, ROOT, extent, Grantee(To.ENTERPRISE, enterprise))

    assert await sees(stocked, who) == seen
    assert await sees(stocked, None) == [1]
    assert await sees(stocked, STRANGER) == [1]
    assert await sees(stocked, APP) == [1, 2, 3, 4]


async def test_items_of_a_template_are_opened_and_nothing_else_of_it(book: Book) -> None:
    items = (
        Item(code="model", index=2000, name="型号"),
        Item(code="price", index=2001, name="价格", grade=Grade.PARTNER),
        Item(code="recipe", index=2002, name="配方", grade=Grade.PARTNER),
    )
    enterprise, who = await partner(book, "甲公司", "91350100M000100Y43")
    async with book.writing() as page:
        kept, _ = await draft(page, ROOT, None, Particulars(name="件"), Definition(items=items))
        other, _ = await draft(page, ROOT, None, Particulars(name="别"), Definition(items=items))
        for one in (kept, other):
            await publish(page, ROOT, one.id)
        fields = {"model": "M", "price": "1", "recipe": "r"}
        await register(page, APP, Registration(A, (), TemplateReference(kept.id, 1), fields))
        await register(page, APP, Registration(B, (), TemplateReference(other.id, 1), fields))
        extent = Extent(prefix=PREFIX, template=kept.id, items=("price",))
        await share(page, CHIEF, extent, Grantee(To.ENTERPRISE, enterprise))
        with pytest.raises(Absent, match="has no item 'colour'$"):
            wrong = Extent(prefix=PREFIX, template=kept.id, items=("colour",))
            await share(page, CHIEF, wrong, Grantee(To.ENTERPRISE, enterprise))

    assert await sees(book, who, A) == [1001, 2000, 2001]
    assert await sees(book, who, B) == [1001, 2000]


async def test_a_key_an_enterprise_and_a_group_are_let_in_and_shut_out(stocked: Book, clock: Clock) -> None:
    first, one = await partner(stocked, "甲公司", "91350100M000100Y43")
    _, two = await partner(stocked, "乙公司", "91360121MAY1C7P03X")
    async with stocked.writing() as page:
        group = await gather(page, ROOT, None, "供应商", ["甲公司"])
        by_group = await share(page, CHIEF, WHOLE, Grantee(To.GROUP, group.id))
    assert (await sees(stocked, one), await sees(stocked, two)) == ([1, 2, 4], [1])
    async with stocked.writing() as page:
        await regather(page, ROOT, group.id, "供应商", ["乙公司"])
    assert (await sees(stocked, one), await sees(stocked, two)) == ([1], [1, 2, 4])
    async with stocked.writing() as page:
        await revoke(page, CHIEF, by_group.id)
        by_key = Grantee(To.KEY, one.name.removeprefix("key:"))
        await share(page, CHIEF, Extent(prefix=PREFIX, indexes=(2,)), by_key, NOON + DAY)
        with pytest.raises(Conflict, match="was revoked already$"):
            await revoke(page, CHIEF, by_group.id)
    assert (await sees(stocked, one), await sees(stocked, two)) == ([1, 2], [1])
    async with stocked.reading() as page:
        mine = await grants.to(page, one.name.removeprefix("key:"), first)
    assert [grant.extent.indexes for grant in mine] == [(2,)]
    clock.now = NOON + DAY
    assert await sees(stocked, one) == [1]


async def test_a_link_opens_one_record_until_it_ends_and_nothing_that_was_changed(stocked: Book, clock: Clock) -> None:
    extent = Extent(prefix=PREFIX, suffix="A", indexes=(2,))
    async with stocked.writing() as page:
        made = await share(page, CHIEF, extent, Grantee(To.LINK), NOON + DAY)
    link = link_of(PEPPER, made)

    assert await sees(stocked, None, A, link) == [1, 2]
    assert await sees(stocked, STRANGER, A, link) == [1, 2]
    assert await sees(stocked, None, B, link) == [1]
    for wrong in (
        "",
        "lnk_",
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        link.replace(made.id, "0" * 16),
        "x" * 9_000,
    ):
        assert await sees(stocked, None, A, wrong) == [1]
    async with stocked.reading() as page:
        assert await granted_by(page, Pepper(bytes(31) + b"x"), link) is None
    clock.now = NOON + DAY - 1
    assert await sees(stocked, None, A, link) == [1, 2]
    clock.now = NOON + DAY
    assert await sees(stocked, None, A, link) == [1]
    clock.now = NOON
    async with stocked.engine.begin() as connection:
        # Whoever may write to the database alone makes no link wider.
        await connection.execute(table.update().values(indexes="", expires_at=NOON + 99 * DAY))
    assert await sees(stocked, None, A, link) == [1]


async def test_a_link_is_revoked_at_once(stocked: Book) -> None:
    async with stocked.writing() as page:
        made = await share(page, CHIEF, Extent(prefix=PREFIX, suffix="A"), Grantee(To.LINK), NOON + DAY)
    assert await sees(stocked, None, A, link_of(PEPPER, made)) == [1, 2, 4]
    async with stocked.writing() as page:
        await revoke(page, CHIEF, made.id)
    assert await sees(stocked, None, A, link_of(PEPPER, made)) == [1]


async def test_every_look_at_what_is_not_public_and_not_ones_own_stands_in_the_trail(stocked: Book) -> None:
    enterprise, who = await partner(stocked, "甲公司", "91350100M000100Y43")
    async with stocked.writing() as page:
        granted = await share(page, CHIEF, WHOLE, Grantee(To.ENTERPRISE, enterprise))
        linked = await share(page, CHIEF, Extent(prefix=PREFIX, suffix="A"), Grantee(To.LINK), NOON + DAY)

    async def level(_: int) -> None:
        pass

    group = Group(stocked, level)
    asked: list[tuple[Principal | None, str, frozenset[int] | None]] = [
        (None, "", None),
        (STRANGER, "", None),
        (APP, "", None),
        (who, "", None),
        (who, "", frozenset({1})),
        (who, "", frozenset({2})),
        (None, link_of(PEPPER, linked), None),
        (ROOT, "", None),
    ]
    for reader, link, indexes in asked:
        async with stocked.reading() as open_page:
            seen = await see(open_page, reader, A, PEPPER, link, "10.0.0.9")
        await note(group, seen, indexes)

    async with stocked.reading() as looking:
        lines = await looking.rows(sa.select(trail).where(trail.c.verb == "read graded values").order_by(trail.c.act))
    assert [(line.actor, line.role, line.subject, line.at, json.loads(line.detail)) for line in lines] == [
        (who.name, "enterprise-admin", "88.1000.1/A", NOON, {"indexes": [2, 4], "grants": [granted.id]}),
        (who.name, "enterprise-admin", "88.1000.1/A", NOON, {"indexes": [2], "grants": [granted.id]}),
        (f"link:{linked.id}", "link", "88.1000.1/A", NOON, {"indexes": [2, 4], "grants": [linked.id]}),
        (ROOT.name, "park-admin", "88.1000.1/A", NOON, {"indexes": [2, 3, 4], "grants": []}),
    ]
    assert lines[2].address == "10.0.0.9"


async def test_a_key_for_other_verbs_is_not_let_in(stocked: Book) -> None:
    enterprise, who = await partner(stocked, "甲公司", "91350100M000100Y43")
    async with stocked.writing() as page:
        await share(page, CHIEF, WHOLE, Grantee(To.ENTERPRISE, enterprise))
    for scopes, seen in ((frozenset({"register"}), [1]), (frozenset({"read-hidden"}), [1, 2, 4])):
        limited = Principal(who.name, who.role, enterprise=enterprise, scopes=scopes)
        assert await sees(stocked, limited) == seen


LINKED = Extent(prefix=PREFIX, suffix="A")
REFUSED: list[tuple[Principal, Extent, Grantee, int | None, type[NodeError], str]] = [
    (APP, WHOLE, Grantee(To.KEY, "x"), None, Forbidden, "key:app may not say who sees what is under 88.1000.1"),
    (STRANGER, WHOLE, Grantee(To.KEY, "x"), None, Forbidden, "may not say who sees what is under 88.1000.1"),
    (CHIEF, Extent(prefix=OTHER), Grantee(To.KEY, "x"), None, Forbidden, "under 88.1000.10"),
    (CHIEF, Extent(prefix=Prefix.parse("88.7")), Grantee(To.KEY, "x"), None, Elsewhere, "88.7 is not served"),
    (CHIEF, WHOLE, Grantee(To.KEY, "x"), None, Absent, "there is no key 'x'"),
    (CHIEF, WHOLE, Grantee(To.ENTERPRISE, "x"), None, Absent, "there is no enterprise 'x'"),
    (CHIEF, WHOLE, Grantee(To.GROUP, "x"), None, Absent, "there is no group 'x'"),
    (CHIEF, WHOLE, Grantee(To.LINK), NOON + DAY, Malformed, "a link opens one record: expected the member handle"),
    (CHIEF, LINKED, Grantee(To.LINK), None, Malformed, "a link ends within 366 days: expected an earlier end"),
    (CHIEF, LINKED, Grantee(To.LINK), NOON + 400 * DAY, Malformed, "a link ends within 366 days"),
    (CHIEF, LINKED, Grantee(To.LINK), NOON, Malformed, "the end of the grant lies in the past"),
    (CHIEF, Extent(prefix=PREFIX, suffix="Z"), Grantee(To.LINK), NOON + DAY, Absent, "88.1000.1/Z is not registered"),
    (CHIEF, Extent(prefix=PREFIX, items=("a",)), Grantee(To.KEY, "x"), None, Malformed, "items of which template?"),
    (CHIEF, Extent(prefix=PREFIX, template="x"), Grantee(To.KEY, "x"), None, Absent, "there is no template 'x'"),
]


@pytest.mark.parametrize(("who", "extent", "grantee", "expires", "kind", "sentence"), REFUSED)
async def test_grants_that_are_refused(
    stocked: Book,
    who: Principal,
    extent: Extent,
    grantee: Grantee,
    expires: int | None,
    kind: type[NodeError],
    sentence: str,
) -> None:
    async with stocked.writing() as page:
        before = page.touched
        with pytest.raises(kind) as refused:
            await share(page, who, extent, grantee, expires)
        assert page.touched == before

    assert sentence in str(refused.value)


@pytest.mark.parametrize("text", ["", "links", "key:", "key:a b", "person:x", "group:" + "x" * 65])
def test_what_is_no_partner_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"as a partner: expected key:ID, enterprise:ID, group:ID or link \(at to\)$"):
        Grantee.parse(text)
