"""Amend: change what is known of an identifier, as a whole or value by value."""

from collections.abc import Mapping, Sequence

import msgspec

from registry.administrators import rights_over, rights_over_prefix
from registry.authority import require_changes, subject
from registry.mapping import NOTHING, carried_by, carried_now, turned
from registry.register import Registration, require_home, stamped
from registry.store import templates
from registry.store.page import Writing
from registry.templates.fit import NO_FIELDS, Fitting
from schemas.encodings.admin import Right
from schemas.errors import Absent, Conflict, Malformed, NodeError, Retired
from schemas.handle import Handle
from schemas.links import check_links
from schemas.mapping import carries
from schemas.principal import Principal, Role
from schemas.record import Record, held_together
from schemas.template import TEMPLATE_INDEX, TemplateReference
from schemas.template_fields import fields_of
from schemas.value import Value

# Records that are looked up at once: their values may be large.
_LOOKED_UP = 200


async def replace(
    page: Writing,
    who: Principal,
    handle: Handle,
    values: tuple[Value, ...],
    if_version: int | None = None,
    template: TemplateReference | None = None,
    fields: Mapping[str, object] = NO_FIELDS,
) -> Record:
    """Put these values in the place of all the record's values, in the order given.

    With a template the record stands under that from now on, with these fields. Without one it stays under the one it
    has, and its values have to fit.

    Raises, in this order:
        Malformed: the values cannot stand together.
        Absent, Retired: there is no such record now.
        Elsewhere, Forbidden: the prefix takes no changes here.
        Forbidden: the caller may not make these changes.
        Conflict: the record is not at version `if_version` any more.
        Malformed: a new value of type MAPPING cannot be read.
        Forbidden: another identifier that it is to carry is not the enterprise's to map.
        Taken: another record carries that.
        Absent, Conflict, Incomplete: as `registry.templates.fit`.
    """
    held_together(values)
    check_links(values)
    record = await standing(page, handle)
    await _require(page, who, record, values)
    return await _enter(page, who, record, values, if_version, "amend", template, fields)


async def replace_many(page: Writing, who: Principal, wanted: Sequence[Registration]) -> list[int | NodeError]:
    """Put values in the place of all that many records have; the answers stand in the order of the questions.

    One that is changed is answered with its serial, one that is refused with its refusal (as by `replace`), and one
    that says already what is wanted with 0: it is left as it is. They are one act, but for those that carry other
    identifiers, each of which is one.
    """
    answers: list[int | NodeError] = []
    changed: list[str] = []
    for place, each in enumerate(wanted):
        handle, values = each.handle, each.values
        if place % _LOOKED_UP == 0:
            await page.find_many(some.handle for some in wanted[place : place + _LOOKED_UP])
        try:
            held_together(values)
            check_links(values)
            record = await standing(page, handle)
            await _require(page, who, record, values)
            under = each.template or TemplateReference.among(record.values)
            if _alike(record.values, values if under is None else await _fitting(page, record, each)):
                answers.append(0)
            elif under is not None:
                _note_changed(page, who, changed)
                entered = await _enter(page, who, record, values, None, "amend", each.template, each.fields)
                answers.append(entered.serial)
            elif record.batch or carries(values) or carries(record.values):
                _note_changed(page, who, changed)
                answers.append((await _enter(page, who, record, values, None, "amend")).serial)
            else:
                after = stamped(values, page.now)
                entered = page.enter(
                    Record(record.handle, after, record.version + 1, record.registered_at, page.now), record
                )
                changed.append(handle.text)
                answers.append(entered.serial)
        except NodeError as refusal:
            answers.append(refusal)
    _note_changed(page, who, changed)
    return answers


async def put_values(
    page: Writing, who: Principal, handle: Handle, given: tuple[Value, ...], if_version: int | None = None
) -> Record:
    """Add these values, or put them in the place of those with the same indexes; the rest stays.

    The record's values stand in rising order of their indexes afterwards (handle-http.md §4).

    Raises: as `replace`.
    """
    held_together(given)
    record = await standing(page, handle)
    after = {value.index: value for value in record.values} | {value.index: value for value in given}
    values = held_together(tuple(after[index] for index in sorted(after)))
    check_links(values)
    await _require(page, who, record, values)
    return await _enter(page, who, record, values, if_version, "amend values")


async def remove_values(
    page: Writing, who: Principal, handle: Handle, indexes: Sequence[int], if_version: int | None = None
) -> Record:
    """Remove the values with these indexes.

    Raises: as `replace`; Malformed when one of the indexes is not in the record.
    """
    record = await standing(page, handle)
    for index in indexes:
        if record.value(index) is None:
            raise Malformed(f"{handle.text} has no value with index {index}")
    values = tuple(value for value in record.values if value.index not in set(indexes))
    check_links(values)
    await _require(page, who, record, values)
    return await _enter(page, who, record, values, if_version, "remove values")


async def change_values(
    page: Writing,
    who: Principal,
    handle: Handle,
    given: tuple[Value, ...],
    removed: Sequence[int],
    if_version: int | None = None,
) -> Record:
    """Put some values and remove others in one change: those put for known indexes keep their places, new ones follow.

    Raises: as `remove_values`.
    """
    held_together(given)
    record = await standing(page, handle)
    for index in removed:
        if record.value(index) is None:
            raise Malformed(f"{handle.text} has no value with index {index}")
    after = {value.index: value for value in record.values if value.index not in set(removed)}
    after |= {value.index: value for value in given}
    values = held_together(tuple(after.values()))
    check_links(values)
    await _require(page, who, record, values)
    return await _enter(page, who, record, values, if_version, "amend values")


