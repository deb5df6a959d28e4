"""The JSON Schema of a version of a template (2020-12): what `fields` must be like, for the programs that send them.

Whatever `schemas.template_fields` takes, it takes; what JSON Schema cannot say (digits of a number that comes as a
text, an address that may be followed, uniqueness under a prefix) the node checks alone.
"""

import re
from collections.abc import Mapping
from typing import Any

from schemas.template import FILES, Definition, Item, Kind, Particulars
from schemas.template_kinds import USUAL_ENDINGS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NOT_GIVEN = [None, ""]
"""What is taken as not given."""
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "date": {"format": "date"},
    "datetime": {"format": "date-time"},
    "month": {"pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
    "year": {"pattern": "^[0-9]{4}$"},
    "time": {"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"},
}


def schema_of(at: str, particulars: Particulars, definition: Definition) -> dict[str, Any]:
    """The schema, published at an address or path `at`."""
    return {
        "$schema": DIALECT,
        "$id": at,
        "title": particulars.name_en or particulars.name,
        "description": f"{particulars.name}. {particulars.description}".strip(),
        "type": "object",
        "properties": {item.code: _property(item) for item in definition.items},
        "required": [item.code for item in definition.asked if item.required],
        "additionalProperties": False,
    }


def _property(item: Item) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": item.name_en or item.name,
        "description": ". ".join(text for text in (item.name, item.definition, item.comment) if text),
        "x-index": item.index,
        "x-kind": item.kind.value,
        "x-grade": item.grade.value,
    }
    if item.disabled:
        return said | {"deprecated": True, "enum": _NOT_GIVEN}
    if item.unit:
        said["x-unit"] = item.unit
    if item.unique:
        said["x-unique"] = True
    one = _one(item)
    if not item.required:
        # What is null or empty is taken as not given.
        one = {"anyOf": [one, {"enum": _NOT_GIVEN}]} if not item.many else one
    if item.many:
        listed: dict[str, Any] = {"type": "array", "items": one, "maxItems": item.most_listed}
        if item.required:
            listed["minItems"] = 1
        else:
            listed = {"anyOf": [listed, {"enum": _NOT_GIVEN}]}
        return said | listed
    return said | one


def _one(item: Item) -> dict[str, Any]:
    if item.kind is Kind.CHAR:
        if item.choices:
            return {"enum": list(item.choices)}
        return {"type": "string", "minLength": max(item.shortest, 1 if item.required else 0), "maxLength": item.longest}
    if item.kind is Kind.NUMBER:
        return _number(item)
    if item.kind is Kind.DATE:
        return {"type": "string", **_FORMS[item.format]}
    if item.kind in FILES:
        endings = item.endings or USUAL_ENDINGS[item.kind]
        behind = rf"[^?#]*\.({'|'.join(map(_either_case, endings))})([?#].*)?" if endings else ".*"
        return {"type": "string", "pattern": f"^[Hh][Tt][Tt][Pp][Ss]?://{behind}$"}
    return {"type": "string", "pattern": "^[^/]+/.+$"}


def _number(item: Item) -> dict[str, Any]:
    behind = "" if item.decimals == 0 else rf"(\.[0-9]{{1,{item.decimals or item.digits}}})?"
    said: dict[str, Any] = {"type": ["number", "string"], "pattern": rf"^\s*[+-]?[0-9]+{behind}\s*$"}
    if item.least is not None:
        said["minimum"] = float(item.least)
    if item.most is not None:
        said["maximum"] = float(item.most)
    return said


def _either_case(ending: str) -> str:
    return "".join(f"[{each}{each.upper()}]" if each.isalpha() else re.escape(each) for each in ending)
