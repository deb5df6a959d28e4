"""Search finds exactly what a look at every record finds, in the same order, on both databases, whatever happens."""

import random
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from registry.amend import replace
from registry.enroll import enroll
from registry.grant import grant
from registry.index.follow import Indexer
from registry.index.holders import names as names_of_holders
from registry.index.seek import Found, seek
from registry.index.sought import Sought
from registry.register import Registration, register
from registry.retire import retire
from registry.store.book import Book
from registry.store.page import Reading, Writing
from registry.store.rows import record_of
from registry.store.tables import records
from registry.templates.draft import draft, redraft
from registry.templates.publish import publish
from schemas.counting import day_of
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden, Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.record import Standing
from schemas.template import Definition, Item, Particulars, TemplateReference
from schemas.value import Value
from tests.support.books import APP, OTHER, PREFIX, ROOT, Clock

THIRD = Prefix.parse("88.1000.3")
HOLDER = Enterprise(id="", name="江西岫澜电路科技有限公司", name_en="Xiulan Circuits", uscc="91360121MAY1C7P03X")
PATIENT = 60.0


def at_once(book: Book) -> Indexer:
    """An index that gives way to nobody."""
    return Indexer(book, courtesy=0.0)


async def naive(page: Reading, who: Principal, sought: Sought, below: int | None = None) -> list[str]:
    """What a look at every record finds, by handle."""
    names = await names_of_holders(page)
    asked = sa.select(records).order_by(records.c.serial.desc())
    found = [record_of(row) for row in await page.rows(asked)]
    return [
        record.handle.text
        for record in found
        if sought.matches(record, names)
        and (who.role is not Role.ENTERPRISE_APP or who.holds(record.handle.prefix))
        and (below is None or record.serial < below)
    ]


def handles(found: Found) -> list[str]:
    return [record.handle.text for record in found.records]


async def all_pages(page: Reading, who: Principal, sought: Sought, limit: int) -> list[str]:
    """What a search finds page by page."""
    below, found = None, []
    while True:
        one = await seek(page, who, sought, limit, PATIENT, below)
        found += handles(one)
        if one.below is None:
            return found
        below = one.below


async def furnish(book: Book) -> None:
    """An enterprise that holds a third prefix."""
    async with book.writing() as page:
        await enroll(page, ROOT, HOLDER)
        await page.flush()
        await grant(page, ROOT, Prefix.parse("88.1000"), None)
        await page.flush()
        await grant(page, ROOT, THIRD, HOLDER.uscc)


class Life:
    """Records that come, change and go, by chance."""

    def __init__(self, book: Book, clock: Clock, chance: random.Random) -> None:
        self._book, self._clock, self._chance = book, clock, chance
        self._names: list[Handle] = []

    async def go_on(self, acts: int) -> None:
        for _ in range(acts):
            self._clock.now += self._chance.choice((0, 1, 40_000))
            async with self._book.writing() as page:
                if self._chance.random() < 0.7 or not self._names:
                    await self._register(page)
                    continue
                record = await page.find(self._chance.choice(self._names))
                if record is None or not record.active:
                    continue
                if self._chance.random() < 0.7:
                    await replace(page, ROOT, record.handle, self._values())
                else:
                    await retire(page, ROOT, record.handle)

    async def _register(self, page: Writing) -> None:
        new = {handle.key: handle for handle in (self._handle() for _ in range(self._chance.randint(1, 9)))}
        there = await page.find_many(new.values())
        for key in sorted(new.keys() - there.keys()):
            await register(page, ROOT, Registration(new[key], self._values()))
            self._names.append(new[key])

    def _handle(self) -> Handle:
        prefix = self._chance.choice((PREFIX, OTHER, THIRD))
        stem = self._chance.choice(("SN-", "sn-", "件", "LOT/"))
        return Handle.parse(f"{prefix}/{stem}{self._chance.randrange(300)}")

    def _values(self) -> tuple[Value, ...]:
        texts = ("https://erp.example/a", "电路板 Ａ型", "轴承座", "Straße 7", "ﬁnal", "", "x" * 300 + "终")
        public = 0b1110 if self._chance.random() < 0.8 else 0b1100
        return tuple(
            Value(
                index,
                self._chance.choice(("URL", "NAME")),
                self._chance.choice(texts).encode(),
                permissions=public,
            )
            for index in range(1, self._chance.randint(2, 4))
        )


