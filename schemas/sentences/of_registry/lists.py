"""Lists: search, exports, statistics and the evaluation, the trail."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # search
    "{who} may not search under {prefix}": "{who:zh}无权在前缀 {prefix} 之下检索",
    "{who} may not search: expected park staff, or a key with a prefix": (
        "{who:zh}无权检索，仅限园区工作人员或带前缀的密钥"
    ),
    "search for what? expected words, a prefix, a template, or days": "请填写检索条件：关键词、前缀、模板或日期",
    "the last day is {last}, expected none before the first, {first}": "结束日期为 {last}，不应早于开始日期 {first}",
    "a search has at most {most} characters, got {count}": "检索内容最多 {most} 个字符，实际为 {count} 个",
    "a search has at most {most} words, got {count}": "检索内容最多 {most} 个词，实际为 {count} 个",
    "cannot search for {word!r}: expected at least {least} characters in each word": (
        "无法检索{word}，每个词至少 {least} 个字符"
    ),
    "the search has looked for {seconds} seconds and is not done: ask within one prefix, or for fewer results": (
        "检索已超过 {seconds} 秒仍未完成，请限定前缀，或减少结果数量"
    ),
    "the node is busy with other searches": "节点正在处理其他检索，请稍后重试",
    # exports
    "unknown filter {name!r}: expected {known}": "没有筛选条件{name}，应为：{known:list}",
    "cannot read the filters: {fault}": "无法识别筛选条件：{fault:zh}",
    "an export has columns for at most {most} types, got {count}": "一次导出最多 {most} 种值类型的列，实际为 {count} 种",
    "cannot read {text!r} as a day: expected one as in 2026-11-22": "{text}不是有效的日期，格式如 2026-11-22",
    "there is no list {name!r}: expected {lists}": "没有列表{name}，应为其中之一：{lists:list}",
    "a workbook has at most {most} rows: expected csv or ndjson": "工作簿最多 {most} 行，请改用 csv 或 ndjson 格式",
    "cannot export as {form!r}: expected {formats}": "不支持导出格式{form}，应为 {formats:list}",
    "the node is busy with other exports": "节点正在处理其他导出，请稍后重试",
    # statistics and the evaluation
    "cannot evaluate the year {year}: expected {first} to {last}": "无法评价 {year} 年，应为 {first} 至 {last} 年",
    "cannot count by {part!r}: expected a list of {dimensions}": "无法按{part}统计，应由以下维度组成：{dimensions:list}",
    "the period begins on {start} and ends on {end}: expected the end not before the beginning": (
        "统计期从 {start} 到 {end}，结束日期不应早于开始日期"
    ),
    "cannot read {text!r} as a day: expected year-month-day, as in 2026-11-22": (
        "{text}不是有效的日期，应为“年-月-日”，例如 2026-11-22"
    ),
    "cannot read {text!r} as a day: expected e.g. 2026-11-22": "{text}不是有效的日期，格式如 2026-11-22",
    "cannot read {name}={text!r}: expected a day, as in 2026-11-22": "{name} 的值{text}无效，应为日期，例如 2026-11-22",
    "a period has 1 to {most} days, got {days}": "统计期应为 1 至 {most} 天，实际为 {days} 天",
    "{who} may not read the statistics of the whole node: expected one of its own prefixes": (
        "{who:zh}无权查看整个节点的统计，请指定自己的前缀"
    ),
    "{who} may not read the statistics of {prefix}": "{who:zh}无权查看前缀 {prefix} 的统计",
    "statistics need a first and a last day, as in ?from=2026-01-01&to=2026-12-31": (
        "统计须指明起止日期，例如 ?from=2026-01-01&to=2026-12-31"
    ),
    "cannot make a report as {form!r}: expected html or csv": "不支持报告格式{form}，应为 html 或 csv",
    "{who} may not evaluate a park": "{who:zh}无权进行园区评价",
    "cannot read {text!r} as a year": "{text}不是有效的年份",
    # the trail
    "cannot read {text!r} as a head: expected an act, a colon and 64 hexadecimal digits": (
        "{text}不是有效的审计链头，应为“序号:64 位十六进制数”"
    ),
    "{who} may not prune the trail": "{who:zh}无权清理审计记录",
    "the trail is kept for {least} days at least, got {days}": "审计记录至少保留 {least} 天，实际为 {days} 天",
    "the trail has {count} lines: `idnode verify trail` looks at more than {most}": (
        "审计记录共 {count} 条，超过页面可校验的 {most} 条，请用 idnode verify trail 校验"
    ),
    "{who} may not read the trail": "{who:zh}无权查看审计记录",
    "{who} may not follow the journal": "{who:zh}无权读取变更日志",
}

ROOM = Room(SENTENCES)
