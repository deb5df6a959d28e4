"""Coding rules: their segments, what they make and how it is read again, and batches (号段) made by them."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "a rule has 1 to {most} segments, got {count}": "编码规则应有 1 至 {most} 段，实际为 {count} 段",
    "a rule has one serial at most": "编码规则最多一个流水号段",
    "a suffix of this rule may have {longest} octets, expected at most {most}": (
        "按此规则生成的后缀可能长达 {longest} 字节，最长 {most} 字节"
    ),
    "a suffix would {side} with a space, by segment {number}, which no identifier may": (
        "第 {number} 段会使后缀以空格{side:zh}，标识首尾不得有空格"
    ),
    "nobody could tell where {where} ends: it can go on with {character!r}, and {next} can begin with it; give it one "
    "length, or put a separator in between": (
        "无法判断{where:zh}在何处结束：其后续字符可以是{character}，而{next:zh}也可以此开头；请改为固定长度，或在中间加分隔符"
    ),
    # segments
    "segment {number} ({kind}) has nothing before it to check": "第 {number} 段（{kind:zh}）之前没有可校验的内容",
    "segment {number} ({kind}) is computed over segment {other}, expected one before it": (
        "第 {number} 段（{kind:zh}）校验第 {other} 段，只能校验其之前的段"
    ),
    "segment {number} ({kind}) is computed over one segment twice": "第 {number} 段（{kind:zh}）重复校验同一段",
    "the name of {where} is {name!r}, expected 1 to {most} printable characters without braces and equals signs": (
        "{where:zh}的名称为{name}，应为 1 至 {most} 个可见字符，且不含花括号和等号"
    ),
    "{where} has the name of a segment before it": "{where:zh}与前面的段同名",
    "{what} of {where} has {count} characters, expected 1 to {most}": (
        "{where:zh}的{what:zh}有 {count} 个字符，应为 1 至 {most} 个"
    ),
    "{what} of {where} has U+{code}, expected printable ASCII, Latin or Chinese characters": (
        "{where:zh}的{what:zh}含有字符 U+{code}，应为可见 ASCII 字符、拉丁字母或汉字"
    ),
    "{where} has a set of {count} characters, expected 1 to {most}": "{where:zh}的字符集有 {count} 个字符，应为 1 至 {most} 个",
    "the characters of {where} have U+{code}, which no set may have": "{where:zh}的字符集不得包含字符 U+{code}",
    "the characters of {where} have {character!r} twice, or as a small and a capital letter, which are one in an "
    "identifier; sets with a name are {names}": (
        "{where:zh}的字符集中{character}重复，或大小写同时出现（标识不区分大小写）；预定义的字符集有 {names:list}"
    ),
    "{where} has {count} values, expected 1 to {most}": "{where:zh}有 {count} 个取值，应为 1 至 {most} 个",
    "{where} has {value!r} and {other!r}, which are one text in an identifier": (
        "{where:zh}的取值{value}与{other}在标识中相同（标识不区分大小写）"
    ),
    "{where} has {least} to {most} characters, expected at least 1 and at most {longest}": (
        "{where:zh}的长度为 {least} 至 {most}，应在 1 至 {longest} 之间"
    ),
    "{where} has {width} characters, expected 1 to {most}": "{where:zh}的长度为 {width}，应为 1 至 {most}",
    "{where} has one character to count with, expected at least 2": "{where:zh}只有一个计数字符，至少应有 2 个",
    "{where} counts to {radix}^{width} - 1, expected at most 2^63 - 2": (
        "{where:zh}的最大值为 {radix}^{width} - 1，不得超过 2^63 - 2"
    ),
    "{where} begins at {first}, expected 0 to {last}": "{where:zh}的起始值为 {first}，应为 0 至 {last}",
    "{where} is computed over {other}, which can have {character!r}, and {algorithm} reads {alphabet} only": (
        "{where:zh}校验{other:zh}，其中可能有{character}，而 {algorithm} 算法只支持字符 {alphabet}"
    ),
    # making and reading suffixes
    "the field {name} is missing": "缺少字段 {name}",
    "the rule has no field {name!r}, expected {names}": "编码规则没有字段{name}，可用字段为 {names:list}",
    "the serial is missing": "缺少流水号",
    "the rule has no serial, got {serial}": "编码规则没有流水号段，却给出了流水号 {serial}",
    "segment {number} ({kind}) is {value!r}, expected {expected}": (
        "第 {number} 段（{kind:zh}）为{value}，应为{expected:zh}"
    ),
    "segment {number} ({kind}) is {value!r}, expected {one}, of 2000 to 2099": (
        "第 {number} 段（{kind:zh}）为{value}，应为 2000 至 2099 年的{one:zh}"
    ),
    "segment {number} (serial) is {serial}, expected {first} to {last}": (
        "第 {number} 段（流水号）为 {serial}，应为 {first} 至 {last}"
    ),
    "{where} is {value!r}, expected {expected}": "{where:zh}为{value}，应为{expected:zh}",
    "{where} is {serial}, expected {first} to {last}": "{where:zh}为 {serial}，应为 {first} 至 {last}",
    "cannot decode {suffix!r}: it has half a surrogate pair, which is no character": (
        "无法解码后缀{suffix}：含有不成对的代理码位，不是有效字符"
    ),
    "cannot decode {suffix!r}: {where}, at character {place}, is {found!r}, expected {expected}": (
        "无法解码后缀{suffix}：自第 {place} 个字符起，{where:zh}为{found}，应为{expected:zh}"
    ),
    "cannot decode {suffix!r}: it goes on with {rest!r} at character {place}, expected its end": (
        "无法解码后缀{suffix}：自第 {place} 个字符起多出{rest}"
    ),
    "the example {suffix!r} does not hold: the rule makes {made!r}": "示例{suffix}不成立：按规则应生成{made}",
    "the example {suffix!r} does not hold: it is read as something else": "示例{suffix}不成立：解码结果与给出的内容不一致",
    # batches
    "value {index} maps one identifier to all of these: expected {{serial}} or {{suffix}} in it": (
        "索引 {index} 的标识值把整个号段映射到同一个标识，其中应含 {{serial}} 或 {{suffix}}"
    ),
    "value {index} maps with {named}, expected {{serial}} or {{suffix}} once": (
        "索引 {index} 的映射使用了 {named:list}，应只含一个 {{serial}} 或 {{suffix}}"
    ),
    "value {index} cannot map these: their serials have other characters than letters and digits": (
        "索引 {index} 的标识值不能映射此号段：流水号含有字母和数字以外的字符"
    ),
    "value {index} cannot map these: their serials are written in small letters": (
        "索引 {index} 的标识值不能映射此号段：流水号使用了小写字母"
    ),
    "value {index} maps identifiers of {count} characters, which is too long for a batch": (
        "索引 {index} 映射的标识有 {count} 个字符，对号段而言过长"
    ),
    "value {index} cannot map these: their suffixes do not stand in it as they are written": (
        "索引 {index} 的标识值不能映射此号段：后缀未按原样出现在被映射的标识中"
    ),
    "value {index} is not read alike for all of these: one would be {scheme} {mapped}": (
        "索引 {index} 的映射对号段内各标识的解读不一致：其中一个会成为 {scheme} {mapped}"
    ),
    "value {index} has {{{name}}}, expected one of {known}": "索引 {index} 的标识值含有占位符 {{{name}}}，可用的有 {known:list}",
    "the values of {suffix} have {count} octets, expected at most {most}": (
        "后缀 {suffix} 的标识值共 {count} 字节，最大 {most} 字节"
    ),
    "value {index} is {text!r}, expected an address whose first placeholder stands behind its scheme and host": (
        "索引 {index} 的标识值为{text}，其中的占位符应位于网址的协议和主机名之后"
    ),
    "an address has at most {most} octets, got {count}": "网址最长 {most} 字节，实际为 {count} 字节",
    "value {index} would be {said!r} in one member: {fault}": (
        "索引 {index} 的标识值在号段的某个标识中会成为{said}：{fault:zh}"
    ),
}

PHRASES: Mapping[str, str] = {
    "the rule": "编码规则",
    "the separator": "分隔符",
    "the separator before segment {number}": "第 {number} 段之前的分隔符",
    "the text": "文本",
    "a value": "取值",
    "none": "（无）",
    "begin": "开头",
    "end": "结尾",
    "segment {number} ({kind})": "第 {number} 段（{kind:zh}）",
    "digits": "数字",
    "letters": "字母",
    "alphanumeric": "数字和字母",
    "hexadecimal": "十六进制数字",
    "crockford": "数字和字母（无 I、L、O、U）",
    "uscc": " GB 32100 字符集",
    "fixed": "固定文本",
    "segment {number} (serial)": "第 {number} 段（流水号）",
    "check": "校验字符",
    "enumeration {name}": "枚举 {name}",
    "date {name}": "日期 {name}",
    "field {name}": "字段 {name}",
    "one of {few}, …": "下列之一：{few:list}…",
    "a date as {format}": " {format} 格式的日期",
    "a day as in {example}": "日期，例如 {example}",
    "a week as in {example}": "年和周，例如 {example}",
    "a month as in {example}": "年月，例如 {example}",
    "a year as in {example}": "年份，例如 {example}",
    "{count} characters of {set}": " {count} 个字符，取自{set:zh}",
    "{least} to {most} characters of {set}": " {least} 至 {most} 个字符，取自{set:zh}",
    "{count} characters of {set} from {first} up": " {count} 个字符，取自{set:zh}，且不小于 {first}",
    "the check character ({algorithm})": "校验字符（{algorithm}）",
}

ROOM = Room(SENTENCES, PHRASES)
