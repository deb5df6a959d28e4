"""`/console/imports`: send a file, see what is wrong with it, have it entered, watch it, stop it."""

from collections.abc import Callable

from aiohttp import web

from registry.console.frame import FRAME, Fault, fault_of, language_in, seen
from registry.console.guard import Pages, form_of, present
from registry.console.upload import upload_of
from registry.jobs.desk import cancel, listed, start, visible
from registry.jobs.receive import format_of, receive
from registry.templates.find import listed as templates_of
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from registry.web.v1.imports import failed_of, shelf_of, table_of
from schemas.errors import Malformed, NodeError
from schemas.job import DUPLICATES, Job, JobStanding, Mode
from schemas.sentences.chinese import in_chinese
from schemas.template import TemplateReference

PATH = "/console/imports"
MOST_SHOWN = 100
"""Faults on the page of a job; the table has all of them."""
REFRESH_SECONDS = 2
"""While something is being done the page loads itself again."""


async def get(request: web.Request) -> web.StreamResponse:
    """The jobs, and a form to send a file."""
    return await _list(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Send a file."""
    context, who = request.app[CONTEXT], present(request).principal
    try:
        sent = await upload_of(request)
        mode: Mode = "all-or-nothing" if sent.fields.get("mode") == "all-or-nothing" else "skip-bad"
        shelf = shelf_of(request)
        duplicates = next((word for word in DUPLICATES if word == sent.fields.get("duplicates")), DUPLICATES[0])
        format, named = format_of(sent.name), sent.fields.get("template", "")
        template = TemplateReference.parse(named) if named else None
        job = await receive(
            context.book, context.group, shelf, who, sent.pieces, sent.name, format, mode, duplicates, template
        )
    except NodeError as error:
        return await _list(request, fault_of(error), kind_of(error).status)
    return seen(f"{PATH}/{job.id}")


async def get_job(request: web.Request) -> web.StreamResponse:
    """One job: how far it is, and what is wrong with its rows."""
    return await _job(request)


async def post_job(request: web.Request) -> web.StreamResponse:
    """Start a job that was checked, or stop one."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id, act = request.match_info["id"], form.text("act")
    mode: Mode = "all-or-nothing" if form.text("mode") == "all-or-nothing" else "skip-bad"
    try:
        if act == "start":
            await context.group.do(lambda page: start(page, who, id, mode))
        elif act == "cancel":
            await context.group.do(lambda page: cancel(page, who, id))
        else:
            raise Malformed(f"cannot do {act[:40]!r}: expected start or cancel")
    except NodeError as error:
        return await _job(request, fault_of(error), kind_of(error).status)
    return seen(f"{PATH}/{id}")


async def get_faults(request: web.Request) -> web.StreamResponse:
    """All that is wrong, as a table to be opened in a spreadsheet."""
    context, who = request.app[CONTEXT], present(request).principal
    async with context.book.reading() as page:
        job = await visible(page, who, request.match_info["id"])
    return await table_of(shelf_of(request), request, job, _telling(request))


async def get_failed(request: web.Request) -> web.StreamResponse:
    """The rows that were refused, to be mended and sent again."""
    context, who = request.app[CONTEXT], present(request).principal
    async with context.book.reading() as page:
        job = await visible(page, who, request.match_info["id"])
    return await failed_of(shelf_of(request), request, job, _telling(request))


def _telling(request: web.Request) -> Callable[[str], str]:
    """How files of wrong rows say the reasons: in the language of the console."""
    return in_chinese if language_in(request) == "zh-CN" else str


async def _list(request: web.Request, fault: Fault | None = None, status: int = 200) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    async with context.book.reading() as page:
        jobs = await listed(page, who)
        under = [kept for kept, all_ in await templates_of(page, who) if any(each.published for each in all_)]
    return request.app[FRAME].page(
        request,
        "imports.html",
        status=status,
        fault=fault,
        jobs=jobs,
        templates=under,
        share=_share,
        stopping=_stopping,
    )


async def _job(request: web.Request, fault: Fault | None = None, status: int = 200) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    async with context.book.reading() as page:
        job = await visible(page, who, request.match_info["id"])
    shelf = shelf_of(request)
    shown = [each for _, each in zip(range(MOST_SHOWN), shelf.faults(job), strict=False)]
    busy = job.standing in (JobStanding.CHECKING, JobStanding.RUNNING)
    return request.app[FRAME].page(
        request,
        "import.html",
        status=status,
        fault=fault,
        job=job,
        faults=shown,
        refresh=REFRESH_SECONDS if busy and fault is None else 0,
        share=_share(job),
        stopping=_stopping(job),
    )


def _share(job: Job) -> int:
    """How much of a job is done, in hundredths; while it is checked nobody knows how many rows there are."""
    if job.standing in (JobStanding.DONE, JobStanding.CHECKED):
        return 100
    return min(99, 100 * job.seen // job.rows) if job.rows else 0


def _stopping(job: Job) -> bool:
    return job.stop and not job.ended


PAGES: Pages = {
    PATH: {"GET": get, "POST": post},
    PATH + "/{id}": {"GET": get_job, "POST": post_job},
    PATH + "/{id}/faults": {"GET": get_faults},
    PATH + "/{id}/failed": {"GET": get_failed},
}
