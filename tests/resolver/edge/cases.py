"""Requests that a server might meet: plain ones, odd ones, broken ones and evil ones, made by rule from a seed."""

import itertools
import random
from collections.abc import Iterator

from tests.resolver.edge.wire import LAST, Case

HANDLES = (
    b"88.1000.1/SN-1",
    b"88.1000.1/sn-1",
    b"88.1000.1/Sn/2/X",
    b"88.1000.1/ONLY-URL",
    b"88.1000.1/QUERY",
    b"88.1000.1/FAR",
    b"88.1000.1/nope",
    b"88.1000.1/RETIRED",
    b"88.1000.1/retired",
    b"88.1000.1/ABSOLUTE",
    b"88.1000.1/SECRET",
    b"88.1000.1/EMPTY",
    b"88.1000.1/BROKEN",
    b"88.1000.AB/x",
    b"88.1000.ab/X",
    b"88.1000.ab/base@1",
    b"88.1000.ab/base@2",
    b"88.1000.2/SN-1",
    b"88.1000.3/SN-1",
    b"88.1000.4/SN-1",
    b"88.1000.9/SN-1",
    b"88.1000.1.7/SN-1",
    b"88.1000/SN-1",
    b"0.NA/88.1000.1",
    b"0.na/88.1000.1",
    b"88.1000.1/",
    b"88.1000.1",
    b"",
    b"/",
    b"88.1000.1//SN-1",
    b"88.1000.1/./SN-1",
    b"88.1000.1/../SN-1",
    b"88.1000.1/a/../SN-1",
    b"88.1000.1/SN-1/",
    b"88.1000.1/.hidden",
    b"88.1000.1/a..b",
    b"88.1000.1/%53N-1",
    b"88.1000.1/SN%2D1",
    b"88.1000.1%2FSN-1",
    b"88.1000.1/%E4%BB%B6",
    b"88.1000.1/\xe4\xbb\xb6",
    b"88.1000.1/\xff",
    b"88.1000.1/%FF",
    b"88.1000.1/%00",
    b"88.1000.1/%0d%0aX:y",
    b"88.1000.1/%",
    b"88.1000.1/%zz",
    b"88.1000.1/%22q%22",
    b'88.1000.1/"q"',
    b"88.1000.1/a+b",
    b"88.1000.1/a;b=c",
    b"88.1000.1/a:b@c!$&'()*+,;=~_-.",
    b"88.1000.5/SN-0007",
    b"88.1000.5/sn-0016",
    b"88.1000.5/SN-0006",
    b"88.1000.5/SN-0017",
    b"88.1000.5/SN-0008",
    b"88.1000.5/SN-0009",
    b"88.1000.5/SN-00O7",
    b"88.1000.5/SN-00007",
    b"88.1000.5/u/00109/x",
    b"88.1000.5/U/00109/X",
    b"88.1000.5/u/00108/x",
    b"88.1000.5/F-0010",
    b"88.1000.5/S-0010",
    b"88.1000.5/N-0010",
    b"88.1000.5/A@0010",
    b"88.1000.5/A@0001",
    b"88.1000.5/c-AA1B",
    b"88.1000.5/C-aa1b",
    b"88.1000.5/*-0010y",
    b"88.1000.5/*-00130",
    b"88.1000.5/L-0010",
    b"88.1000.5/Y-0010",
    b"88.1000.5/B-0010",
    b"88.1000.5/B-0010@x=1",
    b"88.1000.5/B-0001@x=1",
    b"88.1000.5/%E4%BB%B60010",
    b"88.1000.5/R-0010",
    b"88.1000.5/R-0001",
    b"88.1000.5/SN-0007?index=2",
    b"88.1000.5/SN-0007?pretty",
    b"88.1000.6/SN-0001",
    b"88.1000.6/XX",
    b"88.1000.1/SN-1?",
    b"88.1000.1/SN-1?pretty",
    b"88.1000.1/SN-1?index=1",
    b"88.1000.1/SN-1?index=x",
    b"88.1000.1/SN-1?type=URL&type=EMAIL",
    b"88.1000.1/SN-1?type=nothing",
    b"88.1000.1/SN-1?publicOnly=false",
    b"88.1000.1/SN-1?noredirect",
    b"88.1000.1/SN-1?link=lnk_1_2",
    b"88.1000.3/SN-1?doNotRefer",
    b"88.1000.1/SN-1#part",
    b"88.1000.1/SN 1",
    b"88.1000.1/SN\t1",
    b"88.1000.1/" + b"a" * 390,
    b"88.1000.1/" + b"a" * 391,
    b"88.1000.1/" + b"a" * 470,
    b"88.1000.1/" + b"a" * 2100,
    b"88.1000.1/" + b"a" * 9000,
    b"1" * 300 + b".1/x",
    b"health/live",
    b"01/09520123456788",
    b"01/09506000134376",
    b"01/09506000134376/",
    b"01/09506000134376?a=b;c",
    b"01/09506000134376?linkType=linkset",
    b"01/09506000134375",
    b"01/9506000134376",
    b"01/09506000134352",
    b"01/09506000134376/10/LOT-1",
    b"01/09506000134376/10/lot-1",
    b"01/09506000134376/21/a_B.c-1",
    b"01/09506000134376/21/A_B.c-1",
    b"01/09506000134376/21/a%5FB.c-1",
    b"01/09506000134376/21/G0007",
    b"01/09506000134376/21/G0016",
    b"01/09506000134376/21/G0006",
    b"01/09506000134376/21/G0017",
    b"01/09506000134376/21/g0011",
    b"01/09506000134376/21/G0011/10/L",
    b"01/09506000134376/21/G0008",
    b"01/09506000134376/21/G0009",
    b"01/09506000134376/21/G0010",
    b"01/09506000134376/21/.1",
    b"01/09506000134376/21/1/10/1",
    b"01/09506000134376/foo",
    b"414/9506000134376",
    b"00/395060001343760001",
    b"01/09506000149325",
    b"01/09506000149332",
    b"01/09506000149318",
    b"01/09506000149301",
    b"01/" + b"1" * 500,
    b"dl/01/09506000134376",
    b"88.1000.1/01/09506000134376",
    b"eh30164596f40c0e5cbe991a83",
    b"88/x",
    b"12345/x",
    b"api",
)
METHODS = (
    b"GET",
    b"GET",
    b"GET",
    b"GET",
    b"GET",
    b"HEAD",
    b"POST",
    b"OPTIONS",
    b"DELETE",
    b"get",
    b"G3T",
    b"GETT",
    b"",
)
VERSIONS = (b"HTTP/1.1",) * 12 + (b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"HTTP/0.9", b"http/1.1", b"HTTP/1.1 ", b"")
STARTS = (
    b"http://node.example",
    b"http://other",
    b"//node.example",
    b"*",
    b"",
    b"node.example:80",
    b"/.",
    b"/..",
    b"/x/..",
)
USUAL = (
    b"Host: node.example",
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
    b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    b"Accept-Language: zh-CN,zh;q=0.9,en;q=0.8",
    b"Accept-Encoding: gzip, deflate",
    b"Connection: keep-alive",
    b"Upgrade-Insecure-Requests: 1",
    b"Sec-Fetch-Mode: navigate",
    b"X-Request-Id: 0123456789",
)
ODD = (
    b"Accept: application/json",
    b"Accept: */*",
    b"Accept:",
    b"Accept: application/linkset+json",
    b"accept: text/html, application/LinkSet+json;q=0",
    b"Accept-Language: en",
    b"X-Accept: application/linkset+json",
    b"Accept: linkse",
    b"Accept: text/k",
    b"Authorization: Basic MzAwOjAuTkEvMQ==",
    b"Authorization: Bearer x",
    b"Cookie: a=b",
    b"Connection: close",
    b"Connection: Keep-Alive",
    b"Connection: keep-alive, close",
    b"Connection: upgrade",
    b"Connection:close",
    b"connection: CLOSE",
    b"Proxy-Connection: close",
    b"Keep-Alive: timeout=5",
    b"Upgrade: websocket",
    b"Upgrade: h2c",
    b"Expect: 100-continue",
    b"Expect: nonsense",
    b"Content-Length: 0",
    b"Content-Length: 5",
    b"Content-Length: +5",
    b"Content-Length: -1",
    b"Content-Length: 1_0",
    b"Content-Length: 0x5",
    b"Content-Length:",
    b"Content-Length: 5, 5",
    b"Content-Length: 99999999999999999999999",
    b"Content-Type: application/json",
    b"Content-Encoding: gzip",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding:",
    b"transfer-encoding: CHUNKED",
    b"TE: trailers",
    b"Trailer: X",
    b"Host: other.example",
    b"Host:",
    b"Host: a b",
    b"Host: [::1]:8000",
    b"host:node.example",
    b"User-Agent: twice",
    b'If-None-Match: "1"',
    b"If-None-Match: *",
    b"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
    b"Range: bytes=0-3",
    b"Origin: https://page.example",
    b"Access-Control-Request-Method: PUT",
    b"Idnode-Class: probe",
    b"X-Requested-With: XMLHttpRequest",
    b"X-Forwarded-For: 10.0.0.1",
    b"Server: me",
    b"Max-Forwards: 1",
    b"ETag: x",
    b"Sec-WebSocket-Key1: x",
    b"Sec-WebSocket-Key: x",
    b"X-NUL: a\x00b",
    b"X-Control: a\x01b",
    b"X-Tab: a\tb",
    b"X-High: \xe4\xbb\xb6",
    b"X-Bell: \x7f",
    b"X-CR: a\rb",
    b"X-LF: a\nb",
    b" folded",
    b"\tfolded",
    b"X Space: a",
    b"X-Space : a",
    b": no name",
    b"no colon",
    b"X\xff: a",
    b"X\x00: a",
    b"X(y): a",
    b"X-Empty:",
    b"X-Long: " + b"a" * 3000,
    b"X-Very-Long: " + b"a" * 8300,
    b"X-Name-Is-Very-Long-" + b"a" * 8300 + b": 1",
    b"",
)


