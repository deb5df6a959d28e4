"""The one fetcher reaches nothing that it must not (threats.md T4): not one connection comes to the canary."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_address, ip_network

import pytest
from aiohttp import web

from registry.outbound.fetch import LARGEST, Fetcher
from schemas.errors import Busy, Forbidden, Malformed, NodeError
from schemas.reach import may_be_asked

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

HOSTS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
]
NO_ADDRESSES = [
    "",
    "/relative",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "ftp://127.0.0.1/",
    "javascript:alert(1)",
    "data:,x",
    "unix:///run/x",
    "http://",
    "http://user:secret@127.0.0.1/",
    "http://[::1/",
    "http://127.0.0.1:99999/",
    "https://:443/",
]


class Canary:
    """A server that must not be reached, or may be and behaves badly."""

    def __init__(self) -> None:
        self.port = 0
        self.reached: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Note it, and do what the path says."""
        self.reached.append(request.path)
        match request.path:
            case "/away":
                return web.Response(status=302, headers={"Location": f"http://127.0.0.1:{self.port}/canary"})
            case "/large":
                return web.Response(body=b'"' + b"x" * (LARGEST + 1) + b'"')
            case "/slow":
                await asyncio.sleep(30)
            case "/broken":
                return web.Response(text="{")
        return web.json_response({"path": request.path, "form": dict(await request.post())})


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    """The server."""
    canary = Canary()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", canary.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    canary.port = site.port
    yield canary
    await runner.cleanup()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", HOSTS)
async def test_what_is_not_on_the_open_internet_is_not_asked(canary: Canary, host: str, scheme: str) -> None:
    with pytest.raises(NodeError) as refused:
        await Fetcher().json(f"{scheme}://{host}:{canary.port}/")

    # A host that means nothing to this machine leads nowhere; all others are refused by their addresses.
    assert isinstance(refused.value, Forbidden) or "leads nowhere" in str(refused.value)
    assert canary.reached == []


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(Malformed, match="as an address to ask"):
        await Fetcher(LOOPBACK).json(url)


async def test_the_twin_with_the_network_named_reaches_it(canary: Canary) -> None:
    told = await Fetcher(LOOPBACK).json(f"http://localhost:{canary.port}/x", {"a": "b"})

    assert told == {"path": "/x", "form": {"a": "b"}}
    assert canary.reached == ["/x"]


@pytest.mark.parametrize(
    ("path", "refusal", "sentence"),
    [
        ("/away", Busy, "answered with 302, expected 200"),
        ("/large", Malformed, f"answered with more than {LARGEST} octets"),
        ("/slow", Busy, "cannot be reached now: TimeoutError"),
        ("/broken", Malformed, "answered with something that is no JSON"),
    ],
)
async def test_servers_that_behave_badly(canary: Canary, path: str, refusal: type[Exception], sentence: str) -> None:
    with pytest.raises(refusal, match=sentence):
        await Fetcher(LOOPBACK, seconds=0.5).json(f"http://127.0.0.1:{canary.port}{path}?secret=1")

    assert canary.reached == [path]


async def test_plain_http_is_for_named_networks_only() -> None:
    with pytest.raises(Forbidden, match="must not be asked over plain HTTP"):
        await Fetcher().json("http://192.0.43.10/")


def test_a_named_network_opens_itself_and_nothing_else() -> None:
    named = [ip_network("10.20.0.0/16")]

    assert may_be_asked(ip_address("10.20.1.1"), named)
    assert may_be_asked(ip_address("::ffff:10.20.1.1"), named)
    assert not may_be_asked(ip_address("10.21.1.1"), named)
