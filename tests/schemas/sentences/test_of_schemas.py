"""What the ground floor refuses, as people read it in Chinese: asked for and said, not written down twice."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.coding import Rule
from schemas.coding_segments import Date, Definition, Enumeration, Field, Fixed, Segment, Serial
from schemas.divisions import parse as parse_division
from schemas.encodings.link import from_octets as read_link
from schemas.errors import NodeError
from schemas.handle import Handle, registrable
from schemas.identifiers.opinion import by_scheme
from schemas.identifiers.recognise import SCHEMES
from schemas.industries import parse as parse_industry
from schemas.life import Act, Standing, after
from schemas.locations import Locations
from schemas.pattern import Pattern
from schemas.sentences.chinese import in_chinese
from schemas.sheet import Fault, read_csv, read_ndjson
from schemas.template import Definition as TemplateDefinition
from schemas.template import Item, Kind
from schemas.template_fields import fill
from schemas.value import Value


def said_of(refusing: Callable[[], object]) -> str:
    with pytest.raises(NodeError) as refused:
        refusing()
    return in_chinese(refused.value.sentence)


@pytest.mark.parametrize(
    ("scheme", "text", "said"),
    [
        ("handle", "88.1000.1", "“88.1000.1”不是有效的标识：前缀与后缀之间应有“/”"),
        ("handle", "88.1000.1/", "“88.1000.1/”不是有效的标识：后缀为空"),
        ("gtin", "09506000134377", "GTIN 的校验位为 7，应为 6"),
        ("sscc", "123", "SSCC 的长度为 3 位，应为 18 位"),
        ("gs1-ai", "(01)09506000134377", "AI 01 的校验位为 7，应为 6"),
        ("gs1-ai", "(10)é", "AI 10 的第 1 个字符为“é”，应为 GS1 字符集 82 中的字符"),
        ("gs1-ai", "(17)261301", "AI 17 的月份为 13，应为 01 至 12"),
        ("gs1-ai", "(4326)261131", "AI 4326 的日为 31，11 月应为 01 至 30"),
        ("gs1-ai", "(253)950600013437", "AI 253 的长度为 12，应为 13 至 30"),
        ("gs1-ai", "(8013)1", "AI 8013 的长度为 1，至少应含 2 个校验字符"),
        ("gs1-ai", "(8008)26112208501", "AI 8008 的长度为 11，应为 8 或 10 或 12"),
        ("gs1-ai", "(8200)x", "AI 8200 不能单独出现，应同时有 AI 01"),
        ("gs1-ai", "(8110)1", "AI 8110 的厂商识别代码长度为 0，应为 7"),
        ("gs1-ai", "(8110)9123456", "AI 8110 的厂商识别代码长度指示符为 9，应为 0、1、2、3、4、5、6 之一"),
        ("gs1-element-string", "^9", "第 2 个字符处的“9”不是 GS1 定义的应用标识符"),
        ("gs1-digital-link", "https://a.example/x", "路径为“/x”，末尾应为 GS1 主键及其取值"),
        ("epc", "urn:epc:id:sgtin:0614141.81234.1", "EPC 的指示符与项目参考号为“81234”，应为 6 位数字"),
        ("epc", "urn:epc:id:sgtin:0614141.812345.", "EPC 的序列号长度为 0，应为 1 至 20"),
        ("oid", "1.2.x", "OID 的第 3 层为“x”，应为数字"),
        ("oid-cn", "1.2.156.甲.B", "国家 OID 的第 5 层为“B”，应与上一层同为中文"),
        ("ecode", "3006412345é", "Ecode 的第 11 个字符为“é”，版本 3 中应为数字或字母"),
        ("iso15459", "XX1", "数据标识符 DI 为“X”，应为 ISO/IEC 15459 所列，例如 25S 或 1J"),
        ("ma", "MA.156", "MA 码只有 2 段，至少应有 4 段"),
        ("vaa", "VAA", "VAA 码的国家顶级节点代码为空，应为 3 位数字"),
        ("did", "did:X:y", "DID 的方法为“X”，应为小写字母和数字"),
        ("bid", "did:bid:eq", "BID 的编码字母为“q”，应为 f、s 或 t"),
        ("uscc", "91360121MA35JXXXX1", "统一社会信用代码的校验码为“1”，应为“Y”"),
        ("uuid", "123", "UUID 的长度为 3，应为 36"),
    ],
)
def test_identifiers(scheme: str, text: str, said: str) -> None:
    refusal = by_scheme(text, scheme).refusal

    assert refusal is not None
    assert in_chinese(refusal) == said


def test_the_refusals_of_the_vectors_have_no_english_left() -> None:
    """Each text of the published vectors, asked of each scheme; what is quoted out of the text is left out."""
    texts = sorted(texts_in([json.loads(file.read_text("utf-8")) for file in VECTORS.glob("*.json")]))
    refusals = {
        refusal
        for scheme in SCHEMES
        for text in texts
        for end in (0, 1)
        if (refusal := by_scheme(text[: len(text) - end], scheme).refusal) is not None
    }

    assert len(refusals) > 5_000
    assert {each: said for each in refusals if _ENGLISH.search(_QUOTED.sub("", said := in_chinese(each)))} == {}


VECTORS = Path(__file__).parents[1] / "identifiers" / "vectors"
_QUOTED = re.compile(r"“.*?”", re.DOTALL)
_ENGLISH = re.compile(r"\b(is|are|has|the|of|expected|and|or|with|to|at)\b")


def texts_in(document: object) -> set[str]:
    """Every short text in a JSON document."""
    if isinstance(document, str):
        return {document} if len(document) < 300 else set()
    inner = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    return {text for each in inner for text in texts_in(each)}


RULE = Rule.parse(
    Definition((Fixed("SN"), Date("made", "YYMM"), Enumeration("line", ("A", "B")), Field("lot", 2), Serial(4)), "-")
)
GOOD = {"made": "2026-11", "line": "A", "lot": "12"}


@pytest.mark.parametrize(
    ("refusing", "said"),
    [
        (lambda: RULE.encode({}, 1), "缺少字段 line"),
        (lambda: RULE.encode(GOOD | {"z": "1"}, 1), "编码规则没有字段“z”，可用字段为 line、lot、made"),
        (
            lambda: RULE.encode(GOOD | {"made": "x"}, 1),
            "第 2 段（日期 made）为“x”，应为 2000 至 2099 年的年月，例如 2026-11",
        ),
        (lambda: RULE.encode(GOOD | {"line": "C"}, 1), "第 3 段（枚举 line）为“C”，应为下列之一：A、B"),
        (lambda: RULE.encode(GOOD | {"lot": "abc"}, 1), "第 4 段（字段 lot）为“abc”，应为 2 个字符，取自数字和字母"),
        (lambda: RULE.encode(GOOD, 99999), "第 5 段（流水号）为 99999，应为 1 至 9999"),
        (
            lambda: RULE.decode("SN_2611-A-12-0001"),
            "无法解码后缀“SN_2611-A-12-0001”：自第 3 个字符起，第 2 段之前的分隔符为“_”，应为“-”",
        ),
        (
            lambda: RULE.decode("SN-2611-A-12-000x"),
            "无法解码后缀“SN-2611-A-12-000x”：自第 14 个字符起，第 5 段（流水号）为“000x”，"
            "应为 4 个字符，取自数字，且不小于 1",
        ),
    ],
)
def test_suffixes(refusing: Callable[[], object], said: str) -> None:
    assert said_of(refusing) == said


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ((), "编码规则应有 1 至 32 段，实际为 0 段（位置：segments）"),
        ((Fixed(""),), "第 1 段（固定文本）的文本有 0 个字符，应为 1 至 64 个（位置：segments[0]）"),
        ((Serial(65),), "第 1 段（流水号）的长度为 65，应为 1 至 64（位置：segments[0]）"),
        ((Fixed("A "),), "第 1 段会使后缀以空格结尾，标识首尾不得有空格（位置：segments[0]）"),
        (
            (Field("lot", 4, least=1), Field("line", 4, least=1)),
            "无法判断第 1 段（字段 lot）在何处结束：其后续字符可以是“0”，而第 2 段（字段 line）也可以此开头；"
            "请改为固定长度，或在中间加分隔符（位置：segments[0]）",
        ),
    ],
)
def test_rules(segments: tuple[Segment, ...], said: str) -> None:
    assert said_of(lambda: Rule.parse(Definition(segments))) == said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("a,b\n", "表头应有且只有一列 handle（标识），实际表头为“a, b”"),
        ("handle,URL,url\n", "表头中“url”重复：每列对应一种标识值类型"),
    ],
)
def test_headers(table: str, said: str) -> None:
    assert said_of(lambda: list(read_csv([table.encode()]))) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("8.8E+10,x", "标识被表格软件转成了数字 8.8E+10：请将该列设为文本格式，按“前缀/后缀”填写"),
        ("88.1.1/a\tx", "此行有 1 个单元格，应为 2 个：单元格之间是制表符，应为逗号"),
        ('"88\n.1.1/a"b,x', "右引号之后还有文字：引号内的引号须写两遍（第 2 至 3 行）"),
    ],
)
def test_rows_of_a_table(row: str, said: str) -> None:
    (fault,) = read_csv(f"handle,URL\n{row}\n".encode().splitlines(keepends=True))

    assert isinstance(fault, Fault)
    assert in_chinese(fault.reason) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"handle":1}', "无法读取注册内容：应为字符串，实际为整数"),
        ('{"handle":"88.1.1/a","z":1}', "无法读取注册内容：没有名为“z”的字段"),
        ("{}", "无法读取注册内容：缺少字段“handle”"),
        ("x", "无法读取注册内容：JSON 在第 0 字节处有语法错误（无效字符）"),
        ('{"handle":"88.1.1/a","values":null}', "无法读取注册内容：应为数组，实际为空值（null）"),
    ],
)
def test_lines_of_json(line: str, said: str) -> None:
    (fault,) = read_ndjson([line.encode()])

    assert isinstance(fault, Fault)
    assert in_chinese(fault.reason) == said


ITEMS = (
    Item(code="mass", index=2000, name="质量", kind=Kind.NUMBER, least=Decimal(0), most=Decimal(5), unit="kg"),
    Item(code="colour", index=2001, name="颜色", choices=("红", "蓝")),
    Item(code="title", index=2002, name="名称", shortest=2, longest=4, required=True),
    Item(code="made", index=2003, name="生产日期", kind=Kind.DATE, format="date"),
    Item(code="photo", index=2004, name="照片", kind=Kind.IMAGE),
    Item(code="parts", index=2005, name="部件", many=True, count=2),
    Item(code="old", index=2006, name="旧项", disabled=True),
)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mass": "9"}, ["质量（mass）为“9”，应为 [0, 5] 之内的数字（单位：kg）", "缺少必填项：名称（title）"]),
        ({"title": "a"}, ["名称（title）为“a”，应为 2 至 4 个字符"]),
        (
            {"colour": "绿", "title": "泵体", "made": "x"},
            ["颜色（colour）为“绿”，应为下列之一：红、蓝", "生产日期（made）为“x”，应为日期，例如 2026-11-22"],
        ),
        ({"title": "泵体", "parts": ["a", "b", "c"]}, ["部件（parts）为 3 项，应为不超过 2 项的列表"]),
        ({"title": "泵体", "old": "x"}, ["旧项（old）在此版本中已停用"]),
        ({"title": [1]}, ["名称（title）为列表，应为文本"]),
    ],
)
def test_fields_of_a_row_are_told_alike_in_a_list_of_faults_and_in_a_file(
    given: dict[str, object], said: list[str]
) -> None:
    complaints = fill(TemplateDefinition(items=ITEMS), given).complaints

    assert [each.zh for each in complaints] == said
    assert in_chinese("; ".join(each.en for each in complaints)) == "；".join(said)


@pytest.mark.parametrize(
    ("refusing", "said"),
    [
        (lambda: Value(0, "URL", b""), "标识值的索引应为 1 至 4294967295，实际为 0"),
        (
            lambda: registrable(Handle.parse("88.1.1/\u0430")),
            "不能注册“88.1.1/\u0430”：后缀第 1 个字符为 U+0430（CYRILLIC SMALL LETTER A），"
            "应为可见 ASCII 字符、拉丁字母或汉字",
        ),
        (
            lambda: parse_division("990000"),
            "“990000”不是有效的行政区划代码（GB/T 2260）：没有代码为 99 的省级行政区",
        ),
        (
            lambda: parse_industry("A3911"),
            "“A3911”不是有效的国民经济行业分类代码（GB/T 4754）：3911 属于门类 C，实际为 A",
        ),
        (
            lambda: after(Standing.CLOSED, Act.SUBMIT, "the application"),
            "申请当前状态为“已关闭”，不能执行“提交”，仅以下状态可以：草稿、已退回",
        ),
        (
            lambda: Pattern.parse("a{3,1}"),
            "“a{3,1}”不是可用的正则表达式：次数范围中较小的数应在前（位置：第 2 个字符）",
        ),
        (
            lambda: Locations.parse(b'<locations><location href="https://a" weight="x"/></locations>'),
            "第 1 个 location 的 weight 为“x”，应为不大于 1000000000 的数",
        ),
        (lambda: read_link(b'{"linkType":"gs1:pip"}'), "无法读取链接：缺少字段“href”"),
    ],
)
def test_others(refusing: Callable[[], object], said: str) -> None:
    assert said_of(refusing) == said
