"""GLN: what names a place or a party, with 13 digits (GS1 General Specifications §3.4)."""

import msgspec

from schemas.checkdigit import gs1_character, gs1_fault
from schemas.errors import Malformed
from schemas.identifiers.gs1.meaning import key_pieces
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "gln"

_LENGTH = 13


class Gln(msgspec.Struct, frozen=True):
    """A global location number."""

    digits: str
    """Always 13."""


def recognise(text: str) -> Likeness | None:
    """13 digits with their check digit; a GTIN looks the same and is much more frequent."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        return None
    if gs1_fault(text) is None:
        reason = Words(f"{len(text)} 位数字且校验位正确", f"{len(text)} digits whose check digit is right")
        return Likeness(NAME, Sureness.POSSIBLE, reason)
    return None


def parse(text: str) -> Gln:
    """Read a GLN.

    Raises:
        Malformed: not ASCII digits, another length, or a wrong check digit.
    """
    if text.isascii() and text.isdigit() and len(text) == _LENGTH and gs1_fault(text) is None:
        return Gln(text)
    for place, character in enumerate(text[:14], start=1):
        if not ("0" <= character <= "9"):
            raise Malformed(f"character {place} of the GLN is {character!r}, expected a digit")
    if len(text) != _LENGTH:
        raise Malformed(f"length of the GLN is {len(text)}, expected 13")
    raise Malformed(f"check digit of the GLN is {text[-1]}, expected {gs1_character(text[:-1])}")


def canonical(noun: Gln) -> str:
    """The 13 digits."""
    return noun.digits


def components(noun: Gln) -> dict[str, Component]:
    """`check_digit`; `gcp` where the length of the company prefix can be known."""
    parts: dict[str, Component] = {"check_digit": noun.digits[-1]}
    for text, _, en in key_pieces("414", noun.digits):
        if en == "company prefix":
            parts["gcp"] = text
    return parts


def explain(noun: Gln) -> list[Part]:
    """Company prefix and reference, check digit."""
    return in_order(*key_pieces("414", noun.digits))
