"""Who drew which serials: rows of `draws`. What one caller draws on a page without a gap is written as one row."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import copying
from registry.store.tables_of_batches import draws
from schemas.prefix import Prefix

# The caller who drew the serials right before these goes on with its row.
_GO_ON = (
    draws.update()
    .where(
        draws.c.prefix == sa.bindparam("b_prefix"),
        draws.c.name == sa.bindparam("b_name"),
        draws.c.last == sa.bindparam("b_before"),
        draws.c.actor == sa.bindparam("b_actor"),
    )
    .values(last=sa.bindparam("b_last"))
    .returning(draws.c.first)
)
# Runs do not overlap, so that they stand in the order of their last serials as in that of their first ones.
_OTHERS = (
    sa.select(draws.c.first, draws.c.last, draws.c.actor)
    .where(
        draws.c.prefix == sa.bindparam("b_prefix"),
        draws.c.name == sa.bindparam("b_name"),
        draws.c.last >= sa.bindparam("b_first"),
        draws.c.first <= sa.bindparam("b_last"),
        draws.c.actor != sa.bindparam("b_actor"),
    )
    .order_by(draws.c.last)
    .limit(sa.literal_column("1"))
)

_Run = tuple[str, str, str, int, int]
"""Prefix, name of the rule, actor, first serial, last serial."""


class Drawn:
    """What was drawn on one page."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []

    def add(self, prefix: Prefix, name: str, actor: str, first: int, last: int) -> None:
        """Note serials that were drawn."""
        if self._runs and self._runs[-1][:3] == (prefix.key, name, actor) and self._runs[-1][4] == first - 1:
            first = self._runs.pop()[3]
        self._runs.append((prefix.key, name, actor, first, last))

    async def by_others(
        self, connection: AsyncConnection, prefix: Prefix, name: str, actor: str, first: int, last: int
    ) -> tuple[int, int, str] | None:
        """The first run of serials between these two that somebody else drew, and who."""
        for of_prefix, of_name, who, begin, end in self._runs:
            if (of_prefix, of_name) == (prefix.key, name) and who != actor and begin <= last and end >= first:
                return begin, end, who
        asked = {"b_prefix": prefix.key, "b_name": name, "b_actor": actor, "b_first": first, "b_last": last}
        rows = await copying.run(connection, _OTHERS, [asked])
        return tuple(rows[0]) if rows else None

    async def flush(self, connection: AsyncConnection) -> None:
        """Write what was drawn, and begin anew."""
        for prefix, name, actor, first, last in self._runs:
            named = {"b_prefix": prefix, "b_name": name, "b_actor": actor}
            if not await copying.run(connection, _GO_ON, [{**named, "b_before": first - 1, "b_last": last}]):
                await copying.insert(connection, draws, [(prefix, name, last, first, actor)])
        self._runs.clear()
