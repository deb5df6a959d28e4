"""A symbol as PNG: black and white, each module a whole number of pixels, the same octets each time."""

import zlib

from schemas.errors import Malformed
from schemas.printing.length import INCH, in_mm
from schemas.printing.symbol import Symbol

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# One bit a pixel, grey: 0 is black.
_HEADER = bytes((1, 0, 0, 0, 0))
_NO_FILTER = b"\0"
_MOST_PIXELS = 8_192
"""On one side: more than a page at 600 dpi."""


def png(symbol: Symbol, module: int, dpi: int, height: int = 0) -> bytes:
    """The symbol with its quiet zone for a printer of so many dots an inch, a module as near to its size as dots allow.

    Raises:
        Malformed: a module is smaller than a dot, or the picture larger than any page.
    """
    dots = (module * dpi + INCH // 2) // INCH
    if not dots:
        raise Malformed(f"module of {in_mm(module)} mm is less than half a dot at {dpi} dpi, expected one dot or more")
    quiet = symbol.symbology.quiet
    wide = symbol.across * dots
    if symbol.symbology.linear:
        lines = [_line(symbol.rows[0], symbol.width, quiet, dots) * max(1, height * dpi // INCH)]
        high = max(1, height * dpi // INCH)
    else:
        light = _line(0, symbol.width, quiet, dots) * (quiet * dots)
        lines = [light, *(_line(row, symbol.width, quiet, dots) * dots for row in symbol.rows), light]
        high = symbol.down * dots
    if max(wide, high) > _MOST_PIXELS:
        raise Malformed(f"picture is {wide} by {high} pixels, expected at most {_MOST_PIXELS} either way")
    # Pixels a metre, as the format counts them.
    metre = (dpi * 1_000_000_000 + INCH // 2) // INCH
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", wide.to_bytes(4) + high.to_bytes(4) + _HEADER),
            _chunk(b"pHYs", metre.to_bytes(4) * 2 + b"\1"),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _line(row: int, width: int, quiet: int, dots: int) -> bytes:
    """One line of pixels: light is 1."""
    modules = "1" * quiet + f"{row ^ ((1 << width) - 1):0{width}b}"[::-1] + "1" * quiet
    pixels = modules.replace("0", "d" * dots).replace("1", "1" * dots).replace("d", "0")
    octets = len(pixels) + 7 >> 3
    return _NO_FILTER + int(pixels.ljust(octets * 8, "0"), 2).to_bytes(octets)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
