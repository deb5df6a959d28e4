"""Batches in the registry: one act for a milliard identifiers, none of which is registered twice or counted wrong."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from registry import disjoint
from registry.allocate import Drawn, allocate
from registry.amend import replace
from registry.batch import WantedBatch, find_batch, list_batches, register_batch, retire_batch
from registry.consult import consult, history, list_
from registry.define import define
from registry.evaluation.statistics import statistics
from registry.grant import change_standing
from registry.group import Group
from registry.register import AlreadyRegistered, Registration, register, register_many
from registry.retire import retire
from registry.store import batches, prefixes
from registry.store.batches import KeptBatch
from registry.store.book import Book
from registry.store.journal import Journal
from registry.store.page import Writing
from registry.store.tables import trail
from registry.store.tables_of_batches import draws
from schemas.change import Numbered, PrefixStanding, Put, Retire
from schemas.coding_segments import Check, Definition, Enumeration, Field, Fixed, Segment, Serial
from schemas.errors import Absent, Conflict, Elsewhere, Forbidden, Malformed, NodeError, Retired
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.record import Standing
from schemas.value import SECRET, Value
from tests.support.books import APP, NOON, OTHER, PREFIX, ROOT, STRANGER, Clock

COLLEAGUE = Principal("key:mes", Role.ENTERPRISE_APP, (PREFIX,))
BOSS = Principal("key:boss", Role.ENTERPRISE_ADMIN, (PREFIX,))
URL = Value(1, "URL", b"https://trace.example/{serial}")
PRICE = Value(2, "PRICE", b"12.50", permissions=SECRET)
DAY = "2026-11-22"


def sn(*behind: Segment, text: str = "SN", width: int = 10) -> Definition:
    return Definition((Fixed(text), Serial(width), *behind), "-")


async def rule_of(page: Writing, definition: Definition, name: str = "sn") -> str:
    return (await define(page, APP, PREFIX, name, definition)).id


async def entered(
    page: Writing, definition: Definition, count: int, first: int | None = None, **more: Any
) -> KeptBatch:
    """A batch by a rule of its own."""
    name = more.pop("name", str(definition))[:64]
    rule = await rule_of(page, definition, name)
    return await register_batch(page, more.pop("who", APP), WantedBatch(rule, count, (URL, PRICE), first=first, **more))


def handle(text: str) -> Handle:
    return Handle.parse(f"{PREFIX}/{text}")


async def counts(book: Book) -> tuple[int, int, int]:
    """Registered today, stock by the day's counts, stock kept with the prefix."""
    async with book.reading() as page:
        [row] = await statistics(page, DAY, DAY, ("prefix",), PREFIX)
        return row["registered"], row["stock"], await prefixes.stock(page, PREFIX)


# ---- registering


async def test_a_milliard_identifiers_are_one_act(book: Book) -> None:
    async with book.writing() as page:
        serial = page.serial
        kept = await entered(page, sn(), 1_000_000_000, first=1)
        assert page.serial == serial + 1

    assert (kept.batch.first, kept.batch.last, kept.batch.count) == (1, 10**9, 10**9)
    assert (await Journal(book).after(serial, 10))[0].change == kept.batch
    head = await Journal(book).head()
    assert (head.serial, head.batches) == (serial + 1, 1)
    async with book.reading() as page:
        [line] = await page.rows(sa.select(trail).where(trail.c.verb == "register batch"))
        record, values = await consult(page, APP, handle("sn-0123456789"))
        with pytest.raises(Absent):
            await consult(page, APP, handle("SN-1000000001"))
        with pytest.raises(Absent):
            await consult(page, APP, handle("SN-0000000000"))
        [only] = await list_batches(page, APP, PREFIX, 10)
        assert await find_batch(page, kept.batch.id) == only
    assert line.subject == "88.1000.1/SN-0000000001 … SN-1000000000"
    assert (line.changes, line.actor) == (1, "key:app")
    assert (record.handle.text, record.version, record.batch) == ("88.1000.1/SN-0123456789", 1, kept.batch.id)
    assert [value.data for value in values] == [b"https://trace.example/0123456789", b"12.50"]
    assert (record.registered_at, values[0].timestamp) == (NOON, NOON)
    assert only.members.batch == kept.batch
    assert await counts(book) == (10**9, 10**9, 10**9)


