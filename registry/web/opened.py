"""Opened: what a signed link shows of a record, for the public door, which has none but public values."""

from collections.abc import Callable

from aiohttp import web

from registry.sharing.see import note, see
from registry.web.authenticate import from_loopback, secure
from registry.web.context import CONTEXT
from schemas.errors import Absent, Forbidden
from schemas.handle import Handle
from schemas.value import Value


def link_in(request: web.Request, link: str) -> str:
    """The link that came with a request, if it may be used: like a key, over HTTPS, or from this machine."""
    return link if secure(request) or from_loopback(request) else ""


async def opened(
    request: web.Request, handle: Handle, link: str, asked: Callable[[tuple[Value, ...]], tuple[Value, ...]]
) -> tuple[Value, ...]:
    """Those of the values asked for that a link shows, public ones among them; none where it opens none of them.

    Raises:
        Busy: the database cannot be reached, or it cannot be entered that they were seen.
    """
    context, usable = request.app[CONTEXT], link_in(request, link)
    if not usable:
        return ()
    async with context.book.reading() as page:
        try:
            seen = await see(page, None, handle, context.pepper, usable, request.remote or "")
        except (Absent, Forbidden):
            return ()
    shown = asked(seen.values) if seen.record.active else ()
    indexes = frozenset(value.index for value in shown)
    if indexes.isdisjoint(seen.graded):
        return ()
    await note(context.group, seen, indexes)
    return shown