def head(target: bytes, *headers: bytes, method: bytes = b"GET", version: bytes = b"HTTP/1.1") -> bytes:
    """A request without a body."""
    return b"\r\n".join([method + b" " + target + b" " + version, *headers, b"", b""])


def plain(handle: bytes = b"88.1000.1/SN-1", *more: bytes) -> bytes:
    """A request that the lane answers."""
    return head(b"/api/handles/" + handle, *USUAL, *more)


def alone() -> Iterator[Case]:
    """Every oddity by itself, in a piece of its own: the last request comes after it."""
    octets = [head(target + handle, *USUAL) for handle in HANDLES for target in (b"/api/handles/", b"/")]
    octets += [head(b"/api/handles/88.1000.1/SN-1", *lines) for lines in _odd_lines()]
    octets += [head(path, *USUAL, odd) for path in (b"/88.1000.1/ONLY-URL", b"/01/09506000134376") for odd in ODD]
    octets += [head(b"/api/handles/88.1000.1/SN-1", *USUAL, method=method) for method in METHODS]
    octets += [head(b"/api/handles/88.1000.1/SN-1", *USUAL, version=version) for version in VERSIONS]
    octets += [head(start + b"/api/handles/88.1000.1/SN-1", *USUAL) for start in STARTS]
    octets += [
        head(b"/api/handles/88.1000.1/SN-1", *USUAL, *(b"X-%d: 1" % n for n in range(more))) for more in range(100, 130)
    ]
    octets += [head(b"/api/handles/88.1000.1/SN-1", *USUAL, b"X: " + b"a" * more) for more in range(3600, 4000, 7)]
    octets += [
        head(b"/api/handles/88.1000.1/SN-1", *[line] * more)
        for line in (b"Host: a", b"User-Agent: a")
        for more in (2, 256, 257)
    ]
    octets += [mutilated(plain(), random.Random(seed)) for seed in range(300)]
    return ((made, LAST) for made in octets)


