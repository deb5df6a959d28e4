"""Every page of the console about what is one enterprise's, by everybody, held against the table of authority."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.authority import Verb
from registry.console.routes import PAGES
from registry.jobs.shelf import Shelf
from registry.store.book import Book
from registry.store.tables import trail
from schemas.account import Account
from schemas.principal import Principal, Role
from tests.registry.web.v1.conftest import furnished_file
from tests.registry.web.v1.walk import (
    MARK,
    PREFIX,
    Need,
    Ours,
    either,
    everywhere,
    known,
    members,
    of_ours,
    of_own,
    ours_alone,
    under,
)
from tests.support.books import Clock
from tests.support.console import Browser, console
from tests.support.own_api import serving
from tests.support.practice import practice

__all__ = ["furnished_file"]

LIST, SEES = under(Verb.LIST), everywhere(Verb.LIST)
READS, AUDITS = under(Verb.READ_STATISTICS), everywhere(Verb.AUDIT)
SEEN, DRAFTS, PAPERS = either(members, SEES), ours_alone(Verb.APPLY), of_ours(Verb.READ_PERSONAL)
JOBS = either(members, everywhere(Verb.MANAGE))


def of_an_enterprise(who: Principal | None, _ours: str) -> bool:
    """Whoever belongs to an enterprise, which sees its own there."""
    return who is not None and who.enterprise is not None


# What each page needs, and the page about what is ours. A page that is for all shows each what is its own.
NEEDS: dict[str, tuple[Need, str]] = {
    "/console/": (known, ""),
    "/console/application": (of_an_enterprise, ""),
    "/console/application/particulars": (of_an_enterprise, ""),
    "/console/application/{id}": (DRAFTS, "/console/application/{application}"),
    "/console/application/{id}/decisions/{number}": (DRAFTS, "/console/application/{returned}/decisions/1"),
    "/console/templates": (known, ""),
    "/console/templates/new": (known, ""),
    "/console/templates/{id}": (SEEN, "/console/templates/{template}"),
    "/console/templates/{id}/edit": (of_ours(Verb.TEMPLATES), "/console/templates/{sketch}/edit"),
    "/console/templates/{id}/register": (SEEN, "/console/templates/{template}/register"),
    "/console/rules": (LIST, f"/console/rules?prefix={PREFIX}"),
    "/console/rules/new": (known, ""),
    "/console/rules/{id}": (LIST, "/console/rules/{draft}"),
    "/console/batches": (LIST, f"/console/batches?prefix={PREFIX}"),
    "/console/batches/new": (known, ""),
    "/console/batches/{id}": (LIST, "/console/batches/{batch}"),
    "/console/labels": (known, ""),
    "/console/sharing": (of_own(Verb.SHARE), ""),
    "/console/claims": (of_an_enterprise, ""),
    "/console/reviews": (SEES, ""),
    "/console/reviews/{id}": (SEES, "/console/reviews/{submitted}"),
    "/console/reviews/{id}/decisions/{number}": (SEES, "/console/reviews/{returned}/decisions/1"),
    "/console/reviews/filings": (SEES, ""),
    "/console/reviews/claims": (SEES, ""),
    "/console/papers/{id}": (PAPERS, "/console/papers/{document}"),
    "/console/papers/{id}/content": (PAPERS, "/console/papers/{document}/content"),
    "/console/enterprises": (SEES, ""),
    "/console/enterprises/{id}": (SEES, "/console/enterprises/{ours}"),
    "/console/statistics": (READS, f"/console/statistics?prefix={PREFIX}"),
    "/console/statistics/table": (READS, f"/console/statistics/table?prefix={PREFIX}"),
    "/console/evaluation": (everywhere(Verb.READ_STATISTICS), ""),
    "/console/evaluation/report": (everywhere(Verb.READ_STATISTICS), ""),
    "/console/trail": (AUDITS, ""),
    "/console/trail/export": (AUDITS, ""),
    "/console/identifiers": (LIST, f"/console/identifiers?prefix={PREFIX}"),
    "/console/identifiers/new": (known, ""),
    "/console/record": (known, "/console/record?handle={handle}"),
    "/console/search": (known, ""),
    "/console/imports": (known, ""),
    "/console/imports/{id}": (JOBS, "/console/imports/{job}"),
    "/console/imports/{id}/faults": (JOBS, "/console/imports/{job}/faults"),
    "/console/imports/{id}/failed": (JOBS, "/console/imports/{job}/failed"),
    "/console/scan": (known, ""),
    "/console/prefixes": (known, ""),
    "/console/quotas": (SEES, ""),
    "/console/quotas/keys": (everywhere(Verb.KEYS), ""),
    "/console/keys": (of_own(Verb.KEYS), ""),
    "/console/accounts": (of_own(Verb.PEOPLE), ""),
    "/console/me": (known, ""),
    "/console/exports/{list}": (LIST, f"/console/exports/identifiers?prefix={PREFIX}"),
}
PUBLIC = {"/console/record"}
"""Where everybody sees whose an identifier is, and its public values."""
NOTHING_THERE = {"/console/evaluation/report"}
"""Where those who may look are told that there is nothing: this park's year has no park."""

