"""`/api/handles/{handle}`: resolution by the Handle.Net-compatible JSON API, as far as the replica can answer it.

Contract: handle-http.md §1–§5, statuses by §6.7. What asks with credentials, and every writing method, belongs to the
registry: `routes` is given its handler. Beyond the reference: strong entity tags, `If-None-Match`, `Cache-Control`.
"""

import time
import zlib
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from aiohttp import web

from resolver.answer import Answer, Delegated, Foreign, Found, Gone, Missing, Suspended
from resolver.edge import bodies, heads
from resolver.edge.cors import options
from resolver.edge.desk import DESK, Desk
from resolver.identify import Led, Named, Unmapped, Unread
from resolver.replica.entry import CHANGEFUL, Entry
from schemas.asking import Asking, parameters_of_body
from schemas.change import Holding
from schemas.counting import Channel, Outcome
from schemas.documents import json_string, values_json
from schemas.errors import Busy, Malformed
from schemas.handle import Handle
from schemas.target import decoded, parameters, path_of, target_parts
from schemas.value import Value

PATH = "/api/handles/"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Reply(msgspec.Struct, frozen=True):
    """What is answered, before it is a response."""

    status: int
    body: bytes
    outcome: Outcome
    headers: Mapping[str, str] = {}


async def resolve(request: web.Request) -> web.StreamResponse:
    """GET, HEAD and POST by anybody, without credentials."""
    desk = request.app[DESK]
    path, query = target_parts(request.raw_path)
    handle: Handle | None = None
    asking = Asking()
    try:
        # Before the handle, so that `pretty` holds for refusals as well.
        asking = await _asking(request, query)
        text = decoded(path.removeprefix(PATH), "the path")
        handle, reply = await _reply(desk, request, text, asking)
    except Malformed as refusal:
        reply = refused(400, 4, Outcome.MALFORMED, message=refusal.sentence)
    except Busy as refusal:
        reply = refused(503, 3, Outcome.FOUND, message=refusal.sentence)
        # Not answered: not counted. Whoever comes again will be.
        return _response(request, reply, asking, {"Retry-After": str(refusal.retry_after)})
    try:
        desk.count(handle, Channel.HTTP, reply.outcome, desk.class_of(request))
    except Busy as refusal:
        reply = refused(503, 3, reply.outcome, message=refusal.sentence)
        return _response(request, reply, asking, {"Retry-After": str(refusal.retry_after)})
    return _response(request, reply, asking, reply.headers)


async def _asking(request: web.Request, query: str) -> Asking:
    given = {name: list(texts) for name, texts in parameters(query).items()}
    if request.method == "POST":
        for name, texts in parameters_of_body(request.content_type, await request.read()).items():
            given.setdefault(name, []).extend(texts)
    return Asking.read(given)


async def _reply(desk: Desk, request: web.Request, text: str, asking: Asking) -> tuple[Handle | None, Reply]:
    """The handle that an identifier of any scheme leads to, as far as there is one, and what to say to the question."""
    if not text:
        return None, refused(400, 102, Outcome.MALFORMED, message="Empty handle invalid")
    match await desk.identify(text):
        case Named(named):
            handle = named
        case Led(_, reached):
            handle = reached.handle
        case Unread(refusal) if "/" in text:
            return None, refused(400, 102, Outcome.MALFORMED, text, refusal)
        case Unmapped() | Unread():
            return None, _not_ours(text)
    if asking.hidden:
        # handle-http.md §1: credentials are honoured over TLS only.
        return handle, refused(401 if request.secure else 403, 402, Outcome.DENIED, text)
    return handle, reply_to(await desk.answer(handle), handle, asking)


def reply_to(answer: Answer, handle: Handle, asking: Asking) -> Reply:
    """What to say to a question for a handle that came to this answer."""
    match answer:
        case Found(entry):
            return _found(entry, handle, asking)
        case Gone() | Missing():
            return refused(404, 100, Outcome.RETIRED if isinstance(answer, Gone) else Outcome.ABSENT, handle.text)
        case Suspended(holding):
            # No code of the protocol says so; 401 (not permitted) comes nearest and stands for 403 in HTTP.
            return refused(403, 401, Outcome.DENIED, handle.text, f"The prefix {holding.prefix} does not answer now")
        case Delegated(holding):
            return _not_ours(handle.text) if asking.do_not_refer else _referral(holding, handle)
        case Foreign():
            return _not_ours(handle.text)


