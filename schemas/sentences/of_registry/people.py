"""People and keys: signing in, accounts, identity providers, API keys, sessions, what stands against guessing."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # signing in
    "too many wrong passwords: nobody is let in under this name for {seconds} seconds": (
        "密码错误次数过多，此账号在 {seconds} 秒内不能登录"
    ),
    "a one-time password is needed": "请输入动态口令",
    "the second factor cannot be read by this node: ask to be invited again": (
        "本节点无法读取第二重验证的设置，请联系管理员重新邀请"
    ),
    "the login name or the password is wrong": "账号或密码错误",
    "the {what} is missing": "请填写{what:zh}",
    "the {what} is longer than any can be": "{what:zh}过长",
    "nobody is signed in here, or it was too long ago: sign in again": "尚未登录或登录已过期，请重新登录",
    "this account lets nobody in": "此账号不能登录",
    "the password has been changed meanwhile": "密码已被更改，请重新登录",
    "the present password is wrong": "当前密码错误",
    "the two passwords are not the same": "两次输入的密码不一致",
    "the second factor is set up already: remove it first": "第二重验证已启用，请先关闭再重新设置",
    "the one-time password does not fit: expected the six digits that the app shows now": (
        "动态口令不正确，请输入验证应用当前显示的六位数字"
    ),
    "there is no second factor": "尚未启用第二重验证",
    "the page is too old: open it again": "页面已过期，请重新打开",
    # accounts
    "the login name {login} was given to somebody already": "登录账号 {login} 已被使用",
    "nobody invites themselves: a password is changed by whoever knows it": (
        "不能邀请自己；如需更改密码，请在“我的账号”中凭当前密码更改"
    ),
    "the account {login} is closed": "账号 {login} 已关闭",
    "this invitation opens nothing: it was used, or has run out; ask for a new one": (
        "邀请链接无效：已被使用或已过期，请联系管理员重新邀请"
    ),
    "nobody changes the role of their own account": "不能更改自己账号的角色",
    "nobody closes their own account": "不能关闭自己的账号",
    "there is no account {id!r}": "没有账号{id}",
    "{login} is the last administrator of the park: appoint another one first": (
        "{login} 是最后一位园区管理员，请先任命另一位"
    ),
    "cannot do {act!r}: expected invite, unlock or close": "不支持的操作{act}，应为 invite、unlock 或 close",
    "choose a role": "请选择角色",
    # signing in by an identity provider
    "no account here is linked with you: sign in with your password once and link it under My account": (
        "您的统一身份尚未关联本节点账号，请先用密码登录，并在“我的账号”中关联"
    ),
    "the account is linked with nobody": "该账号未关联统一身份",
    "cannot read who is meant: expected the `sub` of the identity provider": (
        "无法识别所指的人，应为身份提供方给出的 sub"
    ),
    "another account is linked with this person of the identity provider": "此统一身份已关联到另一个账号",
    "sign in first, and link your account then": "请先登录，再关联账号",
    "this node has no identity provider": "本节点未配置身份提供方",
    "no sign-in is under way in this browser: begin again": "此浏览器中没有进行中的登录，请重新登录",
    "this sign-in has taken too long, or belongs to another page: begin again": (
        "登录已超时，或属于另一个页面，请重新登录"
    ),
    "the identity provider let nobody in: {word}": "身份提供方拒绝登录：{word}",
    "the identity provider's answer cannot be trusted": "身份提供方的应答不可信",
    "the identity provider's answer cannot be trusted: another provider answered": (
        "身份提供方的应答不可信：应答来自另一个提供方"
    ),
    "the identity provider's answer cannot be trusted: there is no code": "身份提供方的应答不可信：缺少授权码",
    "the identity provider's answer cannot be trusted: there is no ID token": "身份提供方的应答不可信：缺少 ID 令牌",
    "the identity provider's answer cannot be trusted: ": "身份提供方的应答不可信",
    "the identity provider's answer cannot be trusted: it names another issuer": ("身份提供方的应答不可信：签发者不符"),
    "the identity provider's answer cannot be trusted: it names nobody": "身份提供方的应答不可信：未指明用户",
    "the identity provider's answer cannot be trusted: it is for somebody else": (
        "身份提供方的应答不可信：不是签发给本节点的"
    ),
    "the identity provider's answer cannot be trusted: it is for several, and does not say for whom it was made": (
        "身份提供方的应答不可信：有多个接收方，且未指明签发给谁"
    ),
    "the identity provider's answer cannot be trusted: its time has run out, or has not come": (
        "身份提供方的应答不可信：已过期或尚未生效"
    ),
    "the identity provider's answer cannot be trusted: it belongs to another sign-in": (
        "身份提供方的应答不可信：属于另一次登录"
    ),
    "the identity provider's answer cannot be trusted: its signature does not fit": (
        "身份提供方的应答不可信：签名不符"
    ),
    "cannot read what the identity provider says of itself: {error}": "无法识别身份提供方的配置信息：{error:zh}",
    "the identity provider calls itself {issuer!r}, expected {wanted!r}": "身份提供方自称{issuer}，应为{wanted}",
    "cannot read the identity provider's keys": "无法识别身份提供方的密钥",
    # keys
    "cannot read {path} as the secret of keys: expected {size} octets, got {count}": (
        "{path} 不是有效的密钥保护文件：应为 {size} 字节，实际为 {count} 字节"
    ),
    "{who} may not make keys": "{who:zh}无权创建密钥",
    "{who} makes keys of role enterprise-app only, got {role}": (
        "{who:zh}只能创建角色为“企业应用”的密钥，实际为“{role:zh}”"
    ),
    "administrators of the Handle protocol have keys in their own records, not here": (
        "Handle 协议的管理员使用自己标识记录中的密钥，不在此创建"
    ),
    "no key has the role {role}: links are made by grants": "没有角色为 {role} 的密钥：签名链接在授权中创建",
    "a key of role {role} has at least one prefix, got {count}": "角色为“{role:zh}”的密钥至少要有一个前缀，实际为 {count} 个",
    "a key of role {role} has no prefix, got {count}": "角色为“{role:zh}”的密钥不带前缀，实际为 {count} 个",
    "a key lives between 1 and {most} days, got {days}": "密钥有效期应为 1 至 {most} 天，实际为 {days} 天",
    "cannot read {scope!r} as a scope: expected one of {expected}": "{scope}不是有效的权限范围，应为其中之一：{expected:list}",
    "a key of role {role} is for an enterprise's prefix, got {prefix}, which holds others'": (
        "角色为“{role:zh}”的密钥只用于企业前缀，而 {prefix} 之下有其他企业的前缀"
    ),
    "{who} is for {scopes} only, and makes no key for more than that": (
        "{who:zh}仅限用于 {scopes:list}，不能创建权限更大的密钥"
    ),
    "the prefix {prefix} is closed and gets no key": "前缀 {prefix} 已注销，不能再创建密钥",
    "{known} is closed and gets no key": "{known}已注销，不能再创建密钥",
    "{known} is closed and gets no more people": "{known}已注销，不能再添加人员",
    "{name} was revoked meanwhile, or has run out": "{name:zh}已被吊销或已过期",
    "{name} is not let in as {role} any more": "{name:zh}已不能再以“{role:zh}”的身份操作",
    "{who} may not revoke keys": "{who:zh}无权吊销密钥",
    "{who} may not list keys": "{who:zh}无权查看密钥列表",
    "there is no key {id!r}": "没有密钥{id}",
    "the key is not valid": "密钥无效",
    "cannot read {text!r} as a network: expected an address or a network, as in 10.0.0.0/8": (
        "{text}不是有效的网络，应为地址或网段，例如 10.0.0.0/8"
    ),
    "cannot read {text!r} as a number of days": "{text}不是有效的天数",
    "cannot do {act!r} to a key: expected rate or registrations": "不支持对密钥的操作{act}，应为 rate 或 registrations",
    "{who} may not set rates: how often a key may ask is the park's to say": (
        "{who:zh}无权设置频率上限：密钥的请求频率只能由园区设定"
    ),
    "key:{id} may ask {rate} times: try again in {seconds} s": "请求过于频繁：密钥 {id} 的频率上限为 {rate}，请在 {seconds} 秒后重试",
    "too many wrong credentials: the next are looked at in {seconds} s": "凭证错误次数过多，请在 {seconds} 秒后重试",
    "too many callers have keys derived at this moment": "此刻验证密码的请求过多，请稍后重试",
    "a key is taken over HTTPS, or over HTTP from this machine": "密钥只能通过 HTTPS 使用，或在本机上通过 HTTP 使用",
    "this needs a key: send it as `Authorization: Bearer KEY`": "此操作需要密钥，请在请求头中发送 Authorization: Bearer KEY",
    # sessions and proofs
    "the session is not known, or has ended": "会话不存在或已结束",
    "there is no session": "没有会话",
    "a new session is begun without the id or the proof of another": "新建会话时不应带有其他会话的 ID 或证明",
    "cannot read the body as a session: expected a JSON object of texts and numbers": (
        "请求体不是有效的会话，应为由文本和数字组成的 JSON 对象"
    ),
    "header and body name different sessions": "请求头与请求体指明的会话不同",
    "cannot read the user name": "无法识别用户名",
    "there is no password": "缺少密码",
    "a proof is made over the nonce of a session": "证明须针对会话的随机数生成",
    "there is no client certificate that names an identity": "没有指明身份的客户端证书",
    "cannot read the parameters of the Authorization header": "无法识别 Authorization 请求头的参数",
    "a proof has id, type, cnonce, alg and signature": "证明须包含 id、type、cnonce、alg 和 signature",
    "cannot read octets: expected base64": "无法识别二进制数据，应为 Base64",
    "nonces and signatures are shorter than that": "随机数或签名过长",
    "cannot read a number of a proof": "无法识别证明中的数字",
}

PHRASES: Mapping[str, str] = {
    "login name": "登录账号",
    "password": "密码",
}

ROOM = Room(SENTENCES, PHRASES)
