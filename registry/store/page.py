"""A page of the book: what a verb may do inside one transaction.

A writing page keeps what is entered in memory and writes it at the end, in as few statements as there are tables. So
a verb can look, decide and enter for thousands of records as for one, and several callers' acts can share a
transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Self

import sqlalchemy as sa
from msgspec import Raw
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import chaining, copying, members
from registry.store.acts import Acts
from registry.store.drawn import Drawn
from registry.store.entered import ACTIVE, Entered
from registry.store.quotas import Quotas
from registry.store.registered import Registered
from registry.store.rows import forms_of, holding_of, holdings, record_of
from registry.store.statements import Statements, Variables
from registry.store.tables import journal_head, prefixes, records
from schemas.batch import Batch
from schemas.batch_form import Form
from schemas.change import Change, Holding, Put, Retire
from schemas.counting import day_of
from schemas.errors import Busy
from schemas.handle import Handle
from schemas.prefix import PREFIX_AUTHORITY, Prefix
from schemas.principal import Principal
from schemas.record import Record, Standing
from schemas.trail import GENESIS
from schemas.value import pack_values

# A question for many keys carries them as one list, so no database's bound on variables matters; its answer may be
# this long.
_KEYS_A_QUESTION = 8_000

_HEAD = sa.select(
    journal_head.c.serial, journal_head.c.act, journal_head.c.sealed, journal_head.c.digest
).with_for_update()
_MOVE = journal_head.update().values(
    serial=sa.bindparam("b_serial"),
    act=sa.bindparam("b_act"),
    sealed=sa.bindparam("b_act"),
    digest=sa.bindparam("b_digest"),
    records=journal_head.c.records + sa.bindparam("b_records"),
    holdings=journal_head.c.holdings + sa.bindparam("b_holdings"),
    batches=journal_head.c.batches + sa.bindparam("b_batches"),
)


Fresh = tuple[str, str, str, bytes]
"""A new record: the handle as written, the keys of prefix and suffix, and its values, packed."""


@cache
def _records_in(dialect: str) -> sa.Executable:
    one_of = copying.one_of(dialect, records.c.suffix, "b_suffixes")
    return sa.select(records).where(records.c.prefix == sa.bindparam("b_prefix"), one_of)


@cache
def _standings_in(dialect: str) -> sa.Executable:
    one_of = copying.one_of(dialect, records.c.suffix, "b_suffixes")
    chosen = sa.select(records.c.suffix, records.c.standing)
    return chosen.where(records.c.prefix == sa.bindparam("b_prefix"), one_of)


class Reading:
    """Half of the book: looking."""

    def __init__(self, connection: AsyncConnection, clock: Callable[[], float]) -> None:
        self.connection = connection
        self.now = int(clock())
        """Unix second at which this page was opened."""
        self._holdings: dict[str, Holding | None] = {}
        self._forms: dict[str, tuple[Form, ...]] = {PREFIX_AUTHORITY: ()}
        self._quotas: dict[str, tuple[int | None, int]] = {}

    async def rows(self, statement: sa.Executable, values: Any = None) -> Sequence[sa.Row[Any]]:
        """All rows that a statement gives."""
        return (await self.connection.execute(statement, values)).all()

    async def scalar(self, statement: sa.Executable) -> Any:
        """The first column of the first row, or None."""
        return (await self.connection.execute(statement)).scalar()

    async def find(self, handle: Handle) -> Record | None:
        """The record of a handle, tombstones included; one that answers out of a batch says so."""
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
                asked = {"b_prefix": prefix, "b_suffixes": copying.listed(self.connection, chosen)}
                for row in await copying.run(self.connection, _records_in(self.connection.dialect.name), [asked]):
                    found[f"{row[0]}/{row[1]}".encode()] = record_of(row)
            if await self.forms(prefix):
                left = [suffix for suffix in suffixes if f"{prefix}/{suffix}".encode() not in found]
                members_ = await self.members(prefix, left)
                found |= {f"{prefix}/{suffix}".encode(): record for suffix, record in members_.items()}
        return found

    async def members(self, prefix: str, suffixes: Sequence[str]) -> dict[str, Record]:
        """The records of those of these suffix keys of a prefix key that are in batches; their own records come first.

        This does not look for records of their own.
        """
        return await members.find(self.connection, prefix, await self.forms(prefix), suffixes)

    async def forms(self, prefix: str) -> tuple[Form, ...]:
        """The forms of the suffixes that batches under this prefix key have; none where it has no batch."""
        if prefix not in self._forms:
            await self.holding(Prefix(prefix))
        return self._forms[prefix]

    async def taken(self, prefix: str, suffixes: Sequence[str]) -> dict[str, bool]:
        """Which of these suffix keys of a prefix key are registered, and whether they answer (true) or are retired."""
        found: dict[str, bool] = {}
        for at in range(0, len(suffixes), _KEYS_A_QUESTION):
            chosen = copying.listed(self.connection, suffixes[at : at + _KEYS_A_QUESTION])
            asked = {"b_prefix": prefix, "b_suffixes": chosen}
            rows = await copying.run(self.connection, _standings_in(self.connection.dialect.name), [asked])
            found |= {suffix: standing == Standing.ACTIVE for suffix, standing in rows}
        return found

    async def holding(self, prefix: Prefix) -> Holding | None:
        """How exactly this prefix stands; None where it was never granted here."""
        if prefix.key not in self._holdings:
            rows = await self.rows(holdings().where(prefixes.c.prefix == prefix.key))
            self._holdings[prefix.key] = holding_of(rows[0]) if rows else None
            self._forms[prefix.key] = forms_of(rows[0].forms) if rows else ()
            self._quotas[prefix.key] = (rows[0].quota, rows[0].records) if rows else (None, 0)
        return self._holdings[prefix.key]


class Writing(Reading):
    """The other half: looking and entering, with the pen."""

    def __init__(self, connection: AsyncConnection, clock: Callable[[], float], serial: int, acts: Acts) -> None:
        super().__init__(connection, clock)
        self.serial = serial
        """The journal's serial after what has been entered so far."""
        self._acts = acts
        self._new_records: int = 0
        self._new_holdings: int = 0
        self._new_batches: int = 0
        self.entered = Entered()
        """The records that were entered on this page and are not written yet."""
        self._known: dict[bytes, Record | None] = {}
        self._registered = Registered(day_of(self.now))
        self._key_quotas = Quotas()
        self.drawn = Drawn()
        """The serials that were drawn on this page."""
        self._changes: list[Change] = []
        self._also = Statements()

    @classmethod
    async def open(cls, connection: AsyncConnection, clock: Callable[[], float]) -> Self:
        """Take the pen: lock the head of the journal."""
        rows = await copying.run(connection, _HEAD, [{}])
        if not rows:
            raise Busy("the registry's database has no tables yet: run `idnode db upgrade`")
        serial, act, sealed, digest = rows[0]
        if sealed < act:  # an older release has written since
            digest = await chaining.seal(connection)
        return cls(connection, clock, serial, Acts(act, digest or GENESIS))

    async def rows(self, statement: sa.Executable, values: Any = None) -> Sequence[sa.Row[Any]]:
        """As for reading, and what was entered on this page with `also` is seen."""
        await self._also.run(self.connection)
        return await super().rows(statement, values)

    async def scalar(self, statement: sa.Executable) -> Any:
        """As for reading, and what was entered on this page with `also` is seen."""
        await self._also.run(self.connection)
        return await super().scalar(statement)

    async def find_many(self, handles: Iterable[Handle]) -> dict[bytes, Record]:
        """As for reading, and what was entered on this page is seen."""
        asked = list(handles)
        unknown = [handle for handle in asked if handle.key not in self._known and not self.entered.find(handle)]
        if unknown:
            found = await super().find_many(unknown)
            for handle in unknown:
                self._known[handle.key] = found.get(handle.key)
        seen = {}
        for handle in asked:
            if record := self.entered.find(handle) or self._known.get(handle.key):
                seen[handle.key] = record
        return seen

    async def taken(self, prefix: str, suffixes: Sequence[str]) -> dict[str, bool]:
        """As for reading, and what was entered on this page is seen."""
        found = await super().taken(prefix, suffixes)
        if self.entered:
            for suffix in suffixes:
                if (active := self.entered.active(prefix, suffix)) is not None:
                    found[suffix] = active
        return found

    async def room(self, prefix: Prefix) -> int | None:
        """How many more identifiers may answer under a prefix; None: as many as there are."""
        await self.holding(prefix)
        quota, before = self._quotas.get(prefix.key, (None, 0))
        return None if quota is None else quota - before - self._registered.moved(prefix.key)

    def set_quota(self, prefix: Prefix, quota: int | None) -> None:
        """Go by another quota from now on; the caller enters it."""
        self._quotas[prefix.key] = (quota, self._quotas.get(prefix.key, (None, 0))[1])

    def set_registrations(self, key: str, left: int | None) -> None:
        """Go by another number of registrations that a key has left from now on; the caller enters it."""
        self._key_quotas.set(key, left)

    async def registrations_left(self, key: str) -> int | None:
        """How many identifiers a key, by its id, may still register; None: as many as it likes."""
        return await self._key_quotas.left(self.connection, key)

    def use(self, key: str, count: int) -> None:
        """Note that a key has registered so many."""
        self._key_quotas.use(key, count)

    def enter(self, record: Record, before: Record | None) -> Record:
        """Enter a record's new state in place of `before`; cannot refuse. Gives the record with its serial."""
        handle = record.handle
        if before is None and record.active:
            self.enter_new([(handle.text, handle.prefix.key, handle.suffix_key, pack_values(record.values))])
            return Record(handle, record.values, 1, self.now, self.now, Standing.ACTIVE, self.serial)
        self.serial += 1
        entered = Record(
            handle,
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
                Put.of(handle.text, record.values, record.version, record.registered_at, record.changed_at, was)
            )
        else:
            self._changes.append(Retire(handle.text, record.version, record.changed_at, was))
        self._registered.count(
            handle.prefix.key,
            handle.suffix_key,
            not handle.names_prefix,
            None if before is None else before.active,
            entered.active,
            "" if before is None else before.batch,
        )
        # One that answered out of a batch until now: this is its first record of its own.
        new = before is not None and bool(before.batch)
        self._new_records += new
        self.entered.put(entered, new)
        return entered

    def enter_new(self, fresh: Iterable[Fresh]) -> None:
        """Enter identifiers that were never registered; cannot refuse."""
        now, serial, change, put_row = self.now, self.serial, self._changes.append, self.entered.put_row
        suffixes: dict[str, list[str]] = {}
        for text, prefix, suffix, packed in fresh:
            serial += 1
            spelling = None if text == f"{prefix}/{suffix}" else text
            put_row((prefix, suffix, spelling, packed, 1, ACTIVE, serial, now, now))
            change(Put(text, Raw(packed), 1, now, now, 0))
            suffixes.setdefault(prefix, []).append(suffix)
        self._new_records += serial - self.serial
        self.serial = serial
        for prefix, of_prefix in suffixes.items():
            self._registered.count_new(prefix, of_prefix, prefix != PREFIX_AUTHORITY)

    def held_by(self, enterprise: str) -> list[Holding]:
        """Prefixes of an enterprise that this page has met, as they stand with what was entered on it."""
        return [one for one in self._holdings.values() if one is not None and one.enterprise == enterprise]

    def hold(self, holding: Holding, new: bool) -> None:
        """Enter how a prefix stands; the caller writes the row itself with `also`."""
        self.serial += 1
        self._changes.append(holding)
        self._new_holdings += new
        self._holdings[Prefix(holding.prefix).key] = holding

    def batch(self, batch: Batch, forms: tuple[Form, ...], new: bool, counts: bool, answering: int) -> None:
        """Enter how a batch stands; the caller writes the row itself. `forms` are those of its prefix from now on.

        `answering` says how many identifiers have begun to answer with it, or have ceased to if it is negative.
        """
        self.serial += 1
        self._changes.append(batch)
        self._new_batches += new
        prefix = Prefix(batch.prefix).key
        self._forms[prefix] = forms
        # What was looked up before may be in it.
        self._known = {key: found for key, found in self._known.items() if not key.startswith(f"{prefix}/".encode())}
        self._registered.count_together(prefix, counts, answering)

    def also(self, statement: sa.Executable, values: Variables) -> None:
        """Run one more statement before anybody asks for rows, once or for each of many rows of variables."""
        self._also.add(statement, values)

    def note(self, who: Principal, verb: str, subject: str, **detail: object) -> None:
        """Close an act: one line of the trail for everything entered since the last one."""
        self._acts.close(who, self.now, verb, subject, detail, self._changes, self.serial)
        self._changes.clear()

    @property
    def touched(self) -> tuple[int, int, int]:
        """How much has been entered: equal before and after an act that entered nothing."""
        return self.serial, self._acts.number, self._also.ever

    async def flush(self) -> None:
        """Write what was entered so far, within the transaction. The book does it at the end.

        Raises:
            RuntimeError: something was entered and not noted: every change has exactly one line in the trail.
        """
        if self._changes:
            raise RuntimeError("a change was entered without a line in the trail")
        if not len(self._acts) and not self._also.ever:
            return
        await self._also.run(self.connection)
        await self.entered.write(self.connection)
        self._known.clear()
        await self._acts.flush(self.connection)
        await self._registered.flush(self.connection)
        await self.drawn.flush(self.connection)
        await self._key_quotas.flush(self.connection)
        moved = {"b_serial": self.serial, "b_act": self._acts.number, "b_digest": self._acts.digest}
        added = {"b_records": self._new_records, "b_holdings": self._new_holdings, "b_batches": self._new_batches}
        await copying.run(self.connection, _MOVE, [moved | added])
        self._new_records = self._new_holdings = self._new_batches = 0
