"""An arrangement: where the code and the text stand within one label, and how large a module of the code may be."""

import msgspec

from schemas.errors import Malformed
from schemas.printing.layout import Box, Layout
from schemas.printing.length import INCH, MM, in_mm
from schemas.printing.symbol import Symbol
from schemas.printing.symbology import Symbology

# A label is "wide" from here on, and has its text beside the code.
_WIDE = 1.3
# What a code may take of a label that has text as well.
_BESIDE, _ABOVE, _BARS = 0.5, 0.7, 0.55
# Bars need not be wider nor higher than what every scanner is made for (GS1 General Specifications §5.12.3).
_WIDEST_BAR, _HIGHEST_BAR = MM // 2, 32 * MM


class Arrangement(msgspec.Struct, frozen=True):
    """The rooms of one label, from the label's own corner."""

    code: Box
    text: Box | None
    """None: there is no text."""
    centred: bool
    """Whether the lines of the text stand in the middle of their room, or at its left."""


def arrange(layout: Layout, symbology: Symbology, text: bool) -> Arrangement:
    """The rooms of a label with such a code, with or without text."""
    pad = layout.padding
    inner = Box(pad, pad, layout.label.width - 2 * pad, layout.label.height - 2 * pad)
    if symbology.linear:
        return _bars(layout, inner, layout.code_size or _HIGHEST_BAR, text)
    wanted = layout.code_size or max(inner.width, inner.height)
    place = layout.code
    if place == "auto":
        place = "left" if inner.width >= _WIDE * inner.height else "top"
    if not text or place == "alone":
        side = min(inner.width, inner.height, wanted)
        return Arrangement(_centred(inner, side, side), None, True)
    if place == "left":
        side = min(inner.height, wanted, int(inner.width * _BESIDE))
        code = Box(inner.x, inner.y + (inner.height - side) // 2, side, side)
        beside = side + _space(layout)
        return Arrangement(code, Box(inner.x + beside, inner.y, inner.width - beside, inner.height), False)
    side = min(inner.width, wanted, int(inner.height * _ABOVE))
    code = Box(inner.x + (inner.width - side) // 2, inner.y, side, side)
    return Arrangement(code, _below(layout, inner, side), True)


def module_of(symbol: Symbol, room: Box, wanted: int = 0, dpi: int = 0) -> int:
    """How large a module is, in nanometres: as wanted, or as large as there is room; whole dots of a printer.

    Raises:
        Malformed: the code does not fit into its room, or its modules would be too small to be read.
    """
    symbology = symbol.symbology
    most = room.width // symbol.across
    if symbol.down:
        most = min(most, room.height // symbol.down)
    module = wanted or (most if symbol.down else min(most, _WIDEST_BAR))
    if dpi:
        module = _whole_dots(module, dpi) if not wanted else max(INCH // dpi, _nearest_dots(module, dpi))
    if module > most:
        size = in_mm(symbol.across * module)
        raise Malformed(
            f"{symbology.title.en} for {symbol.text[:80]!r} is {size} mm wide with modules of {in_mm(module)} mm, "
            f"the label has {in_mm(room.width)} by {in_mm(room.height)} mm for it"
        )
    if module < symbology.least:
        raise Malformed(
            f"{symbology.title.en} for {symbol.text[:80]!r} has {symbol.across} modules with its quiet zone, in "
            f"{in_mm(most * symbol.across)} mm each is {in_mm(module)} mm, expected at least {in_mm(symbology.least)}"
        )
    return module


def placed(symbol: Symbol, room: Box, module: int) -> Box:
    """Where the code with its quiet zone stands: in the middle of its room; bars fill its height."""
    return _centred(room, symbol.across * module, symbol.down * module or room.height)


def _bars(layout: Layout, inner: Box, wanted: int, text: bool) -> Arrangement:
    if not text or layout.code == "alone":
        return Arrangement(_centred(inner, inner.width, min(inner.height, wanted)), None, True)
    height = min(wanted, int(inner.height * _BARS))
    return Arrangement(Box(inner.x, inner.y, inner.width, height), _below(layout, inner, height), True)


def _below(layout: Layout, inner: Box, taken: int) -> Box:
    start = taken + _space(layout) // 2
    return Box(inner.x, inner.y + start, inner.width, inner.height - start)


def _space(layout: Layout) -> int:
    """Between code and text; the quiet zone of the code comes on top."""
    return max(layout.padding // 2, layout.text_size // 4)


def _centred(room: Box, width: int, height: int) -> Box:
    return Box(room.x + (room.width - width) // 2, room.y + (room.height - height) // 2, width, height)


def _whole_dots(length: int, dpi: int) -> int:
    """The largest number of whole dots that is no longer."""
    return length * dpi // INCH * INCH // dpi


def _nearest_dots(length: int, dpi: int) -> int:
    return (length * dpi + INCH // 2) // INCH * INCH // dpi
