"""What the door says to people, in Chinese and in English: sentences, moments, lengths of time.

Both tables have the same keys with the same placeholders, and the pages use every one of them: a test holds that.
"""

from collections.abc import Mapping
from datetime import datetime

from schemas.counting import SHANGHAI
from schemas.preference import Language
from schemas.sentences.chinese import in_chinese

CHINESE: Mapping[str, str] = {
    "title": "工业互联网标识",
    "other language": "English",
    "holder": "所属企业",
    "prefix": "企业前缀",
    "node's own": "本节点",
    "registered": "注册时间",
    "changed": "更新时间",
    "retired on": "注销时间",
    "version": "版本",
    "version n": "第 {n} 版",
    "contents": "标识信息",
    "contents asked": "所查询的标识信息",
    "system values": "系统数据",
    "type": "名称",
    "value": "内容",
    "index": "序号",
    "ttl": "缓存时长",
    "timestamp": "更新时间",
    "no values": "该标识已注册，暂无公开信息。",
    "opened": "其中部分内容仅供收到此链接的人查看，查看会被记录。",
    "no values asked": "该标识没有所查询的公开信息。",
    "show all": "查看全部信息",
    "octets": "二进制数据，{n} 字节",
    "cut": "仅显示开头部分，共 {n} 个字符",
    "leads to": "实际地址：",
    "not followed": "该地址不符合安全规则，未设为链接",
    "others": "同一对象的其他标识",
    "scheme": "标识体系",
    "identifier": "标识",
    "asked by": "按其 {scheme} 查询",
    "meaning": "标识含义",
    "part": "片段",
    "part says": "含义",
    "symbol": "扫码打开本页的二维码",
    "as json": "JSON 数据",
    "served by": "由{node}提供解析",
    "found": "有效",
    "absent": "未注册",
    "absent heading": "未找到该标识",
    "absent text": "前缀 {prefix} 由本节点提供解析，但其下没有注册此标识。"
    "请核对标签或二维码是否完整，字母、数字与符号是否无误。",
    "retired": "已注销",
    "retired heading": "该标识已注销",
    "retired text": "此标识曾经有效，现已由其持有者注销。已注销的标识不会再分配给其他对象。",
    "elsewhere": "非本节点",
    "elsewhere heading": "本节点不解析该标识",
    "elsewhere text": "前缀 {prefix} 未在本节点登记，因此无法在此查询。请通过国家顶级节点或签发该标识的企业查询。",
    "suspended": "已暂停",
    "suspended heading": "该前缀已暂停解析",
    "suspended text": "前缀 {prefix} 目前暂停提供解析，恢复后此标识可再次查询。如需了解情况，请联系所属企业或本节点。",
    "referred": "企业节点",
    "referred heading": "该标识由企业节点解析",
    "referred text": "前缀 {prefix} 的标识保存在企业自己的节点中，请到该节点查询。",
    "unreachable text": "前缀 {prefix} 的标识保存在企业自己的节点中，但该节点尚未登记访问地址。请联系所属企业。",
    "ask there": "前往企业节点查询",
    "malformed": "格式错误",
    "malformed heading": "无法识别的标识",
    "malformed text": "可查询的有 Handle 标识（例如 88.1000.1/SN-001）以及 GS1、OID、Ecode、MA、VAA、DID 等标识。"
    "请核对后重试。",
    "ors": "其他机构",
    "ors heading": "该 OID 由其他机构管理",
    "ors text": "本节点没有记录与此 OID 关联。国际 OID 解析系统（ORS）给出了以下信息，"
    "内容由第三方提供，本节点未作核实。",
    "ors service": "ORS 服务",
    "ors target": "指向",
    "unmapped": "未注册",
    "unmapped heading": "本节点没有注册该标识",
    "unmapped text": "该标识格式正确（{scheme}），但本节点没有哪条记录与它关联。请核对标识是否完整，或向签发方查询。",
    "question heading": "无法识别的查询",
    "question text": "标识之后的查询参数有误。请检查后重试，或去掉问号之后的内容。",
    "append heading": "无法转到拼接后的地址",
    "append text": "参数 urlappend 会改变目标网站，因此未予跳转。",
    "loop": "循环别名",
    "loop heading": "别名无法解析",
    "loop text": "此标识是一个别名，但沿着别名查找会回到起点或层级过多，因此没有可显示的结果。",
    "show alias": "查看该标识自身的信息",
    "busy": "请稍候",
    "busy heading": "暂时无法解析",
    "busy text": "该标识的数据正在恢复，请几秒后刷新本页。",
    "detail": "详细原因",
    "administrator": "由 {handle} 的第 {index} 项管理，权限 {permissions}",
    "any administrator": "由 {handle} 管理，权限 {permissions}",
    "server": "服务器 {address}，{interfaces}",
    "key": "{kind} 公钥",
    "front heading": "查询标识",
    "front text": "输入标签上的标识，或用扫码枪扫入。可查询 Handle 标识以及 GS1、OID、Ecode、MA、VAA、DID 等标识。",
    "look up": "查询",
    "to the console": "管理台",
    "what the console is": "企业注册标识、园区审核与统计",
    "to the interface": "接口说明",
    "what the interface is": "供企业系统调用（OpenAPI 3.1）",
}
ENGLISH: Mapping[str, str] = {
    "title": "Industrial internet identifier",
    "other language": "中文",
    "holder": "Enterprise",
    "prefix": "Prefix",
    "node's own": "this node",
    "registered": "Registered",
    "changed": "Last changed",
    "retired on": "Retired",
    "version": "Version",
    "version n": "{n}",
    "contents": "Information",
    "contents asked": "Information asked for",
    "system values": "System data",
    "type": "Name",
    "value": "Content",
    "index": "No.",
    "ttl": "Cache for",
    "timestamp": "Changed",
    "no values": "This identifier is registered and has no public information yet.",
    "opened": "Some of this is for whoever was given this link; that it was seen is kept.",
    "no values asked": "This identifier has no public information of the kind asked for.",
    "show all": "Show all information",
    "octets": "Binary data, {n} octets",
    "cut": "Only the beginning is shown, of {n} characters",
    "leads to": "Leads to: ",
    "not followed": "Not a link: the address does not meet the safety rules",
    "others": "Other identifiers of the same thing",
    "scheme": "Scheme",
    "identifier": "Identifier",
    "asked by": "Asked for by its {scheme}",
    "meaning": "What the identifier says",
    "part": "Part",
    "part says": "Meaning",
    "symbol": "A QR code that opens this page",
    "as json": "JSON",
    "served by": "Resolved by: {node}",
    "found": "Active",
    "absent": "Not registered",
    "absent heading": "Identifier not found",
    "absent text": "This node answers for the prefix {prefix} and has no such identifier. Please check that the label "
    "or code is complete and that its letters, digits and signs are right.",
    "retired": "Retired",
    "retired heading": "This identifier is retired",
    "retired text": "It was valid once and its holder has retired it. A retired identifier is never given to anything "
    "else.",
    "elsewhere": "Not served here",
    "elsewhere heading": "This node does not serve that identifier",
    "elsewhere text": "The prefix {prefix} is not registered with this node, so it cannot be looked up here. Please "
    "ask the national node or the enterprise that issued the identifier.",
    "suspended": "Suspended",
    "suspended heading": "This prefix is suspended",
    "suspended text": "The prefix {prefix} does not answer at present; its identifiers can be looked up again once it "
    "is restored. Please contact the enterprise or this node.",
    "referred": "Enterprise node",
    "referred heading": "The enterprise's own node answers for this identifier",
    "referred text": "The identifiers of the prefix {prefix} are kept at the enterprise's own node. Please ask there.",
    "unreachable text": "The identifiers of the prefix {prefix} are kept at the enterprise's own node, which has not "
    "registered an address yet. Please contact the enterprise.",
    "ask there": "Ask the enterprise's node",
    "malformed": "Malformed",
    "malformed heading": "This is not an identifier",
    "malformed text": "What can be looked up are handles, such as 88.1000.1/SN-001, and identifiers of GS1, OIDs, "
    "Ecode, MA, VAA, DIDs and the like. Please check it and try again.",
    "ors": "elsewhere",
    "ors heading": "This OID is looked after elsewhere",
    "ors text": "No record here is about this OID. The OID resolution system (ORS) says the following of it; it "
    "comes from third parties, and this node has not checked it.",
    "ors service": "ORS service",
    "ors target": "Leads to",
    "unmapped": "Not registered here",
    "unmapped heading": "No record of this node carries that identifier",
    "unmapped text": "It is well formed ({scheme}), and no record here is about the thing that it names. Please check "
    "that it is complete, or ask whoever issued it.",
    "question heading": "The question cannot be read",
    "question text": "Something is wrong with the parameters after the identifier. Please check them, or leave out "
    "what follows the question mark.",
    "append heading": "The extended address is not followed",
    "append text": "The parameter urlappend would lead to another site, so you have not been sent there.",
    "loop": "Alias loop",
    "loop heading": "The alias leads nowhere",
    "loop text": "This identifier is an alias. Following it comes back to the beginning or takes too many steps, so "
    "there is nothing to show.",
    "show alias": "Show this identifier's own information",
    "busy": "Please wait",
    "busy heading": "This cannot be answered right now",
    "busy text": "The data of this identifier are being restored. Please reload the page in a few seconds.",
    "detail": "The reason in detail",
    "administrator": "Administered by value {index} of {handle}, rights {permissions}",
    "any administrator": "Administered by {handle}, rights {permissions}",
    "server": "Server {address}, {interfaces}",
    "key": "{kind} public key",
    "front heading": "Look up an identifier",
    "front text": "Type what stands on the label, or scan it into the field: a handle, or an identifier of GS1, an "
    "OID, Ecode, MA, VAA, a DID and the like.",
    "look up": "Look up",
    "to the console": "Console",
    "what the console is": "where enterprises register and the park reviews and audits",
    "to the interface": "Interface",
    "what the interface is": "for enterprise systems (OpenAPI 3.1)",
}
TABLES: Mapping[Language, Mapping[str, str]] = {"zh-CN": CHINESE, "en": ENGLISH}