QUESTIONS = (
    *("sn", "SN-1", "件1", "电路", "路板 a型", "岫澜", "岫澜 轴承", "xiulan sn", "strasse", "fin", "终终"),
    *("erp.example/a", "lot/2", "88.1000.3/", "xx", "nowhere"),
)


@pytest.mark.parametrize("seed", [1, 2])
async def test_search_finds_exactly_what_a_look_at_every_record_finds(book: Book, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    await furnish(book)
    life, indexer = Life(book, clock, chance), at_once(book)
    first_day = day_of(clock.now)
    told = 0
    for _ in range(5):
        await life.go_on(12)
        if chance.random() < 0.7:  # now and then nothing is indexed yet, or not all
            await indexer.catch_up()
        days = {"first_day": first_day, "last_day": day_of(clock.now)}
        narrower: list[dict[str, Any]] = [{}, {"prefix": PREFIX}, days, {"first_day": days["last_day"]}]
        async with book.reading() as page:
            standings = (Standing.ACTIVE, Standing.RETIRED, None)
            for who, question, standing in chance.sample(list(product((ROOT, APP), QUESTIONS, standings)), 25):
                more = chance.choice(narrower)
                sought = Sought.read(question, standing=standing, **more)
                expected = await naive(page, who, sought)
                told += len(expected)

                assert await all_pages(page, who, sought, chance.choice((2, 7, 100))) == expected, (question, more)
    assert told > 200


async def test_a_page_goes_on_where_the_one_before_stopped(book: Book, clock: Clock) -> None:
    async with book.writing() as page:
        for number in range(7):
            await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/SN-{number}"), ()))
    await at_once(book).catch_up()

    async with book.reading() as page:
        first = await seek(page, ROOT, Sought.read("sn"), 3, PATIENT)
        second = await seek(page, ROOT, Sought.read("sn"), 3, PATIENT, first.below)
        third = await seek(page, ROOT, Sought.read("sn"), 3, PATIENT, second.below)

    assert handles(first) == [f"{PREFIX}/SN-6", f"{PREFIX}/SN-5", f"{PREFIX}/SN-4"]
    assert handles(second) == [f"{PREFIX}/SN-3", f"{PREFIX}/SN-2", f"{PREFIX}/SN-1"]
    assert (handles(third), third.below) == ([f"{PREFIX}/SN-0"], None)


async def test_whoever_has_no_time_is_told_where_to_go_on(book: Book) -> None:
    async with book.writing() as page:
        for number in range(200):
            await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/SN-{number}"), ()))
    await at_once(book).catch_up()
    ticks = iter(range(10_000))

    async with book.reading() as page:
        below, found, looks = None, [], 0
        while True:
            one = await seek(page, ROOT, Sought.read("sn"), 500, 0.0, below, lambda: next(ticks))
            found += handles(one)
            looks += 1
            if (below := one.below) is None:
                break
        whole = await seek(page, ROOT, Sought.read("sn"), 500, PATIENT)

    assert looks > 1
    assert found == handles(whole)
    assert len(found) == 200


async def test_what_the_index_does_not_know_is_counted(book: Book) -> None:
    async with book.writing() as page:
        await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/SN-0"), ()))
    await at_once(book).catch_up()
    async with book.writing() as page:
        for number in range(1, 6):
            await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/SN-{number}"), ()))

    async with book.reading() as page:
        near = await seek(page, ROOT, Sought.read("sn"), 9, PATIENT, most_unindexed=5)
    async with book.writing() as page:
        await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/SN-6"), ()))
    async with book.reading() as page:
        far = await seek(page, ROOT, Sought.read("sn"), 9, PATIENT, most_unindexed=5)

    assert (len(near.records), near.behind) == (6, 0)
    assert (handles(far), far.behind) == ([f"{PREFIX}/SN-0"], 6)


async def test_only_what_may_be_listed_is_found(book: Book) -> None:
    async with book.writing() as page:
        for prefix in (PREFIX, OTHER):
            await register(page, ROOT, Registration(Handle.parse(f"{prefix}/SN-1"), ()))
    auditor = Principal("key:auditor", Role.AUDITOR)

    async with book.reading() as page:
        assert handles(await seek(page, auditor, Sought.read("sn"), 9, PATIENT)) == [f"{OTHER}/SN-1", f"{PREFIX}/SN-1"]
        assert handles(await seek(page, APP, Sought.read("sn"), 9, PATIENT)) == [f"{PREFIX}/SN-1"]
        assert handles(await seek(page, ROOT, Sought.read("", OTHER), 9, PATIENT)) == [f"{OTHER}/SN-1"]
        with pytest.raises(Forbidden, match=r"key:app may not search under 88\.1000\.10"):
            await seek(page, APP, Sought.read("sn", OTHER), 9, PATIENT)
        with pytest.raises(Forbidden, match="key:node may not search: expected park staff, or a key with a prefix"):
            await seek(page, Principal("key:node", Role.NODE), Sought.read("sn"), 9, PATIENT)


async def test_values_that_are_not_public_are_not_looked_at(book: Book) -> None:
    hidden = Value(1, "NOTE", b"inside", permissions=0b1100)
    secret = Value(2, "HS_SECKEY", b"s3cret", permissions=0b1110)
    async with book.writing() as page:
        await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/SN-1"), (hidden, secret)))
    await at_once(book).catch_up()

    async with book.reading() as page:
        for question in ("inside", "s3cret", "seckey"):
            assert handles(await seek(page, ROOT, Sought.read(question), 9, PATIENT)) == []


@pytest.mark.parametrize(
    ("question", "more", "sentence"),
    [
        ("a", {}, "cannot search for 'a': expected at least 2 characters in each word"),
        ("电路 板", {}, "cannot search for '板': expected at least 2 characters in each word"),
        ("x" * 257, {}, "a search has at most 256 characters, got 257"),
        ("aa bb cc dd ee ff gg hh ii", {}, "a search has at most 8 words, got 9"),
        ("", {}, "search for what? expected words, a prefix, a template, or days"),
        (" \u3000 ", {}, "search for what? expected words, a prefix, a template, or days"),
        (
            "",
            {"first_day": "2026-11-22", "last_day": "2026-11-21"},
            "the last day is 2026-11-21, expected none before the first, 2026-11-22",
        ),
    ],
)
def test_a_search_for_nothing_is_refused(question: str, more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Sought.read(question, **more)

    assert refusal.value.sentence == sentence


async def test_what_stands_under_a_template_is_found_by_it(book: Book) -> None:
    items = (Item(code="model", index=2000, name="型号"),)
    async with book.writing() as page:
        made = []
        for name in ("件", "别"):
            kept, _ = await draft(page, ROOT, None, Particulars(name=name), Definition(items=items))
            await publish(page, ROOT, kept.id)
            made.append(kept.id)
        await redraft(page, ROOT, made[0], Particulars(name="件"), Definition(items=items))
        await publish(page, ROOT, made[0])
        for suffix, template in (("A", f"{made[0]}@1"), ("B", f"{made[0]}@2"), ("C", made[1])):
            wanted = Registration(
                Handle(PREFIX, suffix), (), TemplateReference.parse(template), {"model": f"HB-{suffix}"}
            )
            await register(page, ROOT, wanted)
        await register(page, ROOT, Registration(Handle(PREFIX, "D"), (Value(2000, "model", b"HB-D"),)))
        await register(page, ROOT, Registration(Handle(OTHER, "E"), (), TemplateReference(made[0]), {"model": "X"}))
    for indexed in (False, True):
        if indexed:
            await at_once(book).catch_up()
        async with book.reading() as page:
            for question, template, found in (
                ("", made[0], ["88.1000.10/E", "88.1000.1/B", "88.1000.1/A"]),
                ("", f"{made[0]}@1", ["88.1000.1/A"]),
                ("hb", made[0], ["88.1000.1/B", "88.1000.1/A"]),
                ("hb", made[1], ["88.1000.1/C"]),
                ("", "none", []),
            ):
                sought = Sought.read(question, template=TemplateReference.parse(template))
                assert handles(await seek(page, ROOT, sought, 9, PATIENT)) == found
                assert await naive(page, ROOT, sought) == found
            # The reference itself is no text to be found: every product would be.
            assert handles(await seek(page, ROOT, Sought.read(made[0]), 9, PATIENT)) == []
            under = Sought.read("", template=TemplateReference(made[0]))
            assert handles(await seek(page, APP, under, 9, PATIENT)) == ["88.1000.1/B", "88.1000.1/A"]
