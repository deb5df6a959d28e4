"""GS1 element strings: application identifiers and their values, behind FNC1 or in brackets.

The form in a symbol begins with FNC1 and closes each value of variable length with FNC1 unless it is the last (GS1
General Specifications §7.8). FNC1 is written `^` here, which is in no value; in what a reader sends it is the octet 1D
(GS), or in front the symbology identifier. The bracketed form is for people: `(01)09506000134376(10)ABC`; a bracket in
a value is written `\\(`.
"""

import re
from typing import Self

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.gs1.application import AI_LENGTHS, APPLICATIONS
from schemas.identifiers.gs1.associations import check_associations

FNC1 = "^"
# Symbology identifiers that say "this is GS1 data": GS1-128, DataBar, Data Matrix, QR code, DotCode (§5.1.2).
GS1_SYMBOLS = ("]C1", "]e0", "]d2", "]Q3", "]J1")
# More than any symbol holds; what is longer is not parsed.
LONGEST_TEXT = 8192
MOST_ELEMENTS = 64

_BRACKETED_AI = range(2, 5)
_UNESCAPED_BRACKET = re.compile(r"(?<!\\)\(")


class ElementString(msgspec.Struct, frozen=True):
    """Application identifiers with their values, in the order of the text."""

    elements: tuple[tuple[str, str], ...]
    """Pairs of AI and value; at least one."""
    loose: tuple[int, ...] = ()
    """Which elements (0 the first) were closed by an FNC1 that they do not need."""

    @property
    def plain(self) -> Self:
        """The same elements without the FNC1 that nobody needs: what equal things have in common."""
        return type(self)(self.elements)

    def value(self, ai: str) -> str | None:
        """The value of the first element with this AI."""
        return next((value for own, value in self.elements if own == ai), None)

    @property
    def bracketed(self) -> str:
        """The form for people."""
        return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in self.elements)

    @property
    def unbracketed(self) -> str:
        """The form in a symbol, with `^` for FNC1."""
        pieces = [FNC1]
        last = len(self.elements) - 1
        for place, (ai, value) in enumerate(self.elements):
            pieces += (ai, value)
            if (place < last and not APPLICATIONS[ai].fixed) or place in self.loose:
                pieces.append(FNC1)
        return "".join(pieces)


def read_unbracketed(text: str, *, associations: bool = True) -> ElementString:
    """Read the form in a symbol; `^` or the octet 1D is FNC1, in front a symbology identifier may stand for it.

    Raises:
        Malformed: no FNC1 in front, an unknown AI, a value that its AI does not allow, then the association rules.
    """
    body = _behind_fnc1(text)
    end = len(body)
    elements: list[tuple[str, str]] = []
    loose = []
    at = 0
    while at < end:
        width = AI_LENGTHS.get(body[at : at + 2], 2)
        ai = body[at : at + width]
        application = APPLICATIONS.get(ai)
        if application is None:
            place = len(text) - end + at + 1
            raise Malformed(f"application identifier at position {place} is {ai!r}, which GS1 does not know")
        at += width
        closing = body.find(FNC1, at)
        if application.fixed:
            stop = at + application.fixed
            if -1 < closing < stop:
                stop = closing
        else:
            stop = end if closing < 0 else closing
        value = body[at:stop]
        if (fault := application.value_fault(value)) is not None:
            raise Malformed(fault)
        at = stop
        if at < end and body[at] == FNC1:
            at += 1
            if application.fixed or at == end:
                loose.append(len(elements))
        elements.append((ai, value))
    return _checked(ElementString(tuple(elements), tuple(loose)), associations)


def _behind_fnc1(text: str) -> str:
    """What stands behind the FNC1 in front, with `^` for each other FNC1."""
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the element string is {len(text)}, expected at most {LONGEST_TEXT}")
    if text[:1] in ("^", "\x1d"):
        body = text[1:]
    elif text[:3] in GS1_SYMBOLS:
        body = text[3:].removeprefix("\x1d")
    else:
        raise Malformed(f"position 1 is {text[:1]!r}, expected FNC1")
    if not body:
        raise Malformed("FNC1 is followed by nothing, expected an application identifier")
    return body.replace("\x1d", FNC1)


def read_bracketed(text: str, *, associations: bool = True) -> ElementString:
    """Read the form for people.

    Raises:
        Malformed: no bracketed AI in front, an unknown AI, a value that its AI does not allow, then the association
            rules.
    """
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the element string is {len(text)}, expected at most {LONGEST_TEXT}")
    if text[:1] != "(":
        raise Malformed(f"position 1 is {text[:1]!r}, expected an application identifier in brackets")
    escaped = "\\(" in text
    elements = []
    for piece in _UNESCAPED_BRACKET.split(text[1:]) if escaped else text[1:].split("("):
        ai, bracket, value = piece.partition(")")
        if not bracket or not (ai.isascii() and ai.isdigit()) or len(ai) not in _BRACKETED_AI:
            raise Malformed(f"application identifier in brackets is {ai[:8]!r}, expected 2 to 4 digits")
        application = APPLICATIONS.get(ai)
        if application is None:
            raise Malformed(f"application identifier in brackets is {ai!r}, which GS1 does not know")
        if escaped:
            value = value.replace("\\(", "(")
        if (fault := application.value_fault(value)) is not None:
            raise Malformed(fault)
        elements.append((ai, value))
    return _checked(ElementString(tuple(elements)), associations)


def _checked(read: ElementString, associations: bool) -> ElementString:
    if len(read.elements) > MOST_ELEMENTS:
        raise Malformed(f"number of elements is {len(read.elements)}, expected at most {MOST_ELEMENTS}")
    if associations:
        check_associations(read.elements)
    return read
