"""With the database away nobody is told that anything was done, and everybody when to come back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from registry.web.v1.intake import ROWS_A_CHUNK
from tests.support.own_api import NDJSON, OwnApi

WANTED = {"handle": "88.1000.1/LATE", "values": []}


def file_of(own: OwnApi) -> Path:
    """The embedded database, which can be taken away by moving it."""
    if not own.context.book.embedded:
        pytest.skip("a server is stopped in tests/journeys")
    return Path(str(own.context.book.engine.url.database).removeprefix("file:"))


async def take_away(own: OwnApi) -> None:
    path = file_of(own)
    await own.context.book.close()
    path.rename(path.with_suffix(".away"))


async def bring_back(own: OwnApi) -> None:
    path = file_of(own)
    path.with_suffix(".away").rename(path)


async def test_every_call_is_answered_with_503_and_when_to_come_back(own: OwnApi) -> None:
    await take_away(own)

    for method, target, body in (
        ("POST", "/identifiers", WANTED),
        ("GET", "/identifiers/88.1000.1/LATE", None),
        ("GET", "/identifiers?prefix=88.1000.1", None),
        ("GET", "/keys", None),
    ):
        answer = await own.ask(method, target, body, by="park")
        assert answer.detail == (
            503,
            "busy",
            "the registry's database cannot be reached now; nothing was changed",
        )
        assert answer.headers["Retry-After"] == "2"
    assert (await own.send(b'{"handle":"88.1000.1/X","values":[]}\n')).detail[:2] == (503, "busy")

    await bring_back(own)
    assert (await own.ask("POST", "/identifiers", WANTED, by="owner")).status == 201


async def test_a_stream_says_where_it_stopped_and_can_be_sent_again(own: OwnApi) -> None:
    file_of(own)
    size = 3 * ROWS_A_CHUNK
    rows = [b'{"handle":"88.1000.1/%06d","values":[]}\n' % number for number in range(size)]
    answered = bytearray()
    first_chunk = asyncio.Event()

    async def stream() -> AsyncIterator[bytes]:
        yield b"".join(rows[: 2 * ROWS_A_CHUNK])
        async with asyncio.timeout(60):
            await first_chunk.wait()
        await take_away(own)
        yield b"".join(rows[2 * ROWS_A_CHUNK :])

    url = f"http://127.0.0.1:{own.port}/api/v1/identifiers"
    sent = {"Authorization": f"Bearer {own.keys['owner']}", "Content-Type": NDJSON, "Idempotency-Key": "k"}
    async with own.session.post(url, data=stream(), headers=sent) as answer:
        async for octets in answer.content.iter_any():
            answered += octets
            if answered.count(b"\n") >= ROWS_A_CHUNK:
                first_chunk.set()
    await bring_back(own)

    told = answered.count(b'"status":201')
    assert told in (ROWS_A_CHUNK, 2 * ROWS_A_CHUNK)
    summary = answered.splitlines()[-1].decode()
    assert summary == (
        f'{{"registered":{told},"refused":0,"dry_run":false,'
        '"interrupted":"the registry\'s database cannot be reached now; nothing was changed"}'
    )
    again = await own.send(b"".join(rows), Idempotency_Key="k")
    assert again.lines[-1] == {"registered": size, "refused": 0, "dry_run": False}
