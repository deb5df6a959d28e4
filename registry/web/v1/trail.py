"""`/api/v1/trail`: the lines of the trail, and a period of it as a file."""

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.store import trail
from registry.store.page import Writing
from registry.store.trail import Sealed, Wanted
from registry.telling import csv_head, csv_row, told
from registry.web.attachment import attachment
from registry.web.context import CONTEXT
from registry.web.v1 import cursors
from registry.web.v1.desk import MOST_ROWS, USUAL_ROWS, Routes, caller_of, chosen, day_in, query_of, said, whole
from schemas.counting import SECONDS_A_DAY, day_begins
from schemas.errors import Forbidden
from schemas.principal import Principal

PATH = "/api/v1/trail"
_LIST = "trail"
"""As exports name it."""
FORMATS = ("ndjson", "csv")

_FILTERS = ("from", "to", "actor", "verb", "subject")
_TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


async def get(request: web.Request) -> web.StreamResponse:
    """The lines that are like what is asked for, the newest first, page by page."""
    await _auditor(request)
    given = query_of(request, *_FILTERS, "limit", "cursor")
    wanted = wanted_of(given)
    limit = whole(given, "limit", 1, MOST_ROWS, USUAL_ROWS)
    context = request.app[CONTEXT]
    asked = "&".join(f"{name}={given[name]}" for name in (*_FILTERS, "limit") if name in given)
    below = int(cursors.place(context, f"trail {asked}", given["cursor"])) if "cursor" in given else None
    async with context.book.reading() as page:
        found, further = await trail.list_(page, wanted, limit, below)
    following = None if further is None else cursors.cursor(context, f"trail {asked}", str(further))
    document: dict[str, Any] = {"items": [told(each) for each in found], "next": following}
    if following is None:
        return said(document)
    query = request.rel_url.update_query(cursor=following).raw_query_string
    return said(document, headers={"Link": f'<{PATH}?{query}>; rel="next"'})


async def export(request: web.Request) -> web.StreamResponse:
    """All lines that are like what is asked for, the oldest first, as one file."""
    who = await _auditor(request)
    given = query_of(request, *_FILTERS, "format")
    wanted_of(given)
    return await written(request, who, given, chosen(given, "format", FORMATS))


async def written(request: web.Request, who: Principal, given: Mapping[str, str], form: str) -> web.StreamResponse:
    """The lines that are wanted as the file that answers a request; the console gives out the same.

    That it was exported stands in the trail. Each few lines are a question of their own: whoever reads slowly keeps no
    transaction open.
    """
    context, wanted = request.app[CONTEXT], wanted_of(given)
    filters = {f"filter_{name}": given[name][:200] for name in _FILTERS if name in given}

    async def act(page: Writing) -> None:
        page.note(who, "export", _LIST, format=form, **filters)

    await context.group.do(act)
    response = web.StreamResponse(headers=attachment(_TYPES[form], f"trail.{form}"))
    await response.prepare(request)
    if form == "csv":
        await response.write(csv_head())
    above = 0
    while True:
        async with context.book.reading() as page:
            some = await trail.some(page, wanted, above)
        if not some:
            break
        await response.write(b"".join(_written(each, form) for each in some))
        above = some[-1].line.act
    await response.write_eof()
    return response


def _written(sealed: Sealed, form: str) -> bytes:
    return csv_row(sealed) if form == "csv" else msgspec.json.encode(told(sealed)) + b"\n"


async def _auditor(request: web.Request) -> Principal:
    who = await caller_of(request)
    if not allows(who, Verb.AUDIT):
        raise Forbidden(f"{who.name} may not read the trail")
    return who


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """What a filter asks for: `from`, `to`, `actor`, `verb`, `subject`.

    Raises:
        Malformed: a day is none.
    """
    first, last = day_in(given, "from"), day_in(given, "to")
    return Wanted(
        since=day_begins(first) if first is not None else None,
        before=day_begins(last) + SECONDS_A_DAY if last is not None else None,
        actor=given.get("actor"),
        verb=given.get("verb"),
        subject=given.get("subject"),
    )


ROUTES: Routes = {
    PATH: {"GET": get},
    f"{PATH}/export": {"GET": export},
}
