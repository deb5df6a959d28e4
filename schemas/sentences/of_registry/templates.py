"""Data templates and data grading: drafts and versions of templates, grants, groups and signed links."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # templates
    "there are {most} templates already, which is the most there can be": "已有 {most} 个模板，达到上限",
    "{id} has {most} versions, which is the most there can be": "模板 {id} 已有 {most} 个版本，达到上限",
    "the template {id} has no item {code!r}": "模板 {id} 没有数据项{code}",
    "the item {label} is disabled already": "数据项“{label}”已停用",
    "there is no template {id!r}": "没有模板{id}",
    "the template {id} has no version {version}": "模板 {id} 没有第 {version} 版",
    "the template {id} has no version {version!r}": "模板 {id} 没有版本{version}",
    "there is no template {reference} that may be used here": "没有可在此使用的模板 {reference}",
    "version {version} of the template {id} is a draft: expected a published one": (
        "模板 {id} 第 {version} 版仍是草稿，应使用已发布的版本"
    ),
    "{reference} is a draft: expected a published version": "模板 {reference} 仍是草稿，应使用已发布的版本",
    "index {index} is that of an item of {reference}: expected what it holds in fields": (
        "索引 {index} 属于模板 {reference} 的数据项，其内容应填写在字段（fields）中"
    ),
    "index {index} is that of an item of {reference}: expected what it holds in items": (
        "索引 {index} 属于模板 {reference} 的数据项，其内容应填写在数据项（items）中"
    ),
    "{label} is unique, and the node keeps each that is taken: a batch with it has at most {most} identifiers, got {count}": (
        "数据项“{label}”要求唯一，节点须逐个登记其值，含此项的号段最多 {most} 个标识，实际为 {count} 个"
    ),
    "the template {id} has no draft: version {version} is published already": (
        "模板 {id} 没有草稿：第 {version} 版已发布"
    ),
    "version {version} of the template {id} is a draft: it has no schema yet": (
        "模板 {id} 第 {version} 版仍是草稿，尚无 JSON Schema"
    ),
    "the template {id} is not published yet": "模板 {id} 尚未发布",
    "the template {id} was changed in the meantime: read it again before changing it": (
        "模板 {id} 已被他人修改：请重新查看后再改"
    ),
    # whom one is open to
    "the template {id} is shared by the park: everybody uses it already": "模板 {id} 由园区共享，所有企业均可使用",
    "a template is open to {most_users} named enterprises at most, got {users}": (
        "一个模板最多指定 {most_users} 家企业使用，实际为 {users} 家"
    ),
    "open to everybody or to some? expected no names beside everybody": (
        "开放给所有企业还是指定企业？选择所有企业时不应再列出企业"
    ),
    "a form has at most {most} items, got {count}": "一个模板表单最多 {most} 个数据项，实际为 {count} 个",
    "cannot read the items: {fault}": "无法识别数据项：{fault:zh}",
    # grants, groups and links
    "there is no group {id!r}": "没有伙伴组{id}",
    "the name of a group has 1 to {most} printable characters, got {name!r}": (
        "伙伴组名称须为 1 至 {most} 个可见字符，实际为{name}"
    ),
    "a group has at most {most} members, got {count}": "一个伙伴组最多 {most} 个成员，实际为 {count} 个",
    "there are {most} grants about {prefix}, which is the most there can be": "前缀 {prefix} 已有 {most} 项授权，达到上限",
    "the grant {id} was revoked already": "授权 {id} 已收回",
    "there is no grant {id!r}": "没有授权{id}",
    "a note has at most {most} printable characters, got {count}": "备注最多 {most} 个可见字符，实际为 {count} 个",
    "a grant names at most {most} items or indexes": "一项授权最多指定 {most} 个数据项或索引",
    "items of which template? expected the member template": "请用 template 指明数据项所属的模板",
    "the end of the grant lies in the past": "授权的截止时间已过",
    "a link opens one record: expected the member handle": "签名链接只打开一条记录，请用 handle 指明标识",
    "a link ends within {most} days: expected an earlier end": "签名链接的有效期最长 {most} 天，请提前截止时间",
    "{who} may not say who sees what is under {prefix}": "{who:zh}无权设置前缀 {prefix} 之下内容的授权",
    "{who} may not see who sees what is under {prefix}": "{who:zh}无权查看前缀 {prefix} 之下内容的授权",
    "{who} may not say who sees what": "{who:zh}无权设置授权",
    "there is no {what} {id!r}": "没有{what:zh}{id}",
    "which enterprise? expected its name or 统一社会信用代码": "请填写企业名称或统一社会信用代码",
    "choose who is to see it": "请选择授权对象",
    "what is to be shown? expected either the member prefix or the member handle": (
        "请指明授权范围：填写 prefix 或 handle 其中之一"
    ),
}

PHRASES: Mapping[str, str] = {
    "the template": "模板",
    "key": "密钥",
    "enterprise": "企业",
    "group": "伙伴组",
}

ROOM = Room(SENTENCES, PHRASES)
