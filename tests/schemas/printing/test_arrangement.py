"""Arrangements: code and text of a label stand within it and apart; modules are as large as there is room."""

import msgspec
import pytest

from schemas.errors import Malformed
from schemas.printing.arrangement import arrange, module_of, placed
from schemas.printing.layout import Box, Layout, LayoutDocument, Place
from schemas.printing.layouts import LAYOUTS, layout_named
from schemas.printing.length import INCH, MM
from schemas.printing.symbol import Symbol
from schemas.printing.symbology import SYMBOLOGIES, symbology
from tests.schemas.printing.test_layout import apart


def code(name: str, width: int) -> Symbol:
    """A symbol of so many modules on each side, or bars."""
    one = symbology(name)
    return Symbol(one, width, (1,) * (1 if one.linear else width), "X")


@pytest.mark.parametrize("place", ["auto", "left", "top", "alone"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_code_and_text_stand_within_the_label_and_apart(name: str, place: Place) -> None:
    layout = Layout.parse(msgspec.structs.replace(LAYOUTS[name].document, code=place))
    inner = Box(
        layout.padding,
        layout.padding,
        layout.label.width - 2 * layout.padding,
        layout.label.height - 2 * layout.padding,
    )
    for one in SYMBOLOGIES.values():
        for text in (True, False):
            found = arrange(layout, one, text)
            assert inner.holds(found.code)
            assert (found.text is None) == (not text or place == "alone")
            if found.text is not None:
                assert inner.holds(found.text)
                assert apart(found.code, found.text)
                assert found.text.height > 3 * MM
                assert found.text.width > 10 * MM


@pytest.mark.parametrize(
    ("name", "kind", "left"),
    [("a4-3x8", "qr", True), ("roll-30x30", "qr", False), ("a4-3x8", "gs1-128", False), ("roll-40x20", "qr", True)],
)
def test_a_wide_label_has_its_text_beside_the_code(name: str, kind: str, left: bool) -> None:
    found = arrange(layout_named(name), symbology(kind), True)

    assert found.text is not None
    assert (found.text.x > found.code.x) == left
    assert found.centred != left


def test_a_code_may_be_kept_small() -> None:
    layout = Layout.parse(LayoutDocument(70, 37, code_size=12))

    assert arrange(layout, symbology("qr"), True).code == Box(2 * MM, 12_500_000, 12 * MM, 12 * MM)
    assert arrange(layout, symbology("code-128"), True).code.height == 12 * MM


@pytest.mark.parametrize(
    ("name", "width", "room", "wanted", "dpi", "module"),
    [
        ("qr", 29, 20 * MM, 0, 0, 20 * MM // 37),
        ("qr", 29, 20 * MM, 400_000, 0, 400_000),
        # 20 mm for 37 modules are 6.38 dots of a printer with 300, 4.32 with 203 an inch.
        ("qr", 29, 20 * MM, 0, 300, 6 * INCH // 300),
        ("qr", 29, 20 * MM, 0, 203, 4 * INCH // 203),
        ("qr", 29, 20 * MM, 400_000, 203, 3 * INCH // 203),
        ("data-matrix", 18, 10 * MM, 0, 0, 10 * MM // 22),
        ("code-128", 200, 60 * MM, 0, 0, 60 * MM // 220),
        # However much room there is, bars stay as wide as scanners expect.
        ("code-128", 200, 600 * MM, 0, 0, MM // 2),
    ],
)
def test_how_large_a_module_is(name: str, width: int, room: int, wanted: int, dpi: int, module: int) -> None:
    symbol = code(name, width)
    box = Box(3 * MM, 4 * MM, room, room)

    found = module_of(symbol, box, wanted, dpi)

    assert found == module
    assert box.holds(placed(symbol, box, found))


@pytest.mark.parametrize(
    ("name", "width", "room", "wanted", "sentence"),
    [
        (
            "qr",
            29,
            20 * MM,
            600_000,
            "a QR code for 'X' is 22.2 mm wide with modules of 0.6 mm, the label has 20 by 20 mm for it",
        ),
        (
            "qr",
            41,
            8 * MM,
            0,
            "a QR code for 'X' has 49 modules with its quiet zone, in 7.999985 mm each is 0.163265 mm, "
            "expected at least 0.169333",
        ),
    ],
)
def test_a_code_that_cannot_be_read_is_refused(name: str, width: int, room: int, wanted: int, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        module_of(code(name, width), Box(0, 0, room, room), wanted)

    assert refusal.value.sentence == sentence
