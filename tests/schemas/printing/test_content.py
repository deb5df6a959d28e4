"""Contents: what a code says about a thing, and what it refuses to say."""

import pytest

from schemas.errors import Malformed
from schemas.printing.content import KINDS, Kind, Said, content_of, elements_of, usual_kind
from schemas.printing.symbology import SYMBOLOGIES, symbology

BASE = "https://id.example.cn"
PUMP = Said("88.1000.1/SN-7")
MAPPED = Said("88.1000.1/SN-7", ("1.2.156.3001", "(01)09506000134352(21)SN-7", "E=1100640001"))


@pytest.mark.parametrize(
    ("kind", "thing", "name", "text"),
    [
        ("url", PUMP, "qr", "https://id.example.cn/88.1000.1/SN-7"),
        ("url", Said("88.1000.1/离心泵 7#"), "qr", f"{BASE}/88.1000.1/%E7%A6%BB%E5%BF%83%E6%B3%B5%207%23"),
        ("url", Said("88.1000.1/../x"), "data-matrix", "https://id.example.cn/88.1000.1%2F..%2Fx"),
        ("url", Said("1.2.156.3001"), "han-xin", "https://id.example.cn/1.2.156.3001"),
        ("url", Said("(01)09506000134352(17)261231(21)A/B"), "qr", f"{BASE}/01/09506000134352/21/A%2FB?17=261231"),
        ("url", Said("9506000134352"), "qr", "https://id.example.cn/01/09506000134352"),
        ("identifier", PUMP, "qr", "88.1000.1/SN-7"),
        ("identifier", Said("88.1000.1/离心泵"), "han-xin", "88.1000.1/离心泵"),
        ("identifier", PUMP, "code-128", "88.1000.1/SN-7"),
        ("element-string", MAPPED, "gs1-data-matrix", "(01)09506000134352(21)SN-7"),
        ("element-string", Said("https://id.gs1.org/01/09506000134352?10=A"), "gs1-qr", None),
        ("element-string", Said("106141412345678908"), "gs1-128", "(00)106141412345678908"),
        ("digital-link", MAPPED, "qr", "https://id.example.cn/01/09506000134352/21/SN-7"),
        ("digital-link", Said("urn:epc:id:sgtin:950600.0013435.7"), "qr", f"{BASE}/01/09506000134352/21/7"),
        ("ecode", MAPPED, "qr", "E=1100640001"),
        ("ecode", Said("E=1100640001"), "data-matrix", "E=1100640001"),
    ],
)
def test_what_a_code_says(kind: Kind, thing: Said, name: str, text: str | None) -> None:
    if text is None:
        with pytest.raises(Malformed, match="AI 10 is in the query, expected it in the path"):
            content_of(kind, thing, BASE, symbology(name))
        return
    content = content_of(kind, thing, BASE, symbology(name))

    assert content.text == text
    assert (content.elements is not None) == (kind == "element-string")


def test_gs1_data_are_octets_behind_fnc1() -> None:
    thing = Said("(01)09506000134352(10)A%B(21)7")

    content = content_of("element-string", thing, BASE, symbology("gs1-qr"))

    assert content.octets == b"010950600013435210A%B\x1d217"


def test_an_fnc1_that_nobody_needs_is_not_drawn() -> None:
    content = content_of("element-string", Said("^0109506000134352^217^"), BASE, symbology("gs1-128"))

    assert content.octets == b"0109506000134352217"


def test_ai_235_goes_last() -> None:
    content = content_of("element-string", Said("(01)09506000134352(235)T(10)A"), BASE, symbology("gs1-qr"))

    assert (content.text, content.octets) == ("(01)09506000134352(10)A(235)T", b"010950600013435210A\x1d235T")


@pytest.mark.parametrize(
    ("kind", "thing", "name", "sentence"),
    [
        (
            "element-string",
            Said("(01)09506000134353"),
            "gs1-qr",
            "check digit of AI 01 is 3, expected 2",
        ),
        ("element-string", Said("9506000134353"), "gs1-qr", "check digit of the GTIN is 3, expected 2"),
        ("url", Said("(01)09506000134353(21)7"), "qr", "check digit of AI 01 is 3, expected 2"),
        ("element-string", Said("88.1/X", ("(01)09506000134353",)), "gs1-128", "check digit of AI 01 is 3, expected 2"),
        (
            "element-string",
            Said("(21)7"),
            "gs1-qr",
            "AI 21 is there alone, expected AI 01 or 03 or 8006 beside it",
        ),
        (
            "element-string",
            Said("urn:epc:id:gid:1.2.3"),
            "gs1-qr",
            "scheme of the EPC is GID, expected one with a GS1 key",
        ),
        (
            "element-string",
            PUMP,
            "gs1-qr",
            "88.1000.1/SN-7 carries no GS1 identifier, expected one for a code with GS1 data",
        ),
        ("digital-link", PUMP, "qr", "88.1000.1/SN-7 carries no GS1 identifier, expected one for a code with GS1 data"),
        ("ecode", PUMP, "qr", "88.1000.1/SN-7 carries no Ecode, expected one for a code that says E="),
        ("url", PUMP, "gs1-qr", "content of a GS1 QR code is url, expected element-string"),
        (
            "element-string",
            MAPPED,
            "qr",
            "content of a QR code is element-string, expected url, identifier, digital-link or ecode",
        ),
        ("identifier", Said(""), "qr", "content of the code is empty, expected at least one character"),
        (
            "identifier",
            Said("88.1/a\tb"),
            "qr",
            "character 7 of the content is '\\t', expected one that can be printed",
        ),
        ("identifier", Said("88.1/泵"), "code-128", "character 6 of the content is '泵', expected ASCII in a Code 128"),
        ("identifier", Said("8" * 81), "code-128", "length of the content is 81, expected at most 80 in a Code 128"),
        (
            "element-string",
            Said("(01)09506000134352(10)" + "A" * 20 + "(21)" + "B" * 20),
            "gs1-128",
            "length of the content is 61, expected at most 48 in a GS1-128 symbol",
        ),
        ("identifier", Said("8" * 8193), "qr", "length of the content is 8193, expected at most 8192"),
    ],
)
def test_what_a_code_does_not_say(kind: Kind, thing: Said, name: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        content_of(kind, thing, BASE, symbology(name))

    assert refusal.value.sentence == sentence


def test_elements_of_what_is_no_gs1_data() -> None:
    with pytest.raises(Malformed) as refusal:
        elements_of("88.1000.1/SN-7")

    assert refusal.value.sentence == "text is '88.1000.1/SN-7', expected GS1 data"


def test_each_symbology_has_a_usual_content() -> None:
    usual = {name: usual_kind(one) for name, one in SYMBOLOGIES.items()}

    assert usual == {
        "qr": "url",
        "gs1-qr": "element-string",
        "data-matrix": "url",
        "gs1-data-matrix": "element-string",
        "gs1-128": "element-string",
        "code-128": "identifier",
        "han-xin": "url",
    }
    assert set(usual.values()) < set(KINDS)


@pytest.mark.parametrize(
    ("name", "level", "sentence"),
    [
        ("qr", "X", "level of a QR code is 'X', expected one of L, M, Q, H"),
        ("data-matrix", "M", "level of a Data Matrix is 'M', expected none"),
        ("aztec", "", "symbology is 'aztec', expected one of " + ", ".join(SYMBOLOGIES)),
    ],
)
def test_an_unknown_symbology_or_level_is_refused(name: str, level: str, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        symbology(name).level(level)

    assert refusal.value.sentence == sentence
