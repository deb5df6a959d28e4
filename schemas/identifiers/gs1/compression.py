"""The compression of GS1 Digital Link 1.1, which DL URI Compression 1.0.0 has replaced: bits in base64 for URIs.

An AI is eight bits and more of decimal digits, then its value: a stretch of digits of fixed length as one number, one
of variable length behind its length, text behind its encoding and length. First octets outside 00 to 99 stand for a
row of AIs. GS1's own toolkit is the public source; unlike it, leading zeros of a serial survive here, in both
directions. New links are not compressed like this; old ones are read.
"""

import math

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.gs1.application import AI_LENGTHS, APPLICATIONS, Application

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {character: value for value, character in enumerate(_BASE64)}
_ALPHABETS = {1: "0123456789abcdef", 2: "0123456789ABCDEF", 3: _BASE64}
_WIDTHS = {1: 4, 2: 4, 3: 6, 4: 7}
# AI 8007 had at most 24 characters when the lengths were laid down.
_MOST_THEN = {"8007": 24}


def _rows() -> dict[str, tuple[str, ...]]:
    """What a first octet with a letter in it stands for, in the order that the toolkit writes: by text."""
    pairs = (
        "0A:22 0B:10 0C:21 0D:17 0E:7003 0F:30 1A:10,17,21 1B:15 1C:11 1D:16 1E:91 1F:10,15 "
        "2A:3100 2B:3101 2C:3102 2D:3103 2E:3104 2F:3105 3A:3200 3B:3201 3C:3202 3D:3203 3E:3204 3F:3205"
    )
    rows = {octet: ("01", *ais.split(",")) for octet, _, ais in (pair.partition(":") for pair in pairs.split())}
    rows |= {f"A{digit}": ("01", f"392{digit}") for digit in range(10)}
    rows |= {f"C{digit}": ("255", f"390{digit}") for digit in range(10)}
    rows |= {f"C{'ABCD'[digit]}": ("255", f"394{digit}") for digit in range(4)}
    return rows | {"9A": ("8010", "8011"), "9B": ("8017", "8019"), "9C": ("8018", "8019"), "9D": ("254", "414")}


_ROWS = _rows()


class _Stretch(msgspec.Struct, frozen=True):
    """A part of a value with a coding of its own."""

    digits: bool
    most: int
    fixed: bool


def _stretches(application: Application) -> list[_Stretch]:
    """Digits of fixed length in one stretch, then what may be missing or has other characters in another."""
    first = 0
    rest = 0
    digits = True
    fixed = True
    for component in application.components:
        if rest == 0 and component.characters == "N" and component.least == component.most and not component.optional:
            first += component.most
        else:
            rest += component.most
            digits = digits and component.characters == "N"
            fixed = fixed and component.least == component.most and not component.optional
    stretches = [_Stretch(True, first, True)] if first else []
    if rest:
        stretches.append(_Stretch(digits, _MOST_THEN.get(application.ai, rest), fixed))
    return stretches


