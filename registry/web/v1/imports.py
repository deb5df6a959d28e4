"""`/api/v1/imports`: files of many rows: send one, see what would be refused, start it, watch it, cancel it."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec
from aiohttp import web

from registry.jobs.desk import cancel, listed, start, visible
from registry.jobs.receive import receive
from registry.jobs.shelf import Shelf
from registry.jobs.source import failed_rows_of
from registry.web.attachment import attachment
from registry.web.bodies import json_of, pieces_of
from registry.web.context import CONTEXT
from registry.web.problems import UnknownForm
from registry.web.v1.desk import Routes, caller_of, chosen, query_of, said, whole
from registry.web.v1.exports import passed_on, turn
from schemas.counting import utc
from schemas.errors import Absent
from schemas.job import DUPLICATES, MODES, Format, Job, Mode
from schemas.shape import closed, reader
from schemas.template import TemplateReference

TYPES: dict[str, Format] = {
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
MOST_FAULTS = 1_000
_USUAL_FAULTS = 100


class Steering(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of a job."""

    standing: Literal["running", "cancelled"]
    mode: Mode | None = None
    """How rows are entered where some are refused; None: as was said when the file was sent."""


_read = reader(closed(Steering), "what is to become of a job")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The jobs that the caller may know of, the newest first."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        return said({"items": [shown(job) for job in await listed(page, who)]})


async def post(request: web.Request) -> web.StreamResponse:
    """Send a file, as the body; its rows are looked through next, and nothing is entered yet."""
    who = await caller_of(request)
    given = query_of(request, "name", "mode", "duplicates", "template")
    mode: Mode = "all-or-nothing" if chosen(given, "mode", MODES) == "all-or-nothing" else "skip-bad"
    duplicates = next(word for word in DUPLICATES if word == chosen(given, "duplicates", DUPLICATES))
    format = TYPES.get(request.content_type)
    if format is None:
        raise UnknownForm(f"the Content-Type is one of {', '.join(TYPES)} here, got {request.content_type[:80]!r}")
    context, name = request.app[CONTEXT], given.get("name", f"import.{format}")
    template = TemplateReference.parse(given["template"]) if "template" in given else None
    pieces, shelf = pieces_of(request), shelf_of(request)
    job = await receive(context.book, context.group, shelf, who, pieces, name, format, mode, duplicates, template)
    return said(shown(job), 202, {"Location": f"/api/v1/imports/{job.id}"})


async def get(request: web.Request) -> web.StreamResponse:
    """One job, and how far it is."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        return said(shown(await visible(page, who, request.match_info["id"])))


async def patch(request: web.Request) -> web.StreamResponse:
    """Start a job that was checked, or cancel one."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    id = request.match_info["id"]
    if document.standing == "running":
        job = await context.group.do(lambda page: start(page, who, id, document.mode))
    else:
        job = await context.group.do(lambda page: cancel(page, who, id))
    return said(shown(job))


async def get_faults(request: web.Request) -> web.StreamResponse:
    """What is wrong with the rows, in their order: as JSON, or with `Accept: text/csv` all of it as a table."""
    who = await caller_of(request)
    given = query_of(request, "limit")
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        job = await visible(page, who, request.match_info["id"])
    shelf = shelf_of(request)
    if "text/csv" in request.headers.get("Accept", ""):
        return await table_of(shelf, request, job)
    limit = whole(given, "limit", 1, MOST_FAULTS, _USUAL_FAULTS)
    items = [fault for _, fault in zip(range(limit), shelf.faults(job), strict=False)]
    return said({"items": items, "total": job.wrong if job.seen == job.rows and not job.refused else job.refused})


async def get_failed(request: web.Request) -> web.StreamResponse:
    """The rows that were refused, as they stood, each with its reason: to be mended and sent again."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        job = await visible(page, who, request.match_info["id"])
    return await failed_of(shelf_of(request), request, job)


async def table_of(
    shelf: Shelf, request: web.Request, job: Job, tell: Callable[[str], str] = str
) -> web.StreamResponse:
    """What is wrong with the rows as a CSV, streamed; `tell` says each reason."""
    return await _streamed(request, shelf.faults_table(job, tell), f"{job.id}-faults.csv", "text/csv; charset=utf-8")


async def failed_of(
    shelf: Shelf, request: web.Request, job: Job, tell: Callable[[str], str] = str
) -> web.StreamResponse:
    """The rows that were refused, streamed; `tell` says each reason."""
    lines = job.format == "ndjson"
    form = "application/x-ndjson" if lines else "text/csv; charset=utf-8"
    told = (msgspec.structs.replace(fault, reason=tell(fault.reason)) for fault in shelf.faults(job))
    pieces = failed_rows_of(shelf.source(job.id), job.format, told)
    return await _streamed(request, pieces, f"{job.id}-failed.{'ndjson' if lines else 'csv'}", form)


async def _streamed(request: web.Request, pieces: Iterator[bytes], name: str, form: str) -> web.StreamResponse:
    response = web.StreamResponse(headers=attachment(form, name))
    async with turn(request.app[CONTEXT]):
        await response.prepare(request)
        # Files are read and told apart beside the loop: others go on being answered.
        while piece := await asyncio.to_thread(next, pieces, b""):
            await passed_on(request, response, piece)
        await response.write_eof()
    return response


def shown(job: Job) -> dict[str, object]:
    """A job as a document."""
    return {
        "id": job.id,
        "name": job.name,
        "format": job.format,
        "mode": job.mode,
        "duplicates": job.duplicates,
        "template": job.template or None,
        "standing": "cancelling" if job.stop and not job.ended else job.standing.value,
        "octets": job.octets,
        "sha256": job.digest,
        "rows": job.rows or None,
        "wrong": job.wrong,
        "seen": job.seen,
        "registered": job.registered,
        "updated": job.updated,
        "skipped": job.skipped,
        "refused": job.refused,
        "reason": job.reason,
        "by": job.doer.name,
        "created": utc(job.created_at),
        "changed": utc(job.changed_at),
    }


def shelf_of(request: web.Request) -> Shelf:
    """Where the files of jobs lie.

    Raises:
        Absent: this node keeps none.
    """
    shelf = request.app[CONTEXT].shelf
    if shelf is None:
        raise Absent("this node takes no files")
    return shelf


ROUTES: Routes = {
    "/api/v1/imports": {"GET": list_all, "POST": post},
    "/api/v1/imports/{id}": {"GET": get, "PATCH": patch},
    "/api/v1/imports/{id}/faults": {"GET": get_faults},
    "/api/v1/imports/{id}/failed": {"GET": get_failed},
}
