"""One thing, many identifiers: registered once, asked for by each, until it is retired; counted under its prefix."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from tests.support.postgres import Postgres
from tests.support.running import Node, running
from tests.support.speaking import Speaking

HANDLE = "88.1000.1/SN-0001"
CARRIED = {
    10: "(01)09506000134352(21)SN-1",
    11: "urn:oid:1.2.156.7777.1",
    12: "E=100640000123",
    13: "MA.156.1003.1629/10.46100000.1",
    14: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
}
ASKED = [
    *CARRIED.values(),
    "]d2010950600013435221SN-1",
    "urn:epc:id:sgtin:950600.0013435.SN-1",
    "1.2.156.7777.1",
    "100640000123",
    "urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
]
STEMS = {"gs1": "950600", "oid": "1.2.156.7777", "ecode": "10064", "ma": "MA.156.1003.1629"}


class Asker:
    """Whoever asks the node over HTTP."""

    def __init__(self, node: Node, key: str) -> None:
        self._node = node
        self._key = key

    async def do(self, method: str, target: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Do something with the enterprise's key; status and document."""
        sent = {"Authorization": f"Bearer {self._key}"} | headers
        async with Speaking.to(self._node.port) as client:
            octets = b"" if body is None else msgspec.json.encode(body)
            answer = await client.ask(method, target, octets, **{n.replace("_", "-"): t for n, t in sent.items()})
        return answer.status, msgspec.json.decode(answer.body) if answer.body else None

    async def found(self, text: str) -> tuple[str, str]:
        """What the JSON API and the public door say to a text: the handle, and where the door leads; or statuses."""
        async with Speaking.to(self._node.port) as client:
            said = await client.ask("GET", f"/api/handles/{quote(text, safe='')}")
            door = await client.ask("GET", f"/{quote(text, safe='')}")
        handle = msgspec.json.decode(said.body)["handle"] if said.status == 200 else str(said.status)
        return handle, door.headers.get("location", str(door.status))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_a_thing_is_found_by_each_of_its_identifiers(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    settings = {}
    if database == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        settings["database_url"] = server.database()
    with running(tmp_path, **settings) as node:
        ours, theirs = await prepared(node)

        values = [{"index": 1, "type": "URL", "data": "https://erp.example/1"}]
        values += [{"index": index, "type": "MAPPING", "data": text} for index, text in CARRIED.items()]
        status, registered = await ours.do("POST", "/api/v1/identifiers", {"handle": HANDLE, "values": values})
        assert (status, registered["handle"]) == (201, HANDLE)
        for text in ASKED:
            assert (text, *await ours.found(text)) == (text, HANDLE, "https://erp.example/1")
            status, document = await ours.do("GET", f"/api/v1/identifiers/{quote(text, safe='')}")
            assert (status, document["handle"]) == (200, HANDLE)
        assert node.told("resolve", ASKED[-1])["handle"] == HANDLE
        verified = node.told("verify")
        assert (verified["good"], verified["astray"]) == (True, 0)

        # Nobody else gets them.
        taken = {"handle": "88.1000.2/X", "values": [{"index": 1, "type": "MAPPING", "data": CARRIED[10]}]}
        status, refused = await theirs.do("POST", "/api/v1/identifiers", taken)
        assert (status, refused["code"]) == (403, "forbidden")

        # One is dropped, and leads nowhere from then on; the others stay.
        status, _ = await ours.do("PATCH", f"/api/v1/identifiers/{HANDLE}", {"remove": [11]}, If_Match="*")
        assert status == 200
        assert await ours.found("1.2.156.7777.1") == ("400", "404")
        assert await ours.found(CARRIED[10]) == (HANDLE, "https://erp.example/1")

        status, _ = await ours.do("DELETE", f"/api/handles/{HANDLE}")
        assert status == 200
        for text in ASKED:
            assert (text, *await ours.found(text)) == (text, "400", "404")
        assert await ours.found(HANDLE) == ("404", "410")
        node.run("resolve", CARRIED[12], expect=1)

        # The replica of a node that starts again says the same.
        assert await asyncio.to_thread(node.stop) == 0
        await asyncio.to_thread(node.start)
        status, again = await ours.do("POST", "/api/v1/identifiers", {"handle": "88.1000.1/B", "values": values[:2]})
        assert (status, again["handle"]) == (201, "88.1000.1/B")
        assert await ours.found(CARRIED[10]) == ("88.1000.1/B", "https://erp.example/1")

        await asyncio.sleep(1.5)  # the keeper writes counts down once a second
        rows = {
            (row["channel"], row["outcome"]): row["resolutions"]
            for row in counted(node)
            if row["prefix"] == "88.1000.1"
        }
        asked = len(ASKED)
        assert rows["http", "found"] >= asked + 2
        assert rows["redirect", "found"] == asked + 2
        assert rows["page", "retired"] == 1


async def prepared(node: Node) -> tuple[Asker, Asker]:
    """Two enterprises with a key each, the first with claims that a reviewer has approved."""
    park, reviewer = (
        Asker(node, node.told("key", "new", "--role", role)["key"]) for role in ("park-admin", "reviewer")
    )
    askers = []
    for name, uscc, prefix in (("甲", "91360121MAY1C7P03X", "88.1000.1"), ("乙", "91360730MAY7F6U55F", "88.1000.2")):
        await done(park, "/api/v1/enterprises", {"name": name, "uscc": uscc})
        await done(park, "/api/v1/prefixes", {"prefix": prefix, "enterprise": uscc})
        made = await done(park, "/api/v1/keys", {"role": "enterprise-app", "prefixes": [prefix]})
        askers.append(Asker(node, made["key"]))
    for scheme, stem in STEMS.items():
        claim = await done(park, "/api/v1/claims", {"enterprise": "甲", "scheme": scheme, "stem": stem})
        status, judged = await reviewer.do("PATCH", f"/api/v1/claims/{claim['id']}", {"state": "approved"})
        assert (status, judged["state"]) == (200, "approved")
    return askers[0], askers[1]


async def done(asker: Asker, target: str, body: Any) -> Any:
    status, document = await asker.do("POST", target, body)
    assert status == 201, document
    return document


def counted(node: Node) -> list[dict[str, Any]]:
    """All resolutions, by prefix, channel and outcome."""
    rows: list[dict[str, Any]] = node.told("stats", "--by", "prefix,channel,outcome")
    return rows
