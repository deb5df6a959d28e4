"""Paths and methods of the Handle API, what is none of them, and what is said to other origins."""

import base64
import hashlib
import hmac
from urllib.parse import quote

import pytest

from registry.mapping import Taken
from registry.web.codes import CODE, STATUS, Code, Refused
from schemas.errors import Busy, NodeError, PrefixFull, RegistrationsUsed
from tests.support.handle_api import PASSWORD, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/api/foo", 404, '{"responseCode":4,"message":"Unknown HTTP API endpoint GET /api/foo"}'),
        ("PUT", "/api/foo/bar?x=1", 404, '{"responseCode":4,"message":"Unknown HTTP API endpoint PUT /api/foo/bar"}'),
        ("GET", "/api/", 404, '{"responseCode":4,"message":"Unknown HTTP API endpoint GET /api/"}'),
        ("GET", "/api", 404, '{"responseCode":4,"message":"Unknown HTTP API endpoint GET /api"}'),
        ("PATCH", "/api/handles/88.1000.1/Sn-1", 501, '{"responseCode":4,"message":"Unknown method PATCH"}'),
        ("PATCH", "/api/handles", 501, '{"responseCode":4,"message":"Unknown method PATCH"}'),
        ("PROPFIND", "/api/foo", 501, '{"responseCode":4,"message":"Unknown method PROPFIND"}'),
        ("TRACE", "/api/site", 501, '{"responseCode":4,"message":"Unknown method TRACE"}'),
        ("GET", "/api/sessions", 405, '{"responseCode":4,"message":"GET is not possible on this endpoint"}'),
        ("PUT", "/api/site", 405, '{"responseCode":4,"message":"PUT is not possible on this endpoint"}'),
        ("PUT", "/api/prefixes", 405, '{"responseCode":4,"message":"PUT is not possible on this endpoint"}'),
        ("GET", "/api/prefixes/0.NA/88.1000.1", 405, None),
        ("DELETE", "/hrls/handles", 405, None),
        ("GET", "/hrls/ping", 200, "OK"),
        ("GET", "/hrls/other", 404, None),
        ("GET", "/hrls/handles/a/b", 404, None),
        ("GET", "/hrls/", 404, None),
    ],
)
async def test_paths(
    shared_sqlite_api: Api, plain: bool, method: str, path: str, status: int, body: str | None
) -> None:
    said = await shared_sqlite_api.ask(method, path, plain=plain)

    assert said.status == status
    assert body in (None, said.text)
    assert ("Allow" in said.headers) == (status == 405)


async def test_a_site_is_shown_to_anybody(shared_sqlite_api: Api) -> None:
    expected = (
        '{"responseCode":1,"site":{"version":1,"protocolVersion":"2.11","serialNumber":1,"primarySite":true,'
        '"multiPrimary":false,"attributes":[],"servers":[{"serverId":1,"address":"127.0.0.1","interfaces":'
        '[{"query":true,"admin":true,"protocol":"HTTP","port":80}]}]}}'
    )
    for plain in (True, False):
        assert (await shared_sqlite_api.ask("GET", "/api/site", plain=plain)).brief == (200, expected)


@pytest.mark.parametrize("path", ["/api/handles/88.1000.1/Sn-1", "/api/handles", "/api/site", "/api/foo"])
async def test_options(shared_sqlite_api: Api, path: str) -> None:
    plain = await shared_sqlite_api.ask("OPTIONS", path)
    asked = await shared_sqlite_api.ask(
        "OPTIONS", path, Origin="https://app.example", Access_Control_Request_Method="PUT"
    )

    assert plain.brief == asked.brief == (200, "")
    assert plain.headers["Allow"] == "GET, HEAD, POST, PUT, DELETE, TRACE, OPTIONS"
    assert {name: text for name, text in asked.headers.items() if name.startswith("Access")} == {
        "Access-Control-Max-Age": "86400",
        "Access-Control-Allow-Methods": "GET,POST,HEAD,PUT,DELETE",
        "Access-Control-Allow-Headers": "X-Requested-With,Authorization,Origin,Accept,Content-Type",
        "Access-Control-Allow-Origin": "https://app.example",
        "Access-Control-Expose-Headers": "Content-Length",
    }


