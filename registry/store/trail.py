"""Rows of the table `trail`: its lines in order, and a page of them for whoever looks for something."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading
from registry.store.tables import trail
from schemas.trail import Line

# Lines looked at for one page of a list: a rare one is found some pages later instead of in one long look.
_MOST_LOOKED_AT = 50_000
_LINES_A_QUESTION = 2_000

_LINE = tuple(trail.c[name] for name in Line.__struct_fields__)


class Sealed(msgspec.Struct, frozen=True):
    """A line with its digest; None for one that an older release wrote and nobody has sealed yet."""

    line: Line
    digest: bytes | None


class Wanted(msgspec.Struct, frozen=True):
    """Which lines are looked for: those that are like all that is said."""

    since: int | None = None
    """Unix second, included."""
    before: int | None = None
    """Unix second, not included."""
    actor: str | None = None
    verb: str | None = None
    subject: str | None = None
    """What the subject begins with."""

    @property
    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The same for SQL."""
        found: list[sa.ColumnElement[bool]] = []
        if self.since is not None:
            found.append(trail.c.at >= self.since)
        if self.before is not None:
            found.append(trail.c.at < self.before)
        if self.actor is not None:
            found.append(trail.c.actor == self.actor)
        if self.verb is not None:
            found.append(trail.c.verb == self.verb)
        if self.subject is not None:
            # LIKE folds case on SQLite and does not on PostgreSQL.
            found.append(sa.func.substr(trail.c.subject, 1, len(self.subject)) == self.subject)
        return found


async def list_(page: Reading, wanted: Wanted, limit: int, below: int | None = None) -> tuple[list[Sealed], int | None]:
    """Lines, the newest first, and below which act to go on; None where there are no more."""
    bounds = sa.select(sa.func.min(trail.c.act), sa.func.max(trail.c.act))
    if wanted.since is not None or wanted.before is not None:
        bounds = bounds.where(*Wanted(wanted.since, wanted.before).conditions)
    first, last = tuple((await page.rows(bounds))[0])
    if first is None:
        return [], None
    top = last + 1 if below is None else min(below, last + 1)
    bottom = max(first, top - _MOST_LOOKED_AT)
    asked = (
        sa.select(*_LINE, trail.c.digest)
        .where(trail.c.act < top, trail.c.act >= bottom, *wanted.conditions)
        .order_by(trail.c.act.desc())
        .limit(limit + 1)
    )
    found = [_sealed(row) for row in await page.rows(asked)]
    if len(found) > limit:
        return found[:limit], found[limit - 1].line.act
    return found, bottom if bottom > first else None


async def walk(
    page: Reading, wanted: Wanted | None = None, above: int = 0, through: int | None = None
) -> AsyncIterator[Sequence[Sealed]]:
    """All lines above an act, or up to another, in order, some at a time."""
    while found := await some(page, wanted, above, through):
        yield found
        above = found[-1].line.act


async def some(
    page: Reading, wanted: Wanted | None = None, above: int = 0, through: int | None = None
) -> Sequence[Sealed]:
    """The first lines above an act, or up to another, in order; none where there are no more."""
    conditions = wanted.conditions if wanted is not None else []
    if through is not None:
        conditions.append(trail.c.act <= through)
    asked = (
        sa.select(*_LINE, trail.c.digest)
        .where(trail.c.act > above, *conditions)
        .order_by(trail.c.act)
        .limit(_LINES_A_QUESTION)
    )
    return [_sealed(row) for row in await page.rows(asked)]


async def about(page: Reading, subjects: Sequence[str], limit: int) -> Sequence[Sealed]:
    """The lines whose subject is one of these, registrations aside, the newest first."""
    asked = (
        sa.select(*_LINE, trail.c.digest)
        # As the index has it: a parameter in its place would not be known to be the same.
        .where(trail.c.subject.in_(subjects), sa.text("verb <> 'register'"))
        .order_by(trail.c.act.desc())
        .limit(limit)
    )
    return [_sealed(row) for row in await page.rows(asked)]


async def find(page: Reading, act: int) -> Sealed | None:
    """One line."""
    rows = await page.rows(sa.select(*_LINE, trail.c.digest).where(trail.c.act == act))
    return _sealed(rows[0]) if rows else None


def _sealed(row: sa.Row[Any]) -> Sealed:
    cells = tuple(row)
    return Sealed(Line(*cells[:-1]), cells[-1])
