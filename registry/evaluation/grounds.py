"""Grounds: everything in the registry that a year's indicators of a park are computed from, with its evidence."""

from datetime import date, timedelta

import msgspec
import sqlalchemy as sa

from registry.evaluation.evidence import Evidence, Gathered, gather
from registry.evaluation.standings import changes_of_standing, standings
from registry.store.page import Reading
from registry.store.tables import enterprises, prefixes, registrations, resolutions
from schemas.change import PrefixStanding
from schemas.counting import Class, Outcome, day_ends, day_of, word
from schemas.enterprise import Park
from schemas.errors import Malformed
from schemas.life import ENTERED
from schemas.prefix import Prefix

EARLIEST_YEAR = 2018
"""The year in which the first national nodes began to operate: no count can be older."""

# A secondary node's prefix is country and node, an enterprise's has a label more (china-node.md §3.1).
_LABELS_OF_A_NODE = 2


class Period(msgspec.Struct, frozen=True):
    """What part of a year is evaluated: all of it, or a running year up to today. Asia/Shanghai days."""

    year: int
    first: str
    last: str
    days: int
    complete: bool

    @classmethod
    def of(cls, year: int, now: int) -> "Period":
        """The period of a year as it stands at a Unix second.

        Raises:
            Malformed: the year is before the system began, or has not begun.
        """
        today = date.fromisoformat(day_of(now))
        if not EARLIEST_YEAR <= year <= today.year:
            raise Malformed(f"cannot evaluate the year {year}: expected {EARLIEST_YEAR} to {today.year}")
        first, last = date(year, 1, 1), date(year, 12, 31)
        # The last day counts as over when the next has begun.
        complete = today > last
        last = min(last, today)
        return cls(year, first.isoformat(), last.isoformat(), (last - first).days + 1, complete)

    @property
    def over(self) -> int:
        """The Unix second at which its last day is over."""
        begins = date.fromisoformat(self.last) - date(1970, 1, 1)
        return day_ends(begins // timedelta(seconds=1))


class Held(msgspec.Struct):
    """A prefix of a park enterprise, with what was counted under it."""

    prefix: str
    """Its key."""
    spelling: str
    active: bool
    registered_total: int = 0
    registered_in_year: int = 0
    stock: int = 0
    answers: dict[tuple[Outcome, Class], int] = {}
    """Requests of the period; msgspec gives each its own."""

    @property
    def resolved(self) -> int:
        """Successful resolutions from outside."""
        return self.answers.get((Outcome.FOUND, Class.EXTERNAL), 0)


class Member(msgspec.Struct):
    """An enterprise that is in the park at the end of the period."""

    name: str
    uscc: str
    above_scale: bool
    categories: tuple[str, ...] = ()
    """For what of the industrial internet it counts."""
    prefixes: list[Held] = []

    @property
    def tiers(self) -> str:
        """The tiers it reaches, of `abc`; empty where it is not connected (china-node.md §9)."""
        active = any(held.active for held in self.prefixes)
        stocked = any(held.active and held.stock > 0 for held in self.prefixes)
        resolved = stocked and any(held.resolved > 0 for held in self.prefixes)
        return "abc"[: active + stocked + resolved]


class Grounds(msgspec.Struct):
    """What the indicators of one park and period are computed from."""

    park: Park
    period: Period
    members: list[Member]
    node_prefixes: list[str]
    """The node's own prefixes, active at the end of the period."""
    in_use: list[str]
    """Those of them under which something was registered or resolved by then."""
    evidence: dict[str, Evidence]


async def survey(page: Reading, park: Park, period: Period) -> Grounds:
    """Look up everything that the evaluation of a park stands on."""
    there = await gather(page, "members", _members(park, period))
    granted = await gather(page, "prefixes", _granted(park, period))
    changed = await gather(page, "standings", changes_of_standing(period.over))
    own = await gather(page, "node_prefixes", _own(period))
    counted = await gather(page, "registrations", _registered(park, period))
    answered = await gather(page, "resolutions", _answered(park, period))
    used = await gather(page, "use", _used(period))

    stands = standings(changed.rows)
    members = {
        row.id: Member(
            row.name,
            row.uscc,
            row.above_scale and (row.above_scale_year or 0) <= period.year,
            tuple(row.categories.split()),
        )
        for row in there.rows
    }
    held: dict[str, Held] = {}
    for row in granted.rows:
        active = stands.get(row.prefix, PrefixStanding.ACTIVE) is PrefixStanding.ACTIVE
        held[row.prefix] = Held(row.prefix, row.spelling, active)
        members[row.enterprise].prefixes.append(held[row.prefix])
    for row in counted.rows:
        each = held[row.prefix]
        each.registered_total, each.registered_in_year, each.stock = int(row.total), int(row.in_year), int(row.stock)
    for row in answered.rows:
        held[row.prefix].answers[Outcome(row.outcome), Class(row[2])] = int(row.number)

    names = [
        Prefix(row.spelling)
        for row in own.rows
        if stands.get(row.prefix, PrefixStanding.ACTIVE) is PrefixStanding.ACTIVE
    ]
    nodes = [each for each in names if len(each.labels) == _LABELS_OF_A_NODE]
    in_use = [each.text for each in nodes if any(each.holds(Prefix(row.prefix)) for row in used.rows)]
    looked: tuple[Gathered, ...] = (there, granted, changed, own, counted, answered, used)
    evidence = {each.evidence.name: each.evidence for each in looked}
    return Grounds(park, period, list(members.values()), [each.text for each in nodes], in_use, evidence)


def outcomes(members: list[Member], class_: Class) -> dict[str, int]:
    """Requests of one class under the members' prefixes, by the word for their outcome."""
    return {
        word(outcome): sum(held.answers.get((outcome, class_), 0) for each in members for held in each.prefixes)
        for outcome in Outcome
    }


def _members(park: Park, period: Period) -> sa.Select[tuple[str, str, str, bool, int | None, str]]:
    """Who was ever in force and in the park at the end of the period; who only applied is nobody's figure."""
    table = enterprises.c
    return (
        sa.select(table.id, table.uscc, table.name, table.above_scale, table.above_scale_year, table.categories)
        .where(
            table.park == park.id,
            table.standing.in_(ENTERED),
            sa.or_(table.joined_on.is_(None), table.joined_on <= period.last),
            sa.or_(table.left_on.is_(None), table.left_on >= period.last),
        )
        .order_by(table.uscc)
    )


def _granted(park: Park, period: Period) -> sa.Select[tuple[str, str, str]]:
    there = _members(park, period).with_only_columns(enterprises.c.id).order_by(None)
    return (
        sa.select(prefixes.c.prefix, prefixes.c.spelling, prefixes.c.enterprise)
        .where(prefixes.c.enterprise.in_(there), prefixes.c.granted_at < period.over)
        .order_by(prefixes.c.prefix)
    )


def _own(period: Period) -> sa.Select[tuple[str, str]]:
    return (
        sa.select(prefixes.c.prefix, prefixes.c.spelling)
        .where(prefixes.c.enterprise.is_(None), prefixes.c.granted_at < period.over)
        .order_by(prefixes.c.prefix)
    )


def _registered(park: Park, period: Period) -> sa.Select[tuple[str, int, int, int]]:
    table = registrations.c
    of_year = sa.case((table.day >= period.first, table.registered), else_=0)
    return (
        sa.select(
            table.prefix,
            sa.func.sum(table.registered).label("total"),
            sa.func.sum(of_year).label("in_year"),
            sa.func.sum(table.registered - table.retired + table.revived).label("stock"),
        )
        .where(table.prefix.in_(_keys(park, period)), table.day <= period.last)
        .group_by(table.prefix)
        .order_by(table.prefix)
    )


def _answered(park: Park, period: Period) -> sa.Select[tuple[str, int, int, int]]:
    table = resolutions.c
    return (
        sa.select(table.prefix, table.outcome, table["class"], sa.func.sum(table["count"]).label("number"))
        .where(table.prefix.in_(_keys(park, period)), table.day.between(period.first, period.last))
        .group_by(table.prefix, table.outcome, table["class"])
        .order_by(table.prefix, table.outcome, table["class"])
    )


def _used(period: Period) -> sa.Select[tuple[str]]:
    """Prefixes under which anything was registered or answered by the end of the period."""
    registered = sa.select(registrations.c.prefix).where(registrations.c.day <= period.last)
    answered = sa.select(resolutions.c.prefix).where(resolutions.c.day <= period.last)
    both = sa.union(registered, answered).subquery("used")
    return sa.select(both.c.prefix).where(both.c.prefix != "").order_by(both.c.prefix)


def _keys(park: Park, period: Period) -> sa.Select[tuple[str]]:
    return _granted(park, period).with_only_columns(prefixes.c.prefix).order_by(None)
