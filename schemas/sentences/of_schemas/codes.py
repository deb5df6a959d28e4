"""Codes of other schemes: OID, Ecode, ISO/IEC 15459 and 15434, VAA, MA, DID and BID, 统一社会信用代码, UUID."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "scheme is {name!r}, expected one of {known}": "标识体系为{name}，应为下列之一：{known:list}",
    "text is {text!r}, expected an identifier of a known scheme": "{text}不属于任何已知的标识体系",
    "length of the text is {count}, expected at most {most}": "文本长度为 {count}，最长 {most}",
    "length is {count}, expected at least {least}": "长度为 {count}，至少应为 {least}",
    # 统一社会信用代码 (GB 32100)
    "length of the 统一社会信用代码 is {count}, expected {wanted}": "统一社会信用代码的长度为 {count} 位，应为 {wanted} 位",
    "character {place} of the 统一社会信用代码 is {character!r}, expected a digit or a capital letter except I, O, S, V, Z": (
        "统一社会信用代码的第 {place} 位为{character}，应为数字或大写字母（I、O、S、V、Z 除外）"
    ),
    "character {place} of the 统一社会信用代码 is {character!r}, expected a digit of the region code": (
        "统一社会信用代码的第 {place} 位为{character}，第 3 至 8 位为登记管理机关行政区划码，应为数字"
    ),
    "check character of the 统一社会信用代码 is {got!r}, expected {wanted!r}": (
        "统一社会信用代码的校验码为{got}，应为{wanted}"
    ),
    # ISO/IEC 7064
    "check character ({system}) is {got!r}, expected {wanted!r}": "校验字符（{system}）为{got}，应为{wanted}",
    "character {place} of the text is {character!r}, expected a digit or a capital letter": (
        "文本的第 {place} 个字符为{character}，应为数字或大写字母"
    ),
    # OID
    "length of the OID is {count}, expected at most {most}": "OID 的长度为 {count}，最长 {most}",
    "OID is '', expected arcs between dots": "OID 为空，应为以“.”分隔的各层数字",
    "OID is {text!r}, an AIC identity code (GB/Z 185-2026), expected numbers between dots": (
        "{text}是 AIC 身份码（GB/Z 185-2026），不是 OID：OID 应为以“.”分隔的各层数字"
    ),
    "arc {place} of the OID is {arc!r}, expected it without leading zeros": "OID 的第 {place} 层为{arc}，不应有前导零",
    "arc {place} of the OID is {arc!r}, expected a number": "OID 的第 {place} 层为{arc}，应为数字",
    "number of arcs of the OID is {count}, expected at least 2": "OID 只有 {count} 层，至少应有 2 层",
    "arc 1 of the OID is {arc}, expected 0, 1 or 2": "OID 的第 1 层为 {arc}，应为 0、1 或 2",
    "arc 2 of the OID is {arc}, expected at most 39 below {first}": "OID 的第 2 层为 {arc}，第 1 层为 {first} 时不得大于 39",
    "arc {place} of the OID has {count} digits, expected at most 2^128": "OID 的第 {place} 层有 {count} 位数字，不得大于 2^128",
    "DER form of the OID has {count} octets, expected at most {most}": "OID 的 DER 编码有 {count} 字节，最长 {most} 字节",
    "length of the OID is {count}, expected at most {most} below a root of China (GB/T 26231)": (
        "OID 的长度为 {count}，中国 OID 根之下最长 {most}（GB/T 26231）"
    ),
    "arc {place} of the OID-IRI is {label!r}, expected a number: names take an ORS query": (
        "OID-IRI 的第 {place} 层为{label}，应为数字：名称形式须通过 ORS 查询"
    ),
    "tag of the DER form is {tag}, expected 06": "DER 编码的标签为 {tag}，应为 06",
    "length of the DER form is 81{length}, expected it in one octet": "DER 编码的长度为 81{length}，应以 1 个字节表示",
    "length of the DER form begins with {length}, expected at most {most} octets": (
        "DER 编码的长度以 {length} 开头，内容最长 {most} 字节"
    ),
    "last octet of the DER form is {octet!r}, expected the end of a number": (
        "DER 编码的最后一个字节为{octet}，应为一个数的末字节"
    ),
    "octet {place} of the DER content is 80, expected a number in its shortest form": (
        "DER 内容的第 {place} 字节为 80，每个数应采用最短形式"
    ),
    "beginning of the national OID is {text!r}, expected 1.2.156 or 2.16.156": (
        "国家 OID 的开头为{text}，应为 1.2.156 或 2.16.156"
    ),
    "length of the national OID is {count} octets, expected at most {most}": (
        "国家 OID 的长度为 {count} 字节，最长 {most} 字节"
    ),
    "arc {place} of the national OID is {arc!r}, expected letters, digits and hyphens, or Chinese characters": (
        "国家 OID 的第 {place} 层为{arc}，应为字母、数字和连字符，或为汉字"
    ),
    "arc {place} of the national OID is {arc!r}, expected it without a leading 0": (
        "国家 OID 的第 {place} 层为{arc}，不应以 0 开头"
    ),
    "arc {place} of the national OID has {count} octets, expected at most {most}": (
        "国家 OID 的第 {place} 层有 {count} 字节，最长 {most} 字节"
    ),
    "arc {place} of the national OID is {arc!r}, expected {kind} as in the arc before it": (
        "国家 OID 的第 {place} 层为{arc}，应与上一层同为{kind:zh}"
    ),
    "national OID is {text!r}, an AIC identity code (GB/Z 185-2026), expected none below 3088.1": (
        "{text}是 AIC 身份码（GB/Z 185-2026），不是国家 OID：国家 OID 不得位于 3088.1 之下"
    ),
    "length of the ORS name is {count}, expected at most {most}": "ORS 域名的长度为 {count}，最长 {most}",
    "end of the ORS name is {text!r}, expected oid-res.org": "ORS 域名的末尾为{text}，应为 oid-res.org",
    "ORS name is {text!r}, expected arcs before oid-res.org": "ORS 域名为{text}，oid-res.org 之前应有 OID 的各层",
    # Ecode
    "version of the Ecode is {version!r}, expected 1, 2, 3 or 4": "Ecode 的版本 V 为{version}，应为 1、2、3 或 4",
    "NSI of the Ecode is {nsi!r}, expected {width} digits in version {version}": (
        "Ecode 的编码体系标识 NSI 为{nsi}，版本 {version} 中应为 {width} 位数字"
    ),
    "length of the MD of the Ecode is {count}, expected 1 to {most} in version {version}": (
        "Ecode 的主码 MD 长度为 {count}，版本 {version} 中应为 1 至 {most}"
    ),
    "character {place} of the Ecode is {character!r}, expected {wanted} in version {version}": (
        "Ecode 的第 {place} 个字符为{character}，版本 {version} 中应为{wanted:zh}"
    ),
    # VAA
    "beginning of the VAA identifier is {text!r}, expected VAA, 15NVAA or did:vaa:": (
        "VAA 标识的开头为{text}，应为 VAA、15NVAA 或 did:vaa:"
    ),
    "issuing agency of the VAA code is {text!r}, expected VAA": "VAA 码的发码机构为{text}，应为 VAA",
    "{part} of the VAA code is {text!r}, expected {width} digits": "VAA 码的{part:zh}为{text}，应为 {width} 位数字",
    "serial number of the VAA code is {serial!r}, expected letters, digits or *+-./()!": (
        "VAA 码的序列号为{serial}，应由字母、数字和符号 *+-./()! 组成"
    ),
    "serial number of the VAA code has {count} characters, expected at most {most}": (
        "VAA 码的序列号有 {count} 个字符，最多 {most} 个"
    ),
    "length of the VAA DID is {count}, expected at most {most}": "VAA DID 的长度为 {count}，最长 {most}",
    "length of the id of the VAA DID is {count}, expected 27 to 31": "VAA DID 的标识部分长度为 {count}，应为 27 至 31",
    "contract of the VAA DID is {text!r}, expected letters, digits, dots, hyphens or _": (
        "VAA DID 的编码合约为{text}，应由字母、数字、点、连字符和下划线组成"
    ),
    "identifier behind the contract of the VAA DID is '', expected at least one character": (
        "VAA DID 的编码合约之后没有标识，至少应有一个字符"
    ),
    "character {place} of the VAA DID is {character!r}, expected no blank": "VAA DID 的第 {place} 个字符为{character}，不得有空白字符",
    # MA
    "length of the MA code is {count}, expected at most {most}": "MA 码的长度为 {count}，最长 {most}",
    "beginning of the MA code is {text!r}, expected 'MA.'": "MA 码的开头为{text}，应为“MA.”",
    "number of segments of the MA code is {count}, expected at least 4": "MA 码只有 {count} 段，至少应有 4 段",
    "country of the MA code is {text!r}, expected 3 digits": "MA 码的国家代码为{text}，应为 3 位数字",
    "character {place} of the MA code is '/', expected none in a medical device's": (
        "MA 码的第 {place} 个字符为“/”，医疗器械的 MA 码中不得有此字符"
    ),
    "segment {place} of the MA code is {segment!r}, expected letters, digits, hyphens or _": (
        "MA 码的第 {place} 段为{segment}，应由字母、数字、连字符和下划线组成"
    ),
    "registrant of the MA code is {text!r}, expected 6 digits": "MA 码的注册单位为{text}，应为 6 位数字",
    "segment 5 of the MA code is {text!r}, expected 8 letters or digits": "MA 码的第 5 段为{text}，应为 8 位字母或数字",
    "letter of segment {place} of the MA code is {letter!r}, expected one of {letters}": (
        "MA 码第 {place} 段的字母为{letter}，应为 {letters:list} 之一"
    ),
    "value of segment {place} of the MA code is {value!r}, expected printable ASCII": (
        "MA 码第 {place} 段的值为{value}，应为可见 ASCII 字符"
    ),
    "date of segment {place} of the MA code is {value!r}, expected YYMMDD": (
        "MA 码第 {place} 段的日期为{value}，应为 YYMMDD 格式"
    ),
    "{part} of the MA code is {text!r}, expected letters and digits": "MA 码的{part:zh}为{text}，应为字母和数字",
    # ISO/IEC 15459 and 15434
    "check digit of the postal item is {got!r}, expected {wanted!r}": "邮件号的校验位为{got}，应为{wanted}",
    "data identifier is {di!r}, expected one of ISO/IEC 15459, as 25S or 1J": (
        "数据标识符 DI 为{di}，应为 ISO/IEC 15459 所列，例如 25S 或 1J"
    ),
    "length of the identifier with {di} is {count}, expected at most {most}": (
        "数据标识符 {di} 的标识长度为 {count}，最长 {most}"
    ),
    "character {place} of the identifier is {character!r}, expected a capital letter or digit": (
        "标识的第 {place} 个字符为{character}，应为大写字母或数字"
    ),
    "data behind {di} is {data!r}, expected an issuing agency, a company and its number": (
        "{di} 之后为{data}，应为发码机构 IAC、企业 CIN 及企业自编号"
    ),
    "length behind the agency is {count}, expected at most {most}": "发码机构之后的长度为 {count}，最长 {most}",
    "company behind UN is {company!r}, expected 9 digits (D-U-N-S)": "UN 之后的企业代码为{company}，应为 9 位数字（邓白氏 D-U-N-S）",
    "length of the number behind the company is {count}, expected 1 to {most}": (
        "企业自编号的长度为 {count}，应为 1 至 {most}"
    ),
    "data behind {di} is {data!r}, expected a plus and a serial number at the end": (
        "{di} 之后为{data}，末尾应为“+”和序列号"
    ),
    "data before the plus is {data!r}, expected an issuing agency, a company and a type": (
        "“+”之前为{data}，应为发码机构 IAC、企业 CIN 和类型"
    ),
    "data behind {di} is {data!r}, expected a plus and a party qualifier of 1 to 3 letters at the end": (
        "{di} 之后为{data}，末尾应为“+”和 1 至 3 个字母的参与方限定符"
    ),
    "data before the plus is {data!r}, expected an issuing agency and a company": (
        "“+”之前为{data}，应为发码机构 IAC 和企业 CIN"
    ),
    "company behind {agency} is {company!r}, expected at least 1 character": (
        "发码机构 {agency} 之后的企业 CIN 为{company}，至少应有 1 个字符"
    ),
    "data behind {di} is {data!r}, expected an issuing agency and a number": (
        "{di} 之后为{data}，应为发码机构 IAC 和编号"
    ),
    "length of the serial number behind {di} is {length!r}, expected 2 digits": (
        "{di} 之后的序列号长度为{length}，应为 2 位数字"
    ),
    "length of the serial number behind {di} is {length}, expected less than the {rest} characters that follow": (
        "{di} 之后的序列号长度为 {length}，应小于其后的 {rest} 个字符"
    ),
    "character {place} of the HIBC is {character!r}, expected one of Code 39": (
        "HIBC 代码的第 {place} 个字符为{character}，应为 Code 39 字符"
    ),
    "HIBC is {text!r}, expected +, labeller, product, unit of measure and check character": (
        "HIBC 代码为{text}，应依次为“+”、标签者代码、产品代码、计量单位和校验字符"
    ),
    "check character of the HIBC is {got!r}, expected {wanted!r}": "HIBC 代码的校验字符为{got}，应为{wanted}",
    "length of the envelope is {count}, expected at most {most}": "数据信封的长度为 {count}，最长 {most}",
    "header of the envelope is {text!r}, expected '[)>' and RS (1e)": "数据信封的头部为{text}，应为“[)>”和 RS（1e）",
    "end of the envelope is {text!r}, expected RS (1e) and EOT (04)": "数据信封的末尾为{text}，应为 RS（1e）和 EOT（04）",
    "format {place} of the envelope is {name!r}, expected two digits other than 09": (
        "数据信封的第 {place} 个格式标识为{name}，应为 09 以外的两位数字"
    ),
    "number of records in format {place} of the envelope is 0, expected GS (1d) and a record": (
        "数据信封的第 {place} 个格式中没有数据记录，应为 GS（1d）和数据记录"
    ),
    "record {number} of format {place} of the envelope is {record!r}, expected {wanted}": (
        "数据信封第 {place} 个格式的第 {number} 条数据记录为{record}，应为{wanted:zh}"
    ),
    # UUID
    "character {place} of the UUID is {character!r}, expected a hyphen": "UUID 的第 {place} 个字符为{character}，应为连字符",
    "character {place} of the UUID is {character!r}, expected a hexadecimal digit": (
        "UUID 的第 {place} 个字符为{character}，应为十六进制数字"
    ),
    "length of the UUID is {count}, expected {wanted}": "UUID 的长度为 {count}，应为 {wanted}",
    # DID and BID
    "length of the DID is {count}, expected at most {most}": "DID 的长度为 {count}，最长 {most}",
    "beginning of the DID is {text!r}, expected 'did:'": "DID 的开头为{text}，应为“did:”",
    "method of the DID is {method!r}, expected small letters and digits": "DID 的方法为{method}，应为小写字母和数字",
    "id of the DID is '', expected characters behind 'did:{method}:'": "DID 的标识部分为空，“did:{method}:”之后应有字符",
    "last character of the DID is ':', expected one of its id": "DID 以“:”结尾，其后应有标识部分的字符",
    "character {place} of the DID is {character!r}, expected a letter, digit, dot, hyphen, _, colon or percent sequence": (
        "DID 的第 {place} 个字符为{character}，应为字母、数字、点、连字符、下划线、冒号或百分号编码"
    ),
    "host of the did:web is {host!r}, expected a name, a port behind %3A": "did:web 的主机为{host}，应为域名，端口写在 %3A 之后",
    "segment {place} behind the host of the did:web is {segment!r}, expected a name": (
        "did:web 主机之后的第 {place} 段为{segment}，应为路径名"
    ),
    "multibase of the did:key is {text!r}, expected z (base58btc)": "did:key 的 multibase 为{text}，应为 z（base58btc）",
    "multicodec of the did:key is {octets!r}, expected a whole varint": "did:key 的 multicodec 为{octets}，应为完整的 varint",
    "length of the did:key's {name} is {count} octets, expected {wanted}": (
        "did:key 的 {name} 长度为 {count} 字节，应为{wanted:zh} 字节"
    ),
    "length of the base58 text is {count}, expected at most {most}": "base58 文本的长度为 {count}，最长 {most}",
    "character {place} of the base58 text is {character!r}, expected none of 0, O, I, l": (
        "base58 文本的第 {place} 个字符为{character}，不得使用 0、O、I、l"
    ),
    "beginning of the BID is {text!r}, expected {wanted!r}": "BID 的开头为{text}，应为{wanted}",
    "AC number of the BID is {text!r}, expected 4 characters of a-z and 0-9": "BID 的子链 AC 号为{text}，应为 4 个 a-z 或 0-9 的字符",
    "AC number is {text!r}, expected 4 characters of a-z and 0-9": "子链 AC 号为{text}，应为 4 个 a-z 或 0-9 的字符",
    "key letter of the BID is {key!r}, expected e, s or z": "BID 的密钥类型字母为{key}，应为 e、s 或 z",
    "encoding letter of the BID is {encoding!r}, expected f, s or t": "BID 的编码字母为{encoding}，应为 f、s 或 t",
    "digest of the BID is {digest!r}, expected {wanted}": "BID 的公钥散列为{digest}，应为{wanted:zh}",
    "key letter is {key!r}, expected e, s or z": "密钥类型字母为{key}，应为 e、s 或 z",
    "encoding letter is {encoding!r}, expected f or s: no other derivation is public": (
        "编码字母为{encoding}，应为 f 或 s：其他推导方式未公开"
    ),
    "length of the {key} key is {count} octets, expected {lengths}": "{key} 公钥的长度为 {count} 字节，应为 {lengths:list} 字节",
    "length of the BIF key is {count}, expected at most {most}": "星火公钥的长度为 {count}，最长 {most}",
    "BIF key is {text!r}…, expected pairs of hexadecimal digits": "星火公钥为{text}…，应为成对的十六进制数字",
    "first octet of the BIF key is {octet!r}, expected b0": "星火公钥的第一个字节为{octet}，应为 b0",
}

PHRASES: Mapping[str, str] = {
    "a digit": "数字",
    "a digit or letter": "数字或字母",
    "a character that is no blank": "非空白字符",
    "22 to 31 base58 characters": " 22 至 31 个 base58 字符",
    "32 base64 characters": " 32 个 base64 字符",
    "42 bech32 characters": " 42 个 bech32 字符",
    "numeric": "数字",
    "letters": "字母",
    "chinese": "中文",
    "top node (TTC)": "国家顶级节点代码",
    "secondary node (STC)": "二级节点代码",
    "enterprise (CIN)": "企业代码",
    "use": "用途",
    "category": "品类",
    "item": "对象",
    "at least 1": "至少 1",
    "a data identifier and its data": "数据标识符 DI 及其数据",
    "a text element identifier and its data": "文本要素标识符及其数据",
}

ROOM = Room(SENTENCES, PHRASES)
