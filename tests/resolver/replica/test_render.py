"""Rendering: the whole answer that an entry's parts make, and what keeps a redirect from being one."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.replica.entry import CHANGEFUL, HIDDEN, RETIRED, Entry
from resolver.replica.render import entry_of, redirect_page
from schemas.documents import json_string, value_document
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.value import SECRET, Value
from tests.support.feeds import put, retire

URL = Value(1, "URL", b"https://a.example/x", ttl=600, timestamp=1_700_000_000)
TEXT = Value(2, "DESC", "铜箔".encode(), timestamp=1_700_000_000)
KEY = Value(300, "HS_SECKEY", b"secret", timestamp=1_700_000_000)


def answer(entry: Entry, spelling: str) -> tuple[dict[str, str], bytes]:
    """Header lines and body, as an edge puts them together."""
    head, body = (entry.head + json_string(spelling)[1:-1] + entry.tail).split(b"\r\n\r\n", 1)
    return dict(line.split(": ", 1) for line in head.decode().split("\r\n")), body


def test_an_answer() -> None:
    headers, body = answer(entry_of(put("88.1.1/a", URL, TEXT, version=7), 9), "88.1.1/A")

    assert headers == {"Content-Length": str(len(body)), "ETag": '"7"', "Cache-Control": "max-age=600"}
    assert body.decode() == (
        '{"responseCode":1,"handle":"88.1.1/A","values":['
        '{"index":1,"type":"URL","data":{"format":"string","value":"https://a.example/x"},'
        '"ttl":600,"timestamp":"2023-11-14T22:13:20Z"},'
        '{"index":2,"type":"DESC","data":{"format":"string","value":"铜箔"},'
        '"ttl":86400,"timestamp":"2023-11-14T22:13:20Z"}]}'
    )


@pytest.mark.parametrize("values", [(), (KEY,), (Value(2, "DESC", b"x", permissions=SECRET),)])
def test_an_answer_without_public_values(values: tuple[Value, ...]) -> None:
    change = put("88.1.1/a", URL)
    entry = entry_of(type(change)("88.1.1/a", values, 1, 5, 6, 0), 9)
    headers, body = answer(entry, "88.1.1/a")

    assert body == b'{"responseCode":200,"values":[],"handle":"88.1.1/a"}'
    assert headers == {"Content-Length": str(len(body)), "ETag": '"1"', "Cache-Control": "max-age=0"}
    assert (entry.flags, entry.ttl, entry.redirect, entry.values()) == (HIDDEN if values else 0, 0, b"", ())


def test_what_is_not_public_is_nowhere_in_the_entry() -> None:
    entry = entry_of(put("88.1.1/a", URL, KEY), 9)

    assert entry.flags == HIDDEN
    assert b"secret" not in entry.to_octets(b"88.1.1/A")
    assert entry.values() == (URL,)


def test_a_tombstone() -> None:
    assert entry_of(retire("88.1.1/a"), 9) == Entry(RETIRED, 2, 0, 9, 0, 1_700_000_002, b"", b"", b"", b"")


def test_an_absolute_ttl_makes_an_answer_changeful() -> None:
    entry = entry_of(put("88.1.1/a", URL, Value(2, "DESC", b"x", ttl=1_900_000_000, absolute=True)), 9)

    assert (entry.flags, entry.ttl, entry.redirect) == (CHANGEFUL, 0, b"")
    assert answer(entry, "88.1.1/a")[0]["Cache-Control"] == "max-age=0"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_the_length_holds_for_every_spelling(suffix: str) -> None:
    try:
        handle = Handle.parse("88.1.1/" + suffix)
    except Malformed:
        return
    entry = entry_of(put(handle.text, URL), 9)
    lower = "".join(character.lower() if character.isascii() else character for character in handle.text)
    for spelling in (handle.text, handle.key.decode(), lower):
        headers, body = answer(entry, spelling)
        assert int(headers["Content-Length"]) == len(body)
        assert json.loads(body) == {"responseCode": 1, "handle": spelling, "values": [value_document(URL)]}


def test_a_redirect() -> None:
    page = b'<!doctype html><title>302</title><a href="https://a.example/x?y&amp;z">https://a.example/x?y&amp;z</a>'
    entry = entry_of(put("88.1.1/a", Value(1, "url", b"https://a.example/x?y&z")), 9)

    assert entry.redirect == (b"Location: https://a.example/x?y&z\r\nContent-Length: %d\r\n\r\n%b" % (len(page), page))
    assert redirect_page("https://a.example/x?y&z") == page


@pytest.mark.parametrize(
    "values",
    [
        (TEXT,),
        (Value(1, "URL", b"javascript:alert(1)"),),
        (Value(1, "URL", b"https://a.example/x\r\nSet-Cookie: a=b"),),
        (Value(1, "URL", b"https://a@evil.example/"),),
        (Value(1, "URL", b"\xff"),),
        (URL, Value(2, "hs_alias", b"88.1.1/b")),
        (URL, Value(2, "10320/LOC", b"<locations/>")),
        (Value(1, "URL", b"https://a.example/", ttl=1_900_000_000, absolute=True),),
        (URL, Value(2, "DESC", b"x", ttl=60)),  # the entry knows the shortest ttl; the redirect has another
    ],
)
def test_no_plain_redirect(values: tuple[Value, ...]) -> None:
    assert entry_of(put("88.1.1/a", *values), 9).redirect == b""


def test_a_redirect_is_kept_two_days_at_most_so_that_longer_ones_are_equal() -> None:
    values = (Value(1, "URL", b"https://a.example/", ttl=400_000), Value(2, "DESC", b"x", ttl=200_000))

    assert entry_of(put("88.1.1/a", *values), 9).redirect.startswith(b"Location: https://a.example/\r\n")
