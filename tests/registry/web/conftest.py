"""Fixtures of the APIs."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from registry.grant import grant
from registry.store import migrate
from registry.store.book import Book
from tests.support.books import OTHER, PREFIX, ROOT, Clock, upgraded_database
from tests.support.handle_api import Api, furnished, serving


@pytest.fixture
async def api(book: Book, tmp_path: Path, clock: Clock) -> AsyncIterator[Api]:
    """The Handle API, over each database in turn."""
    await furnished(book)
    async with serving(book, tmp_path / "api", clock) as api:
        yield api


@pytest.fixture
async def sqlite_api(tmp_path: Path, clock: Clock, upgraded_file: Path) -> AsyncIterator[Api]:
    """The Handle API over SQLite alone: for what the web decides without asking the database anything new."""
    shutil.copy(upgraded_file, tmp_path / "registry.db")
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/registry.db", clock)
    async with serving(book, tmp_path / "api", clock) as api:
        yield api
    await book.close()


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("furnished") / "registry.db"
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


async def granted(book: Book) -> None:
    """The two prefixes that look alike."""
    async with book.writing() as page:
        await grant(page, ROOT, PREFIX, None)
        await grant(page, ROOT, OTHER, None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_sqlite_api(upgraded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """As `sqlite_api`, for all tests of a module, none of which changes anything."""
    folder, clock = tmp_path_factory.mktemp("api"), Clock()
    shutil.copy(upgraded_file, folder / "registry.db")
    book = Book(f"sqlite+aiosqlite:///{folder}/registry.db", clock)
    async with serving(book, folder, clock) as api:
        yield api
    await book.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One database for all tests of a module, on each engine in turn."""
    yield from upgraded_database(request, tmp_path_factory.mktemp("database"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_api(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """The Handle API for all tests of a module, none of which changes what another one sees."""
    clock = Clock()
    book = Book(shared_url, clock)
    await granted(book)
    await furnished(book)
    async with serving(book, tmp_path_factory.mktemp("api"), clock) as api:
        yield api
    await book.close()
