"""Fixtures of the console."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from registry.enroll import enroll
from registry.grant import grant
from registry.store import migrate
from registry.store.book import Book
from schemas.account import Account
from schemas.enterprise import Enterprise
from schemas.prefix import Prefix
from schemas.principal import Role
from tests.support.books import OTHER, PREFIX, ROOT, Clock
from tests.support.console import Browser, House, console

MAKER = Enterprise(id="", name="江西岫澜电路科技有限公司", uscc="91110000600037341L", industry="C3982")


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of a park with one enterprise, which holds 88.1000.1, and four people; to be copied.

    SQLite alone: what the pages show and ask for is the same on both databases, and the verbs have tests of their own.
    """
    path = tmp_path_factory.mktemp("console") / "registry.db"
    asyncio.run(_settle(f"sqlite+aiosqlite:///{path}", path.parent))
    return path


async def _settle(url: str, folder: Path) -> None:
    await migrate.upgrade(url)
    book = Book(url, Clock())
    async with book.writing() as page:
        maker = await enroll(page, ROOT, MAKER)
    async with book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        await page.flush()
        await grant(page, ROOT, PREFIX, maker.id)
        await grant(page, ROOT, OTHER, None)
    async with console(book, Clock(), folder) as house:
        await house.account(Account("", "park", "李雷", Role.PARK_ADMIN))
        await house.account(Account("", "reviewer", "韩梅梅", Role.REVIEWER))
        await house.account(Account("", "auditor", "王芳", Role.AUDITOR))
        await house.account(Account("", "boss", "老板", Role.ENTERPRISE_ADMIN, maker.id))
    async with book.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    await book.close()


@pytest.fixture
async def house(settled: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[House]:
    """The console of that park."""
    shutil.copy(settled, tmp_path / "registry.db")
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/registry.db", clock)
    async with console(book, clock, tmp_path) as house:
        yield house
    await book.close()


@pytest.fixture
async def park(house: House) -> Browser:
    """The browser of the park's administrator, who is signed in."""
    browser = house.browser()
    await browser.sign_in("park")
    return browser


@pytest.fixture
async def boss(house: House) -> Browser:
    """The browser of the enterprise's administrator, who is signed in."""
    browser = house.browser()
    await browser.sign_in("boss")
    return browser
