"""GS1: keys with check digits, application identifiers, element strings, Digital Links and their compressed form."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # keys alone
    "character {place} of the GTIN is {character!r}, expected a digit": "GTIN 的第 {place} 个字符为{character}，应为数字",
    "length of the GTIN is {count}, expected 8, 12, 13 or 14": "GTIN 的长度为 {count} 位，应为 8、12、13 或 14 位",
    "check digit of the GTIN is {got}, expected {wanted}": "GTIN 的校验位为 {got}，应为 {wanted}",
    "character {place} of the SSCC is {character!r}, expected a digit": "SSCC 的第 {place} 个字符为{character}，应为数字",
    "length of the SSCC is {count}, expected 18": "SSCC 的长度为 {count} 位，应为 18 位",
    "check digit of the SSCC is {got}, expected {wanted}": "SSCC 的校验位为 {got}，应为 {wanted}",
    "character {place} of the GLN is {character!r}, expected a digit": "GLN 的第 {place} 个字符为{character}，应为数字",
    "length of the GLN is {count}, expected 13": "GLN 的长度为 {count} 位，应为 13 位",
    "check digit of the GLN is {got}, expected {wanted}": "GLN 的校验位为 {got}，应为 {wanted}",
    # a value of an application identifier
    "{subject} of AI {ai} is {got}, expected {wanted}": "AI {ai} 的{subject:zh}为{got}，应为{wanted:zh}",
    "{subject} of AI {ai} is {got}, expected {least} to {most}": "AI {ai} 的{subject:zh}为{got}，应为 {least} 至 {most}",
    "length of the account number of AI {ai} is {got}, expected at least {least}": (
        "AI {ai} 的银行账号长度为 {got}，至少应为 {least}"
    ),
    "length of AI {ai} is {got}, expected at least the 2 check characters": (
        "AI {ai} 的长度为 {got}，至少应含 2 个校验字符"
    ),
    "{subject} of AI {ai} is {got}, expected {least} to {most} in month {month}": (
        "AI {ai} 的{subject:zh}为{got}，{month} 月应为 {least} 至 {most}"
    ),
    "{subject} of AI {ai} is {got}, expected one of {allowed}": "AI {ai} 的{subject:zh}为{got}，应为 {allowed:list} 之一",
    "length of the {subject} of AI {ai} is {got}, expected {wanted}": (
        "AI {ai} 的{subject:zh}长度为{got}，应为 {wanted}"
    ),
    "length of AI {ai} is {got}, expected {one} or {others}": "AI {ai} 的长度为 {got}，应为 {one} 或 {others:list}",
    "padding of AI {ai} is wrong, expected at most two '=' at the end of a length that three divides": (
        "AI {ai} 的填充不正确：长度应为 3 的倍数，末尾最多两个“=”"
    ),
    "media type of AI {ai} is {got}, expected 01 to 10 or 80 to 99": "AI {ai} 的介质类型为 {got}，应为 01 至 10 或 80 至 99",
    "start date of AI {ai} is {start}, expected no later than the expiration date {expiry}": (
        "AI {ai} 的起始日期为 {start}，不得晚于截止日期 {expiry}"
    ),
    # application identifiers together
    "AI {ai} is there as {value!r} and as {other!r}, expected one value": "AI {ai} 出现两次且取值不同：{value}和{other}",
    "AI {ai} is there with AI {other}, expected one of them alone": "AI {ai} 与 AI {other} 不得同时出现",
    "AI {ai} is there alone, expected AI {others} beside it": "AI {ai} 不能单独出现，应同时有 AI {others:list}",
    "serial of AI {ai} is missing, expected one beside AI 8030": "AI 8030 存在时，AI {ai} 应带序列号",
    # element strings
    "application identifier at position {place} is {ai!r}, which GS1 does not know": (
        "第 {place} 个字符处的{ai}不是 GS1 定义的应用标识符"
    ),
    "length of the element string is {count}, expected at most {most}": "单元数据串的长度为 {count}，最长 {most}",
    "position 1 is {text!r}, expected FNC1": "第 1 个字符为{text}，应为 FNC1",
    "FNC1 is followed by nothing, expected an application identifier": "FNC1 之后没有内容，应为应用标识符",
    "position 1 is {text!r}, expected an application identifier in brackets": (
        "第 1 个字符为{text}，应为括号中的应用标识符，例如 (01)"
    ),
    "application identifier in brackets is {ai!r}, expected 2 to 4 digits": "括号中的应用标识符为{ai}，应为 2 至 4 位数字",
    "application identifier in brackets is {ai!r}, which GS1 does not know": ("括号中的{ai}不是 GS1 定义的应用标识符"),
    "number of elements is {count}, expected at most {most}": "单元数据有 {count} 项，最多 {most} 项",
    # Digital Links
    "last character of the path is '/', expected a value": "路径以“/”结尾，其后应有取值",
    "path is {path!r}, expected a GS1 primary key and its value at the end": "路径为{path}，末尾应为 GS1 主键及其取值",
    "length of the URI is {count}, expected at most {most}": "URI 的长度为 {count}，最长 {most}",
    "character {place} of the URI is {character!r}, expected it percent-encoded": (
        "URI 的第 {place} 个字符为{character}，应使用百分号编码"
    ),
    "scheme of the URI is {scheme!r}, expected http or https": "URI 的协议为{scheme}，应为 http 或 https",
    "host of the URI is {host!r}, expected a name or an address": "URI 的主机为{host}，应为域名或 IP 地址",
    "path behind AI {key} is {qualifiers}, expected {expected} in this order": (
        "路径中 AI {key} 之后为 {qualifiers:list}，应依次为 {expected:list}"
    ),
    "path behind AI {key} is without AI {required}, expected it": "路径中 AI {key} 之后缺少 AI {required}",
    "name in the query is {name!r}, expected an AI that may be an attribute": (
        "查询参数名为{name}，应为可用作属性的应用标识符"
    ),
    "AI {ai} is in the query, expected it in the path": "AI {ai} 出现在查询参数中，应位于路径中",
    "AI {ai} is there twice, expected it once": "AI {ai} 重复出现",
    "percent sequence is {text!r}, expected % and two hexadecimal digits": (
        "百分号编码为{text}，应为“%”加两位十六进制数字"
    ),
    "element string holds AI {ais}, expected a primary key among them": (
        "单元数据串只有 AI {ais:list}，其中应有 GS1 主键"
    ),
    "AI {ai} is beside AI {key}, expected only its qualifiers and attributes in a Digital Link": (
        "AI {ai} 不能与 AI {key} 同列：数字链接中只能有主键的限定符和属性"
    ),
    "end of the path is {path!r}, expected base64 for URIs": "路径末尾为{path}，应为 URI 用的 base64 编码",
    "scheme of the tag is {scheme}, expected one with a GS1 key": "标签的编码体系为 {scheme}，应为含 GS1 主键的体系",
    "end of the path is {path!r}, expected 'eh' and hexadecimal or 'ex' and base64": (
        "路径末尾为{path}，应为“eh”加十六进制，或“ex”加 base64 编码"
    ),
    "binary string is {count} characters long, expected whole octets in base64": (
        "二进制串有 {count} 个字符，应为整字节的 base64 编码"
    ),
    "octet of the compressed string is {octet}, which stands for no application identifier": (
        "压缩串中的字节 {octet} 不代表任何应用标识符"
    ),
    "character {place} of the compressed string is {character!r}, expected base64 for URIs": (
        "压缩串的第 {place} 个字符为{character}，应为 URI 用的 base64 字符"
    ),
    "number of bits left in the compressed string is {left}, expected {wanted}": (
        "压缩串只剩 {left} 位，还需要 {wanted} 位"
    ),
    "number in the compressed string is {number}, expected at most {most} digits": (
        "压缩串中的数为 {number}，最多 {most} 位数字"
    ),
    "encoding in the compressed string is {encoding}, expected 0 to 4": "压缩串中的编码方式为 {encoding}，应为 0 至 4",
    "application identifier in the compressed string is {ai!r}, which GS1 does not know": (
        "压缩串中的应用标识符{ai}不是 GS1 定义的应用标识符"
    ),
}

PHRASES: Mapping[str, str] = {
    "check digit": "校验位",
    "check pair": "校验字符",
    "check number": "校验位",
    "character {place}": "第 {place} 个字符",
    "length": "长度",
    "month": "月份",
    "day": "日",
    "hour": "小时",
    "minute": "分钟",
    "second": "秒",
    "number": "数",
    "leading digit": "首位数字",
    "percent sequence": "百分号编码",
    "number of pieces": "总件数",
    "piece": "件序号",
    "position in sequence": "序列位置",
    "value": "取值",
    "sign": "符号",
    "importer index": "进口商索引",
    "account number": "银行账号",
    "beginning of the company prefix": "厂商识别代码开头",
    "country": "国家代码",
    "currency": "货币代码",
    "code of biological sex": "生理性别代码",
    "package type": "包装类型",
    "flag": "标志",
    "winding direction": "卷绕方向",
    "latitude": "纬度",
    "longitude": "经度",
    "a digit": "数字",
    "a character of CSET 82": " GS1 字符集 82 中的字符",
    "a character of CSET 39": " GS1 字符集 39 中的字符",
    "a character of CSET 64": " GS1 字符集 64 中的字符",
    "{count} digits": " {count} 位数字",
    "one that is not zero": "非零的数",
    "no leading zero": "不带前导零的数",
    "% and two hexadecimal digits": "“%”加两位十六进制数字",
    "two numbers without leading zeros and a slash between them": "以“/”分隔、不带前导零的两个数",
    "at least one character that is no digit": "至少含一个非数字字符",
    "'-' or nothing": "“-”或空",
    "a letter, a digit, '-' or '_'": "字母、数字、“-”或“_”",
    "a country code, two check digits, then capital letters and digits": "国家代码、两位校验位，其后为大写字母和数字",
    "a number of ISO 3166-1": " ISO 3166-1 数字代码",
    "a number of ISO 3166-1 or 999": " ISO 3166-1 数字代码或 999",
    "two letters of ISO 3166-1": " ISO 3166-1 两字母代码",
    "a number of ISO 4217": " ISO 4217 数字代码",
    "0, 1, 2 or 9": " 0、1、2 或 9",
    "a PackageTypeCode of GS1": " GS1 包装类型代码（PackageTypeCode）",
    "0 or 1": " 0 或 1",
    "0, 1 or 9": " 0、1 或 9",
    # coupons of North America (AI 8110, 8112)
    "digits": "数字",
    "a day as YYMMDD": " YYMMDD 格式的日期",
    "nothing more": "到此结束",
    "rest of the coupon": "优惠券数据末尾",
    "coupon": "优惠券数据",
    "length of the {subject}": "{subject:zh}长度",
    "length indicator of the {subject}": "{subject:zh}长度指示符",
    "company prefix": "厂商识别代码",
    "offer code": "优惠代码",
    "save value": "优惠额",
    "primary purchase requirement": "首要购买要求",
    "primary purchase requirement code": "首要购买要求代码",
    "primary purchase family code": "首要购买系列代码",
    "second purchase requirement": "第二购买要求",
    "second purchase requirement code": "第二购买要求代码",
    "second purchase family code": "第二购买系列代码",
    "third purchase requirement": "第三购买要求",
    "third purchase requirement code": "第三购买要求代码",
    "third purchase family code": "第三购买系列代码",
    "additional purchase rules code": "附加购买规则代码",
    "expiration date": "截止日期",
    "start date": "起始日期",
    "serial number": "序列号",
    "retailer": "零售商代码",
    "company prefix of the second purchase": "第二购买的厂商识别代码",
    "company prefix of the third purchase": "第三购买的厂商识别代码",
    "coupon format": "优惠券格式",
    "coupon funder": "优惠券出资方",
    "save value code": "优惠额代码",
    "save value applies to item": "优惠适用商品",
    "store coupon flag": "门店优惠券标志",
    "don't multiply flag": "不可叠加标志",
}

ROOM = Room(SENTENCES, PHRASES)
