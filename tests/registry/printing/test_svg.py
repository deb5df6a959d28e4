"""SVG: millimetres, one path, the same each time; what it shows is read by a reader."""

import re

import pytest
import zxingcpp

from registry.printing.draw import draw
from registry.printing.svg import svg
from schemas.printing.content import Content
from schemas.printing.length import MM
from schemas.printing.symbology import symbology
from tests.schemas.printing.test_outline import filled


def test_a_matrix_code_is_one_path_in_millimetres() -> None:
    picture = svg(draw(Content("1"), symbology("data-matrix")), MM // 2).decode()

    assert picture == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="7mm" height="7mm" viewBox="0 0 14 14">'
        '<path fill-rule="evenodd" d="' + re.search(r' d="([^"]+)"', picture)[1] + '"/></svg>\n'  # type: ignore[index]
    )
    assert picture.count("M2 2") == 1


def test_bars_have_the_height_that_is_asked_for() -> None:
    picture = svg(draw(Content("A"), symbology("code-128")), MM // 3, 12_700_000).decode()

    width, height, across, down = re.search(  # type: ignore[union-attr]
        r'width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 (\d+) ([\d.]+)"', picture
    ).groups()
    assert (height, across) == ("12.7", "66")
    assert float(width) == pytest.approx(66 / 3, abs=1e-4)
    # The drawing is not stretched: a unit is a module in both directions.
    assert float(down) == pytest.approx(12.7 * 3, abs=1e-4)
    assert f"v{down}h-2z" in picture


@pytest.mark.parametrize("name", ["qr", "data-matrix"])
def test_the_path_shows_the_symbol(name: str) -> None:
    symbol = draw(Content("https://id.example.cn/88.1000.1/SN-7"), symbology(name))
    picture = svg(symbol, MM // 2).decode()
    path = re.search(r' d="([^"]+)"', picture)[1]  # type: ignore[index]

    across = symbol.across
    rows = filled(path, across, across)

    assert rows == [
        *[0] * symbol.symbology.quiet,
        *(row << symbol.symbology.quiet for row in symbol.rows),
        *[0] * symbol.symbology.quiet,
    ]
    pixels = bytes(0 if row >> x & 1 else 255 for row in rows for x in range(across))
    found = zxingcpp.read_barcode(memoryview(pixels).cast("B", (across, across)))
    assert found is not None
    assert found.text == symbol.text


def test_the_same_symbol_is_the_same_octets() -> None:
    symbol = draw(Content("88.1000.1/SN-7"), symbology("qr"))

    assert svg(symbol, MM // 2) == svg(symbol, MM // 2)
