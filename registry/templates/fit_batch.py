"""Fit a batch: hold all of its members against a template at once, before there are any.

What is given for an item may have placeholders. Members differ in the characters of a serial and of what is computed
from it, and in nothing else: so what the first, the last and one of each character would say tells what all would say.
What that would not tell is refused: a date, or one of some choices, that is another one for each member. A number is
told by its ends, for it rises with the serial.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from registry.store import distinct_fields
from registry.store.distinct_fields import Key
from registry.store.page import Writing
from registry.store.templates import KeptVersion
from registry.templates.fit import held, own_of
from schemas.batch_members import Members
from schemas.batch_pattern import Hole
from schemas.complaint import Complaint, Incomplete
from schemas.errors import Conflict, Malformed
from schemas.handle import Handle
from schemas.record import held_together, unreserved
from schemas.template import Definition, Item, Kind
from schemas.template_fields import fields_of, fill
from schemas.value import PUBLIC, Value, graded

MOST_UNIQUE = 10_000
"""Members of a batch with a unique item: each takes a row, where a batch without takes none."""

_DIGITS = frozenset("0123456789")


def written(version: KeptVersion, values: tuple[Value, ...], items: Mapping[str, object]) -> tuple[Value, ...]:
    """The values of a batch under a template: those given, which template that is, and what its items say, unfilled.

    Raises:
        Incomplete: there is no such item, or what is given for one is no text, number or list of these.
        Malformed: a value takes the index of an item, or of the template.
    """
    definition = version.definition
    complaints = [each for each in fill(definition, items).complaints if each.code == "unknown"]
    indexes = {item.index for item in definition.items}
    for value in unreserved(values):
        if value.index in indexes:
            at = f"index {value.index} is that of an item of {version.reference.text}"
            raise Malformed(f"{at}: expected what it holds in items")
    made: list[Value] = []
    for item in definition.items:
        given = items.get(item.code)
        if given is None or given in ("", []):
            continue
        texts = _texts(given) if item.many else _text(given)
        if texts is None:
            complaints += fill(Definition(items=(item,)), {item.code: given}).complaints
            continue
        data = (texts if isinstance(texts, str) else json.dumps(texts, ensure_ascii=False)).encode()
        made.append(Value(item.index, item.code, data, permissions=graded(PUBLIC, item.grade)))
    if complaints:
        raise Incomplete(version.reference.text, [_of_items(each) for each in complaints])
    return held_together((*values, version.reference.value, *made))


def require_fitting(version: KeptVersion, members: Members) -> None:
    """Make sure that every member fits a template.

    Raises:
        Incomplete: one would not; what is wrong with the first of those tried is told.
    """
    turning = {value.index: pattern for value, pattern in members.patterned}
    by_number = [item for item in version.definition.items if item.index in turning and item.kind is Kind.NUMBER]
    if found := [each for item in version.definition.items if item.index in turning for each in _cannot(item, members)]:
        raise Incomplete(_name(members, members.batch.first), found)
    rest = Definition(items=tuple(item for item in version.definition.items if item not in by_number))
    for serial in (members.batch.first, members.batch.last):
        _require(version.definition, members.values(serial), _name(members, serial))
    begin, end = members.form.serial
    for character in members.form.characters:
        text = character * (end - begin)
        suffix = members.form.fill(members.around, text)
        _require(rest, members.filled(text, suffix), f"{members.batch.prefix}/{suffix}")


async def unique_of(page: Writing, version: KeptVersion, members: Members) -> list[tuple[Handle, Key]]:
    """What the members of a batch are to have alone, if all of them can.

    Raises, in this order:
        Conflict: there are too many members for that.
        Incomplete: two of them, or one and another record under the prefix, would have the same.
    """
    given = {value.index for value in members.batch.values}
    alone = tuple(item for item in version.definition.items if item.unique and item.index in given)
    if not alone:
        return []
    if members.batch.count > MOST_UNIQUE:
        raise Conflict(
            f"{alone[0].label} is unique, and the node keeps each that is taken: a batch with it has at most "
            f"{MOST_UNIQUE} identifiers, got {members.batch.count}"
        )
    definition = Definition(items=alone)
    told: dict[Key, tuple[Item, str]] = {}
    taken: dict[Key, Handle] = {}
    for serial in range(members.batch.first, members.batch.last + 1):
        handle = members.handle(serial)
        for key, said in own_of(version, fill(definition, fields_of(definition, members.values(serial)))).items():
            if key in taken:
                raise Incomplete(handle.text[:80], [_of_items(held(*said, taken[key].text))])
            taken[key], told[key] = handle, said
    for key, holder in (await distinct_fields.holders(page, members.prefix.key, list(taken))).items():
        complaint = held(*told[key], f"{members.batch.prefix}/{holder}")
        raise Incomplete(taken[key].text[:80], [_of_items(complaint)])
    return [(handle, key) for key, handle in taken.items()]


async def let_go(page: Writing, members: Members) -> None:
    """Let go of what the members of a batch that is retired had alone, but for those with records of their own."""
    if members.batch.count > MOST_UNIQUE:
        return
    prefix = members.prefix.key
    suffixes = [members.handle(serial).suffix_key for serial in range(members.batch.first, members.batch.last + 1)]
    own = await page.taken(prefix, suffixes)
    await distinct_fields.drop_many(page, prefix, [suffix for suffix in suffixes if suffix not in own])


def _require(definition: Definition, values: Sequence[Value], name: str) -> None:
    there = {value.index: value for value in values}
    filled = fill(definition, fields_of(definition, values))
    found = list(filled.complaints)
    for value in filled.values:
        item = definition.item(value.type)
        if item is not None and value.data != there[value.index].data:
            found.append(_otherwise(item, there[value.index].data.decode()[:40], value.data.decode()[:40]))
    if found:
        raise Incomplete(name, [_of_items(each) for each in found])


def _cannot(item: Item, members: Members) -> list[Complaint]:
    """Why an item cannot be another one for each member."""
    at = f"/items/{item.code}"
    if item.kind is Kind.DATE or item.choices:
        kind = ("日期", "a date") if item.kind is Kind.DATE else ("选项之一", "one of some choices")
        return [
            Complaint(
                at,
                "contradiction",
                f"{item.name}（{item.code}）为{kind[0]}，不能随流水号变化：号段内所有标识应相同",
                f"{item.label} is {kind[1]}, which cannot turn with the serial: expected the same for all identifiers",
            )
        ]
    pattern = next(pattern for value, pattern in members.patterned if value.index == item.index)
    holes = {piece.name for piece in pattern.pieces if isinstance(piece, Hole)}
    if item.kind is Kind.NUMBER and (holes != {"serial"} or not _DIGITS.issuperset(members.form.characters)):
        return [
            Complaint(
                at,
                "contradiction",
                f"{item.name}（{item.code}）为数字，只能用十进制的 {{serial}}",
                f"{item.label} is a number: expected no placeholder but {{serial}}, of a serial in decimal digits",
            )
        ]
    return []


def _otherwise(item: Item, said: str, read: str) -> Complaint:
    return Complaint(
        f"/items/{item.code}",
        "contradiction",
        f"{item.name}（{item.code}）为 {said!r}，读作 {read!r}：流水号前面的零会丢失，应为同一内容",
        f"{item.label} is {said!r}, which reads {read!r}: expected what is kept as it is written",
    )


def _of_items(complaint: Complaint) -> Complaint:
    """A complaint about fields of a record as one about the items of a batch."""
    return msgspec.structs.replace(complaint, pointer=complaint.pointer.replace("/fields/", "/items/", 1))


def _name(members: Members, serial: int) -> str:
    return members.handle(serial).text[:80]


def _text(given: object) -> str | None:
    if isinstance(given, str):
        return given
    if isinstance(given, Decimal):
        return f"{given:f}" if abs(given.adjusted()) <= 60 else None
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else None


def _texts(given: object) -> list[str] | None:
    each = [_text(one) for one in given] if isinstance(given, list | tuple) else [None]
    return None if None in each else [text for text in each if text is not None]
