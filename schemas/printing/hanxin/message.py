"""The message of a Han Xin code: its bits as octets, by the modes of ISO/IEC 20830 §5.4."""

from schemas.errors import Malformed

_LATIN_1, _UTF8, _GB18030 = 0, 26, 32
CHARACTER_SETS = {_LATIN_1: "latin-1", _UTF8: "utf-8", _GB18030: "gb18030"}
"""Extended channel interpretations that we write, as Python names them."""

_TEXT_1 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TEXT_2 = bytes((*range(28), *b" !\"#$%&'()*+,-./", *b":;<=>?@", *b"[\\]^_`", *b"{|}~\x7f"))
_SWITCH, _END_TEXT = 62, 63
# The last group of a number has one, two or three digits.
_END_NUMBER = {1021: 1, 1022: 2, 1023: 3}
_OTHER_REGION, _END_REGION = 4094, 4095
_END_DOUBLE = 32767
_REGION_1, _REGION_2 = 4, 5
# Characters in a row of GB 2312; of a double byte character of GB 18030; of the four bytes of a long one.
_ROW, _DOUBLE_ROW = 94, 190


class _Bits:
    """A cursor over the bits that cannot run past their end."""

    def __init__(self, data: bytes) -> None:
        self._text = f"{int.from_bytes(data):0{len(data) * 8}b}" if data else ""
        self._at = 0

    def left(self) -> int:
        return len(self._text) - self._at

    def take(self, count: int) -> int:
        if self.left() < count:
            raise Malformed(f"Han Xin code ends after {self._at} bits, expected {count} more")
        self._at += count
        return int(self._text[self._at - count : self._at], 2)


def read_message(data: bytes) -> tuple[bytes, str]:
    """The octets that the data codewords say, and the character set in which they are text.

    Raises:
        Malformed: a mode or a number that the standard does not have, or no end.
    """
    bits = _Bits(data)
    said = bytearray()
    characters = _LATIN_1
    while bits.left() >= 4 and (mode := bits.take(4)):
        match mode:
            case 1:
                _numbers(bits, said)
            case 2:
                _text(bits, said)
            case 3:
                said += bytes([bits.take(8) for _ in range(bits.take(13))])
            case 4 | 5:
                _regions(bits, said, mode)
            case 6:
                _doubles(bits, said)
            case 7:
                _long(bits, said)
            case 8:
                characters = _interpretation(bits)
            case _:
                raise Malformed(f"mode of the Han Xin code is {mode}, expected 1 to 8")
    if characters not in CHARACTER_SETS:
        raise Malformed(f"interpretation of the Han Xin code is {characters}, expected 0, 26 or 32")
    return bytes(said), CHARACTER_SETS[characters]


def _interpretation(bits: _Bits) -> int:
    """Table 5: a leading 0, 10 or 110 says how long the number is."""
    if not bits.take(1):
        return bits.take(7)
    return bits.take(22) if bits.take(1) else bits.take(14)


def _numbers(bits: _Bits, said: bytearray) -> None:
    """Groups of three digits; the end says how many the last one has."""
    groups: list[int] = []
    while (group := bits.take(10)) < 1000:
        groups.append(group)
    if group not in _END_NUMBER or not groups:
        raise Malformed(f"number of the Han Xin code ends with {group}, expected 1021, 1022 or 1023")
    digits = "".join(f"{one:03}" for one in groups[:-1]) + f"{groups[-1]:0{_END_NUMBER[group]}}"
    said += digits.encode("ascii")


def _text(bits: _Bits, said: bytearray) -> None:
    """ASCII in two tables, the first one first."""
    table, other = _TEXT_1, _TEXT_2
    while (character := bits.take(6)) != _END_TEXT:
        if character == _SWITCH:
            table, other = other, table
        else:
            said.append(table[character])


def _regions(bits: _Bits, said: bytearray, region: int) -> None:
    """Characters of GB 2312: the common ones and the signs in region 1, the others in region 2."""
    while (character := bits.take(12)) != _END_REGION:
        if character == _OTHER_REGION:
            region = _REGION_2 if region == _REGION_1 else _REGION_1
            continue
        row, cell = divmod(character, _ROW)
        if region == _REGION_2:
            said += bytes((0xD8 + row, 0xA1 + cell))
        elif character < 0xEB0:
            said += bytes((0xB0 + row, 0xA1 + cell))
        elif character < 0xFCA:
            row, cell = divmod(character - 0xEB0, _ROW)
            said += bytes((0xA1 + row, 0xA1 + cell))
        else:
            said += bytes((0xA8, 0xA1 + character - 0xFCA))


def _doubles(bits: _Bits, said: bytearray) -> None:
    """Characters of two bytes of GB 18030; no second byte is 7F."""
    while (character := bits.take(15)) != _END_DOUBLE:
        row, cell = divmod(character, _DOUBLE_ROW)
        said += bytes((0x81 + row, 0x40 + cell + (cell >= 0x3F)))


def _long(bits: _Bits, said: bytearray) -> None:
    """One character of four bytes of GB 18030."""
    character, fourth = divmod(bits.take(21), 10)
    character, third = divmod(character, 126)
    first, second = divmod(character, 10)
    said += bytes((0x81 + first, 0x30 + second, 0x81 + third, 0x30 + fourth))
