"""Quotas in the console: the park sees and sets them, by the same rights as over HTTP; an enterprise sees its own."""

import re

import pytest

from registry.credentials import issue
from registry.quota import limit_key, limit_prefix
from registry.register import Registration, register
from registry.store import keys, prefixes
from schemas.handle import Handle
from schemas.principal import Role
from schemas.rate import Rate
from schemas.value import Value
from tests.support.books import OTHER, PREFIX, ROOT
from tests.support.console import Browser, House, Shown

PATH = "/console/quotas"


async def two_records(house: House) -> None:
    """Two identifiers under the enterprise's prefix."""
    async with house.context.book.writing() as page:
        for suffix in ("A", "B"):
            await register(
                page, ROOT, Registration(Handle.parse(f"{PREFIX}/{suffix}"), (Value(1, "URL", b"https://a.example/"),))
            )


async def a_key(house: House, note: str = "MES") -> str:
    """The id of a key of the enterprise's."""
    async with house.context.book.writing() as page:
        key, _ = await issue(page, ROOT, house.context.pepper, Role.ENTERPRISE_APP, (PREFIX,), note=note)
    return key.id


def rows(shown: Shown) -> list[str]:
    """The first column of the page's table."""
    return re.findall(r"<tr>\s*<td>(?:<a[^>]*>|<code>)([^<]+)<", shown.text)


async def test_the_park_sees_what_is_used_and_sets_quotas(house: House, park: Browser) -> None:
    await two_records(house)
    shown = await park.open(PATH)
    assert "2 / no limit" in shown.words

    shown = await park.send(PATH, {"prefix": PREFIX.text, "quota": "2,000"})
    assert (shown.status, "The quota is set." in shown.words, "2 / 2,000" in shown.words) == (200, True, True)
    async with house.context.book.reading() as page:
        assert await prefixes.quota(page, PREFIX) == 2_000

    await park.send(PATH, {"prefix": PREFIX.text, "quota": ""})
    async with house.context.book.reading() as page:
        assert await prefixes.quota(page, PREFIX) is None


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"prefix": "88.1000.1", "quota": "many"}, 400, "cannot read 'many' as a number of identifiers"),
        ({"prefix": "88.1000.1", "quota": "-1"}, 400, "cannot read '-1' as a number of identifiers"),
        ({"prefix": "88.1000.1", "quota": "9" * 15}, 400, "a quota lies between 0 and 1000000000000, got 9999"),
        ({"prefix": "88.1000.77", "quota": "1"}, 404, "the prefix 88.1000.77 was never granted here"),
        ({"prefix": "", "quota": "1"}, 400, "cannot read '' as a prefix"),
    ],
)
async def test_what_cannot_be_a_quota_is_refused(
    park: Browser, fields: dict[str, str], status: int, sentence: str
) -> None:
    await park.open(PATH)
    shown = await park.send(PATH, fields)
    assert (shown.status, sentence in shown.words) == (status, True), shown.words


async def test_the_list_is_narrowed_down(house: House, park: Browser) -> None:
    await two_records(house)
    async with house.context.book.writing() as page:
        await limit_prefix(page, ROOT, PREFIX, 2)
        await limit_prefix(page, ROOT, OTHER, 10)
    found = {
        query: rows(await park.open(f"{PATH}?{query}")) for query in ("q=岫澜", "q=88.1000.10", "limited=1", "full=1")
    }
    assert found == {
        "q=岫澜": [PREFIX.text],
        "q=88.1000.10": [OTHER.text],
        "limited=1": [PREFIX.text, OTHER.text],
        "full=1": [PREFIX.text],
    }


async def test_limits_of_keys(house: House, park: Browser) -> None:
    id = await a_key(house)
    path = f"{PATH}/keys"
    assert id in rows(await park.open(path))

    shown = await park.send(path, {"key": id, "act": "rate", "rate": "600/min", "registrations": "9"})
    assert "The rate is set." in shown.words
    await park.send(path, {"key": id, "act": "registrations", "registrations": "50"})
    async with house.context.book.reading() as page:
        key = await keys.find(page, id)
    assert key is not None
    assert (key.rate, key.registrations_left) == (Rate(600, 60), 50)

    wrong = await park.send(path, {"key": id, "act": "rate", "rate": "often"})
    assert (wrong.status, "cannot read 'often' as a rate" in wrong.words) == (400, True)
    nobody = await park.send(path, {"key": "0" * 12, "act": "rate", "rate": "1/s"})
    assert (nobody.status, "there is no key" in nobody.words) == (404, True)
    other = await park.send(path, {"key": id, "act": "forget"})
    assert (other.status, "cannot do 'forget' to a key" in other.words) == (400, True)


@pytest.mark.parametrize("login", ["reviewer", "auditor", "boss"])
async def test_others_set_nothing(house: House, login: str) -> None:
    id, browser = await a_key(house), house.browser()
    await browser.sign_in(login)
    if login != "boss":
        assert 'name="quota"' not in (await browser.open(PATH)).text
    await browser.open("/console/me")
    asked = [
        (PATH, {"prefix": PREFIX.text, "quota": "1"}),
        (f"{PATH}/keys", {"key": id, "act": "rate", "rate": "1/s"}),
        (f"{PATH}/keys", {"key": id, "act": "registrations", "registrations": "1"}),
    ]
    for path, fields in asked:
        await browser.open("/console/me")
        assert (await browser.send(path, fields)).status == 403
    async with house.context.book.reading() as page:
        key = await keys.find(page, id)
        assert (await prefixes.quota(page, PREFIX), key and key.rate, key and key.registrations_left) == (None,) * 3


async def test_an_enterprise_sees_its_own(house: House, boss: Browser) -> None:
    await two_records(house)
    id = await a_key(house)
    async with house.context.book.writing() as page:
        await limit_prefix(page, ROOT, PREFIX, 40)
        await limit_prefix(page, ROOT, OTHER, 41)
        await limit_key(page, ROOT, id, Rate(7, 60), 3)
    held = await boss.open("/console/prefixes")
    assert ("2 / 40" in held.words, "41" in held.words) == (True, False)
    assert re.search(r"7/min\s+3\s", (await boss.open("/console/keys")).words)


async def test_how_often_a_key_may_ask_is_the_parks_to_say_when_it_is_made(
    house: House, park: Browser, boss: Browser
) -> None:
    wanted = {"role": "enterprise-app", "prefix": PREFIX.text, "note": "ERP", "registrations": "12"}
    assert 'name="rate"' not in (await boss.open("/console/keys")).text
    refused = await boss.send("/console/keys", {**wanted, "rate": "9999/s"})
    assert (refused.status, "may not set rates" in refused.words) == (403, True)
    assert (await boss.send("/console/keys", wanted)).status == 200
    await park.open("/console/keys")
    assert (await park.send("/console/keys", {**wanted, "rate": "5/s"})).status == 200
    async with house.context.book.reading() as page:
        made = [(each.rate, each.registrations_left) for each in await keys.list_(page)]
    assert sorted(made, key=str) == [(None, 12), (Rate(5, 1), 12)]  # both of one second, in the order of their ids
