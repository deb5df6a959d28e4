"""Work: look a job's rows through, and enter them, batch by batch.

Looking through is the entering itself, taken back batch by batch, so that both find the same faults; but for what two
rows of different batches want alone (another identifier, a unique item), which the entering alone finds. How far it
is, is kept now and then. Entering notes how far it is in the transaction that enters the rows: a process that dies
leaves the job where its last commit was, and no row is entered twice or left out.
"""

import asyncio
import itertools
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

import msgspec

from registry.admit import Admission, batches
from registry.jobs.desk import principal_of
from registry.jobs.shelf import Shelf
from registry.jobs.source import rows_of
from registry.still import require_still
from registry.store import jobs, templates
from registry.store.book import Book
from registry.store.page import Writing
from schemas.errors import Busy, Forbidden, Malformed, TooLarge
from schemas.job import LIFE, Job, JobAct
from schemas.sheet import Fault, Read
from schemas.template import TemplateReference
from schemas.template_columns import Under

_log = logging.getLogger(__name__)

Visible = Callable[[int], Awaitable[None]]
"""Returns when this host's replica holds a serial."""

KEPT_SECONDS = 30 * 86_400
"""How long what came in, and what was wrong with it, is kept after a job has ended."""
STRAY_SECONDS = 86_400
# How often it is entered how far the looking through is: what was looked at since is looked at again after a crash.
_KEEP_SECONDS = 0.5

_replace = msgspec.structs.replace


class _TakenBack(Exception):
    """Ends a transaction that is to leave nothing behind."""


