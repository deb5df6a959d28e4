"""Identifiers: registering, amending, retiring and reading them, rights over them, other identifiers they are mapped to."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # registering and retiring
    "{handle} is registered already{batch}": "标识 {handle} 已注册{batch:zh}",
    "{handle} was registered once and is retired; an identifier is never given out again": (
        "标识 {handle} 曾经注册，现已注销；标识注销后不再分配"
    ),
    "{handle} is given twice": "标识 {handle} 重复出现",
    "{handle} is given twice: line {line} has it": "标识 {handle} 与第 {line} 行重复",
    "nothing is wrong with this one, but nothing was entered because others were refused": (
        "此标识无误，但同批其他标识有误，因此全部未录入"
    ),
    "the prefix {prefix} is not served by this node": "前缀 {prefix} 不由本节点服务",
    "the prefix {prefix} is {mode}: its identifiers are kept at the enterprise's node": (
        "前缀 {prefix} 的标识存放在企业节点（{mode:zh}），请在企业节点办理"
    ),
    "the prefix {prefix} is {standing} and takes no changes": "前缀 {prefix} {standing:zh}，不能写入",
    "the prefix {prefix} is {standing} and shows nothing": "前缀 {prefix} {standing:zh}，不提供查询",
    "{handle} is the record of a prefix: a prefix is closed, not retired": "{handle} 是前缀记录，前缀只能关闭，不能注销",
    "{handle} is not registered": "标识 {handle} 未注册",
    "{prefix}/{suffix} is not registered": "标识 {prefix}/{suffix} 未注册",
    "{handle} is retired": "标识 {handle} 已注销",
    # amending and reading
    "{handle} has no value with index {index}": "标识 {handle} 没有索引为 {index} 的值",
    "{handle} stands under no template: expected values, not fields": (
        "标识 {handle} 未套用模板，应提交值（values），而不是字段（fields）"
    ),
    "{handle} is at version {version}, expected version {wanted}": (
        "标识 {handle} 已是第 {version} 版，而此次修改针对第 {wanted} 版，请刷新后重试"
    ),
    "cannot read {text!r} as a handle": "{text}不是有效的标识",
    "{who} may not see the history of {handle}": "{who:zh}无权查看标识 {handle} 的历史",
    "cannot read {text!r} as an identity: expected index, colon and handle": "{text}不是有效的身份，应为“索引:标识”",
    "the identity is not verified": "身份未通过验证",
    # rights
    "{who} may not {act} {known}": "{who:zh}无权{act:zh}{known:zh}",
    "{who} may not manage the {what} of the park": "{who:zh}无权管理园区的{what:zh}",
    "{who} may not manage the {what} of this enterprise": "{who:zh}无权管理该企业的{what:zh}",
    "{who} may not write {suffix}: META_, App_, User_ and Group_ are the administrator's": (
        "{who:zh}无权写入 {suffix}：META_、App_、User_ 和 Group_ 开头的后缀仅限管理员"
    ),
    "{who} may not administer {suffix}": "{who:zh}无权管理前缀 {suffix} 的记录",
    "{who} may not amend {handle}": "{who:zh}无权修改 {handle}",
    "{who} lacks the right to {right} in {handle}": "{who:zh}对 {handle} 没有“{right:zh}”权限",
    "value {index} of {handle} may not be written": "标识 {handle} 的第 {index} 号值不可写入",
    # other identifiers of the same thing, and claims on them
    "{mapped} is mapped already, by another enterprise": "{mapped} 已被其他企业映射",
    "{mapped} is mapped to {handle} already": "{mapped} 已映射到 {handle}",
    "{mapped} is mapped by the park only: {prefix} is no enterprise's prefix": (
        "{mapped} 只能由园区映射：{prefix} 不是企业前缀"
    ),
    "{mapped} is not the 统一社会信用代码 of {holder}": "{mapped} 不是{holder}的统一社会信用代码",
    "{holder} has no approved claim that covers {scheme} {mapped}": "{holder}没有涵盖 {scheme} {mapped} 的已通过声明",
    "{who} may not claim identifiers for this enterprise": "{who:zh}无权为该企业提出标识声明",
    "{enterprise} has claimed {stem} already: it is {state}": "{enterprise}已对 {stem} 提出声明，当前状态为“{state:zh}”",
    "{enterprise} has made {most} claims, which is the most there can be": "{enterprise}已提出 {most} 项声明，达到上限",
    "{enterprise} is {standing} and claims nothing now": "{enterprise}当前状态为“{standing:zh}”，不能声明标识",
    "{who} may not judge claims": "{who:zh}无权审核声明",
    "{who} has proposed this claim: somebody else approves it": "此声明由{who:zh}提出，须由另一人审核",
    "a refusal has a reason, got none": "驳回须填写理由",
    "there is no claim {id!r}": "没有声明{id}",
    "whose claim is it? expected the enterprise's 统一社会信用代码 or id": "请指明企业：填写统一社会信用代码或企业 ID",
    "the claim {stem} meets {other}, which is approved for {owner}": "对 {stem} 的声明与{owner}已通过的声明 {other} 重叠",
    "the claim {stem} meets one that is approved for another enterprise": "对 {stem} 的声明与其他企业已通过的声明重叠",
    "the claim {stem} is {state} and cannot be {other} now": (
        "对 {stem} 的声明当前状态为“{state:zh}”，不能改为“{other:zh}”"
    ),
    "a claim on {stem} has no handler: only GS1 Digital Links are handed over": (
        "对 {stem} 的声明不能设置转交地址，只有 GS1 Digital Link 可以转交"
    ),
    "handler is {handler!r}, expected an http or https address without query, in ASCII": (
        "转交地址为{handler}，应为不带查询参数的 http 或 https 地址，且只含 ASCII 字符"
    ),
    "the {what} of a claim has at most {most} characters, got {count}": (
        "声明的{what:zh}最多 {most} 个字符，实际为 {count} 个"
    ),
    "state is {state!r}, expected proposed, approved or refused": (
        "state 的值为{state}，应为 proposed、approved 或 refused"
    ),
    "{who} may not see the claims of this enterprise": "{who:zh}无权查看该企业的声明",
    "{who} may not see this claim": "{who:zh}无权查看此声明",
}

PHRASES: Mapping[str, str] = {
    ", in batch {batch}": "，属于号段 {batch}",
    "hidden {handle}": "{handle} 的非公开内容",
    "evidence": "依据",
    "reason": "理由",
}

ROOM = Room(SENTENCES, PHRASES)
