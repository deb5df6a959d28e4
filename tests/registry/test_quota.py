"""Quotas, exact on both databases: of many who register at one time as many are let through as there is room for."""

import asyncio

import pytest
import sqlalchemy as sa

from registry.admit import admit
from registry.credentials import Pepper, issue
from registry.group import Group
from registry.quota import limit_key, limit_prefix
from registry.register import Registration, register, register_many
from registry.retire import retire
from registry.store import keys
from registry.store.book import Book
from registry.store.tables import prefixes, records
from schemas.errors import Absent, Forbidden, Malformed, NodeError, PrefixFull, RegistrationsUsed
from schemas.handle import Handle
from schemas.principal import Principal, Role
from schemas.rate import Rate
from schemas.sheet import Fault, Row
from schemas.value import Value
from tests.support.books import APP, OTHER, PREFIX, ROOT

WRITERS = 16
ROOM = 10


def wanted(suffix: str) -> Registration:
    return Registration(Handle.parse(f"{PREFIX}/{suffix}"), (Value(1, "URL", b"https://a.example/"),))


async def counted(book: Book) -> int:
    """Records that are there, by counting them."""
    async with book.reading() as page:
        asked = sa.select(sa.func.count()).where(records.c.prefix == PREFIX.key, records.c.standing == 0)
        return int(await page.scalar(asked))


async def set_quota(book: Book, quota: int | None) -> None:
    async with book.writing() as page:
        await limit_prefix(page, ROOT, PREFIX, quota)


async def key_with(book: Book, registrations: int | None) -> Principal:
    """Whoever holds a key that may register so many."""
    async with book.writing() as page:
        key, _ = await issue(page, ROOT, Pepper(bytes(32)), Role.ENTERPRISE_APP, (PREFIX,), registrations=registrations)
    return Principal(f"key:{key.id}", Role.ENTERPRISE_APP, (PREFIX,))


async def written_at_once(book: Book, who: Principal) -> list[object]:
    """What came of many single registrations at one time: half of them each alone with the pen, half in groups."""

    async def level(_: int) -> None:
        """There is no replica."""

    group = Group(book, level)

    async def alone(number: int) -> object:
        async with book.writing() as page:
            return await register(page, who, wanted(f"ALONE-{number}"))

    async def together(number: int) -> object:
        return await group.do(lambda page: register(page, who, wanted(f"GROUP-{number}")))

    writers = [(alone, together)[number % 2](number) for number in range(WRITERS)]
    return await asyncio.gather(*writers, return_exceptions=True)


@pytest.mark.parametrize("of", ["prefix", "key"])
async def test_of_sixteen_writers_exactly_as_many_as_there_is_room_for(book: Book, of: str) -> None:
    who = await key_with(book, ROOM if of == "key" else None)
    await set_quota(book, ROOM if of == "prefix" else None)

    outcomes = await written_at_once(book, who)

    refusals = [each for each in outcomes if isinstance(each, NodeError)]
    assert {type(each) for each in refusals} == {PrefixFull if of == "prefix" else RegistrationsUsed}
    assert (len(outcomes) - len(refusals), await counted(book)) == (ROOM, ROOM)


async def test_without_the_pen_more_would_be_let_through(book: Book) -> None:
    """The twin: each looks first and writes then, in two transactions, as a quota outside of them would."""
    await set_quota(book, ROOM)
    seen = asyncio.Barrier(4)

    async def looks_and_writes(number: int) -> None:
        async with book.reading() as page:
            there = await page.scalar(sa.select(prefixes.c.records).where(prefixes.c.prefix == PREFIX.key))
        await seen.wait()
        if there < 1:
            async with book.writing() as page:
                await register(page, APP, wanted(f"TWIN-{number}"))

    await asyncio.gather(*(looks_and_writes(number) for number in range(4)))
    assert await counted(book) == 4


