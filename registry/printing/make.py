"""Making: the modules of a symbol, by libzint, whatever is put in having been checked before."""

from collections.abc import Sequence

import zint

from registry.printing.mask import best_mask
from schemas.errors import Malformed
from schemas.printing.content import Content
from schemas.printing.symbol import Symbol
from schemas.printing.symbology import Symbology

# Rows of libzint's module data are so many octets apart (1,152 modules is the widest symbol that it knows).
_STRIDE = 144
_UTF8 = 26
"""Extended channel interpretation of UTF-8: without it a reader may take Chinese for anything."""

_DATA_MATRIX = zint.DataMatrixOptions.SQUARE
# libzint counts masks from one, in the upper octet of this option; without one it would choose.
_MASK_AT = 8
_PLAIN = zint.InputMode.UNICODE
# The element string is ours and checked: libzint's own tables, older than ours, have no say in it.
_GS1 = zint.InputMode.GS1 | zint.InputMode.GS1NOCHECK
# Shortcuts, which are no worse for what is in labels. One of them would choose the mask of a QR code itself.
_FAST = zint.InputMode.FAST

_KINDS = {
    "qr": zint.Symbology.QRCODE,
    "gs1-qr": zint.Symbology.QRCODE,
    "data-matrix": zint.Symbology.DATAMATRIX,
    "gs1-data-matrix": zint.Symbology.DATAMATRIX,
    "gs1-128": zint.Symbology.GS1_128,
    "code-128": zint.Symbology.CODE128,
    "han-xin": zint.Symbology.HANXIN,
}


def make(content: Content, symbology: Symbology, level: str = "") -> Symbol:
    """The smallest symbol that says this, at the level of error correction or better.

    Raises:
        Malformed: the symbology has no such level, or no symbol is large enough.
    """
    wanted = symbology.level(level)
    rows: Sequence[int] = _encoded(content, symbology, wanted)
    if _KINDS[symbology.name] is zint.Symbology.QRCODE:
        rows = best_mask(rows, lambda mask: _encoded(content, symbology, wanted, mask))
    width = len(rows) if not symbology.linear else rows[0].bit_length()
    return Symbol(symbology, width, tuple(rows), content.text)


def _encoded(content: Content, symbology: Symbology, wanted: str, mask: int = 0) -> list[int]:
    """The rows of the symbol, of a QR code with this mask.

    Raises:
        Malformed: no symbol is large enough.
    """
    symbol = zint.Symbol()
    symbol.symbology = _KINDS[symbology.name]
    if wanted:
        symbol.option_1 = symbology.levels.index(wanted) + 1
    if symbol.symbology is zint.Symbology.DATAMATRIX:
        symbol.option_3 = _DATA_MATRIX
    if symbol.symbology is zint.Symbology.QRCODE:
        symbol.option_3 = mask + 1 << _MASK_AT
    if content.elements is not None:
        symbol.input_mode = _GS1
        # libzint wants the AIs in square brackets, which are in no value.
        data = "".join([f"[{ai}]{value}" for ai, value in content.elements.elements])
    else:
        symbol.input_mode = _PLAIN
        data = content.text
        if not data.isascii():
            symbol.eci = _UTF8
    if symbol.symbology is not zint.Symbology.QRCODE:
        symbol.input_mode |= _FAST
    try:
        symbol.encode(data)
    except (RuntimeError, ValueError) as trouble:
        raise _refusal(trouble, content, symbology, wanted) from None
    octets = symbol.width + 7 >> 3
    flat = bytes(symbol.encoded_data.cast("B")[: symbol.rows * _STRIDE])
    return [int.from_bytes(flat[at : at + octets], "little") for at in range(0, len(flat), _STRIDE)]


def _refusal(trouble: Exception, content: Content, symbology: Symbology, level: str) -> Malformed:
    """libzint refuses what is too long for its largest symbol; all else has been refused before."""
    title = f"{symbology.title.en}{f' of level {level}' if level else ''}"
    if "too long" in str(trouble):
        return Malformed(f"content of {len(content.octets)} octets does not fit into {title}")
    return Malformed(f"content {content.text[:80]!r} cannot be drawn as {title}: {trouble}")
