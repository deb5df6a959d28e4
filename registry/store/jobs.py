"""Rows of the table `jobs`. How far one is, is entered together with the rows it has entered: so none is doubled."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables import jobs
from schemas.job import ENDED, Doer, Job, JobStanding

_doer = msgspec.json.Decoder(Doer).decode
_IDENTITY = ("id", "doer")


async def find(page: Reading, id: str) -> Job | None:
    """The job with this id."""
    rows = await page.rows(sa.select(jobs).where(jobs.c.id == id))
    return _job(rows[0]) if rows else None


def enter(page: Writing, job: Job) -> None:
    """Enter a new job."""
    page.also(jobs.insert(), {**_row(job), "id": job.id, "enterprise": job.doer.enterprise})


def replace(page: Writing, job: Job) -> None:
    """Enter how a job stands from now on. That it is to be stopped is somebody else's word, and stays."""
    row = _row(job)
    for name in ("doer", "stop"):
        row.pop(name)
    page.also(jobs.update().where(jobs.c.id == job.id).values(row), {})


def stop(page: Writing, id: str) -> None:
    """Enter that a job is to be stopped."""
    page.also(jobs.update().where(jobs.c.id == id).values(stop=True), {})


async def list_(page: Reading, enterprise: str | None, everything: bool, limit: int) -> Sequence[Job]:
    """Jobs, the newest first: those of one enterprise or of the park (None), or all."""
    statement = sa.select(jobs).order_by(jobs.c.created_at.desc(), jobs.c.id).limit(limit)
    if not everything:
        statement = statement.where(jobs.c.enterprise == enterprise)
    return [_job(row) for row in await page.rows(statement)]


async def count_open(page: Reading, enterprise: str | None) -> int:
    """How many jobs of an enterprise, or of the park (None), have not ended."""
    open_ = [standing.value for standing in JobStanding if standing not in ENDED]
    own = jobs.c.enterprise == enterprise if enterprise is not None else jobs.c.enterprise.is_(None)
    counted = sa.select(sa.func.count()).select_from(jobs).where(own, jobs.c.standing.in_(open_))
    return int(await page.scalar(counted) or 0)


async def next_(page: Reading, served: str | None = None) -> Job | None:
    """The oldest job that has something to be done; of the enterprise that was `served` last, if no other has one."""
    waiting = (JobStanding.CHECKING.value, JobStanding.RUNNING.value)
    again = sa.case((jobs.c.enterprise == (served or ""), 1), else_=0)
    statement = sa.select(jobs).where(jobs.c.standing.in_(waiting))
    rows = await page.rows(statement.order_by(again, jobs.c.created_at, jobs.c.id).limit(1))
    return _job(rows[0]) if rows else None


async def ended_before(page: Reading, second: int) -> Sequence[str]:
    """The ids of jobs that ended, and changed last, before this Unix second."""
    open_ = (JobStanding.CHECKING.value, JobStanding.RUNNING.value)
    statement = sa.select(jobs.c.id).where(jobs.c.changed_at < second, jobs.c.standing.not_in(open_))
    return [row.id for row in await page.rows(statement)]


async def ids(page: Reading) -> Sequence[str]:
    """The ids of all jobs."""
    return [row.id for row in await page.rows(sa.select(jobs.c.id))]


def forget(page: Writing, id: str) -> None:
    """Remove a job."""
    page.also(jobs.delete().where(jobs.c.id == id), {})


def _row(job: Job) -> dict[str, Any]:
    row = {name: part for name, part in msgspec.structs.asdict(job).items() if name not in _IDENTITY}
    return {**row, "standing": job.standing.value, "doer": msgspec.json.encode(job.doer)}


def _job(row: sa.Row[Any]) -> Job:
    parts = {name: row._mapping[name] for name in Job.__struct_fields__}
    return Job(**{**parts, "doer": _doer(bytes(row.doer)), "standing": JobStanding(row.standing)})
