"""PUT and DELETE on `/api/handles/{handle}`: every row of the contract, by whole bodies."""

import re
from typing import Any

import pytest

from tests.support.handle_api import Api, basic, password_of

A = {"index": 1, "type": "URL", "data": "https://a.example/"}
B = {"index": 7, "type": "NAME", "data": {"format": "string", "value": "b"}}
C = {"index": 100, "type": "NAME", "data": {"format": "hex", "value": "63"}}


def ok(handle: str) -> str:
    return f'{{"responseCode":1,"handle":"{handle}"}}'


async def indexes(api: Api, handle: str) -> list[int]:
    said = await api.ask("GET", f"/api/handles/{handle}", by="owner")
    return [value["index"] for value in said.json["values"]]


@pytest.mark.parametrize("by", ["owner", "park", password_of("88.1000.1")])
@pytest.mark.parametrize("body", [[A, B], {"values": [A, B]}, {"handle": "88.1000.1/NEW", "values": [A, B]}, A])
async def test_a_record_is_created_replaced_and_deleted(sqlite_api: Api, by: str, body: Any) -> None:
    api, target = sqlite_api, "/api/handles/88.1000.1/new"

    assert (await api.ask("PUT", target, body, by=by)).brief == (201, ok("88.1000.1/new"))
    assert (await api.ask("PUT", target, [C, A], by=by)).brief == (200, ok("88.1000.1/new"))
    assert await indexes(api, "88.1000.1/NEW") == [100, 1]
    assert (await api.ask("DELETE", target, by=by)).brief == (200, ok("88.1000.1/new"))
    assert (await api.ask("GET", target, by=by)).brief == (404, '{"responseCode":100,"handle":"88.1000.1/new"}')


async def test_the_contract_of_writing(api: Api) -> None:
    """One record's life, on both databases."""
    handle = "88.1000.1/Life"
    for method, query, body, status, expected in [
        ("DELETE", "", None, 404, '{"responseCode":100,"handle":"88.1000.1/Life"}'),
        ("PUT", "?index=1", [A], 404, '{"responseCode":100,"handle":"88.1000.1/Life"}'),
        ("PUT", "?overwrite=false", [C, A], 201, ok(handle)),
        ("PUT", "?overwrite=false", [A], 409, '{"responseCode":101,"handle":"88.1000.1/Life"}'),
        ("PUT", "?overwrite=no", [A], 409, '{"responseCode":101,"handle":"88.1000.1/Life"}'),
        ("PUT", "?index=7", [B], 201, ok(handle)),
        ("PUT", "?index=7", [B], 200, ok(handle)),
        ("PUT", "?index=7&index=1", {"values": [A, B]}, 200, ok(handle)),
        ("PUT", "?index=various", [A | {"index": 8}, A | {"index": 9}], 201, ok(handle)),
        ("PUT", "?index=various&overwrite", [A | {"index": 8}, A | {"index": 10}], 200, ok(handle)),
        (
            "PUT",
            "?index=various&overwrite=false",
            [A | {"index": 8}],
            409,
            '{"responseCode":201,"message":"Index conflict for 8","handle":"88.1000.1/Life"}',
        ),
        (
            "PUT",
            "?index=8&overwrite=false",
            [A | {"index": 8}],
            409,
            '{"responseCode":201,"message":"Index conflict for 8","handle":"88.1000.1/Life"}',
        ),
        (
            "PUT",
            "?index=7&index=8",
            [B],
            400,
            '{"responseCode":4,"message":"the indexes of the body are 7, expected 7, 8","handle":"88.1000.1/Life"}',
        ),
        ("DELETE", "?index=55", None, 400, '{"responseCode":200,"handle":"88.1000.1/Life"}'),
        ("DELETE", "?index=8&index=55", None, 400, '{"responseCode":200,"handle":"88.1000.1/Life"}'),
        ("DELETE", "?index=8&index=9&index=10", None, 200, ok(handle)),
    ]:
        said = await api.ask(method, f"/api/handles/{handle}{query}", body, by="owner")
        assert (method, query, *said.brief) == (method, query, status, expected)

    assert await indexes(api, handle) == [1, 7, 100]  # rising, after values were put one by one
    assert (await api.ask("PUT", f"/api/handles/{handle}", [], by="owner")).brief == (200, ok(handle))
    assert (await api.ask("GET", f"/api/handles/{handle}", by="owner")).json["responseCode"] == 200


