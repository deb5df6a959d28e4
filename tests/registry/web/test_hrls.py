"""`/hrls`: reverse search (handle-http.md §9)."""

import tracemalloc
from typing import Any

import pytest

from registry.register import Registration, register, register_many
from registry.search import Pattern, search
from registry.store.book import Book
from schemas.errors import Busy
from schemas.handle import Handle
from schemas.value import Value
from tests.support.books import APP, PREFIX
from tests.support.handle_api import TIME, Api, basic, password_of

SN = "88.1000.1/Sn-1"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("by", ["owner", "park", password_of("88.1000.1")])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("URL=https://erp.example/1", [SN]),
        ("url=HTTPS://ERP.EXAMPLE/1", [SN]),
        ("URL=*", [SN]),
        ("URL=*example*", [SN]),
        ("URL=https*1", [SN]),
        ("URL=*e*e*e*", [SN]),
        ("URL=example", []),
        ("URL=*nowhere*", []),
        ("URL=https://erp.example/1*/1", []),  # the end is not used twice
        ("NAME=%E8%A6%86*", [SN]),
        ("NAME=%e8%a6%86%e9%93%9c%E6%9D%BF", [SN]),
        ("URL=*&NAME=*", [SN]),
        ("URL=*&NAME=other", []),
        ("URL=*erp*&URL=*example*", [SN]),
        ("URL=*&limit=1&page=0", [SN]),
        ("URL=*&limit=1&page=1", []),
        ("NOTE=*", []),  # a value that is not public is not found, by nobody
        ("NOTE=x", []),
        ("CHECKSUM=*", []),
    ],
)
async def test_searches(shared_api: Api, by: str, query: str, expected: list[str]) -> None:
    for path in ("/hrls/handles", "/hrls/handles/", "/hrls/handles/88.1000.1"):
        said = await shared_api.ask("GET", f"{path}?{query}", by=by)
        assert (said.status, said.json) == (200, expected)


@pytest.mark.asyncio(loop_scope="module")
async def test_records_are_shown_if_that_is_asked_for(shared_api: Api) -> None:
    said = await shared_api.ask("GET", "/hrls/handles?HS_ADMIN=*&URL=*&retrieverecords=true", by="owner")
    assert (said.status, said.json) == (200, {})

    said = await shared_api.ask("GET", "/hrls/handles?NAME=*&retrieverecords=true", by="owner")
    assert list(said.json) == [SN]
    assert [value["index"] for value in said.json[SN]] == [5, 2, 8]
    assert said.json[SN][2] == {
        "index": 8,
        "type": "NAME",
        "data": {"format": "string", "value": "覆铜板"},
        "ttl": 60,
        "timestamp": TIME,
    }


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("target", "by", "status", "body"),
    [
        ("/hrls/handles?URL=*", None, 401, '{"responseCode":402}'),
        ("/hrls/handles?URL=*", basic("300%3A88.1000.1/ADMIN", "no"), 401, ""),
        ("/hrls/handles/88.1000.1?URL=*", "stranger", 403, None),
        ("/hrls/handles/88.1000.1?URL=*", password_of("88.1000.10"), 403, None),
        ("/hrls/handles?URL=*", "stranger", 200, "[]"),
        ("/hrls/handles?URL=*", "node", 200, "[]"),
        ("/hrls/handles?URL=*", password_of("88.1000.10"), 200, "[]"),
        ("/hrls/handles/99.9?URL=*", "owner", 200, "[]"),
        ("/hrls/handles", "owner", 400, None),
        ("/hrls/handles?limit=3", "owner", 400, None),
        ("/hrls/handles?HS_SECKEY=*", "owner", 400, None),
        ("/hrls/handles?URL=*&hs_seckey=x", "park", 400, None),
        ("/hrls/handles?URL=*&limit=0", "owner", 400, None),
        ("/hrls/handles?URL=*&limit=100001", "owner", 400, None),
        ("/hrls/handles?URL=*&page=-1", "owner", 400, None),
        ("/hrls/handles?URL=%zz", "owner", 400, None),
        ("/hrls/handles/a%20b?URL=*", "owner", 400, None),
        ("/hrls/handles?" + "&".join(f"T{number}=x" for number in range(17)), "owner", 400, None),
    ],
)
async def test_searches_that_are_refused(
    shared_api: Api, target: str, by: str | None, status: int, body: str | None
) -> None:
    said = await shared_api.ask("GET", target, by=by)

    assert said.status == status
    assert body in (None, said.text)


async def test_a_search_is_fresh_and_pages(api: Api) -> None:
    await _filled(api.context.book, 5_000)
    found: list[str] = []
    for number in range(6):
        target = f"/hrls/handles?NUMBER=*7*&limit=300&page={number}"
        found += (await api.ask("GET", target, by="owner")).json

    assert found == sorted(f"88.1000.1/N{n}" for n in range(5_000) if "7" in str(n))
    await api.ask("DELETE", "/api/handles/88.1000.1/N77", by="owner")
    assert (await api.ask("GET", "/hrls/handles?NUMBER=77", by="owner")).json == []


async def test_a_search_that_takes_too_long_is_given_up(book: Book) -> None:
    await _filled(book, 4_500)
    ticks = iter(range(100))
    patterns = [Pattern("NUMBER", "4499")]

    async with book.reading() as page:
        with pytest.raises(Busy, match="^the search has looked for 1.5 seconds and is not done: ask within one "):
            await search(page, [PREFIX], patterns, 10, 0, 1.5, lambda: float(next(ticks)))
        # Its twin: with the time it needs, it finds.
        found = await search(page, [PREFIX], patterns, 10, 0, 1000.0)

    assert [record.handle.text for record in found] == ["88.1000.1/N4499"]


async def test_a_search_reads_few_large_records_at_once(sqlite_api: Api) -> None:
    book = sqlite_api.context.book
    values = tuple(Value(index, "LARGE", b"x" * 131_072) for index in range(1, 8))
    for number in range(32):
        async with book.writing() as page:
            await register(page, APP, Registration(Handle.parse(f"88.1000.1/L{number:02d}"), values))

    async with book.reading() as page:
        tracemalloc.start()
        found = await search(page, [PREFIX], [Pattern("LARGE", "*y")], 10, 0, 1000.0)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        every = await search(page, [PREFIX], [Pattern("LARGE", "*x")], 100, 0, 1000.0)

    assert found == []
    assert [record.handle.suffix for record in every] == [f"L{number:02d}" for number in range(32)]
    assert most < 22 << 20, most  # all of them are 28 MiB


async def test_a_pattern_of_many_stars_takes_no_longer(sqlite_api: Api) -> None:
    """Wildcards are no regular expressions (threats.md T24)."""
    await sqlite_api.ask(
        "PUT", "/api/handles/88.1000.1/A", {"index": 1, "type": "T", "data": "a" * 100_000}, by="owner"
    )

    said = await sqlite_api.ask("GET", "/hrls/handles?T=" + "*a" * 1_000 + "*b", by="owner")

    assert said.json == []


async def _filled(book: Book, count: int) -> Any:
    wanted = [
        Registration(Handle.parse(f"88.1000.1/N{number}"), (Value(1, "NUMBER", str(number).encode()),))
        for number in range(count)
    ]
    async with book.writing() as page:
        return await register_many(page, APP, wanted, all_or_nothing=True)
