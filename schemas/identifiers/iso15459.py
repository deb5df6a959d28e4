"""ISO/IEC 15459: data identifier, issuing agency, company, serial number; with HIBC and UPU S10, which are of it too.

Which data identifiers begin with an issuing agency is from ANSI MH10.8.2. Neither the agencies' register nor the
lengths of their company numbers are public as a whole: the company is split off for the agencies that are known here,
and stays with what follows for all others. See docs/identifiers.md.
"""

import re

import msgspec

from schemas.checkdigit import HIBC_ALPHABET, hibc_character, s10_character
from schemas.errors import Malformed
from schemas.identifiers import vaa
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "iso15459"

# ISO/IEC 15459-4 and its kin: the whole; 15459-1: the licence plate behind its data identifier.
LONGEST_TEXT = 50
LONGEST_PLATE = 35
LONGEST_SERIAL = 30
LONGEST_COMPANY = 9

_DI = re.compile("[0-9]{0,3}[A-Z]")
# ANSI MH10.8.2: how the data behind these data identifiers are put together.
_SHAPES = {
    **dict.fromkeys(("25B", "31B", "55B", "25H", "25K", "26K", "25L", "25P", "25S", "25T", "21V"), "own"),
    **dict.fromkeys(("26B", "27B", "28B", "29B", "37S", "51P"), "plus"),
    **dict.fromkeys(("26H", "20V"), "party"),
    **dict.fromkeys(("J", "1J", "2J", "3J", "4J", "5J", "6J"), "plate"),
    **dict.fromkeys(("20K", "26S", "26T"), "agency"),
    "18V": "company",
    "42S": "counted",
    vaa.DATA_IDENTIFIER: "vaa",
}
# The agencies whose codes are public here: name in two languages, and how many characters a company has.
_AGENCIES: dict[str, tuple[str, str, int | None]] = {
    **{str(digit): ("GS1", "GS1", None) for digit in range(10)},
    "D": ("北约 CAGE 代码", "NATO CAGE", 5),
    "J": ("万国邮政联盟", "UPU", None),
    "UN": ("邓白氏 D-U-N-S", "Dun & Bradstreet", 9),
    "LE": ("EDIFICE", "EDIFICE", None),
    "LH": ("EHIBCC", "EHIBCC", None),
    "RH": ("HIBCC", "HIBCC", None),
    "MA": ("MA（ZIIOT）", "MA (ZIIOT)", None),
    vaa.AGENCY: ("中国信息通信研究院", "CAICT", None),
}
_DATA = re.compile("[0-9A-Z/-]+")
_PLUS_DATA = re.compile("[0-9A-Z/+-]+")
_PARTY = re.compile("[A-Z]{1,3}")
_S10 = re.compile("[A-Z]{2}[0-9]{9}[A-Z]{2}")
_HIBC = re.compile(r"\+[A-Z][0-9A-Z]{3}[0-9A-Z]{1,18}[0-9](?:/[0-9A-Z\-. $/+%]+)?[0-9A-Z\-. $/+%]")

_MEANINGS = {
    "di": ("数据标识符 DI", "data identifier"),
    "iac": ("发码机构 IAC", "issuing agency"),
    "cin": ("企业 CIN", "company"),
    "sn": ("企业自编号（未核对）", "number given by the company, not checked"),
    "rest": ("企业与其自编号（边界未公开，未拆分）", "company and its number, not split: no public boundary"),
    "party_qualifier": ("参与方限定符", "party qualifier"),
    "serial_length": ("末尾序列号的长度", "length of the serial number at the end"),
    "ttc": ("国家顶级节点", "national top node"),
    "stc": ("二级节点", "secondary node"),
    "flag": ("HIBC 标志", "HIBC flag"),
    "lic": ("标签者代码 LIC", "labeller (LIC)"),
    "pcn": ("产品代码 PCN", "product (PCN)"),
    "unit": ("计量单位", "unit of measure"),
    "secondary": ("附加数据（未核对）", "secondary data, not checked"),
    "service": ("业务类别", "service"),
    "number": ("邮件号", "number of the item"),
    "country": ("原寄国", "country of origin"),
    "check": ("校验字符", "check character"),
}


class Identity(msgspec.Struct, frozen=True):
    """An identifier by its parts in order; a part without name is a separator."""

    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """As it was written."""
        return "".join(text for _, text in self.pieces)


