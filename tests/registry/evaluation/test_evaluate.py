"""The evaluation: a small park in which every rule decides about somebody, on both databases."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from registry.enroll import enroll, open_park
from registry.evaluation.evaluate import Evaluation, evaluate
from registry.evaluation.evidence import fingerprint
from registry.grant import change_standing, grant
from registry.register import Registration, register
from registry.retire import retire
from registry.stand import stand
from registry.store import tallies
from registry.store.book import Book
from schemas.change import Mode, PrefixStanding
from schemas.counting import Channel, Class, Counted, Outcome
from schemas.enterprise import Enterprise, Park
from schemas.errors import Absent, Conflict, Malformed, NodeError
from schemas.evaluation.catalogue import CATALOGUE
from schemas.handle import Handle
from schemas.life import Act, Standing
from schemas.prefix import Prefix
from schemas.value import Value
from tests.support.applying import Way, entered
from tests.support.books import NOON, ROOT, Clock
from tests.support.practice import practice

DAY = 86_400
NEW_YEAR = 1_798_732_800
"""2027-01-01 00:00 in Shanghai."""

# Well formed, and nobody's: those of the sample park.
USCC = [
    "91360121MAY1C7P03X",
    "91360681MAY2E4K64K",
    "91360704MAY0G8T37D",
    "91360112MAY3N5R104",
    "91360502MAY4H2W8XH",
    "91361104MAY5D9L7XX",
    "91360482MAY6J0Q2XR",
    "91360730MAY7F6U55F",
]


class Built:
    """A park under construction."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.clock = clock
        self._codes = iter(USCC)

    async def park(self, id: str = "p", name: str = "园区") -> None:
        async with self.book.writing() as page:
            await open_park(page, ROOT, Park(id, name, "Park"))

    async def enterprise(self, name: str, *prefixes: str, mode: Mode = Mode.HOSTED, **particulars: Any) -> None:
        async with self.book.writing() as page:
            wanted = Enterprise(id="", name=name, uscc=next(self._codes), **{"park": "p", **particulars})
            entered = await enroll(page, ROOT, wanted)
        for prefix in prefixes:
            await self.prefix(prefix, entered.id, mode)

    async def prefix(self, prefix: str, enterprise: str | None = None, mode: Mode = Mode.HOSTED) -> None:
        async with self.book.writing() as page:
            await grant(page, ROOT, Prefix.parse(prefix), enterprise, mode)

    async def stand(self, prefix: str, standing: PrefixStanding) -> None:
        async with self.book.writing() as page:
            await change_standing(page, ROOT, Prefix.parse(prefix), standing)

    async def register(self, *handles: str) -> None:
        async with self.book.writing() as page:
            for text in handles:
                wanted = Registration(Handle.parse(text), (Value(1, "URL", b"https://a.example/"),))
                await register(page, ROOT, wanted, revive=True)

    async def retire(self, handle: str) -> None:
        async with self.book.writing() as page:
            await retire(page, ROOT, Handle.parse(handle))

    async def answer(self, prefix: str, day: str, outcome: Outcome, class_: Class, count: int) -> None:
        async with self.book.writing() as page:
            await tallies.flush(page, day, [Counted(day, prefix, Channel.HTTP, outcome, class_, count)])

    async def evaluate(self, year: int, park: str | None = None) -> Evaluation:
        async with self.book.reading() as page:
            return await evaluate(page, park, year)


@pytest.fixture
async def built(empty_book: Book, clock: Clock) -> Built:
    """An empty park `p` and the node's own prefix 88.1000, on 2026-11-22."""
    built = Built(empty_book, clock)
    await built.park()
    await built.prefix("88.1000")
    return built


async def test_a_prefix_suspended_under_another_spelling_is_not_connected(built: Built) -> None:
    await built.enterprise("甲", "88.1000.ab")
    await built.stand("88.1000.AB", PrefixStanding.SUSPENDED)
    built.clock.now += 1

    evaluation = await built.evaluate(2026)

    assert evaluation.indicators["connected_enterprises"] == {"a": 0, "b": 0, "c": 0}


