"""PNG: whole pixels a module at the printer's resolution; what it shows is read by a reader."""

import pytest

from registry.printing.draw import draw
from registry.printing.png import png
from schemas.errors import Malformed
from schemas.printing.content import Content
from schemas.printing.length import MM
from schemas.printing.symbology import SYMBOLOGIES, symbology
from tests.registry.printing.pictures import read_png


@pytest.mark.parametrize(
    ("module", "dpi", "dots"),
    [(MM // 2, 300, 6), (MM // 2, 203, 4), (MM // 2, 600, 12), (250_000, 203, 2), (70_000, 203, 1)],
)
def test_a_module_is_whole_dots(module: int, dpi: int, dots: int) -> None:
    symbol = draw(Content("88.1000.1/SN-7"), symbology("qr"))

    picture = read_png(png(symbol, module, dpi))

    assert picture.width == picture.height == symbol.across * dots
    assert picture.metre == round(dpi / 0.0254)
    for y in range(0, picture.height, dots):
        line = picture.pixels[y * picture.width : (y + 1) * picture.width]
        assert all(line[x : x + dots] in (b"\0" * dots, b"\xff" * dots) for x in range(0, picture.width, dots))
        assert picture.pixels[(y + dots - 1) * picture.width : (y + dots) * picture.width] == line


@pytest.mark.parametrize("name", [name for name, one in SYMBOLOGIES.items() if not one.gs1 and name != "han-xin"])
def test_a_picture_is_read(name: str) -> None:
    symbol = draw(Content("88.1000.1/SN-7"), symbology(name))

    (found,) = read_png(png(symbol, MM // 2, 203, 15 * MM)).read()

    assert found.text == "88.1000.1/SN-7"


def test_bars_have_the_height_that_is_asked_for() -> None:
    symbol = draw(Content("A"), symbology("code-128"))

    picture = read_png(png(symbol, MM // 3, 300, 15 * MM))

    assert (picture.width, picture.height) == (66 * 4, 177)


@pytest.mark.parametrize(
    ("module", "dpi", "sentence"),
    [
        (10_000, 300, "module of 0.01 mm is less than half a dot at 300 dpi, expected one dot or more"),
        (50 * MM, 600, "picture is 34249 by 34249 pixels, expected at most 8192 either way"),
    ],
)
def test_a_picture_that_cannot_be_is_refused(module: int, dpi: int, sentence: str) -> None:
    symbol = draw(Content("1"), symbology("qr"))

    with pytest.raises(Malformed) as refusal:
        png(symbol, module, dpi)

    assert refusal.value.sentence == sentence


def test_the_same_symbol_is_the_same_octets() -> None:
    symbol = draw(Content("88.1000.1/SN-7"), symbology("qr"))

    assert png(symbol, MM // 2, 300) == png(symbol, MM // 2, 300)
