"""Links and mappings: what a record leads to, and the other identifiers that it carries."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    # one link
    "a link has at most {most} octets, got {count}": "链接最大 {most} 字节，实际为 {count} 字节",
    "fwqs of the link is false, expected true or nothing: the query always goes along": (
        "链接的 fwqs 为 false，应为 true 或不填：查询参数总会一并转发"
    ),
    "default link has {said}, expected a title and nothing else": "默认链接带有 {said:list}，除标题外不应有其他属性",
    "href of the link is {text!r}, expected an address with http or https that may be followed": (
        "链接的 href 为{text}，应为可跳转的 http 或 https 地址"
    ),
    "title of the link is {text!r}, expected 1 to {most} printable characters that say something": (
        "链接的 title 为{text}，应为 1 至 {most} 个可见字符，且不能全为空格"
    ),
    "hreflang of the link is {text!r}, expected two letters, or two and a country's two, as in zh-CN: anything else "
    "makes a GS1 linkset invalid": (
        "链接的 hreflang 为{text}，应为两个字母，或再加两个字母的国家代码，例如 zh-CN：其他写法会使 GS1 链接集无效"
    ),
    "type of the link is {text!r}, expected a media type without parameters, as in text/html": (
        "链接的 type 为{text}，应为不带参数的媒体类型，例如 text/html"
    ),
    "context of the link is {text!r}, expected up to 64 letters, digits and the signs . _ : / -": (
        "链接的 context 为{text}，应为不超过 64 个的字母、数字和符号 . _ : / -"
    ),
    "{name} of the link has {count} members, expected at most {most}": "链接的 {name} 有 {count} 项，最多 {most} 项",
    "{name} of the link has {word!r} twice, expected it once": "链接的 {name} 中{word}重复",
    "linkType is {text!r}, expected gs1: and a term, as in gs1:pip, or the address of another vocabulary's term in "
    "letters, digits, dots and slashes": (
        "linkType 为{text}，应为“gs1:”加词条，例如 gs1:pip，或为其他词表中词条的地址（由字母、数字、点和斜杠组成）"
    ),
    "linkType is {text!r}, expected gs1:{term}": "linkType 为{text}，应为 gs1:{term}",
    "term of the linkType is {term!r}, expected letters and digits, the first one small": (
        "linkType 的词条为{term}，应由字母和数字组成，首字母小写"
    ),
    # links of a record together
    "cannot read value {index} of type {type}: {refusal}": "无法读取索引 {index} 的 {type} 标识值：{refusal:zh}",
    "link of value {index} is not public, expected a value that is not: permissions 1100 hide it": (
        "索引 {index} 的链接注明不公开，标识值本身也应不公开：权限 1100 可将其隐藏"
    ),
    "values {other} and {index} are the same link of type {type}, expected one": (
        "索引 {other} 和 {index} 是同一个 {type} 类型的链接，只应保留一个"
    ),
    "values {indexes} are default links, expected one of them alone": "索引 {indexes:list} 都是默认链接，只应有一个",
    "default link of value {index} leads where no other link does, expected the same href in a LINK of a type that says "
    "what it is, as in gs1:pip": (
        "索引 {index} 的默认链接没有对应的分类链接：应有 href 相同、类型明确（例如 gs1:pip）的 LINK"
    ),
    "value {index} is a variant of a default link that is not there, expected a LINK of type gs1:defaultLink or a URL "
    "beside it": ("索引 {index} 是默认链接的变体，但没有默认链接：应同时有 gs1:defaultLink 类型的 LINK 或 URL"),
    "variant of the default link in value {index} does not say for whom it is, expected hreflang, type or context": (
        "索引 {index} 的默认链接变体未说明适用对象，应有 hreflang、type 或 context"
    ),
    "variants of the default link in values {other} and {index} are for the same askers, expected a difference in "
    "hreflang, type or context": (
        "索引 {other} 和 {index} 的默认链接变体适用对象相同，其 hreflang、type 或 context 应有区别"
    ),
    # mappings
    "text is the handle {text!r}, expected an identifier of another scheme": (
        "{text}是 Handle 标识，应为其他标识体系的标识"
    ),
    "value {index} of type MAPPING is not UTF-8, expected the text of an identifier": (
        "索引 {index} 的 MAPPING 标识值不是 UTF-8，应为标识的文本"
    ),
    "cannot read value {index} of type MAPPING: {refusal}": "无法读取索引 {index} 的 MAPPING 标识值：{refusal:zh}",
    "key of the mapped identifier has {count} octets, expected at most {most}": (
        "被映射标识的键有 {count} 字节，最长 {most} 字节"
    ),
    "key of the mapped identifier is {text!r}, expected a GS1 primary key in front": (
        "被映射标识的键为{text}，应以 GS1 主键开头"
    ),
    "GS1 data hold AI {ais}, expected a primary key among them": "GS1 数据只有 AI {ais:list}，其中应有 GS1 主键",
    "scheme of the EPC is {scheme}, expected one with a GS1 key": "EPC 的编码体系为 {scheme}，应为含 GS1 主键的体系",
    "envelope holds no record of ISO/IEC 15459 and no GS1 data, expected one that names": (
        "数据信封中既没有 ISO/IEC 15459 标识，也没有 GS1 数据，应有可用作标识的数据"
    ),
}

ROOM = Room(SENTENCES)