@pytest.mark.parametrize(
    ("method", "path", "by"),
    [
        ("GET", "/api/handles/88.1000.1/Sn-1", "owner"),
        ("GET", "/api/handles/88.1000.1/Sn-1", "Basic x"),
        ("DELETE", "/api/handles/88.1000.1/Sn-1", None),
        ("GET", "/api/site", None),
        ("GET", "/api/foo", None),
        ("GET", "/hrls/ping", None),
        ("POST", "/api/sessions", None),
    ],
)
async def test_another_origin_may_read_every_answer(
    shared_sqlite_api: Api, method: str, path: str, by: str | None
) -> None:
    said = await shared_sqlite_api.ask(method, path, by=by, Origin="https://app.example")
    own = await shared_sqlite_api.ask(method, path, by=by)

    assert said.headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert said.headers["Access-Control-Expose-Headers"] == "Content-Length"
    assert not [name for name in said.headers if name == "Access-Control-Allow-Credentials"]
    assert not [name for name in own.headers if name.startswith("Access-Control")]


NONCE, CNONCE = bytes(range(16)), bytes(range(16, 32))


def verification(**changes: str) -> str:
    signature = hmac.new(PASSWORD.encode(), NONCE + CNONCE, hashlib.sha1).digest()
    octets = {"nonce": NONCE, "cnonce": CNONCE, "signature": signature}
    fields = {name: base64.b64encode(one).decode() for name, one in octets.items()} | {"alg": "HMAC-SHA1"} | changes
    return "&".join(f"{name}={quote(text, safe='')}" for name, text in fields.items() if text)


@pytest.mark.parametrize(
    ("identity", "query", "valid"),
    [
        ("300:88.1000.1/ADMIN", verification(), True),
        ("300:88.1000.1/admin", verification(), True),
        ("300%3A88.1000.1%2FADMIN", verification(), True),
        ("301:88.1000.1/ADMIN", verification(), False),
        ("100:88.1000.1/ADMIN", verification(), False),
        ("300:88.1000.1/NONE", verification(), False),
        ("300:88.9.9/ADMIN", verification(), False),
        ("300:88.1000.1/ADMIN", verification(nonce="AAAA"), False),
        ("300:88.1000.1/ADMIN", verification(alg="HMAC-SHA256"), False),
        ("300:88.1000.1/ADMIN", verification(alg="PBKDF2-HMAC-SHA1"), False),
        (
            "300:88.1000.1/ADMIN",
            verification(
                alg="PBKDF2-HMAC-SHA1",
                salt="c2FsdA==",
                iterations="10000",
                length="160",
                signature=base64.b64encode(
                    hmac.new(
                        hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), b"salt", 10_000, 20), NONCE + CNONCE, "sha1"
                    ).digest()
                ).decode(),
            ),
            True,
        ),
    ],
)
async def test_verifications(shared_sqlite_api: Api, identity: str, query: str, valid: bool) -> None:
    said = await shared_sqlite_api.ask("GET", f"/api/verifications/{identity}?{query}")

    assert said.brief == (200, f'{{"responseCode":1,"isValid":{str(valid).lower()}}}')


@pytest.mark.parametrize(
    ("identity", "query"),
    [
        ("300:88.1000.1/ADMIN", ""),
        *[("300:88.1000.1/ADMIN", verification(**{name: ""})) for name in ("nonce", "cnonce", "alg", "signature")],
        ("300:88.1000.1/ADMIN", verification(nonce="!")),
        ("300:88.1000.1/ADMIN", verification(alg="PBKDF2-HMAC-SHA1", iterations="x")),
        ("300", verification()),
    ],
)
async def test_verifications_that_cannot_be_read(shared_sqlite_api: Api, identity: str, query: str) -> None:
    said = await shared_sqlite_api.ask("GET", f"/api/verifications/{identity}?{query}")

    assert (said.status, said.json["responseCode"]) == (400, 4)


async def test_every_refusal_has_a_code_and_every_code_a_status() -> None:
    # A row for each leaf of the tree, and one for what this API tells apart below a leaf.
    assert set(CODE) - {Taken, RegistrationsUsed, PrefixFull} == set(NodeError.__subclasses__())
    assert set(STATUS) == set(Code)
    busy = Refused.of(Busy("later", 7))
    assert (busy.code, busy.status, busy.retry_after) == (Code.SERVER_BUSY, 503, 7)
