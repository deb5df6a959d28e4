"""统一社会信用代码: the 18 characters under which an organisation is registered in China (GB 32100-2015).

Two checks: the last character over all the others, which must hold; and the last character of the organisation code
inside (GB 11714), which does not hold in some codes that are given by other registrars than the market regulator, so
that it is told and not refused.
"""

import re

import msgspec

from schemas.checkdigit import USCC_ALPHABET, organisation_character, uscc_character
from schemas.errors import Malformed
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "uscc"

_LENGTH = 18
_SHAPE = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")

# GB 32100-2015, table 1.
_AUTHORITIES = {
    "1": ("机构编制部门", "commission for public institutions"),
    "2": ("外交部门", "foreign affairs"),
    "3": ("司法行政部门", "justice"),
    "4": ("文化部门", "culture"),
    "5": ("民政部门", "civil affairs"),
    "6": ("旅游部门", "tourism"),
    "7": ("宗教部门", "religious affairs"),
    "8": ("工会", "trade union"),
    "9": ("市场监管（工商）部门", "market regulation"),
    "A": ("中央军委改革和编制办公室", "Central Military Commission"),
    "N": ("农业部门", "agriculture"),
    "Y": ("其他", "another one"),
}
_CATEGORIES = {
    "11": ("机关", "state organ"),
    "12": ("事业单位", "public institution"),
    "13": ("编办直管的群众团体", "mass organisation"),
    "51": ("社会团体", "social organisation"),
    "52": ("民办非企业单位", "private non-enterprise unit"),
    "53": ("基金会", "foundation"),
    "91": ("企业", "enterprise"),
    "92": ("个体工商户", "individual business"),
    "93": ("农民专业合作社", "farmers' cooperative"),
}


class Uscc(msgspec.Struct, frozen=True):
    """A code whose last character holds."""

    text: str

    @property
    def organisation_holds(self) -> bool:
        """Whether the check character of the organisation code inside holds too."""
        return organisation_character(self.text[8:16]) == self.text[16]


def recognise(text: str) -> Likeness | None:
    """18 characters of the code's alphabet with six digits for the region; likely when the last one holds."""
    folded = text.upper() if len(text) == _LENGTH and text.isascii() else ""
    if not _SHAPE.fullmatch(folded):
        return None
    if uscc_character(folded[:17]) == folded[17]:
        return Likeness(NAME, Sureness.LIKELY, Words("18 位且校验位正确", "18 characters and the last one holds"))
    return Likeness(
        NAME, Sureness.POSSIBLE, Words("18 位，但校验位不符", "18 characters, but the last one does not hold")
    )


def parse(text: str) -> Uscc:
    """Read a code; small letters are taken as capital ones.

    Raises:
        Malformed: another length, a character that is not of the alphabet, a region that is not six digits, or a last
            character that does not hold.
    """
    folded = text.upper() if text.isascii() else text
    if _SHAPE.fullmatch(folded) and uscc_character(folded[:17]) == folded[17]:
        return Uscc(folded)
    if len(text) != _LENGTH:
        raise Malformed(f"length of the 统一社会信用代码 is {len(text)}, expected {_LENGTH}")
    for place, character in enumerate(folded, start=1):
        if character not in USCC_ALPHABET:
            raise Malformed(
                f"character {place} of the 统一社会信用代码 is {character!r}, expected a digit or a capital letter "
                f"except I, O, S, V, Z"
            )
        if 3 <= place <= 8 and not character.isdigit():
            raise Malformed(
                f"character {place} of the 统一社会信用代码 is {character!r}, expected a digit of the region code"
            )
    raise Malformed(
        f"check character of the 统一社会信用代码 is {folded[17]!r}, expected {uscc_character(folded[:17])!r}"
    )


def canonical(noun: Uscc) -> str:
    """The 18 characters in capital letters."""
    return noun.text


def components(noun: Uscc) -> dict[str, Component]:
    """`authority`, `category`, `region` (GB/T 2260), `org_code`, `org_code_check_ok`, `check`."""
    text = noun.text
    return {
        "authority": text[0],
        "category": text[1],
        "region": text[2:8],
        "org_code": text[8:17],
        "org_code_check_ok": noun.organisation_holds,
        "check": text[17],
    }


def explain(noun: Uscc) -> list[Part]:
    """Registrar, kind, region, organisation code, check character."""
    text = noun.text
    authority_zh, authority_en = _AUTHORITIES.get(text[0], ("未知", "not known"))
    category_zh, category_en = _CATEGORIES.get(text[:2], ("其他类别", "another kind"))
    holds_zh, holds_en = ("", "") if noun.organisation_holds else ("（其自身校验位不符）", ", whose own check fails")
    return in_order(
        (text[0], f"登记管理部门：{authority_zh}", f"registrar: {authority_en}"),
        (text[1], f"机构类别：{category_zh}", f"kind: {category_en}"),
        (text[2:8], "登记机关行政区划码", "region of the registrar"),
        (text[8:17], f"主体标识码（组织机构代码）{holds_zh}", f"organisation code{holds_en}"),
        (text[17], "校验码", "check character"),
    )
