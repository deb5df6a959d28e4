"""Values that partners may see, by the Handle API: for partners with their keys, and not a word for others."""

from typing import Any

from registry.sharing.share import share
from schemas.sharing import Extent, Grantee, To
from tests.support.books import PREFIX, ROOT
from tests.support.handle_api import Api

PATH = "/api/handles/88.1000.1/GRADED"
VALUES: list[dict[str, Any]] = [
    {"index": 1, "type": "URL", "data": "https://a.example/"},
    {"index": 2, "type": "price", "data": "38.60", "grade": "partner"},
    {"index": 3, "type": "cost", "data": "12.00", "permissions": "1100"},
]


async def test_a_partner_is_let_in_by_its_key(api: Api) -> None:
    assert (await api.ask("PUT", PATH, {"values": VALUES}, by="owner")).status == 201
    key = api.keys["stranger"].split("_")[1]

    async def seen(by: str, query: str = "") -> list[tuple[int, str]]:
        said = await api.ask("GET", f"{PATH}{query}", by=by)
        return [(value["index"], value.get("permissions", "1110")) for value in said.json["values"]]

    closed = await api.ask("GET", PATH, by="stranger")
    async with api.context.book.writing() as page:
        await share(page, ROOT, Extent(prefix=PREFIX), Grantee(To.KEY, key))

    assert b"38.60" not in closed.body
    assert await seen("stranger") == [(1, "1110"), (2, "1100")]
    assert await seen("stranger", "?index=2") == [(2, "1100")]
    assert await seen("stranger", "?publicOnly") == [(1, "1110")]
    assert await seen("owner") == [(1, "1110"), (2, "1100"), (3, "1100")]


async def test_what_a_handle_client_overwrites_is_internal(api: Api) -> None:
    await api.ask("PUT", PATH, {"values": VALUES}, by="owner")
    key = api.keys["stranger"].split("_")[1]
    async with api.context.book.writing() as page:
        await share(page, ROOT, Extent(prefix=PREFIX), Grantee(To.KEY, key))

    plain = {"index": 2, "type": "price", "data": "40", "permissions": "1100"}
    await api.ask("PUT", f"{PATH}?index=various&overwrite=true", [plain], by="owner")

    assert b"price" not in (await api.ask("GET", PATH, by="stranger")).body
