"""Batch: register a run of serials of a coding rule as one thing, and retire one. It takes as long for one as for 10⁹.

Each identifier in it counts as one registration, and answers as if it had been registered alone. One that is amended or
retired by itself gets a record of its own, which comes first from then on (`Writing.enter`).
"""

import secrets
from collections.abc import Mapping

import msgspec

from registry.authority import Verb, allows, require_family
from registry.define import find as find_rule
from registry.define import require_prefix
from registry.disjoint import require_free
from registry.disjoint_mappings import mappable
from registry.quota import Room
from registry.register import stamped
from registry.store import batches, distinct_fields, mapped_runs, serials
from registry.store.batches import KeptBatch
from registry.store.page import Reading, Writing
from registry.store.rules import KeptRule
from registry.templates import fit_batch
from registry.templates.find import usable
from schemas.batch import MOST_IN_A_BATCH, Batch
from schemas.batch_members import Members
from schemas.batch_overlap import Run, may_begin
from schemas.batch_values import require_sound
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.handle import RESERVED_FAMILIES, registrable
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.record import Standing, held_together, unreserved
from schemas.template import TemplateReference
from schemas.value import Value


class WantedBatch(msgspec.Struct, frozen=True):
    """What is asked for."""

    rule: str
    """The id of a version of a coding rule."""
    count: int
    values: tuple[Value, ...]
    """With placeholders (`schemas/batch_pattern.py`)."""
    fields: Mapping[str, str] = {}
    first: int | None = None
    """The first serial; None: the next ones of the rule are drawn."""
    template: TemplateReference | None = None
    """The template under which all of them stand."""
    items: Mapping[str, object] = {}
    """What the template's items hold, by their codes, with placeholders."""


async def register_batch(page: Writing, who: Principal, wanted: WantedBatch) -> KeptBatch:
    """Register the identifiers with so many serials in a row. The rule's next draw begins behind them.

    With `first`, no serial of the batch may be one that somebody else has drawn, unless the caller administers the
    prefix: who draws serials may rely on being the only one to register them.

    Raises, in this order:
        Malformed: fewer than one or more than 10^9 are asked for, the values cannot stand together, or there are items
            and no template.
        Absent: there is no such rule.
        Elsewhere: the prefix is not kept here.
        Forbidden: the prefix is suspended or closed, or not the caller's.
        Conflict: the rule is a draft, has no serial, or has not so many left.
        Absent, Conflict, Incomplete, Malformed: there is no such template for this prefix, it is a draft, or the items
            do not fit it.
        Malformed: the first serial is below the rule's own, a field does not fit, an identifier may not be given to a
            thing, or a value is none that all of them could have.
        Conflict, Incomplete: there are too many for a unique item, or two records would have the same in one.
        Conflict: somebody else has drawn one of the serials.
        Conflict: one of the identifiers is, or was, registered (`registry/disjoint.py`).
        Malformed, Forbidden, Conflict: what they are to map they may not (`registry/disjoint_mappings.py`).
        RegistrationsUsed, PrefixFull: the key may not register so many, or the prefix not have them.
    """
    if not 1 <= wanted.count <= MOST_IN_A_BATCH:
        raise Malformed(f"a batch has 1 to {MOST_IN_A_BATCH} identifiers, got {wanted.count} (at count)")
    unreserved(held_together(wanted.values))
    if wanted.items and wanted.template is None:
        raise Malformed("items of which template? expected the member template (at items)")
    kept = await find_rule(page, wanted.rule)
    await require_prefix(page, who, kept.prefix)
    first = await _first(page, kept, wanted)
    holding = await page.holding(kept.prefix)
    assert holding is not None
    version = None if wanted.template is None else await usable(page, wanted.template, holding.enterprise)
    if version is not None:
        values = fit_batch.written(version, wanted.values, wanted.items)
        wanted = msgspec.structs.replace(wanted, values=values)
    members = _members(kept, holding.prefix, wanted, first, page.now)
    if version is not None:
        fit_batch.require_fitting(version, members)
    require_family(who, members.around)
    counts = _counts(members)
    await _require_undrawn(page, who, kept, members.batch)
    await require_free(page, members)
    alone = await fit_batch.unique_of(page, version, members) if version is not None else []
    runs = await mappable(page, who, members)
    room = await Room.open(page, who, [kept.prefix.key])
    room.take(kept.prefix.key, members.batch.count)
    room.used(members.batch.count)
    await serials.raise_to(page, kept.prefix, kept.name, members.batch.last + 1)
    entered = await batches.enter(page, members, counts)
    await mapped_runs.enter(page, members, runs)
    if alone:
        await distinct_fields.enter(page, alone)
    page.note(who, "register batch", _subject(entered), **_detail(entered), identifiers=entered.batch.count)
    return entered


