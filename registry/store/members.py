"""Members of batches by their suffixes: which of them are in a batch, read out of the rows of `batches`.

A suffix is split by each form of its prefix that has its length; the batch with the same text around its serial and the
next lower first serial is the only one that can hold it (`schemas/batch_form.py`). One question asks for all suffixes.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import copying
from registry.store.tables_of_batches import batches
from schemas.batch import Batch
from schemas.batch_form import Form
from schemas.batch_members import Members
from schemas.record import Record

_PLACES_A_QUESTION = 8_000

_unpack = msgspec.msgpack.Decoder(Batch).decode


async def find(
    connection: AsyncConnection, prefix: str, forms: Sequence[Form], suffixes: Sequence[str]
) -> dict[str, Record]:
    """The records of those of these suffix keys that are in batches of a prefix key, whose forms these are."""
    splits = [
        (form.place(*split), suffix, split[1])
        for suffix in suffixes
        for form in forms
        if len(suffix) == form.length and (split := form.split(suffix))
    ]
    found: dict[str, Record] = {}
    for at in range(0, len(splits), _PLACES_A_QUESTION):
        some = splits[at : at + _PLACES_A_QUESTION]
        asked = {"b_prefix": prefix, "b_places": copying.listed(connection, [place for place, _, _ in some])}
        rows = await copying.run(connection, _below(connection.dialect.name), [asked])
        places = [row[0] for row in rows]
        for place, suffix, serial in some:
            below = bisect_right(places, place) - 1
            if below < 0 or places[below].rpartition("\t")[0] != place.rpartition("\t")[0]:
                continue
            members = members_of(rows[below][1])
            if members.holds(suffix, serial):
                found[suffix] = members.record(serial, rows[below][2])
    return found


@lru_cache(maxsize=256)
def members_of(octets: bytes) -> Members:
    """The members of a batch, from its column `batch`."""
    return Members(_unpack(octets))


@cache
def _below(dialect: str) -> sa.Executable:
    """For each of many places the batch there or the next one below it; each batch once, in order."""
    wanted = each(dialect, "b_places")
    inner = batches.alias("inner")
    floor = (
        sa.select(sa.func.max(inner.c.place))
        .where(inner.c.prefix == sa.bindparam("b_prefix"), inner.c.place <= wanted.c.value)
        .scalar_subquery()
    )
    return (
        sa.select(batches.c.place, batches.c.batch, batches.c.serial)
        .where(batches.c.prefix == sa.bindparam("b_prefix"), batches.c.place.in_(sa.select(floor).select_from(wanted)))
        .order_by(batches.c.place)
    )


def each(dialect: str, name: str) -> sa.TableValuedAlias:
    """The texts that `copying.listed` makes one variable of, as rows with a column `value`."""
    if dialect == "sqlite":
        return sa.func.json_each(sa.bindparam(name, type_=sa.Text)).table_valued("value")
    texts = sa.func.unnest(sa.bindparam(name, type_=postgresql.ARRAY(sa.Text)))
    return texts.table_valued("value", name="wanted").render_derived()