def _odd_lines() -> Iterator[tuple[bytes, ...]]:
    for odd in ODD:
        yield (*USUAL, odd)
        yield (odd, *USUAL)
        yield (USUAL[0], odd)
        yield (*USUAL[1:], odd)


def requests(dice: random.Random) -> bytes:
    """One request, or something like one."""
    handle = dice.choice(HANDLES[:16]) if dice.random() < 0.5 else dice.choice(HANDLES)
    target = dice.choice((b"/api/handles/", b"/api/handles/", b"/")) + handle
    if dice.random() < 0.04:
        target = dice.choice(STARTS) + target
    headers = [line for line in USUAL if dice.random() < 0.8 or line.startswith(b"Host")]
    if dice.random() < 0.4:
        headers += dice.choices(ODD, k=dice.choice((1, 1, 1, 2, 3)))
    if dice.random() < 0.5:
        dice.shuffle(headers)
    if dice.random() < 0.05:
        headers = [line for line in headers if not line.startswith(b"Host")]
    if dice.random() < 0.1:
        headers = [dice.choice((bytes.upper, bytes.lower, bytes.swapcase))(line) for line in headers]
    if dice.random() < 0.02:
        headers += [b"X-%d: %d" % (n, n) for n in range(dice.choice((20, 50, 110, 118, 130)))]
    odd = dice.random() < 0.15
    method = dice.choice(METHODS) if odd else b"GET"
    version = dice.choice(VERSIONS) if odd else b"HTTP/1.1"
    made = head(target, *headers, method=method, version=version)
    body = dice.choice((b"", b"", b"hello", b'{"type":["URL"]}', b"5\r\nhello\r\n0\r\n\r\n", b"0\r\n\r\n", b"\r\n"))
    if method == b"POST" and dice.random() < 0.7:
        body = dice.choice((b"type=URL", b'{"index":1}', b"{", b'{"type":{"a":1}}'))
        kind = dice.choice((b"application/json", b"application/x-www-form-urlencoded", b"text/plain"))
        made = head(target, *headers, b"Content-Type: " + kind, b"Content-Length: %d" % len(body), method=method)
    if dice.random() < 0.12 or method == b"POST":
        made += body
    if dice.random() < 0.06:
        made = mutilated(made, dice)
    return made


