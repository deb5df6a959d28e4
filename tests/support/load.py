"""A mixed load that remembers: which registrations were acknowledged, and how many resolutions were received."""

import asyncio
import itertools
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.support.speaking import Speaking


@dataclass
class Memory:
    """What the clients know, whatever happens to the node."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    """Handle → the URL it was registered with, for each 201 that arrived."""
    asked: set[str] = field(default_factory=set)
    """Every handle whose registration was sent."""
    sent: int = 0
    """Resolutions sent, answered or not."""
    received: int = 0
    """Resolutions whose answer arrived whole."""
    wrong: list[str] = field(default_factory=list)
    """Answers that no node may give: a wrong value, a missing identifier, an unexpected status."""
    refused: int = 0
    """503 answers."""


class Load:
    """Registering and resolving clients that go on until they are told to stop."""

    def __init__(self, port: int, key: str, prefix: str, seed: int) -> None:
        self._port = port
        self._key = key
        self._prefix = prefix
        self._chance = random.Random(seed)
        self._numbers = itertools.count()
        self._seed = seed
        self._going = True
        self.memory = Memory()

    async def run(self, seconds: float, registering: int, resolving: int) -> None:
        """Let so many clients of each kind work for a while."""
        self._going = True
        clients = [self._client(self._register) for _ in range(registering)]
        clients += [self._client(self._resolve) for _ in range(resolving)]
        tasks = [asyncio.create_task(client) for client in clients]
        await asyncio.sleep(seconds)
        self._going = False
        await asyncio.gather(*tasks)

    async def _client(self, act: Callable[[Speaking], Awaitable[None]]) -> None:
        while self._going:
            try:
                async with Speaking.to(self._port) as node:
                    while self._going:
                        await act(node)
            except (OSError, EOFError, TimeoutError):
                await asyncio.sleep(0.02)

    async def _register(self, node: Speaking) -> None:
        suffix = f"K{self._seed}-{next(self._numbers)}"
        handle, target = f"{self._prefix}/{suffix}", f"https://erp.example/{suffix}"
        value = {"index": 1, "type": "URL", "data": {"format": "string", "value": target}}
        self.memory.asked.add(handle)
        answer = await node.ask(
            "PUT",
            f"/api/handles/{handle}?overwrite=false",
            json.dumps([value]).encode(),
            Authorization=f"Bearer {self._key}",
        )
        if answer.status == 201:
            self.memory.acknowledged[handle] = target
        elif answer.status == 503:
            self.memory.refused += 1
            await asyncio.sleep(0.05)
        else:
            self.memory.wrong.append(f"{answer.status} to the registration of {handle}: {answer.body[:200]!r}")

    async def _resolve(self, node: Speaking) -> None:
        known = self.memory.acknowledged
        if not known:
            await asyncio.sleep(0.01)
            return
        handle = self._chance.choice(list(itertools.islice(reversed(known), 50)))
        self.memory.sent += 1
        answer = await node.ask("GET", f"/api/handles/{handle}")
        self.memory.received += 1
        if answer.status != 200 or known[handle].encode() not in answer.body:
            self.memory.wrong.append(f"{answer.status} to the question for {handle}: {answer.body[:200]!r}")
