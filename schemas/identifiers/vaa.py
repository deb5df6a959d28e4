"""VAA: identifiers of CAICT, the issuing agency `VAA` of ISO/IEC 15459, as code and as DID.

The code of the industrial internet: `VAA`, national top node, secondary node, enterprise, serial number, as data
identifier 15N has it (ANSI MH10.8.2). As DID: `did:vaa:` and 27 to 31 base58 characters, or `did:vaa:<contract>:<other
identifier>`, where the other one may be a handle. The agency's own guide (编码导则) is not public: widths are those of
15N, other codes of the agency stay whole in `iso15459`, and nothing says whether a number was ever given.
"""

import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers import base58
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "vaa"

AGENCY = "VAA"
DATA_IDENTIFIER = "15N"
DID = "did:vaa:"

# VAA DID method 1.0: 20 octets of a hash in base58, said to be 27 to 31 characters.
_ID_LENGTHS = range(27, 32)
_LONGEST_TEXT = 2048
_CONTRACT = re.compile(r"[A-Za-z0-9._-]+")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# ANSI MH10.8.2, 15N: a3 + n3 + n3 + n8 + an1..33.
_FIELDS = (("top", 3), ("secondary", 3), ("enterprise", 8))
_SERIAL_AT = 3 + sum(width for _, width in _FIELDS)
_LONGEST_SERIAL = 33
_SERIAL = re.compile(r"[0-9A-Za-z*+./()!-]+")
_NAMES = {"top": "top node (TTC)", "secondary": "secondary node (STC)", "enterprise": "enterprise (CIN)"}


class VaaCode(msgspec.Struct, frozen=True):
    """A code of the industrial internet; digits keep their leading zeros."""

    top: str
    secondary: str
    enterprise: str
    serial: str

    @property
    def text(self) -> str:
        """Without a data identifier."""
        return f"{AGENCY}{self.top}{self.secondary}{self.enterprise}{self.serial}"


class VaaDid(msgspec.Struct, frozen=True):
    """A DID; `contract` is empty for those that come from a key."""

    id: str
    contract: str = ""

    @property
    def text(self) -> str:
        """The DID."""
        return f"{DID}{self.contract}:{self.id}" if self.contract else f"{DID}{self.id}"


def recognise(text: str) -> Likeness | None:
    """`did:vaa:`, or `VAA` and digits, with or without the data identifier 15N."""
    if text[: len(DID)].lower() == DID:
        return Likeness(NAME, Sureness.CERTAIN, Words(f"以 {DID} 开头", f"begins with {DID}"))
    if text.startswith(f"{DATA_IDENTIFIER}{AGENCY}"):
        return Likeness(NAME, Sureness.CERTAIN, Words("以 15NVAA 开头", "begins with 15NVAA"))
    if text.startswith(AGENCY) and text[3:_SERIAL_AT].isdigit():
        return Likeness(NAME, Sureness.LIKELY, Words("VAA 后为数字", "VAA before digits"))
    return None


def parse(text: str) -> VaaCode | VaaDid:
    """Read a code, with or without 15N in front, or a DID.

    Raises:
        Malformed: it begins as neither; a field of the code that has other characters or another length; an id that is
            not 27 to 31 base58 characters; a contract or other identifier that is empty or has blanks.
    """
    if text.startswith(DID):
        return _parse_did(text)
    code = text.removeprefix(DATA_IDENTIFIER)
    if code.startswith(AGENCY):
        return read_code(code)
    raise Malformed(f"beginning of the VAA identifier is {text[:8]!r}, expected VAA, 15NVAA or {DID}")


def read_code(text: str) -> VaaCode:
    """Read a code that begins with `VAA`.

    Raises:
        Malformed: as `parse`.
    """
    if not text.startswith(AGENCY):
        raise Malformed(f"issuing agency of the VAA code is {text[:3]!r}, expected {AGENCY}")
    at = len(AGENCY)
    fields = {}
    for name, width in _FIELDS:
        field = text[at : at + width]
        if len(field) != width or not (field.isascii() and field.isdigit()):
            raise Malformed(f"{_NAMES[name]} of the VAA code is {field!r}, expected {width} digits")
        fields[name] = field
        at += width
    serial = text[at:]
    if not _SERIAL.fullmatch(serial):
        raise Malformed(f"serial number of the VAA code is {serial[:80]!r}, expected letters, digits or *+-./()!")
    if len(serial) > _LONGEST_SERIAL:
        raise Malformed(
            f"serial number of the VAA code has {len(serial)} characters, expected at most {_LONGEST_SERIAL}"
        )
    return VaaCode(**fields, serial=serial)


def _parse_did(text: str) -> VaaDid:
    if len(text) > _LONGEST_TEXT:
        raise Malformed(f"length of the VAA DID is {len(text)}, expected at most {_LONGEST_TEXT}")
    first, colon, other = text[len(DID) :].partition(":")
    if not colon:
        if len(first) not in _ID_LENGTHS:
            raise Malformed(f"length of the id of the VAA DID is {len(first)}, expected 27 to 31")
        base58.decode(first)
        return VaaDid(first)
    if not _CONTRACT.fullmatch(first):
        raise Malformed(f"contract of the VAA DID is {first[:80]!r}, expected letters, digits, dots, hyphens or _")
    if not other:
        raise Malformed("identifier behind the contract of the VAA DID is '', expected at least one character")
    if blank := _BLANK.search(other):
        place = len(text) - len(other) + blank.start() + 1
        raise Malformed(f"character {place} of the VAA DID is {blank[0]!r}, expected no blank")
    return VaaDid(other, first)


def canonical(noun: VaaCode | VaaDid) -> str:
    """The code without its data identifier, or the DID."""
    return noun.text


def components(noun: VaaCode | VaaDid) -> dict[str, Component]:
    """Of a code `iac`, `ttc`, `stc`, `cin`, `sn`; of a DID `method`, `id`, and with a contract `contract`, `other`."""
    if isinstance(noun, VaaCode):
        return {
            "iac": AGENCY,
            "ttc": noun.top,
            "stc": noun.secondary,
            "cin": noun.enterprise,
            "sn": noun.serial,
        }
    if noun.contract:
        return {
            "method": "vaa",
            "id": f"{noun.contract}:{noun.id}",
            "contract": noun.contract,
            "other": noun.id,
        }
    return {"method": "vaa", "id": noun.id}


def explain(noun: VaaCode | VaaDid) -> list[Part]:
    """The fields; of a DID what stands behind the method."""
    if isinstance(noun, VaaCode):
        return in_order(
            (AGENCY, "发码机构：中国信息通信研究院", "issuing agency: CAICT"),
            (noun.top, "国家顶级节点", "national top node"),
            (noun.secondary, "二级节点", "secondary node"),
            (noun.enterprise, "企业", "enterprise"),
            (noun.serial, "企业自编序列号（未核对）", "serial number, given by the enterprise and not checked"),
        )
    head = (DID, "DID 方法 vaa", "DID method vaa")
    if noun.contract:
        return in_order(
            head,
            (noun.contract, "编码合约（未核对）", "contract, not checked"),
            (":", "", ""),
            (noun.id, "该合约内的标识", "identifier within the contract"),
        )
    return in_order(head, (noun.id, "公钥散列（未核对）", "hash of a key, not checked"))
