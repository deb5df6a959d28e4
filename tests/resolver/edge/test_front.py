"""The front page: it leads to what was typed, within this node only, and says all in both languages."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from node.problems import told_as_problems
from resolver.edge.front import LONGEST, Front, way_to
from resolver.edge.page import Nameplate
from schemas.target import decoded
from tests.resolver.edge.test_page import Tags

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application(middlewares=[told_as_problems])
    app.add_routes(Front(Nameplate("云谷节点", "Yungu node"), {"console": "/console/"}).routes())
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "accepted", "language", "words"),
    [
        ("", "", "zh-CN", "查询标识"),
        ("", "en", "en", "Look up an identifier"),
        ("?lang=en", "zh", "en", "Yungu node"),
        ("?identifier=", "", "zh-CN", "企业注册标识"),
    ],
)
async def test_it_is_shown(client: Client, query: str, accepted: str, language: str, words: str) -> None:
    answer = await client.get("/" + query, headers={"Accept-Language": accepted})
    html = await answer.text()

    assert (answer.status, answer.headers["Content-Language"]) == (200, language)
    assert words in html
    assert 'href="/console/"' in html
    assert "/api/v1" not in html  # this node was given no such door
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert {"script", "style"}.isdisjoint(tag for tag, _ in Tags(html).seen)


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("88.1000.1%2FSN-1", "/88.1000.1/SN-1"),
        ("+88.1000.1%2Fa+b%2B+", "/88.1000.1/a%20b+"),
        ("%2F%2Fevil.example", "/%2F%2Fevil.example"),
        ("%2Fevil.example", "/%2Fevil.example"),
        ("%5Cevil.example", "/%5Cevil.example"),
        ("%E4%BB%B6", "/%E4%BB%B6"),
        ("a%0D%0ASet-Cookie%3A+x", "/a%0D%0ASet-Cookie:%20x"),
    ],
)
async def test_what_is_typed_is_looked_up(client: Client, typed: str, path: str) -> None:
    answer = await client.get(f"/?identifier={typed}&lang=en", allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, f"{path}?noredirect&lang=en")


async def test_what_cannot_be_looked_up_is_refused(client: Client) -> None:
    broken = await client.get(URL("/?identifier=%zz", encoded=True))
    long = await client.get("/?identifier=" + "x" * (LONGEST + 1))

    assert (broken.status, long.status) == (400, 400)
    assert "expected at most 2048 characters, got 2049" in (await long.json(content_type=None))["detail"]


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable()))
def test_the_way_stays_on_this_node(text: str) -> None:
    path = way_to(text)

    assert path[0] == "/"
    assert path[1:2] not in ("/", "\\")
    assert path.isascii()
    assert decoded(path.removeprefix("/"), "the path") == text
