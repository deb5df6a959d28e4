"""Problems: the answers that say what the node refuses (RFC 9457).

The table from errors to HTTP is `registry/web/problems.py`. What is not in it is the node's own failure: the caller is
told its number, and the log has the rest.
"""

import secrets
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog
from aiohttp import hdrs, web

from registry.web.problems import FAILURE, KINDS, Kind, faults_of, kind_of
from schemas import errors
from schemas.errors import Busy, Limited, NodeError
from schemas.preference import best_liked
from schemas.sentences.chinese import in_chinese, refusal_in_chinese

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CONTENT_TYPE = "application/problem+json"

_CLIENT_GONE = 499
UNKNOWN_PATH = Kind(404, "no-such-path", "此路径不存在", "There is nothing at this path")
WRONG_METHOD = Kind(405, "wrong-method", "此接口不支持该方法", "This path does not know this method")


def problem(
    kind: Kind,
    detail: str,
    request: web.BaseRequest,
    number: str = "",
    faults: Sequence[dict[str, object]] = (),
    chinese: Callable[[], str] | None = None,
) -> web.Response:
    """The answer that says a refusal; `number` is what the log calls this request, `faults` where in its body it is.

    Who asks for neither language gets the title in Chinese and the detail in English; `chinese` says the detail in
    Chinese where that is more than `detail` tells.
    """
    liked = best_liked(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))
    # What a header held may be quoted in it: octets that are not UTF-8 come here as lone surrogates.
    detail = detail.encode("utf-8", "replace").decode()
    told = detail
    if liked == "zh-CN" and detail:
        told = (chinese() if chinese else in_chinese(detail)).encode("utf-8", "replace").decode()
    languages = {"en" if liked == "en" else "zh-CN"} | ({"en"} if detail and told == detail else set())
    body: dict[str, object] = {
        "type": f"urn:idnode:problem:{kind.code}",
        "title": kind.en if liked == "en" else kind.zh,
        "status": kind.status,
        "code": kind.code,
        "detail": told,
        "request_id": number or secrets.token_hex(8),
    }
    if faults:
        body["errors"] = list(faults)
    answer = web.Response(status=kind.status, body=msgspec.json.encode(body), content_type=CONTENT_TYPE)
    answer.headers[hdrs.CACHE_CONTROL] = "no-store"
    answer.headers[hdrs.CONTENT_LANGUAGE] = ", ".join(sorted(languages, reverse=True))
    answer.headers[hdrs.VARY] = "Accept-Language"
    return answer


def refused(error: NodeError, request: web.BaseRequest) -> web.Response:
    """The answer to a request that the node refuses."""
    answer = problem(kind_of(error), error.sentence, request, "", faults_of(error), lambda: refusal_in_chinese(error))
    if isinstance(error, Busy | Limited) and error.retry_after is not None:
        answer.headers[hdrs.RETRY_AFTER] = str(error.retry_after)
    if isinstance(error, errors.Unauthenticated):
        answer.headers[hdrs.WWW_AUTHENTICATE] = 'Bearer realm="idnode"'
    return answer


@web.middleware
async def told_as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what handlers raise into answers. Routes with a form of their own for refusals catch their own."""
    try:
        return await handler(request)
    except NodeError as error:
        return refused(error, request)
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        return _of_the_router(answer, request)
    except ConnectionError:
        # The client has gone while it was sending. Nobody reads this answer, and the log is spared a traceback.
        return web.Response(status=_CLIENT_GONE)
    except TimeoutError:
        raise  # aiohttp closes
    except Exception as surprise:
        number = secrets.token_hex(8)
        log.exception("failed", method=request.method, path=request.path[:200], request_id=number, exc_info=surprise)
        return problem(FAILURE, "", request, number)


def _of_the_router(answer: web.HTTPException, request: web.Request) -> web.Response:
    """aiohttp's own refusals (no such path, no such method, too large) in the form of ours; in a line to a browser."""
    about = f"{request.method} {request.path[:200]}"
    allowed = answer.headers.get(hdrs.ALLOW, "")
    if answer.status == WRONG_METHOD.status:
        kind = WRONG_METHOD
        told = problem(kind, f"{about}: expected one of {allowed}", request)
    elif answer.status == UNKNOWN_PATH.status:
        kind = UNKNOWN_PATH
        told = problem(kind, f"{about}: there is nothing here", request)
    else:
        too_large = answer.status == KINDS[errors.TooLarge].status
        kind = KINDS[errors.TooLarge] if too_large else Kind(answer.status, "refused", answer.reason, answer.reason)
        told = problem(kind, answer.text or "", request)
    if "text/html" in request.headers.get(hdrs.ACCEPT, ""):
        told = web.Response(status=kind.status, text=f"{kind.status}  {kind.zh} · {kind.en}\n")
        told.headers[hdrs.CACHE_CONTROL] = "no-store"
    if allowed:
        told.headers[hdrs.ALLOW] = allowed
    return told
