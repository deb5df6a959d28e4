"""The public door and the JSON API, asked by identifiers of every scheme: the same record, counted under its prefix."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.resolver.edge.stocked import stocked
from tests.resolver.edge.test_door import Street, open_street
from tests.resolver.edge.test_handles import Reply
from tests.resolver.edge.variants import run
from tests.resolver.edge.wire import with_lane
from tests.resolver.test_identify import LEADING


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """The door with the stocked shelf behind it."""
    made, runner = await open_street(tmp_path, stocked())
    yield made
    await runner.cleanup()


@pytest.mark.parametrize("text", LEADING, ids=repr)
async def test_the_door_sends_on_whoever_asks_by_another_identifier(street: Street, text: str) -> None:
    target = "/" + quote(text, safe="/:()=.+'")

    answer = await street.ask(target)

    assert (answer.status, answer.headers["location"]) == (302, "https://a.example/piece")
    assert street.counted() == {("88.1000.1", "redirect", "found", "external"): 1}
    page = await street.ask(f"{target}?noredirect&lang=en")
    assert page.status == 200
    assert "88.1000.1/PIECE" in page.text
    assert street.counted()["88.1000.1", "page", "found", "external"] == 1


@pytest.mark.parametrize(
    ("target", "status", "said", "counted"),
    [
        ("/1.2.156.3001.9?lang=en", 200, "Asked for by its OID", ("88.1000.1", "page", "found", "external")),
        ("/1.2.156.3001.9?type=none", 200, "没有所查询的公开信息", ("88.1000.1", "page", "no such value", "external")),
        ("/1.2.156.3002.1?lang=en", 403, "This prefix is suspended", ("88.1000.2", "page", "denied", "external")),
        ("/1.2.156.3001.7", 404, "该标识格式正确（OID 对象标识符）", ("", "page", "elsewhere", "external")),
        (
            "/9506000134352?lang=en",
            404,
            "It is well formed (GTIN), and no record here is about the thing",
            ("", "page", "elsewhere", "external"),
        ),
        ("/9506000134353", 400, "GTIN 的校验位为 3，应为 2", ("", "page", "malformed", "external")),
        ("/88.9.9/x", 400, "88.9.9", ("", "page", "elsewhere", "external")),
    ],
)
async def test_what_the_door_shows(
    street: Street, target: str, status: int, said: str, counted: tuple[str, str, str, str]
) -> None:
    answer = await street.ask(target)

    assert answer.status == status
    assert said in answer.text
    assert street.counted() == {counted: 1}


async def test_the_door_says_it_as_json_too(street: Street) -> None:
    found = await street.ask("/1.2.156.3001.9", "Accept: application/json")
    unmapped = await street.ask("/1.2.156.3001.7", "Accept: application/json")

    assert json.loads(found.body)["handle"] == "88.1000.1/PLAIN"
    assert (unmapped.status, json.loads(unmapped.body)) == (
        404,
        {"responseCode": 100, "message": "No record carries that identifier", "handle": "1.2.156.3001.7"},
    )


@pytest.mark.parametrize("able", [True, False])
async def test_a_damaged_pointer_is_healed_first(tmp_path: Path, able: bool) -> None:
    shelf = stocked()
    shelf.damaged.add(b"oid:1.2.156.3001.8")
    street, runner = await open_street(tmp_path, shelf, able=able)
    try:
        answer = await street.ask("/1.2.156.3001.8")
    finally:
        await runner.cleanup()

    assert answer.status == (302 if able else 503)
    assert (street.counted() != {}) is able
    assert answer.headers.get("retry-after") == (None if able else "2")


def ask(folder: Path, target: str) -> Reply:
    async def once() -> Reply:
        import asyncio

        async with with_lane(folder, stocked(), pure=True) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            octets = await reader.read()
            writer.close()
            return Reply(octets)

    return run(once())


@pytest.mark.parametrize("text", LEADING, ids=repr)
def test_the_json_api_answers_with_the_records_own_handle(tmp_path: Path, text: str) -> None:
    said = ask(tmp_path, "/api/handles/" + quote(text, safe=""))

    assert said.status == 200
    assert said.json["handle"] == "88.1000.1/PIECE"
    assert len(said.json["values"]) == 11
    assert int(said.headers["Content-Length"]) == len(said.body)


@pytest.mark.parametrize(
    ("text", "status", "document"),
    [
        ("1.2.156.3001.7", 400, {"responseCode": 301, "message": "That prefix doesn't live here"}),
        ("MA.156.1003.1629/10.Y", 400, {"responseCode": 301, "message": "That prefix doesn't live here"}),
        ("hello", 400, {"responseCode": 301, "message": "That prefix doesn't live here"}),
        (
            "urn:epc:id:sgtin:950600/1",
            400,
            {"responseCode": 102, "message": "character of the EPC is '/', expected it percent-encoded"},
        ),
        (
            "1.2.156.3002.1",
            403,
            {"responseCode": 401, "message": "The prefix 88.1000.2 does not answer now", "handle": "88.1000.2/MAP"},
        ),
    ],
)
def test_what_the_json_api_refuses(tmp_path: Path, text: str, status: int, document: dict[str, object]) -> None:
    said = ask(tmp_path, "/api/handles/" + quote(text, safe=""))

    assert (said.status, said.json) == (status, {"handle": text} | document)
