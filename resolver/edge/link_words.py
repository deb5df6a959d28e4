"""What the pages about GS1 Digital Links say to people, in Chinese and in English.

Both tables have the same keys with the same placeholders, and the pages use every one of them: a test holds that.
"""

from collections.abc import Mapping

from resolver.edge import words
from schemas.preference import Language

CHINESE: Mapping[str, str] = {
    "links": "相关链接",
    "links n": "{n} 个链接",
    "default link": "默认",
    "language of": "语言",
    "several": "有多个链接符合要求",
    "several text": "您请求的“{kind}”有多个链接，无法判断您需要哪一个，请选择。",
    "no such link": "没有这类链接",
    "no such link text": "该对象没有“{kind}”类型的链接。以下是已发布的链接。",
    "absent": "未注册",
    "absent heading": "未找到该对象",
    "absent text": "该 GS1 标识的格式正确，但本节点没有它的注册信息。请核对标签是否完整，或联系产品企业。",
    "suspended": "已暂停",
    "suspended heading": "该对象已暂停解析",
    "suspended text": "注册此标识的企业前缀目前暂停提供解析，恢复后可再次查询。",
    "malformed": "格式错误",
    "malformed heading": "不是有效的 GS1 数字链接",
    "malformed text": "网址中的 GS1 数据有误，例如校验位不符、长度不对或顺序错误。请核对后重试。",
    "busy": "请稍候",
    "busy heading": "暂时无法解析",
    "busy text": "该标识的数据正在恢复，请几秒后刷新本页。",
}
ENGLISH: Mapping[str, str] = {
    "links": "Links",
    "links n": "{n} links",
    "default link": "Default",
    "language of": "Language",
    "several": "Several links fit",
    "several text": "There are several links of the type “{kind}”, and nothing in your request decides between them. "
    "Please choose.",
    "no such link": "No such link",
    "no such link text": "There is no link of the type “{kind}”. These links have been published.",
    "absent": "Not registered",
    "absent heading": "Nothing is known of this item",
    "absent text": "The GS1 identifier is well formed, but this node has no entry for it. Please check that the "
    "label is complete, or ask the maker.",
    "suspended": "Suspended",
    "suspended heading": "This item does not answer at present",
    "suspended text": "The enterprise prefix under which the identifier is registered is suspended. It can be looked "
    "up again once the prefix is restored.",
    "malformed": "Malformed",
    "malformed heading": "This is not a GS1 Digital Link",
    "malformed text": "Something is wrong with the GS1 data in the address: a check digit, a length or the order, for "
    "example. Please check it and try again.",
    "busy": "Please wait",
    "busy heading": "This cannot be answered right now",
    "busy text": "The data of this identifier are being restored. Please reload the page in a few seconds.",
}
_TABLES: Mapping[Language, Mapping[str, str]] = {"zh-CN": CHINESE, "en": ENGLISH}


def say(language: Language, key: str, **fill: object) -> str:
    """A sentence of these pages, or one that all pages have, with its placeholders filled.

    >>> say("en", "links n", n=3), say("en", "as json")
    ('3 links', 'JSON')
    """
    text = _TABLES[language].get(key)
    return words.say(language, key, **fill) if text is None else text.format(**fill)
