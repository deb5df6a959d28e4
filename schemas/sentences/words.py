"""Words that sentences take from elsewhere in the code (standings, modes, roles, verbs), as the console calls them."""

from collections.abc import Mapping

from schemas.sentences.room import Room

WORDS: Mapping[str, str] = {
    # standings of enterprises and applications
    "draft": "草稿",
    "submitted": "待审核",
    "in-review": "审核中",
    "returned": "已退回",
    "rejected": "已驳回",
    "approved": "已通过",
    "filing": "上级核验中",
    "filing-failed": "上级核验未通过",
    "active": "有效",
    "changing": "变更中",
    "suspended": "已暂停",
    "closing": "注销中",
    "closed": "已关闭",
    # of filings, claims and import jobs
    "pending": "等待核验",
    "passed": "已通过",
    "failed": "失败",
    "proposed": "待审核",
    "refused": "未通过",
    "checking": "检查中",
    "checked": "已检查",
    "running": "导入中",
    "done": "已完成",
    "cancelled": "已取消",
    # where identifiers are kept
    "hosted": "本节点托管",
    "delegated": "企业节点",
    "mirrored": "企业节点（本地镜像）",
    # acts
    "apply": "申请",
    "save": "保存",
    "submit": "提交",
    "withdraw": "撤回",
    "discard": "废弃",
    "take": "受理",
    "return": "退回",
    "reject": "驳回",
    "approve": "通过",
    "file": "报送上级",
    "enter": "生效",
    "amend": "修改",
    "change": "变更",
    "suspend": "暂停",
    "restore": "恢复",
    "close": "注销",
    "reopen": "撤销注销",
    "finish": "完成注销",
    "start": "开始导入",
    "cancel": "取消",
    # verbs of the table of authority, and rights of administrators
    "register": "注册",
    "retire": "注销",
    "read": "查看",
    "list": "列出",
    "keys": "密钥",
    "people": "账号",
    "share": "授权",
    "templates": "模板",
    "add value": "添加值",
    "modify value": "修改值",
    "remove value": "删除值",
    "add admin": "添加管理员",
    "modify admin": "修改管理员",
    "remove admin": "删除管理员",
    # who asks
    "person:{login}": "账号 {login}",
    "key:{id}": "密钥 {id}",
    # roles
    "park-admin": "园区管理员",
    "reviewer": "审核员",
    "auditor": "审计员",
    "enterprise-admin": "企业管理员",
    "enterprise-app": "企业应用",
    "node": "其他节点",
}

ROOM = Room({}, WORDS)
