"""Web addresses: which are followed and as what, and everything that is not."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.web_address import authority_of, location_of
from tests.support.addresses import PIECES


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
    assert not set(location) & set('<>"')  # so that a page need escape nothing but & and '
