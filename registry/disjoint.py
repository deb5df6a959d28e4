"""Disjoint: no identifier of a new batch is registered already, alone or in another batch, now or ever.

Proved and not tried: a batch may have a milliard identifiers. Against batches of its own form one look decides; those
of other forms and of the same length are compared place by place (`schemas/batch_overlap.py`); records are looked for
in the stretch of keys in which the batch lies. What cannot be proved is refused.
"""

from collections.abc import AsyncIterator

import sqlalchemy as sa

from registry.store import batches
from registry.store.page import Writing
from registry.store.tables import records
from schemas.batch_form import Form
from schemas.batch_members import Members
from schemas.batch_overlap import Run, common
from schemas.errors import Conflict

MOST_FORMS = 64
"""Of suffixes in the batches of one prefix: as many looks may be needed for one question."""
MOST_COMPARED = 10_000
"""Batches of another form that are compared with a new one; and members that are tried where check characters alone
may tell two batches apart."""
_RECORDS_A_QUESTION = 5_000
_LAST_CHARACTER = "\U0010ffff"


async def require_free(page: Writing, members: Members) -> None:
    """Make sure that nothing of a batch is registered already.

    Raises, in this order:
        Conflict: its prefix has batches of so many forms that another one is too much.
        Conflict: an identifier of it is in another batch, or may be and nobody can tell.
        Conflict: an identifier of it has, or had, a record of its own. The sentence names the first.
    """
    form, batch = members.form, members.batch
    forms = await page.forms(members.prefix.key)
    if form not in forms and len(forms) >= MOST_FORMS:
        raise Conflict(f"{batch.prefix} has batches of {MOST_FORMS} forms, which is the most there can be")
    for other in forms:
        if other == form:
            await _require_apart(page, members)
        elif other.length == form.length:
            await _require_other_form_apart(page, members, other)
    for record in page.entered:
        if record.handle.prefix.key == members.prefix.key:
            _require_stranger(members, record.handle.suffix_key)
    async for suffix in _near(page, members):
        _require_stranger(members, suffix)


async def _require_apart(page: Writing, members: Members) -> None:
    """Make sure that no batch of the same form has one of the serials."""
    form, batch = members.form, members.batch
    below = await batches.below(page, members.prefix, form.place(members.around, batch.last))
    if below is None or (below.members.form, below.members.around) != (form, members.around):
        return
    if below.batch.last >= batch.first:
        both = max(below.batch.first, batch.first), min(below.batch.last, batch.last)
        raise Conflict(f"{_named(members, *both)} in batch {below.batch.id} already")


async def _require_other_form_apart(page: Writing, members: Members, other: Form) -> None:
    """Make sure that no batch of another form of the same length can have one of the suffixes."""
    mine = Run(members.form, members.around, members.batch.first, members.batch.last)
    # Up to the first serial, of either, there is text in both: it must be the same, or they are apart.
    shared = members.around[: min(other.serial[0], members.form.serial[0])]
    near = await batches.places(page, members.prefix, f"{other.mark}\t{shared}", MOST_COMPARED + 1)
    if len(near) > MOST_COMPARED:
        raise Conflict(
            f"{members.batch.prefix} has more than {MOST_COMPARED} batches of another form with suffixes that begin "
            f"like these: nobody can tell in time whether they have one in common"
        )
    for place, last, id in near:
        around, first = batches.first_of(place)
        theirs = Run(other, around, first, last)
        if (suffix := common(mine, theirs)) is None:
            continue
        if not (mine.exact and theirs.exact):
            suffix = await _tried(page, members, mine, theirs, id)
        if suffix is not None:
            raise Conflict(f"{members.batch.prefix}/{suffix} is in batch {id} already")


async def _tried(page: Writing, members: Members, mine: Run, theirs: Run, id: str) -> str | None:
    """A suffix that both have, where check characters may tell them apart: the members of the smaller are tried.

    Raises:
        Conflict: both are too large for that.
    """
    if min(mine.count, theirs.count) > MOST_COMPARED:
        raise Conflict(
            f"nothing but check characters tells these suffixes from those of batch {id}, and both are too large to be "
            f"tried one by one"
        )
    other = await batches.find(page, id)
    assert other is not None
    small, large = (members, other.members) if mine.count <= theirs.count else (other.members, members)
    for serial in range(small.batch.first, small.batch.last + 1):
        suffix = small.form.write(small.around, serial)
        if large.serial_of(suffix) is not None:
            return suffix
    return None


def _require_stranger(members: Members, suffix: str) -> None:
    if members.serial_of(suffix) is not None:
        raise Conflict(f"{members.batch.prefix}/{suffix} has, or had, a record of its own")


async def _near(page: Writing, members: Members) -> AsyncIterator[str]:
    """The suffixes of records that may be members, in order: those of the right length and text, in one stretch."""
    form, batch = members.form, members.batch
    begin, end = form.serial
    low = high = members.around[:begin]
    if list(form.characters) == sorted(form.characters):  # the order of the serials is that of the keys
        low += form.digits(batch.first, end - begin)
        high += form.digits(batch.last, end - begin)
    suffix = records.c.suffix
    statement = sa.select(suffix).where(
        records.c.prefix == members.prefix.key,
        suffix <= f"{high}{_LAST_CHARACTER}",
        sa.func.length(suffix) == form.length,
        *(sa.func.substr(suffix, at + 1, len(text)) == text for at, text in form.behind(members.around)),
    )
    statement = statement.order_by(suffix).limit(_RECORDS_A_QUESTION)
    found = await page.rows(statement.where(suffix >= low))
    while found:
        for row in found:
            yield row.suffix
        found = await page.rows(statement.where(suffix > found[-1].suffix)) if len(found) == _RECORDS_A_QUESTION else ()


def _named(members: Members, first: int, last: int) -> str:
    """One identifier or several, with the verb."""
    if first == last:
        return f"{members.handle(first)} is"
    return f"{members.handle(first)} to {members.suffix(last)} are"
