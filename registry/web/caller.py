"""Callers of the Handle API: who a request comes from, and the challenge to say it.

Contract: handle-http.md §6. Basic, Handle and client certificates are honoured over TLS only: on plain HTTP they are
passed over as if they were not there. An API key (Bearer) is taken over HTTP from this machine as well.
"""

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from aiohttp import web

from registry import sessions
from registry.guesses import from_where
from registry.handle_keys import identity_text, read_identity, read_user, sign
from registry.identify import Identified, by_certificate, by_proof, by_secret, keys_of
from registry.sessions import Ticket
from registry.store.page import Writing
from registry.web.authenticate import authorization, from_loopback, principal_of, secure
from registry.web.context import CONTEXT, Context
from registry.web.presented import Presented, presented_in_header
from registry.web.speech import Handler, needed, permitted
from schemas.errors import Malformed, Unauthenticated
from schemas.principal import Principal
from schemas.value import Reference

_log = logging.getLogger(__name__)

NOT_VERIFIED = "Identity not verified"
# A session's row is written anew no more often than this part of its idle time: not with every request.
_TOUCHES = 30


class Caller(msgspec.Struct, frozen=True):
    """Who a request comes from, as far as it says so."""

    principal: Principal | None = None
    identified: Identified | None = None
    ticket: Ticket | None = None
    """The session it is in."""


class NeedsCaller(Exception):
    """The caller must say who it is."""


def carries_credentials(request: web.BaseRequest) -> bool:
    """Whether a request shows anything by which its caller may be known."""
    return "Authorization" in request.headers or _certificate(request) is not None


async def caller_of(request: web.Request) -> Caller:
    """Who calls.

    Raises, in this order:
        Unauthenticated: the credentials are wrong.
        Busy: the database cannot be reached.
    """
    context = request.app[CONTEXT]
    scheme, text = authorization(request)
    if scheme == "bearer" and (secure(request) or from_loopback(request)):
        return Caller(await principal_of(request))
    if not secure(request):
        return Caller()
    if scheme == "basic":
        return await _basic(request, context, text)
    if scheme == "handle":
        return await _handle(request, context, presented_in_header(text))
    # Credentials of a kind that is not known here are meant for somebody else.
    return Caller() if scheme else await _by_certificate(request, context) or Caller()


async def known(request: web.Request) -> Principal:
    """Who calls.

    Raises:
        NeedsCaller: the request does not say.
        Unauthenticated, Busy: as `caller_of`.
    """
    principal = (await caller_of(request)).principal
    if principal is None:
        raise NeedsCaller
    return principal


def challenging(handler: Handler, subject: Callable[[web.Request], Mapping[str, str]]) -> Handler:
    """A handler whose callers are asked who they are where they must say, and where what they said is wrong.

    Wrong credentials get an empty 401, even on a public read; missing ones get code 402 (handle-http.md §4.2).
    """

    async def answer(request: web.Request) -> web.StreamResponse:
        response: web.Response
        try:
            return await handler(request)
        except NeedsCaller:
            response = needed(request, secure(request), subject(request))
            error = ""
        except Unauthenticated:
            response = permitted(
                request, web.Response(status=401, headers={"Server": "idnode", "Cache-Control": "no-store"})
            )
            error = NOT_VERIFIED
        if response.status == 401:
            for challenge in challenges(request, error):
                response.headers.add("WWW-Authenticate", challenge)
        return response

    return answer


def challenges(request: web.Request, error: str = "") -> list[str]:
    """The challenges of a 401 (handle-http.md §6.1)."""
    context = request.app[CONTEXT]
    scheme, text = authorization(request)
    if scheme == "bearer":
        return ['Bearer realm="handle", error="invalid_token"']
    presented, ticket = Presented(), None
    if scheme == "handle" and not error:  # what was presented has been read before
        presented = presented_in_header(text)
        ticket = sessions.read(_key(context), presented.session_id) if presented.session_id else None
    told = {name: text for name, text in session_fields(context, ticket, presented.cnonce).items() if text}
    if error:
        told["error"] = error
    handle = "Handle " + ", ".join(f'{name}="{text}"' for name, text in told.items())
    quiet = request.headers.get("X-Requested-With", "").lower() == "xmlhttprequest" or scheme not in ("", "basic")
    return [handle] if quiet else ['Basic realm="handle"', handle]


def session_fields(context: Context, ticket: Ticket | None, cnonce: bytes) -> dict[str, str]:
    """What a caller is told of a session (a new one for None): id, nonce, and the node's signature if it asked."""
    ticket = ticket or new_session(context)
    fields = {"sessionId": ticket.id, "nonce": base64.b64encode(ticket.nonce).decode()}
    if cnonce and context.server_key is not None:
        fields["serverAlg"] = "SHA256"
        fields["serverSignature"] = base64.b64encode(sign(context.server_key, ticket.nonce, cnonce)).decode()
    return fields


