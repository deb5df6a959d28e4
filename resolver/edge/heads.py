"""Heads: how answers begin. The lane writes them as octets, the routes as headers; both get them here, in one order.

`Content-Type`, `Server`, `Vary`, `Date`, then what belongs to the one answer. Nothing of the request is ever repeated
in them but the origin of a cross-origin one (threats.md T15).
"""

from collections.abc import Mapping
from email.utils import formatdate

JSON = "application/json;charset=utf-8"
HTML = "text/html;charset=utf-8"
SERVER = "idnode"
VARY = "Origin"
"""Said of every answer: a cache must not give one origin's permission, or its absence, to another."""

VARY_OF_CHOICE = f"{VARY}, Accept, Accept-Language"
"""Said of what two askers with other wishes may get otherwise."""

OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Link, Location"}
"""Any page may read these answers: they are public, and nobody's cookies matter to them (Resolver 1.2.1 §2.2)."""

CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""Nothing inline, nothing from elsewhere (threats.md T20)."""

LONGEST_EXPIRY = 2 * 86_400
"""Seconds: a redirect may be kept for two days at most (handle-http.md §7)."""


FOUND = b'Content-Length: %d\r\nETag: "%d"\r\nCache-Control: max-age=%d\r\n\r\n'
"""The lines of an answer with all public values: length of the body, version of the record, shortest ttl."""
MOVED = b"Location: %b\r\nContent-Length: %d\r\n\r\n"
"""The lines of a redirect behind `Expires`: where to, and the length of the page."""


def link_line(base: str, path: str) -> str:
    """The `Link` that leads from a thing, named by its Digital Link path, to its linkset."""
    return f'<{base}{path}?linkType=linkset>; rel="linkset"; type="application/linkset+json"'


def http_date(moment: int) -> str:
    """A Unix second as an HTTP date (RFC 9110 §5.6.7).

    >>> http_date(784_111_777)
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    return formatdate(moment, usegmt=True)


def head(status: str, kind: str, moment: int, vary: str = VARY, more: Mapping[str, str] | None = None) -> bytes:
    """The lines with which an answer of the lane begins.

    >>> head("404 Not Found", JSON, 784_111_777).splitlines()[0]
    b'HTTP/1.1 404 Not Found'
    """
    said = headers(kind, moment, vary) | dict(more or {})
    return "\r\n".join([f"HTTP/1.1 {status}", *(f"{name}: {text}" for name, text in said.items()), ""]).encode()


def headers(kind: str, moment: int, vary: str = VARY) -> dict[str, str]:
    """The same as headers of a route's answer."""
    return {"Content-Type": kind, "Server": SERVER, "Vary": vary, "Date": http_date(moment)}


def of_page(kind: str, moment: int, language: str | None = None) -> dict[str, str]:
    """The headers of a page, or of what is shown in its place."""
    more = {
        # A page that is kept would show what has been amended since, and its readers would not be counted.
        "Cache-Control": "no-cache",
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    named = {"Content-Language": language} if language else {}
    return headers(kind, moment, VARY_OF_CHOICE) | more | named


def expires(moment: int, ttl: int) -> str:
    """Until when a redirect may be kept."""
    return http_date(moment + min(ttl, LONGEST_EXPIRY))


def lines(octets: bytes) -> dict[str, str]:
    """Header lines of an entry as headers, in their order.

    >>> lines(b"Content-Length: 12\\r\\nETag: \\"7\\"\\r\\n")
    {'Content-Length': '12', 'ETag': '"7"'}
    """
    pairs = (line.partition(": ") for line in octets.decode("latin-1").split("\r\n") if line)
    return {name: text for name, _, text in pairs}
