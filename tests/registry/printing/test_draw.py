"""Drawing: every symbol is read back as what it should say, and what cannot be said is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.printing.draw import draw
from registry.printing.make import make
from registry.printing.read_back import read_back
from schemas.errors import Malformed
from schemas.identifiers.gs1.elements import ElementString
from schemas.printing.content import Content, fitting, of_elements
from schemas.printing.hanxin.read import read_hanxin
from schemas.printing.symbol import Symbol
from schemas.printing.symbology import SYMBOLOGIES, Symbology, symbology
from tests.schemas.identifiers.drawing import element_strings

# An AI has one value on one thing: with two, no reader takes the data for good.
STRINGS_DRAWN = element_strings().filter(lambda one: len({ai for ai, _ in one.elements}) == len(set(one.elements)))

PLAIN = [name for name, one in SYMBOLOGIES.items() if not one.gs1]
GS1 = [name for name, one in SYMBOLOGIES.items() if one.gs1]

ASCII = "".join(map(chr, range(32, 127)))
TEXTS = {
    "one character": "A",
    "digits": "0123456789012345678",
    "all of ASCII": ASCII[:80],
    "the rest of ASCII": ASCII[80:] + ASCII[:60],
    "percent": "100%%%A%41+%GS",
    "capitals": "HTTPS://ID.EXAMPLE.CN/88.1000.1/SN-1",
    "an address": "https://id.example.cn/88.1000.1/%E6%B3%B5?a=b&c#d",
    "backslashes and brackets": "\\x1d[01]\\F^]d2",
    "Chinese": "88.1000.1/离心泵-7",
    "Chinese alone": "工业互联网标识解析二级节点",
    "Latin letters": "Ærøskøbing–é",
    "rare Chinese": "𠮷𪚥㐂鿿",
    "emoji": "😀👷🏽",
}
STRINGS = {
    "a GTIN": (("01", "09506000134352"),),
    "FNC1 in the middle": (("01", "09506000134352"), ("10", "ABC"), ("21", "7")),
    "percent in a value": (("01", "09506000134352"), ("10", "A%B%%"), ("21", "%")),
    "FNC1 before a fixed value": (("01", "09506000134352"), ("10", "ABC"), ("17", "261231")),
    "letters and signs": (("01", "09506000134352"), ("21", "aZ0!\"%&'()*+,-./")),
    "an SSCC": (("00", "106141412345678908"),),
    "digits in pairs and odd": (("01", "09506000134352"), ("10", "1234567"), ("21", "123")),
    "a new AI": (("00", "106141412345678908"), ("4300", "ACME"), ("4307", "CN")),
    "AI 235 at the end": (("01", "09506000134352"), ("10", "A"), ("235", "TPX")),
    "a coupon of 8200": (("01", "09506000134352"), ("8200", "http://a.cn/%")),
}


def carries(text: str, one: Symbology) -> bool:
    return text.isascii() or not one.ascii


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_is_drawn_and_read_back(name: str, text: str) -> None:
    one = symbology(name)
    if not carries(text, one):
        with pytest.raises(Malformed, match="expected ASCII in"):
            fitting(Content(text), one)
        return
    symbol = draw(Content(text), one)

    assert symbol.text == text
    if name == "han-xin":
        assert read_hanxin(symbol.rows) == text
    else:
        reading = read_back(symbol)
        assert reading is not None
        assert (reading.identifier, reading.octets, reading.text) == (one.identifier, text.encode(), text)


@pytest.mark.parametrize("name", GS1)
@pytest.mark.parametrize("elements", STRINGS.values(), ids=STRINGS)
def test_an_element_string_is_drawn_and_read_back(name: str, elements: tuple[tuple[str, str], ...]) -> None:
    one = symbology(name)
    string = ElementString(elements)

    reading = read_back(draw(Content(string.bracketed, string), one))

    assert reading is not None
    assert reading.identifier == one.identifier
    assert reading.octets.decode() == string.unbracketed[1:].replace("^", "\x1d")


@settings(max_examples=300, deadline=None)
@given(STRINGS_DRAWN, st.sampled_from(["gs1-qr", "gs1-data-matrix"]))
def test_any_element_string_comes_back(elements: ElementString, name: str) -> None:
    content = of_elements(elements)

    reading = read_back(draw(content, symbology(name)))

    assert reading is not None
    assert reading.octets == content.octets


@settings(max_examples=100, deadline=None)
@given(STRINGS_DRAWN.filter(lambda drawn: len(drawn.plain.unbracketed) <= 49))
def test_any_short_element_string_comes_back_from_bars(elements: ElementString) -> None:
    content = fitting(of_elements(elements), symbology("gs1-128"))

    assert draw(content, symbology("gs1-128")).text == content.text


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=80),
    st.sampled_from(["qr", "data-matrix"]),
    st.sampled_from(["L", "M", "Q", "H"]),
)
def test_any_text_comes_back(text: str, name: str, level: str) -> None:
    one = symbology(name)

    assert draw(Content(text), one, level if one.levels else "").text == text


@pytest.mark.parametrize(
    ("name", "level", "longest", "sentence"),
    [
        ("qr", "L", "a" * 2953, "content of 2954 octets does not fit into a QR code of level L"),
        ("qr", "L", "7" * 7089, "content of 7090 octets does not fit into a QR code of level L"),
        ("qr", "M", "a" * 2331, "content of 2332 octets does not fit into a QR code of level M"),
        ("qr", "H", "A" * 1852, "content of 1853 octets does not fit into a QR code of level H"),
        ("data-matrix", "", "7" * 3116, "content of 3117 octets does not fit into a Data Matrix"),
        ("han-xin", "L1", "a" * 4350, "content of 4351 octets does not fit into a Han Xin code of level L1"),
    ],
)
def test_the_longest_text_is_drawn_and_no_longer_one(name: str, level: str, longest: str, sentence: str) -> None:
    one = symbology(name)

    assert draw(Content(longest), one, level).text == longest
    with pytest.raises(Malformed) as refusal:
        draw(Content(longest + longest[0]), one, level)
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
def test_a_stronger_level_asks_for_more_modules(level: str) -> None:
    sizes = {one: draw(Content("https://id.example.cn/88.1000.1/SN-1"), symbology("qr"), one).width for one in "LMQH"}

    assert sizes[level] >= sizes["L"]
    assert sizes["H"] > sizes["L"]


def test_the_same_content_is_the_same_symbol() -> None:
    for name in PLAIN:
        content = Content("88.1000.1/SN-7")
        assert draw(content, symbology(name)) == draw(content, symbology(name))


def test_a_data_matrix_is_square() -> None:
    for length in range(1, 60):
        symbol = draw(Content("1" * length), symbology("data-matrix"))
        assert symbol.width == len(symbol.rows)


def test_what_reads_as_something_else_is_not_given_out() -> None:
    """A symbol of another symbology, with FNC1 where there should be none, is what the comparison is for."""
    string = ElementString((("01", "09506000134352"),))
    gs1 = make(Content(string.bracketed, string), symbology("gs1-qr"))

    reading = read_back(Symbol(symbology("qr"), gs1.width, gs1.rows, gs1.text))

    assert reading is not None
    assert reading.identifier == "]Q3" != symbology("qr").identifier


def test_a_symbol_with_damage_is_read_or_not_but_never_as_something_else() -> None:
    symbol = make(Content("88.1000.1/SN-7"), symbology("code-128"))
    seen = set()
    for bit in range(symbol.width):
        reading = read_back(Symbol(symbol.symbology, symbol.width, (symbol.rows[0] ^ 1 << bit,), symbol.text))
        seen.add(reading.text if reading else None)

    assert seen <= {None, "88.1000.1/SN-7"}
    assert None in seen