async def test_without_a_first_serial_the_next_ones_are_drawn(book: Book) -> None:
    async with book.writing() as page:
        rule = await rule_of(page, sn())
        drawn = await allocate(page, APP, rule, 10)
        one = await register_batch(page, APP, WantedBatch(rule, 5, ()))
        after = await allocate(page, APP, rule)
        named = await register_batch(page, APP, WantedBatch(rule, 5, (), first=100))
        then = await allocate(page, APP, rule)
        # What lies between was skipped and not drawn.
        between = await register_batch(page, APP, WantedBatch(rule, 5, (), first=50))
        last = await allocate(page, APP, rule)

    assert [drawn, after, then, last] == [Drawn(rule, *run) for run in ((1, 10), (16, 16), (105, 105), (106, 106))]
    assert [(each.batch.first, each.batch.last) for each in (one, named, between)] == [(11, 15), (100, 104), (50, 54)]


async def test_who_draws_serials_is_the_only_one_to_register_them(book: Book) -> None:
    async with book.writing() as page:
        rule = await rule_of(page, sn())
        await allocate(page, COLLEAGUE, rule, 5)
        await allocate(page, COLLEAGUE, rule, 5)
        mine = await allocate(page, APP, rule, 10)
        with pytest.raises(Conflict) as at_once:
            await register_batch(page, APP, WantedBatch(rule, 2, (), first=10))
    async with book.writing() as page:
        before = page.touched
        with pytest.raises(Conflict) as later:
            await register_batch(page, APP, WantedBatch(rule, 20, (), first=1))
        assert page.touched == before
        own = await register_batch(page, APP, WantedBatch(rule, 10, (), first=mine.first))
        by_boss = await register_batch(page, BOSS, WantedBatch(rule, 4, (), first=1))
        assert page.serial > 0
    async with book.reading() as page:
        rows = [tuple(row) for row in await page.rows(sa.select(draws.c.first, draws.c.last, draws.c.actor))]

    said = "the serials 1 to 10 of the rule sn were drawn by key:mes, who alone may register them"
    assert (str(at_once.value), str(later.value)) == (said, said)
    assert (own.batch.first, by_boss.batch.last) == (11, 4)
    assert rows == [(1, 10, "key:mes"), (11, 20, "key:app")]


async def test_draws_of_several_pages_go_on_with_one_row(book: Book) -> None:
    for who in (APP, APP, COLLEAGUE, APP):
        async with book.writing() as page:
            rule = await rule_of(page, sn())
            await allocate(page, who, rule, 3)
    async with book.reading() as page:
        rows = [tuple(row) for row in await page.rows(sa.select(draws.c.first, draws.c.last, draws.c.actor))]

    assert rows == [(1, 6, "key:app"), (7, 9, "key:mes"), (10, 12, "key:app")]