def mutilated(octets: bytes, dice: random.Random) -> bytes:
    """The same with an accident."""
    at = dice.randrange(len(octets) + 1)
    match dice.randrange(8):
        case 0:
            return octets.replace(b"\r\n", b"\n")
        case 1:
            return octets.replace(b"\r\n", b"\r")
        case 2:
            return octets[:at] + bytes([dice.randrange(256)]) + octets[at:]
        case 3:
            return octets[:at] + octets[at + 1 :]
        case 4:
            return octets[:at] + b"\n" + octets[at:]
        case 5:
            return b"\r\n" + octets
        case 6:
            return octets.replace(b" ", b"  ", 1)
        case _:
            return octets.replace(b"\r\n", b"\r\n ", 1)


def made(seed: int, count: int) -> Iterator[Case]:
    """So many cases: one to five requests each, cut into one to four pieces, then the last request."""
    dice = random.Random(seed)
    for _ in range(count):
        octets = b"".join(requests(dice) for _ in range(dice.choice((1, 1, 1, 1, 2, 3, 5)))) + LAST
        cuts = sorted(dice.randrange(len(octets)) for _ in range(dice.choice((0, 0, 0, 1, 1, 3))))
        yield pieces(octets, cuts)


def pieces(octets: bytes, cuts: list[int]) -> Case:
    """Octets, cut at these places."""
    places = [0, *cuts, len(octets)]
    return tuple(octets[a:b] for a, b in itertools.pairwise(places) if a < b)
