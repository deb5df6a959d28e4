"""Codes to print and labels: what gets one, layouts, fonts, the press."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # whose labels, and how many
    "labels of nothing, expected at least one identifier": "请至少指定一个要打印的标识",
    "{prefix} has more than {most} such identifiers: ask for a count, and for what comes after {suffix} by another request": (
        "前缀 {prefix} 之下符合条件的标识超过 {most} 个，请限定数量，{suffix} 之后的标识另行打印"
    ),
    "{prefix} has no such identifiers": "前缀 {prefix} 之下没有符合条件的标识",
    "first is {first}, expected {least} to {most} in the batch {id}": (
        "起始流水号为 {first}，号段 {id} 的流水号为 {least} 至 {most}"
    ),
    "count is {count}, expected 1 to {left} from {first} on in the batch {id}": (
        "数量为 {count}，号段 {id} 从 {first} 起应为 1 至 {left}"
    ),
    "the search for identifiers takes too long: ask for fewer, or from further on": (
        "查找标识耗时过长，请减少数量，或从更靠后的标识开始"
    ),
    "{prefix} is not a prefix of this node": "{prefix} 不是本节点的前缀",
    "the prefix {prefix} is {standing}: nothing of it is printed": "前缀 {prefix} {standing:zh}，不打印其标识",
    "{named} are retired": "标识{named:zh}已注销",
    "{named} are not registered": "标识{named:zh}未注册",
    "one request is for at most {most} labels, got {count}": "一次最多打印 {most} 个标签，实际为 {count} 个",
    "choose what gets labels": "请选择要打印标签的对象",
    "choose what the code says": "请选择条码内容",
    "type one identifier a line": "请每行填写一个标识",
    "choose a batch": "请选择号段",
    "a symbol of what? expected the parameter identifier": "请用参数 identifier 指明标识",
    "without a key, only symbols that lead to this node's own page of a handle are made: send one as `Authorization: Bearer KEY`": (
        "未提供密钥时只能生成指向本节点标识页面的条码；其他条码请在请求头中发送 Authorization: Bearer KEY"
    ),
    "cannot read {name}={text!r}: expected a number of millimetres": "{name} 的值{text}无效，应为毫米数",
    # layouts
    "there are {most} layouts, which is the most there can be": "已有 {most} 个标签版式，达到上限",
    "there is no layout {name!r}": "没有标签版式{name}",
    "layout is {name!r}, expected one of {known}, or a layout of your own": (
        "标签版式为{name}，应为其中之一：{known:list}，或自有版式"
    ),
    "{who} may not keep label layouts for this enterprise": "{who:zh}无权管理该企业的标签版式",
    "{who} may not keep label layouts for the park": "{who:zh}无权管理园区的标签版式",
    "skip is {skip}, expected 0 to {most}": "跳过的标签数为 {skip}，应为 0 至 {most}",
    "module is {module}, expected more than 0 and at most {most} millimetres": (
        "模块尺寸为 {module}，应大于 0 且不超过 {most} 毫米"
    ),
    "dpi is {dpi}, expected {least} to {most}": "分辨率为 {dpi}，应为 {least} 至 {most}",
    # making them
    "{title} for {content!r} is read back as nothing: it is not given out": (
        "{content}的 {title} 条码回读不出内容，未予输出"
    ),
    "{title} for {content!r} is read back as {read}: it is not given out": (
        "{content}的 {title} 条码回读结果为 {read}，未予输出"
    ),
    "content of {octets} octets does not fit into {title}": "内容有 {octets} 字节，{title} 容纳不下",
    "content of {octets} octets does not fit into {title} of level {level}": (
        "内容有 {octets} 字节，纠错等级为 {level} 的 {title} 容纳不下"
    ),
    "content {content!r} cannot be drawn as {title}: {trouble}": "内容{content}无法生成 {title}：{trouble}",
    "content {content!r} cannot be drawn as {title} of level {level}: {trouble}": (
        "内容{content}无法生成纠错等级为 {level} 的 {title}：{trouble}"
    ),
    "module of {size} mm is less than half a dot at {dpi} dpi, expected one dot or more": (
        "模块尺寸 {size} 毫米在 {dpi} dpi 下不足半个点，至少应为一个点"
    ),
    "picture is {wide} by {high} pixels, expected at most {most} either way": (
        "图片为 {wide}×{high} 像素，宽和高均不得超过 {most} 像素"
    ),
    "cannot read the font {path}: {trouble}": "无法读取字体 {path}：{trouble}",
    "cannot read the font {path}: expected TrueType or OpenType, or a collection": (
        "无法读取字体 {path}，应为 TrueType、OpenType 或字体集"
    ),
    "the font {font} has no {missing!r}, expected one with simplified Chinese": (
        "字体 {font} 缺少{missing}，应使用含简体中文的字体"
    ),
    "the font {font} has no {missing!r} as in {text!r}: name another one": (
        "字体 {font} 缺少{text}中的{missing}，请换用其他字体"
    ),
    "no font with simplified Chinese is known here: install one (Debian: apt-get install fonts-noto-cjk), or name its file in the setting label_font": (
        "本机没有含简体中文的字体，请安装（Debian：apt-get install fonts-noto-cjk），或在设置 label_font 中指定字体文件"
    ),
    "{count} labels take longer than {seconds} seconds now: ask for fewer": (
        "{count} 个标签的排版超过 {seconds} 秒，请减少数量"
    ),
    "the press ended with status {status} and without an answer": "标签排版进程异常退出（状态 {status}），请重试",
    "{count} orders of labels are being printed or waiting: come back later": (
        "有 {count} 个标签任务正在处理或排队，请稍后重试"
    ),
    "label {number}: {refusal}": "第 {number} 个标签：{refusal:zh}",
    "the labels cannot be typeset: {trouble}": "标签无法排版：{trouble}",
}

PHRASES: Mapping[str, str] = {"{named} and {count} more": "{named:list} 等（另有 {count} 个）"}

ROOM = Room(SENTENCES, PHRASES)
