"""`/console/reviews/{id}/decisions/{number}`: a decision, and what was looked at, as it was at that moment.

The applicant reads the same below `/console/application/{id}`. Personal data is masked for both; the park's staff may
have it shown for a reason.
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from registry.applying.consult import is_applicant
from registry.applying.decision import decision_of
from registry.authority import Verb, allows
from registry.console.application import PATH as OWN
from registry.console.comparing import rows, told
from registry.console.frame import FRAME, Fault, fault_of
from registry.console.guard import Pages, form_of, present
from registry.console.reviews import PATH, require_staff
from registry.disclose import of_application
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.errors import Absent, Malformed, NodeError


async def get(request: web.Request) -> web.StreamResponse:
    """The decision, for the park's staff."""
    require_staff(present(request).principal)
    return await _page(request, PATH)


async def get_own(request: web.Request) -> web.StreamResponse:
    """The decision, for the applicant."""
    return await _page(request, OWN)


async def post(request: web.Request) -> web.StreamResponse:
    """Show the personal data that was looked at, for a reason."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    require_staff(who)
    id, number = request.match_info["id"], _number(request.match_info["number"])
    try:
        if form.text("act") != "show":
            raise Malformed(f"cannot do {form.text('act')[:40]!r}: expected show")
        async with context.book.reading() as page:
            submission = (await decision_of(page, who, context.practice, id, number)).review.submission
        opened = await context.group.do(
            lambda page: of_application(page, who, context.practice, id, form.text("reason"), submission)
        )
    except NodeError as error:
        return await _page(request, PATH, fault_of(error, "show"), kind_of(error).status)
    return await _page(request, PATH, disclosed=opened)


async def _page(
    request: web.Request,
    room: str,
    fault: Fault | None = None,
    status: int = 200,
    disclosed: Mapping[str, Any] | None = None,
) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    number, against = _number(request.match_info["number"]), request.query.get("against", "")
    async with context.book.reading() as page:
        found = await decision_of(
            page, who, context.practice, request.match_info["id"], number, _number(against) if against else None
        )
    if room == OWN and not is_applicant(who, found.application):
        raise Absent(f"there is no application {found.application.id!r}")
    compared = rows(found.before, found.after, disclosed)
    return request.app[FRAME].page(
        request,
        "decision.html",
        status=status,
        fault=fault,
        room=room,
        found=found,
        title=found.after.name or found.application.title,
        compared=compared,
        changes=sum(row.changed for row in compared),
        is_new=found.before is None,
        whole="whole" in request.query or found.before is None,
        against=against,
        marked={remark.pointer: remark.text for remark in found.review.remarks},
        may_read=room == OWN or allows(who, Verb.READ_PERSONAL),
        may_show=room == PATH and allows(who, Verb.READ_PERSONAL),
        disclosed=disclosed is not None,
        told=told,
    )


def _number(text: str) -> int:
    """A number in an address; 0, which nothing has, where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


PAGES: Pages = {
    PATH + "/{id}/decisions/{number}": {"GET": get, "POST": post},
    OWN + "/{id}/decisions/{number}": {"GET": get_own},
}
