"""Rows of the table `idempotency`: what was answered to requests that must be done at most once."""

from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables import idempotency


class Answered(msgspec.Struct, frozen=True):
    """What was answered to a caller under a key."""

    caller: str
    key: str
    fingerprint: bytes
    """SHA-256 of the request."""
    status: int
    body: bytes
    created_at: int
    """Unix second."""


async def find(page: Reading, caller: str, key: str, since: int) -> Answered | None:
    """What a caller was answered under a key, at this Unix second or later."""
    named = (idempotency.c.caller == caller, idempotency.c.key == key)
    rows = await page.rows(sa.select(idempotency).where(*named, idempotency.c.created_at >= since))
    if not rows:
        return None
    row = rows[0]
    return Answered(row.caller, row.key, bytes(row.fingerprint), row.status, bytes(row.body), row.created_at)


def enter(page: Writing, answered: Answered) -> None:
    """Enter an answer in the place of an older one under the same key."""
    insert = copying.upsert(page.connection, idempotency)
    changed: dict[str, Any] = {name: insert.excluded[name] for name in ("fingerprint", "status", "body", "created_at")}
    named = ["caller", "key"]
    page.also(insert.on_conflict_do_update(index_elements=named, set_=changed), msgspec.structs.asdict(answered))


def forget(page: Writing, before: int) -> None:
    """Remove what was answered before this Unix second."""
    page.also(idempotency.delete().where(idempotency.c.created_at < before), {})
