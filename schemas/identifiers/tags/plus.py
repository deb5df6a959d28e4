"""Tags of TDS 2, the "+" schemes: header, toggle, filter, then the values of GS1 application identifiers one by one.

They say nothing of company prefixes. Digits take four bits each; text of variable length begins with three bits that
name its encoding and five that count its characters (TDS 2.3 §14.5). The toggle says that further GS1 data follow the
EPC; this node does not read those and refuses the tag rather than lose them.

    F73795211411234538566CB0AFC4 = (01)79521141123453(21)32a/b
"""

import math

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.gs1.application import APPLICATIONS
from schemas.identifiers.tags.bits import BitReader, BitWriter

_HEX_UPPER = "0123456789ABCDEF"
_HEX_LOWER = "0123456789abcdef"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# URN Code 40 (§14.5.6.5, ISO/IEC 15962): three characters in 16 bits; the first value is padding.
_CODE40 = "\x00ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789"
_ALPHABETS = {1: _HEX_UPPER, 2: _HEX_LOWER, 3: _BASE64}
_BITS_OF_A_DIGIT = math.log2(10)


class PlusCoding(msgspec.Struct, frozen=True):
    """One "+" scheme."""

    name: str
    header: int
    ais: tuple[str, ...]
    """The application identifiers whose values follow, in order."""


PLUS_CODINGS = (
    PlusCoding("grai+", 0xF1, ("8003",)),
    PlusCoding("sgln+", 0xF2, ("414", "254")),
    PlusCoding("itip+", 0xF3, ("8006", "21")),
    PlusCoding("gsrn+", 0xF4, ("8018",)),
    PlusCoding("gsrnp+", 0xF5, ("8017",)),
    PlusCoding("gdti+", 0xF6, ("253",)),
    PlusCoding("sgtin+", 0xF7, ("01", "21")),
    PlusCoding("sscc+", 0xF9, ("00",)),
    PlusCoding("giai+", 0xFA, ("8004",)),
    PlusCoding("dsgtin+", 0xFB, ("01", "21")),
)
"""The "+" schemes (TDS 2.3 table 14-1) but CPI+ (F0) and SGCN+ (F8): how their serials are coded, in four bits a digit
or as one number, is told in two ways by what is public (§14.5.13), and a guess would name the wrong thing."""

BY_HEADER = {coding.header: coding for coding in PLUS_CODINGS}
BY_NAME = {coding.name: coding for coding in PLUS_CODINGS}

# DSGTIN+ (§14.6.14): which date stands in front, by four bits.
DATE_AIS = ("11", "13", "15", "16", "17", "7006", "7007")

# How many digits a value begins with; text follows some.
_FIXED_DIGITS = {"00": 18, "01": 14, "253": 13, "414": 13, "8003": 14, "8006": 18, "8017": 18, "8018": 18}
_WITH_TEXT = ("21", "254", "253", "8003")
_DELIMITED = "8004"
_SWITCH_TO_TEXT, _END_OF_DIGITS = 0xE, 0xF


class PlusTag(msgspec.Struct, frozen=True):
    """What a "+" tag holds."""

    coding: str
    elements: tuple[tuple[str, str], ...]
    """AI and value: the key, its serial, and for DSGTIN+ the date behind them."""
    filter: int = 0

    @property
    def octets(self) -> bytes:
        """The bits, filled with zeros to words of 16."""
        return _written(self)


def read_octets(data: bytes) -> PlusTag:
    """Read the bits of a "+" tag; zeros may follow.

    Raises:
        Malformed: an unknown header, the toggle, an unknown date or encoding, a value that its AI does not allow, or
            bits behind the EPC.
    """
    bits = BitReader(data)
    header = bits.take(8)
    coding = BY_HEADER.get(header)
    if coding is None:
        raise Malformed(f"header of the tag is {header:02X}, expected one of a '+' scheme in TDS")
    if bits.take(1):
        raise Malformed("toggle of the tag is 1, expected 0: GS1 data behind the EPC are not read here")
    filter_value = bits.take(3)
    date = _take_date(bits) if coding.name == "dsgtin+" else ()
    elements = (*((ai, _take_value(bits, ai)) for ai in coding.ais), *date)
    # SGLN+ without extension: 0, as in the URN.
    if coding.name == "sgln+" and elements[1][1] == "0":
        elements = elements[:1]
    bits.end()
    for ai, value in elements:
        if (fault := APPLICATIONS[ai].value_fault(value)) is not None:
            raise Malformed(fault)
    return PlusTag(coding.name, elements, filter_value)


def _take_date(bits: BitReader) -> tuple[tuple[str, str], ...]:
    """Kind of date and YYMMDD in 7, 4 and 5 bits (§14.5.8)."""
    kind = bits.take(4)
    if kind >= len(DATE_AIS):
        raise Malformed(f"kind of date in the tag is {kind}, expected 0 to {len(DATE_AIS) - 1}")
    return ((DATE_AIS[kind], f"{bits.take(7):02}{bits.take(4):02}{bits.take(5):02}"),)


