"""Pruning the trail: not below 184 days, and what is left is still proved from its beginning."""

import pytest
import sqlalchemy as sa

from registry.attest import attest
from registry.consult import history
from registry.evaluation.standings import changes_of_standing, standings
from registry.grant import change_standing
from registry.prune import Anchor, anchor, prune
from registry.register import Registration, register
from registry.store.book import Book
from registry.store.tables import trail
from schemas.change import PrefixStanding
from schemas.counting import SECONDS_A_DAY
from schemas.errors import Forbidden, Malformed
from schemas.handle import Handle
from tests.support.books import APP, OTHER, PREFIX, ROOT, Clock
from tests.support.books import NOON as START

HANDLE = Handle.parse(f"{PREFIX}/A")


async def days(book: Book, clock: Clock, count: int) -> None:
    """An act a day, from now on; on the third a prefix is suspended."""
    for day in range(count):
        clock.now += SECONDS_A_DAY
        async with book.writing() as page:
            await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/DAY-{clock.now}"), ()))
            if day == 2:
                await change_standing(page, ROOT, OTHER, PrefixStanding.SUSPENDED)


async def pruned(book: Book, keep: int) -> int:
    async with book.writing() as page:
        return await prune(page, ROOT, keep)


async def acts(book: Book) -> list[int]:
    async with book.reading() as page:
        return [row[0] for row in await page.rows(sa.select(trail.c.act).order_by(trail.c.act))]


async def test_lines_that_are_too_old_go_and_the_rest_is_proved_all_the_same(book: Book, clock: Clock) -> None:
    async with book.writing() as page:
        await register(page, ROOT, Registration(HANDLE, ()))
    async with book.reading() as page:
        head = (await attest(page)).head
    await days(book, clock, 10)
    clock.now = START + 190 * SECONDS_A_DAY
    before = await acts(book)

    removed = await pruned(book, 184)

    async with book.reading() as page:
        begins = await anchor(page)
        found = await attest(page, [head])
        (last,) = await page.rows(sa.select(trail).order_by(trail.c.act.desc()).limit(1))
        stood = standings(await page.rows(changes_of_standing(int(clock.now))))
        record, (step,) = await history(page, ROOT, HANDLE)
    assert begins is not None
    assert removed == begins.through
    assert (last.verb, last.subject, last.act) == ("prune trail", f"lines through {begins.through}", before[-1] + 1)
    assert found.faults == []
    assert (found.pruned_through, found.head.act) == (begins.through, last.act)
    # Day 3's suspension is older, and stays: old years are evaluated by it.
    assert begins.spared == 1
    assert stood == {OTHER.key: PrefixStanding.SUSPENDED}
    assert len(await acts(book)) == len(before) - removed + 1 + 1
    # Who registered it is not kept any more; that it was is.
    assert (step.actor, step.verb, step.at) == ("", "", record.changed_at)


async def test_pruning_goes_on_where_it_stopped(book: Book, clock: Clock) -> None:
    await days(book, clock, 6)
    for later in (188, 189, 190, 400):
        clock.now = START + later * SECONDS_A_DAY
        while await pruned(book, 184):
            pass
        async with book.reading() as page:
            assert (await attest(page)).faults == []

    async with book.reading() as page:
        begins = await anchor(page)
    assert begins is not None
    assert begins.spared == 1
    assert await pruned(book, 184) == 0


async def test_what_was_spared_or_where_it_begins_cannot_be_changed(book: Book, clock: Clock) -> None:
    await days(book, clock, 6)
    clock.now = START + 400 * SECONDS_A_DAY
    await pruned(book, 184)

    async with book.deriving() as connection:
        await connection.execute(trail.update().where(trail.c.verb == "prefix suspended").values(subject="88.1000.1"))
    async with book.reading() as page:
        changed = (await attest(page)).faults
        begins = await anchor(page)
        (line,) = await page.rows(sa.select(trail.c.detail).where(trail.c.verb == "prune trail"))
    assert begins is not None
    assert changed == [f"the 1 lines that pruning spared up to line {begins.through} were changed"]

    moved = line.detail.replace(f'"through":{begins.through}', f'"through":{begins.through - 1}')
    async with book.deriving() as connection:
        await connection.execute(trail.update().where(trail.c.verb == "prune trail").values(detail=moved))
    async with book.reading() as page:
        assert len((await attest(page)).faults) >= 2


async def test_not_below_half_a_year_and_not_by_anybody(book: Book) -> None:
    async with book.writing() as page:
        with pytest.raises(Forbidden, match="^key:app may not prune the trail$"):
            await prune(page, APP, 184)
        with pytest.raises(Malformed, match="^the trail is kept for 184 days at least, got 183$"):
            await prune(page, ROOT, 183)
        assert await prune(page, ROOT, 184) == 0
    async with book.reading() as page:
        assert await anchor(page) is None


def test_an_anchor_is_what_the_line_says() -> None:
    assert set(Anchor.__struct_fields__) == {"through", "digest", "serial", "spared", "spared_digest"}
