"""A cursor over octets that cannot run past its end, and the writers that stand beside it.

All integers are big-endian; a *string* is a 4-octet length and that many octets (RFC 3651 §3, RFC 3652 §2.1).
"""

from schemas.errors import Malformed


class Octets:
    """A cursor over octets: each `take_*` moves on, none runs past the end.

    >>> cursor = Octets(bytes.fromhex("00000002686900"))
    >>> cursor.take_string(), cursor.left
    ('hi', 1)
    """

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many octets have not been taken yet."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """The next `count` octets.

        Raises:
            Malformed: fewer octets are left.
        """
        end = self._at + count
        if end > len(self._data):
            raise Malformed(f"octets end at {len(self._data)}, expected at least {end}")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def take_uint8(self) -> int:
        """One octet as a number."""
        return self.take(1)[0]

    def take_uint16(self) -> int:
        """Two octets as a number."""
        return int.from_bytes(self.take(2), "big")

    def take_uint32(self) -> int:
        """Four octets as a number."""
        return int.from_bytes(self.take(4), "big")

    def take_counted(self) -> bytes:
        """A 4-octet length and that many octets."""
        return self.take(self.take_uint32())

    def take_string(self) -> str:
        """A 4-octet length and that many octets of UTF-8.

        Raises:
            Malformed: fewer octets are left, or they are not UTF-8.
        """
        data = self.take_counted()
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed(f"octets read as text are not UTF-8 at position {error.start}") from None

    def take_count(self, least: int) -> int:
        """A 4-octet count of items that take at least `least` octets each.

        The count is held against what is left before anything is allocated for it.

        Raises:
            Malformed: so many items cannot follow.
        """
        count = self.take_uint32()
        if count * least > self.left:
            raise Malformed(f"a count of {count} items does not fit the {self.left} octets that are left")
        return count

    def end(self) -> None:
        """Nothing may follow.

        Raises:
            Malformed: octets are left.
        """
        if self.left:
            raise Malformed(f"{self.left} octets are left over, expected none")


def put_uint8(number: int) -> bytes:
    """A number as one octet."""
    return number.to_bytes(1, "big")


def put_uint16(number: int) -> bytes:
    """A number as two octets."""
    return number.to_bytes(2, "big")


def put_uint32(number: int) -> bytes:
    """A number as four octets."""
    return number.to_bytes(4, "big")


def put_counted(data: bytes) -> bytes:
    """Octets behind their 4-octet length."""
    return len(data).to_bytes(4, "big") + data


def put_string(text: str) -> bytes:
    """Text as UTF-8 behind its 4-octet length."""
    return put_counted(text.encode("utf-8"))
