"""Prune: lines of the trail that are older than the park keeps them are removed, and what proves them stays.

The line about it has the digest of the last line that was removed, so that the chain goes on from there. What changed
records stays in the journal. Lines about the standing of prefixes stay as they are: old years are evaluated by them.
"""

import hashlib
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from registry.authority import Verb, allows
from registry.evaluation import standings
from registry.store import trail as lines
from registry.store.page import Reading, Writing
from registry.store.tables import trail
from registry.store.trail import Sealed
from schemas.counting import SECONDS_A_DAY
from schemas.errors import Forbidden, Malformed
from schemas.principal import Principal
from schemas.trail import SHORTEST_DAYS

PRUNE = "prune trail"
SPARED = frozenset(standings.VERBS)

_MOST_AT_ONCE = 10_000


class Anchor(msgspec.Struct, frozen=True):
    """Where the trail begins that is still there, as the line about the last pruning says it."""

    through: int
    """The last act that was removed; 0 where none was."""
    digest: str
    """Of that act's line, in hexadecimal."""
    serial: int
    """The journal's serial after that act."""
    spared: int
    """Lines up to there that stayed."""
    spared_digest: str
    """Of their canonical forms, one behind the other."""


async def anchor(page: Reading) -> Anchor | None:
    """The anchor of the trail; None where it was never pruned."""
    asked = sa.select(trail.c.detail).where(trail.c.verb == PRUNE).order_by(trail.c.act.desc()).limit(1)
    rows = await page.rows(asked)
    return msgspec.json.decode(rows[0].detail, type=Anchor) if rows else None


async def prune(page: Writing, who: Principal, days: int) -> int:
    """Remove lines that are older than so many days, some at a time; how many, 0 when all are.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: fewer than 184 days.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not prune the trail")
    if days < SHORTEST_DAYS:
        raise Malformed(f"the trail is kept for {SHORTEST_DAYS} days at least, got {days}")
    before = await anchor(page)
    through = before.through if before is not None else 0
    old = await _oldest(page, through, page.now - days * SECONDS_A_DAY)
    if not old:
        return 0
    last = old[-1]
    assert last.digest is not None
    spared = [each async for some in lines.walk(page, through=through) for each in some]
    spared += [each for each in old if each.line.verb in SPARED]
    serial = max((each.line.serial for each in old), default=0) or (before.serial if before is not None else 0)
    removed = [each.line.act for each in old if each.line.verb not in SPARED]
    page.also(trail.delete().where(trail.c.act.in_(sa.bindparam("b_acts", expanding=True))), {"b_acts": removed})
    kept = Anchor(last.line.act, last.digest.hex(), serial, len(spared), spared_digest(spared))
    page.note(who, PRUNE, f"lines through {last.line.act}", removed=len(removed), **msgspec.structs.asdict(kept))
    return len(old)


def spared_digest(spared: Iterable[Sealed]) -> str:
    """What stands for the lines that pruning has spared."""
    digest = hashlib.sha256()
    for each in spared:
        digest.update(each.line.canonical)
    return digest.hexdigest()


async def _oldest(page: Reading, through: int, before: int) -> list[Sealed]:
    """The lines behind an act that were written before a moment, up to the first that was not."""
    old: list[Sealed] = []
    async for some in lines.walk(page, above=through):
        for each in some:
            if each.line.at >= before or each.digest is None or len(old) == _MOST_AT_ONCE:
                return old
            old.append(each)
    return old