def _found(entry: Entry, handle: Handle, asking: Asking) -> Reply:
    spelling = json_string(handle.text)[1:-1]
    if not asking.narrowed and not entry.flags & CHANGEFUL:
        # These octets are what the lane sends too.
        body = bodies.found(spelling, entry.shown)
        return Reply(200, body, Outcome.FOUND, heads.lines(heads.FOUND % (len(body), entry.version, entry.ttl)))
    wanted = asking.of(entry.values())
    body = bodies.found(spelling, values_json(wanted))
    kept = _seconds(wanted, time.time())
    extra = {"ETag": f'"{entry.version}-{zlib.crc32(body):08x}"', "Cache-Control": f"max-age={kept}"}
    return Reply(200, body, Outcome.FOUND if wanted else Outcome.NO_SUCH_VALUE, extra)


def _seconds(values: tuple[Value, ...], now: float) -> int:
    """For how long an answer with these values may be kept: as long as the first of them."""
    return int(min((max(0, value.ttl - now) if value.absolute else value.ttl for value in values), default=0))


def refused(status: int, code: int, outcome: Outcome, handle: str | None = None, message: str | None = None) -> Reply:
    """A reply without values: responseCode, then message and handle where there are any (handle-http.md §4.2)."""
    said = b"" if message is None else b',"message":' + json_string(message)
    named = b"" if handle is None else b',"handle":' + json_string(handle)
    return Reply(status, b'{"responseCode":%d%b%b}' % (code, said, named), outcome)


def _not_ours(handle: str) -> Reply:
    return refused(400, 301, Outcome.ELSEWHERE, handle, "That prefix doesn't live here")


def _referral(holding: Holding, handle: Handle) -> Reply:
    """Where to ask instead: 303, a prefix referral, which HTTP calls 300 (handle-http.md §6.7)."""
    if not holding.endpoint:
        return refused(
            300, 303, Outcome.ELSEWHERE, handle.text, f"The prefix {holding.prefix} lives at its enterprise's node"
        )
    there = holding.endpoint.rstrip("/") + PATH.rstrip("/") + path_of(handle.text)
    body = b'{"responseCode":303,"handle":%b,"referral":{"prefix":%b,"url":%b}}' % (
        json_string(handle.text),
        json_string(holding.prefix),
        json_string(there),
    )
    extra = {"Location": there} if there.isascii() and there.isprintable() else {}
    return Reply(300, body, Outcome.ELSEWHERE, extra)


def _response(request: web.Request, reply: Reply, asking: Asking, extra: Mapping[str, str]) -> web.Response:
    body = reply.body
    own = dict(extra)
    if asking.pretty:
        body = msgspec.json.format(body, indent=2)
        if "ETag" in own:
            own["ETag"] = own["ETag"].replace('"', '"pretty-', 1)
    headers = heads.headers(heads.JSON, int(time.time()))
    tag = own.get("ETag")
    if tag and _matches(request.headers.getall("If-None-Match", []), tag):
        own.pop("Content-Length", None)
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers | own)
    return web.Response(status=reply.status, body=body, headers=headers | own | {"Content-Length": str(len(body))})


def _matches(conditions: list[str], tag: str) -> bool:
    """Whether a list of entity tags names this one; compared weakly (RFC 9110 §13.1.2)."""
    given = [one.strip().removeprefix("W/") for line in conditions for one in line.split(",")]
    return "*" in given or tag in given


def routes(credentialed: Handler | None = None) -> list[web.RouteDef]:
    """The routes of this noun.

    `credentialed` answers what asks with an `Authorization`, or for hidden values; without it such questions are
    answered as anybody's.
    """

    async def ask(request: web.Request) -> web.StreamResponse:
        if credentialed is not None and ("Authorization" in request.headers or "publicOnly" in request.query):
            return await credentialed(request)
        return await resolve(request)

    return [
        web.get("/api/handles/{handle:.*}", ask),  # HEAD too
        web.post("/api/handles/{handle:.*}", ask),
        web.options("/api/handles/{handle:.*}", options),
    ]
