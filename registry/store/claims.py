"""Rows of the table `claims`: which identifiers of other schemes an enterprise says are its own, and what became of it.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see what
the first one has claimed.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables import claims
from schemas.claim import State, Stem


class KeptClaim(msgspec.Struct, frozen=True):
    """A claim as the node keeps it."""

    id: str
    enterprise: str
    """Its id."""
    stem: Stem
    state: State
    evidence: str
    """What the enterprise has said to prove it: the number of a certificate, an address."""
    proposed_by: str
    proposed_person: str | None
    """The account behind it; None where there was none."""
    proposed_at: int
    decided_by: str | None = None
    decided_at: int | None = None
    reason: str = ""
    """Why it was refused."""
    handler: str = ""
    """The resolver that answers where this node knows nothing; empty: there is none."""


async def find(page: Reading, id: str) -> KeptClaim | None:
    """The claim with this id."""
    rows = await page.rows(sa.select(claims).where(claims.c.id == id))
    return _kept(rows[0]) if rows else None


async def list_(page: Reading, enterprise: str | None = None, state: State | None = None) -> Sequence[KeptClaim]:
    """All claims, or those of one enterprise or in one state, the oldest first."""
    statement = sa.select(claims).order_by(claims.c.proposed_at, claims.c.id)
    if enterprise is not None:
        statement = statement.where(claims.c.enterprise == enterprise)
    if state is not None:
        statement = statement.where(claims.c.state == state.value)
    return [_kept(row) for row in await page.rows(statement)]


async def approved(page: Reading, scheme: str) -> Sequence[KeptClaim]:
    """The approved claims on identifiers of one scheme, of all enterprises."""
    chosen = sa.select(claims).where(claims.c.scheme == scheme, claims.c.state == State.APPROVED.value)
    return [_kept(row) for row in await page.rows(chosen)]


async def stems(page: Reading, enterprise: str) -> Sequence[Stem]:
    """What an enterprise may map."""
    chosen = sa.select(claims.c.scheme, claims.c.stem).where(
        claims.c.enterprise == enterprise, claims.c.state == State.APPROVED.value
    )
    return [Stem(row.scheme, row.stem) for row in await page.rows(chosen)]


async def told(page: Reading, enterprise: str, schemes: Sequence[str]) -> Sequence[KeptClaim]:
    """The approved claims of an enterprise on identifiers of these schemes, in order."""
    chosen = sa.select(claims).where(
        claims.c.enterprise == enterprise, claims.c.state == State.APPROVED.value, claims.c.scheme.in_(schemes)
    )
    return [_kept(row) for row in await page.rows(chosen.order_by(claims.c.scheme, claims.c.stem))]


async def owners(page: Reading, schemes: Sequence[str]) -> Sequence[str]:
    """The ids of the enterprises with approved claims on identifiers of these schemes, in order."""
    chosen = sa.select(claims.c.enterprise).distinct().order_by(claims.c.enterprise)
    chosen = chosen.where(claims.c.state == State.APPROVED.value, claims.c.scheme.in_(schemes))
    return [row.enterprise for row in await page.rows(chosen)]


async def count(page: Reading, enterprise: str) -> int:
    """How many claims an enterprise has made."""
    return int(await page.scalar(sa.select(sa.func.count()).where(claims.c.enterprise == enterprise)) or 0)


async def enter(page: Writing, claim: KeptClaim) -> None:
    """Enter a new claim."""
    row = (
        claim.id,
        claim.enterprise,
        claim.stem.scheme,
        claim.stem.text,
        claim.state.value,
        claim.evidence,
        claim.proposed_by,
        claim.proposed_person,
        claim.proposed_at,
        claim.decided_by,
        claim.decided_at,
        claim.reason,
        claim.handler,
    )
    await copying.insert(page.connection, claims, [row])


async def decide(page: Writing, claim: KeptClaim) -> None:
    """Enter what was decided about a claim."""
    statement = claims.update().where(claims.c.id == claim.id)
    decided = {
        "state": claim.state.value,
        "decided_by": claim.decided_by,
        "decided_at": claim.decided_at,
        "reason": claim.reason,
    }
    await page.connection.execute(statement.values(decided))


def _kept(row: Sequence[Any]) -> KeptClaim:
    id, enterprise, scheme, stem, state, *rest = row
    return KeptClaim(id, enterprise, Stem(scheme, stem), State(state), *rest)
