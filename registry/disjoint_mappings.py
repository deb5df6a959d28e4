"""Disjoint mappings: what the members of a new batch map is their enterprise's own, and mapped by nothing else.

The keys of a batch's mappings are compared as its suffixes are (`registry/disjoint.py`): with other batches by their
forms, with single mappings in the stretch of keys in which they lie. So one mapping never leads to two records.
"""

from collections.abc import AsyncIterator
from itertools import combinations

import sqlalchemy as sa

from registry.disjoint import MOST_COMPARED
from registry.mapping import Mapping
from registry.store import mapped_runs
from registry.store.page import Writing
from registry.store.tables import mappings
from schemas.batch_form import Form
from schemas.batch_mapping import MappedRun, first_of, tried
from schemas.batch_mapping import mapped_runs as runs_of
from schemas.batch_members import Members
from schemas.batch_overlap import Run, common
from schemas.errors import Conflict, Malformed
from schemas.principal import Principal

_KEYS_A_QUESTION = 5_000
_LAST_CHARACTER = "\U0010ffff"


async def mappable(page: Writing, who: Principal, members: Members) -> tuple[MappedRun, ...]:
    """What the members of a batch are to map, if they may.

    Raises, in this order:
        Malformed: a value of type MAPPING cannot be read alike for all of them, or two of them could map one thing for
            two members.
        Forbidden: it is not the enterprise's own.
        Conflict: some of it is mapped already, or may be and nobody can tell.
    """
    runs = runs_of(members)
    for one, other in combinations(runs, 2):
        if one.scheme != other.scheme or (one.form, one.around) == (other.form, other.around):
            continue
        if (key := common(_run(members, one), _run(members, other))) is not None:
            raise Malformed(f"values {one.index} and {other.index} could both map {key} for different members")
    mapping = Mapping(page, who)
    for run in runs:
        handle = members.handle(members.batch.first)
        await mapping.require_own(handle, first_of(members, run))
        for mapped in tried(members, run):
            await mapping.require_own(handle, mapped)
    for run in runs:
        await _require_free(page, members, run)
    return runs


async def _require_free(page: Writing, members: Members, run: MappedRun) -> None:
    batch = members.batch
    there = await mapped_runs.below(page, run, batch.last)
    if there is not None and there[2] >= batch.first:
        raise _mapped_already(run.key(max(there[1], batch.first)))
    mine = _run(members, run)
    for form in await mapped_runs.forms(page, run.scheme, run.form.length):
        if form != run.form:
            await _require_apart(page, run, mine, form)
    async for key in _near(page, members, run):
        split = run.form.split(key)
        if split and split[0] == run.around and batch.first <= split[1] <= batch.last and run.form.checked(key):
            raise _mapped_already(key)


async def _require_apart(page: Writing, run: MappedRun, mine: Run, form: Form) -> None:
    shared = run.around[: min(form.serial[0], run.form.serial[0])]
    near = await mapped_runs.near(page, run, form, shared, MOST_COMPARED + 1)
    if len(near) > MOST_COMPARED:
        raise Conflict(
            f"more than {MOST_COMPARED} batches map identifiers that begin like {run.key(mine.first)}: nobody can tell "
            f"in time whether they have one in common"
        )
    for around, first, last in near:
        if (key := common(mine, Run(form, around, first, last))) is not None:
            raise _mapped_already(key)


def _run(members: Members, run: MappedRun) -> Run:
    return Run(run.form, run.around, members.batch.first, members.batch.last)


async def _near(page: Writing, members: Members, run: MappedRun) -> AsyncIterator[str]:
    """Keys that are mapped singly and may be of a run: so long, and with the same text around."""
    form, batch = run.form, members.batch
    begin, end = form.serial
    low = high = run.around[:begin]
    if list(form.characters) == sorted(form.characters):
        low += form.digits(batch.first, end - begin)
        high += form.digits(batch.last, end - begin)
    key = mappings.c.key
    statement = (
        sa.select(key)
        .where(
            key <= f"{high}{_LAST_CHARACTER}",
            sa.func.length(key) == form.length,
            *(sa.func.substr(key, at + 1, len(text)) == text for at, text in form.behind(run.around)),
        )
        .order_by(key)
        .limit(_KEYS_A_QUESTION)
    )
    found = await page.rows(statement.where(key >= low))
    while found:
        for row in found:
            yield row.key
        found = await page.rows(statement.where(key > found[-1].key)) if len(found) == _KEYS_A_QUESTION else ()


def _mapped_already(key: str) -> Conflict:
    """Whose it is, is not said: it may be another enterprise's."""
    return Conflict(f"{key} is mapped already")
