"""There and back beside GS1: what is read from the canonical text is the same, DER and base58 are exact inverses."""

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.checkdigit import (
    HIBC_ALPHABET,
    ISO7064,
    USCC_ALPHABET,
    hibc_character,
    iso7064_characters,
    s10_character,
    uscc_character,
)
from schemas.errors import Malformed
from schemas.identifiers import base58, bid, oid, ors, vaa
from schemas.identifiers.bid import Bid
from schemas.identifiers.oid import Oid
from schemas.identifiers.recognise import recognise, scheme

# No deadline: the first draw compiles what it draws from, on a machine that may be busy.
NEAR = settings(max_examples=100, deadline=None)

DIGITS = string.digits
CAPITALS = string.ascii_uppercase
ALNUM = DIGITS + string.ascii_letters


def text(characters: str, least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(characters), min_size=least, max_size=most)


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(one) if isinstance(one, str) else one for one in parts)).map("".join)


def checked(body: st.SearchStrategy[str], character: Any) -> st.SearchStrategy[str]:
    return body.map(lambda whole: whole + character(whole))


arcs = st.integers(0, 99_999) | st.integers(0, oid.LARGEST_ARC)
oids = st.builds(
    lambda head, tail: Oid((*head, *tail)),
    st.tuples(st.integers(0, 1), st.integers(0, 39)) | st.tuples(st.just(2), arcs),
    st.lists(arcs, max_size=8).map(tuple),
).filter(lambda one: not one.national or len(one.dotted) <= oid.LONGEST_NATIONAL)

base58_text = "".join(base58.ALPHABET)
dates = st.dates().map(lambda day: day.strftime("%y%m%d")).filter(lambda day: day != "000229")
idchars = ALNUM + "._-"
sn = text(DIGITS + CAPITALS + "-/", 1, 30)

GOOD: dict[str, st.SearchStrategy[str]] = {
    "handle": joined(text(ALNUM, 1, 8), ".", text(DIGITS, 1, 8), "/", text(ALNUM + " /:.中文", 1, 40)),
    "uuid": st.uuids(allow_nil=True).map(str) | st.uuids().map(lambda one: one.urn.upper()),
    "uscc": checked(joined(text(USCC_ALPHABET, 2, 2), text(DIGITS, 6, 6), text(USCC_ALPHABET, 9, 9)), uscc_character),
    "oid": oids.map(lambda one: one.dotted) | oids.map(lambda one: one.iri),
    "oid-cn": joined("1.2.156.", text("123456789", 1, 6), ".", text(CAPITALS, 1, 20), ".", text(CAPITALS + "-1", 1, 9)),
    "bid": joined("did:bid:", st.sampled_from(["", "12av:"]), st.sampled_from("ezs"), "f", text(base58_text, 22, 31))
    | joined("did:bid:", st.sampled_from("ezs"), "s", text(ALNUM + "+/", 30, 30), "==")
    | joined("did:bid:", st.sampled_from("ezs"), "t", text(DIGITS + string.ascii_lowercase, 42, 42))
    | joined("did:vaa:", text(base58_text, 27, 31)),
    "vaa": joined(st.sampled_from(["", "15N"]), "VAA", text(DIGITS, 14, 14), text(ALNUM + "*+-./()!", 1, 33))
    | joined("did:vaa:", text(ALNUM, 1, 12), ":", text(ALNUM + "/.:", 1, 40)),
    "did": joined("did:", text(DIGITS + string.ascii_lowercase, 1, 6).map("x".__add__), ":", text(idchars, 1, 40))
    | joined("did:web:", text(string.ascii_lowercase, 1, 9), ".cn%3A", text(DIGITS, 1, 5), ":", text(ALNUM, 1, 9))
    | st.binary(min_size=32, max_size=32).map(lambda key: f"did:key:z{base58.encode(bytes([0xED, 1]) + key)}"),
    "ecode": joined(st.sampled_from(["", "E="]), "1", text(DIGITS, 5, 24))
    | joined("2", text(DIGITS, 5, 32))
    | joined("https://www.iotroot.com/E=3", text(DIGITS, 5, 5), text(ALNUM, 1, 39))
    | joined("E=4", text(DIGITS, 5, 5), text("中文%+=" + ALNUM, 1, 60)),
    "ma": joined(
        "MA.", text(DIGITS, 3, 3), ".M0.", text(DIGITS, 6, 6), ".", text(DIGITS, 8, 8), ".S", text(ALNUM, 1, 9)
    )
    | joined("MA.156.M0.100204.13351764.M", dates, ".L", text(ALNUM, 1, 9), ".E", dates)
    | joined("MA.156.", text(DIGITS, 4, 4), ".", text(DIGITS, 4, 4), st.sampled_from(["", "/"]))
    | joined(
        "MA.156.1003.", text(ALNUM, 1, 9), "/", text(DIGITS, 2, 2), ".", text(DIGITS, 8, 8), ".", text(ALNUM, 1, 9)
    ),
    "iso15459": joined("25S", "UN", text(DIGITS, 9, 9), sn)
    | joined(st.sampled_from(["25P", "1J", "6J", "18V", "20K", "21V"]), "LE", text(CAPITALS, 2, 30))
    | joined(st.sampled_from(["37S", "26B"]), "VTD", text(CAPITALS, 2, 9), "+", text(DIGITS + CAPITALS, 1, 30))
    | joined("42S03LE", text(CAPITALS, 1, 9), text(DIGITS, 3, 3))
    | joined("15NVAA", text(DIGITS, 14, 14), text(ALNUM, 1, 33))
    | checked(joined("+", text(CAPITALS, 4, 4), text(ALNUM.upper(), 1, 18), text(DIGITS, 1, 1)), hibc_character)
    | checked(joined("+A123B1/", text(HIBC_ALPHABET, 1, 20)), hibc_character)
    | text(DIGITS, 8, 8).map(lambda number: f"RR{number}{s10_character(number)}CN"),
    "iso15434": st.lists(text(ALNUM, 1, 20).map("1T".__add__), min_size=1, max_size=5).map(
        lambda records: "\x1d".join(["[)>\x1e06", *records]) + "\x1e\x04"
    ),
    "iso7064": text(DIGITS, 1, 30).map(lambda body: body + iso7064_characters("mod11,10", body))
    | text(ISO7064["mod37,36"][0], 3, 30)
    .map("A1".__add__)
    .map(lambda body: body + iso7064_characters("mod37,36", body)),
}


