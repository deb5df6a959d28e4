"""The group: many acts, one transaction; one refusal is one caller's."""

import asyncio

import pytest
import sqlalchemy as sa

from registry.credentials import Pepper
from registry.enroll import enroll
from registry.grant import grant, rehome
from registry.group import Group
from registry.people.appoint import accept, amend, appoint, close
from registry.register import Registration, register
from registry.stand import stand
from registry.store import accounts
from registry.store.book import Book
from registry.store.page import Writing
from registry.store.tables import journal, parks
from schemas.account import Account, AccountStanding
from schemas.change import Mode, PrefixStanding
from schemas.enterprise import Enterprise
from schemas.errors import Busy, Conflict, NodeError
from schemas.handle import Handle
from schemas.life import Act
from schemas.prefix import Prefix
from schemas.principal import Role
from schemas.record import Record
from tests.support.books import APP, PREFIX, ROOT


class Level:
    """Remembers up to which serials it was asked to wait; may be late."""

    def __init__(self, late: bool = False) -> None:
        self.asked: list[int] = []
        self.late = late

    async def __call__(self, serial: int) -> None:
        self.asked.append(serial)
        if self.late:
            raise Busy("the replica is late")


def entering(name: str) -> tuple[Registration, Handle]:
    handle = Handle.parse(f"88.1000.1/{name}")
    return Registration(handle, ()), handle


async def enter(group: Group, name: str) -> Record:
    wanted, handle = entering(name)

    async def act(page: Writing) -> Record:
        return await register(page, APP, wanted)

    return await group.do(act, [handle])


async def test_concurrent_acts_share_transactions_and_each_has_its_line(book: Book) -> None:
    level = Level()
    group = Group(book, level)

    records = await asyncio.gather(*(enter(group, f"N{number}") for number in range(100)))

    assert len(level.asked) < 10  # a hundred acts, a handful of commits
    assert level.asked[-1] == max(record.serial for record in records)
    async with book.reading() as page:
        rows = await page.rows(sa.select(journal.c.first, journal.c.last).order_by(journal.c.last))
    assert [row.first for row in rows[-100:]] == [row.last for row in rows[-100:]]


async def test_of_many_that_want_one_name_exactly_one_gets_it(book: Book) -> None:
    group = Group(book, Level())

    outcomes = await asyncio.gather(*(enter(group, "ONE") for _ in range(50)), return_exceptions=True)

    assert sum(isinstance(outcome, Record) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 49


async def test_an_act_that_fails_half_way_is_taken_back_and_the_others_stay(book: Book) -> None:
    group = Group(book, Level())

    async def half(page: Writing) -> None:
        await register(page, APP, entering("HALF")[0])
        raise RuntimeError("broke")

    outcomes = await asyncio.gather(
        enter(group, "BEFORE"), group.do(half), enter(group, "AFTER"), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [Record, RuntimeError, Record]
    async with book.reading() as page:
        found = await page.find_many(entering(name)[1] for name in ("BEFORE", "HALF", "AFTER"))
    assert set(found) == {b"88.1000.1/BEFORE", b"88.1000.1/AFTER"}


async def test_a_write_is_not_acknowledged_before_the_replica_is_level(book: Book) -> None:
    group = Group(book, Level(late=True))

    with pytest.raises(Busy, match="the replica is late"):
        await enter(group, "LATE")

    async with book.reading() as page:
        assert await page.find(entering("LATE")[1]) is not None


async def test_a_caller_that_went_away_takes_nobody_along(book: Book) -> None:
    group = Group(book, Level())
    leaving = asyncio.create_task(enter(group, "LEAVING"))
    staying = asyncio.create_task(enter(group, "STAYING"))
    await asyncio.sleep(0)
    leaving.cancel()

    record = await staying

    assert record.handle.suffix == "STAYING"


async def test_an_act_whose_statement_the_database_refuses_spoils_nobody_elses(book: Book) -> None:
    group = Group(book, Level())

    async def broken(page: Writing) -> None:
        await page.rows(sa.text("select no_such_column from records"))

    outcomes = await asyncio.gather(enter(group, "ONE"), group.do(broken), enter(group, "TWO"), return_exceptions=True)

    assert [isinstance(outcome, Record) for outcome in outcomes] == [True, False, True]
    assert not isinstance(outcomes[1], NodeError)


async def test_acts_that_show_only_at_the_end_that_they_cannot_go_together_go_alone(book: Book) -> None:
    group = Group(book, Level())

    async def twice(page: Writing) -> str:
        page.also(parks.insert(), {"id": "one", "name": "one"})
        return "entered"

    outcomes = await asyncio.gather(group.do(twice), enter(group, "ONE"), group.do(twice), return_exceptions=True)

    assert sum(outcome == "entered" for outcome in outcomes) == 1
    assert isinstance(outcomes[1], Record)


async def test_of_acts_that_share_a_transaction_each_sees_what_those_before_it_did(empty_book: Book) -> None:
    group = Group(empty_book, Level())
    pepper = Pepper(b"p" * 32)
    ids: list[str] = []
    for login in ("first", "second"):
        wanted = Account("", login, login, Role.PARK_ADMIN)
        async with empty_book.writing() as page:
            account, invitation = await appoint(page, ROOT, pepper, wanted)
        async with empty_book.writing() as page:
            await accept(page, pepper, invitation, "hash", "")
        ids.append(account.id)

    # Two administrators shut each other out at one moment: one of them stays, or nobody could ever come in again.
    outcomes = await asyncio.gather(
        group.do(lambda page: close(page, ROOT, ids[0])),
        group.do(lambda page: close(page, ROOT, ids[1])),
        group.do(lambda page: amend(page, ROOT, ids[0], name="Another")),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [Account, Conflict, Conflict]
    assert str(outcomes[1]) == "second is the last administrator of the park: appoint another one first"
    async with empty_book.reading() as looking:
        kept = await accounts.find(looking, ids[0])
    assert kept is not None
    assert (kept.account.standing, kept.account.name, kept.password) == (AccountStanding.CLOSED, "first", None)


async def test_a_prefix_that_is_granted_in_the_same_moment_is_suspended_along(empty_book: Book) -> None:
    group = Group(empty_book, Level())
    enterprise = Enterprise(id="", name="江西岫澜电路科技有限公司", uscc="91110000600037341L", industry="C3982")
    entered = await group.do(lambda page: enroll(page, ROOT, enterprise))
    await group.do(lambda page: grant(page, ROOT, Prefix.parse("88.1000"), None))

    await asyncio.gather(
        group.do(lambda page: grant(page, ROOT, PREFIX, entered.id)),
        group.do(lambda page: rehome(page, ROOT, PREFIX, Mode.MIRRORED, "https://node.example")),
        group.do(lambda page: stand(page, ROOT, entered.id, Act.SUSPEND, "late")),
    )

    async with empty_book.reading() as page:
        holding = await page.holding(PREFIX)
    assert holding is not None
    assert (holding.standing, holding.mode) == (PrefixStanding.SUSPENDED, Mode.MIRRORED)
