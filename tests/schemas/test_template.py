"""Templates: what a definition may say, what the next one may, and how fields are held against one."""

import json
import time
from typing import Any

import msgspec
import pytest

from schemas.errors import Malformed
from schemas.template import Definition, Item, Kind, Particulars, TemplateReference
from schemas.template_checks import complaints as checked
from schemas.template_fields import fields_of, fill, read_fields
from schemas.template_ready import ready
from schemas.template_versions import complaints as continued
from schemas.template_versions import disabled
from schemas.value import PUBLIC, SECRET, Value

OIL = Particulars(name="润滑油", name_en="Lubricant")


def item(code: str = "a", index: int = 2000, **more: Any) -> Item:
    return msgspec.convert({"code": code, "index": index, "name": "项"} | more, Item)


def of(*items: Item) -> Definition:
    return Definition(items=items)


# What an item is, what is given for it as JSON, and the text that it becomes, or what is said.
FIELDS: list[tuple[dict[str, Any], str, str]] = [
    ({}, '"x y"', "x y"),
    ({}, "5", "! a (项) is 5, expected a text"),
    ({"shortest": 2, "longest": 3}, '"四个汉字"', "! a (项) is '四个汉字', expected 2 to 3 characters"),
    ({"shortest": 2, "longest": 3}, '"两字"', "两字"),
    ({"choices": ["合格", "不合格"]}, '"合格"', "合格"),
    ({"choices": ["合格", "不合格"]}, '"良"', "! a (项) is '良', expected one of 合格, 不合格"),
    ({"kind": "number"}, "12.50", "12.50"),
    ({"kind": "number"}, '"+012.50"', "12.50"),
    ({"kind": "number"}, "1e3", "1000"),
    ({"kind": "number"}, "-0.1", "-0.1"),
    ({"kind": "number"}, "12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
    ({"kind": "number"}, "1" * 39, f"! a (项) is {'1' * 39}, expected a number of at most 38 digits"),
    ({"kind": "number"}, "1e999999999", "! a (项) is 1E+999999999, expected a number of at most 38 digits"),
    ({"kind": "number"}, "true", "! a (项) is true, expected a number"),
    ({"kind": "number"}, '"一"', "! a (项) is '一', expected a number, as in 12.5"),
    ({"kind": "number"}, '"NaN"', "! a (项) is 'NaN', expected a number, as in 12.5"),
    ({"kind": "number", "decimals": 1}, "1.25", "! a (项) is 1.25, expected a number with at most 1 decimal"),
    ({"kind": "number", "decimals": 0}, "1.5", "! a (项) is 1.5, expected a number with at most 0 decimals"),
    ({"kind": "number", "least": "1", "most": "10", "unit": "kg"}, "10", "10"),
    (
        {"kind": "number", "least": "1", "most": "10", "unit": "kg"},
        "10.01",
        "! a (项) is 10.01, expected a number in [1, 10] kg",
    ),
    ({"kind": "number", "least": "0"}, "-1", "! a (项) is -1, expected a number in [0, ∞]"),
    ({"kind": "date"}, '"2026-02-28"', "2026-02-28"),
    ({"kind": "date"}, '"2026-02-29"', "! a (项) is '2026-02-29', expected a date, as in 2026-11-22"),
    ({"kind": "date"}, '"20260228"', "! a (项) is '20260228', expected a date, as in 2026-11-22"),
    ({"kind": "date", "format": "month"}, '"2026-13"', "! a (项) is '2026-13', expected a month, as in 2026-11"),
    ({"kind": "date", "format": "year"}, '"2026"', "2026"),
    ({"kind": "date", "format": "time"}, '"24:00"', "! a (项) is '24:00', expected a time, as in 08:50:26"),
    ({"kind": "date", "format": "datetime"}, '"2026-11-22T08:50:26+08:00"', "2026-11-22T08:50:26+08:00"),
    (
        {"kind": "date", "format": "datetime"},
        '"2026-11-22T08:50:26"',
        "! a (项) is '2026-11-22T08:50:26', expected a datetime, as in 2026-11-22T08:50:26+08:00",
    ),
    ({"kind": "file"}, '"https://a.example/手册.pdf?v=2"', "https://a.example/手册.pdf?v=2"),
    (
        {"kind": "file", "endings": ["pdf"]},
        '"https://a.example/x.exe"',
        "! a (项) is 'https://a.example/x.exe', expected the address of a file that ends in .pdf",
    ),
    (
        {"kind": "image"},
        '"javascript:alert(1)//.png"',
        "! a (项) is 'javascript:alert(1)//.png', expected an address with https:// or http://",
    ),
    ({"kind": "image"}, '"https://a.example/X.PNG"', "https://a.example/X.PNG"),
    ({"kind": "audio"}, '"https://a.example/x.wav"', "https://a.example/x.wav"),
    ({"kind": "video"}, '"https://a.example/x.mp4"', "https://a.example/x.mp4"),
    ({"kind": "reference"}, '"88.1000.1/SN-1"', "88.1000.1/SN-1"),
    ({"kind": "reference"}, '"SN-1"', "! a (项) is 'SN-1', expected an identifier, as in 88.1000.1/SN-1"),
    ({"list": True}, '["x", "y"]', '["x", "y"]'),
    ({"list": True}, '"x"', "! a (项) is 'x', expected a list"),
    ({"list": True, "count": 1}, '["x", "y"]', "! a (项) is 2 items, expected a list of at most 1"),
    ({"kind": "number", "list": True}, '[1, "x"]', "! a (项) is 'x', expected a number, as in 12.5"),
    ({"kind": "number"}, "{}", "! a (项) is an object, expected a number"),
    ({"disabled": True}, '"x"', "! a (项) is disabled in this version"),
    ({"required": True}, "null", "! a (项) is missing"),
    ({"required": True}, '""', "! a (项) is missing"),
]


@pytest.mark.parametrize(("said", "given", "becomes"), FIELDS, ids=[f"{row[0]} {row[1][:30]}" for row in FIELDS])
def test_a_field_is_read_or_explained(said: dict[str, Any], given: str, becomes: str) -> None:
    definition = of(item(**said))

    filled = fill(definition, read_fields(f'{{"a": {given}}}'.encode()))

    if becomes.startswith("! "):
        assert [complaint.en for complaint in filled.complaints] == [becomes[2:]]
        assert filled.complaints[0].zh != filled.complaints[0].en
        assert filled.values == ()
        return
    assert filled.complaints == []
    assert filled.values == (Value(2000, "a", becomes.encode()),)
    told = fields_of(definition, filled.values)
    assert fill(definition, told).values == filled.values


def test_half_of_a_pair_is_no_text() -> None:
    assert [each.en for each in fill(of(item()), {"a": "\ud800"}).complaints] == [
        "a (项) is '\\ud800', expected a text"
    ]


@pytest.mark.parametrize("octets", [b"", b"[]", b'{"a": 1', b'{"a": "\\ud800"}', b"[" * 10_000, b"\xff"])
def test_what_is_no_json_object_is_refused(octets: bytes) -> None:
    with pytest.raises(Malformed, match="^cannot read fields: "):
        read_fields(octets)


def test_every_fault_is_told_at_once_with_its_place() -> None:
    definition = of(
        item("model", 2000, required=True),
        item("mass", 2001, kind="number"),
        item("parts", 2002, kind="reference", list=True),
    )

    filled = fill(definition, read_fields(b'{"mass": "heavy", "parts": ["88.1/a", "b", 7], "colour": "red"}'))

    assert [(each.pointer, each.code, each.en) for each in filled.complaints] == [
        ("/fields/colour", "unknown", "the template has no item 'colour', expected one of model, mass, parts"),
        ("/fields/model", "missing", "model (项) is missing"),
        ("/fields/mass", "unreadable", "mass (项) is 'heavy', expected a number, as in 12.5"),
        ("/fields/parts/1", "unreadable", "parts (项) is 'b', expected an identifier, as in 88.1000.1/SN-1"),
        ("/fields/parts/2", "unreadable", "parts (项) is 7, expected an identifier, as in 88.1000.1/SN-1"),
    ]
    assert filled.complaints[1].zh == "缺少必填项：项（model）"


def test_values_stand_at_their_items_indexes_and_go_as_far_as_their_grades() -> None:
    definition = of(
        item("open", 2000), item("shared", 2001, grade="partner"), item("own", 2002, grade="internal", unique=True)
    )

    filled = fill(definition, {"own": "x", "open": "y", "shared": "z"})

    assert [(value.index, value.type, value.public) for value in filled.values] == [
        (2000, "open", True),
        (2001, "shared", False),
        (2002, "own", False),
    ]
    assert (filled.values[0].permissions, filled.values[2].permissions) == (PUBLIC, SECRET)
    assert filled.unique == (("own", "x"),)


def test_two_spellings_of_a_number_are_one() -> None:
    definition = of(item(kind="number", unique=True, list=True))

    assert fill(definition, {"a": ["1.0", "1", "1.50"]}).unique == (("a", "1"), ("a", "1.5"))


# What a definition says, and what is said of it.
DEFINITIONS: list[tuple[list[dict[str, Any]], list[tuple[str, str]]]] = [
    ([], [("/items", "expected 1 to 500 items, got 0")]),
    (
        [{"code": "a"}, {"code": "A", "index": 2000}],
        [("/items/1/code", "items[0] has the code A"), ("/items/1/index", "items[0] has the index 2000")],
    ),
    (
        [{"code": "1", "index": 1999, "name": ""}],
        [
            (
                "/items/0/code",
                "expected a letter and up to 63 letters, digits or underscores, and no type of the system's own, "
                "got '1'",
            ),
            ("/items/0/index", "expected an index from 2000 up, got 1999"),
            ("/items/0/name", "name has 1 to 50 printable characters, got 0"),
        ],
    ),
    ([{"longest": 4001}], [("/items/0/longest", "expected 0 ≤ shortest ≤ longest ≤ 4000, got 0, 4001")]),
    ([{"kind": "number", "least": "2", "most": "1"}], [("/items/0/most", "expected least ≤ most, got 2, 1")]),
    ([{"kind": "number", "least": "Infinity"}], [("/items/0/least", "expected finite numbers, got Infinity, None")]),
    ([{"kind": "number", "digits": 39}], [("/items/0/digits", "expected 1–38, got 39")]),
    ([{"kind": "number", "decimals": 39}], [("/items/0/decimals", "expected 0 ≤ decimals ≤ digits, got 39")]),
    ([{"kind": "date", "longest": 4}], [("/items/0/longest", "an item of kind date has no longest")]),
    ([{"unit": "kg"}], [("/items/0/unit", "an item of kind char has no unit")]),
    (
        [{"kind": "file", "endings": ["*.pdf"]}],
        [("/items/0/endings", "expected a-z, 0-9, 1–10 characters each, got *.pdf")],
    ),
    ([{"count": 2}], [("/items/0/count", "only a list has a count")]),
    ([{"kind": "file", "list": True, "count": 51}], [("/items/0/count", "expected 1–50, got 51")]),
]


@pytest.mark.parametrize(("items", "said"), DEFINITIONS)
def test_all_that_is_wrong_with_a_definition_is_told(items: list[dict[str, Any]], said: list[tuple[str, str]]) -> None:
    found = checked(OIL, of(*(item(**one) for one in items)))

    assert [(each.pointer, each.en) for each in found] == said


@pytest.mark.parametrize(
    "code", ["URL", "url", "HS_ADMIN", "HS_SECKEY", "MAPPING", "link", "a-b", "a b", "ä", "x" * 65]
)
def test_no_item_has_the_type_of_the_systems_own(code: str) -> None:
    assert [each.pointer for each in checked(OIL, of(item(code)))] == ["/items/0/code"]


def test_what_is_said_of_a_template_as_a_whole_is_checked_too() -> None:
    said = Particulars(name="", description="x" * 1001, industry="C9999")

    assert [(each.pointer, each.code) for each in checked(said, of(item()))] == [
        ("/name", "missing"),
        ("/description", "limit"),
        ("/industry", "unknown"),
    ]


def test_published_items_are_disabled_and_never_left_out() -> None:
    before = of(item("a", 2000), item("b", 2001, kind="number"), item("c", 2002))
    after = of(item("b", 2005, kind="date", list=True), item("c", 2002, disabled=True), item("d", 2000))

    assert [(each.pointer, each.en) for each in continued(before, after)] == [
        ("/items", "the item a (项) was published and is missing: it can be disabled, not left out"),
        ("/items/0/index", "the item b (项) was published with index 2001, got 2005"),
        ("/items/0/kind", "the item b (项) was published with kind number, got date"),
        ("/items/0/list", "the item b (项) was published with list false, got true"),
        ("/items/2/index", "the index 2000 is that of the published item a"),
    ]
    assert continued(before, disabled(before, "a")) == []
    assert continued(before, of(*before.items, item("e", 2003, required=True))) == []


def test_the_ready_made_ones_are_without_fault_in_both_languages() -> None:
    assert [(each.id, checked(each.particulars, each.definition)) for each in ready() if each.id] == [
        (name, [])
        for name in ("product", "batch", "equipment", "production", "processing", "inspection", "logistics", "energy")
    ]
    names = [(one.name, one.name_en) for each in ready() for one in each.items]
    assert all(zh and en and zh != en for zh, en in names)
    kinds = {one.kind for each in ready() for one in each.items}
    assert kinds == set(Kind)
    known = {each.id for each in ready()}
    assert {one.template for each in ready() for one in each.items} - {""} <= known


@pytest.mark.parametrize(
    "text", ["", "@1", "product@", "product@0", "product@1@2", "../x", "product@-1", "a b", "x" * 65]
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="as a template: expected its id and version, as in product@1$"):
        TemplateReference.parse(text)


def test_a_record_remembers_its_template() -> None:
    reference = TemplateReference("product", 3)

    assert reference.value == Value(1001, "TEMPLATE", b"product@3")
    assert TemplateReference.among((Value(1, "URL", b"x"), reference.value)) == reference
    assert TemplateReference.among((Value(1001, "OTHER", b"x"),)) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_no_text_takes_long_to_be_refused(kind: Kind) -> None:
    """threats.md T24: nobody's text is matched by a pattern that goes back and forth in it."""
    definition = of(item(kind=kind.value))
    evil = [
        "0" * 100_000 + "x",
        "1." * 50_000,
        "https://" + "a." * 50_000,
        " " * 100_000,
        "88." * 50_000 + "/",
        "9" * 100_000,
    ]

    began = time.process_time()
    for text in evil:
        fill(definition, {"a": text})
    assert time.process_time() - began < 1.0, json.dumps(kind)
