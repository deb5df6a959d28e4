"""Tags to the octet: the examples of the Tag Data Standard, and what each part of an EPC means."""

import pytest

from schemas.errors import Malformed
from schemas.identifiers import epc, gs1_ai, gs1_digital_link, gs1_element_string
from schemas.identifiers.gs1.elements import read_bracketed
from schemas.identifiers.scheme import Part, Words
from schemas.identifiers.tags import plus
from schemas.identifiers.tags.binary import BY_HEADER, CODINGS, read_octets, read_tag_urn


@pytest.mark.parametrize(
    ("urn", "digits"),
    [
        # TDS 1.13 appendix E, from memory of the standard; those of SGTIN also stand in the published vectors.
        ("sgtin-96:3.0614141.812345.6789", "3074257BF7194E4000001A85"),
        ("sgtin-198:3.0614141.712345.32a%2Fb", "3674257BF6B7A659B2C2BF100000000000000000000000000000"),
        ("sscc-96:3.0614141.1234567890", "3174257BF4499602D2000000"),
        ("sgln-96:3.0614141.12345.5678", "3274257BF46072000000162E"),
        ("sgln-195:3.0614141.12345.32a%2Fb", "3974257BF46072CD9615F8800000000000000000000000000000"),
        ("grai-96:3.0614141.12345.5678", "3374257BF40C0E400000162E"),
        ("grai-170:3.0614141.12345.32a%2Fb", "3774257BF40C0E59B2C2BF1000000000000000000000"),
        ("giai-96:3.0614141.5678", "3474257BF40000000000162E"),
        ("giai-202:3.0614141.32a%2Fb", "3874257BF59B2C2BF10000000000000000000000000000000000"),
        ("gsrn-96:3.0614141.1234567890", "2D74257BF4499602D2000000"),
        ("gsrnp-96:3.0614141.1234567890", "2E74257BF4499602D2000000"),
        ("gdti-96:3.0614141.12345.5678", "2C74257BF46072000000162E"),
        ("gdti-113:3.0614141.12345.006847", "3A74257BF460720000000007AE7F8000"),
        ("gdti-174:3.0614141.12345.ABCDEFGHIJKLMNOPQ", "3E74257BF46073061438916347912654B993674FA144"),
        ("sgcn-96:3.4012345.67890.04711", "3F74F4E4E612640000019907"),
        ("cpi-96:3.0614141.98765.12345", "3C74257BF400C0E680003039"),
        ("cpi-var:3.0614141.5PQ7%2FZ43.12345", "3D74257BF75411DEF6B4CC00000003039000"),
        ("itip-110:3.4012345.012345.01.02.981", "4074F4E4E40C0E40820000000F54"),
        ("itip-212:3.4012345.012345.01.02.mw133", "4174F4E4E40C0E4082DBDD8B36600000000000000000000000000000"),
        ("gid-96:31415.271828.1414", "350007AB70425D4000000586"),
    ],
)
def test_a_tag_is_written_as_in_the_standard(urn: str, digits: str) -> None:
    tag = read_tag_urn(f"urn:epc:tag:{urn}")

    assert tag.hex == digits
    assert read_octets(bytes.fromhex(digits)).urn == f"urn:epc:tag:{urn}"


def test_every_coding_has_its_header_once() -> None:
    assert len(BY_HEADER) == len(CODINGS)
    assert len(plus.BY_HEADER) == len(plus.PLUS_CODINGS)
    assert not BY_HEADER.keys() & plus.BY_HEADER.keys()


@pytest.mark.parametrize(
    ("digits", "elements"),
    [
        # TDS 2.3 appendix E.3: the parts that it has in common with the examples of the "++" schemes.
        ("F73795211411234538566CB0AFC4", (("01", "79521141123453"), ("21", "32a/b"))),
        ("FB342CDE795211411234538566CB0AFC4000", (("01", "79521141123453"), ("21", "32a/b"), ("17", "220630"))),
        ("F90095201234567891235000", (("00", "095201234567891235"),)),
        ("F3309521141123454010266AE27FDF35", (("8006", "095211411234540102"), ("21", "rif981"))),
    ],
)
def test_a_plus_tag_is_read_and_written_to_the_octet(digits: str, elements: tuple[tuple[str, str], ...]) -> None:
    tag = plus.read_octets(bytes.fromhex(digits))

    assert tag.elements == elements
    assert tag.octets.hex().upper() == digits