def new_session(context: Context) -> Ticket:
    """A session that nobody has authenticated yet."""
    return sessions.begin(_key(context), int(context.clock()))


async def enter_session(context: Context, presented: Presented, address: str) -> Caller:
    """The caller in the session that is presented, authenticated now if a proof comes along.

    Raises:
        Unauthenticated: the session is not known or has ended, or the proof is wrong.
        Busy: the database cannot be reached.
    """
    ticket = sessions.read(_key(context), presented.session_id)
    now, idle = int(context.clock()), context.session_seconds
    async with context.book.reading() as page:
        who, seen = await sessions.who(page, ticket, now, idle)
        if presented.proof is not None:
            named = _identity(presented.identity)
            keys = await keys_of(page, named)
    fresh = True
    if presented.proof is not None:
        told = (from_where(address), f"for {identity_text(named)}")
        context.guesses.require(*told)
        try:
            proved = await by_proof(named, keys, presented.proof, ticket.nonce, presented.cnonce, context.deriving)
        except Unauthenticated:
            context.guesses.wrong(*told)
            raise
        context.guesses.right(told[1])
        fresh = proved == who
        who = proved
    if who is None:
        return Caller(ticket=ticket)
    if not fresh:
        await keep_session(context, ticket, who)
    elif now - seen > idle // _TOUCHES:
        _touch_soon(context, ticket, now)
    return Caller(who.principal(address), who, ticket)


async def keep_session(context: Context, ticket: Ticket, who: Identified) -> None:
    """Enter who has authenticated a session.

    Raises:
        Unauthenticated: it has ended.
        Busy: the database cannot be reached.
    """
    now = int(context.clock())
    await context.group.do(lambda page: sessions.keep(page, ticket, who, now, context.session_seconds))


def authenticated_fields(caller: Caller) -> dict[str, Any]:
    """What a session's JSON says of who has authenticated it."""
    if caller.identified is None:
        return {}
    return {"authenticated": True, "id": identity_text(caller.identified.identity)}


def _touch_soon(context: Context, ticket: Ticket, now: int) -> None:
    """Have it entered that a session was seen. No request waits for this, nor fails because it cannot be done."""

    async def act(page: Writing) -> None:
        sessions.touch(page, ticket, now)

    async def touch() -> None:
        try:
            await context.group.do(act)
        except Exception as error:  # noqa: BLE001 - the next request in this session tries again
            _log.info("a session could not be touched: %s", error)
        finally:
            del context.touching[ticket.digest]

    if ticket.digest not in context.touching:
        context.touching[ticket.digest] = asyncio.create_task(touch(), name="touch session")


async def _basic(request: web.Request, context: Context, text: str) -> Caller:
    try:
        user, colon, password = base64.b64decode(text, validate=True).partition(b":")
        named = read_user(user.decode("utf-8"))
    except (binascii.Error, ValueError, Malformed):
        raise Unauthenticated("cannot read the user name") from None
    if not colon:
        raise Unauthenticated("there is no password")
    told = (from_where(request.remote or ""), f"for {identity_text(named)}")
    context.guesses.require(*told)
    async with context.book.reading() as page:
        try:
            who = await by_secret(page, named, password)
        except Unauthenticated:
            context.guesses.wrong(*told)
            raise
    context.guesses.right(told[1])
    return Caller(who.principal(request.remote or ""), who)


async def _handle(request: web.Request, context: Context, presented: Presented) -> Caller:
    if presented.session_id:
        return await enter_session(context, presented, request.remote or "")
    if presented.proof is not None:
        raise Unauthenticated("a proof is made over the nonce of a session")
    if presented.certificate:
        caller = await _by_certificate(request, context)
        if caller is None:
            raise Unauthenticated("there is no client certificate that names an identity")
        return caller
    return Caller()


async def _by_certificate(request: web.Request, context: Context) -> Caller | None:
    octets = _certificate(request)
    if octets is None:
        return None
    async with context.book.reading() as page:
        who = await by_certificate(page, octets)
    return None if who is None else Caller(who.principal(request.remote or ""), who)


def _certificate(request: web.BaseRequest) -> bytes | None:
    """The client's certificate (DER) of this connection."""
    if request.transport is None:
        return None
    found = request.transport.get_extra_info("peer_certificate")
    return found if isinstance(found, bytes) else None


def _identity(text: str) -> Reference:
    try:
        return read_identity(text)
    except Malformed as error:
        raise Unauthenticated(error.sentence) from None


def _key(context: Context) -> bytes:
    return context.pepper.key_for("sessions of the Handle API")
