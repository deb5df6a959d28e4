"""Signing in by an identity provider: a real one on a socket, and all that it, or somebody between, does wrong."""

import shutil
from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.outbound.fetch import Fetcher
from registry.people.identity import link
from registry.people.oidc import KEPT_SECONDS, LEAST_SECONDS, TRY_SECONDS, Client, Provider
from registry.store import accounts
from registry.store.book import Book
from registry.store.tables import trail
from tests.support.books import ROOT, Clock
from tests.support.console import PASSWORD, House, console
from tests.support.identity_provider import CLIENT, SECRET, WRONGS, IdentityProvider, identity_provider
from tests.support.running import free_port

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
async def idp(clock: Clock) -> AsyncIterator[IdentityProvider]:
    """The provider."""
    async with identity_provider(clock) as provider:
        yield provider


@pytest.fixture
async def house(settled: Path, tmp_path: Path, clock: Clock, idp: IdentityProvider) -> AsyncIterator[House]:
    """The console of the park, where people may sign in by that provider."""
    shutil.copy(settled, tmp_path / "registry.db")
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/registry.db", clock)
    port = free_port()
    client = Client(issuer=idp.issuer, id=CLIENT, secret=SECRET, redirect=f"http://127.0.0.1:{port}/console/oidc/back")
    provider = Provider(client, Fetcher(LOOPBACK), bytes(32), clock)
    async with console(book, clock, tmp_path, provider, port) as house:
        yield house
    await book.close()


async def linked(house: House, idp: IdentityProvider, login: str = "boss") -> None:
    """Link an account with the person at the provider."""
    async with house.context.book.writing() as page:
        kept = await accounts.find_by_login(page, login)
        assert kept is not None
        await link(page, ROOT, kept.account.id, f"{idp.issuer} {idp.person}")


async def test_a_person_signs_in_and_lands_where_they_wanted(house: House, idp: IdentityProvider) -> None:
    await linked(house, idp)
    browser = house.browser()
    door = await browser.open("/console/keys")
    assert 'href="/console/oidc?next=/console/keys"' in door.text

    inside = await browser.open("/console/oidc?next=/console/keys")

    assert (inside.status, inside.path) == (200, "/console/keys")
    assert idp.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]
    again = await house.browser().open("/console/oidc")
    assert again.path == "/console/"
    # What it is and its keys are remembered.
    assert idp.asked[4:] == ["/authorize", "/token"]
    async with house.context.book.reading() as page:
        found = await page.rows(sa.select(trail.c.actor, trail.c.verb).order_by(trail.c.act.desc()).limit(1))
    assert [tuple(row) for row in found] == [("person:boss", "sign in")]


@pytest.mark.parametrize("wrong", WRONGS)
async def test_what_cannot_be_trusted_lets_nobody_in(house: House, idp: IdentityProvider, wrong: str) -> None:
    await linked(house, idp)
    idp.wrong = wrong
    browser = house.browser()

    refused = await browser.open("/console/oidc?next=/console/keys")

    assert refused.status == 401, refused.words
    assert "cannot be trusted" in refused.words
    assert (await browser.open("/console/keys")).path.startswith("/console/sign-in")
    idp.wrong = ""
    assert (await browser.open("/console/oidc?next=/console/keys")).path == "/console/keys"


async def test_who_is_not_known_or_was_refused_is_told_so(house: House, idp: IdentityProvider) -> None:
    unknown = await house.browser().open("/console/oidc")
    assert (unknown.status, "no account here is linked with you" in unknown.words) == (401, True)
    idp.refuses = True
    refused = await house.browser().open("/console/oidc")
    assert (refused.status, "let nobody in: access_denied" in refused.words) == (401, True)


