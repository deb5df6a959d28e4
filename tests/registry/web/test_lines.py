"""Lines: cut anywhere, they are the same lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.web.lines import BOM, TOO_LONG, Lines

LONGEST = 6


def fed(*pieces: bytes) -> list[bytes | None]:
    lines = Lines(LONGEST)
    return [line for piece in pieces for line in lines.feed(piece)] + lines.end()


@pytest.mark.parametrize(
    ("octets", "lines"),
    [
        (b"", []),
        (b"\n", [b""]),
        (b"a", [b"a"]),
        (b"a\n", [b"a"]),
        (b"a\n\nb", [b"a", b"", b"b"]),
        (b"a\r\nb\rc\n", [b"a\r", b"b\rc"]),
        ("a\u2028\n\u0085\n".encode(), ["a\u2028".encode(), "\u0085".encode()]),
        (b"123456\n", [b"123456"]),
        (b"1234567\nab\n", [TOO_LONG, b"ab"]),
        (b"12345678901234567890\nab", [TOO_LONG, b"ab"]),
        (b"ab\n12345678901234567890", [b"ab", TOO_LONG]),
        (BOM + b"123456\n" + BOM + b"a\n", [b"123456", BOM + b"a"]),
        (BOM + b"1234567\n", [TOO_LONG]),
        (BOM, [b""]),
    ],
)
def test_octets_are_cut_at_line_feeds_wherever_they_are_split(octets: bytes, lines: list[bytes | None]) -> None:
    for at in range(len(octets) + 1):
        assert fed(octets[:at], octets[at:]) == lines
    assert fed(*(octets[at : at + 1] for at in range(len(octets)))) == lines


@given(st.lists(st.binary(max_size=20)))
def test_no_split_makes_a_difference(pieces: list[bytes]) -> None:
    assert fed(*pieces) == fed(b"".join(pieces))
