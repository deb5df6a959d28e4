"""The desk of jobs: enter a file that came, start a job that was checked, cancel one. The work itself is elsewhere."""

from collections.abc import Sequence

import msgspec

from registry.authority import Verb, allows
from registry.store import jobs
from registry.store.page import Reading, Writing
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.job import LIFE, MODES, MOST_ROWS_TOGETHER, Doer, Duplicates, Format, Job, JobAct, JobStanding, Mode
from schemas.prefix import Prefix
from schemas.principal import Principal

MOST_LISTED = 200
MOST_OPEN = 50
"""Files of one enterprise, or of the park, of which something may still become."""
_LONGEST_NAME = 200


async def received(
    page: Writing,
    who: Principal,
    id: str,
    name: str,
    format: Format,
    mode: Mode,
    octets: int,
    digest: str,
    duplicates: Duplicates = "refuse",
    template: str = "",
) -> Job:
    """Enter a file that has been put where the worker of jobs finds it; it is looked through next.

    Raises:
        Forbidden: the caller may register nothing anywhere.
        Conflict: the caller's enterprise has many files open already.
    """
    require_importer(who)
    await require_few(page, who)
    job = Job(
        id=id,
        doer=doer_of(who),
        name="".join(character for character in name if character.isprintable())[:_LONGEST_NAME] or "?",
        format=format,
        mode=mode,
        duplicates=duplicates,
        template=template,
        standing=JobStanding.CHECKING,
        octets=octets,
        digest=digest,
        created_at=page.now,
        changed_at=page.now,
    )
    jobs.enter(page, job)
    page.note(who, "receive file", job.id, name=job.name, octets=octets, sha256=digest)
    return job


async def start(page: Writing, who: Principal, id: str, mode: Mode | None = None) -> Job:
    """Have a job that was checked entered.

    Raises, in this order:
        Absent: there is no such job, as far as the caller may know.
        Forbidden: the caller may not register what the job would.
        Malformed: there is no such mode.
        Conflict: it is not waiting for this.
        Conflict: all or nothing is asked for, and some row is wrong or there are too many of them.
    """
    job = await visible(page, who, id)
    _require_steering(who, job)
    mode = mode or job.mode
    if mode not in MODES:
        raise Malformed(f"cannot read {mode[:40]!r} as a mode: expected {' or '.join(MODES)}")
    standing = _after(job, JobAct.START)
    if mode == "all-or-nothing" and job.wrong:
        raise Conflict(f"{job.wrong} rows are wrong, and all or nothing was asked for")
    if mode == "all-or-nothing" and job.rows > MOST_ROWS_TOGETHER:
        raise Conflict(f"all or nothing takes at most {MOST_ROWS_TOGETHER} rows, got {job.rows}: expected skip-bad")
    started = msgspec.structs.replace(job, standing=standing, mode=mode, seen=0, faults=0, changed_at=page.now)
    jobs.replace(page, started)
    page.note(who, "start job", id, mode=mode)
    return started


async def cancel(page: Writing, who: Principal, id: str) -> Job:
    """Stop a job: at once where nothing is being done, else after the batch under way. What is entered stays.

    Raises, in this order:
        Absent: there is no such job, as far as the caller may know.
        Forbidden: the caller may not register what the job would.
        Conflict: it has ended.
    """
    job = await visible(page, who, id)
    _require_steering(who, job)
    standing = _after(job, JobAct.CANCEL)
    if job.standing is JobStanding.CHECKED:
        job = msgspec.structs.replace(job, standing=standing, changed_at=page.now)
        jobs.replace(page, job)
    else:
        jobs.stop(page, id)
        job = msgspec.structs.replace(job, stop=True)
    page.note(who, "cancel job", id)
    return job


async def visible(page: Reading, who: Principal, id: str) -> Job:
    """The job with this id, if the caller may know of it: the park's staff may, and whoever acts for its enterprise.

    Raises:
        Absent: there is none.
    """
    job = await jobs.find(page, id)
    if job is None or not _may_see(who, job):
        raise Absent(f"there is no job {id[:80]!r}")
    return job


async def listed(page: Reading, who: Principal) -> Sequence[Job]:
    """The jobs that the caller may know of, the newest first."""
    everything = allows(who, Verb.MANAGE)
    found = await jobs.list_(page, who.enterprise, everything, MOST_LISTED)
    return [job for job in found if _may_see(who, job)]


async def require_few(page: Reading, who: Principal) -> None:
    """Let the caller send one more file, or not: each takes room on the disk, and its turn.

    Raises:
        Conflict: the caller's enterprise has many files open already.
    """
    if (waiting := await jobs.count_open(page, who.enterprise)) >= MOST_OPEN:
        raise Conflict(f"{waiting} files are open already, which is the most there can be: start or cancel one first")


def require_importer(who: Principal) -> None:
    """Let the caller import, or not.

    Raises:
        Forbidden: it may register nothing anywhere.
    """
    if not (allows(who, Verb.REGISTER) or any(allows(who, Verb.REGISTER, prefix) for prefix in who.prefixes)):
        raise Forbidden(f"{who.name} may not register anything")


def doer_of(who: Principal) -> Doer:
    """What is kept of a principal."""
    held = tuple(prefix.text for prefix in who.prefixes)
    return Doer(who.name, who.role, held, who.address, who.enterprise, who.person, tuple(sorted(who.scopes)))


def principal_of(doer: Doer) -> Principal:
    """The principal that a job acts as."""
    held = tuple(Prefix(text) for text in doer.prefixes)
    return Principal(
        doer.name,
        doer.role,
        held,
        doer.address,
        enterprise=doer.enterprise,
        person=doer.person,
        scopes=frozenset(doer.scopes),
    )


def _may_see(who: Principal, job: Job) -> bool:
    if allows(who, Verb.MANAGE) or job.doer.name == who.name:
        return True
    return who.enterprise is not None and job.doer.enterprise == who.enterprise


def _require_steering(who: Principal, job: Job) -> None:
    # A job acts with the rights of whoever sent it: nobody has it do what they might not do themselves.
    held = [Prefix(text) for text in job.doer.prefixes]
    own = bool(held) and all(allows(who, Verb.REGISTER, prefix) for prefix in held)
    if not (job.doer.name == who.name or allows(who, Verb.REGISTER) or own):
        raise Forbidden(f"{who.name} may not register what {job.doer.name} may, who sent the file")


def _after(job: Job, act: JobAct) -> JobStanding:
    standing = LIFE[job.standing].get(act)
    if standing is None:
        raise Conflict(f"the job is {job.standing.value}: it cannot {act.value} now")
    return standing
