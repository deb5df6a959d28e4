"""Lines of text on a label: words, with fields of the thing in braces that are filled in for each label.

    {identifier}      the identifier
    {prefix}          of a handle what stands before its first slash, and
    {suffix}          what stands behind it
    {enterprise}      who holds the prefix
    {code}            what the code says; GS1 data in brackets
    {number}          1 for the first label, 2 for the next …
    {value:URL}       the first public value of a type, and
    {value:3}         the public value with an index

A brace is written twice. A line of fields that are all empty is left out.
"""

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec

from schemas.errors import Malformed
from schemas.handle import fold
from schemas.identifiers import handle as handles
from schemas.printing.content import Said

MOST_LINES = 20
LONGEST_LINE = 500
_LONGEST_SHOWN = 1_000
"""Characters of one filled line; what is longer could not stand on a label in any case."""

_FIELDS = ("identifier", "prefix", "suffix", "enterprise", "code", "number")
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_BLANK = re.compile(r"\s+")


class LineDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line as it is written."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_LINE)]
    size: float = 1
    """Compared with the layout's text."""
    rows: int = 2
    """In how many rows it may be broken where it is too long."""


class Thing(msgspec.Struct, frozen=True):
    """What one label is about."""

    identifier: str
    enterprise: str = ""
    values: tuple[tuple[int, str, str], ...] = ()
    """Index, type and text of its public values."""
    others: tuple[str, ...] = ()
    """Other identifiers of the same thing."""

    @property
    def said(self) -> Said:
        """What a code may say about it."""
        return Said(self.identifier, self.others)


class Line(msgspec.Struct, frozen=True):
    """A line that was read: words and fields in turn, a field as a tuple of one or two words."""

    pieces: tuple[str | tuple[str, ...], ...]
    size: float
    rows: int

    def fill(self, thing: Thing, code: str, number: int) -> str:
        """The line for one label; empty where all its fields are."""
        filled: list[str] = []
        some = all(isinstance(piece, str) for piece in self.pieces)
        for piece in self.pieces:
            if isinstance(piece, str):
                filled.append(piece)
            else:
                text = _field(piece, thing, code, number)
                some = some or bool(text)
                filled.append(text)
        return _BLANK.sub(" ", "".join(filled)).strip()[:_LONGEST_SHOWN] if some else ""


def read_lines(documents: Sequence[LineDocument]) -> tuple[Line, ...]:
    """Lines as they are meant.

    Raises, in this order:
        Malformed: more than twenty lines; an unknown field, or a brace that stands alone; a size or a number of rows
            out of bounds.
    """
    if len(documents) > MOST_LINES:
        raise Malformed(f"number of lines is {len(documents)}, expected at most {MOST_LINES}")
    return tuple(_line(document) for document in documents)


def shown_by(lines: Sequence[Line]) -> frozenset[str]:
    """The types and indexes of the values that lines show."""
    return frozenset(
        piece[1] for line in lines for piece in line.pieces if len(piece) == 2 and isinstance(piece, tuple)
    )


def usual_lines(gs1: bool) -> tuple[LineDocument, ...]:
    """What a label says where nobody chooses: GS1 data or the identifier, and whose it is."""
    return (LineDocument("{code}" if gs1 else "{identifier}", rows=3), LineDocument("{enterprise}", size=0.85))


def _line(document: LineDocument) -> Line:
    if not 0.3 <= document.size <= 5:
        raise Malformed(f"size of the line {document.text[:40]!r} is {document.size:g}, expected 0.3 to 5")
    if not 1 <= document.rows <= MOST_LINES:
        raise Malformed(f"rows of the line {document.text[:40]!r} are {document.rows}, expected 1 to {MOST_LINES}")
    pieces: list[str | tuple[str, ...]] = []
    at = 0
    for found in _PIECE.finditer(document.text):
        pieces.append(document.text[at : found.start()])
        at = found.end()
        if found[0] in ("{{", "}}"):
            pieces.append(found[0][0])
        elif found[1] is None:
            raise Malformed(f"line {document.text[:40]!r} has {found[0]!r} alone, expected a field in braces")
        else:
            pieces.append(_named(found[1], document.text))
    pieces.append(document.text[at:])
    return Line(tuple(piece for piece in pieces if piece), document.size, document.rows)


def _named(name: str, line: str) -> tuple[str, ...]:
    kind, colon, which = name.partition(":")
    if kind == "value" and colon and which:
        return kind, which
    if name in _FIELDS:
        return (name,)
    expected = ", ".join([*_FIELDS, "value:TYPE", "value:INDEX"])
    raise Malformed(f"field in the line {line[:40]!r} is {name[:40]!r}, expected one of {expected}")


def _field(field: tuple[str, ...], thing: Thing, code: str, number: int) -> str:
    match field:
        case ("identifier",):
            return thing.identifier
        case ("prefix",):
            return _halves(thing)[0]
        case ("suffix",):
            return _halves(thing)[1]
        case ("enterprise",):
            return thing.enterprise
        case ("code",):
            return code
        case ("number",):
            return str(number)
    which = field[1]
    if which.isascii() and which.isdigit():
        return next((text for index, _, text in thing.values if str(index) == which), "")
    return next((text for _, type, text in thing.values if fold(type) == fold(which)), "")


def _halves(thing: Thing) -> tuple[str, str]:
    """Prefix and suffix of a handle; nothing of other identifiers, whose slashes divide other things."""
    if handles.recognise(thing.identifier) is None:
        return "", ""
    prefix, _, suffix = thing.identifier.partition("/")
    return prefix, suffix