async def test_what_is_refused_enters_nothing_and_draws_nothing(book: Book) -> None:
    async with book.writing() as page:
        rule = await rule_of(page, sn(Enumeration("line", ("A", "B1")), width=3))
        draft = (await define(page, APP, PREFIX, "draft", sn(), draft=True)).id
        none = await rule_of(page, Definition((Fixed("X"),)), "none")
        late = await rule_of(page, Definition((Serial(2, first=10),)), "late")
        family = await rule_of(page, Definition((Serial(2, "METAPI"), Fixed("_1"))), "family")
    fields = {"line": "A"}
    cases: Sequence[tuple[Principal, WantedBatch, type[NodeError], str]] = [
        (APP, WantedBatch(rule, 0, (), fields), Malformed, "a batch has 1 to 1000000000 identifiers, got 0 (at count)"),
        (
            APP,
            WantedBatch(rule, 10**9 + 1, (), fields),
            Malformed,
            "a batch has 1 to 1000000000 identifiers, got 1000000001 (at count)",
        ),
        (APP, WantedBatch(rule, 1, (URL, URL), fields), Malformed, "index 1 is given twice, expected each index once"),
        (APP, WantedBatch("gone", 1, ()), Absent, "there is no rule 'gone'"),
        (
            STRANGER,
            WantedBatch(rule, 1, (), fields),
            Forbidden,
            "key:stranger may not make identifiers under 88.1000.1",
        ),
        (
            APP,
            WantedBatch(draft, 1, ()),
            Conflict,
            "version 1 of the rule draft is a draft: publish it before using it",
        ),
        (APP, WantedBatch(none, 1, ()), Conflict, "the rule none has no serial"),
        (
            APP,
            WantedBatch(rule, 1_000, (), fields),
            Conflict,
            "the rule sn has 999 serials from 1 on, got 1000 asked for",
        ),
        (
            APP,
            WantedBatch(rule, 2, (), fields, first=2_000),
            Conflict,
            "the rule sn has 0 serials from 2000 on, got 2 asked for",
        ),
        (
            APP,
            WantedBatch(late, 5, (), first=9),
            Malformed,
            "serials of the rule late begin at 10, got 9 (at first)",
        ),
        (APP, WantedBatch(rule, 5, ()), Malformed, "the field line is missing"),
        (
            APP,
            WantedBatch(rule, 5, (), {"line": "B"}),
            Malformed,
            "segment 3 (enumeration line) is 'B', expected one of A, B1",
        ),
        (
            APP,
            WantedBatch(rule, 5, (Value(7, "URL", b"{suffix}"),), fields),
            Malformed,
            "value 7 is '{suffix}', expected an address whose first placeholder stands behind its scheme and host",
        ),
    ]
    async with book.writing() as page:
        before = page.touched
        for who, wanted, kind, sentence in cases:
            with pytest.raises(kind) as refused:
                await register_batch(page, who, wanted)
            assert str(refused.value) == sentence
        assert page.touched == before
        assert (await allocate(page, APP, rule)).first == 1
        assert (await register_batch(page, APP, WantedBatch(family, 2, ()))).batch.count == 2
        await change_standing(page, ROOT, PREFIX, PrefixStanding.SUSPENDED)
        with pytest.raises(Forbidden, match=r"^the prefix 88\.1000\.1 is suspended and takes no changes$"):
            await register_batch(page, APP, WantedBatch(rule, 1, (), fields))
        assert (await Journal(book).head()).batches == 0
    assert (await Journal(book).head()).batches == 1


async def test_what_applications_keep_for_themselves_is_not_counted(book: Book) -> None:
    async with book.writing() as page:
        with pytest.raises(Forbidden, match="the administrator's$"):
            await entered(page, Definition((Fixed("APP_"), Serial(3))), 10, name="not an application's")
        await entered(page, Definition((Fixed("APP_"), Serial(3))), 10, who=ROOT)
        with pytest.raises(Malformed) as refused:
            await entered(page, Definition((Serial(5, "APLE_"), Fixed("1"))), 200, name="some")
        await entered(page, Definition((Serial(5, "APLE_"), Fixed("1"))), 169, first=1, name="none yet")
    async with book.reading() as page:
        [row] = await statistics(page, DAY, DAY, ("prefix",), PREFIX)
        assert (row["registered"], await prefixes.stock(page, PREFIX)) == (169, 179)

    assert str(refused.value) == (
        "suffixes that begin with APP_ are no identifiers of things, and these may or may not"
    )


# ---- never twice


async def test_two_batches_of_one_form_never_have_a_serial_in_common(book: Book) -> None:
    async with book.writing() as page:
        rule = await rule_of(page, sn(Enumeration("line", ("A", "B"))))
        one = await register_batch(page, APP, WantedBatch(rule, 100, (), {"line": "A"}, first=100))
        for first, count, said in (
            (199, 1, "88.1000.1/SN-0000000199-A is"),
            (100, 100, "88.1000.1/SN-0000000100-A to SN-0000000199-A are"),
            (1, 100, "88.1000.1/SN-0000000100-A is"),
            (1, 1_000, "88.1000.1/SN-0000000100-A to SN-0000000199-A are"),
            (150, 10, "88.1000.1/SN-0000000150-A to SN-0000000159-A are"),
        ):
            with pytest.raises(Conflict) as refused:
                await register_batch(page, APP, WantedBatch(rule, count, (), {"line": "A"}, first=first))
            assert str(refused.value) == f"{said} in batch {one.batch.id} already"
        for first in (1, 200):
            await register_batch(page, APP, WantedBatch(rule, 99, (), {"line": "A"}, first=first))
        # The same serials with another text around them are other identifiers.
        await register_batch(page, APP, WantedBatch(rule, 298, (), {"line": "B"}, first=1))


async def test_batches_of_different_rules_are_told_apart_place_by_place(book: Book) -> None:
    async with book.writing() as page:
        four = await entered(page, Definition((Fixed("A"), Serial(4))), 1_500, first=1)
        with pytest.raises(Conflict, match=f"^88.1000.1/A1500 is in batch {four.batch.id} already$"):
            await entered(page, Definition((Fixed("A1"), Serial(3))), 101, first=500)
        await entered(page, Definition((Fixed("A1"), Serial(3))), 101, first=501)
        await entered(page, Definition((Fixed("A"), Serial(2, "ABCDEFGHIJ"), Fixed("00"))), 50, first=1)


