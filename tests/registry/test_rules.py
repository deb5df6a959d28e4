"""Coding rules in the registry: versions that never change, and serials that nobody is given twice."""

import asyncio
import contextlib
import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.allocate import Drawn, allocate
from registry.define import define, find, publish
from registry.grant import change_standing
from registry.group import Group
from registry.store import rules, serials
from registry.store.book import Book
from registry.store.tables import serials as table
from registry.store.tables import trail
from schemas.change import PrefixStanding
from schemas.coding_segments import Check, Definition, Enumeration, Example, Field, Fixed, Serial
from schemas.errors import Absent, Conflict, Elsewhere, Forbidden, Malformed, NodeError
from schemas.prefix import Prefix
from schemas.principal import Principal
from tests.support.books import APP, NOON, PREFIX, ROOT, STRANGER
from tests.support.drawing import given_twice, runs, started

SN = Definition((Fixed("SN-"), Serial(6), Check("luhn", (2,))))
WIDER = Definition((Fixed("SN-"), Serial(8), Check("luhn", (2,))))
FIRST = Example("SN-0000018", {}, 1)


async def test_a_rule_is_a_draft_is_tried_and_published_and_never_changes(book: Book) -> None:
    async with book.writing() as page:
        draft = await define(page, APP, PREFIX, "sn", SN, draft=True)
        with pytest.raises(Conflict, match="^version 1 of the rule sn is a draft: publish it before drawing serials$"):
            await allocate(page, APP, draft.id)
        with pytest.raises(Malformed) as wrong:
            await publish(page, APP, draft.id, [FIRST, Example("SN-0000019", {}, 1)])
        published = await publish(page, APP, draft.id, [FIRST])
        with pytest.raises(Conflict, match="^version 1 of the rule sn is published already$"):
            await publish(page, APP, draft.id)
        second = await define(page, APP, PREFIX, "sn", WIDER, [Example("SN-000000018", {}, 1)])
        other = await define(page, APP, PREFIX, "other", SN)

    assert str(wrong.value) == ("the example 'SN-0000019' does not hold: the rule makes 'SN-0000018' (at examples[1])")
    assert (draft.version, draft.published, published.published_at, second.version, other.version) == (
        1,
        False,
        NOON,
        2,
        1,
    )
    async with book.reading() as page:
        assert await find(page, draft.id) == published
        assert [(kept.name, kept.version) for kept in await rules.list_(page, PREFIX)] == [
            ("other", 1),
            ("sn", 2),
            ("sn", 1),
        ]
        assert published.rule.decode("sn-0000018").serial == 1
        lines = await page.rows(sa.select(trail.c.verb, trail.c.subject).order_by(trail.c.act.desc()).limit(2))
    assert [tuple(line) for line in lines] == [("define rule", "88.1000.1: other"), ("define rule", "88.1000.1: sn")]


async def test_an_older_draft_is_not_published_over_a_later_version(book: Book) -> None:
    async with book.writing() as page:
        draft = await define(page, APP, PREFIX, "sn", SN, draft=True)
        await define(page, APP, PREFIX, "sn", WIDER)
        with pytest.raises(Conflict) as refused:
            await publish(page, APP, draft.id)

    assert str(refused.value) == "version 2 of the rule sn is published already, and this is version 1"


@pytest.mark.parametrize(
    ("who", "prefix", "name", "definition", "kind", "sentence"),
    [
        (APP, "88.1000.1", "", SN, Malformed, "the name of a rule has 1 to 64 printable characters, got '' (at name)"),
        (
            APP,
            "88.1000.1",
            "sn",
            Definition((Field("a", 9, 1), Serial(2), Field("b", 9, 1))),
            Malformed,
            "nobody could tell where segment 1 (field a) ends: it can go on with '0', and segment 2 (serial) can begin "
            "with it; give it one length, or put a separator in between (at segments[0])",
        ),
        (APP, "88.1000.7", "sn", SN, Elsewhere, "the prefix 88.1000.7 is not served by this node"),
        (STRANGER, "88.1000.1", "sn", SN, Forbidden, "key:stranger may not make identifiers under 88.1000.1"),
        (APP, "88.1000.10", "sn", SN, Forbidden, "key:app may not make identifiers under 88.1000.10"),
    ],
)
async def test_rules_that_are_refused(
    book: Book, who: Principal, prefix: str, name: str, definition: Definition, kind: type[NodeError], sentence: str
) -> None:
    async with book.writing() as page:
        before = page.touched
        with pytest.raises(kind) as refused:
            await define(page, who, Prefix.parse(prefix), name, definition)
        assert page.touched == before

    assert str(refused.value) == sentence


async def test_serials_go_on_from_version_to_version(book: Book) -> None:
    async with book.writing() as page:
        first = await define(page, APP, PREFIX, "sn", SN)
        one = await allocate(page, APP, first.id)
        many = await allocate(page, APP, first.id, 1_000)
        second = await define(page, APP, PREFIX, "sn", WIDER)
        after = await allocate(page, APP, second.id)
        from_old = await allocate(page, APP, first.id)
        later = await define(page, APP, PREFIX, "sn", Definition((Serial(8, first=5_000),)))
        jumped = await allocate(page, APP, later.id)

    assert one == Drawn(first.id, 1, 1)
    assert many == Drawn(first.id, 2, 1_001)
    assert after == Drawn(second.id, 1_002, 1_002)
    assert from_old == Drawn(first.id, 1_003, 1_003)
    assert jumped == Drawn(later.id, 5_000, 5_000)


