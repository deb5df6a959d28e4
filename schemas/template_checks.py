"""Checks of a template: everything that is wrong with a definition, and with what is said of it, told at once."""

import re
from collections.abc import Iterator

from schemas.complaint import Complaint
from schemas.errors import Malformed
from schemas.industries import parse as parse_industry
from schemas.sentences.pattern import joined
from schemas.template import (
    FILES,
    FIRST_INDEX,
    LONGEST_DEFINITION,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_STANDARD,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_CHOICES,
    MOST_DIGITS,
    MOST_FILES,
    MOST_ITEMS,
    MOST_LISTED,
    Definition,
    Item,
    Kind,
    Particulars,
)
from schemas.usual import plain_type
from schemas.value import LARGEST_INDEX

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_ENDING = re.compile(r"[a-z0-9]{1,10}")
# A value of this type leads whoever scans the code away; an item is data.
_LEADS_AWAY = "URL"

# Which limits go with which kind; all others are left as they are where an item says nothing.
_LIMITS: dict[Kind, frozenset[str]] = {
    Kind.CHAR: frozenset({"shortest", "longest", "choices"}),
    Kind.NUMBER: frozenset({"least", "most", "digits", "decimals", "unit"}),
    Kind.DATE: frozenset({"format"}),
    Kind.REFERENCE: frozenset({"template"}),
    **dict.fromkeys(FILES, frozenset({"endings"})),
}
_ALL_LIMITS = sorted(frozenset().union(*_LIMITS.values()))
_USUAL = Item(code="a", index=FIRST_INDEX, name="")


def complaints(particulars: Particulars, definition: Definition) -> list[Complaint]:
    """What is wrong with a template, in the order of the document."""
    return [*_of_particulars(particulars), *_of_items(definition)]


def _of_particulars(said: Particulars) -> Iterator[Complaint]:
    bounds = (
        ("name", said.name, 1, LONGEST_TITLE),
        ("name_en", said.name_en, 0, LONGEST_TITLE),
        ("description", said.description, 0, LONGEST_DESCRIPTION),
        ("standard", said.standard, 0, LONGEST_STANDARD),
    )
    for member, text, least, most in bounds:
        yield from _length(f"/{member}", member, text, least, most)
    if said.industry:
        try:
            parse_industry(said.industry)
        except Malformed as refusal:
            yield Complaint("/industry", "unknown", "国民经济行业分类代码不正确（GB/T 4754—2017）", refusal.sentence)


def _of_items(definition: Definition) -> Iterator[Complaint]:
    if not 1 <= len(definition.items) <= MOST_ITEMS:
        zh = f"数据项应有 1 至 {MOST_ITEMS} 个，现有 {len(definition.items)} 个"
        yield Complaint("/items", "limit", zh, f"expected 1 to {MOST_ITEMS} items, got {len(definition.items)}")
    codes: dict[str, int] = {}
    indexes: dict[int, int] = {}
    for place, item in enumerate(definition.items):
        at, code, index = f"/items/{place}", item.code[:64], item.index
        yield from _of_item(at, item)
        # Types of values compare without case.
        if (before := codes.setdefault(item.code.upper(), place)) != place:
            yield Complaint(f"{at}/code", "taken", f"编码 {code} 重复", f"items[{before}] has the code {code}")
        if (before := indexes.setdefault(index, place)) != place:
            yield Complaint(f"{at}/index", "taken", f"索引 {index} 重复", f"items[{before}] has the index {index}")


