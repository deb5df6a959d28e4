"""`/console/evaluation`: a park's year: each indicator with its counting rule, and the report to be handed in."""

from aiohttp import web

from registry.authority import Verb, allows
from registry.console.frame import FRAME, fault_of
from registry.console.guard import Pages, present
from registry.evaluation.evaluate import evaluate
from registry.evaluation.grounds import EARLIEST_YEAR
from registry.evaluation.report import html, parts, table
from registry.store import enterprises
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.counting import day_of
from schemas.errors import Forbidden, Malformed, NodeError
from schemas.evaluation.catalogue import CATALOGUE

PATH = "/console/evaluation"


async def get(request: web.Request) -> web.StreamResponse:
    """The indicators of a year."""
    _require(request)
    fault, evaluation, status = None, None, 200
    async with request.app[CONTEXT].book.reading() as page:
        parks = await enterprises.list_parks(page)
        today = int(day_of(page.now)[:4])
        park = request.query.get("park") or (parks[0].id if parks else "")
        try:
            year = _year(request, today)
            if park:
                evaluation = await evaluate(page, park, year)
        except NodeError as error:
            fault, status, year = fault_of(error), kind_of(error).status, today
    return request.app[FRAME].page(
        request,
        "evaluation.html",
        status=status,
        fault=fault,
        evaluation=evaluation,
        lines=[(each, parts(each, evaluation.indicators[each.key])) for each in CATALOGUE] if evaluation else [],
        parks=parks,
        park=park,
        year=year,
        years=range(today, EARLIEST_YEAR - 1, -1),
    )


async def get_report(request: web.Request) -> web.StreamResponse:
    """The report as a page to be printed, or as a table for spreadsheets."""
    _require(request)
    form = request.query.get("format", "html")
    if form not in ("html", "csv"):
        raise Malformed(f"cannot make a report as {form[:20]!r}: expected html or csv")
    async with request.app[CONTEXT].book.reading() as page:
        found = await evaluate(page, request.query.get("park") or None, _year(request, int(day_of(page.now)[:4])))
    body = html(found).encode() if form == "html" else table(found)
    headers = {
        "Content-Type": f"text/{form}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="evaluation-{found.year}.{form}"',
        # Saved, not shown; and if it is shown, it stands alone and runs nothing.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=body, headers=headers)


def _require(request: web.Request) -> None:
    who = present(request).principal
    if not allows(who, Verb.READ_STATISTICS):
        raise Forbidden(f"{who.name} may not evaluate a park")


def _year(request: web.Request, today: int) -> int:
    text = request.query.get("year") or str(today)
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Malformed(f"cannot read {text[:20]!r} as a year (at year)")
    return int(text)


PAGES: Pages = {PATH: {"GET": get}, f"{PATH}/report": {"GET": get_report}}
