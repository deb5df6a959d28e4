"""Bodies: what a request to `/api/v1` carries, by its media type and within bounds; compressed ones are unpacked.

aiohttp unpacks `Content-Encoding: gzip` and `deflate` piece by piece; here is held that nothing small becomes
something huge on the way (threats.md T35).
"""

import re
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from aiohttp import ClientPayloadError, web
from aiohttp.http_exceptions import BadHttpMessage

from registry.store.book import NOT_KEPT
from registry.web.problems import UnknownForm
from schemas.errors import Malformed, TooLarge

T = TypeVar("T")

# As JSON writes it: behind an even number of backslashes, which are texts themselves.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

JSON = frozenset({"application/json"})
LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})

# Records of one enterprise look alike and shrink to a thirtieth; what shrinks to less than a hundredth was made to.
_WIDEST_RATIO = 100
_ALWAYS_ALLOWED = 1 << 20
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})


def form_of(request: web.BaseRequest, *taken: frozenset[str]) -> frozenset[str]:
    """Which of the forms taken here the body has.

    Raises:
        UnknownForm: none of them, a charset other than UTF-8, or a content encoding that is not unpacked.
    """
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise UnknownForm(f"a body is compressed by gzip or deflate, or not at all, got {encoding[:40]!r}")
    charset = request.charset or "utf-8"
    if charset.lower() not in ("utf-8", "utf8"):
        raise UnknownForm(f"a body is UTF-8, got the charset {charset[:40]!r}")
    # Without the header, aiohttp says application/octet-stream (RFC 9110 §8.3).
    for form in taken:
        if request.content_type in form:
            return form
    expected = " or ".join(sorted(form)[0] if form is JSON else "application/x-ndjson" for form in taken)
    raise UnknownForm(f"the Content-Type is {expected} here, got {request.content_type[:80]!r}")


async def json_of(request: web.BaseRequest, read: Callable[[bytes], T], longest: int, values: bool = False) -> T:
    """What `read` makes of a JSON body of at most `longest` octets; one with `values` of records may hold any text.

    Raises, in this order:
        UnknownForm: it is not JSON by its media type.
        TooLarge: it has more octets than that.
        Malformed: it cannot be unpacked, a text in it holds U+0000, or what `read` refuses.
    """
    form_of(request, JSON)
    octets = await octets_of(request, longest)
    if not values and _NUL.search(octets):
        raise Malformed(NOT_KEPT)
    return read(octets)


async def octets_of(request: web.BaseRequest, longest: int) -> bytes:
    """The whole body.

    Raises:
        TooLarge: it has more octets than that, or unpacks to too much.
        Malformed: it cannot be unpacked.
    """
    refusal = TooLarge(f"the body has at most {longest} octets here")
    if request.content_length is not None and request.content_length > longest:
        raise refusal
    collected = bytearray()
    async for piece in pieces_of(request):
        collected += piece
        if len(collected) > longest:
            raise refusal
    return bytes(collected)


async def pieces_of(request: web.BaseRequest) -> AsyncIterator[bytes]:
    """The body as it arrives, unpacked.

    Raises:
        TooLarge: it unpacks to a hundred times its size.
        Malformed: it cannot be unpacked, or its chunks cannot be told apart.
        ConnectionResetError: the client has gone.
    """
    packed = request.headers.get("Content-Encoding", "").strip().lower() not in ("", "identity")
    unpacked = 0
    try:
        async for piece in request.content.iter_any():
            unpacked += len(piece)
            if packed and unpacked > _ALWAYS_ALLOWED:
                sent = request.content.total_compressed_bytes or 1
                if unpacked > sent * _WIDEST_RATIO:
                    raise TooLarge(f"the body unpacks to more than {_WIDEST_RATIO} times its size")
            yield piece
    except (BadHttpMessage, ClientPayloadError) as error:
        raise Malformed(f"cannot read the body: {str(error)[:120]}") from None
    except web.RequestPayloadError as error:
        if request.transport is None or request.transport.is_closing():
            raise ConnectionResetError("the client has gone") from None
        raise Malformed(f"cannot read the body: {str(error)[:120]}") from None