def _of_item(at: str, item: Item) -> Iterator[Complaint]:
    if not _CODE.fullmatch(item.code) or not plain_type(item.code) or item.code.upper() == _LEADS_AWAY:
        yield Complaint(
            f"{at}/code",
            "unreadable",
            "编码应以字母开头，由 1 至 64 个字母、数字或下划线组成，且不得为系统类型",
            f"expected a letter and up to 63 letters, digits or underscores, and no type of the system's own, "
            f"got {item.code[:40]!r}",
        )
    if not FIRST_INDEX <= item.index <= LARGEST_INDEX:
        yield Complaint(
            f"{at}/index",
            "limit",
            f"索引应不小于 {FIRST_INDEX}，现为 {item.index}",
            f"expected an index from {FIRST_INDEX} up, got {item.index}",
        )
    yield from _length(f"{at}/name", "name", item.name, 1, LONGEST_NAME)
    yield from _length(f"{at}/name_en", "name_en", item.name_en, 0, LONGEST_NAME)
    yield from _length(f"{at}/definition", "definition", item.definition, 0, LONGEST_DEFINITION)
    yield from _length(f"{at}/comment", "comment", item.comment, 0, LONGEST_DEFINITION)
    yield from _length(f"{at}/unit", "unit", item.unit, 0, LONGEST_NAME)
    for limit in _ALL_LIMITS:
        if limit not in _LIMITS[item.kind] and getattr(item, limit) != getattr(_USUAL, limit):
            yield Complaint(
                f"{at}/{limit}",
                "contradiction",
                f"{item.kind.value} 类型没有 {limit} 限制",
                f"an item of kind {item.kind.value} has no {limit}",
            )
    yield from _of_limits(at, item)


def _of_limits(at: str, item: Item) -> Iterator[Complaint]:
    """Limits that nothing could meet, or that are beyond what there is."""
    if not 0 <= item.shortest <= item.longest <= LONGEST_TEXT:
        yield _bounds(f"{at}/longest", f"0 ≤ shortest ≤ longest ≤ {LONGEST_TEXT}", f"{item.shortest}, {item.longest}")
    if len(item.choices) > MOST_CHOICES or any(not 1 <= len(choice) <= LONGEST_DEFINITION for choice in item.choices):
        zh = f"不超过 {MOST_CHOICES} 项、每项 1–{LONGEST_DEFINITION} 个字符"
        en = f"≤ {MOST_CHOICES} × 1–{LONGEST_DEFINITION} characters"
        yield _bounds(f"{at}/choices", en, f"{len(item.choices)}", zh)
    if any(end is not None and not end.is_finite() for end in (item.least, item.most)):
        yield _bounds(f"{at}/least", "finite numbers", f"{item.least}, {item.most}", "有限的数")
    elif item.least is not None and item.most is not None and item.least > item.most:
        yield _bounds(f"{at}/most", "least ≤ most", f"{item.least}, {item.most}")
    if not 1 <= item.digits <= MOST_DIGITS:
        yield _bounds(f"{at}/digits", f"1–{MOST_DIGITS}", f"{item.digits}")
    if item.decimals is not None and not 0 <= item.decimals <= item.digits:
        yield _bounds(f"{at}/decimals", "0 ≤ decimals ≤ digits", f"{item.decimals}")
    if any(not _ENDING.fullmatch(ending) for ending in item.endings) or len(item.endings) > MOST_FILES:
        got = ", ".join(item.endings)[:60]
        yield _bounds(f"{at}/endings", "a-z, 0-9, 1–10 characters each", got, "小写字母和数字、每个 1–10 个字符")
    if item.count is not None:
        most = MOST_FILES if item.kind in FILES else MOST_LISTED
        if not item.many:
            yield Complaint(f"{at}/count", "contradiction", "只有列表项才有数量限制", "only a list has a count")
        elif not 1 <= item.count <= most:
            yield _bounds(f"{at}/count", f"1–{most}", f"{item.count}")


def _length(at: str, member: str, text: str, least: int, most: int) -> Iterator[Complaint]:
    if not least <= len(text) <= most or not text.isprintable():
        yield Complaint(
            at,
            "missing" if not text else "limit",
            f"{member} 应为 {least} 至 {most} 个可显示字符，现有 {len(text)} 个",
            f"{member} has {least} to {most} printable characters, got {len(text)}",
        )


def _bounds(at: str, expected: str, got: str, zh: str = "") -> Complaint:
    said = joined(["限制不正确：应为", zh or expected, "，现为", got or "空"])
    return Complaint(at, "limit", said, f"expected {expected}, got {got}")
