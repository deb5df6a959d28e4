"""The rows that must not come in, each with one mistake of its own, and what the mistake is, in words."""

# ruff: noqa: E501 (one row of the file is one line here)

import json
from dataclasses import dataclass

from making.values import URL, Value, business, line, value

# Whose key does the import: what is another's depends on it.
NDJSON_AS = "88.1000.1"
CSV_AS = "88.1000.31"

CSV_HEADER = "handle,URL,EMAIL,产品名称,备注"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file and what is wrong with it; nothing, if it is right."""

    octets: bytes
    problem: str | None = None


def wrong_ndjson() -> list[Row]:
    """List the lines of `wrong.ndjson`."""
    return [
        _right("R-0001"),
        Row(_text("88.1000.999/A-1"), "prefix 88.1000.999 is not granted to anyone"),
        Row(_text("88.2000.1/A-1"), "prefix 88.2000.1 does not belong to this node: 88.2000 is not one of its own"),
        Row(_text("88.101.0042/A-1"), "prefix 88.101.0042 belongs to another enterprise"),
        Row(_text("88.1000.12/A-1"), "prefix 88.1000.12 belongs to another enterprise: 88.1000.1 does not hold it"),
        Row(_text("88.1000.01/A-1"), "prefix 88.1000.01 is not granted: a leading zero is part of the name"),
        Row(_text("88.608.24061301/A-1"), "prefix 88.608.24061301 belongs to another enterprise and is served by its own node"),
        Row(_text("88.1000/A-1"), "prefix 88.1000 is the secondary node's own, not the enterprise's"),
        Row(_text("88..1/A-1"), "prefix 88..1 has an empty label"),
        Row(_text("https://id.xiulan.example/p/1"), "https: is not a prefix"),
        _right("R-0002"),
        Row(_text("88.1000.1"), "no slash: a handle is prefix/suffix"),
        Row(_text("88.1000.1／A-1"), "no slash: the slash is a full-width one (U+FF0F)"),
        Row(_text("88.1000.1/"), "empty suffix"),
        Row(_text(""), "empty handle"),
        Row(_text("88.1000.1/" + "L" * 2039), "handle too long: 2049 octets, at most 2048"),
        Row(_text("88.1000.1/N\u0000L"), "NUL in the suffix"),
        Row(_text("88.1000.1/C\u0007T\u001b[2J"), "control character U+0007 in the suffix"),
        Row(_text("88.1000.1/主板（八层）"), "full-width bracket U+FF08 in the suffix"),
        Row(_text("88.1000.1/铜箔0.3×600"), "multiplication sign U+00D7 in the suffix"),
        Row(_text("88.1000.1/SN-\u0410-1"), "Cyrillic U+0410 in the suffix looks like the Latin A"),
        Row(_text("88.1000.1/SN-\u200b1"), "zero-width space U+200B in the suffix"),
        Row(_text("88.1000.1/E\u0301tage-2"), "the suffix is not in the composed form (NFC)"),
        Row(_text("88.1000.1/SN-2026-1 "), "the suffix ends with a space"),
        Row(_json({"handle": 88.1, "values": _values()}), "handle is a number, expected text"),
        Row(_json({"handle": None, "values": _values()}), "handle is null, expected text"),
        Row(_json({"values": _values()}), "handle is missing"),
        Row(_json({"handle": "88.1000.1/NOVALUES"}), "values are missing"),
        Row(_json({"handle": "88.1000.1/VALUES-OBJECT", "values": {"1": "x"}}), "values is an object, expected an array"),
        _right("R-0003"),
        Row(_with(1, value(URL, "URL", "https://a.example/"), value(URL, "EMAIL", "a@a.example")), "duplicate index 1"),
        Row(_with(2, value(0, "URL", "https://a.example/")), "index 0, expected 1 or more"),
        Row(_with(3, value(-2000, "备注", "x")), "index -2000, expected 1 or more"),
        Row(_with(4, value(1001, "备注", "x")), "index 1001 is reserved for the template"),
        Row(_with(5, value(4294967296, "备注", "x")), "index 4294967296 is too large: it does not fit in 4 octets"),
        Row(_with(6, {**value(1, "备注", "x"), "index": "2000"}), "index is text, expected a whole number"),
        Row(_with(7, {**value(1, "备注", "x"), "index": 2000.5}), "index 2000.5, expected a whole number"),
        Row(_with(8, {"type": "备注", "data": {"format": "string", "value": "x"}}), "index is missing"),
        Row(_with(9, {**value(2000, "备注", "x"), "type": 7}), "type is a number, expected text"),
        Row(_with(10, {"index": 2000, "type": "备注", "data": None}), "data is null"),
        Row(_with(11, {"index": 2000, "type": "数量", "data": {"format": "string", "value": 12}}), "data value is a number, expected text"),
        Row(_with(12, {"index": 2000, "type": "备注", "data": {"format": "string", "vlaue": "x"}}), "unknown field vlaue in data"),
        Row(_with(13, value(2000, "备注", "x", colour="red")), "unknown field colour in a value"),
        Row(_json({"handle": "88.1000.1/UNKNOWN", "values": _values(), "owner": "岫澜"}), "unknown field owner in the record"),
        _right("R-0004"),
        Row(_with(14, {"index": 2000, "type": "图", "data": {"format": "base64", "value": "iVBORw0KGgo=*"}}), "invalid base64"),
        Row(_with(15, {"index": 2000, "type": "RFID", "data": {"format": "hex", "value": "E280117"}}), "invalid hex: an odd number of digits"),
        Row(_with(16, {"index": 2000, "type": "备注", "data": {"format": "xml", "value": "<a/>"}}), "unknown data format xml"),
        Row(_with(17, value(2000, "备注", "x", permissions="11x0")), "permissions 11x0, expected four of 0 and 1"),
        Row(_with(18, value(2000, "备注", "x", permissions="111")), "permissions 111, expected four characters"),
        Row(_with(19, value(2000, "备注", "x", ttl=-1)), "ttl -1, expected 0 or more"),
        Row(_with(20, value(2000, "备注", "x", ttl="明天")), "ttl 明天, expected seconds or a time"),
        Row(_with(21, _admin({"handle": 300, "permissions": "011111110011"})), "HS_ADMIN: handle is a number, index is missing"),
        Row(_with(22, _admin({"handle": "0.NA/88.1000.1", "index": 300, "permissions": "01112110011x"})), "HS_ADMIN: permissions 01112110011x, expected 12 of 0 and 1"),
        _right("R-0005"),
        Row(_text("88.1000.1/IMPORT/R-0005"), "duplicate handle: line 55 has it"),
        Row(_text("88.1000.1/import/r-0005"), "duplicate handle but for case: line 55 has it"),
        _right("R-0001", "duplicated line: the same as line 1"),
        Row(b"", "empty line"),
        Row(b'{"handle":"88.1000.1/BROKEN-1","values":[', "broken JSON: the line ends inside an array"),
        Row(b'{"handle":"88.1000.1/BROKEN-2","values":[],}', "broken JSON: comma before the closing brace"),
        Row(b"{'handle':'88.1000.1/BROKEN-3','values':[]}", "broken JSON: single quotes"),
        Row(_text("88.1000.1/TWO-A") + _text("88.1000.1/TWO-B"), "broken JSON: two objects in one line"),
        Row(b'["88.1000.1/ARRAY"]', "array, expected an object"),
        Row(b'"88.1000.1/TEXT"', "text, expected an object"),
        Row(b'{"handle":"88.1000.1/DEEP","values":' + b"[" * 5000 + b"]" * 5000 + b"}", "nested too deeply"),
        Row(rb'{"handle":"88.1000.1/SURROGATE-\ud842","values":[]}', "lone surrogate \\ud842 in the handle"),
        Row(_text("88.1000.1/RAW-CONTROL").replace("示例".encode(), b"\x01"), "broken JSON: raw control character in a string"),
        Row("\ufeff".encode() + _text("88.1000.1/BOM"), "byte order mark before the object, in the middle of the file"),
        Row(_text("88.1000.1/GBK").replace("示例".encode(), "示例".encode("gbk")), "not UTF-8"),
        _right("R-0006"),
    ]  # fmt: skip


def wrong_csv() -> list[Row]:
    """List the lines of `wrong.csv`, the header first."""
    return [
        Row(CSV_HEADER.encode()),
        _cells("88.1000.31/IMPORT/R-0001"),
        _cells("88.1000.999/A-1", problem="prefix 88.1000.999 is not granted to anyone"),
        _cells("88.1000.7/A-1", problem="prefix 88.1000.7 belongs to another enterprise"),
        _cells("88.1000.3/A-1", problem="prefix 88.1000.3 is not granted: 88.1000.31 is another name"),
        _cells("８８.1000.31/A-1", problem="prefix ８８.1000.31 has full-width digits"),
        _cells("88.1000.31／A-1", problem="no slash: the slash is a full-width one (U+FF0F)"),
        _cells("8.81E+12", problem="no slash: a spreadsheet has made a number of the handle"),
        _cells("88.1000.31/", problem="empty suffix"),
        _cells("", problem="empty handle"),
        _cells("88.1000.31/IMPORT/R-0002"),
        _cells("88.1000.31/IMPORT/R-0002", problem="duplicate handle: line 11 has it"),
        _cells("88.1000.31/import/r-0002", problem="duplicate handle but for case: line 11 has it"),
        _cells("88.1000.31/" + "L" * 2038, problem="handle too long: 2049 octets, at most 2048"),
        _cells("88.1000.31/C\u0007T", problem="control character U+0007 in the suffix"),
        _cells(" 88.1000.31/SPACE-BEFORE", problem="space before the prefix"),
        _cells("\ufeff88.1000.31/BOM", problem="byte order mark before the prefix, in the middle of the file"),
        Row(b"88.1000.31/SHORT,https://id.youchuan.example/", "2 cells, expected 5"),
        Row("88.1000.31/LONG,https://id.youchuan.example/,,玉白抛釉砖,含逗号,未加引号".encode(), "6 cells, expected 5"),
        Row("88.1000.31/TABS\thttps://id.youchuan.example/\t\t玉白抛釉砖\t".encode(), "1 cell, expected 5: tabs between the cells"),
        Row(b"", "empty line"),
        _cells("88.1000.31/IMPORT/R-0003"),
        Row('88.1000.31/OPEN,https://id.youchuan.example/,,玉白抛釉砖,"引号未闭合'.encode(), "the quote is never closed"),
    ]  # fmt: skip


def expected() -> dict[str, object]:
    """Say of every line whether it is right, and if not, why."""
    return {
        "note": "行号从 1 起，为文件中的物理行号；problem 仅说明意思，提示语以产品为准。 Rows are the lines of the file, from 1; `problem` gives the sense, the sentence is the product's.",
        "files": {
            "wrong.ndjson": {"as": NDJSON_AS, "rows": _verdicts(wrong_ndjson(), first=1)},
            "wrong.csv": {"as": CSV_AS, "rows": _verdicts(wrong_csv()[1:], first=2)},
        },
    }


def _verdicts(rows: list[Row], *, first: int) -> list[dict[str, object]]:
    return [
        {"row": at, "ok": True} if row.problem is None else {"row": at, "ok": False, "problem": row.problem}
        for at, row in enumerate(rows, start=first)
    ]


def _values() -> list[Value]:
    return [value(URL, "URL", "https://id.xiulan.example/import"), *business([("产品名称", "八层主板（示例）")])]


def _text(handle: str) -> bytes:
    return line(handle, _values()).encode()


def _right(name: str, problem: str | None = None) -> Row:
    return Row(_text(f"{NDJSON_AS}/IMPORT/{name}"), problem)


def _with(number: int, *values: Value) -> bytes:
    """Write a record under the caller's prefix that is wrong in its values only."""
    return line(f"{NDJSON_AS}/VALUES-{number:02}", list(values)).encode()


def _admin(who: dict[str, object]) -> Value:
    return {"index": 100, "type": "HS_ADMIN", "data": {"format": "admin", "value": who}}


def _json(record: dict[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _cells(handle: str, *, problem: str | None = None) -> Row:
    return Row(f"{handle},https://id.youchuan.example/import,,玉白抛釉砖,".encode(), problem)
