"""Items in a form: a line for each item of a template, which becomes the item."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from registry.console.guard import Form
from schemas.errors import Malformed
from schemas.template import FILES, FIRST_INDEX, LONGEST_TEXT, Definition, Item, Kind

_OF_KINDS = ("shortest", "longest", "choices", "least", "most", "decimals", "format", "endings", "template")
"""What only some kinds of items have."""

COLUMNS = (
    "code",
    "index",
    "kind",
    "name",
    "name_en",
    "unit",
    "need",
    "many",
    "grade",
    *_OF_KINDS,
    "disabled",
)
"""The inputs of a line; each line has all of them, and shows those of its kind."""
_LIMITS = ("shortest", "longest", "choices", "unit", "least", "most", "decimals", "format", "endings", "template")
NEEDS = ("", "required", "unique", "required unique")
MOST_LINES = 100
"""A form of more is an interface of programs."""

_PLACE = re.compile(r"\$\.items\[(\d+)\]\.?(\w*)")


class ItemLine(msgspec.Struct, frozen=True):
    """One item as a form shows it: texts, as they were typed."""

    code: str = ""
    index: str = ""
    kind: str = "char"
    name: str = ""
    name_en: str = ""
    unit: str = ""
    need: str = ""
    many: str = ""
    grade: str = "public"
    shortest: str = ""
    longest: str = ""
    choices: str = ""
    least: str = ""
    most: str = ""
    decimals: str = ""
    format: str = "date"
    endings: str = ""
    template: str = ""
    disabled: str = ""

    @classmethod
    def of(cls, item: Item) -> "ItemLine":
        """The line for an item."""
        flags = [name for name in ("required", "unique") if getattr(item, name)]
        return cls(
            code=item.code,
            index=str(item.index),
            kind=item.kind.value,
            name=item.name,
            name_en=item.name_en,
            unit=item.unit,
            need=" ".join(flags),
            many="1" if item.many else "",
            grade=item.grade.value,
            shortest=str(item.shortest or ""),
            longest="" if item.longest == LONGEST_TEXT else str(item.longest),
            choices=", ".join(item.choices),
            least="" if item.least is None else str(item.least),
            most="" if item.most is None else str(item.most),
            decimals="" if item.decimals is None else str(item.decimals),
            format=item.format,
            endings=", ".join(item.endings),
            template=item.template,
            disabled="1" if item.disabled else "",
        )


def lines_of(form: Form) -> list[ItemLine]:
    """The lines of a form, but for those in which neither a code nor a name was typed."""
    columns = [form.all(f"item.{name}") for name in COLUMNS]
    lines = [ItemLine(*texts) for texts in zip(*columns, strict=False)]
    return [line for line in lines if line.code or line.name]


def definition_of(lines: Sequence[ItemLine], before: Definition | None = None) -> Definition:
    """The items that the lines say. What no line can say of an item (its definition, a comment, …) stays as before.

    Raises:
        Malformed: a line says something that no item can; the sentence ends in its place.
    """
    if len(lines) > MOST_LINES:
        raise Malformed(f"a form has at most {MOST_LINES} items, got {len(lines)}")
    taken = {int(line.index) for line in lines if _is_whole(line.index)}
    taken |= {item.index for item in before.items} if before is not None else set()
    items = []
    for place, line in enumerate(lines):
        try:
            kept = before.item(line.code) if before is not None else None
            items.append(_document(line, kept, taken))
        except Malformed as fault:
            raise Malformed(f"{fault} (at items[{place}])") from None
    try:
        return msgspec.convert({"items": items}, Definition, strict=False)
    except msgspec.ValidationError as fault:
        found = _PLACE.search(str(fault))
        at = f" (at items[{found[1]}].{found[2]})" if found else ""
        raise Malformed(f"cannot read the items: {str(fault).partition(' - ')[0][:200]}{at}") from None


def _document(line: ItemLine, kept: Item | None, taken: set[int]) -> dict[str, Any]:
    whole: dict[str, Any] = {} if kept is None else msgspec.to_builtins(kept)
    for name in ("unit", *_OF_KINDS):
        whole.pop(name, None)
    if line.index:
        index = _whole(line.index, "the index")
    else:
        index = next(each for each in range(FIRST_INDEX, FIRST_INDEX + len(taken) + 1) if each not in taken)
        taken.add(index)
    whole |= {
        "code": line.code,
        "index": index,
        "kind": line.kind,
        "name": line.name,
        "name_en": line.name_en,
        "required": "required" in line.need,
        "unique": "unique" in line.need,
        "list": bool(line.many),
        "grade": line.grade,
        "disabled": bool(line.disabled),
    }
    return whole | _limits(line)


def _limits(line: ItemLine) -> dict[str, Any]:
    """The limits of a line's kind, those that were typed."""
    found: dict[str, Any] = {}
    match line.kind:
        case Kind.CHAR:
            for name in ("shortest", "longest"):
                if text := getattr(line, name):
                    found[name] = _whole(text, f"{name}")
            if line.choices:
                found["choices"] = _listed(line.choices)
        case Kind.NUMBER:
            found |= {name: getattr(line, name) for name in ("least", "most", "unit") if getattr(line, name)}
            if line.decimals:
                found["decimals"] = _whole(line.decimals, "decimals")
        case Kind.DATE:
            found["format"] = line.format
        case Kind.REFERENCE:
            found["template"] = line.template
        case kind if kind in FILES and line.endings:
            found["endings"] = [each.lower().removeprefix(".") for each in _listed(line.endings)]
    return found


def _listed(text: str) -> list[str]:
    """What stands between commas, of either kind."""
    return [each.strip() for each in re.split("[,，、]", text) if each.strip()]


def _whole(text: str, what: str) -> int:
    if not _is_whole(text):
        raise Malformed(f"{what} is {text[:20]!r}, expected a number")
    return int(text)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10
