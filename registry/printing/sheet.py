"""A sheet: symbols and rows of text at their places on one page, as the typesetter takes them."""

from collections.abc import Iterable

import msgspec

from registry.printing.font import Font
from schemas.errors import Malformed
from schemas.printing.arrangement import Arrangement, module_of, placed
from schemas.printing.fitting import Wanted, fit
from schemas.printing.layout import Box, Layout
from schemas.printing.length import MM, in_mm
from schemas.printing.lines import Line, Thing
from schemas.printing.outline import bars, outline
from schemas.printing.symbol import Symbol

# Marks along the edges from each corner of a label, where a knife cuts.
_MARK, _HAIRLINE = 2 * MM, "0.1"


class Sheet(msgspec.Struct, frozen=True):
    """One page."""

    drawing: str
    """Codes and cut marks as SVG, as large as the page."""
    texts: list[tuple[str, float, float, float]]
    """Words, size, and where they begin, in millimetres."""


class Stencil(msgspec.Struct, frozen=True):
    """What all labels of a job have in common."""

    layout: Layout
    arrangement: Arrangement
    lines: tuple[Line, ...]
    font: Font
    module: int
    """0: as large as there is room."""
    dpi: int
    """0: modules need not be whole dots."""


def sheet(labels: Iterable[tuple[Box, Symbol, Thing, int]], stencil: Stencil) -> Sheet:
    """A page with these labels: each with its place, its code, what it is about and its number.

    Raises:
        Malformed: a code or a text does not fit into its room, or the font lacks a character.
    """
    drawn: list[str] = []
    texts: list[tuple[str, float, float, float]] = []
    for cell, symbol, thing, number in labels:
        drawn.append(_code(cell, symbol, stencil))
        texts += _texts(cell, symbol, thing, number, stencil)
    layout = stencil.layout
    if layout.cut_marks:
        drawn.append(cut_marks(layout))
    width, height = in_mm(layout.page.width), in_mm(layout.page.height)
    return Sheet(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{"".join(drawn)}</svg>',
        texts,
    )


def cut_marks(layout: Layout) -> str:
    """Hairlines at the corners of every label, two millimetres along its edges."""
    lines: set[str] = set()
    for cell in layout.cells():
        right, bottom = cell.x + cell.width, cell.y + cell.height
        for x, inward in ((cell.x, 1), (right, -1)):
            for y, downward in ((cell.y, 1), (bottom, -1)):
                at = f"M{in_mm(x)} {in_mm(y)}"
                lines.add(f"{at}h{in_mm(inward * _MARK)}")
                lines.add(f"{at}v{in_mm(downward * _MARK)}")
    return f'<path fill="none" stroke="#000" stroke-width="{_HAIRLINE}" d="{"".join(sorted(lines))}"/>'


def _code(cell: Box, symbol: Symbol, stencil: Stencil) -> str:
    room = stencil.arrangement.code
    module = module_of(symbol, room, stencil.module, stencil.dpi)
    box = placed(symbol, room, module).moved(cell.x, cell.y)
    quiet = symbol.symbology.quiet
    if symbol.symbology.linear:
        # A unit of the drawing is a module across and a millimetre down.
        path = bars(symbol.rows[0], quiet, 0, in_mm(box.height))
        scale = f"{in_mm(module)} 1"
    else:
        path = outline(symbol.rows, quiet, quiet)
        scale = in_mm(module)
    return f'<path transform="translate({in_mm(box.x)} {in_mm(box.y)})scale({scale})" fill-rule="evenodd" d="{path}"/>'


def _texts(
    cell: Box, symbol: Symbol, thing: Thing, number: int, stencil: Stencil
) -> list[tuple[str, float, float, float]]:
    room = stencil.arrangement.text
    if room is None:
        return []
    size = stencil.layout.text_size
    wanted = []
    for line in stencil.lines:
        text = line.fill(thing, symbol.text, number)
        if text:
            if missing := stencil.font.lacks(text):
                raise Malformed(
                    f"the font {stencil.font.family} has no {missing!r} as in {text[:80]!r}: name another one"
                )
            wanted.append(Wanted(text, int(size * line.size), line.rows))
    rows = fit(wanted, room.moved(cell.x, cell.y), stencil.font.measure, stencil.arrangement.centred)
    return [(row.text, row.size / MM, row.x / MM, row.y / MM) for row in rows]
