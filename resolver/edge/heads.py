"""Heads: how answers begin. The lane writes them as octets, the routes as headers; both get them here, in one order.

`Content-Type`, `Server`, `Vary`, `Date`, then what belongs to the one answer. Nothing of the request is ever repeated
in them but the origin of a cross-origin one (threats.md T15).
"""

from email.utils import formatdate

JSON = "application/json;charset=utf-8"
HTML = "text/html;charset=utf-8"
SERVER = "idnode"
VARY = "Origin"
"""Said of every answer: a cache must not give one origin's permission, or its absence, to another."""

LONGEST_EXPIRY = 2 * 86_400
"""Seconds: a redirect may be kept for two days at most (handle-http.md §7)."""


FOUND = b'Content-Length: %d\r\nETag: "%d"\r\nCache-Control: max-age=%d\r\n\r\n'
"""The lines of an answer with all public values: length of the body, version of the record, shortest ttl."""
MOVED = b"Location: %b\r\nContent-Length: %d\r\n\r\n"
"""The lines of a redirect behind `Expires`: where to, and the length of the page."""


def http_date(moment: int) -> str:
    """A Unix second as an HTTP date (RFC 9110 §5.6.7).

    >>> http_date(784_111_777)
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    return formatdate(moment, usegmt=True)


def head(status: str, kind: str, moment: int) -> bytes:
    """The lines with which an answer of the lane begins.

    >>> head("404 Not Found", JSON, 784_111_777).splitlines()[0]
    b'HTTP/1.1 404 Not Found'
    """
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nServer: {SERVER}\r\nVary: {VARY}\r\n"
        f"Date: {http_date(moment)}\r\n"
    ).encode()


def headers(kind: str, moment: int) -> dict[str, str]:
    """The same as headers of a route's answer."""
    return {"Content-Type": kind, "Server": SERVER, "Vary": VARY, "Date": http_date(moment)}


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
