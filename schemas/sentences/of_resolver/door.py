"""The public door: what cannot be looked up, and what other servers were asked for in vain."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "the answer cannot be read now; it is being made anew": "暂时无法读取该标识的数据，正在重新生成，请稍后重试",
    "cannot look up {typed!r}…: expected at most {most} characters, got {count}": (
        "无法查询{typed}…：最多 {most} 个字符，实际为 {count} 个"
    ),
    "cannot read {text!r} as an index: expected a number from 1 to {most}": "{text}不是有效的索引，应为 1 至 {most} 的整数",
    "text is {text!r}, expected an identifier": "{text}不是可查询的标识",
    "ORS {why}": "国际 OID 解析系统（ORS）{why:zh}",
}

PHRASES: Mapping[str, str] = {
    "cannot be asked now: too many questions are under way": "暂时无法查询：正在进行的查询过多",
    "did not answer in time": "未及时应答",
    "did not answer": "没有应答",
    "answered with code {code}": "返回错误代码 {code}",
    "led to a name that is too long": "指向的域名过长",
    "led round in a circle": "的指向构成循环",
    "led over more than {most} names": "的指向超过 {most} 级",
    "knew nothing of the name": "没有该域名的记录",
}

ROOM = Room(SENTENCES, PHRASES)
