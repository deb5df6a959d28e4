"""`/api/handles?prefix=`: lists, and `/api/prefixes`."""

import asyncio

import msgspec
import pytest

from registry.register import Registration, register_many
from schemas.handle import Handle
from tests.support.books import APP
from tests.support.handle_api import Api, password_of

THESE = ["88.1000.1/ADMIN", "88.1000.1/EMPTY", "88.1000.1/HIDDEN", "88.1000.1/SN-1"]


def listed(
    handles: list[str], total: int = 4, prefix: str = "88.1000.1", page: tuple[int, int] | None = None
) -> tuple[int, str]:
    paging = f'"page":{page[0]},"pageSize":{page[1]},' if page else ""
    shown = msgspec.json.encode(handles).decode()
    return 200, f'{{"responseCode":1,"prefix":"{prefix}","totalCount":"{total}",{paging}"handles":{shown}}}'


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("by", ["owner", "park", "auditor", password_of("88.1000.1")])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("prefix=88.1000.1", listed(THESE)),
        ("prefix=0.NA/88.1000.1", listed(THESE, prefix="0.NA/88.1000.1")),
        ("prefix=0.na%2F88.1000.1", listed(THESE, prefix="0.na/88.1000.1")),
        ("prefix=88.1000.1&page=0&pageSize=3", listed(THESE[:3], page=(0, 3))),
        ("prefix=88.1000.1&page=1&pageSize=3", listed(THESE[3:], page=(1, 3))),
        ("prefix=88.1000.1&page=2&pageSize=3", listed([], page=(2, 3))),
        ("prefix=88.1000.1&page=0&pageSize=0", listed([], page=(0, 0))),
        ("prefix=88.1000.1&pageSize=0", listed([], page=(0, 0))),
        ("prefix=88.1000.1&pageSize=2", listed(THESE)),
        ("prefix=88.1000.1&page=1", listed(THESE)),
        ("prefix=88.1000.1&page=-1&pageSize=2", listed(THESE)),
        ("prefix=88.1000.1&page=0&pageSize=-1", listed(THESE)),
    ],
)
async def test_lists(shared_api: Api, by: str, query: str, expected: tuple[int, str]) -> None:
    assert (await shared_api.ask("GET", f"/api/handles?{query}", by=by)).brief == expected
    assert (await shared_api.ask("GET", f"/api/handles/?{query}", by=by)).brief == expected


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("query", "by", "status", "body"),
    [
        ("", "owner", 400, '{"responseCode":102,"message":"Empty handle invalid"}'),
        ("?page=0", None, 400, '{"responseCode":102,"message":"Empty handle invalid"}'),
        ("?prefix=88.1000.1", None, 401, '{"responseCode":402,"handle":"88.1000.1"}'),
        ("?prefix=0.NA/88.1000.1", None, 401, '{"responseCode":402,"handle":"0.NA/88.1000.1"}'),
        ("?prefix=88.1000.1", password_of("88.1000.1") + "x", 401, ""),
        (
            "?prefix=88.1000.1",
            "stranger",
            403,
            None,
        ),
        ("?prefix=88.1000.1", "node", 403, None),
        ("?prefix=88.1000.1", password_of("88.1000.10"), 403, None),
        ("?prefix=88.1000.10", "owner", 403, None),
        ("?prefix=88.1000", "owner", 400, None),
        (
            "?prefix=88.1000.2",
            "park",
            400,
            '{"responseCode":301,"message":"That prefix doesn\'t live here","handle":"88.1000.2"}',
        ),
        (
            "?prefix=a/b",
            "park",
            400,
            '{"responseCode":301,"message":"That prefix doesn\'t live here","handle":"a/b"}',
        ),
        ("?prefix=88.1000.1&page=x&pageSize=1", "park", 400, None),
        ("?prefix=88.1000.1&page=99999999999&pageSize=1", "park", 400, None),
    ],
)
async def test_lists_that_are_refused(
    shared_api: Api, query: str, by: str | None, status: int, body: str | None
) -> None:
    said = await shared_api.ask("GET", f"/api/handles{query}", by=by)

    assert said.status == status
    assert body in (None, said.text)


async def test_over_http_a_list_is_forbidden(sqlite_api: Api) -> None:
    said = await sqlite_api.ask("GET", "/api/handles?prefix=88.1000.1", plain=True)

    assert said.brief == (403, '{"responseCode":402,"handle":"88.1000.1"}')


