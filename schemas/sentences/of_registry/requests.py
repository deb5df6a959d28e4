"""Requests of `/api/v1`: bodies, parameters, versions, keys of requests, other servers, the database."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # paths and parameters
    "{method} {path}: there is nothing here": "{method} {path}：此路径不存在",
    "{method} {path}: expected one of {methods}": "{method} {path}：不支持该方法，应为 {methods:list}",
    "unknown parameter {name!r}: expected {known}": "没有参数{name}，应为：{known:list}",
    "the parameter {name} is given {count} times, expected once": "参数 {name} 给出了 {count} 次，应为一次",
    "cannot read {name}={text!r}: expected a whole number between {least} and {most}": (
        "{name} 的值{text}无效，应为 {least} 至 {most} 的整数"
    ),
    "cannot read {name}={text!r}: expected true or false": "{name} 的值{text}无效，应为 true 或 false",
    "cannot read {name}={text!r}: expected {among}": "{name} 的值{text}无效，应为 {among:list}",
    "cannot read standing={text!r}: expected {among}": "standing 的值{text}无效，应为 {among:list}",
    "a text holds the character U+0000, which no text here may": "文本中含有字符 U+0000，不允许使用",
    "cannot read {name}: a text holds the character U+0000, which no text here may": (
        "参数 {name} 无效：文本中含有字符 U+0000，不允许使用"
    ),
    "the cursor is not one that this list was answered with": "游标不是此列表先前返回的",
    "a list needs the parameter prefix, as in ?prefix=88.1000.1": "列表须用参数 prefix 指明前缀，例如 ?prefix=88.1000.1",
    "which text? expected the parameter text": "请用参数 text 给出文本",
    # bodies
    "a body is compressed by gzip or deflate, or not at all, got {encoding!r}": (
        "请求体只支持 gzip 或 deflate 压缩，或不压缩，实际为{encoding}"
    ),
    "a body is UTF-8, got the charset {charset!r}": "请求体应为 UTF-8，实际字符集为{charset}",
    "the Content-Type is {expected} here, got {got!r}": "Content-Type 应为 {expected:list}，实际为{got}",
    "the Content-Type is one of {types} here, got {got!r}": "Content-Type 应为其中之一：{types:list}，实际为{got}",
    "the body has at most {most} octets here": "请求体最大 {most} 字节",
    "the body unpacks to more than {most} times its size": "请求体解压后超过原大小的 {most} 倍",
    "cannot read the body: {error}": "无法读取请求体：{error:zh}",
    "the body is about {one} and the path about {other}": "请求体中的标识是 {one}，而路径中的是 {other}",
    "cannot read a record: fields of which template? expected the member template": (
        "无法识别记录：请用 template 指明字段所属的模板"
    ),
    'cannot read a record: missing member "values"': "无法识别记录：缺少“values”",
    "the patch changes nothing: expected `put` with values or `remove` with indexes": (
        "此次修改没有内容，应有 put（值）或 remove（索引）"
    ),
    "index {index} is to be put and to be removed": "索引 {index} 同时出现在 put 和 remove 中",
    "cannot read handle values: expected array": "无法识别标识的值，应为数组",
    # versions and keys of requests
    'cannot read If-Match: {text}: expected one entity tag, as in "7"': '无法识别 If-Match：{text}，应为一个 ETag，例如 "7"',
    "a change needs If-Match with the ETag of what is there as you know it, or * for whatever it is": (
        "修改须带 If-Match 请求头，取值为所知内容的 ETag，或以 * 表示任意版本"
    ),
    "it is not at {text}: expected the ETag that it was last answered with": (
        "现有版本不是 {text}，应为最近一次返回的 ETag"
    ),
    "an Idempotency-Key has 1 to {most} visible ASCII characters and comes once": (
        "Idempotency-Key 应为 1 至 {most} 个可见 ASCII 字符，且只出现一次"
    ),
    "this Idempotency-Key was used for another request: expected a new key for a new request": (
        "此 Idempotency-Key 已用于其他请求，新请求应使用新的键"
    ),
    "a request with this Idempotency-Key is being answered now: expected one at a time": (
        "使用此 Idempotency-Key 的请求正在处理，同一时间只应有一个"
    ),
    "cannot read {text!r} in X-Forwarded-For as an address: expected IPv4 or IPv6": (
        "X-Forwarded-For 中的{text}不是有效地址，应为 IPv4 或 IPv6"
    ),
    # the database, and what follows it
    "the registry is busy with other writers; nothing was changed": "系统正忙于其他写入，未作任何更改，请稍后重试",
    "the registry's database cannot be reached now; nothing was changed": "暂时无法连接数据库，未作任何更改，请稍后重试",
    "the registry's database has no tables yet: run `idnode db upgrade`": "数据库尚未建表，请运行 idnode db upgrade",
    "the change is durable but not yet visible on this host: it will be, without being sent again": (
        "更改已保存，但本机暂未生效；稍后会自动生效，无需重新提交"
    ),
    # other servers
    "{url} cannot be reached now: {trouble}": "暂时无法访问 {url}：{trouble}",
    "{url} cannot be reached now: its name leads nowhere": "暂时无法访问 {url}：域名无法解析",
    "{url} answered with {status}, expected 200": "{url} 返回状态 {status}，应为 200",
    "{url} answered with more than {most} octets": "{url} 的应答超过 {most} 字节",
    "{url} answered with something that is no JSON": "{url} 的应答不是 JSON",
    "cannot read {url!r} as an address to ask: expected https:// and a host": (
        "{url}不是可访问的地址，应为 https:// 加主机名"
    ),
    "{url} must not be asked: it is not on the open internet, nor in a network named": (
        "不允许访问 {url}：它不在公网上，也不在设置所列的网络中"
    ),
    "{url} must not be asked over plain HTTP: expected https://": "不允许以明文 HTTP 访问 {url}，应为 https://",
}

PHRASES: Mapping[str, str] = {
    # what bodies are read as
    "an account to make": "要创建的账号",
    "an account to amend": "账号的修改",
    "a record": "标识记录",
    "a patch": "修改内容",
    "an application": "申请",
    "a draft": "草稿",
    "an act": "操作",
    "a prefix to grant": "前缀分配请求",
    "a change of a prefix": "前缀变更请求",
    "a publication": "发布请求",
    "a trial": "试编请求",
    "serials to draw": "取号请求",
    "a grant": "授权",
    "a group": "伙伴组",
    "a claim": "声明",
    "a judgement": "声明审核请求",
    "an enterprise": "企业信息",
    "a change": "变更内容",
    "an answer of the national node": "上级核验结果",
    "a batch": "号段",
    "what becomes of a batch": "号段操作请求",
    "an applicant": "预录企业信息",
    "a template": "模板",
    "users of a template": "模板的使用方",
    "what is to become of a job": "导入任务操作请求",
    "a key to make": "密钥创建请求",
    "limits of a key": "密钥限额",
    # what msgspec says of forms
    "Expected `{wanted}`, got `{got}`": "应为{wanted:zh}，实际为{got:zh}",
    "Expected `{wanted}`, got `{got}` - at `{place}`": "{place} 应为{wanted:zh}，实际为{got:zh}",
    "expected {wanted}, got {got}, at {place}": "{place} 应为{wanted:zh}，实际为{got:zh}",
    "Invalid enum value {value!r}": "{value}不在可取的值之中",
    "Invalid enum value {value!r} - at `{place}`": "{place} 的值{value}不在可取的值之中",
    "invalid enum value {value!r}, at {place}": "{place} 的值{value}不在可取的值之中",
    "Object missing required field `{name}`": "缺少字段“{name}”",
    "Object missing required field `{name}` - at `{place}`": "{place} 缺少字段“{name}”",
    "object missing required field {name}": "缺少字段“{name}”",
    "str": "文本",
    "int": "整数",
    "bool": "是或否",
}

ROOM = Room(SENTENCES, PHRASES)