TYPES: Mapping[str, tuple[str, str]] = {
    "URL": ("网址", "Web address"),
    "EMAIL": ("电子邮箱", "E-mail"),
    "DESC": ("说明", "Description"),
    "10320/LOC": ("多个网址", "Web addresses"),
    "LINK": ("链接", "Link"),
    "MAPPING": ("其他标识", "Other identifier"),
    "HS_ALIAS": ("别名", "Alias of"),
    "HS_ADMIN": ("管理者", "Administrator"),
    "HS_VLIST": ("管理组", "Administrators"),
    "HS_PUBKEY": ("公钥", "Public key"),
    "HS_SITE": ("服务站点", "Site"),
    "HS_SERV": ("服务", "Service"),
    "HS_NAMESPACE": ("命名空间", "Namespace"),
}
"""Types that people need not know by their technical names; every other type is its own name."""

_UNITS = ((86_400, ("天", "day")), (3_600, ("小时", "hour")), (60, ("分钟", "minute")), (1, ("秒", "second")))


def reason_in(language: Language, sentence: str) -> tuple[str, Language]:
    """A refusal as people read it, and the language that it is in: English where it has no Chinese."""
    if language == "en" or (said := in_chinese(sentence)) == sentence:
        return sentence, "en"
    return said, language


def say(language: Language, key: str, **fill: object) -> str:
    """A sentence, with its placeholders filled.

    >>> say("en", "octets", n=3)
    'Binary data, 3 octets'
    """
    return TABLES[language][key].format(**fill)


