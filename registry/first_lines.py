"""First lines: on which line of a file each identifier stood first, in twelve octets an identifier.

A dictionary of their keys takes some 170 octets each, and a file has millions. Here two arrays hold a digest of the key
and its line, by open addressing. Two keys of one digest are taken for one: among five million the odds of that are one
in a million. The digest is Python's own of octets, which no sender can foresee (it is keyed anew in every process), so
that nobody can write a file whose identifiers all fall on one place.
"""

from array import array

_SMALLEST = 1 << 10
_DIGEST = (1 << 64) - 1


class FirstLines:
    """Keys with the line on which each stood first.

    >>> lines = FirstLines()
    >>> lines.first(b"88.1000.1/A", 2), lines.first(b"88.1000.1/B", 3), lines.first(b"88.1000.1/A", 4)
    (2, 3, 2)
    >>> lines.find(b"88.1000.1/B"), lines.find(b"88.1000.1/C")
    (3, None)
    """

    def __init__(self) -> None:
        self._count = 0
        self._make(_SMALLEST)

    def __len__(self) -> int:
        return self._count

    def first(self, key: bytes, line: int) -> int:
        """The line on which this key stood first: this one (counted from 1), if it did not stand before."""
        digest = hash(key) & _DIGEST
        place = self._place(digest)
        if before := self._lines[place]:
            return before
        self._digests[place], self._lines[place] = digest, line
        self._count += 1
        if self._count * 2 > len(self._lines):
            self._grow()
        return line

    def find(self, key: bytes) -> int | None:
        """The line on which this key stood first, or None."""
        return self._lines[self._place(hash(key) & _DIGEST)] or None

    def _place(self, digest: int) -> int:
        """Where this digest stands, or the free place where it would."""
        digests, lines, mask = self._digests, self._lines, self._mask
        place = digest & mask
        while lines[place] and digests[place] != digest:
            place = (place + 1) & mask
        return place

    def _make(self, places: int) -> None:
        self._mask = places - 1
        self._digests = array("Q", bytes(8 * places))
        # A line of 0 says that the place is free.
        self._lines = array("I", bytes(4 * places))

    def _grow(self) -> None:
        digests, lines = self._digests, self._lines
        self._make(2 * len(lines))
        for digest, line in zip(digests, lines, strict=True):
            if line:
                place = self._place(digest)
                self._digests[place], self._lines[place] = digest, line
