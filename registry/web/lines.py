"""Lines: a stream of octets as the lines in it. Knows no socket: octets in, lines out.

Only a line feed ends a line: U+2028, U+0085 and a lone carriage return stand within values. The last line may lack its
end.
"""

BOM = b"\xef\xbb\xbf"

TOO_LONG = None
"""Stands for a line that is longer than allowed; its octets are passed over, not kept."""


class Lines:
    """Cuts what is fed to it; holds no more than one line.

    >>> lines = Lines(longest=5)
    >>> lines.feed(b"ab\\ncd"), lines.feed(b"e\\nfghijkl"), lines.feed(b"m\\nno"), lines.end()
    ([b'ab'], [b'cde'], [None], [b'no'])
    """

    def __init__(self, longest: int) -> None:
        """Take the most octets that a line may have, its end not counted."""
        self._longest = longest
        self._rest = b""
        self._passing_over = False
        self._first = True

    def feed(self, octets: bytes) -> list[bytes | None]:
        """The lines that these octets complete, without their ends; TOO_LONG in the place of one that is."""
        cut: list[bytes | None] = list((self._rest + octets).split(b"\n"))
        rest = cut.pop()
        assert rest is not None
        lines = [self._allowed(line) for line in cut]
        if self._passing_over and lines:
            lines[0] = TOO_LONG
            self._passing_over = False
        self._rest = rest
        # One octet more: the mark at the very beginning may still stand before the line.
        if len(rest) > self._longest + len(BOM):
            self._rest, self._passing_over = b"", True
        elif self._passing_over:
            self._rest = b""
        return self._unmarked(lines)

    def end(self) -> list[bytes | None]:
        """The last line, where it has no end of its own."""
        lines: list[bytes | None] = []
        if self._passing_over:
            lines = [TOO_LONG]
        elif self._rest:
            lines = [self._allowed(self._rest)]
        self._rest, self._passing_over = b"", False
        return self._unmarked(lines)

    def _allowed(self, line: bytes | None) -> bytes | None:
        if line is None or len(line) > self._longest + (len(BOM) if self._first and line.startswith(BOM) else 0):
            return TOO_LONG
        return line

    def _unmarked(self, lines: list[bytes | None]) -> list[bytes | None]:
        """The same lines; a byte order mark at the very beginning is no part of the first one."""
        if self._first and lines:
            self._first = False
            lines[0] = lines[0].removeprefix(BOM) if lines[0] is not None else None
        return lines
