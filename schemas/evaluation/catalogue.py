"""The catalogue: every indicator of the yearly evaluation with its name, unit and counting rule in both languages.

The wording of the indicators is that of 江西《工业互联网园区建设指南 2023》, 网络体系 2. No authority publishes how to
count; the rules are those of china-node.md §9 as this node can keep them, and each is printed beside its number.
"""

import msgspec


class Words(msgspec.Struct, frozen=True):
    """One text in both languages."""

    zh: str
    en: str


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the evaluation."""

    key: str
    """What it is called in JSON and CSV; never changed once published."""
    name: Words
    unit: Words
    rule: Words
    """How it is counted, for whoever has to vouch for the number."""
    parts: tuple[tuple[str, Words], ...] = ()
    """Where the value has parts: their keys, in order, and their names."""
    headline: bool = False
    """Whether the guide asks for it by name."""


_IDENTIFIERS = Words("个", "identifiers")
_REQUESTS = Words("次", "requests")
_ENTERPRISES = Words("家", "enterprises")
_PERCENT = Words("%", "%")
_TIERS = (
    ("a", Words("甲：前缀有效", "a: prefix active")),
    ("b", Words("乙：且有存量标识", "b: and identifiers in stock")),
    ("c", Words("丙：且当年有成功解析", "c: and resolved in the period")),
)

CATALOGUE = (
    Indicator(
        key="secondary_node",
        name=Words("是否建设标识解析二级节点", "Secondary node in operation"),
        unit=Words("", ""),
        rule=Words(
            "期末本节点自有的二级节点前缀（两段，如 88.1000）已分配且有效，并且该前缀下此前已有标识注册或解析应答，"
            "记为“是”；接入园区外二级节点不计入。",
            "Yes if at the end of the period a secondary-node prefix of this node's own (two labels, as in 88.1000) is "
            "allocated and active, and identifiers under it have been registered or resolved by then. Being connected "
            "to a secondary node outside the park does not count.",
        ),
        headline=True,
    ),
    Indicator(
        key="registrations_total",
        name=Words("标识注册量（累计）", "Identifiers registered (cumulative)"),
        unit=_IDENTIFIERS,
        rule=Words(
            "截至期末，园区企业现有及曾用前缀下首次注册成功的不重复标识累计数，按事件发生时间归入北京时间自然日；"
            "重新启用、更新、覆盖以及 META_、App_、User_、Group_ 开头的标识不计；注销不冲减。",
            "Distinct identifiers registered for the first time under present or former prefixes of the park's "
            "enterprises, up to the end of the period, by the Asia/Shanghai day of the event. Revivals, updates, "
            "overwriting and identifiers that begin with META_, App_, User_ or Group_ do not count; what is retired "
            "is not subtracted.",
        ),
        headline=True,
    ),
    Indicator(
        key="registrations_in_year",
        name=Words("标识注册量（当年新增）", "Identifiers registered (this year)"),
        unit=_IDENTIFIERS,
        rule=Words(
            "口径同上，仅计事件发生在本评价期内的首次注册。",
            "As above, first registrations within the period only.",
        ),
    ),
    Indicator(
        key="stock",
        name=Words("标识存量", "Identifiers in stock"),
        unit=_IDENTIFIERS,
        rule=Words(
            "期末标识存量 = 累计首次注册 − 注销 + 重新启用，前缀范围同上。",
            "Registered for the first time, less retired, plus revived, at the end of the period, under the same "
            "prefixes.",
        ),
    ),
    Indicator(
        key="resolutions",
        name=Words("标识解析量", "Resolutions"),
        unit=_REQUESTS,
        rule=Words(
            "评价期内对园区企业前缀下标识的外部解析请求中成功应答（结果为 found）的次数，每次请求计 1；"
            "健康探测、同步、控制台与企业自查请求、失败请求不计入，另列。转往企业节点的请求由作答的节点计数。",
            "Requests from outside for identifiers under prefixes of the park's enterprises that were answered "
            "successfully (outcome found) within the period; each request is 1. Probes, synchronisation, the console, "
            "the enterprise's own reads and failures do not count and are shown apart. What is referred to an "
            "enterprise's node is counted by the node that answers.",
        ),
        headline=True,
    ),
    Indicator(
        key="resolutions_by_class",
        name=Words("成功解析次数（按请求来源）", "Successful resolutions by who asked"),
        unit=_REQUESTS,
        rule=Words(
            "与标识解析量同一范围，按请求来源列出；仅“外部”计入标识解析量。",
            "The same scope by who asked; only external counts as resolutions.",
        ),
        parts=(
            ("external", Words("外部", "external")),
            ("self", Words("企业自查", "self")),
            ("console", Words("控制台", "console")),
            ("probe", Words("健康探测", "probe")),
            ("sync", Words("同步", "sync")),
        ),
    ),
    Indicator(
        key="resolutions_by_outcome",
        name=Words("外部解析请求（按结果）", "External requests by outcome"),
        unit=_REQUESTS,
        rule=Words(
            "评价期内对园区企业前缀的全部外部请求，按应答结果列出。",
            "All requests from outside for prefixes of the park's enterprises within the period, by their outcome.",
        ),
        parts=(
            ("found", Words("成功", "found")),
            ("no such value", Words("无此类型值", "no such value")),
            ("absent", Words("未注册", "absent")),
            ("retired", Words("已注销", "retired")),
            ("denied", Words("拒绝", "denied")),
            ("malformed", Words("请求有误", "malformed")),
            ("elsewhere", Words("由其他节点解析", "elsewhere")),
        ),
    ),
    Indicator(
        key="resolutions_per_day",
        name=Words("日均解析量", "Resolutions per day"),
        unit=Words("次/日", "requests a day"),
        rule=Words(
            "标识解析量 ÷ 评价期自然日数；当年未满的，按截至统计日的自然日数。",
            "Resolutions divided by the calendar days of the period; in a running year by the days up to and "
            "including the day of counting.",
        ),
    ),
    Indicator(
        key="success_rate",
        name=Words("解析成功率", "Success rate"),
        unit=_PERCENT,
        rule=Words(
            "外部请求中：成功 ÷（成功 + 无此类型值 + 未注册 + 已注销）；请求有误、被拒绝、由其他节点解析的不计入分母。"
            "服务端错误与超时不形成应答，不在计数之列，见可用性监测。",
            "Of the requests from outside: found ÷ (found + no such value + absent + retired). Malformed, denied and "
            "referred requests are left out. Server errors and timeouts give no answer to count; monitoring reports "
            "them.",
        ),
    ),
    Indicator(
        key="park_enterprises",
        name=Words("园区企业数", "Enterprises in the park"),
        unit=_ENTERPRISES,
        rule=Words(
            "期末在园企业数，按统一社会信用代码去重（入园日期不晚于期末，且离园日期为空或不早于期末）；"
            "规上企业为标注规上且起始年度不晚于评价年度的企业。",
            "Distinct 统一社会信用代码 in the park on the last day of the period (joined by then, not left before). "
            "Above scale (规上): those flagged so for the year or an earlier one.",
        ),
        parts=(("all", Words("全部", "all")), ("above_scale", Words("规上", "above scale"))),
    ),
    Indicator(
        key="enterprises_by_category",
        name=Words("网络、标识解析、平台、APP、大数据、安全企业数", "Enterprises of the industrial internet"),
        unit=_ENTERPRISES,
        rule=Words(
            "期末在园企业中至少有一个类别标签（网络、标识解析、平台、工业软件 APP、工业大数据、工业互联网安全）的家数，"
            "按统一社会信用代码去重；并列出各类别家数，一家企业可属多个类别。标签由园区认定，取出具报告时的标签。",
            "Enterprises in the park on the last day of the period with at least one category (network, identifier "
            "resolution, platform, industrial app, big data, security), each counted once; beside it the number of "
            "each category, in which one may count several times. Categories are the park's to say, and those at the "
            "time of the report.",
        ),
        parts=(
            ("any", Words("合计（去重）", "any")),
            ("network", Words("网络", "network")),
            ("identifier", Words("标识解析", "identifier")),
            ("platform", Words("平台", "platform")),
            ("app", Words("工业软件 APP", "app")),
            ("bigdata", Words("工业大数据", "big data")),
            ("security", Words("安全", "security")),
        ),
    ),
    Indicator(
        key="connected_enterprises",
        name=Words("接入标识解析二级节点的园区企业数", "Connected enterprises"),
        unit=_ENTERPRISES,
        rule=Words(
            "期末在园企业分三档：甲，至少一个前缀期末有效；乙，属甲且其有效前缀期末至少有 1 个存量标识；"
            "丙，属乙且评价期内至少有 1 次外部成功解析。一家企业有多个前缀的计 1。",
            "Enterprises in the park at the end of the period, in three tiers. a: at least one prefix is active then. "
            "b: a, and at least one identifier is in stock under an active prefix. c: b, and at least one successful "
            "resolution from outside within the period. Several prefixes of one enterprise count once.",
        ),
        parts=_TIERS,
        headline=True,
    ),
    Indicator(
        key="connected_enterprises_above_scale",
        name=Words("其中：规上企业", "Of these, above scale"),
        unit=_ENTERPRISES,
        rule=Words("口径同上，仅计规上企业。", "As above, enterprises above scale only."),
        parts=_TIERS,
    ),
    Indicator(
        key="connected_share",
        name=Words("园区内企业接入标识解析二级节点比例", "Share of the park's enterprises that are connected"),
        unit=_PERCENT,
        rule=Words(
            "各档接入企业数 ÷ 园区企业数，分子分母均按统一社会信用代码去重；对外填报采用乙档。",
            "Connected enterprises of each tier ÷ enterprises in the park, distinct 统一社会信用代码 on both sides. "
            "The share that is handed in is that of tier b.",
        ),
        parts=_TIERS,
        headline=True,
    ),
    Indicator(
        key="connected_share_above_scale",
        name=Words("其中：规上企业接入比例", "Share of those above scale"),
        unit=_PERCENT,
        rule=Words(
            "口径同上，分子分母均只计规上企业。",
            "As above, enterprises above scale only on both sides.",
        ),
        parts=_TIERS,
    ),
)
