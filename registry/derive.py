"""Derive: keys that take long to compute, one after another on a thread of their own.

Anybody may ask for such a computation (`/api/verifications` needs no credentials), so that what all callers together
can have computed is bounded: one thread, and a short queue before it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from schemas.errors import Busy

T = TypeVar("T")

MOST_WAITING = 8
"""Computations that are under way or wait; with the most rounds a key may have, each is about 50 ms."""


class Deriving:
    """The thread on which one process derives keys. It begins with the first of them."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="deriving")
        self._under_way = 0

    async def do(self, work: Callable[[], T]) -> T:
        """What a computation gives.

        Raises:
            Busy: too many are waiting already; nothing was computed.
        """
        if self._under_way >= self._most:
            raise Busy("too many callers have keys derived at this moment")
        self._under_way += 1
        done = asyncio.get_running_loop().run_in_executor(self._thread, work)
        done.add_done_callback(self._one_less)
        return await done

    def _one_less(self, _: object) -> None:
        self._under_way -= 1
