"""Lengths on paper: whole nanometres, so that rows of labels add up exactly; people read and write millimetres."""

from decimal import Decimal

from schemas.errors import Malformed

MM = 1_000_000
INCH = 25_400_000
POINT = 352_778
"""A typographic point, 1/72 inch, to the nanometre."""
# The finest that people write is a thousandth of a millimetre; a printer places a dot to a hundredth at best.
_PLACES = 3
_FINEST = MM // 1_000
_LARGEST = 10_000


def from_mm(number: float, what: str) -> int:
    """A length that somebody wrote in millimetres.

    >>> from_mm(38.1, "label_width")
    38100000

    Raises:
        Malformed: more than three decimals, or larger than ten metres either way.
    """
    exact = Decimal(str(number))
    if not exact.is_finite() or abs(exact) > _LARGEST:
        raise Malformed(f"{what} is {number}, expected at most {_LARGEST} millimetres")
    scaled: Decimal = exact.scaleb(_PLACES)
    if scaled != scaled.to_integral_value():
        raise Malformed(f"{what} is {number}, expected millimetres with at most {_PLACES} decimals")
    return int(scaled) * _FINEST


def in_mm(length: int) -> str:
    """A length as people and SVG write it, without zeros at the end.

    >>> in_mm(500_000), in_mm(70 * MM), in_mm(125_123), in_mm(-2_500_000)
    ('0.5', '70', '0.125123', '-2.5')
    """
    sign, length = ("-", -length) if length < 0 else ("", length)
    whole, rest = divmod(length, MM)
    return f"{sign}{whole}.{rest:06}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"
