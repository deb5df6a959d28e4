"""Parties: enterprises and what they say of themselves, accounts, documents, claims, partners, rates."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "a park has an id and a name": "园区须有编号和名称",
    "the name of an enterprise has at most {most} characters, got {count}": "企业名称最多 {most} 个字符，实际为 {count} 个",
    "cannot read the year {year}: expected {first} to {last}": "年度 {year} 无效，应为 {first} 至 {last}",
    "an enterprise has a name, got none": "企业名称不能为空",
    "cannot read {uscc!r} as a 统一社会信用代码: {fault}": "{uscc}不是有效的统一社会信用代码：{fault:zh}",
    "the last day in the park is {left}, before the first, {joined}": "离园日期 {left} 早于入园日期 {joined}",
    "cannot {act} {what}, which is {standing}: expected {fitting}": (
        "{what:zh}当前状态为“{standing:zh}”，不能执行“{act:zh}”，仅以下状态可以：{fitting:each}"
    ),
    # codes of places and trades
    "cannot read {code!r} as a GB/T 2260 code: expected six digits, as in 360121": (
        "{code}不是有效的行政区划代码（GB/T 2260），应为 6 位数字，例如 360121"
    ),
    "cannot read {code!r} as a GB/T 2260 code: no province has the number {province}": (
        "{code}不是有效的行政区划代码（GB/T 2260）：没有代码为 {province} 的省级行政区"
    ),
    "cannot read {code!r} as a GB/T 2260 code: no division has it, nor had it since 1980": (
        "{code}不是有效的行政区划代码（GB/T 2260）：1980 年以来没有行政区划使用此代码"
    ),
    "cannot read {code!r} as a GB/T 4754 code: expected a letter and two to four digits, as in C3911": (
        "{code}不是有效的国民经济行业分类代码（GB/T 4754），应为一个字母加 2 至 4 位数字，例如 C3911"
    ),
    "cannot read {code!r} as a GB/T 4754 code: {digits} is in section {section}, got {other}": (
        "{code}不是有效的国民经济行业分类代码（GB/T 4754）：{digits} 属于门类 {section}，实际为 {other}"
    ),
    "cannot read {code!r} as a GB/T 4754 code: the edition of 2017 does not have it": (
        "{code}不是有效的国民经济行业分类代码：GB/T 4754—2017 中没有此代码"
    ),
    # accounts
    "a person's name has 1 to {most} printable characters, got {name!r}": "姓名应为 1 至 {most} 个可见字符，实际为{name}",
    "an account has one of the roles {roles}, got {role}": "账号角色应为{roles:each}之一，实际为“{role:zh}”",
    "an account of role {role} has an enterprise": "角色为“{role:zh}”的账号必须属于一家企业",
    "an account of role {role} has no enterprise": "角色为“{role:zh}”的账号不能属于企业",
    "cannot read {text!r} as a login name: expected 3 to 64 of the characters a-z 0-9 . _ @ -, beginning and ending "
    "with a letter or digit": (
        "{text}不能用作登录账号，应为 3 至 64 个字符，可用小写字母、数字和 . _ @ -，首尾应为字母或数字"
    ),
    "a password has {least} to {most} characters, got {count}": "密码应为 {least} 至 {most} 个字符，实际为 {count} 个",
    "a password has at least {least} different characters": "密码至少应有 {least} 个不同的字符",
    "a password does not hold the login name": "密码不能包含登录账号",
    # documents
    "cannot take the PDF: it holds programs, files or forms, expected paper only": (
        "不能接收该 PDF：其中含有脚本、附件或表单，请使用普通扫描件或打印件"
    ),
    "cannot read the document: expected a PNG, JPEG or BMP picture or a PDF": (
        "无法识别材料文件：应为 PNG、JPEG、BMP 图片或 PDF"
    ),
    "cannot read the document as {type}: it is not whole": "材料文件不是完整的 {type} 文件",
    # claims: what an enterprise may map
    "scheme of the claim is {scheme!r}, expected one of {known}": "声明的标识体系为{scheme}，应为下列之一：{known:list}",
    "length of the claim is {count}, expected at most {most}": "声明的长度为 {count}，最长 {most}",
    "company prefix of the claim is {text!r}, expected 4 to {most} digits": (
        "声明的厂商识别代码为{text}，应为 4 至 {most} 位数字"
    ),
    "number of arcs of the claim is {count}, expected at least {least}": "声明的 OID 有 {count} 层，至少应有 {least} 层",
    "beginning of the Ecode is {text!r}, expected version and NSI, as 10064, and digits": (
        "Ecode 的开头为{text}，应为版本 V 和编码体系标识 NSI（例如 10064），其后为数字"
    ),
    "organisation of the MA claim is {text!r}, expected MA, country, industry, organisation": (
        "声明的 MA 注册单位为{text}，应依次为 MA、国家代码、行业代码、注册单位"
    ),
    "enterprise of the VAA claim is {text!r}, expected VAA, 3 digits of the top node, 3 of the secondary node and 8 of "
    "the enterprise": ("声明的 VAA 企业为{text}，应依次为 VAA、3 位国家顶级节点代码、3 位二级节点代码、8 位企业代码"),
    "claim is {text!r}, expected an issuing agency and the whole company, as UN123456789": (
        "声明为{text}，应为发码机构 IAC 和完整的企业 CIN，例如 UN123456789"
    ),
    "beginning of the DID is {text!r}, expected did, a method and segments behind colons": (
        "DID 的开头为{text}，应为 did、方法和以冒号分隔的各段"
    ),
    "a UUID is not claimed: nobody gives them out": "UUID 无须声明：UUID 不由任何机构分配",
    "a 统一社会信用代码 is not claimed: an enterprise may map its own and no other": (
        "统一社会信用代码无须声明：企业只能映射本企业的代码"
    ),
    "a did:key is not claimed: it is a key that its holder has made": "did:key 无须声明：它是持有者自行生成的密钥",
    # partners and rates
    "cannot read {text!r} as a partner: expected key:ID, enterprise:ID, group:ID or link": (
        "{text}不是有效的授权对象，应为 key:ID、enterprise:ID、group:ID 或 link"
    ),
    "cannot read {text!r} as a rate: expected one as in 10/s, 600/min or 90000/d": (
        "{text}不是有效的频率，例如 10/s、600/min 或 90000/d"
    ),
}

PHRASES: Mapping[str, str] = {
    "the application": "申请",
}

ROOM = Room(SENTENCES, PHRASES)
