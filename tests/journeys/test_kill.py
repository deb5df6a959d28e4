"""Killed at any moment, the node keeps what it has acknowledged and counts what it has answered (promises.md R4, R17).

The clients' own memory is the judge: what they were told is compared with what the database holds afterwards.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.store.book import Book
from registry.store.rows import record_of
from registry.store.tables import records, registrations, resolutions
from schemas.counting import Channel
from tests.support.load import Load
from tests.support.running import Node, running

ROUNDS = 25
PREFIX = "88.1000.1"
# Seconds: longer than the keeper takes to flush what the last round has counted.
SETTLED = 2.5


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with running(tmp_path) as node:
        yield node


@pytest.mark.serial
@pytest.mark.timeout(400)
async def test_twenty_five_kills_lose_nothing_and_count_everything(node: Node) -> None:
    chance = random.Random(25)
    load = await _prepared(node, seed=25)

    for number in range(ROUNDS):
        work = asyncio.create_task(load.run(1.0, registering=8, resolving=8))
        await asyncio.sleep(chance.uniform(0.1, 0.9))
        if number % 2:
            await asyncio.to_thread(node.kill_one, chance.choice((1, 2, 3)))
            await work
            await asyncio.to_thread(node.wait)
        else:
            await asyncio.to_thread(node.kill)
            await work
            await asyncio.to_thread(node.start)

    await asyncio.sleep(SETTLED)
    memory = load.memory
    assert len(memory.acknowledged) > ROUNDS
    assert memory.received > ROUNDS
    assert memory.wrong == []
    await _hold_against(node, load)


async def _prepared(node: Node, seed: int) -> Load:
    await asyncio.to_thread(node.run, "prefix", "grant", PREFIX)
    key = await asyncio.to_thread(node.told, "key", "new", "--role", "enterprise-app", "--prefix", PREFIX)
    return Load(node.url, key["key"], PREFIX, seed)


async def _hold_against(node: Node, load: Load) -> None:
    """What the clients remember against what the database holds."""
    memory = load.memory
    book = Book(f"sqlite+aiosqlite:///{node.data / 'registry.sqlite'}")
    async with book.reading() as page:
        kept = [record_of(row) for row in await page.rows(sa.select(records).where(records.c.prefix == PREFIX))]
        registered = await page.scalar(
            sa.select(sa.func.sum(registrations.c.registered)).where(registrations.c.prefix == PREFIX)
        )
        counted = await page.scalar(
            sa.select(sa.func.sum(resolutions.c.count)).where(
                resolutions.c.prefix == PREFIX, resolutions.c.channel == int(Channel.HTTP)
            )
        )
    await book.close()

    stored = {record.handle.text: record.values[0].text() for record in kept}
    lost = {handle for handle, target in memory.acknowledged.items() if stored.get(handle) != target}
    assert lost == set()
    assert [name for name, times in Counter(record.handle.key for record in kept).items() if times > 1] == []
    assert set(stored) <= memory.asked
    assert registered == len(stored)  # what is counted is what is there, acknowledged or not
    in_flight = memory.sent - memory.received
    assert 0 <= counted - memory.received <= in_flight
