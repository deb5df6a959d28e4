"""An enterprise's own room: its application from the first draft to being in force, and its changes afterwards."""

import re
from collections.abc import Mapping
from html import unescape

import pytest

from registry.applying import review
from registry.applying.expect import expect
from registry.store import applications, enterprises
from schemas.account import Account
from schemas.application import Application, Kind, Remark
from schemas.life import Standing
from schemas.principal import Principal, Role
from schemas.profile import members_of
from tests.support.applying import PNG, SECRETS, profile
from tests.support.books import ROOT
from tests.support.console import Browser, House, Shown

ROOM = "/console/application"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
REVIEWER = Principal("person:reviewer", Role.REVIEWER)


@pytest.fixture
async def newcomer(house: House) -> Browser:
    """The browser of somebody whose enterprise is expected and has not applied yet."""
    async with house.context.book.writing() as page:
        expected = await expect(page, ROOT, "上饶云汐传感科技有限公司")
    await house.account(Account("", "new", "钱薇", Role.ENTERPRISE_ADMIN, expected.id))
    browser = house.browser()
    await browser.sign_in("new")
    return browser


def filled(**more: object) -> dict[str, object]:
    """The form of a profile that nothing is wrong with, with these fields otherwise."""
    fields: dict[str, object] = {}
    for name, value in members_of(profile("")).items():
        if isinstance(value, list):
            fields[name] = value
        elif value is not None and value is not False:
            fields[name] = str(value)
    return {**fields, "certificate": PNG, "wish.mode": "hosted", **more}


def version_of(shown: Shown) -> str:
    found = re.search(r'name="version" value="(\d+)"', shown.text)
    assert found is not None, shown.words[:300]
    return found[1]


async def begin(browser: Browser, kind: str = "entry") -> str:
    """Begin an application; the address of its form."""
    await browser.open(ROOM)
    shown = await browser.send(ROOM, {"act": kind})
    assert re.fullmatch(rf"{ROOM}/[0-9a-f]{{32}}", shown.path), shown.words[:300]
    return shown.path


async def send(browser: Browser, path: str, act: str, fields: Mapping[str, object]) -> Shown:
    """Open the form and send it."""
    page = await browser.open(path)
    return await browser.send(path, {"act": act, "version": version_of(page), **fields})


async def found(house: House, path: str) -> Application:
    async with house.context.book.reading() as page:
        application = await applications.find(page, path.rpartition("/")[2])
    assert application is not None
    return application


async def test_an_application_from_the_first_draft_to_being_in_force(house: House, newcomer: Browser) -> None:
    path = await begin(newcomer)
    draft = await send(newcomer, path, "save", {"name": "上饶云汐", "contact.phone": SECRETS[4]})
    assert "Saved." in draft.words
    assert 'value="138****4321"' in draft.text
    assert SECRETS[4] not in draft.text

    incomplete = await newcomer.send(path, {"act": "submit", "version": version_of(draft), "name": "上饶云汐"})
    assert incomplete.status == 422
    assert "contact.phone is missing" in incomplete.words
    assert 'id="f-uscc" name="uscc" aria-invalid="true" aria-describedby="h-uscc n-uscc-1"' in incomplete.text
    assert "上饶云汐" in incomplete.text

    sent = await send(newcomer, path, "submit", filled())
    assert "Submitted: the park looks at it." in sent.words
    assert (await found(house, path)).standing is Standing.SUBMITTED
    assert "/console/papers/" in sent.text
    back = await newcomer.send(f"{path}/acts", {"act": "withdraw"})
    assert "Taken back" in back.words
    again = await send(newcomer, path, "submit", {**filled(), "certificate": certificate_of(back)})
    assert "Submitted" in again.words

    id = (await found(house, path)).id
    async with house.context.book.writing() as page:
        await review.take(page, REVIEWER, id)
        await review.give_back(page, REVIEWER, id, [Remark("/name", "与执照不符" + HOSTILE)], "请核对")
    returned = await newcomer.open(path)
    assert "The reviewer says" in returned.words
    assert "与执照不符<script>alert(1)</script>" in unescape(returned.text)
    assert "<script>alert" not in returned.text
    assert 'aria-describedby="h-name n-name-1"' in returned.text
    await send(newcomer, path, "submit", {**filled(), "certificate": certificate_of(returned)})
    async with house.context.book.writing() as page:
        await review.take(page, REVIEWER, id)
        await review.approve(page, REVIEWER, house.context.practice, id)

    front = await newcomer.open(ROOM)
    assert "in force" in front.words
    assert "Full change" in front.words
    assert SECRETS[0] not in front.text
    assert (await newcomer.open(path)).status == 200


