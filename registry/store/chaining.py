"""Sealing: lines of the trail that an older release wrote get their digests, behind those that have theirs.

Such lines stand behind the last sealed one: all of them after an upgrade, or what the old release wrote while both ran.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store.tables import journal, journal_head, trail
from schemas.trail import GENESIS, Line, canonical, visible

_LINES_AT_ONCE = 2_000
# Lines of bulk registration have thousands of changes each, half a kibibyte a change: no more are read together.
_CHANGES_AT_ONCE = 20_000

_NAMES = ("actor", "address", "subject", "detail", "serial", "content", "digest")
_SEAL = (
    trail.update()
    .where(trail.c.act == sa.bindparam("b_act"))
    .values({name: sa.bindparam(f"b_{name}") for name in _NAMES})
)


async def seal_some(connection: AsyncConnection) -> tuple[int, bytes]:
    """Seal some of the lines behind the last sealed one; the number and digest of the last one that is sealed then.

    Whoever calls has the pen.
    """
    head = (await connection.execute(sa.select(journal_head).with_for_update())).one()
    number, digest = head.sealed, head.digest or GENESIS
    lines = await _unsealed(connection, number)
    if not lines:
        return number, digest
    packed = await _packed(connection, number, lines)
    sealed: list[dict[str, Any]] = []
    for row in lines:
        line = _line(row, packed.get(row.act))
        number, digest = line.act, line.digest(digest)
        told = {name: getattr(line, name) for name in _NAMES if name != "digest"} | {"digest": digest, "act": line.act}
        sealed.append({f"b_{name}": part for name, part in told.items()})
    await connection.execute(_SEAL, sealed)
    await connection.execute(journal_head.update().values(sealed=number, digest=digest))
    return number, digest


async def seal(connection: AsyncConnection) -> bytes:
    """Seal all lines behind the last sealed one; the digest of the last.

    Whoever calls has the pen.
    """
    number, digest = await seal_some(connection)
    while True:
        more, digest = await seal_some(connection)
        if more == number:
            return digest
        number = more


async def _unsealed(connection: AsyncConnection, sealed: int) -> list[sa.Row[Any]]:
    asked = sa.select(trail).where(trail.c.act > sealed).order_by(trail.c.act).limit(_LINES_AT_ONCE)
    lines: list[sa.Row[Any]] = []
    changes = 0
    for row in (await connection.execute(asked)).all():
        changes += row.changes
        if lines and changes > _CHANGES_AT_ONCE:
            break
        lines.append(row)
    return lines


async def _packed(connection: AsyncConnection, sealed: int, lines: Sequence[sa.Row[Any]]) -> dict[int, sa.Row[Any]]:
    """The rows of the journal that belong to these lines, by act. Its acts rise with its serials."""
    last = sa.select(trail.c.serial).where(trail.c.act <= sealed, trail.c.serial > 0).order_by(trail.c.act.desc())
    above = (await connection.execute(last.limit(1))).scalar() or 0
    asked = (
        sa.select(journal)
        .where(journal.c.last > above)
        .order_by(journal.c.last)
        .limit(sum(row.changes > 0 for row in lines))
    )
    return {row.act: row for row in (await connection.execute(asked)).all()}


def _line(row: sa.Row[Any], own: sa.Row[Any] | None) -> Line:
    """A line as the older release wrote it, made what a line is now."""
    return Line(
        act=row.act,
        at=row.at,
        actor=visible(row.actor),
        role=row.role,
        address=visible(row.address),
        verb=row.verb,
        subject=visible(row.subject),
        changes=row.changes,
        detail=canonical(json.loads(row.detail)) if row.detail else "",
        serial=0 if own is None else own.last,
        content=None if own is None else hashlib.sha256(own.changes).digest(),
    )
