"""`/console/sign-in`, `/console/sign-out`, `/console/invitation`: the door of the console."""

from aiohttp import web

from registry.console.frame import FRAME, Fault, fault_of
from registry.console.guard import VISITOR, Pages, cookie_of, form_of, give_cookie, next_of, onward
from registry.guesses import from_where
from registry.people.appoint import accept, invited
from registry.people.enter import FactorNeeded, Paused, enter, leave, typed
from registry.store.page import Writing
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.account import Account, password_of
from schemas.errors import Malformed, NodeError, Unauthenticated


async def get(request: web.Request) -> web.StreamResponse:
    """The page to sign in."""
    if VISITOR in request:
        raise web.HTTPSeeOther(next_of(request.query.get("next", "")))
    return page(request, next_of(request.query.get("next", "")), welcome=request.query.get("done") == "accepted")


async def post(request: web.Request) -> web.StreamResponse:
    """Sign in."""
    form = await form_of(request)
    context, frame = request.app[CONTEXT], request.app[FRAME]
    after = next_of(form.text("next"))
    login, password = form.text("login"), form.secret("password")
    where = from_where(request.remote or "")
    try:
        typed(login, password)
        # Before a password is looked at: checking one is what costs the node (registry/people/passwords.py).
        context.guesses.require(where)
        entered = await enter(
            context.book,
            context.pepper,
            frame.passwords,
            login,
            password,
            form.text("code"),
            request.remote or "",
            request.headers.get("User-Agent", ""),
        )
    except NodeError as error:
        if isinstance(error, Unauthenticated) and not isinstance(error, FactorNeeded | Paused):
            context.guesses.wrong(where)
        # The password is not handed back in a page: whoever forgot the one-time password types both again.
        asked = isinstance(error, FactorNeeded) or bool(form.text("code"))
        return page(request, after, login=login, factor=asked, fault=fault_of(error), status=kind_of(error).status)
    if VISITOR in request:
        # Whoever signs in over a visit ends it: no cookie that was there before opens anything from now on.
        await end_visit(request)
    response = onward(after)
    give_cookie(request, response, entered.cookie)
    return response


async def post_out(request: web.Request) -> web.StreamResponse:
    """Sign out."""
    await form_of(request)
    if VISITOR in request:
        await end_visit(request)
    response = onward("/console/sign-in")
    give_cookie(request, response, "")
    return response


async def get_invitation(request: web.Request) -> web.StreamResponse:
    """The page on which an invited person sets the password."""
    return request.app[FRAME].page(request, "invitation.html", invitation="")


async def post_invitation(request: web.Request) -> web.StreamResponse:
    """Set the first password by an invitation."""
    form = await form_of(request)
    context, frame = request.app[CONTEXT], request.app[FRAME]
    invitation, password = form.text("invitation").rpartition("#")[2], form.secret("password")
    address = request.remote or ""
    try:
        async with context.book.writing() as page:
            login = (await invited(page, context.pepper, invitation)).account.login
        if form.secret("again") != password:
            raise Malformed("the two passwords are not the same (at again)")
        hashed = await frame.passwords.hashed(password_of(password, login))
        await context.group.do(lambda page: accept(page, context.pepper, invitation, hashed, address))
    except NodeError as error:
        fault: Fault = fault_of(error)
        status = kind_of(error).status
        return frame.page(request, "invitation.html", status=status, invitation=invitation, fault=fault)
    return onward("/console/sign-in?done=accepted")


async def end_visit(request: web.Request) -> None:
    """End the visit that is here."""
    account: Account = request[VISITOR].account
    cookie, address = cookie_of(request), request.remote or ""

    async def act(page: Writing) -> None:
        leave(page, account, cookie, address)

    await request.app[CONTEXT].group.do(act)


def page(
    request: web.Request,
    after: str,
    *,
    login: str = "",
    factor: bool = False,
    welcome: bool = False,
    fault: Fault | None = None,
    status: int = 200,
) -> web.StreamResponse:
    """The page to sign in, and why it did not work."""
    return request.app[FRAME].page(
        request,
        "sign_in.html",
        status=status,
        onward=after,
        login=login,
        factor=factor,
        welcome=welcome,
        fault=fault,
        provider=request.app[FRAME].provider,
    )


OPEN_PAGES: Pages = {
    "/console/sign-in": {"GET": get, "POST": post},
    "/console/sign-out": {"POST": post_out},
    "/console/invitation": {"GET": get_invitation, "POST": post_invitation},
}
