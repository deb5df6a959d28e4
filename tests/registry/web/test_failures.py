"""What the Handle API says when the node cannot: the database away, and a mistake of our own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from registry.store import migrate
from registry.store.book import Book
from registry.web.speech import plainly
from tests.registry.web.conftest import granted
from tests.support.books import Clock
from tests.support.handle_api import Api, furnished, password_of, serving
from tests.support.postgres import Postgres

VALUE = [{"index": 1, "type": "URL", "data": "https://a.example/"}]
BY = password_of("88.1000.1")


async def away(api: Api) -> None:
    """Everything that needs the database says when to come again."""
    for method, target, body in [
        ("PUT", "/api/handles/88.1000.1/X", VALUE),
        ("DELETE", "/api/handles/88.1000.1/X", None),
        ("GET", "/api/handles?prefix=88.1000.1", None),
        ("GET", "/api/prefixes", None),
        ("GET", "/hrls/handles?URL=*", None),
        ("GET", "/api/handles/88.1000.1/X?publicOnly=false", None),
    ]:
        said = await api.ask(method, target, body, by=BY)
        assert (said.status, said.json["responseCode"], said.headers["Retry-After"]) == (503, 3, "2"), target
        assert said.json["message"] == "the registry's database cannot be reached now; nothing was changed"
    # A session begins without the database, and a site needs none.
    assert (await api.ask("POST", "/api/sessions")).status == 201
    assert (await api.ask("GET", "/api/site")).status == 200


async def test_without_a_database(tmp_path: Path, clock: Clock) -> None:
    book = Book(f"sqlite+aiosqlite:///{tmp_path}/none.db", clock)
    async with serving(book, tmp_path, clock, issuing=False) as api:
        await away(api)
    await book.close()


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that this test may stop."""
    server = Postgres.create(durable=True)
    yield server
    server.remove()


async def test_while_the_database_is_stopped(own_postgres: Postgres, tmp_path: Path, clock: Clock) -> None:
    url = await asyncio.to_thread(own_postgres.database)
    await migrate.upgrade(url)
    book = Book(url, clock)
    await granted(book)
    await furnished(book)
    async with serving(book, tmp_path, clock, issuing=False) as api:
        assert (await api.ask("PUT", "/api/handles/88.1000.1/X", VALUE, by=BY)).status == 201
        await asyncio.to_thread(own_postgres.kill)
        await away(api)
        await asyncio.to_thread(own_postgres.start)
        # What was refused has not happened, and what was acknowledged has.
        assert (await api.ask("PUT", "/api/handles/88.1000.1/X", VALUE, by=BY)).status == 200
        assert (await api.ask("DELETE", "/api/handles/88.1000.1/X", by=BY)).status == 200
    await book.close()


async def test_a_mistake_of_our_own_shows_nothing_of_the_inside(
    aiohttp_client: Callable[[web.Application], Awaitable[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    async def mistaken(_: web.Request) -> web.StreamResponse:
        raise ValueError("inner words")

    def subject(_: web.Request) -> Mapping[str, str]:
        return {"handle": "88.1000.1/X"}

    app = web.Application()
    app.add_routes([web.get("/", plainly(mistaken, subject))])
    client = await aiohttp_client(app)

    answer = await client.get("/")

    assert (answer.status, await answer.text()) == (
        500,
        '{"responseCode":2,"message":"The node failed","handle":"88.1000.1/X"}',
    )
    assert "inner words" in caplog.text  # for whoever runs the node, it stands in the log
