"""Fixtures: a park with one enterprise, and passwords that are quick to check."""

import msgspec
import pytest

from registry.enroll import enroll
from registry.grant import grant
from registry.people.passwords import Passwords
from registry.store.book import Book
from schemas.enterprise import Enterprise
from schemas.prefix import Prefix
from tests.support.books import PREFIX, ROOT

MAKER = Enterprise(id="", name="江西岫澜电路科技有限公司", uscc="91110000600037341L", industry="C3982")


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Hashes that cost next to nothing: what they cost in a node is argon2's business."""
    return Passwords(memory_kib=8, rounds=1, lanes=1)


@pytest.fixture
async def maker(empty_book: Book) -> str:
    """The id of an enterprise that holds 88.1000.1."""
    async with empty_book.writing() as page:
        entered = await enroll(page, ROOT, msgspec.structs.replace(MAKER))
    async with empty_book.writing() as page:
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        await page.flush()
        await grant(page, ROOT, PREFIX, entered.id)
    return entered.id
