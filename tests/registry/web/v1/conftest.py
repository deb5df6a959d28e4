"""Fixtures of `/api/v1`."""

from collections.abc import AsyncIterator

import pytest

from registry.store.book import Book
from tests.support.books import Clock
from tests.support.own_api import OwnApi, furnished, serving


@pytest.fixture
async def own(book: Book, clock: Clock) -> AsyncIterator[OwnApi]:
    """The API, over each database in turn."""
    await furnished(book)
    async with serving(book, clock) as own:
        yield own
