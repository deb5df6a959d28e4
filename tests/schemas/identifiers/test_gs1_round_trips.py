"""There and back: element strings, Digital Links, compressed links, EPC URNs, the bits of tags."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.checkdigit import CSET82, gs1_character
from schemas.identifiers import epc, gs1_dl_compressed, gs1_epc_binary_dl, gs1_ons, gtin
from schemas.identifiers.gs1.application import APPLICATIONS
from schemas.identifiers.gs1.compression import compress, decompress
from schemas.identifiers.gs1.elements import ElementString, read_bracketed, read_unbracketed
from schemas.identifiers.gs1.link import DigitalLink, build_link, read_link
from schemas.identifiers.gs1.meaning import pieces
from schemas.identifiers.tags import binary, plus
from schemas.identifiers.tags.binary import CODINGS, Tag
from schemas.identifiers.tags.identity import LAYOUTS, of_elements, read_urn
from schemas.identifiers.tags.plus import DATE_AIS, PLUS_CODINGS, PlusTag
from tests.schemas.identifiers.drawing import digital_links, element_strings, epcs, good_values, tags

# No deadline: the first draw compiles what it draws from, on a machine that may be busy.
NEAR = settings(max_examples=50, deadline=None)
FAR = settings(max_examples=400, deadline=None)


@FAR
@given(st.data())
def test_a_drawn_value_is_good_and_its_pieces_are_the_value(data: st.DataObject) -> None:
    ai = data.draw(st.sampled_from(sorted(APPLICATIONS)))
    value = data.draw(good_values(ai))

    assert "".join(text for text, _, _ in pieces(ai, value)) == value


@NEAR
@given(element_strings())
def test_an_element_string_survives_both_forms(elements: ElementString) -> None:
    assert read_unbracketed(elements.unbracketed, associations=False) == elements
    assert read_bracketed(elements.bracketed, associations=False) == elements
    scanned = "]d2" + elements.unbracketed[1:].replace("^", "\x1d")
    assert read_unbracketed(scanned, associations=False) == elements


@NEAR
@given(digital_links())
def test_a_digital_link_survives_as_text(link: DigitalLink) -> None:
    assert read_link(link.canonical) == link
    assert read_link(link.at("https://example.com/a/b") + ("&" if link.attributes else "?") + "x=1").elements == (
        link.elements
    )


@NEAR
@given(digital_links())
def test_a_digital_link_survives_as_an_element_string(link: DigitalLink) -> None:
    string = read_unbracketed(link.element_string.unbracketed, associations=False)

    # 10 as an attribute beside 235: the path alone says that 235 is the qualifier; from the string it is not built.
    if "235" in dict(link.qualifiers) and "10" in dict(link.attributes):
        return
    built = build_link(string)

    assert (built.key, built.qualifiers) == (link.key, link.qualifiers)
    assert sorted(built.attributes) == sorted(link.attributes)


@NEAR
@given(digital_links())
def test_a_digital_link_survives_the_old_compression(link: DigitalLink) -> None:
    packed = compress(link.elements)

    elements, others = decompress(packed)

    assert (tuple(elements), others) == (link.elements, [])
    if "235" not in dict(link.qualifiers) and 4 <= len(packed) <= 512:
        assert gs1_dl_compressed.parse(f"https://id.gs1.org/{packed}").key == link.key


@pytest.mark.parametrize("scheme", sorted(LAYOUTS))
@NEAR
@given(st.data())
def test_an_epc_survives_as_urn_and_as_gs1_data(scheme: str, data: st.DataObject) -> None:
    noun = data.draw(epcs(scheme))

    assert read_urn(noun.urn) == noun
    assert epc.parse(epc.canonical(noun)) == noun
    for ai, value in noun.elements:
        assert APPLICATIONS[ai].value_fault(value) is None
    if noun.elements and LAYOUTS[scheme].kind == "id":
        assert of_elements(dict(noun.elements), len(noun.fields[0])) == noun


@NEAR
@given(tags())
def test_a_tag_survives_as_bits_and_as_urn(tag: Tag) -> None:
    assert binary.read_octets(tag.octets) == tag
    assert binary.read_tag_urn(tag.urn) == tag
    assert epc.parse(tag.hex) == tag.epc
    assert epc.parse(f"urn:epc:raw:{len(tag.octets) * 8}.x{tag.hex}") == tag.epc
    if tag.epc.elements:
        for hexadecimal in (True, False):
            uri = gs1_epc_binary_dl.compressed(tag.octets, "https://example.com/x", hexadecimal=hexadecimal)
            assert gs1_epc_binary_dl.parse(uri).link.stem == "https://example.com/x"
            assert gs1_epc_binary_dl.parse(uri).link.elements == tag.epc.elements


@pytest.mark.parametrize("coding", PLUS_CODINGS, ids=lambda coding: coding.name)
@NEAR
@given(st.data())
def test_a_plus_tag_survives_as_bits(coding: plus.PlusCoding, data: st.DataObject) -> None:
    elements = tuple((ai, data.draw(good_values(ai))) for ai in coding.ais)
    if coding.name == "dsgtin+":
        ai = data.draw(st.sampled_from(DATE_AIS))
        elements += ((ai, data.draw(good_values(ai).filter(lambda value: len(value) == 6))),)
    if coding.name == "sgln+" and (elements[1][1] == "0" or data.draw(st.booleans())):
        elements = elements[:1]
    tag = PlusTag(coding.name, elements, data.draw(st.integers(0, 7)))

    assert plus.read_octets(tag.octets) == tag


@NEAR
@given(st.text(CSET82, min_size=1, max_size=20))
def test_a_serial_of_any_character_survives_every_face(serial: str) -> None:
    elements = ElementString((("01", "06901234567892"), ("21", serial)))

    assert read_link(build_link(elements).canonical).element_string == elements
    noun = of_elements(dict(elements.elements), 7)
    assert Tag(read_urn(noun.urn), "sgtin-198").epc.elements == elements.elements


def test_every_coding_is_drawn() -> None:
    assert {coding.scheme for coding in CODINGS.values()} <= set(LAYOUTS)


@NEAR
@given(st.text("0123456789", min_size=13, max_size=13))
def test_a_gtin_can_be_read_off_its_ons_name(body: str) -> None:
    noun = gtin.parse(body + gs1_character(body))

    labels = gs1_ons.canonical(noun).removesuffix(".gtin.gs1.id.onsepc.com").split(".")

    assert labels[0] + "".join(reversed(labels[1:])) == body
