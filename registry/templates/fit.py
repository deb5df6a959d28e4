"""Fit: hold a record against its template, when it is registered and whenever it is changed.

What fields come to are values at the indexes of their items. A record that was registered against a template is held
against that version from then on, by whatever door it is changed: a value at an item's index has the item's type and
grade and is within its limits, and value 1001, which says which template that is, stays.
"""

from collections.abc import Mapping, Sequence
from typing import Self

import msgspec

from registry.authority import subject
from registry.store import distinct_fields, templates
from registry.store.distinct_fields import Key
from registry.store.page import Writing
from registry.store.templates import KeptVersion
from registry.templates.find import usable
from schemas.complaint import Complaint, Incomplete
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.record import Record, held_together, unreserved
from schemas.template import TEMPLATE_INDEX, Definition, Item, TemplateReference
from schemas.template_fields import Filled, fields_of, fill
from schemas.value import Value

NO_FIELDS: Mapping[str, object] = {}


class Fitted(msgspec.Struct, frozen=True):
    """A record's values as its template has them."""

    values: tuple[Value, ...]
    unique: Mapping[Key, tuple[Item, str]] = {}
    """What no other record under the prefix may have: the item, and what it holds."""


class _Usable(msgspec.Struct, frozen=True):
    """A version with what is the same for all records under it."""

    version: KeptVersion
    reference: Value
    """Which it is, as records remember it."""
    indexes: frozenset[int]
    """Of its items."""

    @classmethod
    def of(cls, version: KeptVersion, now: int) -> Self:
        """Work it out."""
        reference = msgspec.structs.replace(version.reference.value, timestamp=now)
        return cls(version, reference, frozenset(item.index for item in version.definition.items))


class Fitting:
    """What one act does to records with templates."""

    def __init__(self, page: Writing) -> None:
        self._page = page
        self._versions: dict[tuple[str, str | None], _Usable] = {}
        self._holders: dict[str, dict[Key, str]] = {}
        self._taken: list[tuple[Handle, Key]] = []
        self._dropped: list[Handle] = []

    async def read(
        self,
        handle: Handle,
        values: tuple[Value, ...],
        reference: TemplateReference,
        fields: Mapping[str, object],
    ) -> Fitted:
        """The values of a record that is to stand under a template: those given, which template that is, and what its
        fields come to.

        Raises, in this order:
            Absent, Conflict: there is no such template for this prefix, or it is a draft.
            Incomplete: the fields do not fit; all faults are told.
            Malformed: a value takes the index of an item, or of the template.
        """
        holding = await self._page.holding(subject(handle))
        enterprise = None if holding is None else holding.enterprise
        using = self._versions.get((reference.text, enterprise))
        if using is None:
            found = await usable(self._page, reference, enterprise)
            using = self._versions[reference.text, enterprise] = _Usable.of(found, self._page.now)
        version = using.version
        filled = fill(version.definition, fields, self._page.now)
        _require_no_complaints(handle, filled.complaints)
        for value in unreserved(values):
            if value.index in using.indexes:
                at = f"index {value.index} is that of an item of {version.reference.text}"
                raise Malformed(f"{at}: expected what it holds in fields")
        together = held_together((*values, using.reference, *filled.values))
        return Fitted(together, own_of(version, filled))

    async def again(self, record: Record, values: tuple[Value, ...]) -> Fitted:
        """What a record is to be after a change, as its template has it; the same values where it has none.

        Raises, in this order:
            Incomplete: the values do not fit its template; all faults are told.
            Malformed: there is a value at index 1001 that was not there.
        """
        reference = TemplateReference.among(record.values)
        version = None if reference is None else await templates.version(self._page, reference)
        there = record.value(TEMPLATE_INDEX)
        given = tuple(value for value in values if value.index != TEMPLATE_INDEX)
        if any(value.index == TEMPLATE_INDEX and not _same(there, value) for value in values):
            unreserved(values)
        if version is None:
            return Fitted(values if there is None or len(given) < len(values) else (*values, there))
        assert there is not None
        filled = fill(version.definition, fields_of(version.definition, given))
        _require_no_complaints(record.handle, [*_misplaced(version.definition, given), *filled.complaints])
        fitting = {value.index: value for value in filled.values}
        fitted = [_as(fitting.get(value.index), value) for value in values if value.index != TEMPLATE_INDEX]
        place = next((at for at, value in enumerate(values) if value.index == TEMPLATE_INDEX), len(fitted))
        return Fitted((*fitted[:place], there, *fitted[place:]), own_of(version, filled))

    async def look(self, wanted: Sequence[tuple[Handle, Fitted]]) -> None:
        """See which records have what these are to have alone; once for all that the act will take."""
        by_prefix: dict[str, list[Key]] = {}
        for handle, fitted in wanted:
            if fitted.unique:
                by_prefix.setdefault(handle.prefix.key, []).extend(fitted.unique)
        for prefix, keys in by_prefix.items():
            self._holders.setdefault(prefix, {}).update(await distinct_fields.holders(self._page, prefix, keys))

    def take(self, handle: Handle, fitted: Fitted, before: Record | None = None) -> None:
        """Let a record have what it is to have alone, and nothing else of that kind; what was taken before is seen.

        Raises:
            Incomplete: other records under the prefix have it; all of it is told.
        """
        if not fitted.unique and before is None:
            return
        holders = self._holders.setdefault(handle.prefix.key, {})
        suffix = handle.suffix_key
        taken = [
            held(*said, f"{handle.prefix.text}/{holders[key]}")
            for key, said in fitted.unique.items()
            if holders.get(key, suffix) != suffix
        ]
        _require_no_complaints(handle, taken)
        if before is not None and TemplateReference.among(before.values) is not None:
            self._dropped.append(handle)
        for key in fitted.unique:
            holders[key] = suffix
            self._taken.append((handle, key))

    async def settle(self) -> None:
        """Enter what was taken."""
        for handle in self._dropped:
            await distinct_fields.drop(self._page, handle)
        if self._taken:
            await distinct_fields.enter(self._page, self._taken)