async def retire_batch(page: Writing, who: Principal, id: str) -> KeptBatch:
    """Retire all identifiers of a batch for good, but for those with a record of their own, which stand as they do.

    Raises, in this order:
        Absent: there is no such batch.
        Elsewhere, Forbidden: the prefix takes no changes here.
        Forbidden: the caller may not retire identifiers under it.
        Conflict: it is retired already.
    """
    kept = await find_batch(page, id)
    await require_prefix(page, who, kept.members.prefix)
    if not allows(who, Verb.RETIRE, kept.members.prefix):
        raise Forbidden(f"{who.name} may not retire identifiers under {kept.batch.prefix}")
    if not kept.batch.active:
        raise Conflict(f"the batch {id} is retired already")
    retired = msgspec.structs.replace(
        kept.batch,
        values=(),
        version=kept.batch.version + 1,
        changed_at=page.now,
        standing=Standing.RETIRED,
        before=kept.serial,
    )
    left = kept.batch.count - kept.own
    entered = await batches.replace(page, kept, retired, _counts(kept.members), -left)
    await mapped_runs.drop(page, kept.members)
    if TemplateReference.among(kept.batch.values) is not None:
        await fit_batch.let_go(page, kept.members)
    page.note(who, "retire batch", _subject(entered), **_detail(entered), identifiers=left)
    return entered


async def find_batch(page: Reading, id: str) -> KeptBatch:
    """The batch with this id.

    Raises:
        Absent: there is none.
    """
    kept = await batches.find(page, id)
    if kept is None:
        raise Absent(f"there is no batch {id[:80]!r}")
    return kept


async def list_batches(
    page: Reading, who: Principal, prefix: Prefix, limit: int, before: int | None = None, rule: str | None = None
) -> list[KeptBatch]:
    """The batches of a prefix, the newest first, from before a serial of the journal on.

    Raises:
        Forbidden: the caller may not list this prefix.
    """
    require_reader(who, prefix)
    return await batches.list_(page, prefix, limit, before, rule)


def require_reader(who: Principal, prefix: Prefix) -> None:
    """Let the caller see the batches of a prefix, or not.

    Raises:
        Forbidden: the caller may not.
    """
    if not allows(who, Verb.LIST, prefix):
        raise Forbidden(f"{who.name} may not see the batches of {prefix}")


async def _first(page: Writing, kept: KeptRule, wanted: WantedBatch) -> int:
    """The first serial of a batch: the one that is asked for, or the next one of the rule."""
    if not kept.published:
        raise Conflict(f"version {kept.version} of the rule {kept.name} is a draft: publish it before using it")
    segment = kept.rule.serial
    if segment is None:
        raise Conflict(f"the rule {kept.name} has no serial")
    following = await serials.find(page, kept.prefix, kept.name)
    first = max(following or 0, segment.first) if wanted.first is None else wanted.first
    if first < segment.first:
        raise Malformed(f"serials of the rule {kept.name} begin at {segment.first}, got {first} (at first)")
    if first + wanted.count - 1 > segment.last:
        left = max(0, segment.last + 1 - first)
        raise Conflict(f"the rule {kept.name} has {left} serials from {first} on, got {wanted.count} asked for")
    return first


def _members(kept: KeptRule, prefix: str, wanted: WantedBatch, first: int, now: int) -> Members:
    """The members of a batch that is to be, if all of them can be."""
    batch = Batch(
        id=secrets.token_hex(8),
        prefix=prefix,
        place="",
        rule=kept.id,
        definition=kept.definition,
        fields=dict(wanted.fields),
        first=first,
        last=first + wanted.count - 1,
        values=stamped(wanted.values, now),
        version=1,
        registered_at=now,
        changed_at=now,
    )
    members = Members(batch)
    for serial in (batch.first, batch.last):
        registrable(members.handle(serial))
    require_sound(members)
    return Members(msgspec.structs.replace(batch, place=members.place))


async def _require_undrawn(page: Writing, who: Principal, kept: KeptRule, batch: Batch) -> None:
    if allows(who, Verb.ADMINISTER, kept.prefix):
        return
    drawn = await page.drawn.by_others(page.connection, kept.prefix, kept.name, who.name, batch.first, batch.last)
    if drawn is not None:
        first, last, actor = drawn
        raise Conflict(
            f"the serials {first} to {last} of the rule {kept.name} were drawn by {actor}, who alone may register them"
        )


def _counts(members: Members) -> bool:
    """Whether the members are identifiers of things, all or none of them.

    Raises:
        Malformed: some would be and some would not.
    """
    run = Run(members.form, members.around, members.batch.first, members.batch.last)
    before = members.around[: members.form.serial[0]]
    for family in RESERVED_FAMILIES:
        if before.startswith(family):
            return False
        if may_begin(run, family):
            raise Malformed(f"suffixes that begin with {family} are no identifiers of things, and these may or may not")
    return True


def _subject(kept: KeptBatch) -> str:
    members, batch = kept.members, kept.batch
    return f"{members.handle(batch.first)} … {members.suffix(batch.last)}"


def _detail(kept: KeptBatch) -> dict[str, object]:
    return {"batch": kept.batch.id, "rule": kept.batch.rule, "first": kept.batch.first, "last": kept.batch.last}