class Worker:
    """Does jobs, one after another."""

    def __init__(self, book: Book, shelf: Shelf, visible: Visible) -> None:
        self._book = book
        self._shelf = shelf
        self._visible = visible
        self._served: str | None = None

    async def next(self) -> bool:
        """Do the oldest job that has something to be done; false if there is none.

        Enterprises take turns: one that sends many files makes nobody wait for more than one of them.

        Raises:
            Busy: the database cannot be reached; the job goes on later, where it was.
        """
        async with self._book.reading() as page:
            job = await jobs.next_(page, self._served)
        if job is None:
            return False
        self._served = job.doer.enterprise
        try:
            if JobAct.CHECK in LIFE[job.standing]:
                await self._check(job)
            elif job.mode == "all-or-nothing":
                await self._enter_together(job)
            else:
                await self._enter(job)
        except (Malformed, TooLarge, Forbidden) as refusal:
            await self._end(job.id, JobAct.FAIL, refusal.sentence)
        except FileNotFoundError:
            await self._end(job.id, JobAct.FAIL, "the file of the job is not there any more")
        except _Stopped:
            await self._end(job.id, JobAct.CANCEL)
        except Busy:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, it would be the same the next time, and nothing else be done
            _log.exception("the job %s cannot be done", job.id)
            await self._end(job.id, JobAct.FAIL, "the node has failed at this file: its log says at what")
        return True

    async def tidy(self, now: float) -> int:
        """Let go of jobs that ended long ago and of files that never became one; how many."""
        async with self._book.reading() as page:
            old = await jobs.ended_before(page, int(now) - KEPT_SECONDS)
            known = await jobs.ids(page)
        strays = self._shelf.strays(known, now - STRAY_SECONDS)
        if old:
            async with self._book.writing() as page:
                for id in old:
                    jobs.forget(page, id)
        for id in (*old, *strays):
            self._shelf.discard(id)
        return len(old) + len(strays)

    async def _check(self, job: Job) -> None:
        """Look the rows through behind those that were looked at before."""
        admission = Admission(principal_of(job.doer), job.duplicates, taken_back=True)
        kept = time.monotonic()
        for batch in batches(await self._rows_left(job, admission)):
            try:
                async with self._book.writing() as page:
                    await _require_going_on(page, job.id)
                    await admission.take(page, batch)
                    raise _TakenBack
            except _TakenBack:
                octets = self._shelf.add(job, admission.faults)
            job = _replace(job, seen=job.seen + len(batch), wrong=job.wrong + len(admission.faults), faults=octets)
            if time.monotonic() - kept > _KEEP_SECONDS:
                await self._keep(job)
                kept = time.monotonic()
        await self._keep(job)
        await self._end(job.id, JobAct.CHECK, rows=job.seen)

    async def _enter(self, job: Job) -> None:
        """Enter the rows behind those that were looked at before, batch by batch."""
        admission = Admission(principal_of(job.doer), job.duplicates)
        serial = 0
        for batch in batches(await self._rows_left(job, admission)):
            async with self._book.writing() as page:
                await _require_going_on(page, job.id)
                await admission.take(page, batch)
                job = _after(job, admission, batch, self._shelf.add(job, admission.faults))
                jobs.replace(page, _replace(job, changed_at=page.now))
                serial = page.serial
        await self._visible(serial)
        await self._end(job.id, JobAct.FINISH)

    async def _enter_together(self, job: Job) -> None:
        """Enter all rows in one transaction; or none of them, and say which were refused."""
        job = _replace(job, seen=0, registered=0, updated=0, skipped=0, refused=0, faults=0)
        admission = Admission(principal_of(job.doer), job.duplicates)
        faults: list[Fault] = []
        serial = 0
        # All is read before the pen is taken: others wait for the entering only.
        all_ = list(batches(await self._rows_left(job, admission)))
        try:
            async with self._book.writing() as page:
                await _require_going_on(page, job.id)
                for batch in all_:
                    await admission.take(page, batch)
                    await page.flush()
                    faults += admission.faults
                    job = _after(job, admission, batch, 0)
                if faults:
                    raise _TakenBack
                jobs.replace(page, _replace(job, changed_at=page.now))
                serial = page.serial
        except _TakenBack:
            job = _replace(job, registered=0, updated=0, skipped=0, faults=self._shelf.add(job, faults))
            async with self._book.writing() as page:
                jobs.replace(page, _replace(job, changed_at=page.now))
            sentence = f"{len(faults)} rows were refused, so nothing was entered"
            return await self._end(job.id, JobAct.FAIL, sentence)
        await self._visible(serial)
        return await self._end(job.id, JobAct.FINISH)

    async def _rows_left(self, job: Job, admission: Admission) -> Iterator[Read | Fault]:
        """The rows behind those that were looked at before; what those were called is remembered."""
        under: Under | None = None
        if job.template:
            async with self._book.reading() as page:
                version = await templates.version(page, TemplateReference.parse(job.template))
            if version is None:
                raise Malformed(f"there is no template {job.template} any more")
            under = Under(version.reference, version.definition)
        if not await asyncio.to_thread(self._shelf.unchanged, job):
            raise Malformed("the file of the job is not as it was sent any more: send it again")
        rows = rows_of(self._shelf.source(job.id), job.format, self._book.now, under=under)
        admission.pass_over(itertools.islice(rows, job.seen), self._shelf.faults(job))
        return rows

    async def _keep(self, job: Job) -> None:
        """Enter how far a job is."""
        async with self._book.writing() as page:
            jobs.replace(page, _replace(job, changed_at=page.now))

    async def _end(self, id: str, act: JobAct, reason: str = "", rows: int | None = None) -> None:
        async with self._book.writing() as page:
            job = await jobs.find(page, id)
            if job is None or act not in LIFE[job.standing]:
                return
            ended = _replace(job, standing=LIFE[job.standing][act], reason=reason, changed_at=page.now)
            jobs.replace(page, ended if rows is None else _replace(ended, rows=rows))


class _Stopped(Exception):
    """Somebody wants the job to end."""


async def _require_going_on(page: Writing, id: str) -> None:
    job = await jobs.find(page, id)
    if job is None or job.stop:
        raise _Stopped
    await require_still(page, job.doer.name, job.doer.role, job.doer.person)


def _after(job: Job, admission: Admission, batch: Sequence[Read | Fault], faults: int) -> Job:
    return _replace(
        job,
        seen=job.seen + len(batch),
        registered=job.registered + admission.fresh,
        updated=job.updated + admission.updated,
        skipped=job.skipped + admission.skipped,
        refused=job.refused + len(admission.faults),
        faults=faults,
    )
