"""SSCC: what names one logistic unit, with 18 digits (GS1 General Specifications §3.3.1)."""

import msgspec

from schemas.checkdigit import gs1_character, gs1_fault
from schemas.errors import Malformed
from schemas.identifiers.gs1.meaning import key_pieces
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "sscc"

_LENGTH = 18


class Sscc(msgspec.Struct, frozen=True):
    """An SSCC."""

    digits: str
    """Always 18."""


def recognise(text: str) -> Likeness | None:
    """18 digits; likely when the check digit fits."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        return None
    if gs1_fault(text) is None:
        reason = Words(f"{len(text)} 位数字且校验位正确", f"{len(text)} digits whose check digit is right")
        return Likeness(NAME, Sureness.LIKELY, reason)
    reason = Words(f"{len(text)} 位数字，但校验位不符", f"{len(text)} digits, but the check digit is wrong")
    return Likeness(NAME, Sureness.POSSIBLE, reason)


def parse(text: str) -> Sscc:
    """Read an SSCC.

    Raises:
        Malformed: not ASCII digits, another length, or a wrong check digit.
    """
    if text.isascii() and text.isdigit() and len(text) == _LENGTH and gs1_fault(text) is None:
        return Sscc(text)
    for place, character in enumerate(text[:19], start=1):
        if not ("0" <= character <= "9"):
            raise Malformed(f"character {place} of the SSCC is {character!r}, expected a digit")
    if len(text) != _LENGTH:
        raise Malformed(f"length of the SSCC is {len(text)}, expected 18")
    raise Malformed(f"check digit of the SSCC is {text[-1]}, expected {gs1_character(text[:-1])}")


def canonical(noun: Sscc) -> str:
    """The 18 digits."""
    return noun.digits


def components(noun: Sscc) -> dict[str, Component]:
    """`extension_digit`, `check_digit`; `gcp` where the length of the company prefix can be known."""
    parts: dict[str, Component] = {"extension_digit": noun.digits[0], "check_digit": noun.digits[-1]}
    for text, _, en in key_pieces("00", noun.digits):
        if en == "company prefix":
            parts["gcp"] = text
    return parts


def explain(noun: Sscc) -> list[Part]:
    """Extension digit, company prefix and reference, check digit."""
    return in_order(*key_pieces("00", noun.digits))
