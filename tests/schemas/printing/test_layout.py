"""Layouts: labels overlap nowhere and leave no page, whatever is written down; what cannot be is refused."""

from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.printing.layout import Box, Layout, LayoutDocument, read_layout
from schemas.printing.layouts import LAYOUTS, layout_named
from schemas.printing.length import MM, in_mm

_thousandths = st.integers(0, 320_000).map(lambda number: number / 1000)
_maybe = st.none() | _thousandths
documents = st.builds(
    LayoutDocument,
    label_width=_thousandths,
    label_height=_thousandths,
    page_width=_maybe,
    page_height=_maybe,
    columns=st.integers(0, 12),
    rows=st.integers(0, 12),
    left=_maybe,
    top=_maybe,
    gap_x=_thousandths,
    gap_y=_thousandths,
    offset_x=st.integers(-3_000, 3_000).map(lambda number: number / 1000),
    offset_y=st.integers(-3_000, 3_000).map(lambda number: number / 1000),
    padding=st.integers(0, 9_000).map(lambda number: number / 1000),
)


def apart(one: Box, other: Box) -> bool:
    """Whether two rectangles have no point inside of both."""
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@given(documents)
def test_labels_overlap_nowhere_and_leave_no_page(document: LayoutDocument) -> None:
    try:
        layout = Layout.parse(document)
    except Malformed:
        return
    cells = list(layout.cells())

    assert len(cells) == layout.labels == document.columns * document.rows
    assert all(layout.page.holds(cell) for cell in cells)
    assert all(apart(one, other) for one, other in combinations(cells, 2))
    assert {(cell.width, cell.height) for cell in cells} == {
        (round(document.label_width * 1000) * 1000, round(document.label_height * 1000) * 1000)
    }


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_by_name_are_layouts(name: str) -> None:
    layout = layout_named(name)
    cells = list(layout.cells())

    assert all(layout.page.holds(cell) for cell in cells)
    assert all(apart(one, other) for one, other in combinations(cells, 2))
    written = msgspec.json.encode(LAYOUTS[name].document)
    assert msgspec.structs.asdict(read_layout(written)) == msgspec.structs.asdict(LAYOUTS[name].document)


@pytest.mark.parametrize(
    ("name", "place", "x", "y"),
    [
        ("a4-3x8", 0, "0", "0.5"),
        ("a4-3x8", 1, "70", "0.5"),
        ("a4-3x8", 23, "140", "259.5"),
        ("a4-5x13", 0, "4.75", "10.7"),
        ("a4-5x13", 4, "167.15", "10.7"),
        ("a4-5x13", 64, "167.15", "265.1"),
        ("a4-2x7", 13, "106.25", "243.75"),
        ("roll-50x30", 0, "0", "0"),
    ],
)
def test_where_a_label_stands(name: str, place: int, x: str, y: str) -> None:
    cell = list(layout_named(name).cells())[place]

    assert (in_mm(cell.x), in_mm(cell.y)) == (x, y)


def test_a_printer_that_does_not_feed_exactly_is_made_up_for() -> None:
    document = LayoutDocument(
        38.1, 21.2, page_width=210, page_height=297, columns=5, rows=13, gap_x=2.5, offset_x=-1.5, offset_y=0.25
    )

    first = next(Layout.parse(document).cells())

    assert (in_mm(first.x), in_mm(first.y)) == ("3.25", "10.95")


@pytest.mark.parametrize(
    ("labels", "skipped", "pages"), [(0, 0, 0), (1, 0, 1), (24, 0, 1), (25, 0, 2), (24, 1, 2), (1, 23, 1), (2, 23, 2)]
)
def test_how_many_pages_labels_take(labels: int, skipped: int, pages: int) -> None:
    assert layout_named("a4-3x8").pages(labels, skipped) == pages


A4 = {"page_width": 210.0, "page_height": 297.0}


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"label_width": 4.9}, "label_width is 4.9, expected 5 to 2000"),
        ({"label_height": 2000.5}, "label_height is 2000.5, expected 5 to 2000"),
        ({"label_width": 38.1005}, "label_width is 38.1005, expected millimetres with at most 3 decimals"),
        ({"columns": 0}, "columns is 0, expected 1 to 100"),
        ({"rows": 101}, "rows is 101, expected 1 to 100"),
        ({"gap_x": -1.0}, "gap_x is -1, expected none below 0"),
        ({"padding": 18.5}, "padding is 18.5, expected less than half a label"),
        ({"text_size": 2.0}, "text_size is 2, expected 3 to 72 points"),
        ({"offset_y": 20.001}, "offset_y is 20.001, expected at most 20 either way"),
        (A4 | {"columns": 4}, "labels take -35 to 245 of a page 210 wide, expected them within it"),
        (A4 | {"columns": 3, "left": 1.0}, "labels take 1 to 211 of a page 210 wide, expected them within it"),
        (A4 | {"rows": 8, "offset_y": 1.0}, "labels take 1.5 to 297.5 of a page 297 high, expected them within it"),
        ({"columns": 2}, "labels take -35 to 105 of a page 70 wide, expected them within it"),
    ],
)
def test_a_layout_that_cannot_be_is_refused(written: dict[str, float], sentence: str) -> None:
    document = msgspec.structs.replace(LayoutDocument(70, 37), **written)

    with pytest.raises(Malformed) as refusal:
        Layout.parse(document)

    assert refusal.value.sentence == sentence


def test_what_is_no_document_is_refused() -> None:
    for octets, sentence in (
        (b'{"label_width":70}', 'cannot read a layout: missing member "label_height"'),
        (b'{"label_width":70,"label_height":37,"colour":1}', 'cannot read a layout: unknown member "colour"'),
        (
            b'{"label_width":"7cm","label_height":37}',
            "cannot read a layout: expected number, got string (at label_width)",
        ),
    ):
        with pytest.raises(Malformed) as refusal:
            read_layout(octets)
        assert refusal.value.sentence == sentence


def test_an_unknown_layout_is_refused_with_all_names() -> None:
    with pytest.raises(Malformed) as refusal:
        layout_named("a3")

    assert refusal.value.sentence == (
        "layout is 'a3', expected one of a4-3x8, a4-5x13, a4-2x7, a4-4x12, a4-2x4, roll-100x150, roll-100x70, "
        "roll-60x40, roll-50x30, roll-40x20, roll-30x30, or a layout of your own"
    )


def test_a_roll_has_a_page_for_each_label() -> None:
    layout = layout_named("roll-100x70")

    assert layout.page == layout.label == Box(0, 0, 100 * MM, 70 * MM)
