"""Fixtures of `/api/v1`."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from registry.jobs.shelf import Shelf
from registry.store import migrate
from registry.store.book import Book
from tests.registry.web.conftest import granted
from tests.support.books import Clock
from tests.support.own_api import OwnApi, furnished, serving


@pytest.fixture
async def own(book: Book, clock: Clock, tmp_path: Path) -> AsyncIterator[OwnApi]:
    """The API, over each database in turn."""
    await furnished(book)
    async with serving(book, clock, shelf=Shelf(tmp_path / "jobs")) as own:
        yield own


@pytest.fixture
async def embedded_own(furnished_file: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[OwnApi]:
    """The API over SQLite alone: for what the web decides, whatever the database."""
    shutil.copy(furnished_file, tmp_path / "registry.db")
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/registry.db", clock)
    async with serving(book, clock, shelf=Shelf(tmp_path / "jobs")) as own:
        yield own
    await book.close()


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("furnished-own") / "registry.db"
    asyncio.run(_furnish(f"sqlite+aiosqlite:///{path}"))
    return path


async def _furnish(url: str) -> None:
    await migrate.upgrade(url)
    book = Book(url, Clock())
    await granted(book)
    await furnished(book)
    async with book.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    await book.close()
