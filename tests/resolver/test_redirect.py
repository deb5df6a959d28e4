"""Where a record sends people, and what may be appended to it."""

from html import escape
from urllib.parse import urlsplit

import pytest
from hypothesis import given

from resolver.redirect import appended, first_url, redirect_page, status_of
from schemas.locations import Location
from schemas.value import Value
from schemas.web_address import location_of
from tests.support.addresses import PIECES


@pytest.mark.parametrize(
    ("location", "text", "longer"),
    [
        ("https://a.example/x", "?a=b", "https://a.example/x?a=b"),
        ("https://a.example/x", "#件", "https://a.example/x#%E4%BB%B6"),
        ("https://a.example", "/y", "https://a.example/y"),
        ("https://a.example", "?y", "https://a.example?y"),
        ("https://a.example/x?a=1", "&b=2+3", "https://a.example/x?a=1&b=2+3"),
        ("https://a.example/x", "", "https://a.example/x"),
        ("https://a.example", ".evil.example", None),
        ("https://a.example", "@evil.example", None),
        ("https://a.example", ":1@evil.example", None),
        ("https://a.example", ":8443", None),
        ("https://a.example", "\\@evil.example", None),
        ("https://a.example/", "\r\nSet-Cookie: a=b", None),
        ("https://a.example/x", "y" * 8_000, None),
    ],
)
def test_appending_stays_with_the_same_host(location: str, text: str, longer: str | None) -> None:
    assert appended(location, text) == longer


def test_without_the_check_appending_leads_away() -> None:
    """The twin of the test above: what `appended` would let through if it only joined and encoded."""
    assert location_of("https://a.example" + ".evil.example") == "https://a.example.evil.example"


def test_the_first_url_that_may_be_followed_leads() -> None:
    values = (
        Value(9, "EMAIL", b"https://mail.example/"),
        Value(5, "URL", b"javascript:alert(1)"),
        Value(4, "url", b"https://first.example/"),
        Value(1, "URL", b"https://second.example/"),
    )

    assert first_url(values) == (values[2], "https://first.example/")
    assert first_url(values[:2]) is None
    assert first_url((Value(1, "URL", b"\xff"), Value(2, "URL.alt", b"https://a.example/"))) is None


@pytest.mark.parametrize("location", ["https://a.example/?a='x'&b=(1)", "https://a.example/"])
def test_the_page_of_a_redirect_is_escaped(location: str) -> None:
    link = escape(location)

    page = f'<!doctype html><title>302</title><a href="{link}">{link}</a>'

    assert redirect_page(location.encode()) == page.encode()


def test_the_status_of_a_location() -> None:
    assert status_of(Location(href="https://a.example/")) == 302
    assert status_of(Location(href="https://a.example/", status=307)) == 307


@given(PIECES)
def test_appending_never_leads_away(text: str) -> None:
    longer = appended("https://a.example", text)

    assert longer is None or urlsplit(longer).netloc == "a.example"
