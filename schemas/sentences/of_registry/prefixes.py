"""Prefixes and quotas: granting, where they are kept, how they stand, how many identifiers they may have."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "{who} may not grant prefixes": "{who:zh}无权分配前缀",
    "cannot read {endpoint!r} as an endpoint: expected an http or https address": (
        "{endpoint}不是有效的企业节点地址，应为 http 或 https 地址"
    ),
    "the prefix {prefix} is hosted here and has no endpoint, got {endpoint!r}": (
        "前缀 {prefix} 由本节点托管，不应填写企业节点地址，实际为{endpoint}"
    ),
    "the prefix {prefix} was granted already; a prefix is never given out twice": (
        "前缀 {prefix} 已分配；前缀一经分配，不再分配给他人"
    ),
    "the prefix {prefix} is reserved and granted to nobody": "前缀 {prefix} 为保留前缀，不对外分配",
    "the prefix {prefix} is not this node's to grant: this node grants under {own}": (
        "前缀 {prefix} 不能由本节点分配，本节点只分配 {own:list} 之下的前缀"
    ),
    "the prefix {prefix} is not this node's to grant: this node has no prefix of its own yet": (
        "前缀 {prefix} 不能由本节点分配：本节点尚无自己的前缀"
    ),
    "{who} may not change how prefixes stand": "{who:zh}无权变更前缀状态",
    "the prefix {prefix} was never granted here": "前缀 {prefix} 未在本节点分配",
    "the prefix {prefix} is {standing}": "前缀 {prefix} {standing:zh}",
    "the prefix {prefix} is of {owner}, which is {standing}": "前缀 {prefix} 属于{owner}，该企业当前状态为“{standing:zh}”",
    "{who} may not say where prefixes are kept": "{who:zh}无权变更前缀的接入方式",
    "the prefix {prefix} is closed": "前缀 {prefix} 已关闭",
    "the prefix {prefix} is {mode} already": "前缀 {prefix} 的接入方式已经是“{mode:zh}”",
    "{who} may not ask for free prefixes": "{who:zh}无权查询可用前缀",
    "`under` goes with the prefix {next!r}, got {prefix!r}": "under 只与前缀{next}一起使用，实际前缀为{prefix}",
    "the node's own prefixes are named: a number is for an enterprise": (
        "节点自身的前缀须写明；自动取号只用于给企业分配前缀"
    ),
    "what is to change? expected one of standing, quota, or mode and perhaps endpoint": (
        "请指明要修改的内容：standing、quota，或 mode（可附 endpoint）"
    ),
    "the prefix {under} is none of this node's own": "前缀 {under} 不是本节点自己的前缀",
    "no number is left under {under}: {first} to {last} are granted or reserved": (
        "前缀 {under} 之下没有可用号码：{first} 至 {last} 均已分配或保留"
    ),
    "this node has no prefix of its own yet": "本节点尚无自己的前缀",
    "{who} does not hold {prefix}": "{who:zh}不持有前缀 {prefix}",
    # quotas
    "{who} may register {left} more, wanted {count}": "配额不足：{who:zh}还可注册 {left:zh} 个标识，此次需要 {count} 个",
    "the prefix {prefix} has room for {left} more, wanted {count}": (
        "前缀 {prefix} 的配额不足：还可注册 {left:zh} 个标识，此次需要 {count} 个"
    ),
    "{who} may not set quotas": "{who:zh}无权设置配额",
    "a quota lies between 0 and {most}, got {count}": "配额应在 0 至 {most} 之间，实际为 {count}",
    "cannot read {text!r} as a number of identifiers": "{text}不是有效的标识数量",
}

PHRASES: Mapping[str, str] = {"no": "0"}

ROOM = Room(SENTENCES, PHRASES)
