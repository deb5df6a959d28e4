"""Coding rules and batches: defining and publishing rules, drawing serials, registering runs of them."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # rules
    "the name of a rule has 1 to {most} printable characters, got {name!r}": (
        "编码规则名称须为 1 至 {most} 个可见字符，实际为{name}"
    ),
    "{prefix} has {most} versions of rules, which is the most there can be": (
        "前缀 {prefix} 已有 {most} 个编码规则版本，达到上限"
    ),
    "version {version} of the rule {rule} is published already": "编码规则“{rule}”第 {version} 版已发布",
    "version {latest} of the rule {rule} is published already, and this is version {version}": (
        "编码规则“{rule}”第 {latest} 版已发布，而此次为第 {version} 版"
    ),
    "there is no rule {id!r}": "没有编码规则{id}",
    "{who} may not make identifiers under {prefix}": "{who:zh}无权在前缀 {prefix} 之下编码",
    "{who} may not see the rules of {prefix}": "{who:zh}无权查看前缀 {prefix} 的编码规则",
    "a rule has at most {most} segments, got {count}": "编码规则最多 {most} 段，实际为 {count} 段",
    "segment {number}: {fault}": "第 {number} 段：{fault:zh}",
    "cannot read the rule: {fault}": "无法识别编码规则：{fault:zh}",
    "kind is {kind!r}, expected one of {kinds}": "段类型为{kind}，应为其中之一：{kinds:list}",
    "{what} is {text!r}, expected a number": "{what:zh}为{text}，应为数字",
    "cannot read {text!r} as a serial: expected a number": "{text}不是有效的流水号，应为数字",
    "whose rules? expected the parameter prefix": "请用参数 prefix 指明前缀",
    "at most {most} identifiers are spelt out at once, got {count}": "一次最多列出 {most} 个标识，实际为 {count} 个",
    # drawing serials
    "1 to {most} serials can be drawn at once, got {count}": "一次可取 1 至 {most} 个流水号，实际为 {count} 个",
    "version {version} of the rule {rule} is a draft: publish it before drawing serials": (
        "编码规则“{rule}”第 {version} 版仍是草稿，发布后才能取流水号"
    ),
    "the rule {rule} has no serial": "编码规则“{rule}”不含流水号",
    "the rule {rule} has {left} serials left, got {count} asked for": (
        "编码规则“{rule}”只剩 {left} 个流水号，此次需要 {count} 个"
    ),
    # batches
    "a batch has 1 to {most} identifiers, got {count}": "一个号段可含 1 至 {most} 个标识，实际为 {count} 个",
    "{who} may not retire identifiers under {prefix}": "{who:zh}无权注销前缀 {prefix} 之下的标识",
    "the batch {id} is retired already": "号段 {id} 已注销",
    "there is no batch {id!r}": "没有号段{id}",
    "{who} may not see the batches of {prefix}": "{who:zh}无权查看前缀 {prefix} 的号段",
    "version {version} of the rule {rule} is a draft: publish it before using it": (
        "编码规则“{rule}”第 {version} 版仍是草稿，发布后才能使用"
    ),
    "serials of the rule {rule} begin at {first}, got {got}": "编码规则“{rule}”的流水号从 {first} 开始，实际为 {got}",
    "the rule {rule} has {left} serials from {first} on, got {count} asked for": (
        "编码规则“{rule}”从 {first} 起只有 {left} 个流水号，此次需要 {count} 个"
    ),
    "the serials {first} to {last} of the rule {rule} were drawn by {actor}, who alone may register them": (
        "编码规则“{rule}”的流水号 {first} 至 {last} 已由{actor:zh}取走，只能由其注册"
    ),
    "suffixes that begin with {family} are no identifiers of things, and these may or may not": (
        "以 {family} 开头的后缀不能用作物品标识，而此号段的后缀可能以其开头"
    ),
    "whose batches? expected the parameter prefix": "请用参数 prefix 指明前缀",
    "{prefix} has batches of {most} forms, which is the most there can be": (
        "前缀 {prefix} 的号段已有 {most} 种形式，达到上限"
    ),
    "{named} in batch {id} already": "{named:zh}号段 {id}",
    "{prefix} has more than {most} batches of another form with suffixes that begin like these: nobody can tell in time whether they have one in common": (
        "前缀 {prefix} 之下有 {most} 个以上形式不同、后缀开头相同的号段，无法及时判断是否重复"
    ),
    "{prefix}/{suffix} is in batch {id} already": "标识 {prefix}/{suffix} 已属于号段 {id}",
    "nothing but check characters tells these suffixes from those of batch {id}, and both are too large to be tried one by one": (
        "此号段与号段 {id} 的后缀仅靠校验位区分，且数量过大，无法逐个比对"
    ),
    "{prefix}/{suffix} has, or had, a record of its own": "标识 {prefix}/{suffix} 已有或曾有单独的记录",
    "values {one} and {other} could both map {key} for different members": (
        "第 {one} 号值与第 {other} 号值可能把 {key} 映射到不同的成员标识"
    ),
    "more than {most} batches map identifiers that begin like {key}: nobody can tell in time whether they have one in common": (
        "有 {most} 个以上号段映射了与 {key} 开头相同的标识，无法及时判断是否重复"
    ),
    "{key} is mapped already": "{key} 已被映射",
    "type {id} to retire it for good": "请输入 {id} 以确认永久注销",
}

PHRASES: Mapping[str, str] = {
    "{handle} is": "标识 {handle} 已属于",
    "{handle} to {suffix} are": "标识 {handle} 至 {suffix} 已属于",
}

ROOM = Room(SENTENCES, PHRASES)
