"""GTIN: what names a kind of trade item, 8, 12, 13 or 14 digits kept as 14 (GS1 General Specifications §3.3.2)."""

import msgspec

from schemas.checkdigit import gs1_character, gs1_fault
from schemas.errors import Malformed
from schemas.identifiers.gs1.meaning import key_pieces
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "gtin"

_LENGTHS = (14, 13, 12, 8)


class Gtin(msgspec.Struct, frozen=True):
    """A GTIN; the shorter ones are padded with zeros in front, which changes no check digit."""

    digits: str
    """Always 14."""


def recognise(text: str) -> Likeness | None:
    """Digits of one of the four lengths; likely when the check digit fits."""
    if len(text) not in _LENGTHS or not (text.isascii() and text.isdigit()):
        return None
    if gs1_fault(text) is None:
        reason = Words(f"{len(text)} 位数字且校验位正确", f"{len(text)} digits whose check digit is right")
        return Likeness(NAME, Sureness.LIKELY, reason)
    reason = Words(f"{len(text)} 位数字，但校验位不符", f"{len(text)} digits, but the check digit is wrong")
    return Likeness(NAME, Sureness.POSSIBLE, reason)


def parse(text: str) -> Gtin:
    """Read a GTIN.

    Raises:
        Malformed: not ASCII digits, another length, or a wrong check digit.
    """
    if text.isascii() and text.isdigit() and len(text) in _LENGTHS and gs1_fault(text) is None:
        return Gtin(text.zfill(14))
    for place, character in enumerate(text[:15], start=1):
        if not ("0" <= character <= "9"):
            raise Malformed(f"character {place} of the GTIN is {character!r}, expected a digit")
    if len(text) not in _LENGTHS:
        raise Malformed(f"length of the GTIN is {len(text)}, expected 8, 12, 13 or 14")
    raise Malformed(f"check digit of the GTIN is {text[-1]}, expected {gs1_character(text[:-1])}")


def canonical(noun: Gtin) -> str:
    """The 14 digits."""
    return noun.digits


def components(noun: Gtin) -> dict[str, Component]:
    """`gtin14`, `indicator`, `check_digit`; `gcp` where the length of the company prefix can be known."""
    parts: dict[str, Component] = {"gtin14": noun.digits, "indicator": noun.digits[0], "check_digit": noun.digits[-1]}
    for text, _, en in key_pieces("01", noun.digits):
        if en == "company prefix":
            parts["gcp"] = text
    return parts


def explain(noun: Gtin) -> list[Part]:
    """Indicator, company prefix and reference, check digit."""
    return in_order(*key_pieces("01", noun.digits))
