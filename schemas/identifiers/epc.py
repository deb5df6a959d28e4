"""EPC: the URN of what an RFID tag names, `urn:epc:id:sgtin:0614141.812345.6789` (GS1 Tag Data Standard, TDS).

A tag URN and the hexadecimal digits of a tag are read too; the noun is the identity that they carry, so filter value
and coding are left behind (`schemas.identifiers.tags.binary` keeps them).
"""

import re

from schemas.errors import Malformed
from schemas.identifiers.gs1.application import APPLICATIONS
from schemas.identifiers.gs1.elements import ElementString
from schemas.identifiers.gs1.link import KEYS, build_link
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order
from schemas.identifiers.tags import binary
from schemas.identifiers.tags.binary import Tag
from schemas.identifiers.tags.identity import LAYOUTS, Epc, read_urn

NAME = "epc"

_HEX = re.compile(r"(?:[0-9A-Fa-f]{4}){6,16}")
_FIELD_NAMES = {
    "company_prefix": "厂商识别代码",
    "indicator_and_item_reference": "指示符与项目参考号",
    "serial": "序列号",
    "serial_reference": "扩展位与序列参考号",
    "location_reference": "位置参考号",
    "extension": "位置扩展（0 表示无）",
    "asset_type": "资产类型",
    "asset_reference": "资产参考号",
    "service_reference": "服务参考号",
    "document_type": "文件类型",
    "coupon_reference": "优惠券参考号",
    "part_reference": "部件参考号",
    "consignment_reference": "托运参考号",
    "shipper_reference": "发货参考号",
    "piece": "第几件",
    "total": "总件数",
    "tpx": "第三方受控序列号",
    "party_reference": "参与方参考号",
    "manager": "管理者代码",
    "class": "对象分类",
    "lot": "批号",
}


def recognise(text: str) -> Likeness | None:
    """`urn:epc:` in front, or hexadecimal digits that begin with the header of a known coding."""
    if text[:8].lower() == "urn:epc:":
        return Likeness(NAME, Sureness.CERTAIN, Words("以 urn:epc: 开头", "begins with urn:epc:"))
    if _HEX.fullmatch(text) and (coding := binary.BY_HEADER.get(int(text[:2], 16))):
        reason = Words(f"十六进制，标签头为 {coding.name}", f"hexadecimal with the tag header of {coding.name}")
        return Likeness(NAME, Sureness.POSSIBLE, reason)
    return None


def parse(text: str) -> Epc:
    """Read a pure identity URN, a tag URN, or a tag in hexadecimal digits.

    Raises:
        Malformed: another beginning, an unknown scheme or coding, fields of other number, length or characters.
    """
    if text[:12].lower() == "urn:epc:tag:":
        return binary.read_tag_urn(text).epc
    if text[:12].lower() == "urn:epc:raw:":
        return binary.read_octets(_raw(text[12:])).epc
    if _HEX.fullmatch(text):
        return binary.read_octets(bytes.fromhex(text)).epc
    return read_urn(text)


def _raw(body: str) -> bytes:
    """The octets of `96.x3074257BF7194E4000001A85`."""
    length, _, digits = body.partition(".x")
    if not (length.isascii() and length.isdigit() and _HEX.fullmatch(digits)) or len(digits) * 4 != int(length[:4]):
        raise Malformed(f"raw EPC is {body[:40]!r}, expected the number of bits, '.x' and as many in hexadecimal")
    return bytes.fromhex(digits)


def canonical(noun: Epc) -> str:
    """The pure identity URN."""
    return noun.urn


def components(noun: Epc) -> dict[str, Component]:
    """The fields of the URN and its scheme; the GS1 data (`gtin`, `sscc`, …, `dl`); `hex96_filter0` to `7`, the tag of
    96 bits for each filter value, where the EPC fits one."""
    parts: dict[str, Component] = {"scheme": noun.scheme}
    parts.update(zip(LAYOUTS[noun.scheme].fields, noun.fields, strict=True))
    if noun.elements:
        key, value = noun.elements[0]
        parts[_KEY_NAMES.get(key, noun.scheme)] = value
        # TDS lets a CPI have the serial 0, AI 8011 does not: no Digital Link says such a thing.
        if key in KEYS and all(APPLICATIONS[ai].value_fault(own) is None for ai, own in noun.elements):
            parts["dl"] = build_link(ElementString(noun.elements)).canonical
    coding = f"{noun.scheme}-96"
    if coding in binary.CODINGS:
        for filter_value in range(8 if noun.scheme != "gid" else 1):
            try:
                parts[f"hex96_filter{filter_value}"] = Tag(noun, coding, filter_value).hex
            except Malformed:
                # A serial with letters, leading zeros or too many digits has its place in the longer codings.
                break
    return parts


_KEY_NAMES = {"01": "gtin", "414": "gln", "417": "gln", "8006": "itip", "8017": "gsrn", "255": "gcn", "8010": "cpid"}


def explain(noun: Epc) -> list[Part]:
    """The scheme and each field."""
    kind = LAYOUTS[noun.scheme].kind
    body = noun.urn.split(":", 4)[4].split(".", len(noun.fields) - 1)
    parts = [("urn:epc:", "", ""), (f"{kind}:{noun.scheme}", f"EPC 方案 {noun.scheme.upper()}", "EPC scheme")]
    for place, (name, text) in enumerate(zip(LAYOUTS[noun.scheme].fields, body, strict=True)):
        parts += [("." if place else ":", "", ""), (text, _FIELD_NAMES[name], name.replace("_", " "))]
    return in_order(*parts)