async def test_streams_and_files_stop_where_the_room_ends(book: Book) -> None:
    who = await key_with(book, 7)
    await set_quota(book, 5)
    async with book.writing() as page:
        answers = await register_many(page, who, [wanted(f"S-{number}") for number in range(7)], all_or_nothing=False)

    assert [type(each) for each in answers] == [int] * 5 + [PrefixFull] * 2
    assert str(answers[-1]) == f"the prefix {PREFIX} has room for no more, wanted 1"
    await set_quota(book, 100)
    faults: list[Fault] = []
    rows = [Row(number, wanted(f"F-{number}").handle, ()) for number in range(1, 5)]
    done = await admit(book, who, rows, refuse=faults.append)
    assert (done.registered, [fault.row for fault in faults]) == (2, [3, 4])
    assert faults[0].reason == f"{who.name} may register no more, wanted 1"
    async with book.reading() as page:
        key = await keys.find(page, who.name.removeprefix("key:"))
    assert key is not None
    assert key.registrations_left == 0


async def test_all_or_nothing_uses_up_nothing_when_it_is_nothing(book: Book) -> None:
    who = await key_with(book, 3)
    async with book.writing() as page:
        answers = await register_many(page, who, [wanted(f"S-{number}") for number in range(4)], all_or_nothing=True)
    assert sum(isinstance(each, RegistrationsUsed) for each in answers) == 1

    async with book.writing() as page:
        again = await register_many(page, who, [wanted(f"S-{number}") for number in range(3)], all_or_nothing=True)
    assert all(isinstance(each, int) for each in again)


async def test_what_is_retired_makes_room_and_what_was_there_stays(book: Book) -> None:
    async with book.writing() as page:
        await register_many(page, APP, [wanted(f"S-{number}") for number in range(3)], all_or_nothing=True)
    await set_quota(book, 2)
    for _ in range(2):
        async with book.writing() as page:
            with pytest.raises(PrefixFull):
                await register(page, APP, wanted("S-3"))
            await retire(page, APP, wanted("S-0" if await counted(book) == 3 else "S-1").handle, None)
    async with book.writing() as page:
        await register(page, APP, wanted("S-3"))

    assert await counted(book) == 2


async def test_another_prefix_has_its_own_room(book: Book) -> None:
    await set_quota(book, 0)
    async with book.writing() as page:
        await register(page, ROOT, Registration(Handle.parse(f"{OTHER}/X"), ()))
        with pytest.raises(PrefixFull):
            await register(page, ROOT, wanted("X"))


async def test_a_page_that_is_flushed_in_the_middle_counts_on(book: Book) -> None:
    await set_quota(book, 3)
    who = await key_with(book, 2)
    async with book.writing() as page:
        await register(page, who, wanted("A"))
        await page.flush()
        await register(page, who, wanted("B"))
        await page.flush()
        with pytest.raises(RegistrationsUsed):
            await register(page, who, wanted("C"))
        await register(page, APP, wanted("C"))
        with pytest.raises(PrefixFull):
            await register(page, APP, wanted("D"))


async def test_a_quota_holds_from_the_act_that_sets_it_on_in_the_same_transaction(book: Book) -> None:
    who = await key_with(book, None)
    id = who.name.removeprefix("key:")
    async with book.writing() as page:
        await register(page, who, wanted("A"))
        await limit_prefix(page, ROOT, PREFIX, 2)
        await limit_key(page, ROOT, id, registrations=1)
        await register(page, who, wanted("B"))
        with pytest.raises(RegistrationsUsed):
            await register(page, who, wanted("C"))
        with pytest.raises(PrefixFull):
            await register(page, APP, wanted("C"))
    async with book.reading() as page:
        key = await keys.find(page, id)
    assert key is not None
    assert key.registrations_left == 0


async def test_who_may_set_them(book: Book) -> None:
    who = await key_with(book, None)
    id = who.name.removeprefix("key:")
    async with book.writing() as page:
        with pytest.raises(Forbidden):
            await limit_prefix(page, APP, PREFIX, 5)
        with pytest.raises(Forbidden):
            await limit_key(page, APP, id, Rate(1, 1))
        with pytest.raises(Absent):
            await limit_key(page, ROOT, "none", Rate(1, 1))
        with pytest.raises(Malformed):
            await limit_prefix(page, ROOT, PREFIX, -1)
        limited = await limit_key(page, ROOT, id, Rate(1, 60))
        assert (limited.rate, limited.registrations_left) == (Rate(1, 60), None)
        await page.flush()
        limited = await limit_key(page, ROOT, id, registrations=4)
        assert (limited.rate, limited.registrations_left) == (Rate(1, 60), 4)