def name_of(language: Language, type: str) -> str:
    """What people call a type of value.

    >>> name_of("en", "url"), name_of("en", "产品名称")
    ('Web address', '产品名称')
    """
    if names := TYPES.get(type.upper()):
        return names[0 if language == "zh-CN" else 1]
    return type


def moment(language: Language, at: int) -> str:
    """A Unix second as people here write it, in the time of Shanghai.

    >>> moment("zh-CN", 1_700_000_000), moment("en", 1_700_000_000)
    ('2023年11月15日 06:13', '15 Nov 2023, 06:13 (UTC+8)')
    """
    there = datetime.fromtimestamp(at, SHANGHAI)
    if language == "zh-CN":
        return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year}, {there:%H:%M} (UTC+8)"


def length(language: Language, seconds: int) -> str:
    """A length of time in its largest unit and, where that is not all, the next one.

    >>> length("zh-CN", 86_400), length("en", 5_400), length("en", 0)
    ('1 天', '1 hour 30 minutes', '0 seconds')
    """
    parts: list[str] = []
    for size, (chinese, english) in _UNITS:
        count = seconds // size
        if count or (size == 1 and not parts):
            parts.append(f"{count} {chinese}" if language == "zh-CN" else f"{count} {english}{'s' * (count != 1)}")
            seconds -= count * size
        elif parts:
            break
        if len(parts) == 2 or (parts and not seconds):
            break
    return " ".join(parts)


# Not strftime: its month names follow the locale of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
