"""Recognised: what is held of a key, and that a revoked one is not held again by a question asked before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from registry.credentials import Pepper, issue, revoke
from registry.recognised import Recognised
from registry.store.book import Book
from registry.store.page import Reading
from schemas.errors import Unauthenticated
from schemas.principal import Role
from tests.support.books import ROOT

PEPPER = Pepper(bytes(32))


class Slow:
    """A book whose pages are let go of late: what was read on them is old by then."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.read = asyncio.Event()
        self.go_on = asyncio.Event()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A page."""
        async with self._book.reading() as page:
            yield page
        self.read.set()
        await self.go_on.wait()


class Forgetful(Recognised):
    """The variant without the protection: what is held is let go of, and questions under way are not thought of."""

    def forget(self) -> None:
        self._until.clear()


async def after_revoking(book: Book, recognised: Recognised) -> bool:
    """Whether a key is still taken that was revoked while a question about it was under way."""
    async with book.writing() as page:
        key, text = await issue(page, ROOT, PEPPER, Role.AUDITOR)
    slow = Slow(book)
    first = asyncio.create_task(recognised.key(slow, PEPPER, text))  # type: ignore[arg-type]
    await slow.read.wait()
    async with book.writing() as page:
        await revoke(page, ROOT, key.id)
    recognised.forget()
    slow.go_on.set()
    await first
    try:
        await recognised.key(book, PEPPER, text)
    except Unauthenticated:
        return False
    return True


async def test_a_question_asked_before_does_not_bring_a_revoked_key_back(book: Book) -> None:
    assert not await after_revoking(book, Recognised(seconds=60))
    assert await after_revoking(book, Forgetful(seconds=60))


async def test_later_requests_do_not_join_a_question_asked_before(book: Book) -> None:
    recognised, slow = Recognised(), Slow(book)
    async with book.writing() as page:
        key, text = await issue(page, ROOT, PEPPER, Role.AUDITOR)
    first = asyncio.create_task(recognised.key(slow, PEPPER, text))  # type: ignore[arg-type]
    await slow.read.wait()
    async with book.writing() as page:
        await revoke(page, ROOT, key.id)
    recognised.forget()

    with pytest.raises(Unauthenticated):
        await recognised.key(book, PEPPER, text)
    slow.go_on.set()
    assert (await first).id == key.id


@pytest.mark.parametrize("text", ["", "\udcff", "idn_" + "\udcff" * 56, "密" * 60, "x" * 100_000])
async def test_what_has_not_the_form_of_a_key_is_nobodys(book: Book, text: str) -> None:
    with pytest.raises(Unauthenticated):
        await Recognised().key(book, PEPPER, text)
