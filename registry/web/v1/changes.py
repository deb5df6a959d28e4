"""`/api/v1/changes`: the journal for other nodes, in commit order, as JSON lines.

The reader keeps its own place: it asks for what is behind the serial that it has applied last. Only values that anyone
may see are told; `hidden` says how many others there are.
"""

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.store import journal
from registry.store.page import Reading
from registry.web.context import CONTEXT
from registry.web.v1.desk import MOST_ROWS, Routes, caller_of, query_of, whole
from schemas.batch import Batch
from schemas.change import Change, Put, Retire
from schemas.counting import utc
from schemas.documents import values_json
from schemas.errors import Forbidden

_LARGEST_SERIAL = 2**63 - 1
_STEP = 250
"""Changes looked at in one go: no more than these are in memory at once."""
MOST_OCTETS = 8 << 20
"""Of one answer, but for the change that passes it: records may have a megabyte each, and a thousand are asked for."""


async def get(request: web.Request) -> web.StreamResponse:
    """At most `limit` changes behind the serial `after`, one line each; fewer where they are large.

    Only an answer without lines is the end: the `Link` leads on behind the last line of each.
    """
    who = await caller_of(request)
    if not allows(who, Verb.FOLLOW):
        raise Forbidden(f"{who.name} may not follow the journal")
    given = query_of(request, "after", "limit")
    after = whole(given, "after", 0, _LARGEST_SERIAL, 0)
    limit = whole(given, "limit", 1, MOST_ROWS, MOST_ROWS)
    async with request.app[CONTEXT].book.reading() as page:
        body, last = await _lines(page, after, limit)
    headers = {
        "Cache-Control": "no-store",
        "Link": f'</api/v1/changes?after={last}&limit={limit}>; rel="next"',
    }
    return web.Response(body=bytes(body), content_type="application/x-ndjson", headers=headers)


async def _lines(page: Reading, after: int, limit: int) -> tuple[bytearray, int]:
    """The lines of an answer, and the serial of the last one."""
    body, last = bytearray(), after
    while limit and (found := (await journal.after(page, last, min(limit, _STEP)))[: min(limit, _STEP)]):
        for each in found:
            body += msgspec.json.encode({"serial": each.serial, **_shown(each.change)}) + b"\n"
            last, limit = each.serial, limit - 1
            if len(body) > MOST_OCTETS:
                return body, last
    return body, last


def _shown(change: Change) -> dict[str, object]:
    if isinstance(change, Put):
        public = tuple(value for value in change.values if value.public)
        return {
            "kind": "put",
            "handle": change.handle,
            "version": change.version,
            "registered_at": utc(change.registered_at),
            "changed_at": utc(change.changed_at),
            "values": msgspec.Raw(values_json(public)),
            "hidden": len(change.values) - len(public),
        }
    if isinstance(change, Retire):
        return {
            "kind": "retire",
            "handle": change.handle,
            "version": change.version,
            "changed_at": utc(change.changed_at),
        }
    if isinstance(change, Batch):
        public = tuple(value for value in change.values if value.public)
        return {
            "kind": "batch",
            "id": change.id,
            "prefix": change.prefix,
            "standing": change.standing.name.lower(),
            "version": change.version,
            "registered_at": utc(change.registered_at),
            "changed_at": utc(change.changed_at),
            "first": change.first,
            "last": change.last,
            "fields": change.fields,
            "separator": change.definition.separator,
            "segments": change.definition.segments,
            "values": msgspec.Raw(values_json(public)),
            "hidden": len(change.values) - len(public),
        }
    return {
        "kind": "holding",
        "prefix": change.prefix,
        "mode": change.mode.value,
        "standing": change.standing.value,
        "holder": change.holder,
        "endpoint": change.endpoint,
        "stems": [stem._asdict() for stem in change.stems],
    }


ROUTES: Routes = {
    "/api/v1/changes": {"GET": get},
}
