"""Locations: what is read from `10320/loc`, and which location an asker is sent to."""

from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.locations import USUAL_CHOICE, Location, Locations, Question, choose

FIVE = Locations.parse(
    b"""<?xml version="1.0" encoding="UTF-8"?>
    <locations>
      <location id="0" href="https://cn.example/" country="cn" weight="0"/>
      <location id="1" href="https://uk.example/" country="gb" weight="0"/>
      <location id="2" href="https://lan.example/" addresses="10.0.0.0/8, 2001:db8::/32"/>
      <location id="3" href="https://one.example/" weight="1" http_sc="303"/>
      <location id="4" href_template="https://two.example/{hdl}?a" weight="3" score="0.5"/>
    </locations>"""
)


def chosen(locations: Locations, draw: float = 0.0, **asker: object) -> str | None:
    """The id of the location that an asker is sent to."""
    question = Question(
        wanted=Question.read_wanted(str(asker["locatt"])) if "locatt" in asker else None,
        address=ip_address(str(asker["address"])) if "address" in asker else None,
        country=str(asker.get("country", "")),
    )
    location = choose(locations, question, draw)
    return None if location is None else location.attributes["id"]


def written(*locations: str, chooseby: str = "") -> Locations:
    """Locations with the given attributes, numbered from 0."""
    inside = "".join(f'<location id="{n}" href="x" {one}/>' for n, one in enumerate(locations))
    return Locations.parse(f'<locations chooseby="{chooseby}">{inside}</locations>'.encode())


def test_what_is_read() -> None:
    assert FIVE.choose_by == USUAL_CHOICE
    assert FIVE.locations[3] == Location(
        "https://one.example/",
        status=303,
        attributes={"id": "3", "href": "https://one.example/", "weight": "1", "http_sc": "303"},
    )
    assert [str(network) for network in FIVE.locations[2].addresses] == ["10.0.0.0/8", "2001:db8::/32"]


def test_a_template_holds_the_handle_percent_encoded() -> None:
    assert FIVE.locations[4].target("88.1.1/a?b/件") == "https://two.example/88.1.1/a%3Fb/%E4%BB%B6?a"


@pytest.mark.parametrize(
    ("asker", "draw", "id"),
    [
        ({"locatt": "id:0"}, 0.0, "0"),
        ({"locatt": "country:gb"}, 0.0, "1"),
        ({"address": "10.1.2.3"}, 0.9, "2"),
        ({"address": "::ffff:10.1.2.3"}, 0.9, "2"),
        ({"address": "2001:db8::7"}, 0.9, "2"),
        ({"country": "CN"}, 0.9, "0"),
        ({"country": "gb"}, 0.9, "1"),
        ({"country": "FR"}, 0.0, "4"),
        ({"address": "192.0.2.1"}, 0.0, "4"),
        ({"locatt": "id:9"}, 0.0, "4"),
        ({"locatt": "nothing"}, 0.0, "4"),
        ({"locatt": "id:1", "address": "10.1.2.3"}, 0.0, "1"),
    ],
)
def test_the_usual_methods(asker: dict[str, str], draw: float, id: str) -> None:
    assert chosen(FIVE, draw, **asker) == id


@pytest.mark.parametrize(
    ("locations", "draws"),
    [
        (written('weight="1"', 'weight="3"'), {0.0: "0", 0.24: "0", 0.25: "1", 0.999: "1"}),
        (written('weight="0"', "", 'weight="0.5"'), {0.0: "1", 0.66: "1", 0.67: "2"}),
        (written('weight="0"', 'weight="0"', 'weight="-1"'), {0.0: "0", 0.34: "1", 0.99: "2"}),
        (written('weight="0"'), {0.0: "0", 0.99: "0"}),
        (written(), {0.0: None}),
        (written('weight="0" score="9"', 'score="1"', chooseby="weighted,score"), {0.0: "1"}),
        (written('score="9"', 'score="9"', "", chooseby="score"), {0.0: "0", 0.5: "1"}),
        (written('country="de"', 'country="fr"', chooseby="country"), {0.0: "0", 0.5: "1"}),
        (written('country="de"', "", chooseby=" Country , unheard-of"), {0.0: "1"}),
    ],
)
def test_what_is_left_is_drawn_by_weight(locations: Locations, draws: dict[float, str | None]) -> None:
    assert {draw: chosen(locations, draw) for draw in draws} == draws


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (b"", "cannot read octets as <locations>: the XML is broken at line 1, column 1"),
        (b"<locations>", "cannot read octets as <locations>: the XML is broken at line 1, column 12"),
        (b"<place/>", "cannot read octets as <locations>: expected that element, got <place>"),
        (b"\xff", "cannot read octets as <locations>: they are not UTF-8 at octet 0"),
        (b" " * 65_537, "cannot read octets as <locations>: expected at most 65536 octets, got 65537"),
        (
            b'<!DOCTYPE l [<!ENTITY a "aa">]><locations>&a;</locations>',
            "cannot read octets as <locations>: document types and entities are not allowed",
        ),
        (
            b"<locations>" + b"<a>" * 40 + b"</a>" * 40 + b"</locations>",
            "cannot read octets as <locations>: expected at most 32 elements in one another",
        ),
        (
            b"<locations>" + b'<location href="x"/>' * 257 + b"</locations>",
            "expected at most 256 locations, got 257",
        ),
        (b"<locations><location/></locations>", "location 1 has neither href nor href_template"),
        (
            b'<locations><location href="x"/><location href="x" weight="nan"/></locations>',
            "cannot read 'nan' as the weight of location 2: expected a number up to 1000000000",
        ),
        (
            b'<locations><location href="x" score="high"/></locations>',
            "cannot read 'high' as the score of location 1: expected a number up to 1000000000",
        ),
        (
            b'<locations><location href="x" http_sc="200"/></locations>',
            "cannot read '200' as the http_sc of location 1: expected 301, 302, 303, 307 or 308",
        ),
        (
            b'<locations><location href="x" addresses="10.0.0.0/33"/></locations>',
            "cannot read '10.0.0.0/33' as one of the addresses of location 1: expected CIDR, as in 10.0.0.0/8",
        ),
    ],
)
def test_other_octets_are_refused(octets: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Locations.parse(octets)

    assert refusal.value.sentence == sentence


@given(
    st.lists(
        st.builds(
            Location,
            href=st.just("x"),
            weight=st.floats(-1, 5),
            score=st.floats(-1, 1),
            country=st.sampled_from(["", "CN", "GB"]),
        ),
        max_size=6,
    ),
    st.lists(st.sampled_from([*USUAL_CHOICE, "other"]), max_size=4),
    st.floats(0, 1, exclude_max=True),
)
def test_one_is_chosen_where_there_is_any(locations: list[Location], methods: list[str], draw: float) -> None:
    location = choose(Locations(tuple(locations), tuple(methods)), Question(country="CN"), draw)

    assert (location in locations) if locations else (location is None)


@given(
    st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: f'<locations chooseby="{text}"/>'.encode(errors="replace"))
)
def test_reading_gives_locations_or_refuses(octets: bytes) -> None:
    with suppress(Malformed):
        Locations.parse(octets)
