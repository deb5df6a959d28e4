"""EPC: pure identities, tags and what is read out of their bits."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "raw EPC is {body!r}, expected the number of bits, '.x' and as many in hexadecimal": (
        "原始 EPC 为{body}，应为位数加“.x”，其后为相应位数的十六进制数"
    ),
    "beginning of the EPC is {text!r}, expected 'urn:epc:'": "EPC 的开头为{text}，应为“urn:epc:”",
    "scheme of the EPC is {scheme!r}, expected one of TDS, like 'id:sgtin'": (
        "EPC 的编码体系为{scheme}，应为 TDS 定义的体系，例如“id:sgtin”"
    ),
    "character of the EPC is {character!r}, expected it percent-encoded": "EPC 中的字符{character}应使用百分号编码",
    "number of fields of the {scheme} is {count}, expected {wanted}": "{scheme} 有 {count} 个字段，应为 {wanted} 个",
    "percent sign in the EPC is alone, expected two hexadecimal digits behind it": (
        "EPC 中“%”之后应有两位十六进制数字"
    ),
    "company prefix of the EPC is {company!r}, expected 6 to 12 digits": "EPC 的厂商识别代码为{company}，应为 6 至 12 位数字",
    "{field} of the EPC is {text!r}, expected {width} digits": "EPC 的{field:zh}为{text}，应为 {width} 位数字",
    "{field} of the EPC is {text!r}, expected 2 digits": "EPC 的{field:zh}为{text}，应为 2 位数字",
    "length of the {field} of the EPC is {count}, expected 1 to {most}": "EPC 的{field:zh}长度为 {count}，应为 1 至 {most}",
    "{field} of the EPC is {text!r}, expected only characters that GS1 allows there": (
        "EPC 的{field:zh}为{text}，其中有 GS1 不允许的字符"
    ),
    "{field} of the GID is {text!r}, expected a number below 2^{bits}": "GID 的{field:zh}为{text}，应为小于 2^{bits} 的数",
    "key of the EPC is missing among AI {ais}, expected one with its serial": (
        "AI {ais:list} 中没有可构成 EPC 的主键，应有主键及其序列号"
    ),
    # tags
    "beginning of the tag is {text!r}, expected 'urn:epc:tag:'": "标签的开头为{text}，应为“urn:epc:tag:”",
    "coding of the tag is {name!r}, expected one of TDS, like 'sgtin-96'": (
        "标签的编码方案为{name}，应为 TDS 定义的方案，例如“sgtin-96”"
    ),
    "filter of the tag is {text!r}, expected 0 to 7": "标签的滤值为{text}，应为 0 至 7",
    "header of the tag is {header}, expected one of a coding in TDS": "标签头为 {header}，应为 TDS 定义的标签头",
    "partition of the tag is {partition}, expected 0 to 6": "标签的分区值为 {partition}，应为 0 至 6",
    "serial in the tag is {number}, expected a 1 in front of its digits": "标签中的序列号为 {number}，其数字之前应有 1",
    "field for {coding} is {text!r}, expected a number without leading zeros": (
        "{coding} 的字段为{text}，应为不带前导零的数"
    ),
    "number of bits left in the tag is {left}, expected at least {wanted}": "标签数据只剩 {left} 位，至少还需 {wanted} 位",
    "{field} in the tag is {number}, expected at most {width} digits": "标签中的{field:zh}为 {number}，最多 {width} 位数字",
    "padding of the {field} in the tag is not zero, expected zeros behind the last character": (
        "标签中{field:zh}的填充位不为零，最后一个字符之后应全为零"
    ),
    "rest of the tag is not zero, expected zeros behind the EPC": "标签的剩余位不为零，EPC 之后应全为零",
    "number for the tag is {number}, expected one that fits {count} bits": "写入标签的数为 {number}，{count} 位无法容纳",
    "header of the tag is {header}, expected one of a '+' scheme in TDS": "标签头为 {header}，应为 TDS 的“+”类方案",
    "toggle of the tag is 1, expected 0: GS1 data behind the EPC are not read here": (
        "标签的 AIDC 数据开关为 1，应为 0：此处不读取 EPC 之后的 GS1 数据"
    ),
    "kind of date in the tag is {kind}, expected 0 to {most}": "标签中的日期类型为 {kind}，应为 0 至 {most}",
    "digits in the tag are wrong where {text!r} is read, expected 0 to 9": "标签中读到{text}，每位应为数字 0 至 9",
    "delimiter in the tag is {nibble}, expected E or F": "标签中的分隔码为 {nibble}，应为 E 或 F",
    "encoding in the tag is {encoding}, expected 0 to 5": "标签中的编码方式为 {encoding}，应为 0 至 5",
    "triplet in the tag is {number}, expected 1 to 64000": "标签中的三字符组为 {number}，应为 1 至 64000",
}

PHRASES: Mapping[str, str] = {
    "company prefix": "厂商识别代码",
    "indicator and item reference": "指示符与项目参考号",
    "serial": "序列号",
    "serial reference": "扩展位与序列参考号",
    "location reference": "位置参考号",
    "extension": "位置扩展",
    "asset type": "资产类型",
    "asset reference": "资产参考号",
    "service reference": "服务参考号",
    "document type": "文件类型",
    "coupon reference": "优惠券参考号",
    "part reference": "部件参考号",
    "consignment reference": "托运参考号",
    "shipper reference": "发货参考号",
    "piece": "件序号",
    "total": "总件数",
    "tpx": "第三方受控序列号",
    "party reference": "参与方参考号",
    "manager": "管理者代码",
    "class": "对象分类",
    "lot": "批号",
}

ROOM = Room(SENTENCES, PHRASES)
