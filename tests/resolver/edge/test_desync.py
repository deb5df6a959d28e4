"""Request smuggling (threats.md T13): octets that two servers could cut into requests in different ways.

Each payload carries a second request that a laxer reader would answer. What is wrong is refused and the connection
closed; what is right is answered as often as it asks. The lane must neither answer the hidden request nor be kinder.
"""

from pathlib import Path

import pytest

from tests.resolver.edge.cases import head
from tests.resolver.edge.standing import counted, furnished
from tests.resolver.edge.variants import CLERKS, built, run
from tests.resolver.edge.wire import with_lane

ANSWER = b'"handle":"88.1000.1/HIDDEN"'
HIDDEN = b"GET /api/handles/88.1000.1/HIDDEN HTTP/1.1\r\nHost: a\r\n\r\n"
TARGET = b"/api/handles/88.1000.1/SN-1"
HOST = b"Host: a"


def get(*lines: bytes, after: bytes = HIDDEN, host: bool = True) -> bytes:
    return head(TARGET, *([HOST] if host else []), *lines) + after


LENGTHS = [
    b"Content-Length: +53",
    b"Content-Length: -1",
    b"Content-Length: 0x35",
    b"Content-Length: 5_3",
    b"Content-Length: 53,53",
    b"Content-Length: 53, 0",
    b"Content-Length: 5 3",
    b"Content-Length: 53;",
    b"Content-Length: ",
    b"Content-Length:",
    b"Content-Length: \xb2",
    b"Content-Length: 53.0",
    b"Content-Length: 1e1",
    b"Content-Length: 99999999999999999999999999",
    b"Content-Length: 18446744073709551669",
    b"Content-Length: a",
    b"Content-Length: 53\r\nContent-Length: 0",
    b"Content-Length: 0\r\nContent-Length: 53",
    b"Content-Length: 53\r\nContent-Length: 53",
    b"Content-Length : 53",
    b"Content-Length\t: 53",
    b" Content-Length: 53",
    b"Content-Length\x00: 53",
    b"Content-Length: 53\x00",
    b"Content-Length: \x0b53",
    b"Content-Length: 53\x0c",
    b"Content_Length : 53",
    b"Content-\r\nLength: 53",
    b"Content-Length: 5\r\n 3",
    b"X: y\nContent-Length: 53",
    b"X: y\rContent-Length: 53",
    b"X: y\r\r\nContent-Length: 53",
]
CODINGS = [
    b"Transfer-Encoding: chunked\r\nContent-Length: 53",
    b"Content-Length: 53\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: gzip",
    b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding: cow",
    b'Transfer-Encoding: "chunked"',
    b"Transfer-Encoding: chunked;q=1",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding\t: chunked",
    b" Transfer-Encoding: chunked",
    b"Transfer-Encoding: \x0bchunked",
    b"Transfer-Encoding: chunked\x00",
    b"Transfer\x00-Encoding: chunked",
    b"Transfer-Encoding: chunked\x0c",
    b"Transfer-Encoding:\r\n chunked",
    b"X: y\nTransfer-Encoding: chunked",
    b"X: y\rTransfer-Encoding: chunked",
    b"Transfer-Encoding: chu\xc4\xb1nked",
    b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\nContent-Length: 53",
    b"Content-Length: 53\r\ntransfer-encoding: Chunked",
    b"TRANSFER-ENCODING: CHUNKED\r\ncontent-length: 0",
]
CHUNKS = [
    b"+0\r\n\r\n",
    b"0x0\r\n\r\n",
    b"-0\r\n\r\n",
    b" 0\r\n\r\n",
    b"0 \r\n\r\n",
    b"0_0\r\n\r\n",
    b"\r\n0\r\n\r\n",
    b"g\r\n\r\n",
    b"1\r\nab\r\n0\r\n\r\n",
    b"5\r\nhelloX0\r\n\r\n",
    b"5\nhello\r\n0\r\n\r\n",
    b"5\r\nhello\n0\r\n\r\n",
    b"0\n\n",
    b"0\r\n\n",
    b"fffffffffffffffffffff\r\n",
    b"5;a\nb\r\nhello\r\n0\r\n\r\n",
    b"5;\x00\r\nhello\r\n0\r\n\r\n",
    b"0\r\nX : y\r\n\r\n",
    b"0\r\n X: y\r\n\r\n",
    b"0\r\nX\x00: y\r\n\r\n",
]
HEADS = [
    get(host=False), get(HOST), get(b"Host: b"), get(b"host: a"), get(b"Host : a", host=False), get(b" X: y"),
    get(b"X y"), get(b": y"), get(b"X\x00: y"), get(b"X: \x00"), get(b"X\r: y"), get(b"X: y\r"), get(b"(X): y"),
    get(b"X: y\n"), get(b"\tX: y"), get(b"X\xc3\xa9: y"),
    b"GET " + TARGET + b" HTTP/1.1 \r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET\t" + TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b"\tHTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b"\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b" HTTP/1.1\nHost: a\n\n" + HIDDEN,
    b"GET " + TARGET + b" HTTP/1.1\r\nHost: a\n\r\n" + HIDDEN,
    b"GET " + TARGET + b" HTTP/1.1\rHost: a\r\r" + HIDDEN,
    b"GET " + TARGET + b" HTTP/11\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b" HTTP/1.10\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b" HTTP/1.1x\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b" HTTP/2.0\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b" http/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET " + TARGET + b"\x00 HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"GET\x00 " + TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"get " + TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"\x00GET " + TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b" GET " + TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"\xef\xbb\xbfGET " + TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + HIDDEN,
]  # fmt: skip
WRONG = (
    [get(line) for line in LENGTHS]
    + [get(line, after=b"0\r\n\r\n" + HIDDEN) for line in CODINGS]
    + [get(b"Transfer-Encoding: chunked", after=chunk + HIDDEN) for chunk in CHUNKS]
    + HEADS
)
# Payloads that are in order, and how many requests they are.
RIGHT = [
    (get(b"Content-Length: %d" % len(HIDDEN)), 1),
    (get(b"Content-Length: 0"), 2),
    (get(b"Content-Length: 000"), 2),
    (get(b"Transfer-Encoding: chunked", after=b"0\r\n\r\n" + HIDDEN), 2),
    (get(b"Transfer-Encoding: chunked", after=b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n" + HIDDEN), 2),
    (get(b"Transfer-Encoding: chunked", after=b"%x\r\n" % len(HIDDEN) + HIDDEN + b"\r\n0\r\n\r\n"), 1),
    (get(b"Content_Length: 53"), 2),
    (get(b"X-Content-Length: 53"), 2),
    # RFC 9112 §3 lets a server take more than one space here; nothing else could be meant.
    (b"GET  " + TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN, 2),
    (b"GET " + TARGET + b"  HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN, 2),
]


def test_there_are_enough_payloads() -> None:
    assert len(set(WRONG)) >= 80


@CLERKS
def test_what_is_wrong_is_refused_and_the_connection_closed(tmp_path: Path, pure: bool) -> None:
    built(pure)

    async def ask() -> list[tuple[bytes, list[int], bool]]:
        async with with_lane(tmp_path, furnished(), pure=pure) as server:
            kind = []
            for payload in WRONG:
                for case in ([payload], [payload[:30], payload[30:]], [payload.removesuffix(HIDDEN), HIDDEN]):
                    said = await server.ask(case, pause=0.002)
                    # Without a fault in its own head the first request may have been answered before the fault came.
                    statuses = said.statuses[1:] if b"Transfer-Encoding: chunked\r\n\r\n" in payload else said.statuses
                    if not said.closed or (statuses or [400]) != [400] or ANSWER in said.octets:
                        kind.append((payload, said.statuses, said.closed))
            return kind

    kind = run(ask())

    assert kind == []
    assert not any(outcome == "absent" for _, _, outcome, _ in counted(tmp_path))


@CLERKS
@pytest.mark.parametrize(("payload", "requests"), RIGHT)
def test_what_is_right_is_answered_as_often_as_it_asks(
    tmp_path: Path, pure: bool, payload: bytes, requests: int
) -> None:
    built(pure)

    async def ask() -> None:
        async with with_lane(tmp_path, furnished(), pure=pure) as server:
            for cut in (0, 3, 40, 70, len(payload) - len(HIDDEN)):
                said = await server.ask([payload[:cut], payload[cut:]], pause=0.002)
                assert len(said.statuses) == requests
                assert said.octets.count(ANSWER) == requests - 1

    run(ask())