async def test_an_answer_belongs_to_the_browser_and_the_try_that_asked(
    house: House, idp: IdentityProvider, clock: Clock
) -> None:
    await linked(house, idp)
    victim, thief = house.browser(), house.browser()
    async with thief.session.get(f"{thief.base}/console/oidc", allow_redirects=False) as sent:
        there = sent.headers["Location"]
    async with thief.session.get(there, allow_redirects=False) as answered:
        back = answered.headers["Location"].removeprefix(thief.base)

    # Another browser, which has no try under way, and one that has another.
    assert (await victim.open(back)).status == 401
    async with victim.session.get(f"{victim.base}/console/oidc", allow_redirects=False):
        pass
    assert (await victim.open(back)).status == 401
    # Too late, and then twice.
    clock.now += TRY_SECONDS + 1
    assert (await thief.open(back)).status == 401
    clock.now -= TRY_SECONDS + 1
    assert (await thief.open(back)).status == 401  # the try was over with the first answer
    assert "/token" not in idp.asked


async def test_keys_are_asked_for_again_when_they_have_turned(
    house: House, idp: IdentityProvider, clock: Clock
) -> None:
    await linked(house, idp)
    assert (await house.browser().open("/console/oidc")).path == "/console/"
    idp.turn_keys()
    # Not at once: whoever sends tokens by unknown keys does not make the node ask every time.
    assert (await house.browser().open("/console/oidc")).status == 401
    clock.now += LEAST_SECONDS + 1
    assert (await house.browser().open("/console/oidc")).path == "/console/"
    assert idp.asked.count("/keys") == 2
    clock.now += KEPT_SECONDS + 1
    assert (await house.browser().open("/console/oidc")).path == "/console/"
    assert idp.asked.count("/keys") == 3


async def test_a_person_links_their_own_account_and_undoes_it(house: House, idp: IdentityProvider) -> None:
    browser = house.browser()
    await browser.sign_in("boss")
    await browser.open("/console/me")
    wrong = await browser.send("/console/me/identity", {"act": "link", "was": "not the password"})
    assert (wrong.status, "the present password is wrong" in wrong.words) == (401, True)

    await browser.open("/console/me")
    page = await browser.send("/console/me/identity", {"act": "link", "was": PASSWORD})
    there = page.text.partition('class="button main" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "prompt=login" in there
    done = await browser.follow(there)
    assert done.path == "/console/me?done=identity-linked"
    assert (await house.browser().open("/console/oidc")).path == "/console/"

    other = house.browser()
    await other.sign_in("park")
    await other.open("/console/me")
    page = await other.send("/console/me/identity", {"act": "link", "was": PASSWORD})
    there = page.text.partition('class="button main" href="')[2].partition('"')[0].replace("&amp;", "&")
    taken = await other.follow(there)
    assert (taken.status, "another account is linked" in taken.words) == (409, True)

    await browser.open("/console/me")
    assert (await browser.send("/console/me/identity", {"act": "unlink", "was": PASSWORD})).path.endswith("unlinked")
    assert (await house.browser().open("/console/oidc")).status == 401


async def test_a_closed_account_lets_nobody_in(house: House, idp: IdentityProvider) -> None:
    await linked(house, idp, "auditor")
    assert (await house.browser().open("/console/oidc")).path == "/console/"
    park = house.browser()
    await park.sign_in("park")
    async with house.context.book.reading() as page:
        kept = await accounts.find_by_login(page, "auditor")
    assert kept is not None
    await park.open("/console/accounts")
    await park.send(f"/console/accounts/{kept.account.id}", {"act": "close"})

    assert (await house.browser().open("/console/oidc")).status == 401


async def test_a_provider_that_must_not_be_asked_is_not(house: House, idp: IdentityProvider, clock: Clock) -> None:
    """Without the network named, the address of this machine is none to ask: not one connection reaches it."""
    strict = Provider(Client(issuer=idp.issuer, id=CLIENT, redirect="x"), Fetcher(), bytes(32), clock)
    with pytest.raises(Exception, match="must not be asked"):
        await strict.begin("/console/")
    assert idp.asked == []
