"""Rows of the tables `applications` and `submissions`.

Rows are written at once, not at the end of the page: several acts on one application may share a transaction.
"""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables_of_applications import applications, submissions
from schemas.application import Application, Hand, Kind, Remark, Wish
from schemas.life import OPEN, Standing

_hands = msgspec.json.Decoder(tuple[Hand, ...]).decode
_remarks = msgspec.json.Decoder(tuple[Remark, ...]).decode
_wish = msgspec.json.Decoder(Wish).decode
_write = msgspec.json.Encoder().encode


class Submission(msgspec.Struct, frozen=True):
    """What was submitted once, as it is kept: profiles as JSON without personal data, and sealed personal data."""

    application: str
    number: int
    profile: str
    sealed: bytes | None
    wish: str
    base: str
    """What was in force when it was submitted; empty where nothing was."""
    base_sealed: bytes | None
    digest: str
    submitted_at: int
    submitted_by: str


async def find(page: Reading, id: str) -> Application | None:
    """The application with this id."""
    rows = await page.rows(sa.select(applications).where(applications.c.id == id))
    return _application(rows[0]) if rows else None


async def kept_of(page: Reading, id: str) -> tuple[str, bytes | None]:
    """What is kept of an application's profile: JSON without personal data, and personal data, sealed."""
    statement = sa.select(applications.c.profile, applications.c.sealed).where(applications.c.id == id)
    rows = await page.rows(statement)
    return (rows[0].profile, None if rows[0].sealed is None else bytes(rows[0].sealed)) if rows else ("", None)


async def enter(page: Writing, application: Application) -> None:
    """Enter a new application."""
    await page.connection.execute(applications.insert(), _row(application))


async def replace(page: Writing, application: Application) -> None:
    """Enter how an application stands from now on."""
    row = _row(application)
    await page.connection.execute(applications.update().where(applications.c.id == row.pop("id")).values(row))


async def keep(page: Writing, id: str, profile: dict[str, Any], sealed: bytes | None) -> None:
    """Enter what is kept of an application's profile."""
    values = {"profile": json.dumps(profile, ensure_ascii=False), "sealed": sealed}
    await page.connection.execute(applications.update().where(applications.c.id == id).values(values))


async def list_(
    page: Reading, enterprise: str | None = None, standing: Standing | None = None, kind: Kind | None = None
) -> Sequence[Application]:
    """The applications, those that have waited longest first."""
    statement = sa.select(applications).order_by(
        sa.func.coalesce(applications.c.submitted_at, applications.c.created_at), applications.c.id
    )
    if enterprise is not None:
        statement = statement.where(applications.c.enterprise == enterprise)
    if standing is not None:
        statement = statement.where(applications.c.standing == standing.value)
    if kind is not None:
        statement = statement.where(applications.c.kind == kind.value)
    return [_application(row) for row in await page.rows(statement)]


async def open_of(page: Reading, enterprise: str, kind: Kind) -> Application | None:
    """The application of this kind of an enterprise of which something may still become."""
    found = await list_(page, enterprise, kind=kind)
    return next((each for each in found if each.standing in OPEN), None)


async def submit(page: Writing, submission: Submission) -> None:
    """Enter what was submitted."""
    await page.connection.execute(submissions.insert(), msgspec.structs.asdict(submission))


async def submission_of(page: Reading, id: str, number: int) -> Submission | None:
    """What was submitted with an application the given time, counted from 1."""
    statement = sa.select(submissions).where(submissions.c.application == id, submissions.c.number == number)
    rows = await page.rows(statement)
    if not rows:
        return None
    row = rows[0]
    return Submission(
        row.application,
        row.number,
        row.profile,
        None if row.sealed is None else bytes(row.sealed),
        row.wish,
        row.base,
        None if row.base_sealed is None else bytes(row.base_sealed),
        row.digest,
        row.submitted_at,
        row.submitted_by,
    )


def _row(application: Application) -> dict[str, Any]:
    return {
        "id": application.id,
        "kind": application.kind.value,
        "enterprise": application.enterprise,
        "standing": application.standing.value,
        "uscc": application.uscc[:18],
        "title": application.title,
        "wish": "" if application.wish is None else _write(application.wish).decode(),
        "hands": _write(application.hands).decode(),
        "submission": application.submission,
        "remarks": _write(application.remarks).decode() if application.remarks else "",
        "version": application.version,
        "created_at": application.created_at,
        "changed_at": application.changed_at,
        "submitted_at": application.submitted_at,
        "decided_at": application.decided_at,
    }


def _application(row: sa.Row[Any]) -> Application:
    return Application(
        id=row.id,
        kind=Kind(row.kind),
        enterprise=row.enterprise,
        standing=Standing(row.standing),
        uscc=row.uscc,
        title=row.title,
        wish=_wish(row.wish) if row.wish else None,
        hands=_hands(row.hands),
        submission=row.submission,
        remarks=_remarks(row.remarks) if row.remarks else (),
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
    )