async def test_where_check_characters_alone_tell_them_apart_the_smaller_one_is_tried(book: Book) -> None:
    checked = Definition((Fixed("A"), Serial(6), Check("luhn", (2,))))
    async with book.writing() as page:
        many = await entered(page, checked, 900_000, first=1)
        with pytest.raises(Conflict) as found:
            await entered(page, Definition((Fixed("A"), Serial(7))), 10, first=181)
        # 0000018 is 1 with its check digit; 19 to 25 are no serials with theirs.
        await entered(page, Definition((Fixed("A"), Serial(7))), 7, first=19, name="between")
        with pytest.raises(Conflict) as unproved:
            await entered(page, Definition((Fixed("A"), Serial(7))), 200_000, first=1_000)

    assert str(found.value) == f"88.1000.1/A0000182 is in batch {many.batch.id} already"
    assert str(unproved.value) == (
        f"nothing but check characters tells these suffixes from those of batch {many.batch.id}, and both are too "
        f"large to be tried one by one"
    )


async def test_a_prefix_has_batches_of_so_many_forms_and_no_more(book: Book) -> None:
    async with book.writing() as page:
        rule = await rule_of(page, Definition((Field("model", 64, 1, "letters"), Serial(2, first=0))))
        for length in range(1, disjoint.MOST_FORMS + 1):
            await register_batch(page, APP, WantedBatch(rule, 1, (), {"model": "X" * length}, first=0))
        with pytest.raises(Conflict, match="^88.1000.1 has batches of 64 forms, which is the most there can be$"):
            await entered(page, sn(), 1)
        await register_batch(page, APP, WantedBatch(rule, 1, (), {"model": "Y"}, first=0))


@pytest.mark.parametrize("flushed", [True, False])
async def test_a_batch_is_not_registered_over_records_or_tombstones(book: Book, flushed: bool) -> None:
    async with book.writing() as page:
        for text in ("SN-0000000005-X", "sn-0000000007", "SN-000000001", "SN-0000000999", "SN-00000000AB"):
            await register(page, APP, Registration(handle(text), ()))
        await retire(page, APP, handle("SN-0000000007"))
        if flushed:
            await page.flush()
        with pytest.raises(Conflict) as refused:
            await entered(page, sn(), 1_000, first=1)
        before = await entered(page, sn(), 6, first=1, name="b")
        behind = await entered(page, sn(), 991, first=8, name="c")

    assert str(refused.value) == "88.1000.1/SN-0000000007 has, or had, a record of its own"
    assert (before.batch.last, behind.batch.last) == (6, 998)


async def test_records_between_whose_text_differs_are_no_hindrance(book: Book) -> None:
    async with book.writing() as page:
        for number in range(1, 8):
            await register(page, APP, Registration(handle(f"SN-{number:010}-A"), ()))
        await page.flush()
        await entered(page, sn(Fixed("B")), 100, first=1)
        with pytest.raises(Conflict, match="SN-0000000001-A has, or had, a record of its own$"):
            await entered(page, sn(Fixed("A")), 100, first=1, name="a")


async def test_a_serial_whose_characters_are_in_no_order_hides_no_record(book: Book) -> None:
    odd = Definition((Fixed("Z"), Serial(2, "ba件", first=0)))
    async with book.writing() as page:
        await register(page, APP, Registration(handle("ZA件"), ()))  # serial 5
        await page.flush()
        with pytest.raises(Conflict, match="^88.1000.1/ZA件 has, or had, a record of its own$"):
            await entered(page, odd, 9, first=0)
        await entered(page, odd, 5, first=0, name="o")
        with pytest.raises(Conflict, match="is registered already, in batch"):
            await register(page, APP, Registration(handle("zab"), ()))


