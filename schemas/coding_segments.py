"""Segments of a coding rule: the pieces that an enterprise puts together to say how its suffixes are made.

These are the JSON forms, nothing else: `schemas/coding.py` says which of them make a rule. A rule holds no regular
expression and no code, so reading one never runs anything (threats.md T24).
"""

from typing import Literal

import msgspec

from schemas.checkdigit import USCC_ALPHABET
from schemas.shape import reader

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

CHARACTER_SETS: dict[str, str] = {
    "digits": DIGITS,
    "letters": LETTERS,
    "alphanumeric": DIGITS + LETTERS,
    "hexadecimal": DIGITS + "ABCDEF",
    # Without I, L, O and U: what a person reads off a label and types is not mistaken (Crockford's base 32).
    "crockford": DIGITS + "ABCDEFGHJKMNPQRSTVWXYZ",
    # The alphabet of GB 32100-2015, for which the check character modulo 31 is made.
    "uscc": USCC_ALPHABET,
}
"""Sets of characters by name. Each name has a letter twice, so none is a set itself: see `characters` below."""

Algorithm = Literal[
    "luhn",
    "gs1",
    "mod31",
    "mod11-2",
    "mod37-2",
    "mod97-10",
    "mod661-26",
    "mod1271-36",
    "mod11,10",
    "mod27,26",
    "mod37,36",
]
"""How check characters are made: Luhn, GS1 (modulus 10), GB 32100 (modulus 31), ISO/IEC 7064 pure and hybrid."""

DateFormat = Literal[
    "YYYYMMDD", "YYMMDD", "YYYY-MM-DD", "YYYYDDD", "YYDDD", "YYYYWW", "YYWW", "YYYYMM", "YYMM", "YYYY-MM", "YYYY", "YY"
]
"""How a date is written; DDD is the day of the year, WW the ISO week. YY is a year of 2000 to 2099."""


class Fixed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="fixed"):
    """The same text in each suffix: a separator, the letters of a product line."""

    text: str


class Enumeration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="enumeration"):
    """One of some texts: a factory, a line, a category of a classification."""

    name: str
    values: tuple[str, ...]


class Date(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="date"):
    """A day, a week, a month or a year: the field is `2026-11-22`, `2026-W47`, `2026-11` or `2026`."""

    name: str
    format: DateFormat = "YYYYMMDD"


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="field"):
    """A field of the record, as it is: a model, a lot, an order number."""

    name: str
    width: int
    """How many characters; with `least` the most there can be."""
    least: int | None = None
    characters: str = "alphanumeric"
    """The name of a character set, or the characters themselves."""


class Serial(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="serial"):
    """A number that counts up, written in so many characters with zeros in front."""

    width: int
    characters: str = "digits"
    """The name of a character set, or the characters in the order of their values; how many there are is the radix."""
    first: int = 1


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="check"):
    """One or two characters computed from segments before it, so that a slip in reading or typing is noticed."""

    algorithm: Algorithm
    over: tuple[int, ...] = ()
    """Numbers of the segments that are checked, counted from 1; none: all before it. Separators never count."""


Segment = Fixed | Enumeration | Date | Field | Serial | Check


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a rule: segments in order, and what stands between each two of them."""

    segments: tuple[Segment, ...]
    separator: str = ""


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A suffix and what it says, by which a rule is tried before anybody relies on it."""

    suffix: str
    fields: dict[str, str] = {}
    serial: int | None = None


class RuleDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as an enterprise hands it in."""

    prefix: str
    name: str
    segments: tuple[Segment, ...]
    separator: str = ""
    draft: bool = False
    """A draft can be tried and not yet be used."""
    examples: tuple[Example, ...] = ()
    """Suffixes that must come out as stated, or the rule is refused."""

    @property
    def definition(self) -> Definition:
        """What makes the rule."""
        return Definition(self.segments, self.separator)


read_rule = reader(RuleDocument, "a coding rule")
"""A rule out of JSON octets."""
