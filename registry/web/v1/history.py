"""`/api/v1/history/{handle}`: the changes that an identifier has gone through, newest first.

A path of its own, for `/api/v1/identifiers/{handle}/history` would be an identifier: suffixes hold slashes
(docs/decisions/).
"""

from typing import Any

import msgspec
from aiohttp import web

from registry.consult import history
from registry.sharing.see import Seen, note
from registry.store.journal import Step
from registry.web.context import CONTEXT
from registry.web.v1 import cursors
from registry.web.v1.desk import Routes, caller_of, handle_in, query_of, said, whole
from schemas.change import Put
from schemas.counting import utc
from schemas.documents import values_json

_PATH = "/api/v1/history/"
# A step may carry a record of a mebibyte.
_MOST_STEPS = 100
_USUAL_STEPS = 20


async def get(request: web.Request) -> web.StreamResponse:
    """The steps in the life of one identifier."""
    handle = handle_in(request, _PATH)
    who = await caller_of(request)
    given = query_of(request, "limit", "cursor")
    limit = whole(given, "limit", 1, _MOST_STEPS, _USUAL_STEPS)
    context = request.app[CONTEXT]
    listed = f"history of {handle.key.decode()}"
    below = int(cursors.place(context, listed, given["cursor"])) if "cursor" in given else None
    async with context.book.reading() as page:
        record, steps = await history(page, who, handle, limit, below)
    shown = (value for step in steps if isinstance(step.change, Put) for value in step.change.values)
    graded = () if who.holds(handle.prefix) else tuple(sorted({value.index for value in shown if not value.public}))
    await note(context.group, Seen(record, (), who, graded))
    document: dict[str, object] = {
        "handle": record.handle.text,
        "items": [_shown(step) for step in steps],
        "next": None,
    }
    headers = {}
    if steps and steps[-1].change.before:
        document["next"] = following = cursors.cursor(context, listed, str(steps[-1].change.before))
        headers["Link"] = f'<{request.rel_url.raw_path}?limit={limit}&cursor={following}>; rel="next"'
    return said(document, headers=headers)


def _shown(step: Step) -> dict[str, Any]:
    change = step.change
    shown = {
        "version": change.version,
        "at": utc(step.at),
        "actor": step.actor,
        "address": step.address,
        "verb": step.verb,
        "serial": step.serial,
    }
    if isinstance(change, Put):
        return shown | {"standing": "active", "values": msgspec.Raw(values_json(change.values))}
    return shown | {"standing": "retired"}


ROUTES: Routes = {
    "/api/v1/history/{handle:[\\s\\S]+}": {"GET": get},
}
