"""The scan: whether octets are one plain question, complete and without anything that could change its answer.

A plain question is one `GET` for `/api/handles/{handle}` or `/{handle}`, HTTP/1.1, without query, body, credentials or
conditions, its handle written in characters that stand for themselves. What the scan does not know completely it does
not let through: the caller hands it to aiohttp, whose parser has the last word. So the scan must never accept what
that parser refuses (RFC 9112 §2.2, §5; threats.md T13), and may refuse what it accepts.

`_scan.c` holds the same in C; `tests/resolver/edge` runs every case over both.
"""

import re
from collections.abc import Iterable
from itertools import groupby

LONGEST_HEAD = 4096
"""Octets of a request that may be answered directly; no line in it can then be longer than aiohttp allows."""

LONGEST_PLAIN_HANDLE = 400
"""Octets; below `entry.LONGEST_PLAIN_KEY`, so that the key is the handle itself."""

# Beginnings of the names of headers that may change the answer or the framing, or that aiohttp refuses when they come
# twice. A name ends in a colon; without one, everything that begins so is meant. Host, User-Agent and Connection have
# rules of their own below.
WEIGHTY = (
    "access-control-",
    "authorization",
    "connection",
    "content-",
    "cookie",
    "etag:",
    "expect",
    "host:",
    "http2-settings",
    "idnode-",
    "if-",
    "max-forwards",
    "origin",
    "proxy-",
    "range",
    "sec-websocket-",
    "server:",
    "te:",
    "trailer",
    "transfer-encoding",
    "upgrade:",
    "user-agent:",
    "x-http-method",
    "x-method-override",
    "x-requested-with",
)


def _any_case(text: str) -> str:
    """A pattern for a text in any case. IGNORECASE would make the engine try every branch by the long way."""
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else re.escape(c) for c in text)


def _branches(words: Iterable[str]) -> str:
    """A pattern for any of the words, as a tree, so that one octet rules most of them out."""
    if "" in words:
        return ""
    groups = [(first, [word[1:] for word in some]) for first, some in groupby(sorted(words), key=lambda w: w[0])]
    found = [_any_case(first) + _branches(rest) for first, rest in groups]
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


# RFC 9110 §5.6.2: token. RFC 9110 §5.5: of field values only printable ASCII and the space pass here.
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_LIGHT = rf"(?!{_branches(WEIGHTY)}){_NAME}++:[ -~]*+\r\n"
_KEPT = rf"{_any_case('connection')}: {_any_case('keep-alive')}\r\n"
_HOST = rf"{_any_case('host')}: ?[0-9A-Za-z.:\[\]_-]++\r\n"
_AGENT = rf"{_any_case('user-agent')}:[ -~]*+\r\n"
# Three runs of at most 40 stay below the 128 headers that aiohttp allows. Host stands there exactly once, User-Agent at
# most once.
_SOME = f"(?:{_LIGHT}|{_KEPT}){{0,40}}+"
_HEADERS = rf"{_SOME}(?:{_HOST}{_SOME}(?:{_AGENT}{_SOME})?|{_AGENT}{_SOME}{_HOST}{_SOME})\r\n"

# A handle under a prefix of two or more labels, the first one a number. No `//` and no segment that begins with a dot:
# clients and proxies rewrite those.
_PREFIX = r"[0-9]++(?:\.[0-9A-Za-z_-]++)++"
_SEGMENT = r"[0-9A-Za-z_~!$&'()*+,;=:@-][0-9A-Za-z._~!$&'()*+,;=:@-]*+"
_TARGET = rf"/(api/handles/)?(({_PREFIX})/{_SEGMENT}(?:/{_SEGMENT})*+/?)"

_QUESTION = re.compile(rf"GET {_TARGET}( HTTP/1\.1\r\n{_HEADERS})".encode())
_BEGINNING = re.compile(rf"GET {_TARGET}".encode())

Plain = tuple[bool, bytes, bytes, bytes]
"""Whether it is asked at `/api/handles/`; the handle as written; its prefix; the octets behind the target."""


def plain(data: bytes, vetted: bytes) -> Plain | None:
    """Read octets as one plain question.

    `vetted` is what this function gave last as the octets behind the target: a client mostly repeats them, and what
    was let through once need not be looked at again. Empty at first.
    """
    if vetted and data.endswith(vetted):
        found = _BEGINNING.fullmatch(data, 0, len(data) - len(vetted))
        behind = vetted
    else:
        if len(data) > LONGEST_HEAD:
            return None
        found = _QUESTION.fullmatch(data)
        behind = found[4] if found else b""
    if found is None:
        return None
    api, handle, prefix = found.group(1, 2, 3)
    if len(handle) > LONGEST_PLAIN_HANDLE:
        return None
    return api is not None, handle, prefix, behind
