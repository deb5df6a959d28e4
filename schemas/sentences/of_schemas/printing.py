"""Printing: what codes say, labels and their layouts, and what is read back of a Han Xin code."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # codes
    "symbology is {name!r}, expected one of {known}": "码制为{name}，应为下列之一：{known:list}",
    "level of {code} is {wanted!r}, expected one of {levels}": "{code:zh}的纠错等级为{wanted}，应为 {levels:list} 之一",
    "level of {code} is {wanted!r}, expected none": "{code:zh}没有纠错等级可选，实际为{wanted}",
    "content of {code} is {kind}, expected element-string": "{code:zh}的内容为 {kind}，应为 element-string（GS1 单元数据串）",
    "content of {code} is {kind}, expected url, identifier, digital-link or ecode": (
        "{code:zh}的内容为 {kind}，应为 url、identifier、digital-link 或 ecode"
    ),
    "content of the code is empty, expected at least one character": "编码内容为空，至少应有一个字符",
    "length of the content is {count}, expected at most {most}": "编码内容的长度为 {count}，最长 {most}",
    "length of the content is {count}, expected at most {most} in {code}": "编码内容的长度为 {count}，{code:zh}最长 {most}",
    "character {place} of the content is {character!r}, expected one that can be printed": (
        "编码内容的第 {place} 个字符为{character}，应为可见字符"
    ),
    "character {place} of the content is {character!r}, expected ASCII in {code}": (
        "编码内容的第 {place} 个字符为{character}，{code:zh}只支持 ASCII 字符"
    ),
    "text is {text!r}, expected GS1 data": "{text}不是 GS1 数据",
    "{identifier} carries no GS1 identifier, expected one for a code with GS1 data": (
        "标识 {identifier} 未映射 GS1 标识，含 GS1 数据的码须有 GS1 标识"
    ),
    "{identifier} carries no Ecode, expected one for a code that says E=": (
        "标识 {identifier} 未映射 Ecode，内容以“E=”开头的码须有 Ecode"
    ),
    "address of codes is {base!r}, expected one like https://id.example.cn": (
        "码中网址为{base}，应为 https://id.example.cn 一类的地址"
    ),
    "address of codes is {base!r}, which leads everybody to a machine of their own: set public_base, or name another "
    "one": "码中网址为{base}，扫码者会访问到自己的设备：请设置 public_base，或另行指定地址",
    # labels
    "{code} for {text!r} is {size} mm wide with modules of {module} mm, the label has {width} by {height} mm for it": (
        "{text}的{code:zh}以 {module} mm 模块计宽 {size} mm，标签上可用 {width} × {height} mm"
    ),
    "{code} for {text!r} has {count} modules with its quiet zone, in {room} mm each is {module} mm, expected at least "
    "{least}": (
        "{text}的{code:zh}连同静区有 {count} 个模块，在 {room} mm 内每个模块为 {module} mm，不得小于 {least} mm"
    ),
    "the label has room of {width} by {height} mm for its text, expected more for {lines} lines": (
        "标签上可放文字的区域为 {width} × {height} mm，放不下 {lines} 行"
    ),
    "labels of what? expected one of identifiers, prefix and batch, got {ways}": (
        "请指明打印对象：identifiers、prefix、batch 三者选一，实际为{ways:zh}"
    ),
    "{member} is given with {way}, expected it with {ways} only": "{member} 只能与 {ways:list} 一起使用，实际与 {way} 一起",
    "count is {count}, expected 1 to {most}": "数量为 {count}，应为 1 至 {most}",
    "number of lines is {count}, expected at most {most}": "标签文字有 {count} 行，最多 {most} 行",
    "size of the line {line!r} is {size}, expected 0.3 to 5": "文字行{line}的字号倍数为 {size}，应为 0.3 至 5",
    "rows of the line {line!r} are {rows}, expected 1 to {most}": "文字行{line}的折行数为 {rows}，应为 1 至 {most}",
    "line {line!r} has {found!r} alone, expected a field in braces": "文字行{line}中有单独的{found}，花括号应成对并包含字段名",
    "field in the line {line!r} is {name!r}, expected one of {known}": "文字行{line}中的字段为{name}，应为下列之一：{known:list}",
    # layouts
    "name of the layout is {name!r}, expected 1 to 40 small letters, digits and hyphens": (
        "版式名为{name}，应为 1 至 40 个小写字母、数字和连字符"
    ),
    "name of the layout is {name!r}, which is one that every node knows: expected another": (
        "版式名{name}是内置版式的名称，请改用其他名称"
    ),
    "title of the layout is {title!r}, expected at most {most} characters": "版式标题为{title}，最多 {most} 个字符",
    "padding is {size}, expected less than half a label": "padding 为 {size}，应小于标签的一半",
    "text_size is {size}, expected {least} to {most} points": "text_size 为 {size}，应为 {least} 至 {most} 磅",
    "{name} is {size}, expected at most {most} either way": "{name} 为 {size}，正负均不得超过 {most}",
    "labels take {start} to {end} of a page {size} {side}, expected them within it": (
        "标签排到 {start} 至 {end} 处，超出{side:zh}为 {size} 的页面"
    ),
    "{name} is {number}, expected 1 to {most}": "{name} 为 {number}，应为 1 至 {most}",
    "{name} is {number}, expected none below 0": "{name} 为 {number}，不得小于 0",
    "{what} is {number}, expected at most {most} millimetres": "{what} 为 {number}，最大 {most} 毫米",
    "{what} is {number}, expected millimetres with at most {places} decimals": (
        "{what} 为 {number}，应以毫米为单位，最多 {places} 位小数"
    ),
    # Han Xin codes read back
    "Han Xin code ends after {at} bits, expected {wanted} more": "汉信码在 {at} 位后结束，还应有 {wanted} 位",
    "mode of the Han Xin code is {mode}, expected 1 to 8": "汉信码的编码模式为 {mode}，应为 1 至 8",
    "interpretation of the Han Xin code is {number}, expected 0, 26 or 32": (
        "汉信码的扩充解释（ECI）为 {number}，应为 0、26 或 32"
    ),
    "number of the Han Xin code ends with {group}, expected 1021, 1022 or 1023": (
        "汉信码的数字模式以 {group} 结束，应为 1021、1022 或 1023"
    ),
    "size of the Han Xin code is {size}, expected {least} to {most} by twos": (
        "汉信码的边长为 {size} 个模块，应为 {least} 至 {most}，每级加 2"
    ),
    "a fixed module of the Han Xin code is not as it should be": "汉信码的固定图形有误",
    "block {place} of the Han Xin code does not hold": "汉信码的第 {place} 个纠错块校验失败",
    "octets of the Han Xin code are no {charset}": "汉信码的数据不是有效的 {charset}",
    "function information of the Han Xin code does not hold": "汉信码的功能信息校验失败",
    "the two copies of the function information of the Han Xin code differ": "汉信码的两份功能信息不一致",
    "version of the Han Xin code is {version}, expected {wanted} by its size": (
        "汉信码的版本为 {version}，按其边长应为 {wanted}"
    ),
}

PHRASES: Mapping[str, str] = {
    "a QR code": "QR 码",
    "a GS1 QR code": "GS1 QR 码",
    "a Data Matrix": "Data Matrix 码",
    "a GS1 Data Matrix": "GS1 Data Matrix 码",
    "a GS1-128 symbol": "GS1-128 条码",
    "a Code 128": "Code 128 条码",
    "a Han Xin code": "汉信码",
    "none": "（无）",
    "wide": "宽",
    "high": "高",
}

ROOM = Room(SENTENCES, PHRASES)
