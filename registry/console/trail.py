"""`/console/trail`: what was done by whom, with what it changed; the chain held against itself; a period as a file."""

from aiohttp import web

from registry.attest import Attested, Remembered, attest
from registry.authority import Verb, allows
from registry.console.frame import FRAME, Fault, fault_of
from registry.console.guard import Form, Pages, form_of, present
from registry.console.past import Told, told
from registry.store import trail
from registry.store.enterprises import find_by_id
from registry.store.trail import Wanted
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from registry.web.v1.trail import wanted_of, written
from schemas.errors import Conflict, Forbidden, Malformed, NodeError

PATH = "/console/trail"
ROWS = 50
MOST_LINES = 300_000
"""A longer trail is held against itself by `idnode verify trail`, where nobody waits for a page."""
FORMATS = ("csv", "ndjson")
_FILTERS = ("from", "to", "actor", "verb", "subject")


async def get(request: web.Request) -> web.StreamResponse:
    """The lines that are like what is asked for, the newest first."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Hold the trail, and the journal beside it, against what was written."""
    form = await form_of(request)
    _require(request)
    context = request.app[CONTEXT]
    try:
        head = [Remembered.parse(form.text("head"))] if form.text("head") else []
        async with context.searches, context.book.reading() as page:
            newest, _ = await trail.list_(page, Wanted(), 1)
            if newest and newest[0].line.act > MOST_LINES:
                raise Conflict(
                    f"the trail has {newest[0].line.act} lines: `idnode verify trail` looks at more than {MOST_LINES}"
                )
            found = await attest(page, head)
    except NodeError as error:
        return await _page(request, form, fault_of(error, "head"), kind_of(error).status)
    return await _page(request, attested=found)


async def get_export(request: web.Request) -> web.StreamResponse:
    """All lines that are like what is asked for, the oldest first, as one file."""
    _require(request)
    form = request.query.get("format", "csv")
    if form not in FORMATS:
        raise Malformed(f"cannot export as {form[:20]!r}: expected {' or '.join(FORMATS)}")
    return await written(request, present(request).principal, _given(request), form)


async def _page(
    request: web.Request,
    form: Form | None = None,
    fault: Fault | None = None,
    status: int = 200,
    attested: Attested | None = None,
) -> web.StreamResponse:
    _require(request)
    given, below = _given(request), request.query.get("below", "")
    lines: list[Told] = []
    names: dict[str, str] = {}
    further: int | None = None
    try:
        wanted = wanted_of(given)
        async with request.app[CONTEXT].book.reading() as page:
            number = int(below) if below.isascii() and below.isdigit() and len(below) < 18 else None
            found, further = await trail.list_(page, wanted, ROWS, number)
            lines = [told(each) for each in found]
            for id in {each.enterprise for each in lines}:
                if (firm := await find_by_id(page, id)) is not None:
                    names[id] = firm.name
    except NodeError as error:
        fault, status = fault_of(error), kind_of(error).status
    return request.app[FRAME].page(
        request,
        "trail.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        given=given,
        lines=lines,
        names=names,
        further=further,
        attested=attested,
        formats=FORMATS,
    )


def _given(request: web.Request) -> dict[str, str]:
    """What the filter says; an empty field says nothing."""
    asked = {name: request.query.get(name, "").strip() for name in _FILTERS}
    return {name: text for name, text in asked.items() if text}


def _require(request: web.Request) -> None:
    who = present(request).principal
    if not allows(who, Verb.AUDIT):
        raise Forbidden(f"{who.name} may not read the trail")


PAGES: Pages = {PATH: {"GET": get, "POST": post}, f"{PATH}/export": {"GET": get_export}}