def decompress(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The GS1 elements of a compressed string, and the other `name=value` pairs in it.

    Raises:
        Malformed: not base64 for URIs, an AI or a row that nobody knows, or an end in the middle of a value.
    """
    bits = _Bits(text)
    elements: list[tuple[str, str]] = []
    others: list[str] = []
    # What is left behind the last value is the fill of a base64 character; it is never a whole octet.
    while bits.left > 8:
        first = f"{bits.take(8):02X}"
        if first.isdigit():
            more = AI_LENGTHS.get(first, 2) - 2
            ai = first + f"{bits.take(4 * more):0{more}X}" if more else first
            elements.append((ai, bits.value(ai)))
        elif first in _ROWS:
            elements += [(ai, bits.value(ai)) for ai in _ROWS[first]]
        elif first[0] == "F":
            length = int(first[1], 16) << 3 | bits.take(3)
            name = "".join(_BASE64[bits.take(6)] for _ in range(length))
            others.append(f"{name}={bits.text(bits.take(3), bits.take(7))}")
        else:
            raise Malformed(f"octet of the compressed string is {first}, which stands for no application identifier")
    return elements, others


class _Bits:
    """A walk over the bits of a compressed string."""

    def __init__(self, text: str) -> None:
        number = 0
        for place, character in enumerate(text, start=1):
            if character not in _VALUES:
                raise Malformed(
                    f"character {place} of the compressed string is {character!r}, expected base64 for URIs"
                )
            number = number << 6 | _VALUES[character]
        self._number = number
        self.left = 6 * len(text)

    def take(self, count: int) -> int:
        if count > self.left:
            raise Malformed(f"number of bits left in the compressed string is {self.left}, expected {count}")
        self.left -= count
        return self._number >> self.left & (1 << count) - 1

    def digits(self, width: int) -> str:
        """A number with so many digits."""
        number = self.take(_bits_of_digits(width))
        if number >= 10**width:
            raise Malformed(f"number in the compressed string is {number}, expected at most {width} digits")
        return f"{number:0{width}}" if width else ""

    def text(self, encoding: int, length: int) -> str:
        """So many characters in one of the five encodings."""
        if encoding == 0:
            return self.digits(length)
        if encoding not in _WIDTHS:
            raise Malformed(f"encoding in the compressed string is {encoding}, expected 0 to 4")
        codes = [self.take(_WIDTHS[encoding]) for _ in range(length)]
        return "".join(map(chr, codes) if encoding == 4 else (_ALPHABETS[encoding][code] for code in codes))

    def value(self, ai: str) -> str:
        """The value of an application identifier."""
        application = APPLICATIONS.get(ai)
        if application is None:
            raise Malformed(f"application identifier in the compressed string is {ai!r}, which GS1 does not know")
        value = ""
        for stretch in _stretches(application):
            if stretch.digits:
                value += self.digits(stretch.most if stretch.fixed else self.take(stretch.most.bit_length()))
            else:
                encoding = self.take(3)
                value += self.text(encoding, stretch.most if stretch.fixed else self.take(stretch.most.bit_length()))
        if (fault := application.value_fault(value)) is not None:
            raise Malformed(fault)
        return value


def _bits_of_digits(width: int) -> int:
    # The hundredth is the toolkit's: it makes a difference for 59 digits only.
    return math.ceil(width * math.log2(10) + 0.01) if width else 0


def compress(elements: tuple[tuple[str, str], ...]) -> str:
    """Elements as a compressed string, one by one, without the octets that stand for a row of AIs."""
    bits = "".join(
        "".join(f"{int(digit):04b}" for digit in ai)
        + "".join(_compressed(stretch, text) for stretch, text in _cut(APPLICATIONS[ai], value))
        for ai, value in elements
    )
    bits += "0" * (-len(bits) % 6)
    return "".join(_BASE64[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))


def _cut(application: Application, value: str) -> list[tuple[_Stretch, str]]:
    """The stretches of a value with their texts."""
    stretches = _stretches(application)
    if len(stretches) == 1:
        return [(stretches[0], value)]
    return [(stretches[0], value[: stretches[0].most]), (stretches[1], value[stretches[0].most :])]


def _compressed(stretch: _Stretch, text: str) -> str:
    length = "" if stretch.fixed else f"{len(text):0{stretch.most.bit_length()}b}"
    if stretch.digits or text.isdigit():
        number = f"{int(text):0{_bits_of_digits(len(text))}b}" if text else ""
        return f"{'' if stretch.digits else '000'}{length}{number}"
    for encoding, alphabet in _ALPHABETS.items():
        if text and set(text) <= set(alphabet):
            width = _WIDTHS[encoding]
            return f"{encoding:03b}{length}" + "".join(f"{alphabet.index(one):0{width}b}" for one in text)
    return f"100{length}" + "".join(f"{ord(one):07b}" for one in text)
