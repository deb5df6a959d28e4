"""`/console/shared`: one record for whoever has a signed link to it, signed in or not."""

from aiohttp import web

from registry.console.frame import FRAME
from registry.console.guard import VISITOR, Pages
from registry.console.values import Line
from registry.sharing.see import note, see
from registry.store import templates
from registry.web.context import CONTEXT
from registry.web.counted import count
from schemas.counting import Outcome
from schemas.errors import Absent, Forbidden, Retired
from schemas.handle import Handle
from schemas.template import TemplateReference

PATH = "/console/shared"


async def get(request: web.Request) -> web.StreamResponse:
    """The record with what the link opens; of a link that is over, revoked or wrong, with what everybody sees."""
    context = request.app[CONTEXT]
    handle = Handle.parse(request.query.get("handle", ""))
    link = request.query.get("link", "")
    who = request[VISITOR].principal if VISITOR in request else None
    async with context.book.reading() as page:
        holding = await page.holding(handle.prefix)
        try:
            seen = await see(page, who, handle, context.pepper, link, request.remote or "")
        except Absent:
            count(request, who, handle, Outcome.ABSENT if holding else Outcome.ELSEWHERE)
            raise
        except Forbidden:
            count(request, who, handle, Outcome.DENIED)
            raise
        reference = TemplateReference.among(seen.values)
        version = None if reference is None else await templates.version(page, reference)
    count(request, who, handle, Outcome.FOUND if seen.record.active else Outcome.RETIRED)
    if not seen.record.active:
        raise Retired(f"{handle.text} is retired")
    await note(context.group, seen)
    return request.app[FRAME].page(
        request,
        "shared.html",
        record=seen.record,
        lines=[Line.of(value) for value in seen.values],
        items={item.index: item for item in version.definition.items} if version is not None else {},
        opened=any(not value.public for value in seen.values),
        holder=holding.holder if holding is not None else "",
    )


OPEN_PAGES: Pages = {PATH: {"GET": get}}
