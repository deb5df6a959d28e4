"""The enterprises as the park sees them: the list with its filters, one of them, and what the park may do to it."""

import re
from collections.abc import Mapping

import pytest

from registry.credentials import issue
from registry.enroll import enroll, open_park
from registry.store import accounts, enterprises, prefixes
from registry.store.trail import Wanted, list_
from schemas.account import AccountStanding
from schemas.enterprise import Enterprise, Park
from schemas.life import Standing
from schemas.principal import Role
from tests.support.applying import SECRETS, code_of, entered
from tests.support.books import PREFIX, ROOT
from tests.support.console import Browser, House, Shown

PATH = "/console/enterprises"


async def maker(house: House) -> Enterprise:
    """The enterprise of the fixture, as it stands."""
    async with house.context.book.reading() as page:
        found = await enterprises.find(page, "91110000600037341L")
    assert found is not None
    return found


async def act(browser: Browser, house: House, fields: Mapping[str, object]) -> Shown:
    """Do something to it, from its page."""
    firm = await maker(house)
    await browser.open(f"{PATH}/{firm.id}")
    return await browser.send(f"{PATH}/{firm.id}", {"version": str(firm.version), **fields})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["乙公司", "江西岫澜电路科技有限公司"]),
        ("q=岫澜", ["江西岫澜电路科技有限公司"]),
        ("q=91110000600037341l", ["江西岫澜电路科技有限公司"]),
        ("q=88.1000.1", ["江西岫澜电路科技有限公司"]),
        ("q=%25", []),
        ("standing=suspended", []),
        ("standing=active", ["乙公司", "江西岫澜电路科技有限公司"]),
        ("park=p", ["乙公司"]),
        ("park=outside", ["江西岫澜电路科技有限公司"]),
        ("scale=1", ["乙公司"]),
        ("bare=1", ["乙公司"]),
        ("category=network", []),
    ],
)
async def test_the_list_and_its_filters(house: House, park: Browser, query: str, found: list[str]) -> None:
    async with house.context.book.writing() as page:
        await open_park(page, ROOT, Park("p", "赣江园区"))
        await page.flush()
        await enroll(page, ROOT, Enterprise(id="", name="乙公司", uscc=code_of(9), park="p", above_scale=True))

    shown = await park.open(f"{PATH}?{query}")

    assert sorted(re.findall(rf'href="{PATH}/\w+">([^<]+)</a>', shown.text)) == found


async def test_the_life_of_an_enterprise_under_the_parks_hand(house: House, park: Browser) -> None:
    without = await act(park, house, {"act": "suspend", "reason": " "})
    assert without.status == 400
    assert re.search(r'id="w-reason">to suspend an enterprise takes a reason', without.text)
    suspended = await act(park, house, {"act": "suspend", "reason": "欠费"})
    assert "Suspended, its prefixes along with it." in suspended.words
    assert (await maker(house)).standing is Standing.SUSPENDED
    assert 'value="grant"' not in suspended.text
    assert "Restored." in (await act(park, house, {"act": "restore"})).words
    stale = await act(park, house, {"act": "close", "version": "1"})
    assert (stale.status, "is at version 3, and this is meant for 1" in stale.words) == (412, True)
    assert "It is closing." in (await act(park, house, {"act": "close"})).words
    assert "taken back" in (await act(park, house, {"act": "reopen"})).words
    await act(park, house, {"act": "close"})
    closed = await act(park, house, {"act": "finish", "reason": "已迁出"})
    assert "Closed for good" in closed.words
    assert re.findall(r"<strong>(ended for good|suspended|restored)</strong>", closed.text) == [
        "ended for good",
        "restored",
        "suspended",
    ]
    async with house.context.book.reading() as page:
        assert [each.standing.value for each in await prefixes.list_(page, (await maker(house)).id)] == ["closed"]


async def test_prefixes_are_granted_and_stand_as_the_park_says(house: House, park: Browser) -> None:
    shown = await park.open(f"{PATH}/{(await maker(house)).id}")
    free = re.search(r"Empty: the next free one, ([\d.]+)", shown.text)
    assert free is not None

    granted = await act(park, house, {"act": "grant", "chosen": "", "mode": "hosted"})
    assert "The prefix is granted." in granted.words
    assert f'">{free[1]}</a>' in granted.text
    chosen = await act(
        park, house, {"act": "grant", "chosen": "88.1000.777", "mode": "delegated", "endpoint": "https://n.example"}
    )
    assert "88.1000.777" in chosen.words
    for fields, status, sentence in (
        ({"chosen": "88.1000.777"}, 409, "was granted already"),
        ({"chosen": "88.2000.1"}, 409, "is not this node's to grant"),
        ({"chosen": "acht"}, 400, "cannot read 'acht'"),
        ({"mode": "stolen"}, 400, "cannot read 'stolen' as a mode"),
        ({"mode": "delegated", "endpoint": "javascript:alert(1)"}, 400, "expected an http or https address"),
    ):
        refused = await act(park, house, {"act": "grant", **fields})
        assert (refused.status, sentence in refused.words) == (status, True), refused.words

    assert "The prefix is suspended." in (await act(park, house, {"act": "prefix-suspended", "prefix": free[1]})).words
    assert "The prefix is restored." in (await act(park, house, {"act": "prefix-active", "prefix": free[1]})).words
    assert "closed for good" in (await act(park, house, {"act": "prefix-closed", "prefix": free[1]})).words
    others = await act(park, house, {"act": "prefix-closed", "prefix": "88.1000.10"})
    assert (others.status, "is no prefix of this enterprise" in others.words) == (400, True)


