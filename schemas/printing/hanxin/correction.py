"""Reed-Solomon codes of a Han Xin code: whether a block or the function information holds as it stands.

A symbol that was drawn a moment ago has no damage to be mended: what does not hold is wrong.
"""

from collections.abc import Sequence
from functools import cache

# x^8 + x^6 + x^5 + x + 1 for the data, x^4 + x + 1 for the function information (ISO/IEC 20830 §5.6).
_POLYNOMIAL = {8: 0x163, 4: 0x13}


def holds(codewords: Sequence[int], correction: int, bits: int = 8) -> bool:
    """Whether the last `correction` codewords are what those before them ask for."""
    table = _steps(correction, bits)
    shift = (correction - 1) * bits
    kept = (1 << shift) - 1
    rest = 0
    for codeword in codewords[:-correction]:
        rest = (rest & kept) << bits ^ table[rest >> shift ^ codeword]
    own = 0
    for codeword in codewords[-correction:]:
        own = own << bits | codeword
    return own == rest


@cache
def _steps(correction: int, bits: int) -> tuple[int, ...]:
    """What each leading codeword leaves when it is divided by the generator (x - a)(x - a^2)…"""
    powers, logarithms = _field(bits)
    order = len(powers)
    generator = [1]
    for root in range(1, correction + 1):
        shifted = [*generator, 0]
        for place, factor in enumerate(generator):
            shifted[place + 1] ^= powers[(logarithms[factor] + root) % order] if factor else 0
        generator = shifted
    found = [0]
    for leading in range(1, 1 << bits):
        rest = 0
        for factor in generator[1:]:
            rest = rest << bits | (powers[(logarithms[factor] + logarithms[leading]) % order] if factor else 0)
        found.append(rest)
    return tuple(found)


@cache
def _field(bits: int) -> tuple[tuple[int, ...], dict[int, int]]:
    """The powers of the field's first element, and which power each element is."""
    powers = []
    element = 1
    for _ in range((1 << bits) - 1):
        powers.append(element)
        element <<= 1
        if element >> bits:
            element ^= _POLYNOMIAL[bits]
    return tuple(powers), {element: power for power, element in enumerate(powers)}
