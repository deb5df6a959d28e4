"""`/console/oidc`: signing in by an identity provider, and linking one's account with who one is there."""

from aiohttp import web

from registry.console import sign_in
from registry.console.frame import FRAME, fault_of, seen
from registry.console.guard import VISITOR, Pages, form_of, give_cookie, next_of, onward, present
from registry.console.me import proved
from registry.console.me import refused as refused_me
from registry.guesses import from_where
from registry.people.identity import enter_by, link_own, unlink_own
from registry.people.oidc import TRY_SECONDS, Provider
from registry.web.authenticate import secure
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.errors import Absent, NodeError, Unauthenticated

PATH = "/console/oidc"
BACK = "/console/oidc/back"
"""Where the provider sends people back to; it is registered there."""


async def get(request: web.Request) -> web.StreamResponse:
    """Send the browser to the provider."""
    after = next_of(request.query.get("next", ""))
    try:
        address, kept = await _provider(request).begin(after)
    except NodeError as error:
        return sign_in.page(request, after, fault=fault_of(error), status=kind_of(error).status)
    response = onward(address)
    _keep(request, response, kept)
    return response


async def get_back(request: web.Request) -> web.StreamResponse:
    """What the provider says of whoever it sends back: they are signed in, or their account is linked."""
    context, provider = request.app[CONTEXT], _provider(request)
    where, after = from_where(request.remote or ""), "/console/"
    address, agent = request.remote or "", request.headers.get("User-Agent", "")
    response: web.StreamResponse
    try:
        context.guesses.require(where)
        attempt = provider.attempt(request.cookies.get(_name(request), ""), request.query.get("state", ""))
        after = attempt.after
        subject = await provider.finish(attempt, request.query)
        if attempt.account:
            # The cookie alone is not enough: the one who asked must be the one who is signed in here now.
            if VISITOR not in request or request[VISITOR].account.id != attempt.account:
                raise Unauthenticated("sign in first, and link your account then")
            await context.group.do(lambda page: link_own(page, attempt.account, subject, address))
            response = seen("/console/me", "identity-linked")
        else:
            entered = await context.group.do(lambda page: enter_by(page, subject, address, agent))
            if VISITOR in request:
                await sign_in.end_visit(request)
            response = onward(attempt.after)
            give_cookie(request, response, entered.cookie)
    except NodeError as error:
        if isinstance(error, Unauthenticated):
            context.guesses.wrong(where)
        response = sign_in.page(request, after, fault=fault_of(error), status=kind_of(error).status)
    _keep(request, response, "")
    return response


async def post_identity(request: web.Request) -> web.StreamResponse:
    """Begin to link one's account, or undo it; the password is asked for, so that nobody's open browser is enough."""
    form = await form_of(request)
    here, address = present(request), request.remote or ""
    id = here.account.id
    try:
        await proved(request, form.secret("was"))
        if form.text("act") == "unlink":
            await request.app[CONTEXT].group.do(lambda page: unlink_own(page, id, address))
            return seen("/console/me", "identity-unlinked")
        provider = _provider(request)
        there, kept = await provider.begin("/console/me", id)
    except NodeError as error:
        return await refused_me(request, error)
    # A page with a link, and no redirect: a form of this console leads nowhere else (`form-action 'self'`).
    response = request.app[FRAME].page(request, "identity.html", there=there, issuer=provider.issuer)
    _keep(request, response, kept)
    return response


def _provider(request: web.Request) -> Provider:
    provider = request.app[FRAME].provider
    if provider is None:
        raise Absent("this node has no identity provider")
    return provider


def _keep(request: web.Request, response: web.StreamResponse, kept: str) -> None:
    """Have the browser keep a sign-in under way, or forget it: one answer of the provider is taken once."""
    name, safe = _name(request), secure(request)
    if kept:
        response.set_cookie(name, kept, path="/", max_age=TRY_SECONDS, secure=safe, httponly=True, samesite="Lax")
    else:
        response.del_cookie(name, path="/", secure=safe, httponly=True, samesite="Lax")


def _name(request: web.Request) -> str:
    return "__Host-idnode-oidc" if secure(request) else "idnode-oidc"


PAGES: Pages = {"/console/me/identity": {"POST": post_identity}}
OPEN_PAGES: Pages = {PATH: {"GET": get}, BACK: {"GET": get_back}}