def recognise(text: str) -> Likeness | None:
    """HIBC's plus, the shape of a postal item, or a data identifier before an issuing agency."""
    if _S10.fullmatch(text):
        return _likeness(s10_character(text[2:10]) == text[10], "UPU S10 邮件号", "a postal item (UPU S10)")
    if _HIBC.fullmatch(text[:200]):
        return _likeness(hibc_character(text[:-1]) == text[-1], "HIBC 代码", "a Health Industry Bar Code")
    found = _DI.match(text)
    if found is None or found[0] not in _SHAPES or not _PLUS_DATA.match(text[found.end() :]):
        return None
    start = found.end() + (2 if found[0] == "42S" else 0)
    agency = _agency(text[start:])
    if agency and not agency.isdigit():
        words = (f"数据标识符 {found[0]} 与发码机构 {agency}", f"data identifier {found[0]} and agency {agency}")
        return Likeness(NAME, Sureness.LIKELY, Words(*words))
    return Likeness(NAME, Sureness.POSSIBLE, Words(f"以 {found[0]} 开头", f"begins with {found[0]}"))


def _likeness(holds: bool, zh: str, en: str) -> Likeness:
    if holds:
        return Likeness(NAME, Sureness.LIKELY, Words(f"{zh}，校验正确", f"{en} whose check character holds"))
    return Likeness(NAME, Sureness.POSSIBLE, Words(f"{zh}，但校验不符", f"{en}, but the check character does not hold"))


def _agency(text: str) -> str:
    """The issuing agency in front, if it is one that is known here."""
    return next((text[:width] for width in (3, 2, 1) if text[:width] in _AGENCIES), "")


def parse(text: str) -> Identity:
    """Read an identifier.

    Raises:
        Malformed: no data identifier of this standard, too long, a character that is not allowed, a part that is
            missing or too long, a check character of HIBC or S10 that does not hold.
    """
    if text[:1] == "+":
        return _read_hibc(text)
    if _S10.fullmatch(text):
        if text[10] != (expected := s10_character(text[2:10])):
            raise Malformed(f"check digit of the postal item is {text[10]!r}, expected {expected!r}")
        return Identity((("service", text[:2]), ("number", text[2:10]), ("check", text[10]), ("country", text[11:])))
    found = _DI.match(text)
    if found is None or (shape := _SHAPES.get(found[0])) is None:
        di = found[0] if found else text[:3]
        raise Malformed(f"data identifier is {di!r}, expected one of ISO/IEC 15459, as 25S or 1J")
    di, data = found[0], text[found.end() :]
    if shape == "vaa":
        code = vaa.read_code(data)
        return _identity(di, iac=vaa.AGENCY, ttc=code.top, stc=code.secondary, cin=code.enterprise, sn=code.serial)
    longest, counted = (LONGEST_PLATE, data) if shape == "plate" else (LONGEST_TEXT, text)
    if len(counted) > longest:
        raise Malformed(f"length of the identifier with {di} is {len(counted)}, expected at most {longest}")
    pattern = _PLUS_DATA if shape in ("plus", "party") else _DATA
    if not pattern.fullmatch(data):
        good = pattern.match(data)
        at = len(di) + (good.end() if good else 0)
        raise Malformed(
            f"character {at + 1} of the identifier is {text[at : at + 1]!r}, expected a capital letter or digit"
        )
    return _READERS[shape](di, data)


def _identity(di: str, **parts: str) -> Identity:
    return Identity((("di", di), *((name, text) for name, text in parts.items() if text)))


def _split(di: str, data: str) -> tuple[tuple[str, str], ...]:
    """Agency, company and number, as far as their boundaries are known."""
    agency = _agency(data)
    rest = data[len(agency) :]
    if len(rest) < 2:
        raise Malformed(f"data behind {di} is {data!r}, expected an issuing agency, a company and its number")
    width = _AGENCIES[agency][2] if agency else None
    if width is None:
        if len(rest) > LONGEST_COMPANY + LONGEST_SERIAL:
            raise Malformed(
                f"length behind the agency is {len(rest)}, expected at most {LONGEST_COMPANY + LONGEST_SERIAL}"
            )
        return (("iac", agency), ("rest", rest)) if agency else (("rest", rest),)
    company, number = rest[:width], rest[width:]
    if agency == "UN" and not company.isdigit():
        raise Malformed(f"company behind UN is {company!r}, expected 9 digits (D-U-N-S)")
    if not 1 <= len(number) <= LONGEST_SERIAL:
        raise Malformed(f"length of the number behind the company is {len(number)}, expected 1 to {LONGEST_SERIAL}")
    return (("iac", agency), ("cin", company), ("sn", number))


def _read_own(di: str, data: str) -> Identity:
    return Identity((("di", di), *_split(di, data)))


