"""Problems: what handlers raise becomes one answer, and nothing of the inside gets out."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import redirect_stderr

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from node.events import start_logging
from node.problems import told_as_problems
from registry.web.problems import KINDS
from schemas import errors
from schemas.errors import NodeError

Client = TestClient[web.Request, web.Application]


async def fail(request: web.Request) -> web.Response:
    name = request.query["kind"]
    if name == "surprise":
        raise ValueError("the inside: /secret/path")
    kind = getattr(errors, name)
    raise kind(f"a sentence about {name}")


async def say(request: web.Request) -> web.Response:
    raise errors.Absent(request.query["what"].replace("\ufffd", "\udc80"))


async def put(request: web.Request) -> web.Response:
    await request.read()
    return web.Response()


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application(middlewares=[told_as_problems], client_max_size=100)
    app.router.add_get("/api/v1/fail", fail)
    app.router.add_get("/api/v1/say", say)
    app.router.add_put("/api/v1/put", put)
    async with TestClient(TestServer(app)) as client:
        yield client


def test_every_error_has_a_row() -> None:
    def leaves(kind: type[NodeError]) -> set[type[NodeError]]:
        return {kind} if kind.__module__ == errors.__name__ else set()

    assert {one for kind in NodeError.__subclasses__() for one in leaves(kind)} == set(KINDS)


@pytest.mark.parametrize(("kind", "row"), KINDS.items(), ids=lambda each: getattr(each, "__name__", ""))
async def test_a_refusal_is_told(client: Client, kind: type[NodeError], row: object) -> None:
    answer = await client.get("/api/v1/fail", params={"kind": kind.__name__})
    body = await answer.json(content_type="application/problem+json")

    assert answer.status == body["status"] == KINDS[kind].status
    assert body["type"] == f"urn:idnode:problem:{KINDS[kind].code}"
    assert (body["title"], body["detail"]) == (KINDS[kind].zh, f"a sentence about {kind.__name__}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in answer.headers) is (kind is errors.Busy)
    assert ("WWW-Authenticate" in answer.headers) is (kind is errors.Unauthenticated)


async def test_the_title_is_in_the_language_that_is_preferred(client: Client) -> None:
    for accepted, title in (("en", KINDS[errors.Absent].en), ("zh-CN,zh;q=0.9,en;q=0.8", KINDS[errors.Absent].zh)):
        answer = await client.get("/api/v1/fail", params={"kind": "Absent"}, headers={"Accept-Language": accepted})
        assert (await answer.json(content_type=None))["title"] == title


@pytest.mark.parametrize(
    ("accepted", "sentence", "detail", "languages"),
    [
        ("zh-CN,en;q=0.8", "there is no enterprise 'Kiln' (at id)", "没有企业“Kiln”（位置：id）", "zh-CN"),
        ("zh", "what nobody ever said", "what nobody ever said", "zh-CN, en"),
        ("en,zh;q=0.9", "there is no enterprise 'Kiln'", "there is no enterprise 'Kiln'", "en"),
        ("de, *", "there is no enterprise 'Kiln'", "there is no enterprise 'Kiln'", "zh-CN, en"),
        ("", "there is no enterprise 'Kiln'", "there is no enterprise 'Kiln'", "zh-CN, en"),
        # Octets that are no UTF-8, out of a header.
        ("zh", "there is no enterprise 'K\ufffd'", "没有企业“K?”", "zh-CN"),
    ],
)
async def test_the_sentence_is_in_the_language_that_is_preferred(
    client: Client, accepted: str, sentence: str, detail: str, languages: str
) -> None:
    answer = await client.get("/api/v1/say", params={"what": sentence}, headers={"Accept-Language": accepted})
    body = await answer.json(content_type=None)

    assert (body["detail"], answer.headers["Content-Language"]) == (detail, languages)
    assert answer.headers["Vary"] == "Accept-Language"
    if "(at id)" in sentence:
        fault = {"pointer": "/id", "code": "absent", "detail_zh": "没有企业“Kiln”（位置：id）", "detail": sentence}
        assert body["errors"] == [fault]


async def test_a_surprise_tells_nothing_of_the_inside_but_its_number(client: Client) -> None:
    written = io.StringIO()
    with redirect_stderr(written):
        start_logging("info", role="test")
        answer = await client.get("/api/v1/fail", params={"kind": "surprise"})
        text = await answer.text()

    logged = json.loads(written.getvalue().splitlines()[-1])
    assert answer.status == 500
    assert "secret" not in text
    assert json.loads(text)["request_id"] == logged["request_id"]
    assert "/secret/path" in logged["exception"]
    assert logged["role"] == "test"


async def test_what_the_router_refuses_has_the_same_form(client: Client) -> None:
    nowhere = await client.get("/api/v1/nowhere")
    wrong = await client.post("/api/v1/fail")
    large = await client.put("/api/v1/put", data=b"x" * 101)
    plain = await client.get("/elsewhere", headers={"Accept": "text/html,*/*;q=0.8"})
    other = await client.get("/elsewhere")

    assert (await nowhere.json(content_type=None))["detail"] == "GET /api/v1/nowhere: there is nothing here"
    assert (await wrong.json(content_type=None))["detail"] == "POST /api/v1/fail: expected one of GET,HEAD"
    assert wrong.headers["Allow"] == "GET,HEAD"
    assert (large.status, (await large.json(content_type=None))["code"]) == (413, "too-large")
    assert (plain.status, plain.content_type) == (404, "text/plain")
    assert await plain.text() == "404  此路径不存在 · There is nothing at this path\n"
    assert (other.status, (await other.json(content_type=None))["code"]) == (404, "no-such-path")


@pytest.mark.parametrize("text", ["a\r\nb", "\x1b[31m", "\x9b31m", "\u2028", "\u202e", "\x00", "标识"])
def test_one_event_is_one_line_and_speaks_to_no_terminal(text: str) -> None:
    written = io.StringIO()
    with redirect_stderr(written):
        start_logging("info")
        import structlog

        structlog.get_logger().info("asked", identifier=text)

    line = written.getvalue()
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert all(character.isprintable() for character in line[:-1])
    assert json.loads(line)["identifier"] == text