async def test_who_deleted_a_handle_may_create_it_again(api: Api) -> None:
    target = "/api/handles/88.1000.1/AGAIN"

    for _ in range(3):
        assert (await api.ask("PUT", target, [A], by="owner")).brief == (201, ok("88.1000.1/AGAIN"))
        assert (await api.ask("DELETE", target, by="owner")).status == 200
    assert (await api.ask("PUT", target, [A], by="stranger")).status == 403
    assert (await api.ask("PUT", f"{target}?index=1", [A], by="owner")).status == 404


@pytest.mark.parametrize(
    ("target", "body", "kind", "expected"),
    [
        ("88.1000.1/X", b"[]", "text/plain", (400, 4)),
        ("88.1000.1/X", b"[]", "application/x-www-form-urlencoded", (400, 4)),
        ("88.1000.1/X", b"", "application/json", (400, 4)),
        ("88.1000.1/X", b"{", "application/json", (400, 4)),
        ("88.1000.1/X", b"\xff\xfe", "application/json", (400, 4)),
        ("88.1000.1/X", b"[" * 200_000, "application/json", (400, 4)),
        ("88.1000.1/X", b'{"handle":"88.1000.1/Y","values":[]}', "application/json", (400, 4)),
        ("88.1000.1/X", b'[{"index":1,"type":"A"}]', "application/json", (400, 4)),
        ("88.1000.1/X", b'[{"index":"1","type":"A","data":"x"}]', "application/json", (400, 4)),
        ("88.1000.1/X", b'[{"index":0,"type":"A","data":"x"}]', "application/json", (400, 4)),
        ("88.1000.1/X?index=x", b"[]", "application/json", (400, 4)),
        ("88.1000.1/X?index=-1", b"[]", "application/json", (400, 4)),
        ("88.1000.1/X?mintNewSuffix", b"[]", "application/json", (400, 4)),
        ("88.1000.1/?mintNewSuffix&index=1", b"[]", "application/json", (400, 4)),
        (
            "88.1000.1/X",
            b'[{"index":1,"type":"A","data":"x"},{"index":1,"type":"A","data":"x"}]',
            "application/json",
            (400, 202),
        ),
        ("88.1000.1/X", b" " * (1 << 20) + b"[]", "application/json", (413, 4)),
        ("88.1000.1/%D0%B01", b"[]", "application/json", (400, 102)),
        ("88.1000.1/a%00b", b"[]", "application/json", (400, 102)),
        ("88.1000.1/a%0ab", b"[]", "application/json", (400, 102)),
        ("88.1000.1/", b"[]", "application/json", (400, 102)),
        ("0.NA/x%20y", b"[]", "application/json", (400, 102)),
        ("88.1000.1", b"[]", "application/json", (400, 301)),
        ("88.1000.2/X", b"[]", "application/json", (400, 301)),
        ("88.1000.1.5/X", b"[]", "application/json", (400, 301)),
        ("10.5281/zenodo", b"[]", "application/json", (400, 301)),
        ("88.1000.3/X", b"[]", "application/json", (403, 401)),
        ("88.1000.1/%zz", b"[]", "application/json", (400, 4)),
        ("88.1000.1/%ff", b"[]", "application/json", (400, 4)),
        ("", b"[]", "application/json", (400, 102)),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_cannot_be_written(
    shared_sqlite_api: Api, target: str, body: bytes, kind: str, expected: tuple[int, int]
) -> None:
    said = await shared_sqlite_api.ask("PUT", f"/api/handles/{target}", body, by="park", Content_Type=kind)

    assert (said.status, said.json["responseCode"]) == expected
    assert not re.search(r"[A-Z]\w+(Error|Exception)", said.text)
    if expected[1] == 301:
        assert said.json["message"] == "That prefix doesn't live here"


async def test_a_suffix_is_minted(api: Api) -> None:
    said = await api.ask("PUT", "/api/handles/88.1000.1/?mintNewSuffix=true", [A], by="owner")
    made = said.json["handle"]

    assert said.brief == (201, ok(made))
    assert re.fullmatch(r"88\.1000\.1/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made)
    assert await indexes(api, made) == [1]


async def test_the_spelling_is_echoed_and_the_first_one_kept(sqlite_api: Api) -> None:
    target = "/api/handles/88.1000.1/%E4%BB%B6%2F+%2b//x"

    assert (await sqlite_api.ask("PUT", target, [A], by="owner")).brief == (201, ok("88.1000.1/件/++//x"))
    upper = target.replace("//x", "//X")
    assert (await sqlite_api.ask("PUT", upper, [A], by="owner")).brief == (200, ok("88.1000.1/件/++//X"))


async def test_values_come_back_as_they_were_written(api: Api) -> None:
    written = [
        {"index": 1, "type": "T", "data": "文 \"q\" \\ \n", "permissions": "0110"},
        {"index": 2, "type": "T", "data": {"format": "base64", "value": "AP8Q"}, "permissions": "0010"},
        {"index": 3, "type": "T", "data": {"format": "hex", "value": "00ff10"}, "ttl": "2027-01-01T00:00:00Z"},
        {"index": 4, "type": "HS_ADMIN", "data": {"format": "admin", "value": {
            "handle": "0.NA/88.1000.1", "index": 200, "permissions": "*", "legacyByteLength": True}}},
        {"index": 5, "type": "HS_VLIST", "data": {"format": "vlist", "value": [{"handle": "a/b", "index": 3}]}},
        {"index": 6, "type": "X", "data": "y", "timestamp": "2020-01-01T00:00:00Z",
         "references": [{"handle": "a/b", "index": 1}]},
    ]  # fmt: skip
    await api.ask("PUT", "/api/handles/88.1000.1/VALUES", written, by="owner")

    said = await api.ask("GET", "/api/handles/88.1000.1/VALUES", by="owner")

    assert [{**value, "timestamp": None} for value in said.json["values"]] == [
        {"index": 1, "type": "T", "data": {"format": "string", "value": "文 \"q\" \\ \n"}, "ttl": 86400,
         "timestamp": None},
        {"index": 2, "type": "T", "data": {"format": "base64", "value": "AP8Q"}, "permissions": "1010", "ttl": 86400,
         "timestamp": None},
        {"index": 3, "type": "T", "data": {"format": "base64", "value": "AP8Q"}, "ttl": "2027-01-01T00:00:00Z",
         "timestamp": None},
        {"index": 4, "type": "HS_ADMIN", "data": {"format": "admin", "value": {
            "handle": "0.NA/88.1000.1", "index": 200, "permissions": "111111111111", "legacyByteLength": True}},
         "ttl": 86400, "timestamp": None},
        {"index": 5, "type": "HS_VLIST", "data": {"format": "vlist", "value": [{"handle": "a/b", "index": 3}]},
         "ttl": 86400, "timestamp": None},
        {"index": 6, "type": "X", "data": {"format": "string", "value": "y"}, "ttl": 86400, "timestamp": None,
         "references": [{"handle": "a/b", "index": 1}]},
    ]  # fmt: skip
    assert said.json["values"][5]["timestamp"] == "2020-01-01T00:00:00Z"


async def test_an_administrator_with_one_right_can_do_one_thing(sqlite_api: Api) -> None:
    api, admin = sqlite_api, {"handle": "88.1000.1/ADMIN", "index": 301, "permissions": "000001000000"}
    record = [A, {"index": 100, "type": "HS_ADMIN", "data": {"format": "admin", "value": admin}}]
    await api.ask("PUT", "/api/handles/88.1000.1/SHARED", record, by="owner")
    by = basic("301%3A88.1000.1/ADMIN", "second")
    target = "/api/handles/88.1000.1/SHARED"

    assert (await api.ask("PUT", f"{target}?index=7", [B], by=by)).status == 201
    # Values that are given as they were are not changed by it.
    assert (await api.ask("PUT", f"{target}?index=various", [B, B | {"index": 8}], by=by)).status == 200
    for method, query, body in [
        ("PUT", "?index=7", [B | {"data": "other"}]),
        ("PUT", "", [A]),
        ("PUT", "?index=101", [record[1] | {"index": 101}]),
        ("DELETE", "?index=7", None),
        ("DELETE", "", None),
    ]:
        said = await api.ask(method, target + query, body, by=by)
        assert (said.status, said.json["responseCode"]) == (403, 401), (method, query)
    assert await indexes(api, "88.1000.1/SHARED") == [1, 7, 8, 100]


async def test_a_value_that_may_not_be_written_stays(sqlite_api: Api) -> None:
    target, fixed = "/api/handles/88.1000.1/FIXED", A | {"permissions": "1010"}
    by = password_of("88.1000.1")
    await sqlite_api.ask("PUT", target, [fixed], by=by)

    assert (await sqlite_api.ask("PUT", target, [fixed, B], by=by)).status == 200
    assert (await sqlite_api.ask("PUT", target, [fixed | {"data": "other"}, B], by=by)).status == 403
    assert (await sqlite_api.ask("DELETE", f"{target}?index=1", by=by)).status == 403


async def test_members_that_are_not_known_change_nothing(sqlite_api: Api) -> None:
    """Mass assignment (threats.md T36): nothing of a record but its values comes out of a body."""
    extra = {"version": 9, "standing": 1, "registered_at": 1, "serial": 1, "enterprise": "x", "prefix": "88.1000.10"}
    body = {"handle": "88.1000.1/EXTRA", "values": [A | extra]} | extra

    assert (await sqlite_api.ask("PUT", "/api/handles/88.1000.1/EXTRA", body, by="owner")).status == 201
    said = await sqlite_api.ask("GET", "/api/handles/88.1000.1/EXTRA", by="owner")
    assert set(said.json) == {"responseCode", "handle", "values"}
    assert set(said.json["values"][0]) == {"index", "type", "data", "ttl", "timestamp"}


async def test_the_record_of_a_prefix_is_amended_and_never_deleted(sqlite_api: Api) -> None:
    by = password_of("88.1000.1")
    note = [{"index": 5, "type": "DESC", "data": "甲厂"}]

    assert (await sqlite_api.ask("PUT", "/api/handles/0.NA/88.1000.1?index=5", note, by=by)).status == 201
    assert (await sqlite_api.ask("DELETE", "/api/handles/0.na/88.1000.1", by=by)).status == 403


async def test_other_identifiers_are_kept_to_one_record(api: Api) -> None:
    """On both databases; each refusal with its code."""

    def mapping(text: str) -> dict[str, Any]:
        return {"index": 1, "type": "MAPPING", "data": text}

    own = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    taken = f'{{"responseCode":201,"message":"{own} is mapped to 88.1000.1/m already","handle":"88.1000.1/n"}}'
    for by, handle, query, text, status, expected in [
        ("park", "88.1000.1/m", "", own, 201, ok("88.1000.1/m")),
        ("park", "88.1000.1/n", "", own, 409, taken),
        ("park", "88.1000.1/n", "", "1.2.156.1", 201, ok("88.1000.1/n")),
        ("park", "88.1000.1/n", "", f"urn:uuid:{own.upper()}", 409, taken),
        ("park", "88.1000.1/n", "?index=1", own, 409, taken),
        (
            "owner",
            "88.1000.1/n",
            "",
            "1.2.156.2",
            403,
            '{"responseCode":401,"message":"1.2.156.2 is mapped by the park only: 88.1000.1 is no enterprise\'s '
            'prefix","handle":"88.1000.1/n"}',
        ),
        (
            "owner",
            "88.1000.1/n",
            "?index=1",
            "E=9",
            400,
            '{"responseCode":202,"message":"cannot read value 1 of type MAPPING: version of the Ecode is \'9\', '
            'expected 1, 2, 3 or 4","handle":"88.1000.1/n"}',
        ),
        (
            "owner",
            "88.1000.1/new",
            "",
            "E=9",
            400,
            '{"responseCode":4,"message":"cannot read value 1 of type MAPPING: version of the Ecode is \'9\', '
            'expected 1, 2, 3 or 4","handle":"88.1000.1/new"}',
        ),
    ]:
        said = await api.ask("PUT", f"/api/handles/{handle}{query}", [mapping(text)], by=by)
        assert (by, handle, text, *said.brief) == (by, handle, text, status, expected)

    assert (await api.ask("DELETE", "/api/handles/88.1000.1/m", by="owner")).brief[0] == 200
    said = await api.ask("PUT", "/api/handles/88.1000.1/n", [mapping(own)], by="park")
    assert said.brief == (200, ok("88.1000.1/n"))


async def test_with_credentials_another_identifier_gives_all_of_the_record(sqlite_api: Api) -> None:
    own = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    values = [
        {"index": 1, "type": "MAPPING", "data": own},
        {"index": 2, "type": "NOTE", "data": "仅供内部", "permissions": "1100"},
    ]
    assert (await sqlite_api.ask("PUT", "/api/handles/88.1000.1/m", values, by="park")).brief[0] == 201

    said = await sqlite_api.ask("GET", f"/api/handles/urn:uuid:{own}", by="owner")

    assert (said.status, said.json["handle"]) == (200, "88.1000.1/m")
    assert [value["index"] for value in said.json["values"]] == [1, 2]
