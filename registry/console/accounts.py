"""`/console/accounts`: people who sign in: appoint, invite again, unlock, close."""

from aiohttp import web

from registry.authority import Verb, allows_for, require_for
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.people.appoint import appoint, close, invite_again, unlock
from registry.store import accounts, enterprises
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.account import ROLES_OF_ACCOUNTS, Account, AccountStanding
from schemas.errors import Malformed, NodeError
from schemas.principal import Role

PATH = "/console/accounts"


async def get(request: web.Request) -> web.StreamResponse:
    """The accounts, and a form for a new one."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Appoint a person; the invitation is shown on the page that answers, and nowhere else."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    try:
        wanted = Account(
            "", form.text("login"), form.text("name"), _role(form), form.text("enterprise") or who.enterprise
        )
        account, invitation = await context.group.do(lambda page: appoint(page, who, context.pepper, wanted))
    except NodeError as error:
        return await _page(request, fault=fault_of(error), status=kind_of(error).status, form=form)
    return await _page(request, invited=account, link=_link(request, invitation))


async def post_act(request: web.Request) -> web.StreamResponse:
    """Invite a person anew, let them in at once, or close their account."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id, act = request.match_info["id"], form.text("act")
    try:
        if act == "invite":
            account, invitation = await context.group.do(lambda page: invite_again(page, who, context.pepper, id))
            return await _page(request, invited=account, link=_link(request, invitation))
        if act == "unlock":
            await context.group.do(lambda page: unlock(page, who, context.pepper, id))
        elif act == "close":
            await context.group.do(lambda page: close(page, who, id))
        else:
            raise Malformed(f"cannot do {act[:40]!r}: expected invite, unlock or close")
    except NodeError as error:
        return await _page(request, fault=fault_of(error), status=kind_of(error).status)
    return seen(PATH, f"{act}ed" if act == "unlock" else "closed")


async def _page(
    request: web.Request,
    *,
    fault: Fault | None = None,
    status: int = 200,
    form: Form | None = None,
    invited: Account | None = None,
    link: str = "",
) -> web.StreamResponse:
    who = present(request).principal
    require_for(who, Verb.PEOPLE, who.enterprise)
    async with request.app[CONTEXT].book.reading() as page:
        people = await accounts.list_(page, who.enterprise)
        firms = await enterprises.list_(page)
    return request.app[FRAME].page(
        request,
        "accounts.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        people=people,
        firms=firms if who.enterprise is None else [],
        names={each.id: each.name for each in firms},
        roles=[
            role for role in ROLES_OF_ACCOUNTS if allows_for(who, Verb.PEOPLE, None) or role is Role.ENTERPRISE_ADMIN
        ],
        invited=invited,
        link=link,
        closed=AccountStanding.CLOSED,
        done=request.query.get("done", ""),
    )


def _role(form: Form) -> Role:
    text = form.text("role")
    if text not in {role.value for role in ROLES_OF_ACCOUNTS}:
        raise Malformed("choose a role (at role)")
    return Role(text)


def _link(request: web.Request, invitation: str) -> str:
    return f"{request.app[CONTEXT].public_base}/console/invitation#{invitation}"


PAGES: Pages = {PATH: {"GET": get, "POST": post}, PATH + "/{id}": {"POST": post_act}}