async def change_fields(
    page: Writing,
    who: Principal,
    handle: Handle,
    fields: Mapping[str, object],
    given: tuple[Value, ...] = (),
    removed: Sequence[int] = (),
    if_version: int | None = None,
) -> Record:
    """Change fields of a record under a template: those that are null are removed, all that are not named stay.

    Other values may be put and removed in the same change, as by `change_values`.

    Raises: as `remove_values`; Conflict when the record stands under no template.
    """
    held_together(given)
    record = await standing(page, handle)
    reference = TemplateReference.among(record.values)
    version = None if reference is None else await templates.version(page, reference)
    if version is None or reference is None:
        raise Conflict(f"{handle.text} stands under no template: expected values, not fields")
    items = {item.index for item in version.definition.items}
    for index in removed:
        if record.value(index) is None:
            raise Malformed(f"{handle.text} has no value with index {index}")
    kept = {value.index: value for value in record.values if value.index not in {*removed, *items, TEMPLATE_INDEX}}
    values = tuple((kept | {value.index: value for value in given}).values())
    check_links(values)
    await _require(page, who, record, values)
    after = {**fields_of(version.definition, record.values), **fields}
    return await _enter(page, who, record, values, if_version, "amend values", reference, after)


async def standing(page: Writing, handle: Handle) -> Record:
    """The record of a handle as it stands, whose prefix takes changes here.

    Raises, in this order:
        Elsewhere, Forbidden: the prefix takes no changes here.
        Absent: the identifier was never registered.
        Retired: it is retired.
    """
    await require_home(page, handle)
    record = await page.find(handle)
    if record is None:
        raise Absent(f"{handle.text} is not registered")
    if not record.active:
        raise Retired(f"{handle.text} is retired")
    return record


def require_version(record: Record, if_version: int | None) -> None:
    """Make sure that nobody has changed the record since the caller saw it.

    Raises:
        Conflict: its version is another one.
    """
    if if_version is not None and record.version != if_version:
        raise Conflict(f"{record.handle.text} is at version {record.version}, expected version {if_version}")


async def _require(page: Writing, who: Principal, record: Record, values: tuple[Value, ...]) -> None:
    rights = Right(0)
    if who.role is Role.HANDLE:
        rights = await rights_over(page, who, record) | await rights_over_prefix(page, who, subject(record.handle))
    before = {value.index: value for value in record.values}
    after = {value.index: value for value in values}
    require_changes(
        who,
        record.handle,
        rights,
        added=[value for index, value in after.items() if index not in before],
        changed=[
            (before[index], value)
            for index, value in after.items()
            if index in before and not _same(before[index], value)
        ],
        removed=[value for index, value in before.items() if index not in after],
    )


async def _fitting(page: Writing, record: Record, wanted: Registration) -> tuple[Value, ...]:
    """What a record under a template would be."""
    fitting = Fitting(page)
    if wanted.template is None:
        return (await fitting.again(record, wanted.values)).values
    return (await fitting.read(record.handle, wanted.values, wanted.template, wanted.fields)).values


def _note_changed(page: Writing, who: Principal, changed: list[str]) -> None:
    """One line for records that were changed in one go."""
    if changed:
        span = changed[0] if len(changed) == 1 else f"{changed[0]} … {changed[-1]}"
        page.note(who, "amend", span, identifiers=len(changed))
        changed.clear()


def _alike(before: tuple[Value, ...], after: tuple[Value, ...]) -> bool:
    """Whether these are the values that stand already, in any order."""
    known = {value.index: value for value in before}
    return len(known) == len(after) and all(
        value.index in known and _same(known[value.index], value) for value in after
    )


def _as_they_were(record: Record, values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Values with the times of those that they do not change."""
    there = {value.index: value for value in record.values}
    return tuple(
        there[value.index] if value.index in there and _same(there[value.index], value) else value for value in values
    )


def _same(before: Value, after: Value) -> bool:
    """Whether a value is given as it was; one without a time of its own is not changed by that."""
    return before == (after if after.timestamp else msgspec.structs.replace(after, timestamp=before.timestamp))


async def _enter(
    page: Writing,
    who: Principal,
    record: Record,
    values: tuple[Value, ...],
    if_version: int | None,
    verb: str,
    template: TemplateReference | None = None,
    fields: Mapping[str, object] = NO_FIELDS,
) -> Record:
    require_version(record, if_version)
    fitting = Fitting(page)
    if template is None:
        fitted = await fitting.again(record, values)
    else:
        fitted = await fitting.read(record.handle, values, template, fields)
    await fitting.look([(record.handle, fitted)])
    fitting.take(record.handle, fitted, record)
    values = fitted.values if template is None else _as_they_were(record, fitted.values)
    after = carried_by(values, record.values)
    before = carried_now(record.values)
    known = before if record.batch else NOTHING
    mapping = await turned(page, who, record.handle, NOTHING if record.batch else before, after, known)
    changed = page.enter(
        Record(record.handle, stamped(values, page.now), record.version + 1, record.registered_at, page.now), record
    )
    page.note(who, verb, record.handle.text, version=changed.version)
    await fitting.settle()
    if mapping is not None:
        await mapping.settle()
    return changed
