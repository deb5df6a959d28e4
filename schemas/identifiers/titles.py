"""What people call each scheme, in Chinese and in English."""

from collections.abc import Mapping

from schemas.identifiers.scheme import Words

TITLES: Mapping[str, Words] = {
    "handle": Words("Handle 标识", "Handle"),
    "gs1": Words("GS1 标识", "GS1"),
    "gtin": Words("GTIN 全球贸易项目代码", "GTIN"),
    "sscc": Words("SSCC 系列货运包装箱代码", "SSCC"),
    "gln": Words("GLN 全球位置码", "GLN"),
    "gs1-ai": Words("GS1 应用标识符数据", "GS1 data"),
    "gs1-element-string": Words("GS1 单元数据串", "GS1 element string"),
    "gs1-digital-link": Words("GS1 数字链接", "GS1 Digital Link"),
    "gs1-digital-link-build": Words("GS1 数字链接", "GS1 Digital Link"),
    "gs1-epc-binary-dl": Words("GS1 数字链接（EPC 二进制）", "GS1 Digital Link, EPC binary"),
    "gs1-dl-compressed": Words("GS1 数字链接（压缩）", "GS1 Digital Link, compressed"),
    "gs1-ons": Words("GS1 ONS 域名", "GS1 ONS name"),
    "epc": Words("EPC 产品电子代码", "EPC"),
    "oid": Words("OID 对象标识符", "OID"),
    "oid-cn": Words("国家 OID", "national OID"),
    "ors": Words("ORS 域名", "ORS name"),
    "uuid": Words("UUID 通用唯一识别码", "UUID"),
    "ecode": Words("Ecode 物联网统一标识", "Ecode"),
    "ma": Words("MA 标识（IDcode）", "MA (IDcode)"),
    "vaa": Words("VAA 标识", "VAA"),
    "iso15459": Words("ISO/IEC 15459 标识", "ISO/IEC 15459"),
    "iso15434": Words("ISO/IEC 15434 数据信封", "ISO/IEC 15434 envelope"),
    "bid": Words("BID 星火标识", "BID"),
    "bid-keypair": Words("星火公钥", "BIF public key"),
    "did": Words("DID 分布式标识", "DID"),
    "uscc": Words("统一社会信用代码", "unified social credit code"),
    "iso7064": Words("ISO/IEC 7064 校验文本", "ISO/IEC 7064 text"),
}
"""By the scheme's name; `gs1` stands for all spellings of GS1 keys together, as mappings have them."""
