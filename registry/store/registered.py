"""How many identifiers were registered, retired and revived by a page, and how many answer now: rows of
`registrations`, the stock kept with `prefixes`, and how many members of a batch have records of their own.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import copying
from registry.store.tables import prefixes, registrations
from registry.store.tables_of_batches import batches
from schemas.handle import RESERVED_FAMILIES

_COLUMNS = ("registered", "retired", "revived")
_REGISTERED, _RETIRED, _REVIVED = range(3)

_STEP = (
    prefixes.update()
    .where(prefixes.c.prefix == sa.bindparam("b_prefix"))
    .values(records=prefixes.c.records + sa.bindparam("b_step"))
)


_OWN = batches.update().where(batches.c.id == sa.bindparam("b_id")).values(own=batches.c.own + sa.bindparam("b_step"))


@cache
def _add_in(dialect: str) -> sa.Executable:
    insert = copying.upsert_in(dialect, registrations)
    added = {name: registrations.c[name] + insert.excluded[name] for name in _COLUMNS}
    return cast(sa.Executable, insert.on_conflict_do_update(index_elements=["day", "prefix"], set_=added))


class Registered:
    """What one page adds to the counts; they are written with the changes themselves."""

    def __init__(self, day: str) -> None:
        """Take the Asia/Shanghai day on which everything on the page happens."""
        self._day = day
        self._counts: dict[str, list[int]] = {}
        self._stock: dict[str, int] = {}
        self._own: dict[str, int] = {}
        self._moved: dict[str, int] = {}

    def count(self, prefix: str, suffix: str, counts: bool, was: bool | None, active: bool, out_of: str = "") -> None:
        """Count one change of a record, by its keys.

        `counts` is false for what is no identifier of a thing, `was` says whether it answered before, None where it
        was not there, and `out_of` names the batch of a member that had no record of its own before.
        """
        if out_of:
            self._own[out_of] = self._own.get(out_of, 0) + 1
        if active is not bool(was):
            self._stock[prefix] = self._stock.get(prefix, 0) + (1 if active else -1)
        # What describes others is no product's identifier and is not counted (china-node.md §9).
        if not counts or suffix.startswith(RESERVED_FAMILIES):
            return
        of_prefix = self._of(prefix)
        if was is None:
            of_prefix[_REGISTERED] += 1
        elif was and not active:
            of_prefix[_RETIRED] += 1
        elif active and not was:
            of_prefix[_REVIVED] += 1

    def count_together(self, prefix: str, counts: bool, answering: int) -> None:
        """Count identifiers that were registered as one thing, or retired where `answering` is negative."""
        self._stock[prefix] = self._stock.get(prefix, 0) + answering
        if counts:
            self._of(prefix)[_REGISTERED if answering > 0 else _RETIRED] += abs(answering)

    def count_new(self, prefix: str, suffixes: Sequence[str], counts: bool) -> None:
        """Count first registrations under one prefix, by their suffix keys."""
        self._stock[prefix] = self._stock.get(prefix, 0) + len(suffixes)
        if counts:
            counted = sum(not suffix.startswith(RESERVED_FAMILIES) for suffix in suffixes)
            self._of(prefix)[_REGISTERED] += counted

    def _of(self, prefix: str) -> list[int]:
        of_prefix = self._counts.get(prefix)
        if of_prefix is None:
            of_prefix = self._counts[prefix] = [0, 0, 0]
        return of_prefix

    def moved(self, prefix: str) -> int:
        """How many more answer under a prefix key than when the page was opened, written already or not."""
        return self._moved.get(prefix, 0) + self._stock.get(prefix, 0)

    async def flush(self, connection: AsyncConnection) -> None:
        """Write what was counted, and begin anew."""
        rows: list[dict[str, Any]] = [
            {"day": self._day, "prefix": prefix, **dict(zip(_COLUMNS, counts, strict=True))}
            for prefix, counts in sorted(self._counts.items())
            if any(counts)
        ]
        if rows:
            await copying.run(connection, _add_in(connection.dialect.name), rows)
        stock = [{"b_prefix": prefix, "b_step": step} for prefix, step in sorted(self._stock.items()) if step]
        if stock:
            await copying.run(connection, _STEP, stock)
        own = [{"b_id": id, "b_step": step} for id, step in sorted(self._own.items())]
        if own:
            await copying.run(connection, _OWN, own)
        for prefix, step in self._stock.items():
            self._moved[prefix] = self._moved.get(prefix, 0) + step
        self._counts.clear()
        self._stock.clear()
        self._own.clear()
