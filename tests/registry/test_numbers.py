"""Numbers: the next free prefix, and of a thousand who want the last one exactly one gets it."""

import asyncio
from pathlib import Path

import pytest

from registry.enroll import enroll
from registry.grant import change_standing, grant
from registry.group import Group
from registry.number import next_free, own_prefix
from registry.practice import Numbering, Policy
from registry.store.book import Book
from registry.store.page import Writing
from schemas.change import Holding, PrefixStanding
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict
from schemas.prefix import Prefix
from tests.support.applying import code_of
from tests.support.books import ROOT

NODE = Prefix("88.1000")
MAKER = code_of(1)


@pytest.fixture
async def opened(empty_book: Book) -> Book:
    async with empty_book.writing() as page:
        await grant(page, ROOT, NODE, None)
        await enroll(page, ROOT, Enterprise(id="", name="某某", uscc=MAKER))
    return empty_book


@pytest.mark.parametrize(
    ("policy", "granted", "expected"),
    [
        (Policy(), [], "88.1000.1"),
        (Policy(), ["88.1000.1", "88.1000.3"], "88.1000.2"),
        (Policy(), ["88.1000.01"], "88.1000.2"),
        (Policy(numbering=Numbering(width=4)), ["88.1000.0001"], "88.1000.0002"),
        (Policy(numbering=Numbering(first=100)), [], "88.1000.100"),
        (Policy(reserved=(Prefix("88.1000.1"), Prefix("88.1000.2"))), [], "88.1000.3"),
        (Policy(), ["88.1000.AB"], "88.1000.1"),
    ],
)
async def test_the_next_free_number(opened: Book, policy: Policy, granted: list[str], expected: str) -> None:
    async with opened.writing() as page:
        for text in granted:
            await grant(page, ROOT, Prefix(text), MAKER)
    async with opened.reading() as page:
        assert await next_free(page, await own_prefix(page), policy) == Prefix(expected)


async def test_a_closed_number_is_never_the_next_one_again(opened: Book) -> None:
    async with opened.writing() as page:
        await grant(page, ROOT, Prefix("88.1000.1"), MAKER)
        assert await next_free(page, NODE, Policy()) == Prefix("88.1000.2")
    async with opened.writing() as page:
        await change_standing(page, ROOT, Prefix("88.1000.1"), PrefixStanding.CLOSED)
    async with opened.reading() as page:
        assert await next_free(page, NODE, Policy()) == Prefix("88.1000.2")


async def test_a_reserved_prefix_is_granted_to_nobody_and_no_number_is_left_at_the_end(opened: Book) -> None:
    reserved = (Prefix("88.1000.9"),)
    async with opened.writing() as page:
        with pytest.raises(Conflict, match=r"^the prefix 88\.1000\.9 is reserved and granted to nobody$"):
            await grant(page, ROOT, Prefix("88.1000.9"), MAKER, reserved=reserved)
        policy = Policy(numbering=Numbering(first=9, last=9), reserved=reserved)
        with pytest.raises(Conflict, match="^no number is left under 88.1000: 9 to 9 are granted or reserved$"):
            await next_free(page, NODE, policy)
        with pytest.raises(Absent, match="^the prefix 88.1000.9 is none of this node's own$"):
            await next_free(page, Prefix("88.1000.9"), Policy())


async def test_of_a_thousand_grants_of_the_last_free_number_exactly_one_wins(opened: Book, tmp_path: Path) -> None:
    policy = Policy(numbering=Numbering(first=5, last=5))

    async def level(_: int) -> None:
        """There is no replica to wait for."""

    # Four groups on one database, as four workers have them; their acts meet at the pen.
    groups = [Group(opened, level) for _ in range(4)]

    async def act(page: Writing) -> Holding:
        return await grant(page, ROOT, await next_free(page, NODE, policy), MAKER)

    outcomes = await asyncio.gather(*(groups[n % 4].do(act) for n in range(1_000)), return_exceptions=True)

    won = [each for each in outcomes if isinstance(each, Holding)]
    lost = [each for each in outcomes if isinstance(each, Conflict)]
    assert [each.prefix for each in won] == ["88.1000.5"]
    assert len(lost) == 999
