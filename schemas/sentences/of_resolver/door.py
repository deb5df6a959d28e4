"""The public door and resolution: what is asked there and cannot be read or answered."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "the answer cannot be read now; it is being made anew": "暂时无法读取应答数据，正在恢复",
    "cannot look up {typed!r}…: expected at most {most} characters, got {count}": (
        "无法查询{typed}…：最多 {most} 个字符，实际为 {count} 个"
    ),
    "cannot read {text!r} as an index: expected a number from 1 to {most}": (
        "{text}不是有效的索引：应为 1 至 {most} 的数"
    ),
}

ROOM = Room(SENTENCES)
