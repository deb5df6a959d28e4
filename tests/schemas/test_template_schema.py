"""The JSON Schema of a template: valid 2020-12, and it takes whatever the node takes."""

import json
from decimal import Decimal
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.template import Definition, Item, Particulars
from schemas.template_fields import fill, read_fields
from schemas.template_ready import ready
from schemas.template_schema import DIALECT, schema_of
from tests.schemas.test_template import FIELDS

NAMED = Particulars(name="件", name_en="Thing")

# What the node finds in texts and JSON Schema does not look for.
BEYOND = {
    ("number", '"NaN"'),
    ("date", '"2026-02-29"'),
    ("reference", '"SN-1"'),
    ("number", "1" * 39),
    ("number", "1e999999999"),
    ("number", "1.25"),
    ("number", "1.5"),
}


@pytest.mark.parametrize("each", ready(), ids=lambda each: each.id)
def test_the_schemas_of_the_ready_made_ones_are_schemas(each: Any) -> None:
    schema = schema_of(f"https://node.example/{each.id}", each.particulars, each.definition)

    assert schema["$schema"] == DIALECT
    jsonschema_rs.meta.validate(json.loads(json.dumps(schema)))
    assert list(schema["properties"]) == [item.code for item in each.items]


@pytest.mark.parametrize(("said", "given", "becomes"), FIELDS, ids=[f"{row[0]} {row[1][:30]}" for row in FIELDS])
def test_schema_and_node_say_the_same(said: dict[str, Any], given: str, becomes: str) -> None:
    definition = Definition(items=(msgspec.convert({"code": "a", "index": 2000, "name": "项"} | said, Item),))
    schema = json.loads(json.dumps(schema_of("https://node.example/x", NAMED, definition)))
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    try:
        document = json.loads(f'{{"a": {given}}}')
        valid = validator.is_valid(document)
    except (ValueError, UnicodeEncodeError):
        assert becomes.startswith("! ")
        return

    if not becomes.startswith("! "):
        assert valid, list(validator.iter_errors(document))
    elif (said.get("kind"), given) not in BEYOND:
        assert not valid


def test_units_grades_and_flags_are_told() -> None:
    item = Item(
        code="mass",
        index=2001,
        name="质量",
        name_en="Mass",
        kind=msgspec.convert("number", Item.__annotations__["kind"]),
        unit="kg",
        unique=True,
        required=True,
        least=Decimal(0),
    )

    schema = schema_of("x", NAMED, Definition(items=(item,)))

    assert schema["properties"]["mass"] == {
        "title": "Mass",
        "description": "质量",
        "x-index": 2001,
        "x-kind": "number",
        "x-grade": "public",
        "x-unit": "kg",
        "x-unique": True,
        "type": ["number", "string"],
        "pattern": r"^\s*[+-]?[0-9]+(\.[0-9]{1,38})?\s*$",
        "minimum": 0.0,
    }
    assert schema["required"] == ["mass"]
    assert fill(Definition(items=(item,)), read_fields(b'{"mass": 1}')).complaints == []


_CODES = ("a", "b", "c")
_GIVEN = st.none() | st.booleans() | st.integers(-200, 200) | st.sampled_from(["", "x", "12.5", "88.1/x", "2026-11-22"])
_FIELDS = st.dictionaries(st.sampled_from([*_CODES, "d"]), _GIVEN | st.lists(_GIVEN, max_size=3), max_size=4)
_ITEM = st.fixed_dictionaries(
    {"kind": st.sampled_from(["char", "number", "date", "reference"])},
    optional={"required": st.booleans(), "list": st.booleans(), "disabled": st.booleans()},
)


@settings(deadline=None, max_examples=400)
@given(st.lists(_ITEM, min_size=1, max_size=3), _FIELDS)
def test_whatever_the_node_takes_the_schema_takes(said: list[dict[str, Any]], fields: dict[str, Any]) -> None:
    items = tuple(
        msgspec.convert({"code": code, "index": 2000 + at, "name": "项"} | one, Item)
        for at, (code, one) in enumerate(zip(_CODES, said, strict=False))
    )
    definition = Definition(items=items)
    octets = json.dumps(fields).encode()

    if not fill(definition, read_fields(octets)).complaints:
        schema = json.loads(json.dumps(schema_of("https://node.example/x", NAMED, definition)))
        jsonschema_rs.Draft202012Validator(schema).validate(json.loads(octets))
