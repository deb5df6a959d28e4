"""`/console/reviews/filings`: what was sent to the national node, and entering its word."""

from aiohttp import web

from registry.applying.filing import answer
from registry.authority import Verb, allows
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.paging import page_of
from registry.console.reviews import PATH as REVIEWS
from registry.console.reviews import require_staff
from registry.store import applications, filings
from registry.store.filings import FilingStanding
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.errors import Malformed, NodeError

PATH = "/console/reviews/filings"
LONGEST = 2_000
"""Characters of the national node's word."""


async def get(request: web.Request) -> web.StreamResponse:
    """The filings, those that wait first."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Enter what the national node has said."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id, said, message = form.text("id"), form.text("act"), form.text("message")
    try:
        if said not in ("passed", "failed"):
            raise Malformed(f"cannot enter {said[:40]!r}: expected passed or failed")
        if len(message) > LONGEST:
            raise Malformed(f"the message has at most {LONGEST} characters, got {len(message)} (at message)")
        if said == "failed" and not message:
            raise Malformed("why was it refused? expected the national node's words (at message)")
        upstream = form.text("upstream")[:200]
        answered = await context.group.do(
            lambda page: answer(page, who, context.practice, id, said == "passed", message, upstream)
        )
    except NodeError as error:
        return await _page(request, form, fault_of(error), kind_of(error).status)
    context.recognised.forget()  # an enterprise's administrators may hold another prefix now
    return seen(f"{REVIEWS}/{answered.application}", said)


async def _page(
    request: web.Request, form: Form | None = None, fault: Fault | None = None, status: int = 200
) -> web.StreamResponse:
    who = present(request).principal
    require_staff(who)
    async with request.app[CONTEXT].book.reading() as page:
        found = await filings.list_(page)
        of = {each.id: each for each in await applications.list_(page)}
    asked = request.query.get("id", "") or (form.text("id") if form else "")
    waiting = [each for each in found if each.standing is FilingStanding.PENDING]
    answered = [each for each in reversed(found) if each.standing is not FilingStanding.PENDING]
    return request.app[FRAME].page(
        request,
        "filings.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        part=page_of(request, [*waiting, *answered]),
        waiting=len(waiting),
        of=of,
        asked=asked,
        filed=request.app[CONTEXT].practice.policy.filing_required,
        may_answer=allows(who, Verb.MANAGE),
    )


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