async def test_drafts_are_nobodys_figure_and_who_is_suspended_or_closed_is_not_connected(
    built: Built, tmp_path: Path
) -> None:
    how = practice(tmp_path)
    ids = {}
    async with built.book.writing() as page:
        for number, name in enumerate(("going", "suspended", "closed", "restored"), start=1):
            categories = ("identifier", "app") if number == 1 else ("network",) if number == 2 else ()
            ids[name] = await entered(page, how, number, park="p", categories=categories)
            await grant(page, ROOT, Prefix(f"88.1000.{number}"), ids[name])
        way = Way(page, how, made=4)
        for standing in (Standing.DRAFT, Standing.SUBMITTED, Standing.IN_REVIEW, Standing.REJECTED):
            await way.at(standing, park="p")
    await built.register("88.1000.1/A", "88.1000.2/A", "88.1000.3/A", "88.1000.4/A")
    async with built.book.writing() as page:
        await stand(page, ROOT, ids["suspended"], Act.SUSPEND, "因故")
        await stand(page, ROOT, ids["restored"], Act.SUSPEND, "因故")
        await stand(page, ROOT, ids["closed"], Act.CLOSE)
    async with built.book.writing() as page:
        await stand(page, ROOT, ids["restored"], Act.RESTORE)
        await stand(page, ROOT, ids["closed"], Act.FINISH, "已迁出")
    built.clock.now += 1

    evaluation = await built.evaluate(2026)

    assert evaluation.indicators["park_enterprises"] == {"all": 4, "above_scale": 0}
    assert evaluation.indicators["connected_enterprises"] == {"a": 2, "b": 2, "c": 0}
    assert evaluation.indicators["enterprises_by_category"] == {
        "any": 2,
        "network": 1,
        "identifier": 1,
        "platform": 0,
        "app": 1,
        "bigdata": 0,
        "security": 0,
    }
    # What was registered under prefixes of theirs stays registered.
    assert evaluation.indicators["registrations_total"] == 4


async def test_each_rule_decides(built: Built) -> None:
    await built.enterprise("丙", "88.1000.1", "88.1000.2", above_scale=True, above_scale_year=2026)
    await built.enterprise("乙", "88.1000.10", above_scale=True, above_scale_year=2027)
    await built.enterprise("甲", "88.1000.3", mode=Mode.DELEGATED, above_scale=True)
    await built.enterprise("无")
    await built.enterprise("停", "88.1000.4")
    await built.enterprise("离", "88.1000.5", left_on="2026-12-30")
    await built.enterprise("外", "88.1000.6", park=None)
    await built.enterprise("来", "88.1000.7", joined_on="2027-01-01")
    names = [f"88.1000.{n}/A" for n in (1, 2, 10, 4, 5, 6, 7)]
    await built.register(*names, "88.1000.1/B", "88.1000.1/META_x", "88.1000.1/User_x")
    await built.retire("88.1000.1/B")
    await built.register("88.1000.1/B")
    await built.retire("88.1000.2/A")
    await built.stand("88.1000.4", PrefixStanding.SUSPENDED)
    for prefix, outcome, class_, count in (
        ("88.1000.1", Outcome.FOUND, Class.EXTERNAL, 300),
        ("88.1000.1", Outcome.ABSENT, Class.EXTERNAL, 60),
        ("88.1000.1", Outcome.NO_SUCH_VALUE, Class.EXTERNAL, 30),
        ("88.1000.1", Outcome.RETIRED, Class.EXTERNAL, 10),
        ("88.1000.1", Outcome.DENIED, Class.EXTERNAL, 1000),
        ("88.1000.1", Outcome.MALFORMED, Class.EXTERNAL, 1000),
        ("88.1000.1", Outcome.FOUND, Class.PROBE, 5000),
        ("88.1000.1", Outcome.FOUND, Class.SELF, 6000),
        ("88.1000.10", Outcome.FOUND, Class.SELF, 9),
        ("88.1000.4", Outcome.FOUND, Class.EXTERNAL, 65),
        ("88.1000.5", Outcome.FOUND, Class.EXTERNAL, 7777),
        ("88.1000.6", Outcome.FOUND, Class.EXTERNAL, 8888),
        ("", Outcome.ABSENT, Class.EXTERNAL, 9999),
    ):
        await built.answer(prefix, "2026-11-22", outcome, class_, count)
    built.clock.now = NEW_YEAR

    evaluation = await built.evaluate(2026)

    assert (evaluation.park, evaluation.year) == ("园区", 2026)
    assert (evaluation.period.last, evaluation.period.days, evaluation.period.complete) == ("2026-12-31", 365, True)
    assert evaluation.indicators == {
        "secondary_node": True,
        "registrations_total": 5,
        "registrations_in_year": 5,
        "stock": 4,
        "resolutions": 365,
        "resolutions_by_class": {"external": 365, "self": 6009, "console": 0, "probe": 5000, "sync": 0},
        "resolutions_by_outcome": {
            "found": 365,
            "no such value": 30,
            "absent": 60,
            "retired": 10,
            "denied": 1000,
            "malformed": 1000,
            "elsewhere": 0,
        },
        "resolutions_per_day": 1.0,
        "success_rate": 0.784946,  # 365 of 465
        "park_enterprises": {"all": 5, "above_scale": 2},
        "enterprises_by_category": dict.fromkeys(
            ("any", "network", "identifier", "platform", "app", "bigdata", "security"), 0
        ),
        "connected_enterprises": {"a": 3, "b": 2, "c": 1},
        "connected_enterprises_above_scale": {"a": 2, "b": 1, "c": 1},
        "connected_share": {"a": 0.6, "b": 0.4, "c": 0.2},
        "connected_share_above_scale": {"a": 1.0, "b": 0.5, "c": 0.5},
    }
    assert [(line.name, line.tier, line.stock) for line in evaluation.enterprises] == [
        ("丙", "c", 2),
        ("乙", "b", 1),
        ("甲", "a", 0),
        ("无", None, 0),
        ("停", None, 1),
    ]