@pytest.mark.parametrize("name", sorted(GOOD))
@NEAR
@given(st.data())
def test_the_canonical_text_is_read_as_the_same(name: str, data: st.DataObject) -> None:
    own = scheme(name)
    noun = own.parse(data.draw(GOOD[name]))

    canonical = own.canonical(noun)

    assert own.parse(canonical) == noun
    assert own.canonical(own.parse(canonical)) == canonical


@pytest.mark.parametrize("name", sorted(GOOD))
@NEAR
@given(st.data())
def test_a_good_text_is_recognised_and_its_parts_lie_where_they_say(name: str, data: st.DataObject) -> None:
    own = scheme(name)
    written = data.draw(GOOD[name])
    noun = own.parse(written)
    canonical = own.canonical(noun)

    parts = own.explain(noun)

    assert name == "iso7064" or name in [likeness.scheme for likeness in recognise(written)]
    for part in parts:
        assert canonical[part.position - 1 :].startswith(part.text)
    assert own.components(noun)


@NEAR
@given(oids)
def test_an_oid_survives_every_form(read: Oid) -> None:
    braces = "{" + " ".join(f"arc-{place}({arc})" for place, arc in enumerate(read.arcs)) + "}"

    for written in (read.dotted, f"urn:oid:{read.dotted}", read.iri, f"oid:{read.iri}", braces):
        assert oid.parse(written) == read
    assert oid.from_der(oid.to_der(read)) == read
    if read.ors_name is not None:
        assert ors.parse(read.ors_name) == read
        assert ors.parse(f"ors-dummy.{read.ors_name}"[-254:]) == read or len(read.ors_name) > 244


@NEAR
@given(st.binary(max_size=40))
def test_octets_are_an_oid_or_refused_and_then_exact(data: bytes) -> None:
    framed = bytes([6, len(data)]) + data
    try:
        read = oid.from_der(framed)
    except Malformed:
        return

    assert oid.to_der(read) == framed


@NEAR
@given(st.binary(max_size=80))
def test_base58_is_exact(data: bytes) -> None:
    assert base58.decode(base58.encode(data)) == data


@NEAR
@given(st.binary(min_size=32, max_size=32), st.sampled_from("fs"), st.sampled_from(["", "12av"]))
def test_what_a_key_gives_is_a_bid(key: bytes, encoding: str, acsn: str) -> None:
    made = bid.derive("e", encoding, key, acsn)

    read = bid.parse(made.text)

    assert isinstance(read, Bid)
    assert read == made
    assert bid.components(read)["payload_bytes"] == 22


@NEAR
@given(GOOD["vaa"])
def test_the_data_identifier_does_not_change_a_vaa_code(written: str) -> None:
    assert vaa.parse(vaa.canonical(vaa.parse(written))) == vaa.parse(written.removeprefix("15N"))
