"""ISO/IEC 7064: a text that ends with its own check characters, whichever scheme it may be of.

The standard has three systems for each kind of text (digits, letters, both), and a text does not say which one made its
check characters: those of its kind are tried, hybrid ones first. It is asked for by name only: so much fits by chance
that it could tell nobody what a scanned text is.
"""

import msgspec

from schemas.checkdigit import ISO7064, iso7064_characters, iso7064_fault
from schemas.errors import Malformed
from schemas.identifiers.scheme import Component, Likeness, Part, in_order

NAME = "iso7064"

LONGEST_TEXT = 255
# ISO/IEC 7064 table 1, by the characters of the text.
_NUMERIC = ("mod11,10", "mod11-2", "mod97-10")
_ALPHABETIC = ("mod27,26", "mod661-26")
_ALPHANUMERIC = ("mod37,36", "mod37-2", "mod1271-36")


class Checked(msgspec.Struct, frozen=True):
    """A text and the system by which its check characters hold."""

    text: str
    system: str


def recognise(text: str) -> Likeness | None:  # noqa: ARG001 - the verb of every scheme
    """Never: asked for by name."""
    return None


def parse(text: str) -> Checked:
    """Read a text with its check characters.

    Raises:
        Malformed: too long, a character that no system has, or check characters that hold by none of its kind's.
    """
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the text is {len(text)}, expected at most {LONGEST_TEXT}")
    systems = _systems(text)
    for system in systems:
        if iso7064_fault(system, text) is None:
            return Checked(text, system)
    raise Malformed(f"{iso7064_fault(systems[0], text)}")


def _systems(text: str) -> tuple[str, ...]:
    """The systems for a text's kind; its last character may be one that only checks (X, *)."""
    body = text[:-1]
    if body.isascii() and body.isdigit() and text[-1] in "0123456789X":
        return _NUMERIC if text[-1] != "X" else ("mod11-2", "mod37,36")
    characters, _ = ISO7064["mod37,36"]
    for place, character in enumerate(text, start=1):
        if character not in characters and not (character == "*" and place == len(text) > 1):
            raise Malformed(f"character {place} of the text is {character!r}, expected a digit or a capital letter")
    if text.endswith("*"):
        return ("mod37-2",)
    return _ALPHABETIC if text.isalpha() else _ALPHANUMERIC


def canonical(noun: Checked) -> str:
    """As it was written."""
    return noun.text


def components(noun: Checked) -> dict[str, Component]:
    """`algorithm`, `body`, `check`."""
    count = ISO7064[noun.system][1]
    return {"algorithm": noun.system, "body": noun.text[:-count], "check": noun.text[-count:]}


def explain(noun: Checked) -> list[Part]:
    """Text and check characters."""
    count = ISO7064[noun.system][1]
    check = iso7064_characters(noun.system, noun.text[:-count])
    return in_order(
        (noun.text[:-count], "正文", "text"), (check, f"校验字符（{noun.system}）", f"check characters ({noun.system})")
    )
