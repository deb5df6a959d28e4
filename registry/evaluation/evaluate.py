"""Evaluate: the indicators of a park for a year, each with its rule and its evidence."""

from fractions import Fraction
from typing import TypeAlias

import msgspec

from registry.evaluation.evidence import Evidence
from registry.evaluation.grounds import Grounds, Member, Period, outcomes, survey
from registry.named import named_park
from registry.store.page import Reading
from schemas.counting import Class, Outcome, utc, word
from schemas.evaluation.catalogue import CATALOGUE, Words
from schemas.profile import Category

Figure: TypeAlias = bool | int | float | None
Value: TypeAlias = Figure | dict[str, Figure]

TIERS = "abc"

# Which questions each indicator's number came from.
_SOURCES: dict[str, tuple[str, ...]] = {
    "secondary_node": ("node_prefixes", "standings", "use"),
    "registrations_total": ("members", "prefixes", "registrations"),
    "registrations_in_year": ("members", "prefixes", "registrations"),
    "stock": ("members", "prefixes", "registrations"),
    "resolutions": ("members", "prefixes", "resolutions"),
    "resolutions_by_class": ("members", "prefixes", "resolutions"),
    "resolutions_by_outcome": ("members", "prefixes", "resolutions"),
    "resolutions_per_day": ("members", "prefixes", "resolutions"),
    "success_rate": ("members", "prefixes", "resolutions"),
    "park_enterprises": ("members",),
    "enterprises_by_category": ("members",),
    "connected_enterprises": ("members", "prefixes", "standings", "registrations", "resolutions"),
    "connected_enterprises_above_scale": ("members", "prefixes", "standings", "registrations", "resolutions"),
    "connected_share": ("members", "prefixes", "standings", "registrations", "resolutions"),
    "connected_share_above_scale": ("members", "prefixes", "standings", "registrations", "resolutions"),
}


class Line(msgspec.Struct, frozen=True):
    """One enterprise of the park, as the annex of the report lists it."""

    name: str
    uscc: str
    above_scale: bool
    prefixes: list[str]
    tier: str | None
    """The highest it reaches: a, b, c, or null."""
    registrations_total: int
    stock: int
    resolutions: int


class Evaluation(msgspec.Struct, frozen=True):
    """A park's year."""

    park: str
    park_id: str
    park_en: str
    year: int
    period: Period
    made_at: str
    node_prefixes: list[str]
    indicators: dict[str, Value]
    rules: dict[str, Words]
    evidence: dict[str, list[Evidence]]
    enterprises: list[Line]


async def evaluate(page: Reading, park: str | None, year: int) -> Evaluation:
    """Compute a year's indicators of a park, named by id or name; without a name the only one.

    Raises, in this order:
        Malformed: the year has not begun, or is before any count.
        Absent: there is no such park.
        Conflict: the park must be named, or several have the name.
    """
    period = Period.of(year, page.now)
    grounds = await survey(page, await named_park(page, park), period)
    members = grounds.members
    return Evaluation(
        grounds.park.name,
        grounds.park.id,
        grounds.park.name_en,
        year,
        period,
        utc(page.now),
        grounds.node_prefixes,
        figures(grounds),
        {each.key: each.rule for each in CATALOGUE},
        {each.key: [grounds.evidence[name] for name in _SOURCES[each.key]] for each in CATALOGUE},
        [_line(member) for member in sorted(members, key=lambda one: (-len(one.tiers), one.uscc))],
    )


def figures(grounds: Grounds) -> dict[str, Value]:
    """The numbers, by the keys of the catalogue and in its order. Shares and rates are fractions of 1."""
    members, days = grounds.members, grounds.period.days
    held = [prefix for member in members for prefix in member.prefixes]
    asked = outcomes(members, Class.EXTERNAL)
    found = asked[word(Outcome.FOUND)]
    answered = sum(asked[word(each)] for each in (*_MISSED, Outcome.FOUND))
    large = [member for member in members if member.above_scale]
    connected, connected_large = _tiers(members), _tiers(large)
    return {
        "secondary_node": bool(grounds.in_use),
        "registrations_total": sum(each.registered_total for each in held),
        "registrations_in_year": sum(each.registered_in_year for each in held),
        "stock": sum(each.stock for each in held),
        "resolutions": found,
        "resolutions_by_class": {word(each): outcomes(members, each)[word(Outcome.FOUND)] for each in Class},
        "resolutions_by_outcome": dict(asked),
        "resolutions_per_day": _rounded(found, days, 2),
        "success_rate": _rounded(found, answered, 6),
        "park_enterprises": {"all": len(members), "above_scale": len(large)},
        "enterprises_by_category": _categories(members),
        "connected_enterprises": dict(connected),
        "connected_enterprises_above_scale": dict(connected_large),
        "connected_share": {tier: _rounded(connected[tier], len(members), 6) for tier in TIERS},
        "connected_share_above_scale": {tier: _rounded(connected_large[tier], len(large), 6) for tier in TIERS},
    }


_MISSED = (Outcome.NO_SUCH_VALUE, Outcome.ABSENT, Outcome.RETIRED)


def _categories(members: list[Member]) -> dict[str, Figure]:
    """How many members have any category, and each of them."""
    each: dict[str, Figure] = {one.value: sum(one.value in member.categories for member in members) for one in Category}
    return {"any": sum(bool(member.categories) for member in members), **each}


def _tiers(members: list[Member]) -> dict[str, int]:
    return {tier: sum(tier in member.tiers for member in members) for tier in TIERS}


def _rounded(part: int, whole: int, places: int) -> float | None:
    """A quotient, rounded once and from the exact fraction; None where there is nothing to divide by."""
    return float(round(Fraction(part, whole), places)) if whole else None


def _line(member: Member) -> Line:
    return Line(
        member.name,
        member.uscc,
        member.above_scale,
        [held.spelling for held in member.prefixes],
        member.tiers[-1:] or None,
        sum(held.registered_total for held in member.prefixes),
        sum(held.stock for held in member.prefixes),
        sum(held.resolved for held in member.prefixes),
    )
