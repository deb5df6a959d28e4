"""Rows of the table `mapped_runs`: other identifiers that the members of batches carry, by what their keys are like.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see what
the first one has taken.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.members import each, members_of
from registry.store.page import Reading, Writing
from registry.store.tables_of_batches import batches, mapped_runs
from schemas.batch_form import Form
from schemas.batch_mapping import MappedRun, beginning
from schemas.batch_members import Members
from schemas.handle import Handle

_PLACES_A_QUESTION = 8_000
_LAST_CHARACTER = "\U0010ffff"

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Form).decode

_FIRST = (
    sa.select(mapped_runs.c.place, mapped_runs.c.form)
    .where(mapped_runs.c.place >= sa.bindparam("b_place"))
    .order_by(mapped_runs.c.place)
    .limit(sa.literal_column("1"))
)


async def forms(page: Reading, scheme: str, length: int) -> list[Form]:
    """The forms of the keys of a scheme, so long, that batches map: one look for each, and one that finds no more."""
    begin = beginning(scheme, length)
    found: list[Form] = []
    at = begin
    while rows := await copying.run(page.connection, _FIRST, [{"b_place": at}]):
        place, octets = rows[0]
        if not place.startswith(begin):
            break
        found.append(_unpack(octets))
        at = f"{begin}{found[-1].mark}\n"  # behind all places of this form: they go on with a tab
    return found


async def holders(page: Reading, keys: Sequence[str]) -> dict[str, Handle]:
    """The members of batches that carry the identifiers with these keys, by key."""
    alike: dict[tuple[str, int], list[str]] = {}
    for key in keys:
        alike.setdefault((key.partition(":")[0], len(key)), []).append(key)
    splits = [
        (f"{beginning(scheme, length)}{form.place(*split)}", key, split[1])
        for (scheme, length), some in alike.items()
        for form in await forms(page, scheme, length)
        for key in some
        if (split := form.split(key)) and form.checked(key)
    ]
    found: dict[str, Handle] = {}
    for at in range(0, len(splits), _PLACES_A_QUESTION):
        some_splits = splits[at : at + _PLACES_A_QUESTION]
        asked = {"b_places": copying.listed(page.connection, [place for place, _, _ in some_splits])}
        rows = await copying.run(page.connection, _below(page.connection.dialect.name), [asked])
        places = [row[0] for row in rows]
        for place, key, serial in some_splits:
            below = bisect_right(places, place) - 1
            if below >= 0 and _family(places[below]) == _family(place) and serial <= rows[below][1]:
                found[key] = members_of(rows[below][2]).handle(serial)
    return found


async def near(page: Reading, run: MappedRun, form: Form, shared: str, most: int) -> list[tuple[str, int, int]]:
    """Text around the serial, first and last serial of the runs of a form whose text begins with `shared`."""
    begin = f"{beginning(run.scheme, form.length)}{form.mark}\t{shared}"
    rows = await page.rows(
        sa.select(mapped_runs.c.place, mapped_runs.c.last)
        .where(mapped_runs.c.place >= begin, mapped_runs.c.place < f"{begin}{_LAST_CHARACTER}")
        .order_by(mapped_runs.c.place)
        .limit(most)
    )
    return [(*_around_and_first(row.place), row.last) for row in rows]


async def below(page: Reading, run: MappedRun, last: int) -> tuple[str, int, int] | None:
    """The same of the run of this very form and text with the next lower first serial, from `last` down."""
    place = run.place(last)
    statement = sa.select(mapped_runs.c.place, mapped_runs.c.last).where(mapped_runs.c.place <= place)
    rows = await page.rows(statement.order_by(mapped_runs.c.place.desc()).limit(1))
    if not rows or _family(rows[0].place) != _family(place):
        return None
    return *_around_and_first(rows[0].place), rows[0].last


async def enter(page: Writing, members: Members, runs: Iterable[MappedRun]) -> None:
    """Let the members of a batch carry these."""
    batch = members.batch
    rows = {
        run.place(batch.first): (run.place(batch.first), _pack(run.form), batch.last, members.prefix.key, batch.place)
        for run in runs
    }
    if rows:
        await copying.insert(page.connection, mapped_runs, list(rows.values()))


async def drop(page: Writing, members: Members) -> None:
    """Let the members of a batch carry nothing; what they carry by records of their own stays."""
    table = mapped_runs.c
    await page.connection.execute(
        mapped_runs.delete().where(table.prefix == members.prefix.key, table.batch == members.batch.place)
    )


@cache
def _below(dialect: str) -> sa.Executable:
    """For each of many places the run there or the next one below it, with its batch; each once, in order."""
    wanted = each(dialect, "b_places")
    inner = mapped_runs.alias("inner")
    floor = sa.select(sa.func.max(inner.c.place)).where(inner.c.place <= wanted.c.value).scalar_subquery()
    of_batch = sa.and_(batches.c.prefix == mapped_runs.c.prefix, batches.c.place == mapped_runs.c.batch)
    chosen: sa.Select[Any] = sa.select(mapped_runs.c.place, mapped_runs.c.last, batches.c.batch)
    return (
        chosen.join(batches, of_batch)
        .where(mapped_runs.c.place.in_(sa.select(floor).select_from(wanted)))
        .order_by(mapped_runs.c.place)
    )


def _family(place: str) -> str:
    return place.rpartition("\t")[0]


def _around_and_first(place: str) -> tuple[str, int]:
    _, _, _, around, first = place.split("\t")
    return around, int(first)
