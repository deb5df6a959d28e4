"""Forms of the console: what was chosen and typed, where a form came from."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "there is no page at {path!r}": "没有页面{path}",
    "the console is opened over HTTPS, or over HTTP from this machine": "控制台须通过 HTTPS 打开，或在本机上通过 HTTP 打开",
    "this form is too old, or was not made for this visit: open the page again": (
        "表单已过期，或不属于本次登录，请重新打开页面"
    ),
    "this form was sent from a page of somebody else": "表单来自其他网站的页面，已拒绝",
    "the form cannot be read": "无法读取表单",
    "the form cannot be read: expected UTF-8": "无法读取表单，应为 UTF-8 编码",
    "the form has more octets than this node takes": "表单内容超过本节点允许的大小",
    "a form has at most {most} fields, got {count}": "一个表单最多 {most} 个字段，实际为 {count} 个",
    "a form has at most {most} fields, got more": "一个表单最多 {most} 个字段",
    "a form has at most {most} values, got {count}": "一个表单最多 {most} 个值，实际为 {count} 个",
    # what a page does
    "cannot do {act!r}: expected withdraw or discard": "不支持的操作{act}，应为 withdraw 或 discard",
    "cannot do {act!r}: expected entry, change, prefix, close or reopen": (
        "不支持的操作{act}，应为 entry、change、prefix、close 或 reopen"
    ),
    "cannot do {act!r}: expected take, return, reject, approve, file or show": (
        "不支持的操作{act}，应为 take、return、reject、approve、file 或 show"
    ),
    "cannot do {act!r}: expected approve or refuse": "不支持的操作{act}，应为 approve 或 refuse",
    "cannot do {act!r} to an enterprise": "不支持对企业的操作{act}",
    "cannot enter {said!r}: expected passed or failed": "不支持的核验结果{said}，应为 passed 或 failed",
    "cannot read {mode!r} as a mode": "{mode}不是有效的接入方式",
    # what was typed
    "cannot read {text!r} as a number": "{text}不是有效的数字",
    "cannot read {text!r} as an index: expected a number from 1 on": "{text}不是有效的索引，应为从 1 开始的整数",
    "the suffix is missing": "请填写后缀",
    "grade is {grade!r}, expected public, partner or internal": "分级为{grade}，应为 public、partner 或 internal",
}

ROOM = Room(SENTENCES)
