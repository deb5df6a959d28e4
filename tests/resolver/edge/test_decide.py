"""What the door decides, as a table: question and record in, redirect, list or page out."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.edge.decide import OUTCOME, STATUS, Decision, Kind, Listing, Page, Redirect, Visitor, decide
from resolver.edge.question import Question
from resolver.redirect import stay_of
from resolver.templates import answer
from schemas.counting import Outcome
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.value import Value
from schemas.web_address import location_of
from tests.resolver.edge.standing import PaperShelf
from tests.resolver.edge.stocked import AT, put, stocked, url
from tests.resolver.gs1.goods import link

SHELF = stocked()
ABROAD = Visitor(address=ip_address("203.0.113.9"))


def door(asked: str, visitor: Visitor = ABROAD, shelf: PaperShelf = SHELF, draw: float = 0.5) -> Decision:
    """The decision on an identifier and perhaps a query behind a question mark."""
    identifier, _, query = asked.partition("?")
    handle = Handle.parse(identifier)
    return decide(Question.read(query), handle, answer(shelf, handle), visitor, shelf, AT, draw)


@pytest.mark.parametrize(
    ("asked", "redirect"),
    [
        ("88.1000.1/URL", Redirect(302, "https://a.example/x", 3_600)),
        ("88.1000.1/url", Redirect(302, "https://a.example/x", 3_600)),
        ("88.1000.1/TWO", Redirect(302, "https://second.example/", 3_600)),
        ("88.1000.1/TWO?index=1", Redirect(302, "https://first.example/", 3_600)),
        ("88.1000.1/TWO?type=url", Redirect(302, "https://second.example/", 3_600)),
        ("88.1000.1/IRI", Redirect(302, "https://xn--fsqu00a.example/%E4%BB%B6?%E6%89%B9=%E4%B8%80", 3_600)),
        ("88.1000.1/LONG", Redirect(302, "https://a.example/x", 172_800)),
        ("88.1000.1/URL?action=dance", Redirect(302, "https://a.example/x", 3_600)),
        ("88.1000.1/URL?auth&cert", Redirect(302, "https://a.example/x", 3_600)),
        ("88.1000.1/URL?noredirect=false", Redirect(302, "https://a.example/x", 3_600)),
        ("88.1000.1/URL?urlappend=%3Fa%3Db", Redirect(302, "https://a.example/x?a=b", 3_600)),
        ("88.1000.1/URL?urlappend=%23件", Redirect(302, "https://a.example/x#%E4%BB%B6", 3_600)),
        ("88.1000.1/ALIAS", Redirect(301, "/88.1000.1/URL", 3_600)),
        ("88.1000.1/CHAIN", Redirect(301, "/88.1000.1/ALIAS", 3_600)),
        ("88.1000.1/AWAY", Redirect(301, "/10.1000/x%20y", 3_600)),
        ("88.1000.1/ALIAS?noredirect&lang=en", Redirect(301, "/88.1000.1/URL?noredirect&lang=en", 3_600)),
        ('88.1000.1/ALIAS?urlappend=件"', Redirect(301, "/88.1000.1/URL?urlappend=%E4%BB%B6%22", 3_600)),
        ("88.1000.1/ALIAS?type=URL", Redirect(301, "/88.1000.1/URL?type=URL", 3_600)),
        ("88.1000.1/BASE@x=5", Redirect(302, "https://a.example/base?x=5", 3_600)),
        ("88.1000.1/BADLOC", Redirect(302, "https://url.example/", 3_600)),
        (
            "88.1000.3/x y",
            Redirect(302, "https://node.example/resolve/88.1000.3/x%20y", 300, Outcome.ELSEWHERE),
        ),
        (
            "88.1000.3/x?type=URL",
            Redirect(302, "https://node.example/resolve/88.1000.3/x?type=URL", 300, Outcome.ELSEWHERE),
        ),
    ],
)
def test_it_sends_on(asked: str, redirect: Redirect) -> None:
    assert door(asked) == redirect


def chosen(location: str, status: int = 302) -> Redirect:
    return Redirect(status, location, 3_600, personal=True)


@pytest.mark.parametrize(
    ("query", "visitor", "redirect"),
    [
        ("", ABROAD, chosen("https://any.example/")),
        ("", Visitor(country="cn"), chosen("https://cn.example/")),
        ("", Visitor(country="FR"), chosen("https://any.example/")),
        ("", Visitor(address=ip_address("127.0.0.1")), chosen("https://park.example/", 307)),
        ("", Visitor(address=ip_address("::ffff:127.0.0.1")), chosen("https://park.example/", 307)),
        ("?locatt=id:rdf", ABROAD, chosen("https://rdf.example/")),
        ("?locatt=id:nobody", ABROAD, chosen("https://any.example/")),
        ("?locatt=id:bad", ABROAD, chosen("https://any.example/")),
        ("?locatt=id:rdf&urlappend=%23a", ABROAD, chosen("https://rdf.example/#a")),
        ("", Visitor(accept="text/turtle"), chosen("https://rdf.example/")),
        ("", Visitor(accept="text/turtle, text/html;q=0.5"), chosen("https://rdf.example/")),
        ("", Visitor(accept="text/html, text/turtle;q=0.5"), chosen("https://any.example/")),
        ("", Visitor(accept="application/json"), chosen("https://data.example/88.1000.1/LOC")),
        ("", Visitor(accept="*/*"), chosen("https://any.example/")),
        ("?type=URL", ABROAD, Redirect(302, "https://url.example/", 3_600)),
    ],
)
def test_it_chooses_among_locations(query: str, visitor: Visitor, redirect: Redirect) -> None:
    assert door(f"88.1000.1/LOC{query}", visitor) == redirect


@pytest.mark.parametrize(
    ("asked", "kind", "indexes"),
    [
        ("88.1000.1/URL?noredirect", Kind.FOUND, [1, 2]),
        ("88.1000.1/URL?action=showvalues", Kind.FOUND, [1, 2]),
        ("88.1000.1/URL?type=EMAIL", Kind.FOUND, [2]),
        ("88.1000.1/URL?index=2", Kind.FOUND, [2]),
        ("88.1000.1/NONE", Kind.FOUND, [2, 3]),
        ("88.1000.1/EMPTY", Kind.FOUND, []),
        ("88.1000.1/HIDDEN", Kind.FOUND, []),
        ("88.1000.1/UNSAFE", Kind.FOUND, [1]),
        ("88.1000.1/ALIAS?ignore_aliases", Kind.FOUND, [1, 2]),
        ("88.1000.1/ALIAS?type=HS_ALIAS", Kind.FOUND, [1]),
        ("88.1000.1/ALIAS?index=1", Kind.FOUND, [1]),
        ("88.1000.1/SELF?ignore_aliases", Kind.FOUND, [1]),
        ("88.1000.1/SELF", Kind.LOOP, []),
        ("88.1000.1/PING", Kind.LOOP, []),
        ("88.1000.1/LOC?noredirect", Kind.FOUND, [1, 2]),
        ("88.1000.1/URL?urlappend=%5C@evil.example", Kind.FOUND, None),
        ("88.1000.1/NOPE", Kind.ABSENT, []),
        ("88.1000.1/BASE@y", Kind.ABSENT, []),
        ("88.1000.1/GONE", Kind.RETIRED, []),
        ("88.1000.2/URL", Kind.SUSPENDED, []),
        ("88.1000.3/x?noredirect", Kind.REFERRED, []),
        ("88.1000.4/x", Kind.UNREACHABLE, []),
        ("88.1000.5/x", Kind.UNREACHABLE, []),
        ("10.1000/x", Kind.ELSEWHERE, []),
        ("88.1000.10/x", Kind.ELSEWHERE, []),
    ],
)
def test_it_shows_a_page(asked: str, kind: Kind, indexes: list[int] | None) -> None:
    decision = door(asked)

    if indexes is None:  # appended to a path a backslash is harmless: it leads to the same host
        assert decision == Redirect(302, "https://a.example/x%5C@evil.example", 3_600)
        return
    assert isinstance(decision, Page)
    assert (decision.kind, [value.index for value in decision.values]) == (kind, indexes)
    assert decision.identifier == asked.partition("?")[0]


def test_a_record_of_links_leads_to_its_default_link_where_it_has_no_url() -> None:
    shelf = stocked()
    default = link(2, "gs1:defaultLink", "https://a.example/default")
    put(shelf, "88.1000.1/LINKS", link(1, "gs1:pip", "https://a.example/other"), default)
    put(shelf, "88.1000.1/BOTH", default, url("https://b.example/url", 5))
    put(shelf, "88.1000.1/UNDECIDED", link(1, "gs1:pip", "https://a.example/other"))
    put(shelf, "88.1000.1/HOSTILE", link(2, "gs1:defaultLink", "javascript:alert(1)"))

    assert door("88.1000.1/LINKS", shelf=shelf) == Redirect(302, "https://a.example/default", 3_600)
    assert door("88.1000.1/BOTH", shelf=shelf) == Redirect(302, "https://b.example/url", 3_600)
    for suffix in ("UNDECIDED", "HOSTILE", "LINKS?noredirect"):
        assert isinstance(door(f"88.1000.1/{suffix}", shelf=shelf), Page)


def test_appending_does_not_lead_to_anybody_else() -> None:
    shelf = stocked()
    put(shelf, "88.1000.1/BARE", url("https://a.example"))

    for text in (".evil.example", "@evil.example", ":8443", "%0d%0aSet-Cookie: a=b"):
        decision = door(f"88.1000.1/BARE?urlappend={text}", shelf=shelf)
        assert isinstance(decision, Page)
        assert decision.kind is Kind.APPEND


def test_it_lists_where_a_record_leads() -> None:
    assert door("88.1000.1/TWO?action=showurls") == Listing(
        ({"href": "https://second.example/"}, {"href": "https://first.example/"}), Outcome.FOUND
    )
    listed = door("88.1000.1/LOC?action=showurls")
    assert isinstance(listed, Listing)
    assert [one["href"] for one in listed.locations][2:5] == [
        "https://park.example/",
        "https://data.example/88.1000.1/LOC",
        "https://rdf.example/",
    ]
    assert listed.locations[0] == {"href": "https://cn.example/", "id": "cn", "country": "cn", "weight": "0"}
    assert door("88.1000.1/TWO?action=showurls&type=X") == Listing((), Outcome.NO_SUCH_VALUE)
    assert door("88.1000.1/BADLOC?action=showurls") == Listing(({"href": "https://url.example/"},), Outcome.FOUND)


def test_narrowing_to_nothing_is_no_such_value() -> None:
    page = door("88.1000.1/NONE?type=PHONE")

    assert isinstance(page, Page)
    assert (page.status, page.outcome) == (200, Outcome.NO_SUCH_VALUE)


def test_every_kind_has_a_status_and_an_outcome() -> None:
    assert set(STATUS) == set(OUTCOME) == set(Kind)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (url("https://a.example/", ttl=0), 0),
        (url("https://a.example/", ttl=10**9), 172_800),
        (Value(1, "URL", b"", ttl=AT + 60, absolute=True), 60),
        (Value(1, "URL", b"", ttl=AT - 60, absolute=True), 0),
    ],
)
def test_how_long_an_answer_may_be_kept(value: Value, seconds: int) -> None:
    assert stay_of(value, AT) == seconds


TARGETS = st.sampled_from(
    [
        "https://a.example/",
        "http://",
        "javascript:",
        "data:,x",
        "//evil.example",
        "\\\\evil",
        "https:evil",
        "@",
        "\r\n",
        "件",
    ]
)
VALUES = st.builds(
    lambda index, type, data: Value(index, type, data),
    st.integers(1, 9),
    st.sampled_from(["URL", "url", "10320/loc", "HS_ALIAS", "HS_NAMESPACE", "EMAIL"]),
    st.lists(TARGETS | st.text(max_size=8), max_size=4).map(lambda pieces: "".join(pieces).encode("utf-8", "replace"))
    | st.binary(max_size=20)
    | st.just(b'<locations><location href="javascript:x"/><location href="https://b.example/"/></locations>'),
)
PARAMETERS = (
    "noredirect",
    "type=URL",
    "index=3",
    "urlappend=@evil.example",
    "urlappend=%0d%0a",
    "action=showurls",
    "locatt=a:b",
    "lang=en",
    "ignore_aliases",
    "=",
    "%件",
)
QUERIES = st.lists(st.sampled_from(PARAMETERS), max_size=3).map("&".join)


@given(
    st.lists(VALUES, max_size=4, unique_by=lambda value: value.index),
    QUERIES,
    st.text(max_size=20),
    st.floats(0, 0.999),
)
def test_whatever_a_record_holds_nobody_is_sent_outside_the_policy(
    values: list[Value], query: str, accept: str, draw: float
) -> None:
    shelf = stocked()
    put(shelf, "88.1000.1/ANY", *values)
    try:
        decision = door(f"88.1000.1/ANY?{query}", Visitor(accept, None, "cn"), shelf, draw)
    except Malformed:
        return  # the query cannot be read

    if isinstance(decision, Redirect):
        local = decision.location.startswith("/") and not decision.location.startswith(("//", "/\\"))
        assert local or location_of(decision.location) == decision.location
        assert decision.location.isascii()
        assert decision.location.isprintable()
        assert 0 <= decision.stay <= 172_800
