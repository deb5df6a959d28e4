"""Tables and templates: files of rows, the columns of a template, and what the fields of a row must be."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # rows and columns
    "a byte order mark stands before the object: expected one at most, in line 1": (
        "JSON 对象之前有字节顺序标记（BOM），只允许出现在第 1 行开头"
    ),
    "cannot read the header: {trouble}": "无法读取表头：{trouble:zh}",
    "the quote is never closed": "引号没有闭合",
    "the quote is never closed (lines {first} to {last})": "引号没有闭合（第 {first} 至 {last} 行）",
    "text follows a closing quote: a quote within a quoted cell is written twice": (
        "右引号之后还有文字：引号内的引号须写两遍"
    ),
    "text follows a closing quote: a quote within a quoted cell is written twice (lines {first} to {last})": (
        "右引号之后还有文字：引号内的引号须写两遍（第 {first} 至 {last} 行）"
    ),
    "a cell has at most {most} characters: perhaps a quote is never closed": (
        "单元格最多 {most} 个字符：可能有引号没有闭合"
    ),
    "a cell has at most {most} characters: perhaps a quote is never closed (lines {first} to {last})": (
        "单元格最多 {most} 个字符：可能有引号没有闭合（第 {first} 至 {last} 行）"
    ),
    "a carriage return stands in a cell without quotes": "未加引号的单元格中有回车符",
    "the file is UTF-16: save it as CSV UTF-8": "文件为 UTF-16 编码，请另存为“CSV UTF-8”",
    "the header has {count} column handle: got {shown!r}": "表头应有且只有一列 handle（标识），实际表头为{shown}",
    "the header has {count} columns handle: got {shown!r}": (
        "表头应有且只有一列 handle（标识），实际有 {count} 列，表头为{shown}"
    ),
    "the header names {name!r} twice: a column is named after one type of value": (
        "表头中{name}重复：每列对应一种标识值类型"
    ),
    "column {place} has no name that a type of value can have, got {name!r}": (
        "第 {place} 列的列名不能作为标识值类型，实际为{name}"
    ),
    "a cell cannot hold {name}: values of this type are imported as NDJSON": (
        "单元格不能存放 {name}：此类标识值请用 NDJSON 导入"
    ),
    "{count} cell, expected {wanted}: tabs stand between the cells": (
        "此行有 {count} 个单元格，应为 {wanted} 个：单元格之间是制表符，应为逗号"
    ),
    "{count} cell, expected {wanted}": "此行有 {count} 个单元格，应为 {wanted} 个",
    "{count} cells, expected {wanted}: tabs stand between the cells": (
        "此行有 {count} 个单元格，应为 {wanted} 个：单元格之间是制表符，应为逗号"
    ),
    "{count} cells, expected {wanted}": "此行有 {count} 个单元格，应为 {wanted} 个",
    "a spreadsheet has made a number of the identifier, {text}: expected prefix/suffix as text": (
        "标识被表格软件转成了数字 {text}：请将该列设为文本格式，按“前缀/后缀”填写"
    ),
    "the octets are not UTF-8": "数据不是 UTF-8",
    "a line has at most {most} octets": "每行最大 {most} 字节",
    "the line is empty": "此行为空",
    # templates
    "cannot read {text!r} as a template: expected its id and version, as in product@1": (
        "{text}不是有效的模板，应为模板编号和版本，例如 product@1"
    ),
    "several items of {template} are called {name!r}: name the column by a code": (
        "模板 {template} 有多个数据项名为{name}，列名请改用数据项编码"
    ),
    "{template} has no item {name!r}: expected one of {codes}, …": (
        "模板 {template} 没有数据项{name}，应为下列之一：{codes:list}…"
    ),
    "{template} has no item {name!r}: expected one of {codes}": (
        "模板 {template} 没有数据项{name}，应为下列之一：{codes:list}"
    ),
    # a field that does not fit its template, as a row of an import is refused with it
    "{code} ({name}) is {given}, expected {wanted}": "{name}（{code}）为{given:zh}，应为{wanted:zh}",
    "{code} ({name}) is {given}, expected {least} to {most} characters": (
        "{name}（{code}）为{given:zh}，应为 {least} 至 {most} 个字符"
    ),
    "the template has no item {name!r}, expected one of {codes}": "模板没有数据项{name}，应为下列之一：{codes:list}",
    "{code} ({name}) is missing": "缺少必填项：{name}（{code}）",
    "{code} ({name}) is disabled in this version": "{name}（{code}）在此版本中已停用",
    "{code} ({name}) has {count} octets, expected at most {most}": "{name}（{code}）共 {count} 字节，最大 {most} 字节",
    "{code} ({name}) {text!r} is that of {holder}": "{name}（{code}）{text}已属于 {holder}",
    "value {index} is that of {code} ({name}) and has the type {type!r}": (
        "索引 {index} 属于数据项{name}（{code}），而标识值的类型为{type}"
    ),
}

PHRASES: Mapping[str, str] = {
    "a list": "列表",
    "an object": "对象",
    "{count} items": "{count} 项",
    "a list of at most {most}": "不超过 {most} 项的列表",
    "a text": "文本",
    "one of {choices}": "下列之一：{choices:list}",
    "a number": "数字",
    "a number, as in 12.5": "数字，例如 12.5",
    "a number of at most {most} digits": "不超过 {most} 位有效数字的数字",
    "a number with at most {most} decimals": "不超过 {most} 位小数的数字",
    "a number with at most {most} decimal": "不超过 {most} 位小数的数字",
    "a number in [{least}, {most}] {unit}": " [{least}, {most}] 之内的数字（单位：{unit}）",
    "a number in [{least}, {most}]": " [{least}, {most}] 之内的数字",
    "a date, as in {example}": "日期，例如 {example}",
    "a month, as in {example}": "年月，例如 {example}",
    "a year, as in {example}": "年份，例如 {example}",
    "a datetime, as in {example}": "带时区的时间，例如 {example}",
    "a time, as in {example}": "时刻，例如 {example}",
    "an address with https:// or http://": "以 https:// 或 http:// 开头的地址",
    "the address of a file that ends in {endings}": "以 {endings:list} 结尾的文件地址",
    "an identifier, as in 88.1000.1/SN-1": "标识，例如 88.1000.1/SN-1",
}

ROOM = Room(SENTENCES, PHRASES)
