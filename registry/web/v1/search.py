"""`/api/v1/search`: identifiers by a part of them, of their public values or of their holder's name."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from aiohttp import web

from registry.index import holders
from registry.index.seek import seek
from registry.index.sought import Sought
from registry.index.text import folded, texts_of
from registry.web.context import CONTEXT
from registry.web.v1 import cursors
from registry.web.v1.desk import Routes, caller_of, chosen, day_in, query_of, said, whole
from schemas.errors import Busy
from schemas.head import head_of
from schemas.prefix import Prefix
from schemas.record import Record, Standing
from schemas.template import TemplateReference

PATH = "/api/v1/search"

# A page holds parts of values too.
MOST_FOUND = 200
USUAL_FOUND = 50
# How long one page may look; what it has by then is given, and where to go on.
_SECONDS = 2.0
_MOST_HOLDERS = 20
_STANDINGS = {"active": Standing.ACTIVE, "retired": Standing.RETIRED, "any": None}


async def get(request: web.Request) -> web.StreamResponse:
    """What is found, the last changed first, page by page; and on the first page enterprises of that name."""
    who = await caller_of(request)
    given = query_of(request, "q", "prefix", "from", "to", "standing", "template", "limit", "cursor")
    sought = Sought.read(
        given.get("q", ""),
        Prefix.parse(given["prefix"]) if "prefix" in given else None,
        day_in(given, "from"),
        day_in(given, "to"),
        _STANDINGS[chosen(given, "standing", list(_STANDINGS))],
        TemplateReference.parse(given["template"]) if "template" in given else None,
    )
    limit = whole(given, "limit", 1, MOST_FOUND, USUAL_FOUND)
    context = request.app[CONTEXT]
    asked = "&".join(f"{name}={quote(text, safe='')}" for name, text in given.items() if name != "cursor")
    below = int(cursors.place(context, f"search {asked}", given["cursor"])) if "cursor" in given else None
    async with _turn(context.searches, _SECONDS), context.book.reading() as page:
        found = await seek(page, who, sought, limit, _SECONDS, below)
        named = await holders.called(page, who, sought.words, _MOST_HOLDERS) if below is None else []
    following = None if found.below is None else cursors.cursor(context, f"search {asked}", str(found.below))
    document = {
        "items": [_shown(record, sought) for record in found.records],
        "holders": named,
        "next": following,
        "behind": found.behind,
    }
    headers = {"Link": f'<{PATH}?{asked}&cursor={following}>; rel="next"'} if following else None
    return said(document, headers=headers)


class _turn:  # noqa: N801 - reads as a phrase where it is used
    """One of the few searches that a worker makes at a time; who waits too long is told to come back."""

    def __init__(self, turns: asyncio.Semaphore, seconds: float) -> None:
        self._turns, self._seconds = turns, seconds

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._turns.acquire()
        except TimeoutError:
            raise Busy("the node is busy with other searches") from None

    async def __aexit__(self, *_: object) -> None:
        self._turns.release()


def _shown(record: Record, sought: Sought) -> dict[str, Any]:
    """The head of a record, and which of its values hold a word."""
    return head_of(record) | {"found": list(_matched(record, sought))}


def _matched(record: Record, sought: Sought) -> Iterator[dict[str, Any]]:
    for value, text in texts_of(record.values if record.active else ()):
        own = folded(text)
        if any(word in own for word in sought.words):
            yield {"index": value.index, "type": value.type, "text": text}


ROUTES: Routes = {
    PATH: {"GET": get},
}