@pytest.mark.parametrize(
    ("serial", "encoding"), [("00017", 0), ("AF09", 1), ("af09", 2), ("Az_9", 3), ("a/b", 4), ("ABZ-9X", 5)]
)
def test_text_in_a_plus_tag_takes_the_shortest_encoding(serial: str, encoding: int) -> None:
    tag = plus.PlusTag("sgtin+", (("01", "79521141123453"), ("21", serial)))

    # Header, toggle and filter are 12 bits, the GTIN 56; then come three bits of encoding.
    assert int.from_bytes(tag.octets[:9], "big") >> 1 & 7 == encoding
    assert plus.read_octets(tag.octets) == tag


def test_an_epc_says_what_its_parts_mean() -> None:
    assert epc.explain(epc.parse("urn:epc:id:sgtin:0614141.812345.a%2Fb")) == [
        Part(9, "id:sgtin", Words("EPC 方案 SGTIN", "EPC scheme")),
        Part(18, "0614141", Words("厂商识别代码", "company prefix")),
        Part(26, "812345", Words("指示符与项目参考号", "indicator and item reference")),
        Part(33, "a%2Fb", Words("序列号", "serial")),
    ]


def test_a_part_with_the_serial_0_is_an_epc_and_no_digital_link() -> None:
    # TDS 1.13 §6.3.14 allows the serial 0; the check of AI 8011 does not.
    one, none = (epc.components(epc.parse(f"urn:epc:id:cpi:0614141.123456.{serial}")) for serial in (1, 0))

    assert one["dl"] == "https://id.gs1.org/8010/0614141123456/8011/1"
    assert (none["serial"], "dl" in none, one.keys() - none.keys()) == ("0", False, {"dl"})


def test_gs1_data_say_what_their_parts_mean() -> None:
    read = gs1_element_string.parse("]C101069012345678921726120010A")

    assert [(part.position, part.text, part.meaning.zh) for part in gs1_element_string.explain(read)] == [
        (1, "^", "功能符 FNC1：GS1 数据"),
        (2, "01", "应用标识符 01"),
        (4, "0", "指示符"),
        (5, "6901234", "厂商识别代码"),
        (12, "56789", "全球贸易项目代码参考号"),
        (17, "2", "校验位"),
        (18, "17", "应用标识符 17"),
        (20, "261200", "有效期：2026-12"),
        (26, "10", "应用标识符 10"),
        (28, "A", "批号"),
    ]


def test_measures_and_days_are_spelt_out() -> None:
    read = gs1_ai.parse("(01)06901234567892(3103)000195(11)990131(7007)260901260930")

    assert [part.meaning.en for part in gs1_ai.explain(read)][-7:] == [
        "application identifier 3103",
        "net weight: 0.195 kg",
        "application identifier 11",
        "production date: 1999-01-31",
        "application identifier 7007",
        "harvest date: 2026-09-01",
        "harvest date: 2026-09-30",
    ]


@pytest.mark.parametrize(
    "text", ["(21)A", "(02)12345678901231", "(01)12345678901231(37)1", "(400)A(400)B", "(253)1234567890128(8030)A"]
)
def test_only_associations_refuse_what_has_a_good_structure(text: str) -> None:
    """The twin of the refusals: with the rules off the same text is read."""
    assert read_bracketed(text, associations=False).bracketed == text
    with pytest.raises(Malformed):
        read_bracketed(text)


def test_a_port_may_be_left_empty() -> None:
    # RFC 3986 §3.2.3: port = *DIGIT
    assert gs1_digital_link.parse("https://a:/01/12312312312333").stem == "https://a:"


def test_a_link_keeps_what_is_not_gs1_and_forgets_the_fragment() -> None:
    link = gs1_digital_link.parse("HTTPS://a.example:8443/x/01/06901234567892/10/A%2FB?17=261231&linkType=gs1:pip&y#z")

    assert link.stem == "HTTPS://a.example:8443/x"
    assert link.qualifiers == (("10", "A/B"),)
    assert link.attributes == (("17", "261231"),)
    assert link.others == ("linkType=gs1:pip", "y")
    assert link.canonical == "https://id.gs1.org/01/06901234567892/10/A%2FB?17=261231"
