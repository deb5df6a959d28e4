"""What a plain question is: by table, the same in Python and in C, and never laxer than aiohttp's parser."""

import asyncio
import random
import zlib
from pathlib import Path

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import HttpRequestParser
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.edge.clerk import Clerk
from resolver.edge.compiled import BUILT
from resolver.edge.framing import Framing
from resolver.edge.scan import LONGEST_HEAD, WEIGHTY, Scan
from tests.resolver.edge import cases
from tests.resolver.edge.standing import clerk_of, desk_at, furnished
from tests.resolver.edge.variants import CLERKS, built

PLAIN = [
    cases.plain(),
    cases.head(b"/1.1/x", b"Host: a"),
    cases.head(b"/88.1000.1/a/b~c_d.e!$&'()*+,;=:@-/", b"Host: [::1]:8000"),
    cases.head(b"/88.1000.1/SN-1", b"Host:a", b"Tenant: 1", b"Servers: 1", b"Accepts: 1", b"Hosts: 1"),
    cases.plain(b"88.1000.1/" + b"a" * 390),
    cases.plain(b"88.1000.1/x", b"X-Empty:", b"connection: Keep-Alive", b"If: 1", b"Upgrade-Insecure-Requests: 1"),
    cases.plain(b"88.1000.1/x", *[b"X: a"] * 100),
    cases.plain(b"88.1000.1/x", b"X-Accept: application/linkset+json", b"Accept: link, set", b"Accept: K"),
    cases.head(b"/01/09506000134376", *cases.USUAL),
    cases.head(b"/01/09506000134376/22/a_B/10/~c.d-/21/0", b"Host: a"),
    cases.head(b"/88/x", b"Host: a"),
    cases.head(b"/8004/" + b"a" * 394, b"Host: a"),
]
NOT_PLAIN = [
    b"",
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    cases.plain()[:-1],
    cases.plain() + b"\r\n",
    cases.plain() + cases.plain(),
    b"\r\n" + cases.plain(),
    cases.plain(b"88/x"),
    cases.plain(b"a.1/x"),
    cases.plain(b"88..1/x"),
    cases.plain(b".88.1/x"),
    cases.plain(b"88.1./x"),
    cases.plain(b"88.1000.1//x"),
    cases.plain(b"88.1000.1/.x"),
    cases.plain(b"88.1000.1/x/.."),
    cases.plain(b"88.1000.1/" + b"a" * 391),
    cases.plain(b"88.1000.1/x", b"X: " + b"a" * LONGEST_HEAD),
    cases.plain(b"88.1000.1/x", b"Accept: application/linkset+json"),
    cases.plain(b"88.1000.1/x", b"aCCept:LINKSET"),
    cases.head(b"/1/x", b"Host: a"),
    cases.head(b"/12345/x", b"Host: a"),
    cases.head(b"/01/", b"Host: a"),
    cases.head(b"/01", b"Host: a"),
    cases.head(b"/01/x/", b"Host: a"),
    cases.head(b"/01/x/10", b"Host: a"),
    cases.head(b"/01/x/10/", b"Host: a"),
    cases.head(b"/01/.x", b"Host: a"),
    cases.head(b"/01/x%20y", b"Host: a"),
    cases.head(b"/01/x+y", b"Host: a"),
    cases.head(b"//01/x", b"Host: a"),
    cases.head(b"/api/handles/01/x", b"Host: a"),
    cases.head(b"/8004/" + b"a" * 395, b"Host: a"),
    cases.plain(b"88.1000.1/x", *[b"X: a"] * 125),
    *(cases.plain(b"88.1000.1/x", word.rstrip(":").encode() + b": 1") for word in WEIGHTY if word != "host:"),
    *(cases.plain(b"88.1000.1/x", word.rstrip(":").upper().encode() + b":1") for word in WEIGHTY),
]


@pytest.fixture
def clerk(tmp_path: Path, pure: bool) -> Clerk:
    built(pure)
    return clerk_of(desk_at(tmp_path, furnished()), pure)


@CLERKS
@pytest.mark.parametrize("octets", PLAIN)
def test_plain(clerk: Clerk, octets: bytes) -> None:
    assert clerk.is_plain(octets)


@CLERKS
@pytest.mark.parametrize("octets", NOT_PLAIN)
def test_not_plain(clerk: Clerk, octets: bytes) -> None:
    assert not clerk.is_plain(octets)


