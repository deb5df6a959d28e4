"""Columns of tables as items of a template, by code or name, and rows as fields."""

import pytest

from schemas.errors import Malformed
from schemas.sheet import Row, read_csv, read_ndjson
from schemas.template import Definition, Item, TemplateReference
from schemas.template_columns import Under
from schemas.value import Value

ITEMS = (
    Item(code="model", index=2000, name="型号", name_en="Model"),
    Item(code="tags", index=2001, name="标签", name_en="Tags", many=True),
    Item(code="mass", index=2002, name="质量", name_en="Mass"),
    Item(code="weight", index=2003, name="重量", name_en="Mass"),
    Item(code="old", index=2004, name="旧", disabled=True),
)
PART = TemplateReference("part", 1)
UNDER = Under(PART, Definition(items=ITEMS))


def test_columns_are_named_after_items_by_code_or_name() -> None:
    table = "handle,URL,型号,tags,#note\n88.1/a,https://a.example/,M,甲；乙;丙,x\n88.1/b,,N,,\n".encode()

    rows = list(read_csv(table.splitlines(keepends=True), under=UNDER))

    assert [type(row) for row in rows] == [Row, Row]
    first, second = rows
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert first.values == (Value(1, "URL", b"https://a.example/"),)
    assert (first.template, first.fields) == (PART, {"model": "M", "tags": ["甲", "乙", "丙"]})
    assert (second.values, second.fields) == ((), {"model": "N"})


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("colour", "part@1 has no item 'colour': expected one of model, tags, mass, weight"),
        ("old", "part@1 has no item 'old': expected one of model, tags, mass, weight"),
        ("MASS", None),
        ("Model", None),
    ],
)
def test_a_column_that_is_no_item_is_refused_before_any_row(column: str, sentence: str | None) -> None:
    lines = [f"handle,{column}\n".encode(), b"88.1/a,1\n"]

    if sentence is None:
        assert len(list(read_csv(lines, under=UNDER))) == 1
        return
    with pytest.raises(Malformed) as refused:
        list(read_csv(lines, under=UNDER))
    assert str(refused.value) == sentence


def test_a_name_that_several_have_is_refused() -> None:
    twins = Under(PART, Definition(items=(*ITEMS[:1], Item(code="b", index=2009, name="型号"))))

    with pytest.raises(Malformed, match="^several items of part@1 are called '型号': name the column by a code$"):
        twins.item("型号")


def test_lines_that_name_no_template_get_the_files() -> None:
    lines = [
        b'{"handle":"88.1/a","fields":{"model":"M"}}\n',
        b'{"handle":"88.1/b","template":"other@2","fields":{}}\n',
        b'{"handle":"88.1/c","values":[]}\n',
    ]

    rows = list(read_ndjson(lines, lambda: 1, UNDER))

    assert [row.template for row in rows if isinstance(row, Row)] == [PART, TemplateReference("other", 2), PART]
