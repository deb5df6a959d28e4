"""Rows of the table `sessions`: sessions of the Handle API that have been authenticated, or ended."""

from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables import sessions


class Session(msgspec.Struct, frozen=True):
    """A session as the node keeps it."""

    digest: bytes
    """SHA-256 of its id: who reads the database cannot take it over."""
    identity: str
    """`300:88.1000.1/ADMIN`; empty when it has ended."""
    proof: bytes
    """SHA-256 of the key that was proved to be held; when that key is gone, so is the session."""
    seen_at: int


async def find(page: Reading, digest: bytes) -> Session | None:
    """The session with this digest."""
    rows = await page.rows(sa.select(sessions).where(sessions.c.digest == digest))
    return Session(bytes(rows[0].digest), rows[0].identity, bytes(rows[0].proof), rows[0].seen_at) if rows else None


def enter(page: Writing, session: Session) -> None:
    """Enter a session, or how it stands from now on. One that has ended stays ended."""
    insert = copying.upsert(page.connection, sessions)
    changed: dict[str, Any] = {name: insert.excluded[name] for name in ("identity", "proof", "seen_at")}
    living = sa.or_(sessions.c.identity != "", insert.excluded["identity"] == "")
    entered = insert.on_conflict_do_update(index_elements=["digest"], set_=changed, where=living)
    page.also(entered, msgspec.structs.asdict(session))


def touch(page: Writing, digest: bytes, now: int) -> None:
    """Enter when a session was last seen, unless it has ended."""
    page.also(sessions.update().where(sessions.c.digest == digest, sessions.c.identity != "").values(seen_at=now), {})


def forget(page: Writing, before: int) -> None:
    """Remove the sessions that were last seen before this Unix second: their ids have run out by themselves."""
    page.also(sessions.delete().where(sessions.c.seen_at < before), {})
