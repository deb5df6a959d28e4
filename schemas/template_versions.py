"""Versions of a template: what the next one may say, so that records of the ones before stay what they are.

Items are added and disabled, never left out; an item keeps its code, its index, its kind, and whether it is a list
(china-node.md §5). Its names, limits, grade and flags may change: they bind what is registered from then on.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from schemas.complaint import Complaint
from schemas.template import Definition

_KEPT = ("index", "kind", "many")
_NAMES = {"many": "list"}


def complaints(before: Definition, after: Definition) -> list[Complaint]:
    """What a definition may not say behind the one that was published last."""
    return [*_of_codes(before, after), *_of_indexes(before, after)]


def _of_codes(before: Definition, after: Definition) -> Iterator[Complaint]:
    places = {item.code: place for place, item in enumerate(after.items)}
    for item in before.items:
        if item.code not in places:
            yield Complaint(
                "/items",
                "missing",
                f"已发布的数据项 {item.code} 不得删除，只能停用",
                f"the item {item.label} was published and is missing: it can be disabled, not left out",
            )
            continue
        place = places[item.code]
        for member in _KEPT:
            was, becomes = getattr(item, member), getattr(after.items[place], member)
            if was != becomes:
                name = _NAMES.get(member, member)
                yield Complaint(
                    f"/items/{place}/{name}",
                    "contradiction",
                    f"已发布的数据项 {item.code} 的 {name} 不得更改：{_said(was)} → {_said(becomes)}",
                    f"the item {item.label} was published with {name} {_said(was)}, got {_said(becomes)}",
                )


def _of_indexes(before: Definition, after: Definition) -> Iterator[Complaint]:
    """An index that was one item's is never another's."""
    owners = {item.index: item.code for item in before.items}
    for place, item in enumerate(after.items):
        owner = owners.get(item.index, item.code)
        if owner != item.code:
            yield Complaint(
                f"/items/{place}/index",
                "taken",
                f"索引 {item.index} 属于已发布的数据项 {owner}",
                f"the index {item.index} is that of the published item {owner}",
            )


def disabled(definition: Definition, code: str) -> Definition:
    """The same with one item disabled."""
    return Definition(
        items=tuple(replace(item, disabled=True) if item.code == code else item for item in definition.items)
    )


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
