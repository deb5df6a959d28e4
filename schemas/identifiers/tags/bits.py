"""Bits taken from and put onto a string of bits, the first being the most significant (TDS §14)."""

from schemas.errors import Malformed


class BitReader:
    """A walk over bits that cannot run past the end."""

    __slots__ = ("_left", "_value")

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    @property
    def left(self) -> int:
        """How many bits have not been taken yet."""
        return self._left

    def take(self, count: int) -> int:
        """The next bits as a number.

        Raises:
            Malformed: fewer are left.
        """
        if count > self._left:
            raise Malformed(f"number of bits left in the tag is {self._left}, expected at least {count}")
        self._left -= count
        taken = self._value >> self._left
        self._value &= (1 << self._left) - 1
        return taken

    def take_digits(self, bits: int, width: int, name: str) -> str:
        """A number of so many bits, written with so many digits; `width` 0 gives no digits and expects 0.

        Raises:
            Malformed: the number has more digits.
        """
        number = self.take(bits)
        if number >= 10**width:
            raise Malformed(f"{name} in the tag is {number}, expected at most {width} digits")
        return f"{number:0{width}}" if width else ""

    def take_text(self, bits: int, width: int, name: str) -> str:
        """Characters of `width` bits (7: ASCII, 6: its lower half) that end with zeros (TDS §14.4.2, §14.4.8).

        Raises:
            Malformed: something other than zeros stands behind the first zero.
        """
        codes = [self.take(width) for _ in range(bits // width)]
        padding = self.take(bits % width)
        end = codes.index(0) if 0 in codes else len(codes)
        if any(codes[end:]) or padding:
            raise Malformed(f"padding of the {name} in the tag is not zero, expected zeros behind the last character")
        return "".join(chr(code if width == 7 else _SIX_BITS[code]) for code in codes[:end])

    def end(self) -> None:
        """Only zeros may follow: memory comes in words of 16 bits.

        Raises:
            Malformed: a bit is set.
        """
        if self._value:
            raise Malformed("rest of the tag is not zero, expected zeros behind the EPC")


class BitWriter:
    """Bits put behind each other."""

    __slots__ = ("_length", "_value")

    def __init__(self) -> None:
        self._value = 0
        self._length = 0

    def put(self, number: int, count: int) -> None:
        """A number as so many bits.

        Raises:
            Malformed: it needs more.
        """
        if number >> count:
            raise Malformed(f"number for the tag is {number}, expected one that fits {count} bits")
        self._value = self._value << count | number
        self._length += count

    def put_text(self, text: str, bits: int, width: int) -> None:
        """Characters of `width` bits, then zeros up to `bits`."""
        for character in text:
            self.put(ord(character) & ((1 << width) - 1), width)
        self.put(0, bits - width * len(text))

    def octets(self, multiple: int = 16) -> bytes:
        """Everything put so far, filled with zeros to a multiple of bits."""
        fill = -self._length % multiple
        return (self._value << fill).to_bytes((self._length + fill) // 8, "big")


# TDS appendix G: the lower six bits of ASCII; 1 to 31 are letters, 32 to 63 are as they are.
_SIX_BITS = [code | 0x40 if code < 0x20 else code for code in range(64)]
