"""`/console/me`: a person's own account: password, second factor, visits; and language and look, for anybody."""

import base64

from aiohttp import web

from registry.console.frame import A_YEAR, FRAME, LANGUAGE_COOKIE, LOOK_COOKIE, LOOKS, Fault, fault_of, seen
from registry.console.guard import Pages, form_of, give_cookie, next_of, onward, present
from registry.people import own
from registry.people.enter import prove
from registry.people.second_factor import address_of, new_secret, sealed
from registry.people.second_factor import opened as unsealed
from registry.printing.draw import draw
from registry.printing.svg import svg
from registry.store import accounts, visits
from registry.web.authenticate import secure
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.account import password_of
from schemas.errors import Malformed, NodeError
from schemas.preference import LANGUAGES
from schemas.printing.content import Content
from schemas.printing.symbology import SYMBOLOGIES

PATH = "/console/me"


async def get(request: web.Request) -> web.StreamResponse:
    """The page."""
    return await _page(request)


async def post_password(request: web.Request) -> web.StreamResponse:
    """Set another password; every visit ends, and the person signs in again."""
    form = await form_of(request)
    context, frame, here = request.app[CONTEXT], request.app[FRAME], present(request)
    id, address = here.account.id, request.remote or ""
    try:
        was = await proved(request, form.secret("was"))
        password = password_of(form.secret("password"), here.account.login)
        if form.secret("again") != password:
            raise Malformed("the two passwords are not the same (at again)")
        hashed = await frame.passwords.hashed(password)
        await context.group.do(lambda page: own.change_password(page, id, was, hashed, address))
    except NodeError as error:
        return await _page(request, fault_of(error), kind_of(error).status)
    response = seen("/console/sign-in", "accepted")
    give_cookie(request, response, "")
    return response


async def post_factor(request: web.Request) -> web.StreamResponse:
    """Set up the second factor with the secret that the page showed, or remove it."""
    form = await form_of(request)
    context, here = request.app[CONTEXT], present(request)
    id, address = here.account.id, request.remote or ""
    try:
        if form.text("remove"):
            await proved(request, form.secret("was"))
            await context.group.do(lambda page: own.remove_second_factor(page, id, address))
            return seen(PATH, "factor-removed")
        secret = _unsealed(request, form.text("secret"))
        code = form.text("code")
        await context.group.do(lambda page: own.set_second_factor(page, context.pepper, id, secret, code, address))
    except NodeError as error:
        return await _page(request, fault_of(error), kind_of(error).status, form.text("secret"), "factor-")
    return seen(PATH, "factor-set")


async def post_visits(request: web.Request) -> web.StreamResponse:
    """End the person's visits in other browsers."""
    await form_of(request)
    here, address = present(request), request.remote or ""
    await request.app[CONTEXT].group.do(
        lambda page: own.end_other_visits(page, here.account.id, here.visit.digest, address)
    )
    return seen(PATH, "visits-ended")


async def post_look(request: web.Request) -> web.StreamResponse:
    """Have the pages in another language or look from now on, in this browser."""
    form = await form_of(request)
    response = onward(next_of(form.text("next")))
    language, look = form.text("language").partition("-")[0], form.text("look")
    for name, value in ((LANGUAGE_COOKIE, LANGUAGES.get(language)), (LOOK_COOKIE, look if look in LOOKS else None)):
        if value is not None:
            response.set_cookie(name, value, path="/", max_age=A_YEAR, secure=secure(request), samesite="Lax")
    return response


async def proved(request: web.Request, password: str) -> str | None:
    """The hash that the person's password was held against just now.

    Raises:
        Unauthenticated: it is another password, or there were too many wrong ones.
    """
    context, account = request.app[CONTEXT], present(request).account
    passwords = request.app[FRAME].passwords
    return await prove(context.book, context.pepper, passwords, account, password, request.remote or "")


async def refused(request: web.Request, error: NodeError) -> web.StreamResponse:
    """The page, with a refusal about the identity provider."""
    return await _page(request, fault_of(error), kind_of(error).status, place="identity-")


async def _page(
    request: web.Request, fault: Fault | None = None, status: int = 200, sealed_secret: str = "", place: str = ""
) -> web.StreamResponse:
    context, frame, here = request.app[CONTEXT], request.app[FRAME], present(request)
    # The secret travels sealed, so that what comes back is one that this page has shown to this person.
    secret = new_secret()
    if sealed_secret:
        try:
            secret = _unsealed(request, sealed_secret)
        except Malformed:
            sealed_secret = ""
    async with context.book.reading() as page:
        there = await visits.list_(page, here.account.id)
        kept = await accounts.find(page, here.account.id)
    address = address_of(secret, here.account.login, frame.names["en"])
    return frame.page(
        request,
        "me.html",
        status=status,
        fault=fault,
        place=place,
        done=request.query.get("done", ""),
        visits=there,
        provider=frame.provider,
        linked=kept is not None and kept.subject is not None,
        secret=secret,
        sealed=sealed_secret or sealed(context.pepper, here.account.id, secret).hex(),
        app_address=address,
        code=base64.b64encode(svg(draw(Content(address), SYMBOLOGIES["qr"], "M"), 500_000)).decode(),
    )


def _unsealed(request: web.Request, text: str) -> str:
    try:
        octets = bytes.fromhex(text)
    except ValueError:
        octets = b""
    secret = unsealed(request.app[CONTEXT].pepper, present(request).account.id, octets)
    if secret is None:
        raise Malformed("the page is too old: open it again")
    return secret


PAGES: Pages = {
    PATH: {"GET": get},
    f"{PATH}/password": {"POST": post_password},
    f"{PATH}/factor": {"POST": post_factor},
    f"{PATH}/visits": {"POST": post_visits},
}
OPEN_PAGES: Pages = {"/console/look": {"POST": post_look}}
