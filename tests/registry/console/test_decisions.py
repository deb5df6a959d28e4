"""A page of each decision: as it was at that moment, whatever came later, for the park and for the applicant."""

import re

import pytest
import sqlalchemy as sa

from registry.applying import apply
from registry.store.tables_of_applications import submissions
from registry.store.trail import Wanted, list_
from schemas.account import Account
from schemas.application import Application, Wish
from schemas.life import Standing
from schemas.principal import Role
from tests.support.applying import APPLICANT, SECRETS, Way, profile
from tests.support.console import Browser, House


@pytest.fixture
async def reviewer(house: House) -> Browser:
    """The browser of a reviewer, who is signed in."""
    browser = house.browser()
    await browser.sign_in("reviewer")
    return browser


async def returned_and_mended(house: House) -> Application:
    """An application that was returned with a remark, mended, and submitted again with another name and wish."""
    practice = house.context.practice
    async with house.context.book.writing() as page:
        id = (await Way(page, practice).at(Standing.RETURNED, capital="120")).id
        mended = profile(f"{1:032x}", 1, name="江西岫澜电路有限公司", capital="900")
        await apply.save(page, APPLICANT, practice, id, mended, Wish(purpose="后来的用途"))
        return await apply.submit(page, APPLICANT, practice, id)


async def test_it_reads_as_it_was_when_the_application_has_gone_on(house: House, reviewer: Browser) -> None:
    found = await returned_and_mended(house)

    shown = await reviewer.open(f"/console/reviews/{found.id}/decisions/1")

    assert shown.status == 200
    assert "江西岫澜第1电路科技有限公司" in shown.words
    assert "江西岫澜电路有限公司" not in shown.text
    assert "后来的用途" not in shown.text
    assert "Remark: 与执照不符" in shown.words
    assert "key:reviewer" in shown.words
    assert "nothing was changed since" in shown.words
    assert "Legal person: name" in shown.words
    assert re.findall(r'<span class="mark \w+">(returned|submitted)</span>', shown.text) == ["returned", "submitted"]
    assert not any(secret in shown.text for secret in SECRETS)


async def test_it_is_reached_from_the_queue_the_application_the_enterprise_and_the_trail(
    house: House, reviewer: Browser, park: Browser
) -> None:
    found = await returned_and_mended(house)
    here = f'href="/console/reviews/{found.id}/decisions/1"'

    for path in ("/console/reviews", f"/console/reviews/{found.id}", f"/console/enterprises/{found.enterprise}"):
        assert here in (await reviewer.open(path)).text, path
    assert here in (await park.open("/console/trail")).text


async def test_what_is_kept_and_is_not_what_was_looked_at_is_told(house: House, reviewer: Browser) -> None:
    found = await returned_and_mended(house)
    async with house.context.book.writing() as page:
        first = (submissions.c.application == found.id) & (submissions.c.number == 1)
        await page.connection.execute(sa.update(submissions).where(first).values(wish='{"purpose": "forged"}'))

    shown = await reviewer.open(f"/console/reviews/{found.id}/decisions/1")

    assert "What is kept does not have the digest that the decision names." in shown.words


async def test_the_applicant_reads_its_own_and_nobody_elses(house: House, boss: Browser) -> None:
    found = await returned_and_mended(house)
    await house.account(Account("", "maker", "钱薇", Role.ENTERPRISE_ADMIN, found.enterprise))
    maker = house.browser()
    await maker.sign_in("maker")

    listed = await maker.open(f"/console/application/{found.id}")
    shown = await maker.open(f"/console/application/{found.id}/decisions/1")

    assert f'href="/console/application/{found.id}/decisions/1"' in listed.text
    assert "Remark: 与执照不符" in shown.words
    assert "Show personal data" not in shown.words
    assert (await maker.open(f"/console/reviews/{found.id}/decisions/1")).status == 403
    assert (await boss.open(f"/console/application/{found.id}/decisions/1")).status == 404


@pytest.mark.parametrize("number", ["0", "2", "x", "99999999999", "1?against=7"])
async def test_there_is_no_other_decision(house: House, reviewer: Browser, number: str) -> None:
    found = await returned_and_mended(house)

    assert (await reviewer.open(f"/console/reviews/{found.id}/decisions/{number}")).status == 404


async def test_personal_data_of_then_is_shown_for_a_reason(house: House, reviewer: Browser) -> None:
    found = await returned_and_mended(house)
    path = f"/console/reviews/{found.id}/decisions/1"
    await reviewer.open(path)

    hasty = await reviewer.send(path, {"act": "show", "reason": "x"})
    shown = await reviewer.send(path, {"act": "show", "reason": "复核当时的身份证"})

    assert (hasty.status, any(secret in hasty.text for secret in SECRETS)) == (400, False)
    assert all(secret in shown.text for secret in SECRETS)
    async with house.context.book.reading() as page:
        lines, _ = await list_(page, Wanted(verb="unmask", subject=found.id), 10)
    assert [(each.line.actor, '"submission":"1"' in each.line.detail) for each in lines] == [("person:reviewer", True)]


async def test_an_auditor_reads_it_and_is_shown_no_personal_data(house: House) -> None:
    found = await returned_and_mended(house)
    auditor = house.browser()
    await auditor.sign_in("auditor")
    path = f"/console/reviews/{found.id}/decisions/1"

    shown = await auditor.open(path)
    token = (await auditor.open("/console/me")).token
    refused = await auditor.raw(path, {"form": token, "act": "show", "reason": "随便看看"})

    assert (shown.status, refused.status) == (200, 403)
    assert not any(secret in refused.text for secret in SECRETS)


async def test_what_the_applicant_writes_after_a_return_is_not_shown_to_the_park(
    house: House, reviewer: Browser
) -> None:
    practice = house.context.practice
    async with house.context.book.writing() as page:
        id = (await Way(page, practice).at(Standing.RETURNED)).id
        other = profile(f"{1:032x}", 1, name="江西改名中有限公司")
        await apply.save(page, APPLICANT, practice, id, other, Wish(purpose="还没提交的用途"))

    shown = await reviewer.open(f"/console/reviews/{id}")

    assert "江西改名中有限公司" not in shown.text
    assert "还没提交的用途" not in shown.text
