"""A milliard identifiers of the sample park: registered as one thing, resolved one by one, counted, costing nothing.

A node as its users run it; the questions go over HTTP to whichever worker takes the connection.
"""

import http.client
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import lmdb
import pytest

from tests.support.running import Node

COUNT = 1_000_000_000
MOST_GROWTH = 100_000
ASKED = 1_000


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with the sample park that serves."""
    made = Node(tmp_path_factory.mktemp("park"), workers=2)
    made.run("init", "--sample")
    made.start()
    try:
        yield made
    finally:
        made.stop()


def octets(node: Node) -> tuple[int, int]:
    """What is in use of the database, and of the replica."""
    with closing(sqlite3.connect(f"file:{node.data}/registry.sqlite?mode=ro", uri=True)) as opened:
        pages, free, size = (
            opened.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "freelist_count", "page_size")
        )
    generation = max((node.data / "replica").iterdir(), key=lambda path: int(path.name))
    used = 0
    with lmdb.open(str(generation), readonly=True, max_dbs=8, lock=False) as environment:
        for name in (b"entries", b"holdings", b"state", b"mappings", b"batches"):
            database = environment.open_db(name, create=False)
            with environment.begin(db=database) as view:
                found = view.stat(database)
                used += found["psize"] * sum(found[kind] for kind in ("branch_pages", "leaf_pages", "overflow_pages"))
    return (pages - free) * size, used


def ask(connection: http.client.HTTPConnection, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """One question on a kept connection."""
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read(), dict(answer.getheaders())


def told(node: Node, method: str, path: str, key: str, body: object) -> dict[str, object]:
    """What the node's own API says."""
    with closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=30)) as connection:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body), headers)
        answer = connection.getresponse()
        document: dict[str, object] = json.loads(answer.read())
    assert answer.status in (200, 201), document
    return document


@pytest.mark.timeout(300)
def test_a_milliard_identifiers(node: Node, tmp_path: Path) -> None:
    prefix = next(
        each["prefix"] for each in node.told("prefix", "list") if each["enterprise"] and each["mode"] == "hosted"
    )
    key = node.told("key", "new", "--role", "enterprise-app", "--prefix", prefix)["key"]
    segments = [
        {"kind": "fixed", "text": "MLD-"},
        {"kind": "serial", "width": 10},
        {"kind": "check", "algorithm": "luhn", "over": [2]},
    ]
    rule = told(node, "POST", "/api/v1/rules", key, {"prefix": prefix, "name": "milliard", "segments": segments})
    [before] = node.told("stats", "--by", "prefix", "--prefix", prefix)
    database, replica = octets(node)

    values = [
        {"index": 1, "type": "URL", "data": "https://trace.example/i/{suffix}?n={serial}"},
        {"index": 2, "type": "产品序列号", "data": "{serial} / {handle}"},
    ]
    batch = told(
        node, "POST", "/api/v1/batches", key, {"rule": rule["id"], "first": 1, "count": COUNT, "values": values}
    )

    dice = random.Random(20261122)
    serials = [1, COUNT, *(dice.randint(1, COUNT) for _ in range(ASKED - 2))]
    handles = dict(zip(serials, _spelt(node, rule["id"], key, serials), strict=True))
    with closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=30)) as connection:
        for serial, handle in handles.items():
            status, body, headers = ask(connection, f"/api/handles/{handle}")
            suffix = handle.partition("/")[2]
            assert (status, headers["ETag"]) == (200, '"1"')
            assert [value["data"]["value"] for value in json.loads(body)["values"]] == [
                f"https://trace.example/i/{suffix}?n={serial:010}",
                f"{serial:010} / {handle}",
            ]
        for serial, handle in list(handles.items())[:50]:
            status, _, headers = ask(connection, f"/{handle}")
            assert (status, headers["Location"]) == (
                302,
                f"https://trace.example/i/{handle.partition('/')[2]}?n={serial:010}",
            )
        # One before, one behind, and two that a slip of the pen made of the first.
        for handle in (
            f"{prefix}/MLD-00000000000",
            *_spelt(node, rule["id"], key, [COUNT + 1]),
            f"{prefix}/MLD-00000000019",
            f"{prefix}/MLD-0000000018",
        ):
            assert ask(connection, f"/api/handles/{handle}")[0] == 404, handle

    after = octets(node)
    assert after[0] - database < MOST_GROWTH
    assert after[1] - replica < MOST_GROWTH
    assert node.told("resolve", handles[COUNT])["values"][0]["data"]["value"].endswith(f"?n={COUNT:010}")
    assert node.told("verify")["good"]
    told(node, "PATCH", f"/api/v1/batches/{batch['id']}", key, {"standing": "retired"})
    with closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=30)) as connection:
        assert ask(connection, f"/api/handles/{handles[COUNT]}")[0] == 404
        assert ask(connection, f"/{handles[COUNT]}", Accept="application/json")[0] == 410
    node.stop()
    node.start()
    rows = node.told("stats", "--by", "prefix", "--prefix", prefix)
    assert (rows[0]["registered"] - before["registered"], rows[0]["stock"]) == (COUNT, before["stock"])
    # The registry answered none of the questions: all went to the lane, and all were counted.
    assert rows[0]["resolutions"] - before["resolutions"] == len(handles) + 50 + 4 + 2


def test_a_label_of_gs1_leads_to_the_member_that_carries_it(node: Node) -> None:
    prefix = next(
        each["prefix"] for each in node.told("prefix", "list") if each["enterprise"] and each["mode"] == "hosted"
    )
    key = node.told("key", "new", "--role", "enterprise-app", "--prefix", prefix)["key"]
    segments = [{"kind": "fixed", "text": "LBL-"}, {"kind": "serial", "width": 8}]
    rule = told(node, "POST", "/api/v1/rules", key, {"prefix": prefix, "name": "labels", "segments": segments})
    values = ["--url", "https://trace.example/l/{serial}", "--value", "MAPPING=(01)06901234567892(21){serial}"]

    # The park itself: it may map anything.
    made = node.told("batch", "new", "--rule", str(rule["id"]), "--count", "1000000", *values)

    assert made["count"] == 1_000_000
    with closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=30)) as connection:
        for text in ("(01)06901234567892(21)00424242", "urn:epc:id:sgtin:6901234.056789.00424242"):
            status, body, _ = ask(connection, f"/api/handles/{text}")
            assert status == 200
            assert json.loads(body)["handle"] == f"{prefix}/LBL-00424242"
        status, _, headers = ask(connection, "/01/06901234567892/21/00424242")
        assert (status, headers["Location"]) == (307, "https://trace.example/l/00424242")
        assert ask(connection, "/api/handles/(01)06901234567892(21)01000001")[0] == 400
        assert ask(connection, "/01/06901234567892/21/01000001")[0] == 404
    taken = node.run("register", f"{prefix}/OTHER", "--value", "MAPPING=(01)06901234567892(21)00424242", expect=1)
    assert taken == ""
    assert node.told("resolve", "(01)06901234567892(21)00000001")["values"][0]["data"]["value"].endswith("/00000001")


def _spelt(node: Node, rule: object, key: str, serials: list[int]) -> list[str]:
    """The identifiers with these serials, as the rule makes them."""
    trial = {"encode": [{"serial": serial} for serial in serials]}
    encoded: list[dict[str, str]] = told(node, "POST", f"/api/v1/rules/{rule}/trials", key, trial)["encoded"]  # type: ignore[assignment]
    prefix = told(node, "GET", f"/api/v1/rules/{rule}", key, None)["prefix"]
    return [f"{prefix}/{each['suffix']}" for each in encoded]