def certificate_of(shown: Shown) -> str:
    kept = re.search(r'type="hidden" name="certificate" value="([0-9a-f]{32})"', shown.text)
    assert kept is not None
    return kept[1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "x" * 256}, "at most 255 characters, got 256"),
        ({"above_scale_year": "25"}, "expected a year, as in 2025"),
        ({"certificate": b"GIF89a"}, "expected a PNG"),
        ({"wish.mode": "elsewhere"}, "choose where the identifiers are kept"),
        ({"version": "7"}, "the application is at version 1"),
    ],
)
async def test_what_cannot_be_saved_is_told_and_stays_typed(
    newcomer: Browser, fields: Mapping[str, object], sentence: str
) -> None:
    path = await begin(newcomer)

    shown = await send(newcomer, path, "save", {**filled(), "address": f"云谷{HOSTILE}", "wish.purpose": "x", **fields})

    assert 400 <= shown.status < 500
    assert sentence in shown.words
    assert f"云谷{HOSTILE}" in unescape(shown.text)
    assert "<img src=x" not in shown.text
    assert "default-src 'self'" in shown.headers["Content-Security-Policy"]


async def test_personal_data_is_shown_when_asked_for_and_comes_back_whole(house: House, newcomer: Browser) -> None:
    path = await begin(newcomer)
    saved = await send(newcomer, path, "save", filled())
    assert not any(secret in saved.text for secret in SECRETS)

    whole = await newcomer.send(path, {"act": "show", "version": version_of(saved), **masked_fields(saved)})
    assert all(secret in whole.text for secret in SECRETS)

    kept = await send(newcomer, path, "save", {**masked_fields(saved), "contact.phone": "13911112222"})
    assert "Saved." in kept.words
    again = await newcomer.send(path, {"act": "show", "version": version_of(kept), **masked_fields(kept)})
    assert [secret in again.text for secret in SECRETS] == [True, True, True, True, False, True]


def masked_fields(shown: Shown) -> dict[str, object]:
    """The texts of a form as it shows them."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input id="[^"]+" name="([\w.]+)"[^>]* type="\w+" value="([^"]*)"', shown.text)
    }


async def test_an_enterprise_in_force_changes_and_asks_for_its_end(house: House, boss: Browser) -> None:
    path = f"{ROOM}/particulars"
    page = await boss.open(path)
    assert 'name="uscc"' not in page.text
    assert 'name="above_scale"' not in page.text
    wrong = await send(boss, path, "save", {"website": "nowhere", "industry": "C3982"})
    assert (wrong.status, "expected e.g. https://example.cn" in wrong.words) == (422, True)
    assert 'value="nowhere"' in wrong.text
    done = await send(
        boss, path, "save", {"industry": "C3982", "website": "https://example.cn", "contact.name": "王五"}
    )
    assert (done.path, "Saved, and in force." in done.words) == (f"{ROOM}?done=amended", True)
    assert "王*" in done.text
    assert (await send(boss, path, "save", masked_fields(await boss.open(path)))).status == 409

    change = await begin(boss, "change")
    assert "changing" in (await boss.open(ROOM)).words
    given_up = await boss.send(f"{change}/acts", {"act": "discard"})
    assert "given up" in given_up.words
    prefix = await begin(boss, "prefix")
    sent = await send(boss, prefix, "submit", {"wish.prefix": "88.1000.77", "wish.mode": "hosted"})
    assert "Submitted" in sent.words
    assert (await found(house, prefix)).kind is Kind.PREFIX
    closing = await boss.send(ROOM, {"act": "close", "reason": "搬迁"})
    assert "Its end is asked for" in closing.words
    assert "It goes on." in (await boss.send(ROOM, {"act": "reopen"})).words
    assert (await boss.send(ROOM, {"act": "promote"})).status == 400


async def test_the_room_is_the_enterprises_own(house: House, newcomer: Browser, boss: Browser, park: Browser) -> None:
    path = await begin(newcomer)

    assert (await boss.open(path)).status == 404
    await boss.open(ROOM)
    assert (await boss.send(path, {"act": "save"})).status == 404
    assert (await park.open(ROOM)).status == 403
    assert (await park.open(path)).status == 404
    saved = await send(newcomer, path, "save", filled())
    document = f"/console/papers/{certificate_of(saved)}"
    async with newcomer.session.get(f"{newcomer.base}{document}/content") as answer:
        assert (answer.status, await answer.read()) == (200, PNG)
        assert answer.headers["Content-Disposition"].startswith("inline; ")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (await boss.open(document)).status == 404
    async with house.context.book.reading() as page:
        assert [each.name for each in await enterprises.list_(page)] == ["江西岫澜电路科技有限公司"]
