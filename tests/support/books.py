"""The book on both databases: a test that asks for `book` runs on SQLite and on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.grant import grant
from registry.store import migrate
from registry.store.book import Book
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from tests.support.postgres import Postgres

NOON = 1_795_320_000
"""2026-11-22 12:00 in Shanghai, as a Unix second."""

ROOT = Principal("local:root", Role.PARK_ADMIN)
PREFIX = Prefix.parse("88.1000.1")
OTHER = Prefix.parse("88.1000.10")
APP = Principal("key:app", Role.ENTERPRISE_APP, (PREFIX,))
STRANGER = Principal("key:stranger", Role.ENTERPRISE_APP, (OTHER,))


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Noon of the day on which this test plays, until the test moves it."""
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """An upgraded, otherwise empty database on each of the two engines in turn."""
    yield from upgraded_database(request, tmp_path)


def upgraded_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """An upgraded, otherwise empty database on the engine that a fixture's parameter names."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{folder}/registry.db"
        _upgraded(url)
        yield url
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.database(_upgraded)
    yield url
    server.drop(url)


@pytest.fixture
async def empty_book(database_url: str, clock: Clock) -> AsyncIterator[Book]:
    """The book over a database without a prefix."""
    book = Book(database_url, clock)
    yield book
    await book.close()


@pytest.fixture
async def book(empty_book: Book) -> Book:
    """The book with two prefixes that look alike: 88.1000.1 and 88.1000.10."""
    async with empty_book.writing() as page:
        await grant(page, ROOT, PREFIX, None)
        await grant(page, ROOT, OTHER, None)
    return empty_book


def _upgraded(url: str) -> None:
    asyncio.run(migrate.upgrade(url))
