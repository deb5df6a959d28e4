"""Lines: words and fields; what is not known is refused, what is empty is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Malformed
from schemas.printing.lines import LineDocument, Thing, read_lines, usual_lines

PUMP = Thing(
    "88.1000.1/pump/7",
    "苏州精密机械有限公司",
    ((1, "URL", "https://a.example/7"), (2, "MODEL", "XG-7"), (3, "model", "second"), (4, "NOTE", " two\n lines ")),
)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{identifier}", "88.1000.1/pump/7"),
        ("{prefix} | {suffix}", "88.1000.1 | pump/7"),
        ("{enterprise}", "苏州精密机械有限公司"),
        ("型号 {value:MODEL}", "型号 XG-7"),
        ("型号 {value:model}", "型号 XG-7"),
        ("{value:3}", "second"),
        ("{value:NOTE}", "two lines"),
        ("第 {number} 件", "第 12 件"),
        ("{code}", "https://id.example.cn/x"),
        ("{{identifier}}", "{identifier}"),
        ("园区统一标识", "园区统一标识"),
        ("型号 {value:NONE}", ""),
        ("{value:9}{value:NONE}", ""),
        ("{value:NONE} {identifier}", "88.1000.1/pump/7"),
        ("", ""),
    ],
)
def test_what_a_line_says(text: str, filled: str) -> None:
    (line,) = read_lines([LineDocument(text)])

    assert line.fill(PUMP, "https://id.example.cn/x", 12) == filled


@given(st.text(max_size=60))
def test_any_text_with_its_braces_doubled_says_itself(text: str) -> None:
    (line,) = read_lines([LineDocument(text.replace("{", "{{").replace("}", "}}"))])

    assert line.fill(PUMP, "", 1) == " ".join(text.split())


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (LineDocument("{"), "line '{' has '{' alone, expected a field in braces"),
        (LineDocument("a}b"), "line 'a}b' has '}' alone, expected a field in braces"),
        (
            LineDocument("{serial}"),
            "field in the line '{serial}' is 'serial', expected one of identifier, prefix, suffix, enterprise, code, "
            "number, value:TYPE, value:INDEX",
        ),
        (
            LineDocument("{value:}"),
            "field in the line '{value:}' is 'value:', expected one of identifier, prefix, suffix, enterprise, code, "
            "number, value:TYPE, value:INDEX",
        ),
        (LineDocument("a", size=0.2), "size of the line 'a' is 0.2, expected 0.3 to 5"),
        (LineDocument("a", rows=0), "rows of the line 'a' are 0, expected 1 to 20"),
    ],
)
def test_a_line_that_cannot_be_is_refused(document: LineDocument, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_lines([document])

    assert refusal.value.sentence == sentence


def test_a_label_has_at_most_twenty_lines() -> None:
    with pytest.raises(Malformed) as refusal:
        read_lines([LineDocument("a")] * 21)

    assert refusal.value.sentence == "number of lines is 21, expected at most 20"


def test_a_label_says_the_identifier_or_the_gs1_data_where_nobody_chooses() -> None:
    first, second = read_lines(usual_lines(gs1=False))
    assert (first.fill(PUMP, "x", 1), second.fill(PUMP, "x", 1)) == (PUMP.identifier, PUMP.enterprise)
    first, _ = read_lines(usual_lines(gs1=True))
    assert first.fill(PUMP, "(01)09506000134352", 1) == "(01)09506000134352"
