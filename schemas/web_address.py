"""A web address that may be followed: as a `Location` may carry it, or none where following it would not be safe.

The policy (threats.md T21): `http` and `https` only, written with their two slashes; a host that is a name or an
address, without user and password; no control character and no white space at the ends; in the host no letter of a
script that has look-alikes of Latin ones. What does not meet it is shown and never followed. What meets it is turned
from an IRI into a URI: the host into punycode, the rest into percent-encoded UTF-8 (handle-http.md §7).
"""

import re
from ipaddress import IPv6Address
from urllib.parse import quote

import idna

from schemas.handle import stands_alone

LONGEST_LOCATION = 8_000
"""Octets: what browsers, proxies and servers take as one line (RFC 9110 §4.1 asks for 8,000)."""

# Nearly every address there is: nothing in it needs changing, and one match tells.
_PLAIN = re.compile(
    r"https?://(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
    r"(?:/[A-Za-z0-9._~:/@!$&'()*+,;=%-]*)?(?:\?[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)?(?:\#[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)?"
)
_PARTS = re.compile(r"(https?)://([^/?#\\]*)((?:[/?#].*)?)", re.IGNORECASE | re.DOTALL)
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]@%]+)(?::([0-9]{1,5}))?")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NEVER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_HOST = 253
# RFC 3986 §2.2, §2.3 and the percent sign, so that what is encoded already stays as it is. Not the backslash, which
# browsers take for a slash.
_SAFE = "!#$%&'()*+,/:;=?@[]-._~"


def location_of(text: str) -> str | None:
    """The address as a `Location` may carry it, in ASCII; None where it must not be followed.

    >>> location_of("https://例子.example/件?批=1")
    'https://xn--fsqu00a.example/%E4%BB%B6?%E6%89%B9=1'
    >>> location_of("javascript:alert(1)"), location_of("//evil.example"), location_of("https://good.example@evil.example")
    (None, None, None)
    """
    if len(text) > LONGEST_LOCATION:
        return None
    if _PLAIN.fullmatch(text) and (len(text) <= _LONGEST_HOST or len(authority_of(text)) <= _LONGEST_HOST):
        return text
    parts = _PARTS.fullmatch(text)
    if parts is None or _NEVER.search(text) or text != text.strip():
        return None
    host = _host(parts[2])
    if host is None:
        return None
    location = f"{parts[1].lower()}://{host}{quote(parts[3], safe=_SAFE)}"
    return location if len(location) <= LONGEST_LOCATION else None


def authority_of(location: str) -> str:
    """Scheme, host and port of a location: whom it leads to.

    >>> authority_of("https://a.example:8443/x?y")
    'https://a.example:8443'
    """
    parts = _PARTS.fullmatch(location)
    return f"{parts[1]}://{parts[2]}" if parts else ""


def _host(authority: str) -> str | None:
    """Host and port in ASCII, or None where they are not a host and port alone."""
    parts = _HOST_AND_PORT.fullmatch(authority)
    if parts is None or not 0 < int(parts[2] or 1) <= 65535:
        return None
    port = f":{parts[2]}" if parts[2] else ""
    host = parts[1]
    if host.startswith("["):
        try:
            return f"[{IPv6Address(host[1:-1])}]{port}"
        except ValueError:
            return None
    if not host.isascii():
        if not all(character < "\x80" or stands_alone(character) for character in host):
            return None
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError:
            return None
    labels = host.removesuffix(".").split(".")
    if len(host) > _LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return host + port