def test_python_and_c_agree(tmp_path: Path) -> None:
    built(False)
    python, c = (clerk_of(desk_at(tmp_path / str(pure), furnished()), pure) for pure in (True, False))
    dice = random.Random(7)
    heads = [*PLAIN, *NOT_PLAIN, *(cases.requests(dice) for _ in range(20_000))]
    heads += [cases.mutilated(cases.plain(), dice) for _ in range(20_000)]

    assert [head for head in heads if python.is_plain(head) != c.is_plain(head)] == []
    assert sum(map(c.is_plain, heads)) > 5_000


def test_the_checksum_in_c_is_that_of_zlib() -> None:
    built(False)
    assert BUILT is not None
    octets = random.Random(3).randbytes(3000)

    for size in [*range(300), 511, 512, 513, 1000, 2999, 3000]:
        for begin in (0, 1, 7):
            part = octets[begin:size]
            assert BUILT.checksum(part) == zlib.crc32(part)


@given(cuts=st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=4), st.integers(0, 4)), max_size=4))
@settings(max_examples=400, deadline=None)
def test_what_is_plain_is_one_whole_request_to_aiohttp(cuts: list[tuple[int, bytes, int]]) -> None:
    octets = cases.plain(b"88.1000.1/a.b/c")
    for at, put, less in cuts:
        octets = octets[:at] + put + octets[at + less :]

    if Scan().plain(octets, b"") is not None:
        assert_one_whole_request(octets)


def test_every_plain_one_of_many_is_one_whole_request_to_aiohttp() -> None:
    dice, scan, plain = random.Random(11), Scan(), 0
    for _ in range(20_000):
        octets = cases.mutilated(cases.requests(dice), dice)
        if scan.plain(octets, b"") is not None:
            plain += 1
            assert_one_whole_request(octets)
    assert plain > 300


def assert_one_whole_request(octets: bytes) -> None:
    """aiohttp's parser takes it for one request without a body, keeps the connection, and stands behind it."""
    loop = asyncio.new_event_loop()
    try:
        parser = HttpRequestParser(BaseProtocol(loop), loop, 65536)
        try:
            messages, upgraded, tail = parser.feed_data(octets)
            more, _, _ = parser.feed_data(b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        except HttpProcessingError as error:
            raise AssertionError(f"aiohttp refuses {octets!r}: {error}") from error
    finally:
        loop.close()
    assert [message.method for message, _ in messages] == ["GET"]
    message = messages[0][0]
    assert [upgraded, tail, message.should_close, message.chunked, message.upgrade] == [False, b"", False, False, False]
    assert [message.path for message, _ in more] == ["/next"]


POST = cases.head(b"/", b"Host: a", b"Content-Length: 5", method=b"POST")


@pytest.mark.parametrize(
    ("octets", "messages", "between", "lost"),
    [
        (b"", 0, True, False),
        (b"GET / HT", 0, False, False),
        (cases.plain(), 1, True, False),
        (cases.plain() * 3, 3, True, False),
        (cases.plain() + b"G", 1, False, False),
        (POST, 1, False, False),
        (POST + b"hell", 1, False, False),
        (POST + b"hello", 1, True, False),
        (POST + b"hello" + cases.plain(), 2, True, False),
        (cases.head(b"/", b"Host: a", b"Content-Length: 0"), 1, True, False),
        (cases.head(b"/", b"Host: a", b"Content-Length: +5"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"Content-Length: 5", b"Content-Length: 5"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"Content-Length: 5", b"Transfer-Encoding: chunked"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"Transfer-Encoding: chunked"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"Upgrade: x"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"Expect: 100-continue"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"Connection: close"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"Connection: keep-alive"), 1, True, False),
        (cases.head(b"a:1", b"Host: a", method=b"CONNECT"), 1, False, True),
        (cases.head(b"/", b"Host: a", b" folded"), 1, False, True),
        (cases.head(b"/", b"Host: a", b"X : a"), 1, False, True),
        (cases.head(b"/", b"Host: a", version=b"HTTP/1.0"), 1, False, True),
        (b"\r\n" + cases.plain(), 1, False, True),
        (b"X" * 20_000, 0, False, True),
    ],
)
def test_framing_by_table_in_any_two_pieces(octets: bytes, messages: int, between: bool, lost: bool) -> None:
    for cut in {0, 1, len(octets) // 2, max(0, len(octets) - 2), *range(0, len(octets), 7)}:
        account = Framing()
        account.feed(octets[:cut])
        account.feed(octets[cut:])
        assert (account.messages, account.between, account.lost) == (messages, between, lost)
