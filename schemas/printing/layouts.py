"""The layouts that the node knows by name: sheets as they are sold, and rolls of label printers."""

from collections.abc import Mapping

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Words
from schemas.printing.layout import Layout, LayoutDocument


class NamedLayout(msgspec.Struct, frozen=True):
    """A layout with a name and what it is."""

    name: str
    title: Words
    document: LayoutDocument


def _sheet(columns: int, rows: int, width: float, height: float, text: float, gap: float = 0) -> NamedLayout:
    """A sheet of A4; its margins are what is left, alike on both sides."""
    document = LayoutDocument(
        width,
        height,
        page_width=210,
        page_height=297,
        columns=columns,
        rows=rows,
        gap_x=gap,
        padding=1.5 if height < 30 else 2.5,
        text_size=text,
    )
    size = f"{width:g} × {height:g} mm"
    words = Words(f"A4 {columns} 列 {rows} 行，{size}", f"A4, {columns} columns of {rows}, {size}")
    return NamedLayout(f"a4-{columns}x{rows}", words, document)


def _roll(width: float, height: float, text: float, padding: float) -> NamedLayout:
    document = LayoutDocument(width, height, padding=padding, text_size=text)
    size = f"{width:g} × {height:g} mm"
    return NamedLayout(f"roll-{width:g}x{height:g}", Words(f"卷筒标签 {size}", f"roll, {size}"), document)


_ALL = (
    _sheet(3, 8, 70, 37, 8),
    _sheet(5, 13, 38.1, 21.2, 5.5, gap=2.5),
    _sheet(2, 7, 99.1, 38.1, 9, gap=2.5),
    _sheet(4, 12, 45.7, 21.2, 6, gap=2.5),
    _sheet(2, 4, 99.1, 67.7, 11, gap=2.5),
    _roll(100, 150, 14, 4),
    _roll(100, 70, 12, 3),
    _roll(60, 40, 8, 2),
    _roll(50, 30, 7, 1.5),
    _roll(40, 20, 6, 1),
    _roll(30, 30, 6, 1),
)

LAYOUTS: Mapping[str, NamedLayout] = {one.name: one for one in _ALL}
"""Every layout by its name."""


def named(name: str) -> LayoutDocument:
    """The layout of this name.

    Raises:
        Malformed: there is none; the sentence has all names.
    """
    if (found := LAYOUTS.get(name)) is None:
        raise Malformed(f"layout is {name[:40]!r}, expected one of {', '.join(LAYOUTS)}, or a layout of your own")
    return found.document


def layout_named(name: str) -> Layout:
    """The layout of this name, as it stands on paper.

    Raises:
        Malformed: there is none.
    """
    return Layout.parse(named(name))
