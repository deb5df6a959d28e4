"""Where a record sends people: its first address that may be followed, or its default link, and for how long."""

from collections.abc import Iterable
from html import escape

from schemas.link_types import DEFAULT, DEFAULT_MULTI
from schemas.links import links_of
from schemas.locations import Location
from schemas.value import Value
from schemas.web_address import authority_of, location_of

URL_TYPE = "URL"
LONGEST_STAY = 172_800
"""Seconds: a redirect may be kept for two days at most (handle-http.md §7)."""


def first_url(values: Iterable[Value]) -> tuple[Value, str] | None:
    """The first URL value, in stored order, that may be followed, and where it leads."""
    for value in values:
        if value.type.upper() == URL_TYPE and (location := location_of(value.text() or "")):
            return value, location
    return None


def default_link(values: Iterable[Value]) -> tuple[Value, str] | None:
    """The default link among values, and where it leads."""
    return next(((value, link.location) for value, link in links_of(values) if link.link_type == DEFAULT), None)


def leading(values: tuple[Value, ...]) -> tuple[Value, str] | None:
    """What whoever asks for a record's handle is led to: its first URL, or where it has none its default link."""
    return first_url(values) or default_link(values)


def turning(values: tuple[Value, ...]) -> tuple[Value, str] | None:
    """What whoever asks for a record by a GS1 Digital Link is led to: its default link, or where it names none its
    first URL. None where there is neither, or where that depends on the asker because the default link has variants."""
    if any(link.link_type == DEFAULT_MULTI for _, link in links_of(values)):
        return None
    return default_link(values) or first_url(values)


def stay_of(value: Value, now: int) -> int:
    """Seconds for which an answer made from a value may be kept; at most two days."""
    return min(max(value.ttl - now, 0) if value.absolute else value.ttl, LONGEST_STAY)


def appended(location: str, text: str) -> str | None:
    """A location with what an asker wants appended; None where that would lead to anybody else or nowhere.

    >>> appended("https://a.example/x", "?a=b"), appended("https://a.example", ".evil.example")
    ('https://a.example/x?a=b', None)
    """
    longer = location_of(location + text)
    return longer if longer is not None and authority_of(longer) == authority_of(location) else None


def redirect_page(location: bytes, status: int = 302) -> bytes:
    """What a redirect shows to those who do not follow it; UTF-8.

    >>> redirect_page(b"https://a.example/?x&y")
    b'<!doctype html><title>302</title><a href="https://a.example/?x&amp;y">https://a.example/?x&amp;y</a>'
    """
    # A location has no other characters that mean something to HTML: `location_of` lets none through.
    link = location.replace(b"&", b"&amp;").replace(b"'", b"&#x27;")
    return b'<!doctype html><title>%d</title><a href="%b">%b</a>' % (status, link, link)


def turn_page(location: str) -> bytes:
    """The same for a redirect that is for this once, to an address which may end with anybody's query.

    >>> turn_page("https://a.example/?<x>")
    b'<!doctype html><title>307</title><a href="https://a.example/?&lt;x&gt;">https://a.example/?&lt;x&gt;</a>'
    """
    link = escape(location)
    return f'<!doctype html><title>307</title><a href="{link}">{link}</a>'.encode()


def status_of(location: Location) -> int:
    """The status with which a location of `10320/loc` wants to be followed."""
    return location.status or 302