def _read_plus(di: str, data: str) -> Identity:
    """Company and type before a plus, the serial number behind it."""
    front, plus, number = data.partition("+")
    if not plus or not number:
        raise Malformed(f"data behind {di} is {data!r}, expected a plus and a serial number at the end")
    agency = _agency(front)
    if len(front) <= len(agency):
        raise Malformed(f"data before the plus is {front!r}, expected an issuing agency, a company and a type")
    parts = (("iac", agency), ("rest", front[len(agency) :])) if agency else (("rest", front),)
    return Identity((("di", di), *parts, ("", "+"), ("sn", number)))


def _read_party(di: str, data: str) -> Identity:
    """A party before a plus, what it is behind it."""
    front, plus, party = data.rpartition("+")
    if not plus or not _PARTY.fullmatch(party):
        raise Malformed(
            f"data behind {di} is {data!r}, expected a plus and a party qualifier of 1 to 3 letters at the end"
        )
    agency = _agency(front)
    if len(front) <= len(agency):
        raise Malformed(f"data before the plus is {front!r}, expected an issuing agency and a company")
    parts = (("iac", agency), ("rest", front[len(agency) :])) if agency else (("rest", front),)
    return Identity((("di", di), *parts, ("", "+"), ("party_qualifier", party)))


def _read_company(di: str, data: str) -> Identity:
    """A company alone."""
    agency = _agency(data)
    company = data[len(agency) :]
    if not agency:
        return _identity(di, rest=data)
    if not 1 <= len(company) <= LONGEST_COMPANY + LONGEST_SERIAL:
        raise Malformed(f"company behind {agency} is {company!r}, expected at least 1 character")
    return _identity(di, iac=agency, cin=company)


def _read_agency(di: str, data: str) -> Identity:
    """A number in the agency's own way."""
    agency = _agency(data)
    if len(data) <= len(agency):
        raise Malformed(f"data behind {di} is {data!r}, expected an issuing agency and a number")
    return _identity(di, iac=agency, rest=data[len(agency) :])


def _read_counted(di: str, data: str) -> Identity:
    """42S: two digits say how long the serial number at the end is."""
    length, rest = data[:2], data[2:]
    if len(length) < 2 or not length.isdigit() or int(length) == 0:
        raise Malformed(f"length of the serial number behind {di} is {length!r}, expected 2 digits")
    agency = _agency(rest)
    company = rest[len(agency) : -int(length)]
    if not company:
        raise Malformed(
            f"length of the serial number behind {di} is {length}, expected less than the {len(rest)} characters "
            f"that follow"
        )
    return _identity(di, serial_length=length, iac=agency, cin=company, sn=rest[-int(length) :])


_READERS = {
    "own": _read_own,
    "plate": _read_own,
    "plus": _read_plus,
    "party": _read_party,
    "company": _read_company,
    "agency": _read_agency,
    "counted": _read_counted,
}


def _read_hibc(text: str) -> Identity:
    """A primary structure of HIBC LIC, with or without secondary data behind a slash."""
    for place, character in enumerate(text[:200], start=1):
        if character not in HIBC_ALPHABET:
            raise Malformed(f"character {place} of the HIBC is {character!r}, expected one of Code 39")
    if len(text) > 200 or not _HIBC.fullmatch(text):
        raise Malformed(f"HIBC is {text[:40]!r}, expected +, labeller, product, unit of measure and check character")
    if text[-1] != (expected := hibc_character(text[:-1])):
        raise Malformed(f"check character of the HIBC is {text[-1]!r}, expected {expected!r}")
    primary, slash, secondary = text[:-1].partition("/")
    pieces = [("flag", "+"), ("lic", primary[1:5]), ("pcn", primary[5:-1]), ("unit", primary[-1])]
    if slash:
        pieces += [("", "/"), ("secondary", secondary)]
    return Identity((*pieces, ("check", text[-1])))


def canonical(noun: Identity) -> str:
    """As it was written: it is in capital letters or it is none."""
    return noun.text


def components(noun: Identity) -> dict[str, Component]:
    """The parts by name: `di`, `iac`, `cin`, `sn`, or `rest` where company and number cannot be told apart."""
    parts: dict[str, Component] = {name: text for name, text in noun.pieces if name}
    if "serial_length" in parts:
        parts["rest"] = "".join(text for name, text in noun.pieces if name in ("iac", "cin", "sn"))
    return parts


def explain(noun: Identity) -> list[Part]:
    """The parts in order; an issuing agency by its name."""
    pieces = []
    for name, text in noun.pieces:
        zh, en = _MEANINGS.get(name, ("", ""))
        if name == "iac":
            agency_zh, agency_en, _ = _AGENCIES[text]
            zh, en = f"{zh}：{agency_zh}", f"{en}: {agency_en}"
        pieces.append((text, zh, en))
    return in_order(*pieces)
