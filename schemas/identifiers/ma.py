"""MA (IDcode): identifiers of ZIIOT, the issuing agency `MA` of ISO/IEC 15459: `MA.156.<industry>.<organisation>…`.

Two families: medical devices (industry M0), whose device identifier has five segments and production identifiers
behind it; and everything else, `MA.156.1003.1629/10.46100000.item`: node, use, category, item. How the check
characters are made is not public: they are kept and nobody checks them, see docs/identifiers.md.
"""

import re
from datetime import date

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "ma"

AGENCY = "MA"
MEDICAL = "M0"
LONGEST_TEXT = 255

_COUNTRY = re.compile("[0-9]{3}")
_SEGMENT = re.compile("[0-9A-Za-z_-]+")
_REGISTRANT = re.compile("[0-9]{6}")
_DEVICE = re.compile("[0-9A-Za-z]{8}")
_DATE = re.compile("[0-9]{6}")
_PRODUCTION_VALUE = re.compile("[!-~]+")
_ITEM = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff/]+")

# By the letter in front of a production identifier: its name in components, and what it says.
_PRODUCTION = {
    "S": ("serial", "序列号", "serial number"),
    "M": ("production_date", "生产日期", "made on"),
    "P": ("production_date", "生产日期（旧写法）", "made on (older letter)"),
    "L": ("lot", "批号", "lot"),
    "D": ("sterilisation_lot", "灭菌批号", "lot of sterilisation"),
    "E": ("expiry_date", "失效日期", "expires on"),
    "V": ("valid_until", "有效期", "valid until"),
    "Y": ("insurance", "医保编码", "insurance code"),
    "C": ("production_check", "校验码（算法未公开，未核对）", "check character, not checked: no public rule"),
}
_DATED = "MPEV"
_LETTERS = ", ".join(_PRODUCTION)


class Ma(msgspec.Struct, frozen=True):
    """A code by its parts; those of the other family are empty."""

    country: str
    industry: str
    organisation: str
    device: str = ""
    """Medical: package indicator, six characters of product, check character."""
    production: tuple[tuple[str, str], ...] = ()
    """Medical: pairs of letter and value, as written."""
    units: tuple[str, ...] = ()
    """Others: further segments of the node."""
    use: str = ""
    category: str = ""
    item: str = ""
    closed: bool = False
    """Others: whether a slash ends the text."""

    @property
    def node(self) -> str:
        """Who issued it: the segments up to the organisation, or the unit below it."""
        return ".".join((AGENCY, self.country, self.industry, self.organisation, *self.units))

    @property
    def text(self) -> str:
        """As it was written."""
        if self.device:
            return ".".join((self.node, self.device, *(letter + value for letter, value in self.production)))
        item = ".".join(part for part in (self.use, self.category, self.item) if part)
        return f"{self.node}{'/' if item else ''}{item}{'/' if self.closed else ''}"


def recognise(text: str) -> Likeness | None:
    """`MA.`, three digits, a dot."""
    if text.startswith("MA.") and _COUNTRY.fullmatch(text[3:6]) and text[6:7] == ".":
        return Likeness(NAME, Sureness.CERTAIN, Words(f"以 {text[:7]} 开头", f"begins with {text[:7]}"))
    return None


def parse(text: str) -> Ma:
    """Read a code.

    Raises:
        Malformed: too long, another agency, a country that is not three digits, a segment that is missing, empty or
            has other characters, a date that is none.
    """
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the MA code is {len(text)}, expected at most {LONGEST_TEXT}")
    node, slash, rest = text.partition("/")
    agency, *segments = node.split(".")
    if agency != AGENCY:
        raise Malformed(f"beginning of the MA code is {text[:3]!r}, expected 'MA.'")
    if len(segments) < 3:
        raise Malformed(f"number of segments of the MA code is {len(segments) + 1}, expected at least 4")
    if not _COUNTRY.fullmatch(segments[0]):
        raise Malformed(f"country of the MA code is {segments[0]!r}, expected 3 digits")
    if segments[1] == MEDICAL:
        if slash:
            raise Malformed(f"character {len(node) + 1} of the MA code is '/', expected none in a medical device's")
        return _medical(segments)
    for place, segment in enumerate(segments, start=2):
        if not _SEGMENT.fullmatch(segment):
            raise Malformed(f"segment {place} of the MA code is {segment!r}, expected letters, digits, hyphens or _")
    ma = Ma(segments[0], segments[1], segments[2], units=tuple(segments[3:]))
    return _with_item(ma, rest) if slash else ma


