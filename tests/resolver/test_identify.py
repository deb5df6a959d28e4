"""Identifying: the one place that decides what a text stands for here."""

from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.identify import Identified, Led, Named, Unmapped, Unread, identify
from resolver.replica.entry import Corrupt
from schemas.change import PrefixStanding
from tests.resolver.edge.standing import PaperShelf
from tests.resolver.edge.stocked import stocked

SHELF = stocked()

# Every spelling here leads to 88.1000.1/PIECE.
LEADING = [
    "(01)09506000134352(21)A/B",
    "(01)09506000134352(10)LOT(17)261231(21)A/B",
    "^010950600013435221A/B",
    "\x1d010950600013435221A/B",
    "]d2010950600013435221A/B",
    "https://id.gs1.org/01/09506000134352/21/A%2FB",
    "urn:epc:id:sgtin:950600.0013435.A%2FB",
    "gs1:/01/09506000134352/21/A%2FB",
    "[)>\x1e05\x1d010950600013435221A/B\x1e\x04",
    "106141412345678908",
    "urn:epc:id:sscc:0614141.1234567890",
    "1.2.156.3001.8",
    "urn:oid:1.2.156.3001.8",
    "/1/2/156/3001/8",
    "E=100640000123",
    "100640000123",
    "https://www.iotroot.com/E=100640000123",
    "MA.156.1003.1629/10.46100000.X",
    "MA.156.1003.1629/10.46100000.X/",
    "VAA08810012345678ABC",
    "15NVAA08810012345678ABC",
    "25SUN123456789ABC",
    "did:vaa:code:88.118.8/A",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
    "2.25.329800735698586629295641978511506172918",
    "91350100M000100Y43",
    "91350100m000100y43",
]


def brief(identified: Identified) -> tuple[str, str]:
    match identified:
        case Named(handle):
            return "named", handle.text
        case Led(reading, reached):
            return "led", f"{reached.handle.text} by {reading.scheme}"
        case Unmapped(reading):
            return "unmapped", reading.mapped.key.decode()
        case Unread(refusal):
            return "unread", refusal


@pytest.mark.parametrize("text", LEADING, ids=repr)
def test_every_spelling_leads_to_its_record(text: str) -> None:
    identified = identify(SHELF, text)

    assert isinstance(identified, Led)
    assert identified.reached.handle.text == "88.1000.1/PIECE"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("88.1000.1/URL", ("named", "88.1000.1/URL")),
        ("88.1000.1/none", ("named", "88.1000.1/none")),
        ("88.1000.2/URL", ("named", "88.1000.2/URL")),
        ("88.1000.3/x", ("named", "88.1000.3/x")),
        ("0.NA/88.1000.1", ("named", "0.NA/88.1000.1")),
        ("88.9.9/x", ("named", "88.9.9/x")),
        ("10.1000/x", ("named", "10.1000/x")),
        ("01/09506000134352", ("named", "01/09506000134352")),
        ("1.2.156.3001.9", ("led", "88.1000.1/PLAIN by oid")),
        ("1.2.156.3002.1", ("led", "88.1000.2/MAP by oid")),
        ("1.2.156.3001.7", ("unmapped", "oid:1.2.156.3001.7")),
        ("9506000134352", ("unmapped", "gs1:/01/09506000134352")),
        ("MA.156.1003.1629/10.Y", ("unmapped", "ma:MA.156.1003.1629/10.Y")),
        ("9506000134353", ("unread", "check digit of the GTIN is 3, expected 2")),
        ("MA.156.1003/10", ("unread", "number of segments of the MA code is 3, expected at least 4")),
        ("urn:oid:1.02", ("unread", "arc 2 of the OID is '02', expected it without leading zeros")),
        ("(10)LOT", ("unread", "GS1 data hold AI 10, expected a primary key among them")),
        ("hello", ("unread", "cannot read 'hello' as a handle: expected a slash between prefix and suffix")),
        ("88.1000.1/", ("unread", "cannot read '88.1000.1/' as a handle: the suffix is empty")),
        ("88.1000.1", ("unread", "cannot read '88.1000.1' as a handle: expected a slash between prefix and suffix")),
        ("", ("unread", "cannot read '' as a handle: expected a slash between prefix and suffix")),
    ],
)
def test_what_a_text_stands_for(text: str, told: tuple[str, str]) -> None:
    assert brief(identify(SHELF, text)) == told


def test_a_handle_that_is_served_here_is_a_handle_whatever_else_it_may_be() -> None:
    """`1.2.3.4/x` may be anybody's prefix; what a record elsewhere carries does not take it away."""
    shelf = PaperShelf()
    shelf.grant("MA.156.1003.1629")
    shelf.grant("88.1000.1")
    shelf.put("88.1000.1/A", *(value for value in (SHELF.find(b"88.1000.1/PIECE") or fail()).values()))

    assert brief(identify(shelf, "MA.156.1003.1629/10.46100000.X")) == ("named", "MA.156.1003.1629/10.46100000.X")
    shelf.grant("MA.156.1003.1629", standing=PrefixStanding.CLOSED)
    assert brief(identify(shelf, "MA.156.1003.1629/10.46100000.X"))[0] == "named"


def test_damage_on_the_way_is_told() -> None:
    shelf = stocked()
    shelf.damaged.add(b"oid:1.2.156.3001.8")

    with pytest.raises(Corrupt):
        identify(shelf, "urn:oid:1.2.156.3001.8")


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert brief(identify(SHELF, text))[0] in ("named", "unmapped", "unread")


def fail() -> NoReturn:
    raise AssertionError("it is there")