async def test_a_long_list_comes_in_pieces_and_is_one_list(api: Api) -> None:
    names = [f"88.1000.1/h{number}" for number in range(12_000)]
    async with api.context.book.writing() as page:
        await register_many(page, APP, [Registration(Handle.parse(name), ()) for name in names], all_or_nothing=True)

    said = await api.ask("GET", "/api/handles?prefix=88.1000.1", by="owner")

    assert said.headers["Transfer-Encoding"] == "chunked"
    # In the order of octets, upper-cased: H1, H10, H100.
    assert said.json["handles"] == sorted([name.upper() for name in names] + THESE, key=str.encode)
    assert (said.json["totalCount"], list(said.json)) == (
        "12004",
        ["responseCode", "prefix", "totalCount", "handles"],
    )
    large = await api.ask("GET", "/api/handles?prefix=88.1000.1&page=1&pageSize=5500", by="owner")
    assert large.headers["Transfer-Encoding"] == "chunked"
    assert (large.json["handles"], large.json["page"]) == (said.json["handles"][5500:11_000], 1)
    for size in (5_000, 10_000):
        exact = await api.ask("GET", f"/api/handles?prefix=88.1000.1&page=0&pageSize={size}", by="owner")
        assert exact.json["handles"] == said.json["handles"][:size]
    paged = await api.ask("GET", "/api/handles?prefix=88.1000.1&page=120&pageSize=100", by="owner")
    assert (paged.json["handles"], paged.json["totalCount"]) == (said.json["handles"][12_000:], "12004")


async def test_a_reader_who_leaves_is_no_failure(sqlite_api: Api, caplog: pytest.LogCaptureFixture) -> None:
    names = [f"88.1000.1/{number}-{'h' * 900}" for number in range(11_000)]
    async with sqlite_api.context.book.writing() as page:
        await register_many(page, APP, [Registration(Handle.parse(name), ()) for name in names], all_or_nothing=True)
    host, port = sqlite_api.http.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    head = f"GET /api/handles?prefix=88.1000.1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {sqlite_api.keys['owner']}"
    writer.write(head.encode() + b"\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")

    writer.transport.abort()
    await asyncio.sleep(0.5)

    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
    assert (await sqlite_api.ask("GET", "/api/handles?prefix=88.1000.1&page=0&pageSize=1", by="owner")).status == 200


async def test_what_is_deleted_is_not_listed(api: Api) -> None:
    await api.ask("DELETE", "/api/handles/88.1000.1/EMPTY", by="owner")

    said = await api.ask("GET", "/api/handles?prefix=88.1000.1", by="owner")

    assert said.brief == listed([name for name in THESE if "EMPTY" not in name], total=3)


@pytest.mark.parametrize(
    ("by", "status", "prefixes"),
    [
        ("park", 200, ["0.NA/88.1000.1", "0.NA/88.1000.10"]),
        ("auditor", 200, ["0.NA/88.1000.1", "0.NA/88.1000.10"]),
        ("owner", 200, ["0.NA/88.1000.1"]),
        (password_of("88.1000.10"), 200, ["0.NA/88.1000.10"]),
        ("suspended", 200, []),
        ("node", 200, []),
    ],
)
async def test_prefixes_are_listed(sqlite_api: Api, by: str, status: int, prefixes: list[str]) -> None:
    said = await sqlite_api.ask("GET", "/api/prefixes", by=by)

    shown = msgspec.json.encode(prefixes).decode()
    assert said.brief == (status, f'{{"responseCode":1,"totalCount":"{len(prefixes)}","prefixes":{shown}}}')


async def test_prefixes_need_a_caller(sqlite_api: Api) -> None:
    assert (await sqlite_api.ask("GET", "/api/prefixes")).brief == (401, '{"responseCode":402}')
    assert (await sqlite_api.ask("GET", "/api/prefixes", plain=True)).brief == (403, '{"responseCode":402}')


async def test_a_prefix_is_homed_and_unhomed(api: Api) -> None:
    target, handle = "/api/prefixes/0.NA/88.1000.9", "/api/handles/88.1000.9/X"
    done = (200, '{"responseCode":1,"handle":"0.NA/88.1000.9"}')

    assert (await api.ask("DELETE", target, by="park")).brief == (
        404,
        '{"responseCode":100,"handle":"0.NA/88.1000.9"}',
    )
    for _ in range(2):
        assert (await api.ask("POST", target, by="park")).brief == done
    assert (await api.ask("PUT", handle, [], by="park")).status == 201
    for _ in range(2):
        assert (await api.ask("DELETE", target, by="park")).brief == done
    assert (await api.ask("PUT", handle, [], by="park")).status == 403
    assert (await api.ask("POST", target, by="park")).brief == done
    assert (await api.ask("PUT", handle, [], by="park")).status == 200


@pytest.mark.parametrize("by", ["owner", "stranger", "auditor", "node", password_of("88.1000.1")])
async def test_only_the_park_homes_prefixes(sqlite_api: Api, by: str) -> None:
    for method in ("POST", "DELETE"):
        for prefix in ("88.1000.1", "88.1000.55"):
            assert (await sqlite_api.ask(method, f"/api/prefixes/0.NA/{prefix}", by=by)).status == 403
            assert (await sqlite_api.ask(method, f"/api/prefixes/0.NA/{prefix}")).status == 401


@pytest.mark.parametrize("name", ["88.1000.9", "0.NA/", "0.NA/a%20b", "1.NA/88.1000.9", "0.NA/88/9"])
async def test_what_is_no_prefix(sqlite_api: Api, name: str) -> None:
    said = await sqlite_api.ask("POST", f"/api/prefixes/{name}", by="park")

    assert (said.status, said.json["responseCode"]) == (400, 102)
