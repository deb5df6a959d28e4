"""A page of the book: what a verb may do inside one transaction.

A writing page keeps what is entered in memory and writes it at the end, in as few statements as there are tables. So
a verb can look, decide and enter for thousands of records as for one, and several callers' acts can share a
transaction.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Self

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import copying
from registry.store.rows import holding_of, holdings, record_of, row_of
from registry.store.tables import journal, journal_head, prefixes, records, registrations, trail
from schemas.change import Change, Holding, Put, Retire, pack
from schemas.counting import day_of
from schemas.errors import Busy
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.record import Record

# What applications keep for themselves under a prefix is not a product's identifier and is not counted
# (china-node.md §3.1 and §9).
UNCOUNTED_FAMILIES = ("META_", "APP_", "USER_", "GROUP_")

# SQLite binds at most 32,766 variables in one statement; PostgreSQL 32,767.
_KEYS_A_QUESTION = 8_000


class Reading:
    """Half of the book: looking."""

    def __init__(self, connection: AsyncConnection, clock: Callable[[], float]) -> None:
        self.connection = connection
        self.now = int(clock())
        """Unix second at which this page was opened."""
        self._holdings: dict[str, Holding | None] = {}

    async def rows(self, statement: sa.Executable, values: Any = None) -> Sequence[sa.Row[Any]]:
        """All rows that a statement gives."""
        return (await self.connection.execute(statement, values)).all()

    async def scalar(self, statement: sa.Executable) -> Any:
        """The first column of the first row, or None."""
        return (await self.connection.execute(statement)).scalar()

    async def find(self, handle: Handle) -> Record | None:
        """The record of a handle, tombstones included."""
        return (await self.find_many([handle])).get(handle.key)

    async def find_many(self, handles: Iterable[Handle]) -> dict[bytes, Record]:
        """The records of many handles by canonical key; those without a record are left out."""
        wanted: dict[str, list[str]] = {}
        for handle in handles:
            wanted.setdefault(handle.prefix.key, []).append(handle.suffix_key)
        found = {}
        for prefix, suffixes in wanted.items():
            for at in range(0, len(suffixes), _KEYS_A_QUESTION):
                chosen = suffixes[at : at + _KEYS_A_QUESTION]
                statement = sa.select(records).where(records.c.prefix == prefix, records.c.suffix.in_(chosen))
                for row in await self.rows(statement):
                    found[f"{row.prefix}/{row.suffix}".encode()] = record_of(row)
        return found

    async def holding(self, prefix: Prefix) -> Holding | None:
        """How exactly this prefix stands; None where it was never granted here."""
        if prefix.key not in self._holdings:
            rows = await self.rows(holdings().where(prefixes.c.prefix == prefix.key))
            self._holdings[prefix.key] = holding_of(rows[0]) if rows else None
        return self._holdings[prefix.key]


class Act(NamedTuple):
    """One line of the trail with the changes it made."""

    number: int
    line: dict[str, Any]
    first: int
    changes: tuple[Change, ...]


class Writing(Reading):
    """The other half: looking and entering, with the pen."""

    def __init__(self, connection: AsyncConnection, clock: Callable[[], float], head: sa.Row[Any]) -> None:
        super().__init__(connection, clock)
        self.serial: int = head.serial
        """The journal's serial after what has been entered so far."""
        self._act: int = head.act
        self._new_records: int = 0
        self._new_holdings: int = 0
        self._pending: dict[bytes, Record] = {}
        self._fresh: set[bytes] = set()
        self._known: dict[bytes, Record | None] = {}
        self._changes: list[Change] = []
        self._acts: list[Act] = []
        self._tallies: dict[tuple[str, str], list[int]] = {}
        self._stock: dict[str, int] = {}
        self._also: list[tuple[sa.Executable, dict[str, Any]]] = []

    @classmethod
    async def open(cls, connection: AsyncConnection, clock: Callable[[], float]) -> Self:
        """Take the pen: lock the head of the journal."""
        row = (await connection.execute(sa.select(journal_head).with_for_update())).first()
        if row is None:
            raise Busy("the registry's database has no tables yet: run `idnode db upgrade`")
        return cls(connection, clock, row)

    async def find_many(self, handles: Iterable[Handle]) -> dict[bytes, Record]:
        """As for reading, and what was entered on this page is seen."""
        asked = list(handles)
        unknown = [handle for handle in asked if handle.key not in self._known and handle.key not in self._pending]
        if unknown:
            found = await super().find_many(unknown)
            for handle in unknown:
                self._known[handle.key] = found.get(handle.key)
        seen = {}
        for handle in asked:
            record = self._pending.get(handle.key) or self._known.get(handle.key)
            if record is not None:
                seen[handle.key] = record
        return seen

    def enter(self, record: Record, before: Record | None) -> Record:
        """Enter a record's new state in place of `before`; cannot refuse. Gives the record with its serial."""
        key = record.handle.key
        self.serial += 1
        entered = Record(
            record.handle,
            record.values,
            record.version,
            record.registered_at,
            record.changed_at,
            record.standing,
            self.serial,
        )
        was = before.serial if before else 0
        if entered.active:
            self._changes.append(
                Put(
                    record.handle.text,
                    record.values,
                    record.version,
                    record.registered_at,
                    record.changed_at,
                    was,
                )
            )
        else:
            self._changes.append(Retire(record.handle.text, record.version, record.changed_at, was))
        self._count(entered, before)
        if before is None:
            self._new_records += 1
            self._fresh.add(key)
        self._pending[key] = entered
        return entered

    def hold(self, holding: Holding, new: bool) -> None:
        """Enter how a prefix stands; the caller writes the row itself with `also`."""
        self.serial += 1
        self._changes.append(holding)
        self._new_holdings += new
        self._holdings[Prefix(holding.prefix).key] = holding

    def also(self, statement: sa.Executable, values: dict[str, Any]) -> None:
        """Run one more statement when the page is written."""
        self._also.append((statement, values))

    def note(self, who: Principal, verb: str, subject: str, **detail: object) -> None:
        """Close an act: one line of the trail for everything entered since the last one."""
        self._act += 1
        changes = tuple(self._changes)
        line = {
            "act": self._act,
            "at": self.now,
            "actor": who.name,
            "role": who.role.value,
            "address": who.address,
            "verb": verb,
            "subject": subject[:512],
            "changes": len(changes),
            "detail": json.dumps(detail, ensure_ascii=False) if detail else "",
        }
        self._acts.append(Act(self._act, line, self.serial - len(changes) + 1, changes))
        self._changes.clear()

    @property
    def touched(self) -> tuple[int, int, int]:
        """How much has been entered: equal before and after an act that entered nothing."""
        return self.serial, self._act, len(self._also)

    async def flush(self) -> None:
        """Write what was entered. Called by the book at the end of the transaction.

        Raises:
            RuntimeError: something was entered and not noted: every change has exactly one line in the trail.
        """
        if self._changes:
            raise RuntimeError("a change was entered without a line in the trail")
        if not self._acts and not self._also:
            return
        for statement, values in self._also:
            await self.connection.execute(statement, values)
        await self._flush_records()
        if self._acts:
            await self.connection.execute(trail.insert(), [act.line for act in self._acts])
        packed = [
            {
                "first": act.first,
                "last": act.first + len(act.changes) - 1,
                "act": act.number,
                "changes": pack(act.changes),
            }
            for act in self._acts
            if act.changes
        ]
        if packed:
            await self.connection.execute(journal.insert(), packed)
        await self._flush_counts()
        await self.connection.execute(
            journal_head.update().values(
                serial=self.serial,
                act=self._act,
                records=journal_head.c.records + self._new_records,
                holdings=journal_head.c.holdings + self._new_holdings,
            )
        )

    async def _flush_records(self) -> None:
        fresh = [row_of(self._pending[key]) for key in self._pending if key in self._fresh]
        changed = [row_of(self._pending[key]) for key in self._pending if key not in self._fresh]
        if fresh:
            await copying.insert(self.connection, records, fresh)
        if changed:
            named = [
                {f"b_{column.name}": part for column, part in zip(records.columns, row, strict=True)} for row in changed
            ]
            await self.connection.execute(
                records.update()
                .where(records.c.prefix == sa.bindparam("b_prefix"), records.c.suffix == sa.bindparam("b_suffix"))
                .values(
                    {
                        column.name: sa.bindparam(f"b_{column.name}")
                        for column in records.columns
                        if not column.primary_key
                    }
                ),
                named,
            )

    def _count(self, record: Record, before: Record | None) -> None:
        """Keep the counts of registrations and stock with the change itself."""
        was_active = before is not None and before.active
        if record.active != was_active:
            step = 1 if record.active else -1
            self._stock[record.handle.prefix.key] = self._stock.get(record.handle.prefix.key, 0) + step
        if record.handle.names_prefix or record.handle.suffix_key.startswith(UNCOUNTED_FAMILIES):
            return
        counts = self._tallies.setdefault((day_of(self.now), record.handle.prefix.key), [0, 0, 0])
        if before is None:
            counts[0] += 1
        elif was_active and not record.active:
            counts[1] += 1
        elif record.active and not was_active:
            counts[2] += 1

    async def _flush_counts(self) -> None:
        columns = ("registered", "retired", "revived")
        rows = [
            {"day": day, "prefix": prefix, **dict(zip(columns, counts, strict=True))}
            for (day, prefix), counts in sorted(self._tallies.items())
            if any(counts)
        ]
        if rows:
            insert = copying.upsert(self.connection, registrations)
            await self.connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["day", "prefix"],
                    set_={name: registrations.c[name] + insert.excluded[name] for name in columns},
                ),
                rows,
            )
        stock = [{"b_prefix": prefix, "b_step": step} for prefix, step in sorted(self._stock.items()) if step]
        if stock:
            await self.connection.execute(
                prefixes.update()
                .where(prefixes.c.prefix == sa.bindparam("b_prefix"))
                .values(records=prefixes.c.records + sa.bindparam("b_step")),
                stock,
            )
