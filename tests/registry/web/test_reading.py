"""`/api/handles/{handle}` read by those who say who they are."""

import pytest

from tests.support.handle_api import TIME, Api, basic, password_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIVE = (
    '{"index":5,"type":"URL","data":{"format":"string","value":"https://erp.example/1"},"ttl":86400,'
    f'"timestamp":"{TIME}"}}'
)
TWO = (
    '{"index":2,"type":"URL.alt","data":{"format":"string","value":"https://b.example/1"},"ttl":86400,'
    f'"timestamp":"{TIME}"}}'
)
THREE = (
    '{"index":3,"type":"NOTE","data":{"format":"string","value":"仅供内部"},"permissions":"1100","ttl":86400,'
    f'"timestamp":"{TIME}"}}'
)
EIGHT = f'{{"index":8,"type":"NAME","data":{{"format":"string","value":"覆铜板"}},"ttl":60,"timestamp":"{TIME}"}}'


def found(*values: str, handle: str = "88.1000.1/sn-1") -> tuple[int, str]:
    return 200, f'{{"responseCode":1,"handle":"{handle}","values":[{",".join(values)}]}}'


NOTHING = (200, '{"responseCode":200,"values":[],"handle":"88.1000.1/sn-1"}')


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", found(FIVE, TWO, THREE, EIGHT)),  # hidden ones too, in the order given, under the spelling asked for
        ("?index=3", found(THREE)),
        ("?index=3&index=5", found(FIVE, THREE)),
        ("?type=url", found(FIVE)),
        ("?type=URL.", found(FIVE, TWO)),
        ("?type=NAME&index=3", found(THREE, EIGHT)),
        ("?publicOnly", found(FIVE, TWO, EIGHT)),
        ("?publicOnly=true&index=3", NOTHING),
        ("?publicOnly=false&index=3", found(THREE)),
        ("?index=77", NOTHING),
        ("?index=0", NOTHING),
        ("?auth&cert&doNotRefer&callback=x&mediaType=y&publish", found(FIVE, TWO, THREE, EIGHT)),
    ],
)
async def test_an_administrator_sees_what_it_asks_for(shared_api: Api, query: str, expected: tuple[int, str]) -> None:
    said = await shared_api.ask("GET", f"/api/handles/88.1000.1/sn-1{query}", by="owner")

    assert said.brief == expected
    assert said.headers["Content-Type"] == "application/json;charset=utf-8"
    assert said.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "handle", "expected"),
    [
        ("GET", "88.1000.1/HIDDEN", (200, None)),
        ("GET", "88.1000.1/EMPTY", (200, '{"responseCode":200,"values":[],"handle":"88.1000.1/EMPTY"}')),
        ("GET", "88.1000.1/%53N-1", (200, None)),
        ("GET", "88.1000.1/NONE", (404, '{"responseCode": 100, "handle": "88.1000.1/NONE"}')),
        ("GET", "88.1000.1/sn-1?index=x", (400, None)),
        ("GET", "88.1000.1/sn%2-1", (400, None)),
        ("GET", "88.1000.1/sn%ff", (400, None)),
        ("HEAD", "88.1000.1/sn-1", (200, "")),
    ],
)
async def test_other_records(shared_api: Api, method: str, handle: str, expected: tuple[int, str | None]) -> None:
    said = await shared_api.ask(method, f"/api/handles/{handle}", by="owner")

    assert said.status == expected[0]
    assert expected[1] in (None, said.text)


@pytest.mark.parametrize("by", ["stranger", "suspended", "auditor", "node", password_of("88.1000.10")])
async def test_whoever_may_not_see_hidden_values_sees_the_public_ones(shared_api: Api, by: str) -> None:
    for query in ("", "?publicOnly=false"):
        said = await shared_api.ask("GET", f"/api/handles/88.1000.1/sn-1{query}", by=by)

        assert said.brief == found(FIVE, TWO, EIGHT)


