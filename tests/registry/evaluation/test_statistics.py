"""Statistics: what a question by some dimensions is answered, in full, on both databases."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from registry.evaluation.statistics import DIMENSIONS, dimensions, statistics
from registry.register import Registration, register
from registry.retire import retire
from registry.store import tallies
from registry.store.book import Book
from schemas.counting import Channel, Class, Counted, Outcome
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Role
from schemas.value import Value
from tests.support.books import APP, NOON, ROOT, STRANGER, Clock

DAY = 86_400
OURS, THEIRS = "88.1000.1", "88.1000.10"
SUNDAY, MONDAY = "2026-11-22", "2026-11-23"


def counted(day: str, prefix: str, outcome: Outcome, class_: Class, count: int) -> Counted:
    return Counted(day, prefix, Channel.HTTP, outcome, class_, count)


# What describes others is an administrator's to register.
ADMIN = msgspec.structs.replace(APP, role=Role.ENTERPRISE_ADMIN)


async def enter(book: Book, *names: str) -> None:
    async with book.writing() as page:
        for name in names:
            handle = Handle.parse(name)
            who = ADMIN if handle.prefix.text == OURS else STRANGER
            await register(page, who, Registration(handle, (Value(1, "URL", b"https://a.example/"),)))


@pytest.fixture
async def busy(book: Book, clock: Clock) -> Book:
    """Three registrations and a retirement on Sunday, two registrations on Monday; resolutions from two sources."""
    clock.now = NOON
    await enter(book, f"{OURS}/A", f"{OURS}/B", f"{THEIRS}/A", f"{OURS}/META_batch", f"{OURS}/App_erp")
    async with book.writing() as page:
        await retire(page, APP, Handle.parse(f"{OURS}/B"))
    clock.now = NOON + DAY
    await enter(book, f"{OURS}/C", f"{OURS}/D")
    async with book.writing() as page:
        first = [
            counted(SUNDAY, OURS, Outcome.FOUND, Class.EXTERNAL, 5),
            counted(SUNDAY, THEIRS, Outcome.FOUND, Class.EXTERNAL, 7),
            counted(SUNDAY, "", Outcome.ABSENT, Class.EXTERNAL, 11),
            counted(MONDAY, OURS, Outcome.FOUND, Class.PROBE, 13),
        ]
        await tallies.flush(page, "worker-1", first)
        await tallies.flush(page, "worker-2", [counted(SUNDAY, OURS, Outcome.FOUND, Class.EXTERNAL, 100)])
        # A source that says what it said before, or less, changes nothing.
        await tallies.flush(page, "worker-1", [counted(SUNDAY, OURS, Outcome.FOUND, Class.EXTERNAL, 4)])
    return book


async def ask(book: Book, first: str, last: str, by: str, prefix: str | None = None) -> list[tuple[Any, ...]]:
    async with book.reading() as page:
        named = Prefix.parse(prefix) if prefix else None
        rows = await statistics(page, first, last, dimensions(by), named)
    for row in rows:
        assert list(row) == [*dimensions(by), "resolutions", "registered", "stock"]
        assert all(type(row[name]) is int for name in ("resolutions", "registered", "stock"))
    return [tuple(row.values()) for row in rows]


@pytest.mark.parametrize(
    ("first", "last", "by", "prefix", "rows"),
    [
        (SUNDAY, MONDAY, "", None, [(136, 5, 4)]),
        (SUNDAY, SUNDAY, "", None, [(123, 3, 2)]),
        (MONDAY, MONDAY, "", None, [(13, 2, 4)]),
        ("2026-11-24", "2026-12-31", "", None, [(0, 0, 4)]),
        ("2026-01-01", "2026-11-21", "", None, [(0, 0, 0)]),
        (SUNDAY, MONDAY, "", OURS, [(118, 4, 3)]),
        (SUNDAY, MONDAY, "", "88.1000", [(125, 5, 4)]),
        (SUNDAY, MONDAY, "", "88.1000.2", [(0, 0, 0)]),
        (SUNDAY, MONDAY, "day", None, [(SUNDAY, 123, 3, 2), (MONDAY, 13, 2, 4)]),
        (SUNDAY, MONDAY, "prefix", None, [("", 11, 0, 0), (OURS, 118, 4, 3), (THEIRS, 7, 1, 1)]),
        # No activity in the period: the stock is there all the same.
        ("2026-11-24", "2026-11-24", "prefix", None, [(OURS, 0, 0, 3), (THEIRS, 0, 0, 1)]),
        ("2026-11-24", "2026-11-24", "day", None, []),
        (
            SUNDAY,
            MONDAY,
            "prefix,day",
            None,
            [(SUNDAY, "", 11, 0, 0), (SUNDAY, OURS, 105, 2, 1), (SUNDAY, THEIRS, 7, 1, 1), (MONDAY, OURS, 13, 2, 3)],
        ),
        (MONDAY, MONDAY, "day,prefix", OURS, [(MONDAY, OURS, 13, 2, 3)]),
        (SUNDAY, MONDAY, "class", None, [("external", 123, 0, 0), ("probe", 13, 0, 0), (None, 0, 5, 4)]),
        (SUNDAY, SUNDAY, "outcome", OURS, [("found", 105, 0, 0), (None, 0, 2, 1)]),
        (
            SUNDAY,
            MONDAY,
            "day,channel",
            OURS,
            [
                (SUNDAY, "http", 105, 0, 0),
                (SUNDAY, None, 0, 2, 1),
                (MONDAY, "http", 13, 0, 0),
                (MONDAY, None, 0, 2, 3),
            ],
        ),
        (
            SUNDAY,
            MONDAY,
            "class,outcome,channel,prefix,day",
            None,
            [
                (SUNDAY, "", "http", "absent", "external", 11, 0, 0),
                (SUNDAY, OURS, "http", "found", "external", 105, 0, 0),
                (SUNDAY, OURS, None, None, None, 0, 2, 1),
                (SUNDAY, THEIRS, "http", "found", "external", 7, 0, 0),
                (SUNDAY, THEIRS, None, None, None, 0, 1, 1),
                (MONDAY, OURS, "http", "found", "probe", 13, 0, 0),
                (MONDAY, OURS, None, None, None, 0, 2, 3),
            ],
        ),
    ],
)
async def test_each_question_has_its_rows(
    busy: Book, first: str, last: str, by: str, prefix: str | None, rows: list[tuple[Any, ...]]
) -> None:
    assert await ask(busy, first, last, by, prefix) == rows


@pytest.mark.parametrize("by", [DIMENSIONS[:n] for n in range(6)] + [DIMENSIONS[n:] for n in range(1, 5)])
async def test_totals_do_not_depend_on_how_they_are_split(busy: Book, by: Sequence[str]) -> None:
    rows = await ask(busy, SUNDAY, MONDAY, ",".join(by))

    assert (sum(row[-3] for row in rows), sum(row[-2] for row in rows)) == (136, 5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # 2026-11-30 24:00 in Shanghai is 16:00 of that day in Greenwich.
        (1_796_054_399, "2026-11-30"),
        (1_796_054_400, "2026-12-01"),
        (1_798_732_799, "2026-12-31"),
        (1_798_732_800, "2027-01-01"),
    ],
)
async def test_days_months_and_years_end_at_midnight_in_shanghai(
    book: Book, clock: Clock, moment: int, day: str
) -> None:
    clock.now = moment
    await enter(book, f"{OURS}/EDGE")

    assert await ask(book, "2026-01-01", "2027-12-31", "day") == [(day, 0, 1, 1)]
    assert await ask(book, day, day, "") == [(0, 1, 1)]


async def test_an_identifier_that_comes_back_counts_once_and_is_in_stock_again(book: Book, clock: Clock) -> None:
    await enter(book, f"{OURS}/A")
    async with book.writing() as page:
        await retire(page, ROOT, Handle.parse(f"{OURS}/A"))
    clock.now += DAY
    async with book.writing() as page:
        await register(page, APP, Registration(Handle.parse(f"{OURS}/A"), ()), revive=True)

    assert await ask(book, SUNDAY, MONDAY, "day") == [(SUNDAY, 0, 1, 0), (MONDAY, 0, 0, 1)]


@pytest.mark.parametrize(
    ("first", "last", "by", "sentence"),
    [
        (
            SUNDAY,
            MONDAY,
            ("day", "month"),
            "cannot count by 'month': expected a list of day, prefix, channel, outcome, class",
        ),
        (SUNDAY, MONDAY, ("",), "cannot count by ''"),
        (
            "2026-11-31",
            MONDAY,
            (),
            "cannot read '2026-11-31' as a day: expected year-month-day, as in 2026-11-22",
        ),
        (SUNDAY, "gestern", (), "cannot read 'gestern' as a day: expected year-month-day, as in 2026-11-22"),
        (
            MONDAY,
            SUNDAY,
            (),
            "the period begins on 2026-11-23 and ends on 2026-11-22: expected the end not before the beginning",
        ),
    ],
)
async def test_what_cannot_be_asked_is_refused_in_a_sentence(
    book: Book, first: str, last: str, by: tuple[str, ...], sentence: str
) -> None:
    if by == ("",):
        with pytest.raises(Malformed, match="cannot count by ''"):
            dimensions("day,,prefix")
        return
    async with book.reading() as page:
        with pytest.raises(Malformed) as refusal:
            await statistics(page, first, last, by)

    assert refusal.value.sentence == sentence
