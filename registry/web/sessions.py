"""`/api/sessions`: sessions of the Handle API (handle-http.md §6.5). They exist over TLS only."""

from collections.abc import Mapping

import msgspec
from aiohttp import web

from registry import sessions
from registry.store.page import Writing
from registry.web.authenticate import authorization, secure
from registry.web.caller import (
    Caller,
    NeedsCaller,
    authenticated_fields,
    caller_of,
    enter_session,
    keep_session,
    new_session,
    session_fields,
)
from registry.web.context import CONTEXT
from registry.web.endpoints import endpoint
from registry.web.presented import Presented, presented_in, presented_in_header
from registry.web.speech import body_of, heads, permitted, said
from schemas.errors import Malformed, Unauthenticated

# A proof in JSON takes less than one with an RSA key of 16,384 bits.
_LONGEST_BODY = 16 * 1024
_read_fields = msgspec.json.Decoder(dict[str, str | int | bool | None]).decode


async def post(request: web.Request) -> web.StreamResponse:
    """Begin a session; with Basic or a client certificate it is authenticated at once."""
    context = request.app[CONTEXT]
    if not secure(request):
        raise NeedsCaller
    asked = await _presented(request)
    caller = await caller_of(request)
    if caller.ticket is not None or asked.proof is not None:
        # A session is begun once; its id is the node's to choose, never the client's (threats.md T27).
        raise Malformed("a new session is begun without the id or the proof of another")
    ticket = new_session(context)
    if caller.identified is not None:
        await keep_session(context, ticket, caller.identified)
    fields = session_fields(context, ticket, asked.cnonce) | authenticated_fields(caller)
    return said(request, fields, 201, {"Location": "/api/sessions/this"})


async def put(request: web.Request) -> web.StreamResponse:
    """Authenticate the session, by fields in the header or in a JSON object."""
    context = request.app[CONTEXT]
    if not secure(request):
        raise NeedsCaller
    asked = await _presented(request)
    if not asked.session_id:
        raise Unauthenticated("there is no session")
    caller = await enter_session(context, asked, request.remote or "")
    return _shown(request, caller, asked)


async def get(request: web.Request) -> web.StreamResponse:
    """Show the session."""
    caller = await caller_of(request)
    if caller.ticket is None:
        return said(request, {"authenticated": False})
    return _shown(request, caller, Presented())


async def delete(request: web.Request) -> web.StreamResponse:
    """End the session."""
    context = request.app[CONTEXT]
    ticket = (await caller_of(request)).ticket
    if ticket is None:
        return permitted(request, web.Response(status=403, headers=_bare()))
    now = int(context.clock())

    async def act(page: Writing) -> None:
        sessions.end(page, ticket, now)

    await context.group.do(act)
    return permitted(request, web.Response(status=204, headers=_bare()))


def _shown(request: web.Request, caller: Caller, asked: Presented) -> web.Response:
    fields = session_fields(request.app[CONTEXT], caller.ticket, asked.cnonce)
    return said(request, fields | (authenticated_fields(caller) or {"authenticated": False}))


def _bare() -> dict[str, str]:
    return {name: text for name, text in heads("").items() if text}


async def _presented(request: web.Request) -> Presented:
    """What the header and the JSON object of a request say together.

    Raises:
        Malformed: the body is not a JSON object of texts, numbers and booleans.
        TooLarge: it is larger than a proof can be.
        Unauthenticated: the fields cannot be read, or header and body name different sessions.
    """
    scheme, text = authorization(request)
    header = presented_in_header(text) if scheme == "handle" else Presented()
    body = await body_of(request, _LONGEST_BODY)
    if not body:
        return header
    try:
        given = _read_fields(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Malformed("cannot read the body as a session: expected a JSON object of texts and numbers") from None
    fields: Mapping[str, object] = {name.lower(): one for name, one in given.items() if one is not None}
    said_there = presented_in(fields)
    if header.session_id and said_there.session_id and header.session_id != said_there.session_id:
        raise Unauthenticated("header and body name different sessions")
    return msgspec.structs.replace(
        said_there,
        session_id=header.session_id or said_there.session_id,
        identity=said_there.identity or header.identity,
        proof=said_there.proof or header.proof,
        cnonce=said_there.cnonce or header.cnonce,
    )


def routes() -> list[web.RouteDef]:
    """The routes of this noun, all methods."""
    return [
        web.route("*", "/api/sessions", endpoint({"POST": post})),
        web.route("*", "/api/sessions/", endpoint({"POST": post})),
        web.route("*", "/api/sessions/this", endpoint({"GET": get, "PUT": put, "DELETE": delete})),
    ]
