"""A symbol as SVG: one path on nothing, exact in millimetres, the same octets each time."""

from schemas.printing.length import in_mm
from schemas.printing.outline import bars, outline
from schemas.printing.symbol import Symbol


def svg(symbol: Symbol, module: int, height: int = 0) -> bytes:
    """The symbol with its quiet zone, a module so many nanometres wide; bars so high."""
    quiet = symbol.symbology.quiet
    if symbol.symbology.linear:
        # One unit of the drawing is one module, in both directions; bars may end at a part of one.
        tall = in_mm(height * 1_000_000 // module)
        down, path = tall, bars(symbol.rows[0], quiet, 0, tall)
        high = height
    else:
        down, path = str(symbol.down), outline(symbol.rows, quiet, quiet)
        high = symbol.down * module
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{in_mm(symbol.across * module)}mm" '
        f'height="{in_mm(high)}mm" viewBox="0 0 {symbol.across} {down}">'
        f'<path fill-rule="evenodd" d="{path}"/></svg>\n'
    ).encode("ascii")
