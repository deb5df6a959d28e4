"""Where a value may send people: what is followed and as what, and everything that is not."""

from html import escape
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.redirect import appended, authority_of, first_url, location_of, redirect_page, status_of
from schemas.locations import Location
from schemas.value import Value


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("https://a.example", "https://a.example"),
        ("http://a.example/", "http://a.example/"),
        ("HTTPS://A.example/Path", "https://A.example/Path"),
        ("https://a.example:8443/x?y=1&z=%2F#f", "https://a.example:8443/x?y=1&z=%2F#f"),
        ("http://10.1.2.3:8080/x", "http://10.1.2.3:8080/x"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]:80/x"),
        ("https://a_b.example/", "https://a_b.example/"),
        ("https://a.example./x", "https://a.example./x"),
        (
            "https://例子.example/件号?批=一#段",
            "https://xn--fsqu00a.example/%E4%BB%B6%E5%8F%B7?%E6%89%B9=%E4%B8%80#%E6%AE%B5",
        ),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ('https://a.example/a b"<>\\^`{|}', "https://a.example/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("https://a.example/100%", "https://a.example/100%"),
        ("https://a.example//evil.example", "https://a.example//evil.example"),
        ("https://a.example?u=@evil.example", "https://a.example?u=@evil.example"),
        ("https://a.example/@evil.example", "https://a.example/@evil.example"),
        ("https://a.example/#@evil.example", "https://a.example/#@evil.example"),
    ],
)
def test_what_is_followed(text: str, location: str) -> None:
    assert location_of(text) == location


NEVER = [
    "",
    " ",
    "a.example",
    "/x",
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt://a.example/%0aalert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://a.example/",
    "mailto:a@a.example",
    "blob:https://a.example/x",
    "https:evil.example",
    "https:/evil.example",
    "https:\\\\evil.example",
    "https:///evil.example",
    "https://",
    "https://?x",
    "https://@evil.example/",
    "https://good.example@evil.example/",
    "https://user:pass@evil.example/",
    "https://good.example\\@evil.example/",
    "https://good.example\\.evil.example/",
    "https://good.example%2f@evil.example/",
    "https://good.example%00.evil.example/",
    "https://a.example:99999/",
    "https://a.example:0/",
    "https://a.example:/",
    "https://a.example:80:80/",
    "https://a..example/",
    "https://.example/",
    "https://-a.example/",
    "https://a b.example/",
    "https://a<b.example/",
    "https://[::1/",
    "https://[::zz]/",
    "https://[fe80::1%25eth0]/",
    " https://a.example/",
    "https://a.example/\r\nSet-Cookie: a=b",
    "https://a.example/\nx",
    "https://a.example/x\r",
    "https://a.example/\0",
    "https://a.example/\x7f",
    "https://a.example/\x85",
    "https://a.example/\u2028x",
    "https://a.example/\ud800",
    "https://\u0430pple.example/",  # Cyrillic а
    "https://\u0430\u0440\u0440\u04cf\u0435.example/",  # all Cyrillic, reads as apple
    "https://\u03bfrange.example/",  # Greek ο
    "https://a.example\u200b/",  # a zero-width space
    "https://\u202eelpmaxe.a/",  # right to left
    "https://ａ.example/",  # a full-width letter
    "https://a.example\uff0fevil.example/",  # a full-width slash
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 130 + "example/",
    "https://a.example/" + "x" * 8_000,
    "https://a.example/" + "件" * 3_000,
]


@pytest.mark.parametrize("text", NEVER)
def test_what_is_never_followed(text: str) -> None:
    assert location_of(text) is None


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


def test_the_status_of_a_location() -> None:
    assert status_of(Location(href="https://a.example/")) == 302
    assert status_of(Location(href="https://a.example/", status=307)) == 307


PIECES = st.lists(
    st.sampled_from(
        [
            "https:",
            "http:",
            "/",
            "//",
            "\\",
            "@",
            ":",
            "a.example",
            "evil",
            "%2f",
            "\r\n",
            "[::1]",
            "件",
            "?",
            "#",
            "%",
            " ",
        ]
    )
).map("".join)


@given(st.text() | PIECES)
@example("https://[]/")
@example("https://xn--/")
@example("https://a.example/?a='<\"&>")
def test_whatever_is_followed_is_plain(text: str) -> None:
    location = location_of(text)
    if location is None:
        return

    assert location.isascii()
    assert location.isprintable()
    assert " " not in location
    assert "\\" not in location
    parts = urlsplit(location)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert parts.username is None
    assert location_of(location) == location
    assert f"{parts.scheme}://{parts.netloc}" == authority_of(location)
    link = escape(location)
    page = f'<!doctype html><title>302</title><a href="{link}">{link}</a>'
    assert redirect_page(location.encode()) == page.encode()


@given(PIECES)
def test_appending_never_leads_away(text: str) -> None:
    longer = appended("https://a.example", text)

    assert longer is None or urlsplit(longer).netloc == "a.example"