async def test_a_member_is_not_registered_alone(book: Book) -> None:
    async with book.writing() as page:
        kept = await entered(page, sn(), 10, first=1)
        said = f"88.1000.1/SN-0000000003 is registered already, in batch {kept.batch.id}"
        with pytest.raises(Conflict) as alone:
            await register(page, APP, Registration(handle("SN-0000000003"), ()))
    async with book.writing() as page:
        texts = ("SN-0000000003", "SN-0000000011", "sn-0000000010", "SN-0000000011", "XX-0000000001")
        answers = await register_many(page, APP, [Registration(handle(text), ()) for text in texts], False)
    async with book.writing() as page:
        gone = await retire_batch(page, APP, kept.batch.id)
        with pytest.raises(Retired):
            await register(page, APP, Registration(handle("SN-0000000003"), ()))
        [after] = await register_many(page, APP, [Registration(handle("SN-0000000004"), ())], False)

    assert str(alone.value) == said
    assert [str(answer) if isinstance(answer, NodeError) else "entered" for answer in answers] == [
        said,
        "entered",
        said.replace("SN-0000000003", "sn-0000000010"),
        "88.1000.1/SN-0000000011 is given twice",
        "entered",
    ]
    assert not gone.batch.active
    assert isinstance(after, Retired)


async def test_callers_who_share_a_transaction_see_each_others_batches(book: Book) -> None:
    async def level(_: int) -> None:
        return

    group = Group(book, level)
    rule = await group.do(lambda page: rule_of(page, sn()))
    wanted = WantedBatch(rule, 10, (), first=1)
    single = handle("SN-0000000004")
    told = await asyncio.gather(
        group.do(lambda page: register_batch(page, APP, wanted)),
        group.do(lambda page: register(page, APP, Registration(single, ())), (single,)),
        group.do(lambda page: register_batch(page, APP, wanted)),
        return_exceptions=True,
    )
    other = handle("SN-0000000044")
    turned = await asyncio.gather(
        group.do(lambda page: register(page, APP, Registration(other, ())), (other,)),
        group.do(lambda page: register_batch(page, APP, WantedBatch(rule, 10, (), first=40))),
        return_exceptions=True,
    )

    assert [type(each) for each in told] == [KeptBatch, AlreadyRegistered, Conflict]
    assert [str(each) for each in turned[1:]] == ["88.1000.1/SN-0000000044 has, or had, a record of its own"]
    assert await counts(book) == (11, 11, 11)


# ---- what becomes of its members


async def test_a_member_is_amended_and_retired_like_any_other(book: Book, clock: Clock) -> None:
    async with book.writing() as page:
        kept = await entered(page, sn(), 10, first=1)
    clock.now += 60
    one, two = handle("SN-0000000001"), handle("SN-0000000002")
    async with book.writing() as page:
        amended = await replace(page, APP, one, (Value(1, "NOTE", b"x"),), if_version=1)
        gone = await retire(page, APP, two, if_version=1)
    async with book.writing() as page:
        again = await replace(page, APP, one, (Value(1, "NOTE", b"y"),), if_version=2)
        revived = await register(page, APP, Registration(two, ()), revive=True)
        await retire(page, APP, two)
    async with book.reading() as page:
        record, steps = await history(page, APP, one)
        _, of_member = await history(page, APP, handle("SN-0000000003"))
        found = await batches.find(page, kept.batch.id)
        listed = [each.handle.text for each in await list_(page, APP, PREFIX, retired=True)]
        out_of_batches = await batches.answering(page, PREFIX)

    assert [(each.version, each.batch) for each in (amended, gone, again, revived)] == [
        (2, ""),
        (2, ""),
        (3, ""),
        (3, ""),
    ]
    assert (amended.registered_at, amended.changed_at) == (NOON, NOON + 60)
    assert record.serial == again.serial
    assert [(step.verb, step.change.version, step.serial) for step in steps] == [
        ("amend", 3, again.serial),
        ("amend", 2, amended.serial),
        ("register batch", 1, kept.serial),
    ]
    assert isinstance(steps[2].change, Put)
    assert steps[2].change.values[0].data == b"https://trace.example/0000000001"
    assert [(step.verb, step.change.version) for step in of_member] == [("register batch", 1)]
    assert found is not None
    assert found.own == 2
    assert out_of_batches == 8
    assert listed == ["88.1000.1/SN-0000000001", "88.1000.1/SN-0000000002"]
    assert await counts(book) == (10, 9, 9)
    head = await Journal(book).head()
    async with book.reading() as page:
        assert head.records == len(await list_(page, APP, PREFIX, retired=True)) + 2  # and two records of prefixes


