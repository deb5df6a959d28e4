"""Many registrations at once: manners, chunks, repetition after a cut, odd bodies, and flat memory."""

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from registry.web.v1.intake import LONGEST_LINE, ROWS_A_CHUNK
from tests.support.books import Clock
from tests.support.own_api import NDJSON, OwnApi, serving


def row(name: str, prefix: str = "88.1000.1", text: str = "x") -> bytes:
    value = {"index": 1, "type": "NAME", "data": text}
    return json.dumps({"handle": f"{prefix}/{name}", "values": [value]}, ensure_ascii=False).encode() + b"\n"


def rows(count: int, start: int = 0) -> bytes:
    return b"".join(row(f"N{number:07d}") for number in range(start, start + count))


def statuses(lines: Iterable[dict[str, Any]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for line in lines:
        found[line["status"]] = found.get(line["status"], 0) + 1
    return found


async def count(own: OwnApi) -> int:
    listed = 0
    target: str | None = "/identifiers?prefix=88.1000.1&limit=1000"
    while target is not None:
        page = await own.ask("GET", target, by="owner")
        listed += len(page.json["items"])
        target = page.headers["Link"].partition("<")[2].partition(">")[0][7:] if "Link" in page.headers else None
    return listed


async def test_bad_rows_are_skipped_and_explained(own: OwnApi) -> None:
    answer = await own.send(row("A") + row("B", "88.1000.10") + b"{\n" + row("a") + row("C")[:-1])

    assert answer.lines == [
        {"row": 1, "handle": "88.1000.1/A", "status": 201},
        {
            "row": 2,
            "handle": "88.1000.10/B",
            "status": 403,
            "code": "forbidden",
            "detail": answer.lines[1]["detail"],
        },
        {
            "row": 3,
            "handle": None,
            "status": 400,
            "code": "malformed",
            "detail": "cannot read a registration: the JSON ends too early",
        },
        {"row": 4, "handle": "88.1000.1/a", "status": 409, "code": "conflict", "detail": "88.1000.1/a is given twice"},
        {"row": 5, "handle": "88.1000.1/C", "status": 201},
        {"registered": 2, "refused": 3, "dry_run": False},
    ]
    assert await own.stored("88.1000.1/A", "88.1000.1/C", "88.1000.10/B") == ["88.1000.1/A", "88.1000.1/C"]


async def test_a_stream_ends_when_its_key_does(own: OwnApi) -> None:
    number = own.keys["owner"].split("_")[1]

    async def stream() -> AsyncIterator[bytes]:
        yield rows(ROWS_A_CHUNK)
        while not await own.stored("88.1000.1/N0000000"):  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.01)
        assert (await own.ask("DELETE", f"/keys/{number}", by="park")).status == 204
        yield rows(ROWS_A_CHUNK, ROWS_A_CHUNK)

    answer = await own.send(stream())

    assert answer.lines[-1] == {
        "registered": ROWS_A_CHUNK,
        "refused": 0,
        "dry_run": False,
        "interrupted": f"key:{number} was revoked meanwhile, or has run out",
    }
    assert await own.stored(f"88.1000.1/N{ROWS_A_CHUNK:07d}") == []


async def test_all_or_nothing_enters_all(own: OwnApi) -> None:
    answer = await own.send(rows(2 * ROWS_A_CHUNK + 7), "?mode=all-or-nothing")

    assert answer.lines[-1] == {"registered": 2 * ROWS_A_CHUNK + 7, "refused": 0, "dry_run": False}
    assert [line["row"] for line in answer.lines[:-1]] == list(range(1, 2 * ROWS_A_CHUNK + 8))
    assert await count(own) == 2 * ROWS_A_CHUNK + 7


async def test_all_or_nothing_enters_nothing_when_the_last_row_is_wrong(own: OwnApi) -> None:
    before = await own.serial()

    answer = await own.send(rows(ROWS_A_CHUNK + 1) + row("X", "88.1000.10"), "?mode=all-or-nothing")

    assert answer.status == 200
    assert statuses(answer.lines[:-1]) == {424: ROWS_A_CHUNK + 1, 403: 1}
    assert (
        answer.lines[0]["detail"] == "nothing is wrong with this row; nothing was entered because others were refused"
    )
    assert answer.lines[-1] == {"registered": 0, "refused": ROWS_A_CHUNK + 2, "dry_run": False}
    assert await own.serial() == before
    assert await own.stored("88.1000.1/N0000000") == []


@pytest.mark.parametrize("mode", ["skip-bad", "all-or-nothing"])
async def test_a_dry_run_finds_what_the_real_one_would_and_enters_nothing(own: OwnApi, mode: str) -> None:
    # The double stands in another chunk than the first: only one transaction over all sees it.
    body = rows(ROWS_A_CHUNK + 1) + row("N0000003") + row("X", "88.1000.10")
    before = await own.serial()

    would = await own.send(body, f"?mode={mode}&dry_run=true")

    assert await own.serial() == before
    real = await own.send(body, f"?mode={mode}")
    assert [line["status"] for line in would.lines[:-1]] == [line["status"] for line in real.lines[:-1]]
    assert would.lines[-1] == real.lines[-1] | {"dry_run": True}


async def test_more_rows_than_one_transaction_takes_are_refused_before_any_is_entered(
    own: OwnApi, clock: Clock
) -> None:
    before = await own.serial()

    async with serving(own.context.book, clock, most_together=10) as narrow:
        eleven = await narrow.send(rows(11), "?mode=all-or-nothing")
        rehearsed = await narrow.send(rows(11), "?dry_run=true")
        entered = await own.serial()
        ten = await narrow.send(rows(10), "?mode=all-or-nothing")

    sentence = "one transaction takes at most 10 rows: expected mode=skip-bad for more"
    assert eleven.detail == rehearsed.detail == (413, "too-large", sentence)
    assert entered == before
    assert ten.lines[-1]["registered"] == 10


async def test_a_stream_that_was_cut_goes_on_where_it_broke_off(own: OwnApi) -> None:
    size = 3 * ROWS_A_CHUNK + 5
    body = rows(size)
    await _cut(own, body[: len(body) * 3 // 4], key="resume")
    entered = await count(own)
    assert 0 < entered < size

    again = await own.send(body, Idempotency_Key="resume")
    third = await own.send(body, Idempotency_Key="resume")

    assert again.lines[-1] == {"registered": size, "refused": 0, "dry_run": False}
    assert again.body == third.body
    assert await count(own) == size


async def test_without_a_key_a_stream_sent_again_is_told_what_it_has(own: OwnApi) -> None:
    body = rows(2 * ROWS_A_CHUNK)
    await _cut(own, body[: len(body) * 3 // 4], key=None)
    entered = await count(own)

    again = await own.send(body)

    assert again.lines[-1] == {"registered": len(body.splitlines()) - entered, "refused": entered, "dry_run": False}


async def test_refusals_are_repeated_under_a_key_as_they_were(own: OwnApi) -> None:
    body = row("A") + row("B", "88.1000.10") + row("A")

    first = await own.send(body, Idempotency_Key="k")
    again = await own.send(body, Idempotency_Key="k")

    assert first.body == again.body
    assert first.lines[-1] == {"registered": 1, "refused": 2, "dry_run": False}


@pytest.mark.parametrize("query", ["", "?mode=all-or-nothing"])
async def test_a_key_stands_for_one_stream(own: OwnApi, query: str) -> None:
    await own.send(row("A"), query, Idempotency_Key="k")

    other = await own.send(row("A") + row("B"), query, Idempotency_Key="k")

    assert other.detail[:2] == (422, "key-reused")
    assert await own.stored("88.1000.1/B") == []


async def test_all_or_nothing_under_a_key_is_done_once(own: OwnApi) -> None:
    body = rows(ROWS_A_CHUNK + 1)
    first = await own.send(body, "?mode=all-or-nothing", Idempotency_Key="k")
    before = await own.serial()

    again = await own.send(body, "?mode=all-or-nothing", Idempotency_Key="k")

    assert first.body == again.body
    assert await own.serial() == before


async def test_a_stream_may_be_compressed(own: OwnApi) -> None:
    answer = await own.send(gzip.compress(rows(5_000)), Content_Encoding="gzip")
    small = await own.send(zlib.compress(row("Z")), Content_Encoding="deflate")

    assert answer.lines[-1] == {"registered": 5_000, "refused": 0, "dry_run": False}
    assert small.lines[-1] == {"registered": 1, "refused": 0, "dry_run": False}


@pytest.mark.parametrize("kind", [NDJSON, "application/json"])
async def test_something_small_that_unpacks_to_something_huge_is_refused(own: OwnApi, kind: str) -> None:
    bomb = gzip.compress(b" " * (64 << 20))

    answer = await own.send(bomb, Content_Encoding="gzip", Content_Type=kind)

    assert len(bomb) < 100_000
    assert answer.detail[:2] == (413, "too-large")


async def test_a_body_that_does_not_unpack_is_refused(own: OwnApi) -> None:
    answer = await own.send(b"\x1f\x8b" + b"nonsense" * 10, Content_Encoding="gzip")

    assert answer.status == 400


async def test_a_line_that_is_too_long_spoils_no_other(own: OwnApi) -> None:
    answer = await own.send(row("A") + row("LONG", text="x" * LONGEST_LINE) + row("B"))

    assert answer.lines[1] == {
        "row": 2,
        "handle": None,
        "status": 413,
        "code": "too-large",
        "detail": f"the line has more than {LONGEST_LINE} octets, which no row may have",
    }
    assert answer.lines[-1] == {"registered": 2, "refused": 1, "dry_run": False}


async def test_only_a_line_feed_ends_a_line(own: OwnApi) -> None:
    body = b"\xef\xbb\xbf" + row("A", text="a\u2028b\u0085c").replace(b"\n", b"\r\n") + row("B")[:-1]

    answer = await own.send(body)

    assert statuses(answer.lines[:-1]) == {201: 2}


@pytest.mark.parametrize("kind", ["application/x-ndjson", "application/jsonl", "application/ndjson; charset=UTF-8"])
async def test_lines_have_several_names(own: OwnApi, kind: str) -> None:
    assert (await own.send(row("A"), Content_Type=kind)).lines[-1]["registered"] == 1


async def test_nothing_is_answered_with_a_summary_of_nothing(own: OwnApi) -> None:
    for query in ("", "?mode=all-or-nothing", "?dry_run=true"):
        answer = await own.send(b"", query)
        assert answer.lines == [{"registered": 0, "refused": 0, "dry_run": "dry" in query}]


async def test_a_client_that_sends_all_before_it_reads_is_waited_for(own: OwnApi) -> None:
    """Answers of some mebibytes: more than all buffers between the two hold."""
    size = 60_000
    body = b"".join(b'{"handle":"88.1000.1/%s-%07d","values":[]}\n' % (b"L" * 60, number) for number in range(size))
    reader, writer = await asyncio.open_connection("127.0.0.1", own.port, limit=1 << 10)
    writer.write(_head(own, f"Content-Length: {len(body)}"))
    for at in range(0, len(body), 1 << 16):
        writer.write(body[at : at + (1 << 16)])
        await asyncio.wait_for(writer.drain(), 60)
    answer = bytearray()
    while piece := await asyncio.wait_for(reader.read(1 << 16), 60):
        answer += piece
    writer.close()

    assert f'{{"registered":{size},"refused":0,"dry_run":false}}'.encode() in answer


@pytest.mark.serial
@pytest.mark.timeout(400)
async def test_memory_stays_flat_over_a_long_stream(own: OwnApi) -> None:
    if not own.context.book.embedded:
        pytest.skip("the same code: one database is enough")
    size, piece = 200_000, 500

    async def stream() -> AsyncIterator[bytes]:
        for start in range(0, size, piece):
            yield rows(piece, start)

    peaks: list[int] = []

    async def watch() -> None:
        while True:
            await asyncio.sleep(0.5)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()

    tracemalloc.start()
    watching = asyncio.create_task(watch())
    try:
        url = f"http://127.0.0.1:{own.port}/api/v1/identifiers"
        sent = {"Authorization": f"Bearer {own.keys['owner']}", "Content-Type": NDJSON}
        tail = b""
        async with own.session.post(url, data=stream(), headers=sent) as answer:
            async for octets in answer.content.iter_any():
                tail = (tail + octets)[-200:]
    finally:
        watching.cancel()
        tracemalloc.stop()

    assert tail.endswith(b'{"registered":200000,"refused":0,"dry_run":false}\n')
    assert max(peaks) < 48 << 20
    # The second half needs no more than the first: nothing is gathered.
    half = len(peaks) // 2
    assert max(peaks[half:]) < max(peaks[:half]) * 1.25 + (4 << 20)


def _head(own: OwnApi, *lines: str, key: str | None = None) -> bytes:
    named = (f"Idempotency-Key: {key}",) if key else ()
    fixed = ("Host: node", f"Authorization: Bearer {own.keys['owner']}", f"Content-Type: {NDJSON}", "Connection: close")
    return "\r\n".join(("POST /api/v1/identifiers HTTP/1.1", *fixed, *named, *lines, "", "")).encode()


async def _cut(own: OwnApi, body: bytes, key: str | None) -> None:
    """Send the beginning of a stream, wait until something of it is entered, and hang up."""
    _, writer = await asyncio.open_connection("127.0.0.1", own.port)
    writer.write(_head(own, "Transfer-Encoding: chunked", key=key))
    for at in range(0, len(body), 1 << 15):
        piece = body[at : at + (1 << 15)]
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        await writer.drain()
    for _ in range(600):
        if await count(own) >= ROWS_A_CHUNK:
            break
        await asyncio.sleep(0.05)
    writer.transport.abort()
    await asyncio.sleep(0.3)
