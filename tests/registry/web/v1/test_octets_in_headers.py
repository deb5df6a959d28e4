"""Octets in headers that are no text: refused as any other wrong header, in a form that can be sent."""

import asyncio

import msgspec
import pytest

from tests.support.own_api import OwnApi


async def raw(own: OwnApi, head: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to a request whose head is sent as it is."""
    reader, writer = await asyncio.open_connection("127.0.0.1", own.port)
    writer.write(head + b"Host: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    top, _, body = answer.partition(b"\r\n\r\n")
    return int(top.split()[1]), body


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (b"Authorization: Bearer \xff", 401),
        (b"Authorization: Bearer idn_\xff\xfe", 401),
        (b"Authorization: \xff \xff", 401),
        (b"Authorization: Bearer %KEY\r\nIf-Match: \xff", 400),
        (b'Authorization: Bearer %KEY\r\nIf-Match: "\xff"', 400),
        (b"Authorization: Bearer %KEY\r\nIf-Match: *\r\nContent-Type: \xff", 415),
    ],
)
async def test_octets_that_are_no_text(own: OwnApi, header: bytes, status: int) -> None:
    head = b"PUT /api/v1/identifiers/88.1000.1/X HTTP/1.1\r\n" + header.replace(b"%KEY", own.keys["owner"].encode())

    said, body = await raw(own, head + b"\r\n")

    assert (said, msgspec.json.decode(body)["status"]) == (status, status)