async def test_hidden_values_need_a_caller(shared_api: Api) -> None:
    target = "/api/handles/88.1000.1/sn-1?publicOnly=false"

    assert (await shared_api.ask("GET", target)).brief == (401, '{"responseCode":402,"handle":"88.1000.1/sn-1"}')
    assert (await shared_api.ask("GET", target, plain=True)).brief == (
        403,
        '{"responseCode":402,"handle":"88.1000.1/sn-1"}',
    )
    assert (await shared_api.ask("GET", target, by=password_of("88.1000.1"))).brief == found(FIVE, TWO, THREE, EIGHT)


@pytest.mark.parametrize(
    "by",
    [
        basic("300%3A88.1000.1/ADMIN", "wrong"),
        basic("300%3A88.1000.1/ADMIN", ""),
        basic("300:88.1000.1/ADMIN"),
        basic("301%3A88.1000.1/ADMIN"),
        basic("100%3A88.1000.1/ADMIN"),
        basic("300%3A88.1000.1/NONE"),
        basic("300%3A88.9.9/ADMIN"),
        basic("88.1000.1"),
        basic("300%3A88.1000.1%2"),
        basic("300%3A88.1000.3/ADMIN"),  # suspended: its keys open nothing
        "Basic !!!",
        "Basic " + "OjoK",
        "Basic",
        "Bearer idn_000000000000_0000000000000000000000000000000000000000000",
        "Bearer x",
        'Handle sessionId="unknown"',
        'Handle sessionId="',
        'Handle clientCert="true"',
        'Handle version="0", id="300:88.1000.1/ADMIN", type="HS_SECKEY", cnonce="AA==", alg="SHA1", signature="AA=="',
    ],
)
async def test_wrong_credentials_get_an_empty_401_even_on_a_public_read(shared_api: Api, by: str) -> None:
    said = await shared_api.ask("GET", "/api/handles/88.1000.1/sn-1", by=by)

    assert said.brief == (401, "")
    assert "WWW-Authenticate" in said.headers


@pytest.mark.parametrize("by", [basic("300%3A88.1000.1/ADMIN", "wrong"), 'Handle sessionId="unknown"', "Negotiate x"])
async def test_over_http_these_credentials_are_as_if_they_were_not_there(shared_api: Api, by: str) -> None:
    read = await shared_api.ask("GET", "/api/handles/88.1000.1/sn-1", by=by, plain=True)
    written = await shared_api.ask("DELETE", "/api/handles/88.1000.1/sn-1", by=password_of("88.1000.1"), plain=True)

    assert (read.status, [value["index"] for value in read.json["values"]]) == (200, [5, 2, 8])
    assert written.brief == (403, '{"responseCode":402,"handle":"88.1000.1/sn-1"}')


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/json", b'{"type":["URL"]}', found(FIVE)),
        ("application/json", b'{"index":[3,5]}', found(FIVE, THREE)),
        ("application/json", b'{"index":3,"type":"URL"}', found(FIVE, THREE)),
        ("application/x-www-form-urlencoded", b"type=URL&index=3", found(FIVE, THREE)),
        ("application/json", b"", found(FIVE, TWO, THREE, EIGHT)),
    ],
)
async def test_a_post_asks_with_a_body(shared_api: Api, kind: str, body: bytes, expected: tuple[int, str]) -> None:
    said = await shared_api.ask("POST", "/api/handles/88.1000.1/sn-1", body, by="owner", Content_Type=kind)

    assert said.brief == expected


@pytest.mark.parametrize("body", [b"[1]", b"{", b'{"index":{}}', b"\xff", b"[" * 100_000])
async def test_a_post_that_cannot_be_read_is_refused(shared_api: Api, body: bytes) -> None:
    said = await shared_api.ask(
        "POST", "/api/handles/88.1000.1/sn-1", body, by="owner", Content_Type="application/json"
    )

    assert (said.status, said.json["responseCode"], said.json["handle"]) == (400, 4, "88.1000.1/sn-1")


async def test_pretty_is_indented(shared_api: Api) -> None:
    said = await shared_api.ask("GET", "/api/handles/88.1000.1/EMPTY?pretty", by="owner")

    assert said.text == '{\n  "responseCode": 200,\n  "values": [],\n  "handle": "88.1000.1/EMPTY"\n}'