async def test_every_indicator_has_its_rule_and_its_evidence_and_no_other_is_there(built: Built) -> None:
    evaluation = await built.evaluate(2026)

    keys = [each.key for each in CATALOGUE]
    assert [*evaluation.indicators] == [*evaluation.rules] == [*evaluation.evidence] == keys
    for each in CATALOGUE:
        value = evaluation.indicators[each.key]
        assert [*value] == [key for key, _ in each.parts] if isinstance(value, dict) else not each.parts
        assert each.rule.zh
        assert each.rule.en
        assert evaluation.evidence[each.key]


@pytest.mark.parametrize(
    ("at", "in_2026", "in_2027"), [(NEW_YEAR - 1, (1, 1, 1), (1, 0, 1)), (NEW_YEAR, (0, 0, 0), (1, 1, 1))]
)
async def test_the_year_ends_at_midnight_in_shanghai(
    built: Built, at: int, in_2026: tuple[int, int, int], in_2027: tuple[int, int, int]
) -> None:
    await built.enterprise("一", "88.1000.1")
    built.clock.now = at
    await built.register("88.1000.1/A")
    built.clock.now = NEW_YEAR + DAY

    for year, expected in ((2026, in_2026), (2027, in_2027)):
        figures = (await built.evaluate(year)).indicators
        assert tuple(figures[key] for key in ("registrations_total", "registrations_in_year", "stock")) == expected


@pytest.mark.parametrize(
    ("joined_on", "left_on", "there"),
    [
        (None, None, 1),
        ("2026-12-31", None, 1),
        ("2027-01-01", None, 0),
        (None, "2026-12-30", 0),
        (None, "2026-12-31", 1),
        ("2020-01-01", "2027-06-30", 1),
    ],
)
async def test_who_is_in_the_park_on_its_last_day_counts(
    built: Built, joined_on: str | None, left_on: str | None, there: int
) -> None:
    await built.enterprise("一", joined_on=joined_on, left_on=left_on)
    built.clock.now = NEW_YEAR

    assert (await built.evaluate(2026)).indicators["park_enterprises"] == {"all": there, "above_scale": 0}


async def test_a_prefix_counts_as_it_stood_then_not_as_it_stands_now(built: Built) -> None:
    await built.enterprise("一", "88.1000.1")
    await built.stand("88.1000.1", PrefixStanding.SUSPENDED)
    built.clock.now = NEW_YEAR
    await built.stand("88.1000.1", PrefixStanding.ACTIVE)
    await built.enterprise("二", "88.1000.2")
    built.clock.now = NEW_YEAR + 365 * DAY
    await built.stand("88.1000.2", PrefixStanding.CLOSED)

    tiers = [(await built.evaluate(year)).indicators["connected_enterprises"] for year in (2026, 2027, 2028)]

    assert tiers == [{"a": 0, "b": 0, "c": 0}, {"a": 2, "b": 0, "c": 0}, {"a": 1, "b": 0, "c": 0}]


