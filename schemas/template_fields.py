"""Fields of a record held against a template: every fault at once, and the values that they become.

An item's value has the item's code for its type, stands at the item's index, and says by its permissions how far it
goes. A list is kept as a JSON array of texts.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from schemas.complaint import Complaint
from schemas.grade import Grade
from schemas.identifiers.scheme import Words
from schemas.sentences.pattern import joined, unquoted
from schemas.shape import reader
from schemas.template import Definition, Item, Kind
from schemas.template_kinds import Unfit, read
from schemas.value import LARGEST_DATA, PUBLIC, Value, graded

_PERMISSIONS = {grade: graded(PUBLIC, grade) for grade in Grade}

Fields = Mapping[str, object]
"""What is given, by the codes of items: as JSON has it, numbers with a point as `Decimal`."""


class Filled(NamedTuple):
    """What fields come to."""

    values: tuple[Value, ...]
    complaints: list[Complaint]
    """Empty where the values may stand in a record."""
    unique: tuple[tuple[str, str], ...]
    """What no other record under the prefix may have: codes of items, each with the text by which two are alike."""


def fill(definition: Definition, fields: Fields, timestamp: int = 0) -> Filled:
    """Hold fields against a template. A field that is null, or an empty text, is taken as not given.

    The values have this timestamp; 0: none yet.
    """
    values: list[Value] = []
    unique: list[tuple[str, str]] = []
    known = definition.by_code
    found = [_unknown(code, definition) for code in fields if code not in known]
    # Most records have few of the items: those that are given are looked at, and those that are needed.
    for item in _looked_at(definition, fields):
        given = fields.get(item.code)
        if given is None or given == "" or (item.many and given == []):
            if item.required and not item.disabled:
                found.append(_missing(item))
            continue
        if item.disabled:
            found.append(_disabled(item))
            continue
        texts, faults = _read(item, given)
        found += faults
        if faults:
            continue
        data = (json.dumps(texts, ensure_ascii=False) if item.many else texts[0]).encode()
        if len(data) > LARGEST_DATA:
            found.append(_too_large(item, len(data)))
            continue
        values.append(Value(item.index, item.code, data, permissions=_PERMISSIONS[item.grade], timestamp=timestamp))
        if item.unique:
            unique += dict.fromkeys((item.code, alike(item, text)) for text in texts)
    return Filled(tuple(values), found, tuple(unique))


def _looked_at(definition: Definition, fields: Fields) -> list[Item]:
    """The items that are given or needed, in the order of the template."""
    known = definition.by_code
    wanted = {code: known[code] for code in fields if code in known}
    for item in definition.needed:
        wanted[item.code] = item
    places = definition.places
    return sorted(wanted.values(), key=lambda item: places[item.code])


def fields_of(definition: Definition, values: Sequence[Value]) -> dict[str, object]:
    """The fields that a record's values at the indexes of items say: what `fill` made them of, numbers as texts."""
    there = {value.index: value for value in values}
    told: dict[str, object] = {}
    for item in definition.items:
        value = there.get(item.index)
        if value is None or value.type != item.code:
            continue
        text = value.data.decode("utf-8", "replace")
        told[item.code] = _listed(text) if item.many else text
    return told


def alike(item: Item, text: str) -> str:
    """The text by which two data of an item are the same: `1.0` and `1` are one number.

    >>> alike(Item(code="n", index=2000, name="数", kind=Kind.NUMBER), "1.50")
    '1.5'
    """
    return f"{Decimal(text).normalize():f}" if item.kind is Kind.NUMBER else text


read_fields: Callable[[bytes], dict[str, Any]] = reader(dict[str, Any], "fields", "fields", Decimal)
"""A JSON object as `fill` takes it: a number with a point keeps its digits.

Raises:
    Malformed: it cannot be read as one.
"""


def _read(item: Item, given: object) -> tuple[list[str], list[Complaint]]:
    """The texts that are given for an item, and what is wrong with each of the others."""
    at = f"/fields/{item.code}"
    if not item.many:
        each = [(at, given)]
    elif not isinstance(given, list | tuple):
        return [], [_complaint(item, at, _shown(given), Unfit("列表", "a list", "unreadable"))]
    elif len(given) > item.most_listed:
        wanted = Unfit(f"不超过 {item.most_listed} 项的列表", f"a list of at most {item.most_listed}")
        return [], [_complaint(item, at, Words(f"{len(given)} 项", f"{len(given)} items"), wanted)]
    else:
        each = [(f"{at}/{place}", one) for place, one in enumerate(given)]
    texts: list[str] = []
    faults: list[Complaint] = []
    for where, one in each:
        text = read(item, one)
        if isinstance(text, Unfit):
            faults.append(_complaint(item, where, _shown(one), text))
        else:
            texts.append(text)
    return texts, faults


def _listed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _complaint(item: Item, at: str, said: Words, wanted: Unfit) -> Complaint:
    zh = joined([f"{item.name}（{item.code}）为", said.zh, "，应为", wanted.zh])
    return Complaint(at, wanted.code, zh, f"{item.label} is {said.en}, expected {wanted.en}")


def _unknown(code: str, definition: Definition) -> Complaint:
    codes = ", ".join(item.code for item in definition.asked[:12]) + (", …" if len(definition.asked) > 12 else "")
    return Complaint(
        f"/fields/{code[:64]}",
        "unknown",
        f"模板没有数据项“{code[:64]}”，应为下列之一：{codes.replace(', ', '、')}",
        f"the template has no item {code[:64]!r}, expected one of {codes}",
    )


def _missing(item: Item) -> Complaint:
    at = f"/fields/{item.code}"
    return Complaint(at, "missing", f"缺少必填项：{item.name}（{item.code}）", f"{item.label} is missing")


def _disabled(item: Item) -> Complaint:
    return Complaint(
        f"/fields/{item.code}",
        "disabled",
        f"{item.name}（{item.code}）在此版本中已停用",
        f"{item.label} is disabled in this version",
    )


def _too_large(item: Item, octets: int) -> Complaint:
    return Complaint(
        f"/fields/{item.code}",
        "limit",
        f"{item.name}（{item.code}）共 {octets} 字节，最大 {LARGEST_DATA} 字节",
        f"{item.label} has {octets} octets, expected at most {LARGEST_DATA}",
    )


def _shown(given: object) -> Words:
    """What was read, as a sentence shows it: short, and with nothing in it that would break a line."""
    if isinstance(given, str):
        quoted, more = repr(given[:40]), "…" if len(given) > 40 else ""
        return Words(f"“{unquoted(quoted)}”{more}", f"{quoted}{more}")
    if isinstance(given, bool):
        return Words("true", "true") if given else Words("false", "false")
    if isinstance(given, Decimal | int):
        return Words(str(given)[:40], str(given)[:40])
    return Words("列表", "a list") if isinstance(given, list | tuple) else Words("对象", "an object")
