"""A proxy's word counts where it was named as one, and nobody else's does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from node.forwarded import Networks, believing
from node.problems import told_as_problems
from registry.web.authenticate import from_loopback, secure

THIS_MACHINE: Networks = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


async def seen(request: web.Request) -> web.Response:
    return web.json_response(
        {
            "remote": request.remote,
            "secure": secure(request),
            "local": from_loopback(request),
            "body": await request.text(),
            "path": request.raw_path,
        }
    )


@asynccontextmanager
async def street(proxies: Networks) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application(middlewares=[told_as_problems, believing(proxies)])
    app.router.add_post("/{rest:.*}", seen)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}, ("203.0.113.9", True, False)),
        ({"X-Forwarded-For": "203.0.113.9"}, ("203.0.113.9", False, False)),
        ({"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https, http"}, ("203.0.113.9", False, False)),
        # What the client itself wrote into the list stands in front of what proxies appended.
        ({"X-Forwarded-For": "127.0.0.1, 203.0.113.9, 10.0.0.7"}, ("203.0.113.9", False, False)),
        ({"X-Forwarded-For": "2001:db8::1"}, ("2001:db8::1", False, False)),
        ({"X-Forwarded-For": "127.0.0.1"}, ("127.0.0.1", False, True)),
        ({"X-Forwarded-Proto": "https"}, ("127.0.0.1", False, True)),
        ({}, ("127.0.0.1", False, True)),
    ],
)
async def test_the_client_is_seen_through_the_proxy(told: dict[str, str], expected: tuple[str, bool, bool]) -> None:
    async with street(THIS_MACHINE) as client:
        answer = await (await client.post("/a%2Fb?c", data="rows", headers=told)).json()

    assert (answer["remote"], answer["secure"], answer["local"]) == expected
    assert (answer["body"], answer["path"]) == ("rows", "/a%2Fb?c")


async def test_nobody_else_is_believed() -> None:
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    for proxies in ((), (ip_network("10.0.0.0/8"),)):
        async with street(proxies) as client:
            answer = await (await client.post("/", headers=told)).json()
        assert (answer["remote"], answer["secure"]) == ("127.0.0.1", False)


@pytest.mark.parametrize("text", ["unknown", "203.0.113.9:1234", "300.1.1.1", "a, "])
async def test_what_is_no_address_is_refused(text: str) -> None:
    async with street(THIS_MACHINE) as client:
        answer = await client.post("/", headers={"X-Forwarded-For": text})
        body = await answer.json(content_type=None)

    assert answer.status == 400
    assert body["detail"].endswith("in X-Forwarded-For as an address: expected IPv4 or IPv6")