async def test_what_the_evaluation_counts_by_is_the_parks_to_say(house: House, park: Browser) -> None:
    async with house.context.book.writing() as page:
        await open_park(page, ROOT, Park("p", "赣江园区"))
    fields = {"act": "particulars", "park": "p", "joined_on": "2024-03-01", "left_on": "", "above_scale_year": "2025"}
    fields |= {"above_scale": "1", "scale": "large"}

    saved = await act(park, house, {**fields, "category": ["identifier", "security"]})

    assert "Saved." in saved.words
    firm = await maker(house)
    assert (firm.park, firm.joined_on, firm.above_scale, firm.above_scale_year) == ("p", "2024-03-01", True, 2025)
    assert firm.categories == ("identifier", "security")
    wrong = await act(park, house, {**fields, "above_scale_year": "zwei"})
    assert (wrong.status, "cannot read 'zwei' as a year" in wrong.words) == (400, True)
    wrong = await act(park, house, {**fields, "left_on": "2020-01-01"})
    assert (wrong.status, 'aria-describedby="w-left_on"' in wrong.text) == (422, True)


async def test_an_enterprise_is_invited_to_apply(house: House, park: Browser) -> None:
    await park.open(PATH)
    nameless = await park.send(PATH, {"firm": "", "name": "周敏", "login": "zhou.min"})
    assert (nameless.status, 'id="w-firm"' in nameless.text) == (400, True)

    shown = await park.send(PATH, {"firm": "丙公司", "name": "周敏", "login": "zhou.min"})

    assert "/console/invitation#inv_" in shown.text
    async with house.context.book.reading() as page:
        kept = await accounts.find_by_login(page, "zhou.min")
        assert kept is not None
        firm = await enterprises.find_by_id(page, kept.account.enterprise or "")
    assert firm is not None
    assert (firm.name, firm.standing) == ("丙公司", Standing.DRAFT)
    assert (kept.account.role, kept.account.standing) == (Role.ENTERPRISE_ADMIN, AccountStanding.INVITED)
    assert "丙公司" not in (await park.open(PATH)).words
    twice = await park.send(PATH, {"firm": "丁公司", "name": "周敏", "login": "zhou.min"})
    assert twice.status == 409
    async with house.context.book.reading() as page:
        expected, _ = await list_(page, Wanted(verb="expect"), 10)
    assert len(expected) == 1, "a place is opened together with its account, or not at all"


async def test_personal_data_keys_and_people_are_for_those_who_may(house: House, park: Browser) -> None:
    async with house.context.book.writing() as page:
        firm = await entered(page, house.context.practice, 3)
        await issue(page, ROOT, house.context.pepper, Role.ENTERPRISE_APP, (PREFIX,), 30, "车间 <i>MES</i>")
    path = f"{PATH}/{firm}"
    shown = await park.open(path)
    assert not any(secret in shown.text for secret in SECRETS)
    opened = await park.send(path, {"act": "show", "reason": "年度核对"})
    assert all(secret in opened.text for secret in SECRETS)

    reviewer, auditor = house.browser(), house.browser()
    await reviewer.sign_in("reviewer")
    await auditor.sign_in("auditor")
    seen = await auditor.open(f"{PATH}/{(await maker(house)).id}")
    assert "<h2>API keys</h2>" not in seen.text
    assert "<h2>History</h2>" in seen.text
    assert "Show personal data" not in seen.words
    assert "<h2>History</h2>" not in (await reviewer.open(path)).text
    token = (await auditor.open("/console/me")).token
    for fields in ({"act": "show", "reason": "neugierig"}, {"act": "suspend", "reason": "x"}, {"act": "grant"}):
        refused = await auditor.raw(path, {"form": token, "version": "2", **fields})
        assert refused.status == 403, refused.words
    keys = await park.open(f"{PATH}/{(await maker(house)).id}")
    assert "车间 &lt;i&gt;MES" in keys.text


async def test_an_enterprise_does_not_see_the_others(house: House, boss: Browser) -> None:
    firm = await maker(house)

    assert (await boss.open(PATH)).status == 403
    assert (await boss.open(f"{PATH}/{firm.id}")).status == 403
    token = (await boss.open("/console/me")).token
    for fields in ({"act": "grant"}, {"act": "suspend", "reason": "x"}, {"act": "finish", "reason": "x"}):
        assert (await boss.raw(f"{PATH}/{firm.id}", {"form": token, "version": "1", **fields})).status == 403
    assert (await maker(house)).version == 1