ABOUT_OURS = {path: target for path, (_, target) in NEEDS.items() if "{" in target} | {
    "/console/application/{id}/acts": "/console/application/{application}/acts",
    "/console/sharing/{id}": "/console/sharing/{grant}",
    "/console/templates/{id}/users": "/console/templates/{template}/users",
    "/console/keys/{id}": "/console/keys/{key}",
    "/console/accounts/{id}": "/console/accounts/{account}",
}
# fmt: off
ACTS = (
    "approve", "cancel", "change", "close", "discard", "draft", "entry", "failed", "file", "finish", "grant",
    "invite", "particulars", "passed", "prefix", "prefix-active", "prefix-closed", "prefix-suspended", "publish",
    "refuse", "register", "reject", "reopen", "restore", "retire", "return", "revoke", "save", "show", "start",
    "submit", "suspend", "take", "unlock", "withdraw",
)
# fmt: on


class Street:
    """The console with everybody signed in, and what is ours."""

    def __init__(self, ours: Ours, book: Book, browsers: dict[str, tuple[Browser, Principal]]) -> None:
        self.ours, self.book, self.browsers = ours, book, browsers

    async def state(self) -> int:
        """The newest line of the trail: unchanged when nothing was done."""
        async with self.book.reading() as page:
            return int(await page.scalar(sa.select(sa.func.max(trail.c.act))))


@pytest.fixture
async def street(furnished_file: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Street]:
    """All of that, over one book."""
    shutil.copy(furnished_file, tmp_path / "registry.db")
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/registry.db", clock)
    ways, shelf = practice(tmp_path, filing_required=True), Shelf(tmp_path / "jobs")
    async with serving(book, clock, shelf=shelf, practice=ways) as own, console(book, clock, tmp_path) as house:
        ours = Ours(own)
        await ours.enter()
        browsers = {}
        for name, role, enterprise in (
            ("park", Role.PARK_ADMIN, None),
            ("reviewer", Role.REVIEWER, None),
            ("auditor", Role.AUDITOR, None),
            ("ours", Role.ENTERPRISE_ADMIN, ours.id),
            ("rival", Role.ENTERPRISE_ADMIN, ours.callers["rival admin"].enterprise),  # type: ignore[union-attr]
        ):
            account = await house.account(Account("", f"walk.{name}", name, role, enterprise))
            browser = house.browser()
            await browser.sign_in(f"walk.{name}")
            prefixes = ours.callers[f"{name} admin"].prefixes if enterprise else ()  # type: ignore[union-attr]
            browsers[name] = browser, Principal(f"person:{account.login}", role, prefixes, enterprise=enterprise)
        yield Street(ours, book, browsers)
    await book.close()


def test_every_page_is_walked() -> None:
    assert {path for path, offered in PAGES.items() if "GET" in offered} == set(NEEDS)
    about_things = {path for path, offered in PAGES.items() if "POST" in offered and "{" in path}
    assert about_things <= set(ABOUT_OURS) | {"/console/exports/{list}"}


@pytest.mark.parametrize("path", NEEDS)
async def test_those_and_only_those_see_it_whom_the_table_of_authority_lets(street: Street, path: str) -> None:
    need, target = NEEDS[path]
    target = await street.ours.filled(target or path)
    differences = []
    for name, (browser, who) in street.browsers.items():
        shown = await browser.open(target)
        refused = shown.status == 403 or (shown.status == 404 and path not in NOTHING_THERE)
        if refused is need(who, street.ours.id) or shown.status >= 500:
            differences.append((name, shown.status, shown.words[:200]))
        if name == "rival" and path not in PUBLIC and MARK in shown.text:
            differences.append((name, shown.status, f"sees what is ours: {shown.words[:200]}"))
    assert differences == []


@pytest.mark.parametrize("path", [path for path in ABOUT_OURS if "POST" in PAGES[path]])
async def test_no_form_of_a_rival_does_anything_to_what_is_ours(street: Street, path: str) -> None:
    target = await street.ours.filled(ABOUT_OURS[path])
    browser, _ = street.browsers["rival"]
    before = await street.state()

    statuses = {}
    for act in ACTS:
        await browser.open("/console/me")  # for the token of a form
        fields = {"act": act, "reason": "x", "note": "x", "version": "1", "go": "1", "name": "x"}
        statuses[act] = (await browser.send(target, fields)).status

    assert set(statuses.values()) <= {400, 403, 404, 405, 409, 422}, statuses
    assert await street.state() == before
