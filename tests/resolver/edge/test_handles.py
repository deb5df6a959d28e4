"""`/api/handles` as anybody sees it: codes, filters, spelling, conditions, origins (handle-http.md §1–§5)."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.resolver.edge.cases import head
from tests.resolver.edge.standing import counted, furnished
from tests.resolver.edge.variants import run
from tests.resolver.edge.wire import with_lane

FIRST = {
    "index": 1,
    "type": "URL",
    "data": {"format": "string", "value": "https://example.com/p/1"},
    "ttl": 86400,
    "timestamp": "2023-11-14T22:13:20Z",
}
SECOND = {
    "index": 2,
    "type": "NAME",
    "data": {"format": "string", "value": "泵"},
    "ttl": 600,
    "timestamp": "2023-11-14T22:13:20Z",
}
HANDLE = "88.1000.1/SN-1"


class Reply:
    """One answer, read apart."""

    def __init__(self, octets: bytes) -> None:
        front, _, self.body = octets.partition(b"\r\n\r\n")
        first, *lines = front.decode("latin-1").split("\r\n")
        self.status = int(first.split(" ")[1])
        self.headers = dict(line.split(": ", 1) for line in lines)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(folder: Path, target: str, *lines: str, method: str = "GET", body: bytes = b"") -> Reply:
    """Ask one question in a connection of its own."""

    async def once() -> Reply:
        async with with_lane(folder, furnished(), pure=True) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            more = [line.encode("latin-1") for line in lines]
            if body:
                more.append(b"Content-Length: %d" % len(body))
            writer.write(head(target.encode(), b"Host: a", b"Connection: close", *more, method=method.encode()) + body)
            octets = await reader.read()
            writer.close()
            return Reply(octets)

    return run(once())


@pytest.mark.parametrize(
    ("target", "status", "expected", "outcome"),
    [
        (HANDLE, 200, {"responseCode": 1, "handle": HANDLE, "values": [FIRST, SECOND]}, "found"),
        ("88.1000.1/sn-1", 200, {"responseCode": 1, "handle": "88.1000.1/sn-1", "values": [FIRST, SECOND]}, "found"),
        (f"{HANDLE}?index=2", 200, {"responseCode": 1, "handle": HANDLE, "values": [SECOND]}, "found"),
        (f"{HANDLE}?type=url", 200, {"responseCode": 1, "handle": HANDLE, "values": [FIRST]}, "found"),
        (f"{HANDLE}?type=URL.&index=2", 200, {"responseCode": 1, "handle": HANDLE, "values": [FIRST, SECOND]}, "found"),
        (f"{HANDLE}?index=9", 200, {"responseCode": 200, "values": [], "handle": HANDLE}, "no such value"),
        (f"{HANDLE}?publicOnly", 200, {"responseCode": 1, "handle": HANDLE, "values": [FIRST, SECOND]}, "found"),
        (f"{HANDLE}?publicOnly=false", 403, {"responseCode": 402, "handle": HANDLE}, "denied"),
        ("88.1000.1/SECRET", 200, {"responseCode": 200, "values": [], "handle": "88.1000.1/SECRET"}, "found"),
        ("88.1000.1/none", 404, {"responseCode": 100, "handle": "88.1000.1/none"}, "absent"),
        ("88.1000.1/a%20%E4%BB%B6", 404, {"responseCode": 100, "handle": "88.1000.1/a 件"}, "absent"),
        ("88.1000.1/a+b", 404, {"responseCode": 100, "handle": "88.1000.1/a+b"}, "absent"),
        ("88.1000.1//a/../b", 404, {"responseCode": 100, "handle": "88.1000.1//a/../b"}, "absent"),
        ("88.1000.1/RETIRED", 404, {"responseCode": 100, "handle": "88.1000.1/RETIRED"}, "retired"),
        (
            "88.1000.9/x",
            400,
            {"responseCode": 301, "message": "That prefix doesn't live here", "handle": "88.1000.9/x"},
            "elsewhere",
        ),
        (
            "88.1000.1",
            400,
            {"responseCode": 301, "message": "That prefix doesn't live here", "handle": "88.1000.1"},
            "elsewhere",
        ),
        ("", 400, {"responseCode": 102, "message": "Empty handle invalid"}, "malformed"),
        (
            "88.1000.2/SN-1",
            403,
            {
                "responseCode": 401,
                "message": "The prefix 88.1000.2 does not answer now",
                "handle": "88.1000.2/SN-1",
            },
            "denied",
        ),
        (
            "88.1000.3/a%20b",
            300,
            {
                "responseCode": 303,
                "handle": "88.1000.3/a b",
                "referral": {"prefix": "88.1000.3", "url": "https://node.example/api/handles/88.1000.3/a%20b"},
            },
            "elsewhere",
        ),
        (
            "88.1000.3/x?doNotRefer",
            400,
            {"responseCode": 301, "message": "That prefix doesn't live here", "handle": "88.1000.3/x"},
            "elsewhere",
        ),
    ],
)
def test_answers(tmp_path: Path, target: str, status: int, expected: dict[str, Any], outcome: str) -> None:
    reply = ask(tmp_path, f"/api/handles/{target}")

    assert (reply.status, list(reply.json.items())) == (status, list(expected.items()))
    assert reply.headers["Content-Type"] == "application/json;charset=utf-8"
    assert reply.headers["Server"] == "idnode"
    assert [key[2] for key in counted(tmp_path)] == [outcome]


@pytest.mark.parametrize(
    ("target", "code", "message"),
    [
        (f"{HANDLE}?index=x", 4, "cannot read 'x' as an index: expected a number up to 4294967295"),
        ("88.1000.1/%zz", 4, "cannot read the path: expected two hexadecimal digits after %, got '%zz'"),
        ("88.1000.1/%FF", 4, "cannot read the path: expected UTF-8 after percent-decoding"),
        ("88.1000.1/", 102, "cannot read '88.1000.1/' as a handle: the suffix is empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, target: str, code: int, message: str) -> None:
    reply = ask(tmp_path, f"/api/handles/{target}")

    assert (reply.status, reply.json["responseCode"], reply.json["message"]) == (400, code, message)
    assert [key[2] for key in counted(tmp_path)] == ["malformed"]


def test_a_head_has_the_length_and_no_body(tmp_path: Path) -> None:
    got = ask(tmp_path / "1", f"/api/handles/{HANDLE}")
    headed = ask(tmp_path / "2", f"/api/handles/{HANDLE}", method="HEAD")

    assert headed.body == b""
    assert headed.headers["Content-Length"] == got.headers["Content-Length"] == str(len(got.body))


@pytest.mark.parametrize(("tag", "status"), [('"1"', 304), ('W/"1"', 304), ('"0", "1"', 304), ("*", 304), ('"2"', 200)])
def test_an_answer_that_is_known_is_not_sent_again(tmp_path: Path, tag: str, status: int) -> None:
    reply = ask(tmp_path, f"/api/handles/{HANDLE}", f"If-None-Match: {tag}")

    assert (reply.status, reply.headers["ETag"], not reply.body) == (status, '"1"', status == 304)
    assert counted(tmp_path) == {("88.1000.1", "http", "found", "external"): 1}


def test_answers_of_other_content_have_other_tags(tmp_path: Path) -> None:
    targets = (HANDLE, f"{HANDLE}?pretty", f"{HANDLE}?index=1", f"{HANDLE}?index=2", f"{HANDLE}?index=2&pretty")
    tags = {ask(tmp_path, f"/api/handles/{target}").headers["ETag"] for target in targets}

    assert len(tags) == len(targets)


def test_pretty_is_the_same_indented(tmp_path: Path) -> None:
    plain, pretty = (ask(tmp_path, f"/api/handles/{HANDLE}{query}") for query in ("?x", "?pretty"))

    assert pretty.json == plain.json
    assert pretty.body.startswith(b'{\n  "responseCode": 1,\n')
    assert pretty.headers["Content-Length"] == str(len(pretty.body))


def test_another_origin_may_read(tmp_path: Path) -> None:
    reply = ask(tmp_path, f"/api/handles/{HANDLE}", "Origin: https://page.example")

    assert reply.headers["Access-Control-Allow-Origin"] == "https://page.example"
    assert reply.headers["Access-Control-Expose-Headers"] == "Content-Length"
    assert reply.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in reply.headers


def test_a_preflight_says_what_may_be_asked(tmp_path: Path) -> None:
    reply = ask(
        tmp_path,
        f"/api/handles/{HANDLE}",
        "Origin: https://page.example",
        "Access-Control-Request-Method: PUT",
        method="OPTIONS",
    )

    assert reply.status == 200
    assert reply.headers["Access-Control-Max-Age"] == "86400"
    assert reply.headers["Access-Control-Allow-Methods"] == "GET,POST,HEAD,PUT,DELETE"
    assert reply.headers["Access-Control-Allow-Headers"] == "X-Requested-With,Authorization,Origin,Accept,Content-Type"
    assert counted(tmp_path) == {}


def test_options_without_an_origin(tmp_path: Path) -> None:
    reply = ask(tmp_path, f"/api/handles/{HANDLE}", method="OPTIONS")

    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["Allow"] == "GET, HEAD, POST, PUT, DELETE, TRACE, OPTIONS"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"type": ["URL"]}'),
        ("application/json", b'{"index": 1}'),
        ("application/json", b'{"index": ["1"], "publicOnly": true}'),
        ("application/x-www-form-urlencoded", b"type=URL"),
    ],
)
def test_a_post_asks_like_a_get(tmp_path: Path, kind: str, body: bytes) -> None:
    reply = ask(tmp_path, f"/api/handles/{HANDLE}", f"Content-Type: {kind}", method="POST", body=body)

    assert (reply.status, reply.json["values"]) == (200, [FIRST])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b'{"index": {"a": 1}}'),
        ("application/json", b'{"index": 1.5}'),
        ("application/json", b"\xff"),
        ("application/x-www-form-urlencoded", b"type=%zz"),
        ("application/x-www-form-urlencoded", b"type=\xff"),
        ("text/plain", b"type=URL"),
    ],
)
def test_a_post_that_cannot_be_read_is_refused(tmp_path: Path, kind: str, body: bytes) -> None:
    reply = ask(tmp_path, f"/api/handles/{HANDLE}", f"Content-Type: {kind}", method="POST", body=body)

    assert (reply.status, reply.json["responseCode"]) == (400, 4)


# threats.md T15: what a client may say in headers that are no part of the question.
UNKEYED = [
    f"{name}: {text}"
    for name in (
        "X-Forwarded-Host",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Server",
        "X-Host",
        "X-Original-URL",
        "X-Rewrite-URL",
        "Forwarded",
        "X-Real-IP",
        "Via",
        "Referer",
        "Accept",
        "Accept-Language",
        "Accept-Charset",
        "Cookie",
        "True-Client-IP",
        "X-HTTP-Method-Override",
        "X-Method-Override",
        "Range",
        "Prefer",
        "Pragma",
        "Cache-Control",
        "DNT",
        "From",
    )
    for text in ("evil.example", "10.0.0.1, 8443")
]


def test_nothing_but_the_question_changes_the_answer(tmp_path: Path) -> None:
    expected = ask(tmp_path, f"/api/handles/{HANDLE}")

    for line in UNKEYED:
        reply = ask(tmp_path, f"/api/handles/{HANDLE}", line)
        assert (reply.status, reply.body) == (expected.status, expected.body)
        assert "evil" not in str(reply.headers)
