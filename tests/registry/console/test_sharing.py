"""Sharing in the console: partners are let in and shut out, links are shown once, groups are made and changed."""

import re
from collections.abc import Mapping
from html import unescape

import pytest

from registry.enroll import enroll
from registry.grant import grant
from registry.register import Registration, register
from registry.store import grants, groups
from schemas.account import Account
from schemas.enterprise import Enterprise
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Role
from schemas.value import PUBLIC, Value, graded
from tests.support.books import APP, PREFIX, ROOT
from tests.support.console import Browser, House

ROOM = "/console/sharing"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PARTNER = Enterprise(id="", name="九江某整机有限公司", uscc="91110000802100433B", industry="C3911")


@pytest.fixture
async def partner(house: House) -> Browser:
    """Somebody of another enterprise; there is a record with a price for partners."""
    handle = Handle.parse("88.1000.1/P-1")
    values = (
        Value(2, "DESC", "泵".encode()),
        Value(2000, "price", b"38.60", permissions=graded(PUBLIC, Grade.PARTNER)),
    )
    async with house.context.book.writing() as page:
        known = await enroll(page, ROOT, PARTNER)
        await page.flush()
        await grant(page, ROOT, Prefix.parse("88.1000.20"), known.id)
        await register(page, APP, Registration(handle, values))
    await house.account(Account("", "partner", "伙伴", Role.ENTERPRISE_ADMIN, known.id))
    browser = house.browser()
    await browser.sign_in("partner")
    return browser


async def test_a_partner_is_let_in_and_shut_out_again(house: House, boss: Browser, partner: Browser) -> None:
    record = "/console/record?handle=88.1000.1%2FP-1"
    assert "38.60" not in (await partner.open(record)).words
    await boss.open(ROOM)
    made = await boss.send(
        ROOM,
        {"to": "enterprise", "enterprise": PARTNER.name, "prefix": "88.1000.1", "days": "30", "note": HOSTILE[:60]},
    )
    assert "Granted." in made.words
    assert HOSTILE[:25] in unescape(made.text)
    assert "<script>alert" not in made.text
    assert "38.60" in (await partner.open(record)).words
    assert "What partners let us see" in (await partner.open(ROOM)).words
    async with house.context.book.reading() as page:
        (kept,) = await grants.list_(page, PREFIX)
    await partner.open(ROOM)
    assert (await partner.send(f"{ROOM}/{kept.id}", {})).status == 404
    await boss.open(ROOM)
    back = await boss.send(f"{ROOM}/{kept.id}", {})
    assert "Taken back." in back.words
    assert "38.60" not in (await partner.open(record)).words


async def test_a_link_is_shown_once(boss: Browser, partner: Browser) -> None:
    assert partner.at is not None
    await boss.open(f"{ROOM}?handle=88.1000.1/P-1")
    made = await boss.send(ROOM, {"to": "link", "what": "88.1000.1/P-1", "prefix": "88.1000.1", "days": "7"})
    link = re.search(
        r"<code data-copy>(https://id\.example\.cn/api/v1/identifiers/88\.1000\.1/P-1\?link=lnk_\S+)</code>", made.text
    )
    assert link is not None, made.words[:500]
    again = await boss.open(ROOM)
    assert "lnk_" not in again.text
    assert "whoever has a signed link" in again.words


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"to": "enterprise"}, 400, "which enterprise? expected its name"),
        ({"to": "enterprise", "enterprise": "nobody"}, 404, "there is no enterprise 'nobody'"),
        ({"to": "link", "days": "7"}, 400, "a link opens one record"),
        ({"to": "key", "key": "none"}, 404, "there is no key 'none'"),
        ({"to": "all"}, 400, "choose who is to see it"),
        ({"to": "link", "days": "many"}, 400, "cannot read 'many' as a number of days"),
        ({"to": "link", "what": "88.1000.20/X", "days": "7"}, 403, "may not say who sees what is under 88.1000.20"),
    ],
)
async def test_what_cannot_be_granted_is_told_and_stays_typed(
    boss: Browser, partner: Browser, fields: Mapping[str, object], status: int, sentence: str
) -> None:
    assert partner.at is not None
    await boss.open(ROOM)

    shown = await boss.send(ROOM, {"prefix": "88.1000.1", "note": HOSTILE[:60], **fields})

    assert (shown.status, sentence in shown.words) == (status, True), shown.words[:500]
    assert HOSTILE[:25] in unescape(shown.text)
    assert "<script>alert" not in shown.text


async def test_groups_are_made_and_changed(house: House, boss: Browser, partner: Browser) -> None:
    assert partner.at is not None
    await boss.open(ROOM)
    wrong = await boss.send(f"{ROOM}/groups", {"name": "供应商", "members": "nobody"})
    assert (wrong.status, "nobody" in wrong.words) == (404, True)
    made = await boss.send(f"{ROOM}/groups", {"name": "供应商", "members": f"{PARTNER.name}\r\n"})
    assert "The group is kept." in made.words
    async with house.context.book.reading() as page:
        (group,) = await groups.list_(page, None, True)
    changed = await boss.send(f"{ROOM}/groups", {"group": group.id, "name": "客户", "members": ""})
    assert "客户 0 enterprises" in changed.words
    await boss.send(ROOM, {"to": "group", "of_group": group.id, "prefix": "88.1000.1"})
    assert "客户" in (await boss.open(ROOM)).words


async def test_the_room_is_for_those_who_share(house: House, boss: Browser) -> None:
    reviewer = house.browser()
    await reviewer.sign_in("reviewer")

    assert (await reviewer.open(ROOM)).status == 403
    assert (await boss.open(f"{ROOM}?prefix=88.1000.10")).status == 403