async def free(page: Writing, record: Record) -> None:
    """Let go of what a record that is retired had alone."""
    if TemplateReference.among(record.values) is not None:
        await distinct_fields.drop(page, record.handle)


def _require_no_complaints(handle: Handle, complaints: Sequence[Complaint]) -> None:
    if complaints:
        raise Incomplete(handle.text[:80], complaints)


def own_of(version: KeptVersion, filled: Filled) -> dict[Key, tuple[Item, str]]:
    """What a record has alone under its prefix: the item, and what it holds."""
    known = version.definition.by_code
    return {distinct_fields.key_of(version.template, code, text): (known[code], text) for code, text in filled.unique}


def held(item: Item, text: str, holder: str) -> Complaint:
    """What is said to whoever wants what another record has alone."""
    zh = f"{item.name}（{item.code}）“{text[:40]}”已属于 {holder}"
    en = f"{item.label} {text[:40]!r} is that of {holder}"
    return Complaint(f"/fields/{item.code}", "taken", zh, en)


def _misplaced(definition: Definition, values: tuple[Value, ...]) -> list[Complaint]:
    """Values at the indexes of items that are of another type."""
    items = {item.index: item for item in definition.items}
    return [
        Complaint(
            f"/fields/{item.code}",
            "contradiction",
            f"索引 {value.index} 属于数据项{item.name}（{item.code}），而标识值的类型为“{value.type[:40]}”",
            f"value {value.index} is that of {item.label} and has the type {value.type[:40]!r}",
        )
        for value in values
        if (item := items.get(value.index)) is not None and value.type != item.code
    ]


def _as(fitting: Value | None, value: Value) -> Value:
    """A value with the data and the grade that its item has."""
    if fitting is None:
        return value
    return msgspec.structs.replace(value, data=fitting.data, permissions=fitting.permissions)


def _same(there: Value | None, value: Value) -> bool:
    return there is not None and (there.type, there.data) == (value.type, value.data)
