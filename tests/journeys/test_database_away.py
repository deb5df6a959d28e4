"""With the database stopped, resolution goes on without an error; registration says 503 and loses nothing (R1)."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from tests.support.load import Load
from tests.support.postgres import Postgres
from tests.support.running import running
from tests.support.speaking import Speaking

PREFIX = "88.1000.1"
VALUE = json.dumps(
    [{"index": 1, "type": "URL", "data": {"format": "string", "value": "https://erp.example/"}}]
).encode()


@pytest.mark.serial
@pytest.mark.timeout(180)
async def test_resolution_goes_on_while_the_database_is_away(durable_postgres: Postgres, tmp_path: Path) -> None:
    url = durable_postgres.database()
    with running(tmp_path, database_url=url) as node:
        node.run("prefix", "grant", PREFIX, "--own")
        key = node.told("key", "new", "--role", "enterprise-app", "--prefix", PREFIX)["key"]
        load = Load(node.port, key, PREFIX, seed=7)
        await load.run(1.5, registering=4, resolving=4)
        before = len(load.memory.acknowledged)
        assert before > 10

        durable_postgres.kill()
        received = load.memory.received
        await load.run(3.0, registering=4, resolving=4)
        async with Speaking.to(node.port) as client:
            refused = await client.ask("PUT", f"/api/handles/{PREFIX}/AWAY", VALUE, Authorization=f"Bearer {key}")
        assert refused.status == 503
        assert refused.headers["retry-after"].isdigit()
        assert load.memory.received > received + 100
        assert load.memory.refused > 0

        node.kill()
        node.start()  # and a node that starts meanwhile answers out of its replica
        await load.run(0.5, registering=0, resolving=4)

        await asyncio.to_thread(durable_postgres.start)
        await _until_registering_works(node.port, key)
        await load.run(1.5, registering=4, resolving=4)

        assert load.memory.wrong == []
        assert load.memory.sent == load.memory.received  # not one question went unanswered
        assert len(load.memory.acknowledged) > before
        async with Speaking.to(node.port) as client:
            for handle, target in load.memory.acknowledged.items():
                answer = await client.ask("GET", f"/api/handles/{handle}")
                assert answer.status == 200
                assert target.encode() in answer.body


async def _until_registering_works(port: int, key: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        async with Speaking.to(port) as client:
            answer = await client.ask("PUT", f"/api/handles/{PREFIX}/BACK", VALUE, Authorization=f"Bearer {key}")
        if answer.status in (200, 201):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("registering did not work again within 30 s of the database's return")
