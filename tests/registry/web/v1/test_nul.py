"""U+0000, which PostgreSQL keeps in no text: refused in a sentence wherever it comes, on both databases alike."""

from typing import Any

from registry.store.book import NOT_KEPT
from tests.support.own_api import OwnApi

FIRM = {"name": "ab", "uscc": "91110000600037341L"}
ASKED: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/trail?actor=%00", None),
    ("GET", "/trail?subject=a%00b", None),
    ("GET", "/trail/export?verb=%00", None),
    ("GET", "/enterprises?park=%00", None),
    ("GET", "/accounts?enterprise=%00", None),
    ("GET", "/search?q=%00ab", None),
    ("GET", "/exports/identifiers?prefix=88.1000.1&beginning=%00", None),
    ("GET", "/exports/trail?actor=%00", None),
    ("GET", "/applications?enterprise=%00", None),
    ("POST", "/enterprises", {**FIRM, "name": "a\0b"}),
    ("POST", "/enterprises", {**FIRM, "park": "\0"}),
    ("POST", "/keys", {"role": "auditor", "note": "\0"}),
    ("POST", "/prefixes", {"prefix": "88.1000.77", "enterprise": None, "mode": "delegated", "endpoint": "http://a\0"}),
    ("POST", "/applications", {"kind": "entry", "profile": {"name": "\0", "contact": {"name": "\0"}}}),
    ("POST", "/groups", {"name": "\0", "members": []}),
)
PATHS = (
    *("/imports/%00", "/accounts/%00", "/enterprises/%00", "/applications/%00", "/documents/%00", "/batches/%00"),
    *("/templates/%00", "/identifiers/88.1000.1/%00", "/history/88.1000.1/%00"),
)


async def test_it_is_refused_in_one_sentence(own: OwnApi) -> None:
    for method, target, body in ASKED:
        answer = await own.ask(method, target, body, by="park")

        assert answer.detail[:2] == (400, "malformed"), target
        assert NOT_KEPT in answer.detail[2]
    assert (await own.ask("POST", "/enterprises", {**FIRM, "name": "a\\u0000 b"}, by="park")).status == 201


async def test_what_is_named_by_it_is_not_there(own: OwnApi) -> None:
    for target in PATHS:
        assert (await own.ask("GET", target, by="park")).status in (400, 404), target
    assert (await own.ask("DELETE", "/keys/%00", by="park")).status in (400, 404)