@pytest.mark.parametrize(
    ("steps", "answer"),
    [
        (["enterprise"], False),  # allocated, and nothing ever happened under it
        (["enterprise", "register"], True),
        (["enterprise", "resolve"], True),
        (["enterprise", "register", "suspend"], False),
        (["stranger"], False),  # something happened, but under nothing of the node's own
    ],
)
async def test_a_node_is_in_operation_when_it_has_a_prefix_and_work(
    built: Built, steps: list[str], answer: bool
) -> None:
    for step in steps:
        match step:
            case "enterprise":
                await built.enterprise("一", "88.1000.1")
            case "register":
                await built.register("88.1000.1/A")
            case "resolve":
                await built.answer("88.1000.1", "2026-11-22", Outcome.FOUND, Class.EXTERNAL, 1)
            case "suspend":
                await built.stand("88.1000", PrefixStanding.SUSPENDED)
            case "stranger":
                await built.prefix("88.10001.1")
                await built.register("88.10001.1/A")

    assert (await built.evaluate(2026)).indicators["secondary_node"] is answer


async def test_every_number_can_be_asked_again(built: Built) -> None:
    await built.enterprise("一", "88.1000.1", joined_on="2020-01-01")
    await built.register("88.1000.1/A", "88.1000.1/B")
    await built.answer("88.1000.1", "2026-11-22", Outcome.FOUND, Class.EXTERNAL, 3)
    evaluation = await built.evaluate(2026)
    looked = {one.name: one for several in evaluation.evidence.values() for one in several}

    async def again() -> dict[str, tuple[int, str]]:
        found = {}
        async with built.book.reading() as page:
            for one in looked.values():
                rows = await page.rows(sa.text(one.query.replace(":", "\\:")))
                found[one.name] = (len(rows), fingerprint(rows))
        return found

    assert {*looked} == {"members", "prefixes", "standings", "node_prefixes", "registrations", "resolutions", "use"}
    assert await again() == {name: (one.rows, one.fingerprint) for name, one in looked.items()}

    # The twin: one more request, and the fingerprint of what it is counted in, alone, is another one.
    await built.answer("88.1000.1", "2026-11-22", Outcome.FOUND, Class.EXTERNAL, 4)
    changed = await again()
    assert [name for name, one in looked.items() if changed[name] != (one.rows, one.fingerprint)] == ["resolutions"]


@pytest.mark.parametrize(
    ("now", "last", "days", "complete"),
    [
        (NOON, "2026-11-22", 326, False),
        (NEW_YEAR - 1, "2026-12-31", 365, False),
        (NEW_YEAR, "2026-12-31", 365, True),
    ],
)
async def test_a_running_year_is_counted_up_to_today(
    built: Built, now: int, last: str, days: int, complete: bool
) -> None:
    built.clock.now = now

    period = (await built.evaluate(2026)).period

    assert (period.first, period.last, period.days, period.complete) == ("2026-01-01", last, days, complete)


@pytest.mark.parametrize(
    ("year", "park", "kind", "sentence"),
    [
        (2027, None, Malformed, "cannot evaluate the year 2027: expected 2018 to 2026"),
        (2017, None, Malformed, "cannot evaluate the year 2017: expected 2018 to 2026"),
        (2026, "q", Absent, "there is no park 'q': `idnode park add` makes one"),
        (2026, None, Conflict, "name the park by its id: a, p"),
        (2026, "园区", Conflict, "name the park by its id: a, p"),
    ],
)
async def test_what_cannot_be_evaluated_is_refused_in_a_sentence(
    built: Built, year: int, park: str | None, kind: type[NodeError], sentence: str
) -> None:
    await built.park("a")

    with pytest.raises(kind) as refusal:
        await built.evaluate(year, park)

    assert refusal.value.sentence == sentence
    assert (await built.evaluate(2026, "a")).park_id == "a"
