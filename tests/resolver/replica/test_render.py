"""Rendering: what an entry shows, where it leads, and what keeps a redirect from being one."""

import pytest

from resolver.replica.entry import CHANGEFUL, HIDDEN, MAPPED, RETIRED, TURNS, Entry
from resolver.replica.render import entry_of
from schemas.change import Put
from schemas.value import SECRET, Value
from tests.support.feeds import put, retire

URL = Value(1, "URL", b"https://a.example/x", ttl=600, timestamp=1_700_000_000)
TEXT = Value(2, "DESC", "铜箔".encode(), timestamp=1_700_000_000)
GTIN = Value(10, "MAPPING", b"09506000134352", ttl=600, timestamp=1_700_000_000)
BRIEF = Value(10, "MAPPING", b"09506000134352", ttl=60, timestamp=1_700_000_000)
KEY = Value(300, "HS_SECKEY", b"secret", timestamp=1_700_000_000)


def test_an_entry() -> None:
    entry = entry_of(put("88.1.1/a", URL, TEXT, version=7), 9)

    assert (entry.flags, entry.version, entry.ttl, entry.serial) == (0, 7, 600, 9)
    assert (entry.registered_at, entry.changed_at) == (1_700_000_000, 1_700_000_007)
    assert entry.location == b"https://a.example/x"
    assert entry.shown.decode() == (
        '[{"index":1,"type":"URL","data":{"format":"string","value":"https://a.example/x"},'
        '"ttl":600,"timestamp":"2023-11-14T22:13:20Z"},'
        '{"index":2,"type":"DESC","data":{"format":"string","value":"铜箔"},'
        '"ttl":86400,"timestamp":"2023-11-14T22:13:20Z"}]'
    )
    assert entry.values() == (URL, TEXT)


@pytest.mark.parametrize("values", [(), (KEY,), (Value(2, "DESC", b"x", permissions=SECRET),)])
def test_an_entry_without_public_values(values: tuple[Value, ...]) -> None:
    entry = entry_of(Put.of("88.1.1/a", values, 1, 5, 6, 0), 9)

    assert (entry.flags, entry.ttl, entry.shown) == (HIDDEN if values else 0, 0, b"[]")
    assert (entry.location, entry.values()) == (b"", ())


def test_what_is_not_public_is_nowhere_in_the_entry() -> None:
    entry = entry_of(put("88.1.1/a", URL, KEY), 9)

    assert entry.flags == HIDDEN
    assert b"secret" not in entry.to_octets(b"88.1.1/A")
    assert entry.values() == (URL,)


def test_a_tombstone() -> None:
    assert entry_of(retire("88.1.1/a"), 9) == Entry(RETIRED, 2, 0, 9, 0, 1_700_000_002, b"", b"")


def test_an_absolute_ttl_makes_an_answer_changeful() -> None:
    entry = entry_of(put("88.1.1/a", URL, Value(2, "DESC", b"x", ttl=1_900_000_000, absolute=True)), 9)

    assert (entry.flags, entry.ttl, entry.location) == (CHANGEFUL, 0, b"")


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("https://a.example/x?y&z", b"https://a.example/x?y&z"),
        ("https://例.example/件", b"https://xn--fsq.example/%E4%BB%B6"),
        ('https://a.example/"', b"https://a.example/%22"),
    ],
)
def test_where_it_leads(text: str, location: bytes) -> None:
    entry = entry_of(put("88.1.1/a", Value(1, "url", text.encode())), 9)

    assert entry.location == location
    assert Entry.from_octets(b"88.1.1/A", entry.to_octets(b"88.1.1/A")) == entry


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
    assert entry_of(put("88.1.1/a", *values), 9).location == b""


def test_a_redirect_is_kept_two_days_at_most_so_that_longer_ones_are_equal() -> None:
    values = (Value(1, "URL", b"https://a.example/", ttl=400_000), Value(2, "DESC", b"x", ttl=200_000))

    assert entry_of(put("88.1.1/a", *values), 9).location == b"https://a.example/"


def link(index: int, link_type: str, href: str, ttl: int = 600) -> Value:
    data = b'{"linkType":"gs1:%b","href":"%b","title":"A"}' % (link_type.encode(), href.encode())
    return Value(index, "LINK", data, ttl, 1_700_000_000)


THERE = link(20, "defaultLink", "https://a.example/x")
ELSEWHERE = link(20, "defaultLink", "https://b.example/y")
VARIANT = link(21, "defaultLinkMulti", "https://a.example/en")


@pytest.mark.parametrize(
    ("values", "turns", "location"),
    [
        ((GTIN, URL), True, b"https://a.example/x"),
        ((GTIN, THERE), True, b"https://a.example/x"),  # its handle leads there, too
        ((GTIN, URL, THERE), True, b"https://a.example/x"),
        ((GTIN, URL, ELSEWHERE), False, b"https://a.example/x"),  # by the handle to one, by the GTIN to the other
        ((GTIN, THERE, VARIANT), False, b"https://a.example/x"),  # which one depends on the asker
        ((GTIN, link(20, "pip", "https://a.example/x")), False, b""),
        ((GTIN, link(20, "handledBy", "https://a.example/x")), False, b""),
        ((URL,), False, b"https://a.example/x"),
        ((THERE,), False, b"https://a.example/x"),
        ((GTIN, link(20, "defaultLink", "https://a.example/x", ttl=60)), True, b"https://a.example/x"),
        ((BRIEF, THERE), False, b""),  # the entry knows the shortest ttl; the redirect has another
    ],
)
def test_whether_a_digital_link_leads_everybody_where_the_handle_does(
    values: tuple[Value, ...], turns: bool, location: bytes
) -> None:
    entry = entry_of(put("88.1.1/a", *values), 9)

    assert entry.location == location
    assert bool(entry.flags & TURNS) is turns
    assert bool(entry.flags & MAPPED) is any(value.type == "MAPPING" for value in values)
