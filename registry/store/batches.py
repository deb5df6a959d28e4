"""Rows of the table `batches`: each run of serials that was registered as one thing.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see the
batch that the first one made.
"""

from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.members import members_of
from registry.store.page import Reading, Writing
from registry.store.rows import forms_octets
from registry.store.tables import prefixes
from registry.store.tables_of_batches import batches
from schemas.batch import Batch
from schemas.batch_members import Members
from schemas.prefix import Prefix

_pack = msgspec.msgpack.Encoder().encode

_FIND = sa.select(batches).where(batches.c.id == sa.bindparam("b_id"))
_BELOW = (
    sa.select(batches)
    .where(batches.c.prefix == sa.bindparam("b_prefix"), batches.c.place <= sa.bindparam("b_place"))
    .order_by(batches.c.place.desc())
    .limit(sa.literal_column("1"))
)


class KeptBatch(msgspec.Struct, frozen=True):
    """A batch as the registry keeps it."""

    members: Members
    serial: int
    """The journal's, of its last change."""
    since: int
    """The journal's, of its registration: later batches have larger ones."""
    own: int
    """How many of its members have a record of their own."""

    @property
    def batch(self) -> Batch:
        """The batch."""
        return self.members.batch


async def find(page: Reading, id: str) -> KeptBatch | None:
    """The batch with this id."""
    rows = await copying.run(page.connection, _FIND, [{"b_id": id}])
    return _kept(rows[0]) if rows else None


async def below(page: Reading, prefix: Prefix, place: str) -> KeptBatch | None:
    """The batch at a place, or the next one below it, of whatever form."""
    rows = await copying.run(page.connection, _BELOW, [{"b_prefix": prefix.key, "b_place": place}])
    return _kept(rows[0]) if rows else None


async def places(page: Reading, prefix: Prefix, begin: str, most: int) -> list[tuple[str, int, str]]:
    """Place, last serial and id of the batches whose places begin with a text."""
    rows = await page.rows(
        sa.select(batches.c.place, batches.c.last, batches.c.id)
        .where(batches.c.prefix == prefix.key, batches.c.place >= begin, batches.c.place < f"{begin}\U0010ffff")
        .order_by(batches.c.place)
        .limit(most)
    )
    return [(row.place, row.last, row.id) for row in rows]


async def list_(
    page: Reading, prefix: Prefix, limit: int, before: int | None = None, rule: str | None = None
) -> list[KeptBatch]:
    """The batches of a prefix by all rules or one, the newest first, from before a serial of the journal on."""
    statement = sa.select(batches).where(batches.c.prefix == prefix.key)
    if before is not None:
        statement = statement.where(batches.c.since < before)
    if rule is not None:
        statement = statement.where(batches.c.rule == rule)
    return [_kept(row) for row in await page.rows(statement.order_by(batches.c.since.desc()).limit(limit))]


async def answering(page: Reading, prefix: Prefix) -> int:
    """How many identifiers of a prefix answer out of batches now."""
    statement = sa.select(batches.c.place, batches.c.last, batches.c.own)
    statement = statement.where(batches.c.prefix == prefix.key, batches.c.standing == 0)
    return sum(row.last - first_of(row.place)[1] + 1 - row.own for row in await page.rows(statement))


async def enter(page: Writing, members: Members, counts: bool) -> KeptBatch:
    """Enter a new batch, and tell the journal; `counts` says whether its members are identifiers of things."""
    batch, prefix = members.batch, Prefix(members.batch.prefix).key
    known = await page.forms(prefix)
    forms = known if members.form in known else (*known, members.form)
    page.batch(batch, forms, new=True, counts=counts, answering=batch.count)
    serial = page.serial
    row = (prefix, batch.place, batch.id, batch.rule, batch.last, int(batch.standing), serial, serial, 0, _pack(batch))
    await copying.insert(page.connection, batches, [row])
    if forms != known:
        statement = prefixes.update().where(prefixes.c.prefix == prefix)
        await page.connection.execute(statement.values(forms=forms_octets(forms)))
    return KeptBatch(members, serial, serial, 0)


async def replace(page: Writing, kept: KeptBatch, batch: Batch, counts: bool, answering: int) -> KeptBatch:
    """Enter how a batch stands from now on, and tell the journal."""
    prefix = Prefix(batch.prefix).key
    page.batch(batch, await page.forms(prefix), new=False, counts=counts, answering=answering)
    await page.connection.execute(
        batches.update()
        .where(batches.c.prefix == prefix, batches.c.place == batch.place)
        .values(standing=int(batch.standing), serial=page.serial, batch=_pack(batch))
    )
    return KeptBatch(Members(batch), page.serial, kept.since, kept.own)


def first_of(place: str) -> tuple[str, int]:
    """The text around the serial and the first serial, out of the place of a batch."""
    _, around, first = place.split("\t")
    return around, int(first)


def _kept(row: Any) -> KeptBatch:
    _, _, _, _, _, _, since, serial, own, octets = row
    return KeptBatch(members_of(octets), serial, since, own)
