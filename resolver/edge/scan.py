"""The scan: whether octets are one plain question, complete and without anything that could change its answer.

A plain question is one `GET` for `/api/handles/{handle}`, `/{handle}` or a GS1 Digital Link, HTTP/1.1, without query,
body, credentials or conditions, its handle or link written in characters that stand for themselves. What the scan does
not know completely it does not let through: the caller hands it to aiohttp, whose parser has the last word. So the scan
must never accept what that parser refuses (RFC 9112 §2.2, §5; threats.md T13), and may refuse what it accepts.

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
_LIGHT = re.compile(rf"(?!{_branches(WEIGHTY)}){_NAME}++:[ -~]*+".encode())
# Whoever names the media type of linksets may want the links of a thing, and not to be sent to one of them.
_ASKS_FOR_LINKS = re.compile(rf"{_any_case('accept')}:.*{_any_case('linkset')}".encode())
_KEPT = re.compile(rf"{_any_case('connection')}: {_any_case('keep-alive')}".encode())
_HOST = re.compile(rf"{_any_case('host')}: ?[0-9A-Za-z.:\[\]_-]++".encode())
_AGENT = re.compile(rf"{_any_case('user-agent')}:[ -~]*+".encode())

# A handle under a prefix of two or more labels, the first one a number. No `//` and no segment that begins with a dot:
# clients and proxies rewrite those.
_PREFIX = r"[0-9]++(?:\.[0-9A-Za-z_-]++)++"
_SEGMENT = r"[0-9A-Za-z_~!$&'()*+,;=:@-][0-9A-Za-z._~!$&'()*+,;=:@-]*+"
# A GS1 Digital Link: pairs of an AI and a value of characters that are never percent-encoded.
_PAIR = r"/[0-9]{2,4}/[0-9A-Za-z_~-][0-9A-Za-z._~-]*+"
_TARGET = re.compile(rf"GET (?:/(api/handles/)?(({_PREFIX})/{_SEGMENT}(?:/{_SEGMENT})*+/?)|((?:{_PAIR})++))".encode())

# What a header line counts as. The sum over all lines tells whether they may stand together: sixteen bits for each
# kind, and a head of `LONGEST_HEAD` octets has fewer lines than that.
HOST = 1
AGENT = 1 << 16
LIGHT = 1 << 32
REFUSED = 1 << 48
_ALL = 0xFFFF
_MOST_LIGHT = 120
"""Headers beside Host and User-Agent; aiohttp allows 128 in all."""
_MOST_REMEMBERED = 2048

Plain = tuple[bool, bytes, bytes, bytes]
"""Whether it is asked at `/api/handles/`; the handle as written; its prefix; the octets behind the target.

Of a GS1 Digital Link the path stands in the handle's place, and the prefix is empty.
"""


class Scan:
    """The scan, with a memory of header lines: most clients repeat most of theirs."""

    def __init__(self) -> None:
        self._lines = _Lines()
        self._kind_of = self._lines.__getitem__

    def plain(self, data: bytes, vetted: bytes) -> Plain | None:
        """Read octets as one plain question.

        `vetted` is what this method gave last, for the same connection, as the octets behind the target: what was let
        through once need not be looked at again. Empty at first.
        """
        if vetted and data.endswith(vetted):
            end, behind = len(data) - len(vetted), vetted
        else:
            end = data.find(_VERSION)
            behind = data[end:]
            if end < 0 or len(data) > LONGEST_HEAD or not self._together(behind):
                return None
        found = _TARGET.fullmatch(data, 0, end)
        if found is None:
            return None
        api, handle, prefix, link = found.group(1, 2, 3, 4)
        if len(handle or link) > LONGEST_PLAIN_HANDLE:
            return None
        return api is not None, handle or link, prefix or b"", behind

    def forget(self) -> None:
        """Make room in the memory, for lines that are repeated now."""
        self._lines.clear()

    def _together(self, behind: bytes) -> bool:
        """Whether what stands behind the target is the version, header lines that may stand together, and the end."""
        if not behind.endswith(_END):
            return False
        lines = behind[len(_VERSION) : -len(_END)].split(b"\r\n")
        kinds = sum(map(self._kind_of, lines))
        return kinds & _ALL == 1 and kinds >> 16 & _ALL <= 1 and kinds >> 32 <= _MOST_LIGHT


_VERSION = b" HTTP/1.1\r\n"
_END = b"\r\n\r\n"


class _Lines(dict[bytes, int]):
    """What each header line counts as; those seen first are remembered."""

    def __missing__(self, line: bytes) -> int:
        if _ASKS_FOR_LINKS.match(line):
            kind = REFUSED
        elif _LIGHT.fullmatch(line) or _KEPT.fullmatch(line):
            kind = LIGHT
        elif _HOST.fullmatch(line):
            kind = HOST
        elif _AGENT.fullmatch(line):
            kind = AGENT
        else:
            kind = REFUSED
        if len(self) < _MOST_REMEMBERED:
            self[line] = kind
        return kind
