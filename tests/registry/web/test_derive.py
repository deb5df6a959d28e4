"""Deriving keys: what anybody may ask for is bounded, and nothing of the registry is held meanwhile."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

from registry.derive import Deriving
from schemas.errors import Busy
from tests.support.handle_api import Api

T = TypeVar("T")


class Unbounded(Deriving):
    """The variant without the protection: a thread for whoever asks."""

    async def do(self, work: Callable[[], T]) -> T:
        return await asyncio.to_thread(work)


async def refusals_of(deriving: Deriving, asked: int) -> int:
    """How many of so many computations that come at once are refused."""
    gate = threading.Event()
    tasks = [asyncio.create_task(deriving.do(lambda: gate.wait(20))) for _ in range(asked)]
    await asyncio.sleep(0.05)
    gate.set()
    return sum(isinstance(outcome, Busy) for outcome in await asyncio.gather(*tasks, return_exceptions=True))


async def test_more_than_a_few_are_refused_and_room_is_made_again() -> None:
    deriving = Deriving(most=3)

    assert await refusals_of(deriving, 10) == 7
    assert await refusals_of(deriving, 3) == 0
    assert await refusals_of(Unbounded(), 10) == 0


async def test_failures_and_callers_who_leave_make_room() -> None:
    deriving, gate = Deriving(most=2), threading.Event()

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await deriving.do(lambda: 1 // 0)
    left = [asyncio.create_task(deriving.do(lambda: gate.wait(20))) for _ in range(2)]
    await asyncio.sleep(0)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    gate.set()

    assert await deriving.do(lambda: 7) == 7


async def test_verifications_beyond_the_few_are_told_to_come_later(sqlite_api: Api) -> None:
    """While keys are derived the registry is read, others' proofs are checked, and further derivations get 503."""
    gate = threading.Event()
    deriving = sqlite_api.context.deriving
    most = [asyncio.create_task(deriving.do(lambda: gate.wait(20))) for _ in range(8)]
    await asyncio.sleep(0.05)
    base = "/api/verifications/300:88.1000.1/ADMIN?nonce=AAAA&cnonce=AAAA&signature=AAAA"

    derived = await sqlite_api.ask("GET", f"{base}&alg=PBKDF2-HMAC-SHA1&salt=AAAA&iterations=100000&length=160")
    refused = await sqlite_api.ask("GET", f"{base}&alg=PBKDF2-HMAC-SHA1&salt=AAAA&iterations=100000&length=256")
    plain = await sqlite_api.ask("GET", f"{base}&alg=HMAC-SHA256&iterations=100000")
    gate.set()
    await asyncio.gather(*most)

    assert derived.status == 503
    assert "Retry-After" in derived.headers
    assert (refused.status, refused.json["isValid"]) == (200, False)
    assert (plain.status, plain.json["isValid"]) == (200, False)