async def test_allocations_that_are_refused_draw_nothing(book: Book) -> None:
    async with book.writing() as page:
        small = (await define(page, APP, PREFIX, "small", Definition((Serial(1),)))).id
        none = (await define(page, APP, PREFIX, "none", Definition((Enumeration("line", ("A",)),)))).id
        assert await allocate(page, APP, small, 4) == Drawn(small, 1, 4)
    cases: list[tuple[Principal, str, int, type[NodeError], str]] = [
        (APP, small, 0, Malformed, "1 to 1000000000 serials can be drawn at once, got 0"),
        (APP, "nothing", 1, Absent, "there is no rule 'nothing'"),
        (STRANGER, small, 1, Forbidden, "key:stranger may not make identifiers under 88.1000.1"),
        (APP, none, 1, Conflict, "the rule none has no serial"),
        (APP, small, 6, Conflict, "the rule small has 5 serials left, got 6 asked for"),
    ]
    async with book.writing() as page:
        before = page.touched
        for who, rule, count, kind, sentence in cases:
            with pytest.raises(kind) as refused:
                await allocate(page, who, rule, count)
            assert str(refused.value) == sentence
        assert page.touched == before
        assert await allocate(page, APP, small, 5) == Drawn(small, 5, 9)
        with pytest.raises(Conflict, match="^the rule small has 0 serials left, got 1 asked for$"):
            await allocate(page, APP, small)
        await change_standing(page, ROOT, PREFIX, PrefixStanding.SUSPENDED)
        with pytest.raises(Forbidden, match=r"^the prefix 88\.1000\.1 is suspended and takes no changes$"):
            await allocate(page, APP, small)


async def test_the_largest_serial_of_all_is_drawn_and_none_behind_it(book: Book) -> None:
    last = 2**62 - 1
    async with book.writing() as page:
        rule = (await define(page, APP, PREFIX, "binary", Definition((Serial(62, "01", first=last - 1),)))).id
        assert await allocate(page, APP, rule, 2) == Drawn(rule, last - 1, last)
        with pytest.raises(Conflict, match="has 0 serials left"):
            await allocate(page, APP, rule)


async def test_callers_who_share_a_transaction_get_different_serials(book: Book) -> None:
    async def level(_: int) -> None:
        return

    group = Group(book, level)
    rule = (await group.do(lambda page: define(page, APP, PREFIX, "sn", SN))).id
    many = await asyncio.gather(*(group.do(lambda page: allocate(page, APP, rule, 3)) for _ in range(300)))
    versions = await asyncio.gather(*(group.do(lambda page: define(page, APP, PREFIX, "sn", SN)) for _ in range(20)))

    drawn = sorted((each.first, each.last) for each in many)
    assert drawn == [(number, number + 2) for number in range(1, 901, 3)]
    assert sorted(each.version for each in versions) == list(range(2, 22))


@pytest.mark.timeout(180)
async def test_eight_processes_are_never_given_one_serial_twice(book: Book, database_url: str, tmp_path: Path) -> None:
    """A million of them: `python -m benchmarks.allocate`; this is the same, smaller."""
    async with book.writing() as page:
        rule = (await define(page, APP, PREFIX, "sn", WIDER)).id

    drawing = started(database_url, rule, tmp_path, allocations=250)
    for process in drawing:
        await asyncio.to_thread(process.join)

    assert [process.exitcode for process in drawing] == [0] * 8
    assert runs(tmp_path) == [(number, number) for number in range(1, 2_001)]


@pytest.mark.timeout(180)
async def test_serials_of_killed_processes_are_lost_and_not_given_again(
    book: Book, database_url: str, tmp_path: Path
) -> None:
    """promises.md R5: a process may die anywhere between drawing and hearing of it."""
    async with book.writing() as page:
        rule = (await define(page, APP, PREFIX, "sn", WIDER)).id
    dice = random.Random(5)
    for turn in range(3):
        folder = tmp_path / str(turn)
        folder.mkdir()
        drawing = started(database_url, rule, folder, allocations=100_000, count=7, together=8, processes=3)
        while sum(path.stat().st_size for path in folder.glob("drawn-*")) < 16 * 200:
            assert all(process.is_alive() for process in drawing)
            await asyncio.sleep(0.01)
        for process in drawing:
            await asyncio.sleep(dice.random() / 20)
            process.kill()
            process.join()

    told = sorted(run for turn in range(3) for run in runs(tmp_path / str(turn)))
    async with book.reading() as page:
        reached = await serials.find(page, PREFIX, "sn")

    assert len(told) >= 600
    assert given_twice(told) == 0
    assert reached is not None
    assert reached > told[-1][1]


async def test_the_twin_reading_and_then_writing_without_the_pen_gives_serials_twice(book: Book) -> None:
    """What the pen is worth: sixteen callers look what is next, and then write what is next."""
    async with book.writing() as page:
        await define(page, APP, PREFIX, "sn", WIDER)
    drawn: list[tuple[int, int]] = []

    async def careless() -> None:
        for _ in range(10):
            async with book.reading() as page:
                found = await serials.find(page, PREFIX, "sn")
            assert found is not None
            with contextlib.suppress(sa.exc.OperationalError):
                async with book.engine.begin() as connection:
                    await connection.execute(table.update().where(table.c.name == "sn").values(next=found + 1))
                drawn.append((found, found))

    await asyncio.gather(*(careless() for _ in range(16)))

    assert given_twice(sorted(drawn)) > 0
