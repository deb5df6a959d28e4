"""`/console/search`: identifiers by a part of them or of what they say, and enterprises by their names."""

from collections.abc import Sequence
from urllib.parse import urlencode

from aiohttp import web

from registry.console.frame import FRAME, Fault, fault_of
from registry.console.guard import Pages, present
from registry.console.identifiers import record_path
from registry.index import holders
from registry.index.holders import Holder
from registry.index.seek import seek
from registry.index.sought import Sought
from registry.index.text import folded, texts_of
from registry.store import prefixes
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.errors import NodeError
from schemas.prefix import Prefix
from schemas.record import Record, Standing

PATH = "/console/search"
ROWS = 50
_SECONDS = 2.0
_MOST_HOLDERS = 10
_LONGEST_HIT = 120
_MOST_HITS = 3


async def get(request: web.Request) -> web.StreamResponse:
    """The page, and what is found."""
    context, who, given = request.app[CONTEXT], present(request).principal, request.query
    text, prefix, below = given.get("q", "").strip(), given.get("prefix", ""), given.get("below", "")
    shown: list[tuple[Record, list[tuple[str, str]]]] = []
    named: Sequence[Holder] = []
    fault: Fault | None = None
    status, more, behind = 200, "", 0
    async with context.book.reading() as page:
        known = [each.prefix for each in await prefixes.list_(page)]
        if text:
            try:
                standing = None if "retired" in given else Standing.ACTIVE
                sought = Sought.read(text, Prefix.parse(prefix) if prefix else None, None, None, standing)
                found = await seek(page, who, sought, ROWS, _SECONDS, int(below) if below.isdigit() else None)
                named = await holders.called(page, who, sought.words, _MOST_HOLDERS)
                shown = [(record, _hits(record, sought)) for record in found.records]
                behind = found.behind
                if found.below is not None:
                    more = f"{PATH}?{urlencode({**given, 'below': str(found.below)})}"
            except NodeError as error:
                fault, status = fault_of(error), kind_of(error).status
    return request.app[FRAME].page(
        request,
        "search.html",
        status=status,
        fault=fault,
        text=text,
        prefix=prefix,
        prefixes=known,
        retired="retired" in given,
        found=shown,
        named=named if not below else [],
        more=more,
        behind=behind,
        record_path=record_path,
    )


def _hits(record: Record, sought: Sought) -> list[tuple[str, str]]:
    """The values of a record in which one of the words stands: their types and their texts."""
    texts = ((value.type, text) for value, text in texts_of(record.values))
    hits = [(kind, text[:_LONGEST_HIT]) for kind, text in texts if any(word in folded(text) for word in sought.words)]
    return hits[:_MOST_HITS]


PAGES: Pages = {PATH: {"GET": get}}
