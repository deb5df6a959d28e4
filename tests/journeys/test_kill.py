"""Killed at any moment, the node keeps what it has acknowledged and counts what it has answered (promises.md R4, R17).

The clients' own memory is the judge: what they were told is compared with what the database holds afterwards.
"""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from registry.store.book import Book
from registry.store.rows import record_of
from registry.store.tables import records, registrations, resolutions
from schemas.counting import Channel
from tests.support.load import Load, Memory
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

    held = await _held(node)
    assert _lost(held, memory) == set()
    assert set(held.stored) <= memory.asked
    # Each name is a key of the table, so none can be there twice; what is counted is what is there.
    assert held.registered == len(held.stored)
    assert 0 <= held.counted - memory.received <= memory.sent - memory.received


async def _prepared(node: Node, seed: int) -> Load:
    await asyncio.to_thread(node.run, "prefix", "grant", PREFIX, "--own")
    key = await asyncio.to_thread(node.told, "key", "new", "--role", "enterprise-app", "--prefix", PREFIX)
    return Load(node.port, key["key"], PREFIX, seed)


class Held(NamedTuple):
    """What the database holds of the prefix under load."""

    stored: dict[str, str | None]
    """Handle → its URL."""
    registered: int
    counted: int


async def _held(node: Node) -> Held:
    book = Book(f"sqlite+aiosqlite:///{node.data / 'registry.sqlite'}")
    async with book.reading() as page:
        rows = await page.rows(sa.select(records).where(records.c.prefix == PREFIX))
        kept = [record_of(row) for row in rows]
        registered = await page.scalar(
            sa.select(sa.func.sum(registrations.c.registered)).where(registrations.c.prefix == PREFIX)
        )
        counted = await page.scalar(
            sa.select(sa.func.sum(resolutions.c.count)).where(
                resolutions.c.prefix == PREFIX, resolutions.c.channel == int(Channel.HTTP)
            )
        )
    await book.close()
    return Held({record.handle.text: record.values[0].text() for record in kept}, registered or 0, counted or 0)


def _lost(held: Held, memory: Memory) -> set[str]:
    return {handle for handle, target in memory.acknowledged.items() if held.stored.get(handle) != target}


@pytest.mark.serial
@pytest.mark.timeout(120)
async def test_a_node_that_acknowledges_early_and_counts_late_is_found_out(tmp_path: Path) -> None:
    """The twin: with durability off, the same judge sees registrations lost and answers not counted."""
    with running(tmp_path, program=("-m", "tests.support.hasty")) as node:
        load = await _prepared(node, seed=1)
        for _ in range(3):
            work = asyncio.create_task(load.run(1.2, registering=8, resolving=8))
            await asyncio.sleep(0.9)
            await asyncio.to_thread(node.kill)
            await work
            await asyncio.to_thread(node.start)
        await asyncio.sleep(SETTLED)
        held = await _held(node)

    assert _lost(held, load.memory)
    assert held.counted < load.memory.received
