"""`/console/reviews/claims`: claims of enterprises on identifiers of other schemes, to be approved or refused."""

from aiohttp import web

from registry.authority import Verb, allows
from registry.claim import approve, refuse
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.paging import page_of
from registry.console.reviews import require_staff
from registry.store import claims, enterprises
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.claim import State
from schemas.errors import Malformed, NodeError

PATH = "/console/reviews/claims"


async def get(request: web.Request) -> web.StreamResponse:
    """The claims: those that wait, or all."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Approve a claim, or refuse it with a reason; an approved one is taken back in the same way."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id, act, reason = form.text("id"), form.text("act"), form.text("reason")
    try:
        if act == "approve":
            await context.group.do(lambda page: approve(page, who, id))
        elif act == "refuse":
            await context.group.do(lambda page: refuse(page, who, id, reason))
        else:
            raise Malformed(f"cannot do {act[:40]!r}: expected approve or refuse")
    except NodeError as error:
        return await _page(request, form, fault_of(error), kind_of(error).status)
    return seen(PATH, act)


async def _page(
    request: web.Request, form: Form | None = None, fault: Fault | None = None, status: int = 200
) -> web.StreamResponse:
    who = present(request).principal
    require_staff(who)
    asked = request.query.get("state", State.PROPOSED.value)
    async with request.app[CONTEXT].book.reading() as page:
        found = await claims.list_(page, None, State(asked) if asked in set(State) else None)
        waiting = await claims.list_(page, None, State.PROPOSED)
        firms = {each.id: each for each in await enterprises.list_(page)}
    judge = allows(who, Verb.JUDGE_CLAIMS)
    return request.app[FRAME].page(
        request,
        "judgements.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        part=page_of(request, found),
        waiting=len(waiting),
        firms=firms,
        asked=asked,
        may_judge=judge,
        own=lambda claim: (
            claim.proposed_by == who.name or (who.person is not None and claim.proposed_person == who.person)
        ),
        done=request.query.get("done", ""),
    )


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
