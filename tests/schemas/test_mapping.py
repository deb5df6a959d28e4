"""Mappings: every spelling of one thing comes to one key, different things to different ones, and keys read back."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.checkdigit import CSET82
from schemas.errors import Malformed
from schemas.identifiers.gs1.elements import ElementString
from schemas.identifiers.gs1.link import CANONICAL_STEM, DigitalLink, build_link
from schemas.identifiers.oid import LARGEST_ARC, Oid
from schemas.identifiers.opinion import by_scheme
from schemas.identifiers.recognise import SCHEMES, recognise
from schemas.identifiers.uuid import Uuid
from schemas.mapping import LONGEST_KEY, Mapped, carried, is_mapping, mapped_by, readings
from schemas.value import Value
from tests.schemas.identifiers.drawing import digital_links, epcs, good_values, tags

# One thing a row: its key, then spellings of it.
SPELLINGS: list[tuple[str, list[str]]] = [
    (
        "gs1:/01/09506000134352",
        [
            "09506000134352",
            "9506000134352",
            "(01)09506000134352",
            "^0109506000134352",
            "\x1d0109506000134352",
            "]d20109506000134352",
            "(01)09506000134352(17)261231(3103)000195",
            "https://id.gs1.org/01/09506000134352",
            "http://shop.example/de/p/01/09506000134352?17=261231&linkType=gs1:pip",
            "[)>\x1e05\x1d0109506000134352\x1d17261231\x1e\x04",
            "gs1:/01/09506000134352",
        ],
    ),
    ("gs1:/01/00000096385074", ["96385074", "00000096385074", "000096385074", "(01)00000096385074"]),
    (
        "gs1:/01/09506000134352/21/A%2FB",
        [
            "(01)09506000134352(21)A/B",
            "(21)A/B(01)09506000134352",
            "(01)09506000134352(10)LOT(21)A/B",
            "^0109506000134352" + "10LOT^21A/B",
            "]Q3010950600013435221A/B",
            "https://id.gs1.org/01/09506000134352/21/A%2FB",
            "https://id.gs1.org/01/09506000134352/22/V/10/LOT/21/A%2FB?17=261231",
            "urn:epc:id:sgtin:950600.0013435.A%2FB",
            "urn:epc:id:sgtin:950600013.0435.A%2FB",
            "urn:epc:tag:sgtin-198:3.950600.0013435.A%2FB",
            # An IMEI has no place in a Digital Link, and stands beside the key all the same.
            "(01)09506000134352(21)A/B(8040)123456789012345",
        ],
    ),
    ("gs1:/01/09506000134352/10/LOT", ["(10)LOT(01)09506000134352", "urn:epc:class:lgtin:950600.0013435.LOT"]),
    ("gs1:/01/80614141123458/21/6789", ["3074257BF7194E4000001A85", "https://a.example/eh3074257BF7194E4000001A85"]),
    (
        "gs1:/00/106141412345678908",
        ["106141412345678908", "urn:epc:id:sscc:0614141.1234567890", "(00)106141412345678908"],
    ),
    ("gs1:/414/9506000134352/254/32A", ["(414)9506000134352(254)32A", "urn:epc:id:sgln:950600.013435.32A"]),
    ("gs1:/414/9506000134352", ["(414)9506000134352", "urn:epc:id:sgln:950600.013435.0"]),
    ("oid:1.2.156.3001", ["1.2.156.3001", "urn:oid:1.2.156.3001", "URN:OID:1.2.156.3001", "/1/2/156/3001"]),
    ("oid:1.2.156.3001.abc", ["1.2.156.3001.abc", "1.2.156.3001.ABC", "oid:1.2.156.3001.Abc"]),
    ("oid:1.2.156.3001", ["oid:/1/2/156/3001", "{iso(1) member-body(2) 156 3001}", "3001.156.2.1.oid-res.org."]),
    ("oid:2.25", ["2.25"]),
    (
        "uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        [
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "2.25.329800735698586629295641978511506172918",
            "uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        ],
    ),
    (
        "ecode:100640000123",
        [
            "E=100640000123",
            "https://www.iotroot.com/E=100640000123",
            "http://iotroot.com/api/query/search/E=100640000123",
            "ecode:100640000123",
            "ecode:E=100640000123",
        ],
    ),
    ("ma:MA.156.1003.1629/10.46100000.X", ["MA.156.1003.1629/10.46100000.X", "MA.156.1003.1629/10.46100000.X/"]),
    ("ma:MA.156.M0.100187.10000011", ["MA.156.M0.100187.10000011"]),
    ("vaa:VAA08810012345678ABC", ["VAA08810012345678ABC", "15NVAA08810012345678ABC", "vaa:15NVAA08810012345678ABC"]),
    ("iso15459:25SUN123456789ABC", ["25SUN123456789ABC", "[)>\x1e06\x1d1T77\x1d25SUN123456789ABC\x1e\x04"]),
    ("did:web:w3c-ccg.github.io", ["did:web:w3c-ccg.github.io"]),
    ("did:vaa:code:88.118.8/A", ["did:vaa:code:88.118.8/A"]),
    ("did:bid:ef25rdgmSCtXr6LYwHJvTQ54pPCE6FyDh", ["did:bid:ef25rdgmSCtXr6LYwHJvTQ54pPCE6FyDh"]),
    ("uscc:91350100M000100Y43", ["91350100M000100Y43", "91350100m000100y43", "uscc:91350100M000100Y43"]),
]


@pytest.mark.parametrize(
    ("key", "text"), [(key, text) for key, spellings in SPELLINGS for text in spellings], ids=lambda text: repr(text)
)
def test_every_spelling_comes_to_the_one_key(key: str, text: str) -> None:
    assert Mapped.parse(text).key == key.encode()


def test_different_things_have_different_keys() -> None:
    keys = [key for key, _ in SPELLINGS]

    assert len({Mapped.parse(key).key for key in keys}) == len(set(keys))


@pytest.mark.parametrize("key", sorted({key for key, _ in SPELLINGS}))
def test_a_key_and_what_people_write_read_back(key: str) -> None:
    mapped = Mapped.parse(key)

    assert mapped.key == key.encode()
    (spelt,) = readings(key) if not key.startswith("did:") else readings(key)[:1]
    assert spelt.mapped == mapped
    assert by_scheme(spelt.text, spelt.scheme, associations=False).valid
    # Nine zeros may begin many things: what people write is the surest reading, or one that is meant.
    assert mapped in [reading.mapped for reading in readings(mapped.text)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "text is '', expected an identifier of a known scheme"),
        ("泵", "text is '泵', expected an identifier of a known scheme"),
        ("88.1000.1/SN-7", "text is the handle '88.1000.1/SN-7', expected an identifier of another scheme"),
        ("9506000134353", "check digit of the GTIN is 3, expected 2"),
        ("(01)09506000134353", "check digit of AI 01 is 3, expected 2"),
        ("(10)LOT(17)261231", "GS1 data hold AI 10, 17, expected a primary key among them"),
        ("(415)9506000134352", "path behind AI 415 is without AI 8020, expected it"),
        ("urn:epc:id:gid:1.2.3", "scheme of the EPC is GID, expected one with a GS1 key"),
        ("urn:oid:1.02.3", "arc 2 of the OID is '02', expected it without leading zeros"),
        ("oid:1.2.840.-", "arc 4 of the OID is '-', expected a number"),
        ("E=9", "version of the Ecode is '9', expected 1, 2, 3 or 4"),
        ("MA.156.1003", "number of segments of the MA code is 3, expected at least 4"),
        ("gs1:/10/LOT", "path is '/10/LOT', expected a GS1 primary key and its value at the end"),
        (
            "gs1:/a/b/01/09506000134352",
            "key of the mapped identifier is '/a/b/01/09506000134352', expected a GS1 primary key in front",
        ),
        (
            "[)>\x1e06\x1d1T77\x1e\x04",
            "envelope holds no record of ISO/IEC 15459 and no GS1 data, expected one that names",
        ),
        ("E=400001" + "长" * 700, f"key of the mapped identifier has 2112 octets, expected at most {LONGEST_KEY}"),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_schemes_own_words(text: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        Mapped.parse(text)

    assert str(refused.value) == sentence


def test_asking_considers_whatever_a_text_may_be() -> None:
    assert [one.mapped.key.decode() for one in readings("9506000134352")] == [
        "gs1:/01/09506000134352",
        "gs1:/414/9506000134352",
    ]
    # As a GTIN its check digit is wrong, and as an Ecode nothing is: who registers must say which, who asks need not.
    with pytest.raises(Malformed, match="check digit of the GTIN is 6, expected 5"):
        Mapped.parse("10614141000416")
    assert [one.mapped for one in readings("10614141000416")] == [Mapped("ecode", "10614141000416")]
    assert readings("88.1000.1/SN-7") == ()


@given(digital_links())
def test_element_string_and_digital_link_are_one_thing(link: DigitalLink) -> None:
    expected = Mapped.parse(link.canonical)
    elements = link.element_string

    assert Mapped.parse(elements.unbracketed) == expected
    assert Mapped.parse(elements.bracketed) == expected
    assert Mapped.parse(link.at("https://a.example/x/y")) == expected
    assert Mapped.parse(expected.key.decode()) == expected
    assert Mapped.parse(expected.text) == expected


@given(digital_links(), digital_links())
def test_links_that_differ_in_key_or_qualifiers_have_different_keys(one: DigitalLink, other: DigitalLink) -> None:
    def names(link: DigitalLink) -> tuple[object, ...]:
        serial = any(ai == "21" for ai, _ in link.qualifiers)
        return (link.key, *(pair for pair in link.qualifiers if not (serial and pair[0] in ("10", "22"))))

    assert (Mapped.parse(one.canonical) == Mapped.parse(other.canonical)) is (names(one) == names(other))


@given(st.text(CSET82, min_size=1, max_size=20), st.text(CSET82, min_size=1, max_size=20), good_values("01"))
def test_serials_are_kept_apart_whatever_they_hold(one: str, other: str, gtin: str) -> None:
    keys = [Mapped.parse(f"{CANONICAL_STEM}/01/{gtin}/21/{quote(serial, safe='')}").key for serial in (one, other)]

    assert (keys[0] == keys[1]) is (one == other)


@given(st.sampled_from(["sgtin", "sscc", "sgln", "grai", "giai", "gdti", "cpi", "itip", "lgtin"]).flatmap(epcs))
def test_an_epc_is_what_its_gs1_data_are(epc) -> None:  # type: ignore[no-untyped-def]
    assert Mapped.parse(epc.urn).canonical == build_link(ElementString(epc.elements)).path


@given(tags())
def test_a_tag_is_what_its_epc_is(tag) -> None:  # type: ignore[no-untyped-def]
    assume(tag.epc.elements)
    assert Mapped.parse(tag.urn) == Mapped.parse(tag.epc.urn)


@given(st.lists(st.integers(0, LARGEST_ARC), min_size=1, max_size=4).map(lambda arcs: Oid((1, 3, *arcs))))
def test_every_form_of_an_oid_is_one_thing(oid: Oid) -> None:
    expected = Mapped("oid", oid.dotted)

    for text in (oid.dotted, f"urn:oid:{oid.dotted}", oid.iri, f"oid:{oid.iri}", f"oid:{oid.dotted}"):
        assert Mapped.parse(text) == expected


@given(st.integers(0, 2**128 - 1).map(Uuid))
def test_a_uuid_and_its_arc_are_one_thing(uuid: Uuid) -> None:
    assert Mapped.parse(f"urn:oid:2.25.{uuid.number}") == Mapped.parse(uuid.text.upper()) == Mapped("uuid", uuid.text)


_beginnings = st.sampled_from(
    ["", "(01)", "^01", "]d2", "urn:", "urn:epc:id:", "MA.156.", "E=", "did:", "http://a/01/"]
)


def said(read: Callable[[], object]) -> str | None:
    try:
        read()
    except Malformed as refusal:
        return str(refusal)
    return None


@given(_beginnings, st.text("0123456789abcABC.:/-()", max_size=30))
def test_the_short_way_to_the_surest_scheme_is_the_long_one(beginning: str, rest: str) -> None:
    text = beginning + rest
    surest = recognise(text)
    if not surest or surest[0].scheme == "handle" or re.match("(oid|uscc|uuid|ecode|vaa|ma|gs1|iso15459):", text):
        return
    own: Any = SCHEMES[surest[0].scheme]
    relaxed = {"associations": False} if own.NAME in ("gs1-ai", "gs1-element-string") else {}

    refusal = said(lambda: own.parse(text, **relaxed))

    assert refusal is None or said(lambda: Mapped.parse(text)) == refusal


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    for reading in readings(text):
        assert Mapped.parse(reading.mapped.key.decode()) == reading.mapped


def test_values_carry_what_they_can_be_read_as() -> None:
    values = (
        Value(1, "URL", b"https://a.example/"),
        Value(2, "MAPPING", b"1.2.156.3001"),
        Value(3, "mapping", b"urn:oid:1.2.156.3001"),
        Value(4, "MAPPINGS", b"1.2.156.3002"),
        Value(5, "MAPPING", b"\xff"),
        Value(6, "MAPPING", b"E=9"),
        Value(7, "MAPPING", b"E=100640000123"),
    )

    assert carried(values) == (Mapped("oid", "1.2.156.3001"), Mapped("ecode", "100640000123"))
    assert [value.index for value in values if is_mapping(value)] == [2, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff", "value 5 of type MAPPING is not UTF-8, expected the text of an identifier"),
        (b"E=9", "cannot read value 5 of type MAPPING: version of the Ecode is '9', expected 1, 2, 3 or 4"),
    ],
)
def test_a_value_that_carries_nothing_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        mapped_by(Value(5, "MAPPING", data))

    assert str(refused.value) == sentence
