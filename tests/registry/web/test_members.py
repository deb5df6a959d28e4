"""Members of batches by the Handle API: read, amended, deleted and made again like any other handle; not listed."""

from typing import Any

import msgspec
import pytest

from registry.batch import WantedBatch, register_batch
from registry.define import define
from schemas.coding_segments import Definition, Fixed, Serial
from schemas.value import SECRET, Value
from tests.support.books import APP, PREFIX
from tests.support.handle_api import Api

VALUES = (
    Value(1, "URL", b"https://trace.example/{serial}", timestamp=1),
    Value(2, "NOTE", b"{suffix}", permissions=SECRET, timestamp=1),
)


@pytest.fixture
async def batch(api: Api) -> str:
    """A batch SN-0001 to SN-1000."""
    async with api.context.book.writing() as page:
        rule = await define(page, APP, PREFIX, "sn", Definition((Fixed("SN-"), Serial(4))))
        return (await register_batch(page, APP, WantedBatch(rule.id, 1_000, VALUES))).batch.id


def texts(document: Any) -> dict[int, str]:
    """The data of values by their indexes."""
    return {value["index"]: value["data"]["value"] for value in document["values"]}


async def test_a_member_by_the_handle_api(api: Api, batch: str) -> None:
    path = "/api/handles/88.1000.1/sn-0042"

    whole = await api.ask("GET", path, by="owner")
    public = await api.ask("GET", path)
    beside = await api.ask("GET", "/api/handles/88.1000.1/SN-1001", by="owner")
    exists = await api.ask("PUT", f"{path}?overwrite=false", {"values": []}, by="owner")
    one = await api.ask("PUT", f"{path}?index=3", [{"index": 3, "type": "A", "data": "a"}], by="owner")
    after = await api.ask("GET", path, by="owner")
    gone = await api.ask("DELETE", path, by="owner")
    again = await api.ask("GET", path, by="owner")
    made = await api.ask("PUT", path, {"values": [{"index": 1, "type": "A", "data": "b"}]}, by="owner")

    assert texts(whole.json) == {1: "https://trace.example/0042", 2: "SN-0042"}
    assert texts(public.json) == {1: "https://trace.example/0042"}
    assert beside.json["responseCode"] == 100
    assert (exists.status, exists.json["responseCode"]) == (409, 101)
    assert one.status == 201
    assert texts(after.json) == {1: "https://trace.example/0042", 2: "SN-0042", 3: "a"}
    assert (gone.status, again.json["responseCode"]) == (200, 100)
    assert made.status == 201


async def test_lists_and_the_search_have_records_of_their_own(api: Api, batch: str) -> None:
    before = (await api.ask("GET", "/api/handles?prefix=88.1000.1", by="owner")).json
    body = msgspec.json.encode([{"index": 1, "type": "URL", "data": "https://own.example/"}])
    await api.ask("PUT", "/api/handles/88.1000.1/SN-0042?index=1", body, by="owner", Content_Type="application/json")
    after = (await api.ask("GET", "/api/handles?prefix=88.1000.1", by="owner")).json

    assert batch
    assert [name for name in after["handles"] if name not in before["handles"]] == ["88.1000.1/SN-0042"]
    assert (before["totalCount"], after["totalCount"]) == (
        str(len(before["handles"])),
        str(len(before["handles"]) + 1),
    )
