"""The page behind a signed link: what it opens, for whoever has it; and what everybody sees, for whoever has none."""

from urllib.parse import quote

import sqlalchemy as sa

from registry.register import Registration, register
from registry.sharing.link import link_of
from registry.sharing.share import revoke, share
from registry.store.tables import trail
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.sharing import Extent, Grantee, To
from schemas.value import PUBLIC, SECRET, Value, graded
from tests.support.books import NOON, PREFIX, ROOT, Clock
from tests.support.console import House

HANDLE = Handle.parse("88.1000.1/A b")
VALUES = (
    Value(1, "NAME", b"board <b>"),
    Value(2, "price", b"38.60", permissions=graded(PUBLIC, Grade.PARTNER)),
    Value(3, "cost", b"12.00", permissions=SECRET),
)


async def test_a_link_opens_the_page_until_it_is_revoked_or_over(house: House, clock: Clock) -> None:
    book = house.context.book
    async with book.writing() as page:
        await register(page, ROOT, Registration(HANDLE, VALUES))
        extent = Extent(prefix=PREFIX, suffix=HANDLE.suffix_key)
        made = await share(page, ROOT, extent, Grantee(To.LINK), NOON + 86_400)
        other = await share(page, ROOT, extent, Grantee(To.LINK), NOON + 86_400)
    path = f"/console/shared?handle={quote(HANDLE.text, safe='')}&link="
    link, second = (link_of(house.context.pepper, grant) for grant in (made, other))

    shown = await house.browser().open(path + link)
    assert (shown.status, shown.path.partition("?")[0]) == (200, "/console/shared")
    assert "38.60" in shown.text
    assert "12.00" not in shown.text
    assert "board &lt;b&gt;" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'self'" in shown.headers["Content-Security-Policy"]
    async with book.writing() as page:
        await revoke(page, ROOT, made.id)
    for wrong in (link, "", "lnk_x"):
        closed = await house.browser().open(path + wrong)
        assert closed.status == 200
        assert "38.60" not in closed.text
    clock.now = NOON + 86_400
    assert "38.60" not in (await house.browser("zh-CN").open(path + second)).text
    async with book.reading() as page:
        lines = await page.rows(sa.select(trail.c.actor).where(trail.c.verb == "read graded values"))
    assert [line.actor for line in lines] == [f"link:{made.id}"]


async def test_what_is_not_there_is_a_page_too(house: House) -> None:
    assert (await house.browser().open("/console/shared?handle=88.1000.1%2FNONE&link=x")).status == 404
    assert (await house.browser().open("/console/shared?handle=x")).status == 400