def _medical(segments: list[str]) -> Ma:
    country, industry, registrant = segments[:3]
    if not _REGISTRANT.fullmatch(registrant):
        raise Malformed(f"registrant of the MA code is {registrant!r}, expected 6 digits")
    device = segments[3] if len(segments) > 3 else ""
    if not _DEVICE.fullmatch(device):
        raise Malformed(f"segment 5 of the MA code is {device!r}, expected 8 letters or digits")
    production = []
    for place, segment in enumerate(segments[4:], start=6):
        letter, value = segment[:1], segment[1:]
        if letter not in _PRODUCTION:
            raise Malformed(f"letter of segment {place} of the MA code is {letter!r}, expected one of {_LETTERS}")
        if not _PRODUCTION_VALUE.fullmatch(value):
            raise Malformed(f"value of segment {place} of the MA code is {value!r}, expected printable ASCII")
        if letter in _DATED and _day(value) is None:
            raise Malformed(f"date of segment {place} of the MA code is {value!r}, expected YYMMDD")
        production.append((letter, value))
    return Ma(country, industry, registrant, device, tuple(production))


def _day(text: str) -> str | None:
    """A date of six digits as people write it; None if there is no such day. Years are those of this century."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:])).isoformat()
    except ValueError:
        return None


def _with_item(ma: Ma, rest: str) -> Ma:
    closed = rest.endswith("/")
    parts = rest.removesuffix("/").split(".", 2)
    names = ("use", "category", "item")
    if not rest:
        return msgspec.structs.replace(ma, closed=True)
    for name, part in zip(names, parts, strict=False):
        pattern = _ITEM if name == "item" else _SEGMENT
        if not pattern.fullmatch(part):
            raise Malformed(f"{name} of the MA code is {part!r}, expected letters and digits")
    return msgspec.structs.replace(ma, closed=closed, **dict(zip(names, parts, strict=False)))


def canonical(noun: Ma) -> str:
    """As it was written."""
    return noun.text


def components(noun: Ma) -> dict[str, Component]:
    """`iac`, `country`, `industry`, then of a medical device `registrant`, `package_indicator`, `product`, `check` and
    its production identifiers by name; of others `organisation`, `node`, and `use`, `category`, `item` where given."""
    parts: dict[str, Component] = {"iac": AGENCY, "country": noun.country, "industry": noun.industry}
    if noun.device:
        parts |= {
            "registrant": noun.organisation,
            "package_indicator": noun.device[0],
            "product": noun.device[1:7],
            "check": noun.device[7],
        }
        return parts | {_PRODUCTION[letter][0]: value for letter, value in noun.production}
    parts |= {"organisation": noun.organisation, "node": noun.node}
    return parts | {name: value for name in ("use", "category", "item") if (value := getattr(noun, name))}


def explain(noun: Ma) -> list[Part]:
    """The segments in order."""
    dot = (".", "", "")
    pieces = [
        (AGENCY, "发码机构：中关村工信二维码技术研究院", "issuing agency: ZIIOT"),
        dot,
        (noun.country, "国家代码", "country"),
        dot,
        (noun.industry, "行业代码", "industry"),
        dot,
        (noun.organisation, "注册单位", "organisation"),
    ]
    for unit in noun.units:
        pieces += [dot, (unit, "下级节点", "unit")]
    if noun.device:
        pieces += [
            dot,
            (noun.device[0], "包装指示符", "package indicator"),
            (noun.device[1:7], "产品代码", "product"),
            (noun.device[7], "校验码（算法未公开，未核对）", "check character, not checked: its rule is not public"),
        ]
        for letter, value in noun.production:
            _, zh, en = _PRODUCTION[letter]
            day = (_day(value) if letter in _DATED else None) or ""
            pieces += [dot, (letter + value, f"{zh} {day}".strip(), f"{en} {day}".strip())]
        return in_order(*pieces)
    separator = "/"
    for text, zh, en in (
        (noun.use, "用途", "use"),
        (noun.category, "品类", "category"),
        (noun.item, "对象", "item"),
    ):
        if text:
            pieces += [(separator, "", ""), (text, zh, en)]
            separator = "."
    return in_order(*pieces)