async def test_a_whole_batch_is_retired_but_for_members_with_records_of_their_own(book: Book, clock: Clock) -> None:
    async with book.writing() as page:
        kept = await entered(page, sn(), 1_000, first=1)
        await replace(page, APP, handle("SN-0000000001"), (Value(1, "NOTE", b"x"),))
        await retire(page, APP, handle("SN-0000000002"))
        for who, id, kind, sentence in (
            (APP, "nothing", Absent, "there is no batch 'nothing'"),
            (STRANGER, kept.batch.id, Forbidden, "key:stranger may not make identifiers under 88.1000.1"),
        ):
            with pytest.raises(kind) as refused:
                await retire_batch(page, who, id)
            assert str(refused.value) == sentence
    clock.now += 60
    async with book.writing() as page:
        gone = await retire_batch(page, APP, kept.batch.id)
        with pytest.raises(Conflict, match=f"^the batch {kept.batch.id} is retired already$"):
            await retire_batch(page, APP, kept.batch.id)
    async with book.reading() as page:
        standings = [(await consult(page, APP, handle(f"SN-{number:010}")))[0].standing for number in (1, 2, 3, 1_000)]
        tombstone, steps = await history(page, APP, handle("SN-0000000003"))
        [line] = await page.rows(sa.select(trail.c.detail).where(trail.c.verb == "retire batch"))
    async with book.writing() as page:
        revived = await register(page, APP, Registration(handle("SN-0000000004"), ()), revive=True)

    assert standings == [Standing.ACTIVE, Standing.RETIRED, Standing.RETIRED, Standing.RETIRED]
    assert (gone.batch.version, gone.batch.values, gone.batch.before) == (2, (), kept.serial)
    assert (tombstone.version, tombstone.changed_at, tombstone.values) == (2, NOON + 60, ())
    assert [type(step.change) for step in steps] == [Retire, Put]
    assert '"identifiers":998' in line.detail
    assert (revived.version, revived.registered_at) == (3, NOON)
    assert await counts(book) == (1_000, 2, 2)
    async with book.writing() as page:
        with pytest.raises(Conflict, match="are in batch"):
            await entered(page, sn(), 10, first=1, name="never again")


async def test_batches_are_listed_newest_first_to_who_may_see_them(book: Book) -> None:
    async with book.writing() as page:
        rule = await rule_of(page, sn())
        made = [await register_batch(page, APP, WantedBatch(rule, 5, ())) for _ in range(4)]
        other = await entered(page, sn(text="B"), 1)
        ids = [each.batch.id for each in made]
        whole = await list_batches(page, APP, PREFIX, 10)
        part = await list_batches(page, APP, PREFIX, 2, before=made[3].since, rule=rule)
        with pytest.raises(Forbidden, match="^key:stranger may not see the batches of 88.1000.1$"):
            await list_batches(page, STRANGER, PREFIX, 10)

    assert [each.batch.id for each in whole] == [other.batch.id, *reversed(ids)]
    assert [each.batch.id for each in part] == [ids[2], ids[1]]


async def test_the_feed_tells_batches_by_key_and_in_order(book: Book) -> None:
    async with book.writing() as page:
        await define(page, STRANGER, OTHER, "sn", sn())
        here = [await entered(page, sn(text=text), 5, first=1) for text in ("B", "A")]
        rule = (await define(page, STRANGER, OTHER, "sn", sn())).id
        there = await register_batch(page, STRANGER, WantedBatch(rule, 5, ()))
    journal = Journal(book)
    keys = {f"{each.batch.prefix}\0{each.batch.place}".encode(): each for each in (*here, there)}

    walked: list[Numbered] = []
    above = b""
    while page_ := await journal.batches(above, 1):
        walked += page_
        change = page_[-1].change
        above = next(key for key, each in keys.items() if each.batch == change)

    assert [one.change for one in walked] == [keys[key].batch for key in sorted(keys)]
    assert [one.serial for one in walked] == [keys[key].serial for key in sorted(keys)]
    for key, each in keys.items():
        assert await journal.batch(key) == walked[sorted(keys).index(key)]
        assert each.batch.active
    assert await journal.batch(b"88.1000.1\0nothing") is None


async def test_a_prefix_that_is_elsewhere_has_no_batches(book: Book) -> None:
    async with book.writing() as page:
        rule = await rule_of(page, sn())
    async with book.reading() as page:
        assert await page.forms("88.1000.7") == ()
        assert await page.forms(PREFIX.key) == ()
        assert rule
    with pytest.raises(Elsewhere):
        async with book.writing() as page:
            await define(page, ROOT, Prefix.parse("88.1000.7"), "sn", sn())
