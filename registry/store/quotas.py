"""Quotas: how many identifiers a prefix may still get, and a key may still register, as one writing page sees it.

The page has the pen, so that what is looked up once stays true but for what is entered on the page itself: the numbers
are exact, however many write at one time.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import copying
from registry.store.tables import keys

_LEFT = sa.select(keys.c.registrations_left).where(keys.c.id == sa.bindparam("b_id"))
_USE = (
    keys.update()
    .where(keys.c.id == sa.bindparam("b_id"), keys.c.registrations_left.is_not(None))
    .values(registrations_left=keys.c.registrations_left - sa.bindparam("b_used"))
)


class Quotas:
    """What is left to the keys that write on one page."""

    def __init__(self) -> None:
        self._left: dict[str, int | None] = {}
        self._used: dict[str, int] = {}

    async def left(self, connection: AsyncConnection, key: str) -> int | None:
        """How many identifiers a key may still register; None: as many as it likes."""
        if key not in self._left:
            rows = await copying.run(connection, _LEFT, [{"b_id": key}])
            self._left[key] = rows[0][0] if rows else None
        left = self._left[key]
        return None if left is None else left - self._used.get(key, 0)

    def use(self, key: str, count: int) -> None:
        """Note that a key has registered so many."""
        if self._left.get(key) is not None:
            self._used[key] = self._used.get(key, 0) + count

    def set(self, key: str, left: int | None) -> None:
        """Go by another number from now on; what was used before does not count against it."""
        self._left[key] = left
        self._used.pop(key, None)

    async def flush(self, connection: AsyncConnection) -> None:
        """Write what was used, and begin anew."""
        used: list[dict[str, Any]] = [{"b_id": key, "b_used": count} for key, count in sorted(self._used.items())]
        if used:
            await copying.run(connection, _USE, used)
        self._used.clear()
        self._left.clear()
