"""Speech: how the Handle API of the registry puts answers and refusals into responses.

Contract: handle-http.md §1, §4.2, §6.7. A refusal that is no refusal of the node's says nothing of the inside.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec
from aiohttp import web

from registry.web.codes import STATUS, Code, Refused
from schemas.errors import Malformed, NodeError, TooLarge
from schemas.target import decoded, flag, parameters, target_parts

Response = TypeVar("Response", bound=web.StreamResponse)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

JSON = "application/json;charset=utf-8"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
_ALLOW = "GET, HEAD, POST, PUT, DELETE, TRACE, OPTIONS"
_PREFLIGHT = {
    "Access-Control-Max-Age": "86400",
    "Access-Control-Allow-Methods": "GET,POST,HEAD,PUT,DELETE",
    "Access-Control-Allow-Headers": "X-Requested-With,Authorization,Origin,Accept,Content-Type",
}

_log = logging.getLogger(__name__)


class Target(NamedTuple):
    """What a request is for."""

    path: str
    """Decoded once."""
    given: Mapping[str, list[str]]
    """The parameters of the query."""

    @property
    def last(self) -> Mapping[str, str]:
        """Of each parameter, what was given last."""
        return {name: texts[-1] for name, texts in self.given.items()}


def target_of(request: web.BaseRequest) -> Target:
    """Path and parameters of a request, decoded once.

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    path, query = target_parts(request.raw_path)
    return Target(decoded(path, "the path"), parameters(query) if query else {})


def said(
    request: web.BaseRequest,
    fields: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """A JSON object as a response; its members stand in the order given."""
    body = msgspec.json.encode(fields)
    if _pretty(request):
        body = msgspec.json.format(body, indent=2)
    return permitted(request, web.Response(status=status, body=body, headers=heads(JSON) | dict(headers or {})))


def heads(kind: str) -> dict[str, str]:
    """The headers with which every answer of the registry begins: what it says is for the caller alone."""
    return {"Content-Type": kind, "Server": "idnode", "Vary": "Origin, Authorization", "Cache-Control": "no-store"}


def permitted(request: web.BaseRequest, response: Response) -> Response:
    """The same response, with leave for the origin that asks to read it; its cookies are never allowed."""
    if (origin := request.headers.get("Origin")) is not None:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Content-Length"
    return response


def refused(request: web.BaseRequest, refusal: Refused, subject: Mapping[str, str]) -> web.Response:
    """A refusal as a response; `subject` is what it is about: a handle, or nothing."""
    fields: dict[str, Any] = {"responseCode": int(refusal.code)}
    if refusal.sentence is not None:
        fields["message"] = refusal.sentence
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after is not None else {}
    return said(request, fields | dict(subject), refusal.status, headers)


def needed(request: web.BaseRequest, secure: bool, subject: Mapping[str, str]) -> web.Response:
    """The answer to a caller who should have said who it is; the challenges are added by `registry.web.caller`."""
    code = Code.AUTHENTICATION_NEEDED
    return refused(request, Refused(code, status=STATUS[code] if secure else 403), subject)


def plainly(handler: Handler, subject: Callable[[web.Request], Mapping[str, str]]) -> Handler:
    """A handler whose refusals become responses; `subject` says what a refusal is about."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            return refused(request, refusal, subject(request))
        except NodeError as error:
            return refused(request, Refused.of(error), subject(request))
        except web.HTTPException:
            raise
        except Exception:  # noqa: BLE001 - nothing of the inside may be shown
            _log.exception("%s %s failed", request.method, request.raw_path[:200])
            return refused(request, Refused(Code.ERROR, "The node failed"), subject(request))

    return answer


def options(request: web.Request) -> web.Response:
    """What may be done here; to another origin's page, what it may ask for."""
    if "Origin" not in request.headers:
        return web.Response(headers={"Allow": _ALLOW, "Server": "idnode"})
    response = permitted(request, web.Response(headers=_PREFLIGHT | {"Server": "idnode"}))
    response.headers["Vary"] = "Origin"
    return response


def not_offered(request: web.Request, offered: tuple[str, ...]) -> web.Response:
    """The answer to a method that an endpoint does not have: 405, or 501 where the API does not know it at all."""
    if request.method == "OPTIONS":
        return options(request)
    if request.method not in METHODS:
        return refused(request, Refused(Code.PROTOCOL_ERROR, f"Unknown method {request.method}", 501), {})
    response = refused(
        request, Refused(Code.PROTOCOL_ERROR, f"{request.method} is not possible on this endpoint", 405), {}
    )
    response.headers["Allow"] = ", ".join((*offered, "OPTIONS"))
    return response


async def body_of(request: web.Request, longest: int) -> bytes:
    """The body of a request.

    Raises:
        TooLarge: it has more octets than that.
    """
    refusal = TooLarge(f"the body has at most {longest} octets here")
    if request.content_length is not None and request.content_length > longest:
        raise refusal
    collected = bytearray()
    async for piece in request.content.iter_any():
        collected += piece
        if len(collected) > longest:
            raise refusal
    return bytes(collected)


def _pretty(request: web.BaseRequest) -> bool:
    try:
        return flag(target_of(request).given, "pretty")
    except Malformed:
        return False
