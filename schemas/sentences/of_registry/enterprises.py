"""Enterprises: profiles, applications and their review, what a standing allows, documents, personal data."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # entering, and what is said of them
    "there is no enterprise {id!r}": "没有企业{id}",
    "{count} enterprises are called {word!r}: name it by its 统一社会信用代码": (
        "有 {count} 家企业名为{word}，请改用统一社会信用代码指定"
    ),
    "{who} may not expect enterprises": "{who:zh}无权预录企业",
    "an enterprise has a name of 1 to {most} printable characters": "企业名称须为 1 至 {most} 个可见字符",
    "{who} may not enter enterprises": "{who:zh}无权录入企业",
    "four eyes are wanted here: apply for the enterprise, and let another person approve": (
        "本节点要求双人审核：请为该企业提交入驻申请，由另一人审核通过"
    ),
    "{uscc} is entered already, as {known}": "统一社会信用代码 {uscc} 已录入，对应企业为{known}",
    "{who} may not correct enterprises": "{who:zh}无权更正企业信息",
    "{known} is not entered yet: it is {standing}": "{known}尚未入驻，当前状态为“{standing:zh}”",
    "{known} has the code {uscc}, which stays, got {other}": (
        "{known}的统一社会信用代码为 {uscc}，不可更改，实际为 {other}"
    ),
    "four eyes are wanted here: a name changes by an application, which another person approves": (
        "本节点要求双人审核：变更企业名称须提交申请，由另一人审核通过"
    ),
    "{who} may not enter parks": "{who:zh}无权录入园区",
    "there is a park {id!r} already": "园区{id}已存在",
    "there is no park {park!r}": "没有园区{park}",
    "there is no park yet: `idnode park add` makes one": "尚未建立园区，请用 idnode park add 建立",
    "there is no park {word!r}: `idnode park add` makes one": "没有园区{word}，请用 idnode park add 建立",
    "name the park by its id: {ids}": "请用 ID 指定园区：{ids:list}",
    # changes of the profile
    "{who} may not change {known}": "{who:zh}无权修改{known}的信息",
    "{known} has these particulars already": "{known}的信息与提交内容相同，无需修改",
    "{fields} cannot be changed directly: apply for a full change, which is reviewed": (
        "{fields:list} 不能直接修改，请提交全量变更申请，审核通过后生效"
    ),
    "{fields} is the park's to say": "{fields:list} 只能由园区填写",
    "{known} is at version {version}, and this is meant for {wanted}": (
        "{known}已是第 {version} 版，而此次修改针对第 {wanted} 版，请刷新后重试"
    ),
    'cannot read a change: unknown member "{name}"': "无法识别变更内容：没有字段“{name}”",
    'cannot read a change: unknown member "{name}.{inner}"': "无法识别变更内容：没有字段“{name}.{inner}”",
    "cannot read a change: {fault}": "无法识别变更内容：{fault:zh}",
    # applications
    "{who} acts for no enterprise yet: apply for its entry first": "{who:zh}尚未代表任何企业，请先申请企业入驻",
    "{who} may not apply for this enterprise": "{who:zh}无权为该企业提交申请",
    "{who} has {count} drafts already, which is the most there can be": "{who:zh}已有 {count} 份草稿，达到上限",
    "{known} is {standing}: expected an enterprise that is not entered yet": (
        "{known}当前状态为“{standing:zh}”，仅尚未入驻的企业可提交入驻申请"
    ),
    "{known} has {count} applications for prefixes open, which is the most there can be": (
        "{known}已有 {count} 份未办结的前缀申请，达到上限"
    ),
    "{known} is {standing} and gets no prefix": "{known}当前状态为“{standing:zh}”，不能获得前缀",
    "an application of this kind is open already for {known}: {id}": "{known}已有同类申请在办，申请编号 {id}",
    "{who} may not work on this application: it is the applicant's": "{who:zh}不是申请人，不能处理此申请",
    "the application is at version {version}, and this is meant for {wanted}": (
        "申请已是第 {version} 版，而此次操作针对第 {wanted} 版，请刷新后重试"
    ),
    "a prefix is applied for by a wish and without a profile": "申请前缀时只填写前缀需求（wish），不提交企业资料",
    "there is no application {id!r}": "没有申请{id}",
    "nothing was submitted yet, so there is nothing to compare": "申请尚未提交，没有可对比的内容",
    "cannot do {act!r}: expected show": "不能执行{act}，此处只能查看个人信息",
    "there were {count} decisions about this application, got {got}": "该申请共有 {count} 次审核决定，没有第 {got} 次",
    "the application was submitted {count} times, got {got}": "该申请共提交过 {count} 次，没有第 {got} 次",
    "the application was submitted {count} times, got {got!r}": "该申请共提交过 {count} 次，没有第{got}次",
    "choose where the identifiers are kept": "请选择标识的存放方式",
    "{name} has at most {most} characters, got {count}": "{name:zh}最多 {most} 个字符，实际为 {count} 个",
    "{who} acts for no enterprise: this room is the enterprise's own": "{who:zh}未代表任何企业，此页面仅供企业使用",
    # review and filing
    "a rejection has a reason, got none": "驳回须填写理由",
    "{who} may not review applications": "{who:zh}无权审核申请",
    "{who} has a hand in this application: whoever applies never decides about it": (
        "{who:zh}参与过此申请，申请人不得审核自己的申请"
    ),
    "what is to be mended? expected remarks on fields, or a note": "退回须说明需修改之处：请对字段填写意见，或填写总体说明",
    "a note has at most {most} characters, got {count}": "说明最多 {most} 个字符，实际为 {count} 个",
    "there is no field {pointer!r}": "没有字段{pointer}",
    "{who} is not of the park's staff": "{who:zh}不是园区工作人员",
    "remarks are for an application that is returned or rejected: take them out to approve": (
        "字段意见仅用于退回或驳回，审核通过前请先清除"
    ),
    "a remark has at most {most} characters, got {count}": "字段意见最多 {most} 个字符，实际为 {count} 个",
    "{who} may not file applications": "{who:zh}无权向上级报送申请",
    "{who} may not answer filings": "{who:zh}无权登记上级核验结果",
    "{who} may not list filings": "{who:zh}无权查看报送记录",
    "there is no filing {id!r}": "没有报送记录{id}",
    "the filing {id} was answered already: {standing}": "报送记录 {id} 已有核验结果：{standing:zh}",
    "the message has at most {most} characters, got {count}": "核验意见最多 {most} 个字符，实际为 {count} 个",
    "why was it refused? expected the national node's words": "请填写国家顶级节点给出的未通过原因",
    # what their standing allows
    "to {act} an enterprise takes a reason, got none": "对企业执行“{act:zh}”须填写理由",
    "a reason has at most {most} characters, got {count}": "理由最多 {most} 个字符，实际为 {count} 个",
    "{prefix} is no prefix of this enterprise": "{prefix} 不是该企业的前缀",
    "{who} may not list enterprises": "{who:zh}无权查看企业列表",
    # documents and personal data
    "{who} may not bring documents": "{who:zh}无权上传材料",
    "a document has at most {most} octets, got {count}": "材料文件最大 {most} 字节，实际为 {count} 字节",
    "{who} has brought {count} documents that no application names: submit one first": (
        "{who:zh}已上传 {count} 份材料但未用于任何申请，请先提交申请"
    ),
    "there is no document {id!r}": "没有材料{id}",
    "the document {id} is not in this node's data folder": "本节点的数据目录中缺少材料 {id}",
    "{name} has more than {most} octets, which is the most there can be": "{name}超过 {most} 字节的上限",
    "cannot read the sealing keys: expected ID:KEY, eight hexadecimal digits and 32 octets in Base64": (
        "无法识别加密密钥，应为“ID:密钥”：八位十六进制数与 Base64 编码的 32 字节"
    ),
    "cannot read {path} as sealing keys": "{path} 不是有效的加密密钥文件",
    "what is sealed at {place} cannot be opened: there is no sealing key {id}": (
        "{place} 处的加密内容无法打开：缺少加密密钥 {id}"
    ),
    "what is sealed at {place} cannot be opened: it was changed or moved": (
        "{place} 处的加密内容无法打开：内容被更改或移动过"
    ),
    "the sealing keys come from the environment: put the new one before the others there": (
        "加密密钥取自环境变量，请在其中把新密钥放在最前面"
    ),
    "{who} may not see personal data": "{who:zh}无权查看个人信息",
    "personal data is shown for a reason of 3 to {most} characters, got {count}": (
        "查看个人信息须填写 3 至 {most} 个字符的理由，实际为 {count} 个"
    ),
}

PHRASES: Mapping[str, str] = {
    "the application": "申请",
    "the change": "变更内容",
    "endpoint": "企业节点地址",
    "purpose": "用途",
}

ROOM = Room(SENTENCES, PHRASES)