def _take_value(bits: BitReader, ai: str) -> str:
    if ai == _DELIMITED:
        return _take_delimited(bits)
    value = _take_digits(bits, _FIXED_DIGITS.get(ai, 0))
    return value + _take_text(bits) if ai in _WITH_TEXT else value


def _take_digits(bits: BitReader, width: int) -> str:
    """Digits of four bits each (§14.5.4)."""
    number = bits.take(4 * width)
    text = f"{number:0{width}X}" if width else ""
    if text and not text.isdigit():
        raise Malformed(f"digits in the tag are wrong where {text!r} is read, expected 0 to 9")
    return text


def _take_delimited(bits: BitReader) -> str:
    """Digits up to a delimiter: F ends them, E says that text follows (§14.5.5)."""
    digits = ""
    while (nibble := bits.take(4)) <= 9:
        digits += str(nibble)
    if nibble == _END_OF_DIGITS:
        return digits
    if nibble != _SWITCH_TO_TEXT:
        raise Malformed(f"delimiter in the tag is {nibble:X}, expected E or F")
    return digits + _take_text(bits)


def _take_text(bits: BitReader) -> str:
    """Text behind its encoding (three bits) and its length (five), §14.5.6."""
    encoding = bits.take(3)
    length = bits.take(5)
    if encoding == 0:
        return bits.take_digits(math.ceil(length * _BITS_OF_A_DIGIT), length, "serial")
    if encoding == 5:
        return _take_code40(bits, length)
    if encoding == 4:
        return "".join(chr(bits.take(7)) for _ in range(length))
    alphabet = _ALPHABETS.get(encoding)
    if alphabet is None:
        raise Malformed(f"encoding in the tag is {encoding}, expected 0 to 5")
    width = 6 if encoding == 3 else 4
    return "".join(alphabet[bits.take(width)] for _ in range(length))


def _take_code40(bits: BitReader, length: int) -> str:
    text = ""
    for _ in range(-(-length // 3)):
        number = bits.take(16) - 1
        if not 0 <= number < 64000:
            raise Malformed(f"triplet in the tag is {number + 1}, expected 1 to 64000")
        text += _CODE40[number // 1600] + _CODE40[number // 40 % 40] + _CODE40[number % 40]
    return text[:length]


def _written(tag: PlusTag) -> bytes:
    coding = BY_NAME[tag.coding]
    values = dict(tag.elements)
    bits = BitWriter()
    bits.put(coding.header, 8)
    bits.put(tag.filter, 4)
    if tag.coding == "dsgtin+":
        ai, date = tag.elements[-1]
        bits.put(DATE_AIS.index(ai), 4)
        for part, width in ((date[:2], 7), (date[2:4], 4), (date[4:6], 5)):
            bits.put(int(part), width)
    for ai in coding.ais:
        value = values.get(ai, "0")
        if ai == _DELIMITED:
            _put_delimited(bits, value)
            continue
        width = _FIXED_DIGITS.get(ai, 0)
        bits.put(int(value[:width] or "0", 16), 4 * width)
        if ai in _WITH_TEXT:
            _put_text(bits, value[width:])
    return bits.octets()


def _put_delimited(bits: BitWriter, value: str) -> None:
    text = value.lstrip("0123456789")
    digits = value[: len(value) - len(text)]
    bits.put(int(digits or "0", 16), 4 * len(digits))
    bits.put(_SWITCH_TO_TEXT if text else _END_OF_DIGITS, 4)
    if text:
        _put_text(bits, text)


def _put_text(bits: BitWriter, text: str) -> None:
    """The encoding that takes the fewest bits for this text, as §14.5.6 asks for."""
    encoding = _encoding(text)
    bits.put(encoding, 3)
    bits.put(len(text), 5)
    if encoding == 0:
        bits.put(int(text or "0"), math.ceil(len(text) * _BITS_OF_A_DIGIT))
    elif encoding == 4:
        bits.put_text(text, 7 * len(text), 7)
    elif encoding == 5:
        for start in range(0, len(text), 3):
            first, second, third = (_CODE40.index(one) for one in text[start : start + 3].ljust(3, "\x00"))
            bits.put(1600 * first + 40 * second + third + 1, 16)
    else:
        for character in text:
            bits.put(_ALPHABETS[encoding].index(character), 6 if encoding == 3 else 4)


def _encoding(text: str) -> int:
    """The number of the encoding that takes the fewest bits."""
    if text.isdigit() or not text:
        return 0
    letters = set(text)
    costs = [(7 * len(text), 4)]
    if letters <= set(_CODE40[1:]):
        costs.append((16 * -(-len(text) // 3), 5))
    for encoding, alphabet in _ALPHABETS.items():
        if letters <= set(alphabet):
            costs.append(((6 if encoding == 3 else 4) * len(text), encoding))
    return min(costs)[1]
