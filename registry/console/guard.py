"""The guard: who is here, by the cookie of a visit, and that a form was sent from a page of this console.

Three things keep strangers' pages from acting in a person's name (threats.md T27): the cookie is `SameSite=Lax`, every
form carries a token that only this console can make for this visit, and the `Origin` that a browser names must be the
host that it asks. A name that is not this node's is not answered at all, so that a name that somebody else points here
opens nothing (T5).
"""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from aiohttp import hdrs, web

from registry.people.visit import Visitor, touched, visitor
from registry.store.page import Writing
from registry.web.authenticate import from_loopback, secure
from registry.web.context import CONTEXT, Context
from schemas.errors import Forbidden, Malformed, TooLarge, Unauthenticated

_log = logging.getLogger(__name__)

SECURE_COOKIE, LOCAL_COOKIE = "__Host-idnode", "idnode"
"""Over HTTPS, and over HTTP from this machine: browsers take the first name from a secure origin only."""
FORM_FIELD = "form"
"""The hidden field of every form."""
SIGN_IN = "/console/sign-in"
_MOST_FIELDS = 2_000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Pages = Mapping[str, Mapping[str, Handler]]
"""By path, the handler of each method offered there."""

VISITOR = web.RequestKey("visitor", Visitor)
"""Where a page finds who is here."""


class Misdirected(web.HTTPClientError):
    """The request is for another host (RFC 9110 §15.5.20)."""

    status_code = 421


class Form(msgspec.Struct, frozen=True):
    """What a form said: the texts of each field, in order, and its files."""

    fields: Mapping[str, tuple[str, ...]]
    files: Mapping[str, tuple[web.FileField, ...]] = {}

    def text(self, name: str, otherwise: str = "") -> str:
        """The field's text, without the spaces around it."""
        texts = self.fields.get(name, ())
        return texts[0].strip() if texts else otherwise

    def secret(self, name: str) -> str:
        """The field's text as it was typed."""
        texts = self.fields.get(name, ())
        return texts[0] if texts else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All texts of a field that may stand several times."""
        return tuple(text.strip() for text in self.fields.get(name, ()))

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.fields.get(name))


def cookie_of(request: web.Request) -> str:
    """The cookie of a visit; empty where there is none."""
    return request.cookies.get(SECURE_COOKIE if secure(request) else LOCAL_COOKIE, "")


def give_cookie(request: web.Request, response: web.StreamResponse, cookie: str) -> None:
    """Have the browser keep the cookie of a visit, until it is closed; without one, forget it."""
    safe = secure(request)
    name = SECURE_COOKIE if safe else LOCAL_COOKIE
    if cookie:
        response.set_cookie(name, cookie, path="/", secure=safe, httponly=True, samesite="Lax")
    else:
        response.del_cookie(name, path="/", secure=safe, httponly=True, samesite="Lax")


def token_of(context: Context, cookie: str) -> str:
    """What every form of this visit carries; for a visitor without a visit, that of nobody in particular."""
    key = context.pepper.key_for("forms of the console")
    return hmac.digest(key, cookie.encode(), sha256).hex()


async def form_of(request: web.Request) -> Form:
    """What a form of this console said.

    Raises, in this order:
        Forbidden: it was sent from somewhere else, or without the visit's token.
        TooLarge: it has more octets than the node takes.
        Malformed: it cannot be read, or has too many fields.
    """
    require_own_origin(request)
    try:
        posted = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge("the form has more octets than this node takes") from None
    except (ValueError, UnicodeDecodeError):
        raise Malformed("the form cannot be read: expected UTF-8") from None
    if len(posted) > _MOST_FIELDS:
        raise Malformed(f"a form has at most {_MOST_FIELDS} fields, got {len(posted)}")
    fields: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[web.FileField, ...]] = {}
    for name, field in posted.items():
        if isinstance(field, str):
            fields[name] = (*fields.get(name, ()), field)
        elif isinstance(field, web.FileField):
            files[name] = (*files.get(name, ()), field)
    expected = token_of(request.app[CONTEXT], cookie_of(request))
    if not hmac.compare_digest(expected.encode(), (fields.get(FORM_FIELD) or ("",))[0].encode()):
        raise Forbidden("this form is too old, or was not made for this visit: open the page again")
    return Form(fields, files)


def require_own_origin(request: web.Request) -> None:
    """Let a form pass whose page was this host's, or whose browser does not say (RFC 6454 §7).

    Raises:
        Forbidden: it was sent from somewhere else.
    """
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        raise Forbidden("this form was sent from a page of somebody else")


def known_hosts(base: str) -> frozenset[str]:
    """The names under which the console answers besides bare addresses: this machine's own, and the node's."""
    named = urlsplit(base).hostname
    return frozenset({"localhost", *({named.lower()} if named else ())})


def guarded(handler: Handler, hosts: frozenset[str], *, open_to_all: bool) -> Handler:
    """A handler that is asked only for hosts of this node, by people who are signed in, or by all."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if not _is_known(request.host, hosts):
            raise Misdirected(text="this name is not this node's")
        if not (secure(request) or from_loopback(request)):
            raise Forbidden("the console is opened over HTTPS, or over HTTP from this machine")
        cookie = cookie_of(request)
        if cookie:
            try:
                async with request.app[CONTEXT].book.reading() as page:
                    request[VISITOR] = await visitor(page, cookie, request.remote or "")
            except Unauthenticated:
                cookie = ""
            else:
                await _touch(request)
        if not cookie and not open_to_all:
            target = request.raw_path if request.method == "GET" else "/console/"
            raise web.HTTPSeeOther(f"{SIGN_IN}?next={quote(target, safe='/')}")
        return await handler(request)

    return answer


def onward(path: str) -> web.Response:
    """Send the browser on to a page after a form, so that loading it again does nothing twice."""
    return web.Response(status=303, headers={hdrs.LOCATION: path})


def next_of(text: str) -> str:
    """Where to go after signing in: a path of this console and nothing else (threats.md T21).

    >>> next_of("/console/keys"), next_of("//evil.example/console/"), next_of("/console/..//x")
    ('/console/keys', '/console/', '/console/')
    """
    safe = text.startswith("/console/") and "//" not in text and ".." not in text and text.isprintable()
    return text if safe and "\\" not in text else "/console/"


def present(request: web.Request) -> Visitor:
    """Who is here, on a page that is open to nobody else."""
    return request[VISITOR]


async def _touch(request: web.Request) -> None:
    here = request[VISITOR]
    if not here.late:
        return

    async def act(page: Writing) -> None:
        touched(page, here.visit)

    try:
        await request.app[CONTEXT].group.do(act)
    except Exception as error:  # noqa: BLE001 - a page is shown all the same; the next one tries again
        _log.info("a visit could not be touched: %s", error)


def _is_known(host: str, hosts: frozenset[str]) -> bool:
    try:
        name: Any = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name.lower() in hosts:
        return True
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
