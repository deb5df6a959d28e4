"""Reading back: what a symbol says, by zxing-cpp, which shares no code with the library that made it.

The reader is given the symbol as one pixel a module with nothing around it that could be mistaken, and told which kind
it is: so it looks for nothing and finds out only what the modules say, error correction and FNC1 included.
"""

import msgspec
import zxingcpp

from schemas.printing.symbol import Symbol

_FORMATS = {
    "qr": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
    "gs1-qr": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
    "data-matrix": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix),
    "gs1-data-matrix": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix),
    "gs1-128": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128),
    "code-128": zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128),
}

_DARK_AND_LIGHT = bytes.maketrans(b"01", b"\xff\x00")
# Around a matrix code the reader wants one light module and no more; around bars it wants their quiet zone.
_BORDER = 1


class Reading(msgspec.Struct, frozen=True):
    """What a reader says of a symbol."""

    identifier: str
    """The symbology identifier, `]d2`."""
    octets: bytes
    text: str
    """The octets as the symbol says that they are to be read."""


def read_back(symbol: Symbol) -> Reading | None:
    """What the symbol says; None when it cannot be read."""
    found = zxingcpp.read_barcode(
        _raster(symbol),
        formats=_FORMATS[symbol.symbology.name],
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=zxingcpp.Binarizer.BoolCast,
        is_pure=True,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    if found is None or not found.valid:
        return None
    return Reading(found.symbology_identifier, found.bytes, found.text)


def _raster(symbol: Symbol) -> memoryview:
    """The symbol as one octet a module, dark 0 and light 255."""
    border = symbol.symbology.quiet if symbol.symbology.linear else _BORDER
    width = symbol.width
    side = "0" * border
    # Digits of a number begin with the highest bit, rows with the lowest.
    lines = [f"{side}{row:0{width}b}{side}"[::-1] for row in symbol.rows]
    across = width + 2 * border
    if not symbol.symbology.linear:
        lines = ["0" * across, *lines, "0" * across]
    pixels = "".join(lines).encode("ascii").translate(_DARK_AND_LIGHT)
    return memoryview(pixels).cast("B", (len(lines), across))
