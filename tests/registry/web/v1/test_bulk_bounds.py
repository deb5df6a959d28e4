"""Bounds of a stream: who may send one, how much of its answer is kept, and what is said when this host is late."""

import asyncio
import socket

import pytest

from registry.group import Group
from registry.store.book import Book
from registry.web.v1 import bulk
from registry.web.v1.intake import ROWS_A_CHUNK
from schemas.errors import Busy
from tests.support.books import Clock
from tests.support.own_api import OwnApi, furnished, serving


def rows(count: int, prefix: str = "88.1000.1") -> bytes:
    return b"".join(b'{"handle":"%b/%06d","values":[]}\n' % (prefix.encode(), number) for number in range(count))


class Late(Group):
    """A group whose host's replica never becomes level."""

    async def visible(self, serial: int) -> None:
        raise Busy("the replica is late")


@pytest.mark.parametrize("by", ["auditor", "reviewer", "node"])
@pytest.mark.parametrize("query", ["", "?mode=all-or-nothing", "?dry_run=true"])
async def test_who_may_register_nothing_is_refused_before_the_stream(own: OwnApi, by: str, query: str) -> None:
    answer = await own.send(rows(1), query, by=by)

    assert answer.detail[:2] == (403, "forbidden")
    assert answer.detail[2].endswith("may not register anything")


async def test_rows_that_cannot_be_read_do_not_wait_for_the_pen(own: OwnApi) -> None:
    async with own.context.book.writing():
        answer = await asyncio.wait_for(own.send(b"{\n" * 3), 5)

    assert answer.lines[-1] == {"registered": 0, "refused": 3, "dry_run": False}


@pytest.mark.parametrize("query", ["", "?mode=all-or-nothing"])
@pytest.mark.parametrize("key", [None, "k"])
async def test_what_is_entered_is_said_though_this_host_is_late(
    book: Book, clock: Clock, query: str, key: str | None
) -> None:
    await furnished(book)
    async with serving(book, clock, group=Late(book, lambda _: asyncio.sleep(0))) as own:
        headers = {} if key is None else {"Idempotency_Key": key}
        answer = await own.send(rows(3 * ROWS_A_CHUNK), query, **headers)

        assert answer.status == 200
        assert "Retry-After" not in answer.headers
        told = [line["handle"] for line in answer.lines[:-1] if line["status"] == 201]
        last = answer.lines[-1]
        assert last["interrupted"].startswith("the rows above are entered, and this host does not answer with all")
        assert last["registered"] == len(told)
        if key is None:  # nothing is entered that was not told
            names = [f"88.1000.1/{number:06d}" for number in range(3 * ROWS_A_CHUNK)]
            assert sorted(await own.stored(*names)) == told


async def test_an_answer_that_nobody_reads_ends_the_stream(own: OwnApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_OCTETS_KEPT", 200_000)
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # what the kernel keeps is not left to it
    small.setblocking(False)
    await asyncio.get_running_loop().sock_connect(small, ("127.0.0.1", own.port))
    reader, writer = await asyncio.open_connection(sock=small, limit=1024)
    body = b"{\n" * (50 * ROWS_A_CHUNK)
    head = (
        f"POST /api/v1/identifiers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {own.keys['owner']}\r\n"
        f"Content-Type: application/x-ndjson\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    await asyncio.sleep(3)

    answer = await asyncio.wait_for(reader.read(), 30)
    writer.close()

    assert b"octets of the answer wait to be read" in answer[-600:]
