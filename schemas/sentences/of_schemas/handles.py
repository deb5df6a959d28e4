"""Handles, prefixes, records, values, and the types of the Handle system: administrators, keys, sites, templates."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # the identifier and its prefix
    "cannot read {text!r} as a handle: expected a slash between prefix and suffix": (
        "{text}不是有效的标识：前缀与后缀之间应有“/”"
    ),
    "cannot read {text!r} as a handle: the suffix is empty": "{text}不是有效的标识：后缀为空",
    "cannot read {text!r} as a handle: character U+{code} at position {place} is not allowed": (
        "{text}不是有效的标识：第 {place} 个字符 U+{code} 不允许使用"
    ),
    "a handle has at most {most} octets, got {count}": "标识最长 {most} 字节，实际为 {count} 字节",
    "cannot register {handle!r}: the suffix begins or ends with a space": "不能注册{handle}：后缀首尾不得有空格",
    "cannot register {handle!r}: the suffix is not in the composed form NFC": (
        "不能注册{handle}：后缀不是 Unicode 规范组合形式（NFC）"
    ),
    "cannot register {handle!r}: character {place} of the suffix is U+{code} ({name}), expected printable ASCII, "
    "Latin or Chinese characters": (
        "不能注册{handle}：后缀第 {place} 个字符为 U+{code}（{name}），应为可见 ASCII 字符、拉丁字母或汉字"
    ),
    "cannot read {text!r} as an enterprise prefix: expected 86 or 88, a secondary node of 1 to 6 digits and an "
    "enterprise label, as in 88.1000.1": (
        "{text}不是有效的企业前缀，应为 86 或 88、1 至 6 位数字的二级节点代码和企业代码，例如 88.1000.1"
    ),
    "cannot read {text!r} as a prefix: expected labels of digits or letters between dots": (
        "{text}不是有效的前缀，应为以“.”分隔的数字或字母段"
    ),
    "a prefix has at most {most} octets, got {count}": "前缀最长 {most} 字节，实际为 {count} 字节",
    # values and records
    "cannot read {text!r} as permissions: expected four characters 0 or 1, as in 1110": (
        "{text}不是有效的权限，应为 4 位 0 或 1，例如 1110"
    ),
    "a value's index lies between 1 and {most}, got {index}": "标识值的索引应为 1 至 {most}，实际为 {index}",
    "the type of value {index} has 1 to {most} printable characters, got {type!r}": (
        "索引 {index} 的标识值类型应为 1 至 {most} 个可见字符，实际为{type}"
    ),
    "value {index} has at most {most} octets, got {count}": (
        "索引 {index} 的标识值数据最大 {most} 字节，实际为 {count} 字节"
    ),
    "the ttl of value {index} lies between 0 and {most} seconds, got {ttl}": (
        "索引 {index} 的标识值缓存时长（ttl）应为 0 至 {most} 秒，实际为 {ttl}"
    ),
    "the timestamp of value {index} lies between 1970 and 2106, got {timestamp}": (
        "索引 {index} 的标识值时间戳应在 1970 至 2106 年之间，实际为 {timestamp}"
    ),
    "the permissions of value {index} are five bits, got {permissions}": (
        "索引 {index} 的标识值权限应为 5 个二进制位，实际为 {permissions}"
    ),
    "value {index} has at most {most} references, got {count}": (
        "索引 {index} 的标识值最多 {most} 条引用，实际为 {count} 条"
    ),
    "a record has at most {most} values, got {count}": "一个标识最多 {most} 个标识值，实际为 {count} 个",
    "index {index} is given twice, expected each index once": "索引 {index} 重复，每个索引只能出现一次",
    "index {index} is reserved for the template of the identifier": "索引 {index} 保留给标识的模板",
    # octets of the types of the Handle system
    "octets end at {end}, expected at least {wanted}": "数据在第 {end} 字节处结束，至少应有 {wanted} 字节",
    "octets read as text are not UTF-8 at position {place}": "作为文本读取的数据在位置 {place} 处不是 UTF-8",
    "a count of {count} items does not fit the {left} octets that are left": (
        "声明有 {count} 项，但只剩 {left} 字节，无法容纳"
    ),
    "{left} octets are left over, expected none": "末尾多出 {left} 字节",
    "cannot read {text!r} as hex: expected pairs of hexadecimal digits": "{text}不是十六进制数据，应为成对的十六进制数字",
    "cannot read octets as HS_ADMIN: expected zeros in the last two of the old form": (
        "数据不是有效的 HS_ADMIN：旧格式的最后两个字节应为 0"
    ),
    "cannot read {text!r} as permissions of an administrator: expected 12 characters 0 or 1, or *": (
        "{text}不是有效的管理权限，应为 12 位 0 或 1，或“*”"
    ),
    "cannot read {kind!r} as a kind of public key: expected RSA_PUB_KEY or DSA_PUB_KEY": (
        "{kind}不是支持的公钥类型，应为 RSA_PUB_KEY 或 DSA_PUB_KEY"
    ),
    "cannot read octets as a public key: expected flags 0, got {flags}": "数据不是有效的公钥：标志应为 0，实际为 {flags}",
    "cannot read octets as a public key: expected four zeros at the end, got {octets!r}": (
        "数据不是有效的公钥：末尾应有 4 个零字节，实际为{octets}"
    ),
    "cannot read {kty!r} as the kty of a public key: expected RSA or DSA": ("{kty}不是支持的公钥 kty，应为 RSA 或 DSA"),
    "cannot read octets as a public key: expected positive numbers without needless zeros": (
        "数据不是有效的公钥：各数应为正整数，且不带多余的前导零"
    ),
    "cannot read {letters!r} as {name} of a public key: expected base64url of a positive number": (
        "{letters}不是有效的公钥参数 {name}，应为正整数的 base64url 编码"
    ),
    "cannot read octets as HS_SITE: unknown primary mask {mask} or hash option {option}": (
        "数据不是有效的 HS_SITE：未知的主站点掩码 {mask} 或散列方式 {option}"
    ),
    "cannot read {version!r} as a protocol version: expected two numbers up to 255, as in 2.11": (
        "{version}不是有效的协议版本，应为两个不大于 255 的数，例如 2.11"
    ),
    "cannot read octets as HS_SITE: unknown interface type {kind} or protocol {protocol}": (
        "数据不是有效的 HS_SITE：未知的接口类型 {kind} 或协议 {protocol}"
    ),
    "cannot read {address!r} as the address of a server: expected IPv4 or IPv6": (
        "{address}不是有效的服务器地址，应为 IPv4 或 IPv6 地址"
    ),
    # values that are XML
    "cannot read octets as <{root}>: expected at most {most} octets, got {count}": (
        "数据不是有效的 <{root}>：最大 {most} 字节，实际为 {count} 字节"
    ),
    "cannot read octets as <{root}>: they are not UTF-8 at octet {place}": (
        "数据不是有效的 <{root}>：第 {place} 字节处不是 UTF-8"
    ),
    "cannot read octets as <{root}>: the XML is broken at line {line}, column {column}": (
        "数据不是有效的 <{root}>：XML 在第 {line} 行第 {column} 列有语法错误"
    ),
    "cannot read octets as <{root}>: document types and entities are not allowed": (
        "数据不是有效的 <{root}>：不允许使用文档类型声明和实体"
    ),
    "cannot read octets as <{root}>: expected that element, got <{name}>": (
        "数据不是有效的 <{root}>：根元素应为 <{root}>，实际为 <{name}>"
    ),
    "cannot read octets as <{root}>: expected at most {most} elements in one another": (
        "数据不是有效的 <{root}>：元素最多嵌套 {most} 层"
    ),
    "expected at most {most} locations, got {count}": "最多 {most} 个 location，实际为 {count} 个",
    "location {place} has neither href nor href_template": "第 {place} 个 location 既没有 href，也没有 href_template",
    "cannot read {text!r} as the http_sc of location {place}: expected 301, 302, 303, 307 or 308": (
        "第 {place} 个 location 的 http_sc 为{text}，应为 301、302、303、307 或 308"
    ),
    "cannot read {text!r} as {what}: expected a number up to {most}": "{what:zh}为{text}，应为不大于 {most} 的数",
    "cannot read {text!r} as one of the addresses {where}: expected CIDR, as in 10.0.0.0/8": (
        "{where:zh}的 addresses 中有{text}，应为 CIDR 地址段，例如 10.0.0.0/8"
    ),
    # handles made by a template of their prefix (HS_NAMESPACE)
    "cannot read {text!r} as the ref of a template: expected index:handle": (
        "{text}不是有效的模板引用（ref），应为“索引:标识”的形式"
    ),
    "a template has at most {most} statements, got {count}": "模板最多 {most} 条语句，实际为 {count} 条",
    "a template has at most {most} patterns, got {count}": "模板最多 {most} 个正则表达式，实际为 {count} 个",
    "cannot read a template: expected an if right before each else": "无法读取模板：每个 else 之前应紧接 if",
    "cannot read a template: expected index, type and data in each value outside a foreach": (
        "无法读取模板：foreach 之外的每个 value 都应有 index、type 和 data"
    ),
    "cannot read a template: expected no foreach within another": "无法读取模板：foreach 不得嵌套",
    "cannot read <{kind}> as a statement of a template: expected foreach, if, else, value, def or notfound": (
        "<{kind}> 不是模板语句，应为 foreach、if、else、value、def 或 notfound"
    ),
    "cannot read {test!r} as a test: expected equals or matches": "{test}不是有效的条件，应为 equals 或 matches",
    "cannot read <{name}> as a statement of a template: expected the attribute {part}": (
        "模板语句 <{name}> 缺少属性 {part}"
    ),
    "the template makes more than {most} values or {octets} octets": (
        "模板生成的内容超过 {most} 个标识值或 {octets} 字节"
    ),
    "the template makes a text of more than {most} characters": "模板生成的文本超过 {most} 个字符",
    "the template takes more than {most} units of work": "模板的计算量超过上限 {most}",
    "cannot read {text!r} as the index of a value: expected a number": "{text}不是有效的标识值索引，应为数字",
    "a pattern has at most {most} characters, got {count}": "正则表达式最多 {most} 个字符，实际为 {count} 个",
    "cannot read {text!r} as a pattern: {reason}": "{text}不是可用的正则表达式：{reason:zh}",
}

PHRASES: Mapping[str, str] = {
    "the weight of location {place}": "第 {place} 个 location 的 weight",
    "the score of location {place}": "第 {place} 个 location 的 score",
    "of location {place}": "第 {place} 个 location ",
    "expected no more closing brackets": "右括号多余",
    "the class has a range that runs backwards": "字符组中有顺序颠倒的区间",
    "{character!r} is not known here": "此处不支持{character}",
    "expected at most {most} groups in one another": "分组最多嵌套 {most} 层",
    "expected at most {most} groups": "最多 {most} 个分组",
    "expected a closing bracket": "缺少右括号",
    "expected the smaller number first": "次数范围中较小的数应在前",
    "written out it has more than {most} steps": "展开后超过 {most} 步",
}

ROOM = Room(SENTENCES, PHRASES)
