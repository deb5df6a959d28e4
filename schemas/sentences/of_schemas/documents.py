"""Documents: JSON, bodies and queries of requests, and what programs send in them."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "cannot read {what}: {reason}": "无法读取{what:zh}：{reason:zh}",
    "cannot read a registration: fields of which template? expected the member template": (
        "无法读取注册内容：给出了 fields，但未说明所属模板，请填写字段 template"
    ),
    'cannot read a registration: missing member "values"': "无法读取注册内容：缺少字段“values”",
    "cannot read {text!r} as a time: expected ISO 8601, as in 2026-11-22T08:50:26Z": (
        "{text}不是有效的时间，应为 ISO 8601 格式，例如 2026-11-22T08:50:26Z"
    ),
    "the grade is public, and the permissions {permissions} hide the value": (
        "分级为 public（公开），而权限 {permissions} 隐藏了该标识值，两者矛盾"
    ),
    "cannot read the body as a form: expected percent-encoded ASCII": "无法读取表单：应为百分号编码的 ASCII 文本",
    "cannot read a body of type {type!r}: expected application/json or a form": (
        "不支持的请求体类型{type}，应为 application/json 或表单"
    ),
    "cannot read the body as a JSON object: {trouble}": "请求体不是有效的 JSON 对象：{trouble:zh}",
    "cannot read {text!r} as an index: expected a number up to {most}": "{text}不是有效的索引，应为不大于 {most} 的整数",
    "cannot read {name!r}: expected texts, numbers or booleans": "参数{name}应为文本、数字或布尔值",
    "cannot read {what}: expected two hexadecimal digits after %, got {text!r}": (
        "无法读取{what:zh}：“%”之后应有两位十六进制数字，实际为{text}"
    ),
    "cannot read {what}: expected UTF-8 after percent-decoding": "无法读取{what:zh}：百分号解码后应为 UTF-8",
}

PHRASES: Mapping[str, str] = {
    # why JSON cannot be read
    "expected {kinds}": "应为{kinds:zh}",
    "expected {kinds}, got {got}": "应为{kinds:zh}，实际为{got:zh}",
    "{word} is not one of those allowed here": "{word}不在可取的值之中",
    'missing member "{name}"': "缺少字段“{name}”",
    'unknown member "{name}"': "没有名为“{name}”的字段",
    "the JSON is nested too deeply": "JSON 嵌套过深",
    "the JSON is broken at octet {place} ({reason})": "JSON 在第 {place} 字节处有语法错误（{reason:zh}）",
    "invalid character": "无效字符",
    "trailing characters": "末尾有多余字符",
    "invalid character in unicode escape": "Unicode 转义中有无效字符",
    "invalid escape character in string": "字符串中有无效的转义",
    "invalid number": "无效的数",
    "trailing comma in array": "数组末尾多出逗号",
    "trailing comma in object": "对象末尾多出逗号",
    "object keys must be strings": "对象的字段名应为字符串",
    "expected ':'": "缺少“:”",
    "expected ',' or ']'": "缺少“,”或“]”",
    "expected ',' or '}}'": "缺少“,”或“}}”",
    "the JSON ends too early": "JSON 不完整",
    "the octets are not UTF-8 at octet {place}": "第 {place} 字节处不是 UTF-8",
    "the octets are not UTF-8": "数据不是 UTF-8",
    # what JSON calls things
    "string": "字符串",
    "integer": "整数",
    "number": "数",
    "boolean": "布尔值",
    "array": "数组",
    "object": "对象",
    "null": "空值（null）",
    "string or null": "字符串或空值（null）",
    "integer or null": "整数或空值（null）",
    "number or null": "数或空值（null）",
    "boolean or null": "布尔值或空值（null）",
    "array or null": "数组或空值（null）",
    "object or null": "对象或空值（null）",
    "object or array": "对象或数组",
    "integer or string": "整数或字符串",
    "string of length >= {least}": "长度不小于 {least} 的字符串",
    "string of length <= {most}": "长度不大于 {most} 的字符串",
    "array of length >= {least}": "至少 {least} 项的数组",
    "array of length <= {most}": "至多 {most} 项的数组",
    "integer >= {least}": "不小于 {least} 的整数",
    "integer <= {most}": "不大于 {most} 的整数",
    # what is read
    "handle values": "标识值",
    "a registration": "注册内容",
    "a coding rule": "编码规则",
    "labels": "标签打印请求",
    "a layout": "标签版式",
    "a label layout": "标签版式",
    "fields": "数据项",
    "a link": "链接",
    "the query": "查询参数",
    "the path": "路径",
}

ROOM = Room(SENTENCES, PHRASES)
