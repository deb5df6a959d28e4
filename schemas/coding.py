"""A coding rule: how an enterprise makes its suffixes out of fields and a serial, and what a suffix says again.

A rule is data: segments in order (`schemas/coding_segments.py`). It is refused unless each suffix can be read in one
way only and without trying: every piece ends either at a place that is known beforehand, because all that follows has a
known length, or where a character stands that cannot belong to it. So reading takes one pass over the text, whatever
the rule and whatever the text (threats.md T24), and `decode` gives back exactly what `encode` was given.

Two spellings of one handle are decoded alike, for they are one identifier: `encode(decode(text))` is `text` in the
rule's own spelling.
"""

from collections.abc import Mapping, Sequence
from typing import Self

import msgspec

from schemas.coding_characters import registrable_text
from schemas.coding_pieces import (
    CheckPiece,
    DatePiece,
    EnumerationPiece,
    FieldPiece,
    FixedPiece,
    Piece,
    SerialPiece,
    Told,
)
from schemas.coding_segments import Check, Date, Definition, Enumeration, Example, Field, Fixed, Segment, Serial
from schemas.errors import Malformed
from schemas.handle import fold

MOST_SEGMENTS = 32
# china-node.md §3.1: in business a handle has at most 255 octets and a prefix 64, with a slash in between.
LONGEST_SUFFIX = 255 - 64 - 1
_LONGEST_NAME = 64
_SHOWN = 80


class Decoded(msgspec.Struct, frozen=True):
    """What a suffix says."""

    fields: dict[str, str]
    serial: int | None


class Rule:
    """A rule that was checked: it encodes and decodes.

    >>> rule = Rule.parse(Definition((Fixed("SN"), Date("made", "YYMM"), Serial(4), Check("luhn", (2, 3))), "-"))
    >>> rule.encode({"made": "2026-11"}, 42)
    'SN-2611-0042-4'
    >>> rule.decode("sn-2611-0042-4")
    Decoded(fields={'made': '2026-11'}, serial=42)
    """

    __slots__ = ("_ends", "definition", "longest", "names", "pieces", "serial")

    def __init__(self, definition: Definition, pieces: Sequence[Piece], names: frozenset[str]) -> None:
        self.definition = definition
        self.names = names
        """The fields that a suffix says."""
        self.serial = next((piece for piece in pieces if isinstance(piece, SerialPiece)), None)
        """The serial's own piece, with `first` and `last`; None for a rule without one."""
        self.longest = sum(piece.most for piece in pieces)
        """Characters of the longest suffix."""
        self.pieces = tuple(pieces)
        """What each suffix consists of, in order: the segments, and the separators between them."""
        self._ends = _ends_of(pieces)

    @classmethod
    def parse(cls, definition: Definition) -> Self:
        """Check a rule.

        Raises, in this order:
            Malformed: a segment that cannot be, by itself: the sentence names it and its place.
            Malformed: the suffixes may be too long, or begin or end with a space.
            Malformed: a segment whose end nobody could tell, so that a suffix could be read in two ways.
        """
        segments = definition.segments
        if not 1 <= len(segments) <= MOST_SEGMENTS:
            raise Malformed(f"a rule has 1 to {MOST_SEGMENTS} segments, got {len(segments)} (at segments)")
        if definition.separator:
            registrable_text("the rule", "the separator", definition.separator)
        pieces: list[Piece] = []
        # Where in `pieces` each segment stands: separators stand between.
        places: list[int] = []
        names: set[str] = set()
        for number, segment in enumerate(segments, start=1):
            if definition.separator and pieces:
                pieces.append(FixedPiece(f"the separator before segment {number}", Fixed(definition.separator)))
            try:
                piece = _piece_of(number, segment, pieces, places)
                _require_name(piece.where, segment, names)
            except Malformed as fault:
                raise Malformed(f"{fault} (at segments[{number - 1}])") from None
            places.append(len(pieces))
            pieces.append(piece)
        if sum(isinstance(segment, Serial) for segment in segments) > 1:
            raise Malformed("a rule has one serial at most (at segments)")
        _require_outline(definition, pieces)
        _require_one_reading(pieces, places)
        return cls(definition, pieces, frozenset(names))

    def encode(self, fields: Mapping[str, str], serial: int | None = None) -> str:
        """The suffix for these fields and this serial.

        Raises: as `written`.
        """
        return "".join(self.written(fields, serial))

    def written(self, fields: Mapping[str, str], serial: int | None = None) -> list[str]:
        """The suffix for these fields and this serial, piece by piece.

        Raises, in this order:
            Malformed: a field is missing, or the rule has none of that name.
            Malformed: a serial is missing, or the rule has none.
            Malformed: a field or the serial does not fit; the sentence names the segment.
        """
        if fields.keys() != self.names:
            missing, strange = sorted(self.names - fields.keys()), sorted(fields.keys() - self.names)
            if missing:
                raise Malformed(f"the field {missing[0]} is missing")
            expected = ", ".join(sorted(self.names)) or "none"
            raise Malformed(f"the rule has no field {strange[0][:_SHOWN]!r}, expected {expected}")
        if (serial is None) != (self.serial is None):
            raise Malformed("the serial is missing" if serial is None else f"the rule has no serial, got {serial}")
        told = Told(dict(fields), serial)
        written = []
        for piece in self.pieces:
            text = piece.write(told)
            written.append(text)
            told.texts.append(fold(text))
        return written

    def decode(self, suffix: str) -> Decoded:
        """What a suffix says, however its ASCII letters are written.

        Raises:
            Malformed: the suffix is not one of this rule's; the sentence names the first segment that does not fit,
                with its place.
        """
        try:
            text = fold(suffix)
        except UnicodeEncodeError:
            raise Malformed(
                f"cannot decode {suffix[:_SHOWN]!r}: it has half a surrogate pair, which is no character"
            ) from None
        told = Told({}, None)
        at = 0
        for piece, after in zip(self.pieces, self._ends, strict=True):
            # It ends where the rest, whose length is known, begins; or it finds its own end.
            stop = None if after is None else max(at, len(text) - after)
            end = piece.read(text, at, stop, told)
            if end < 0:
                found = suffix[at : at + piece.most]
                raise Malformed(
                    f"cannot decode {suffix[:_SHOWN]!r}: {piece.where}, at character {at + 1}, is {found!r}, "
                    f"expected {piece.expected}"
                )
            told.texts.append(text[at:end])
            at = end
        if at != len(text):
            raise Malformed(
                f"cannot decode {suffix[:_SHOWN]!r}: it goes on with {suffix[at : at + 20]!r} at character {at + 1}, "
                f"expected its end"
            )
        return Decoded(told.fields, told.serial)

    def try_out(self, example: Example) -> None:
        """Make sure that an example holds, both ways.

        Raises:
            Malformed: the example's fields and serial do not give its suffix, or the other way round.
        """
        made = self.encode(example.fields, example.serial)
        if made != example.suffix:
            raise Malformed(f"the example {example.suffix[:_SHOWN]!r} does not hold: the rule makes {made!r}")
        if self.decode(example.suffix) != Decoded(example.fields, example.serial):
            raise Malformed(f"the example {example.suffix[:_SHOWN]!r} does not hold: it is read as something else")


def _piece_of(number: int, segment: Segment, before: Sequence[Piece], places: Sequence[int]) -> Piece:
    """The piece for a segment that comes after these."""
    where = f"segment {number} ({segment.__struct_config__.tag}"
    match segment:
        case Fixed():
            return FixedPiece(f"{where})", segment)
        case Enumeration():
            return EnumerationPiece(f"{where} {segment.name})", segment)
        case Date():
            return DatePiece(f"{where} {segment.name})", segment)
        case Field():
            return FieldPiece(f"{where} {segment.name})", segment)
        case Serial():
            return SerialPiece(f"{where})", segment)
        case Check():
            over = segment.over or range(1, number)
            if not over:
                raise Malformed(f"{where}) has nothing before it to check")
            for one in over:
                if not 1 <= one < number:
                    raise Malformed(f"{where}) is computed over segment {one}, expected one before it")
            if len(set(over)) < len(over):
                raise Malformed(f"{where}) is computed over one segment twice")
            chosen = [places[one - 1] for one in over]
            return CheckPiece(f"{where})", segment, chosen, [before[place] for place in chosen])


def _require_name(where: str, segment: Segment, names: set[str]) -> None:
    """Note the name of a segment that is a field."""
    if isinstance(segment, Enumeration | Date | Field):
        name = segment.name
        if (
            not 1 <= len(name) <= _LONGEST_NAME
            or not name.isprintable()
            or name != name.strip()
            or set(name) & set("{}=")
        ):
            raise Malformed(
                f"the name of {where} is {name[:_SHOWN]!r}, expected 1 to {_LONGEST_NAME} printable characters without "
                f"braces and equals signs"
            )
        if name in names:
            raise Malformed(f"{where} has the name of a segment before it")
        names.add(name)


def _require_outline(definition: Definition, pieces: Sequence[Piece]) -> None:
    """Refuse suffixes that may be too long or hold a space at an end."""
    # A character beyond ASCII has up to four octets.
    longest = sum(piece.most * max(len(character.encode()) for character in piece.holds) for piece in pieces)
    if longest > LONGEST_SUFFIX:
        raise Malformed(
            f"a suffix of this rule may have {longest} octets, expected at most {LONGEST_SUFFIX} (at segments)"
        )
    for segment, at, side in ((definition.segments[0], 0, "begin"), (definition.segments[-1], -1, "end")):
        texts = (
            (segment.text,)
            if isinstance(segment, Fixed)
            else segment.values
            if isinstance(segment, Enumeration)
            else ()
        )
        if any(text[at] == " " for text in texts):
            number = 1 if at == 0 else len(definition.segments)
            raise Malformed(
                f"a suffix would {side} with a space, by segment {number}, which no identifier may "
                f"(at segments[{number - 1}])"
            )


def _ends_of(pieces: Sequence[Piece]) -> tuple[int | None, ...]:
    """For each piece how many characters follow it, if its end has to be found that way; None for all others.

    A piece of one length, and one of several that finds its end by itself, need not know.
    """
    ends: list[int | None] = []
    after: int | None = 0
    opens: frozenset[str] = frozenset()
    for piece in reversed(pieces):
        ends.append(after if piece.continues & opens else None)
        after = after + piece.most if after is not None and piece.least == piece.most else None
        opens = piece.opens
    return tuple(reversed(ends))


def _require_one_reading(pieces: Sequence[Piece], places: Sequence[int]) -> None:
    """Refuse a rule by which a suffix could be read in two ways.

    A piece of one length ends in one place. One of several lengths does where nothing that it can go on with can begin
    what follows: the longest that it can be is then the only one. And it does where the length of all that follows is
    known.
    """
    for place, (piece, following, end) in enumerate(zip(pieces, pieces[1:], _ends_of(pieces), strict=False)):
        if end is None and (both := sorted(piece.continues & following.opens)):
            raise Malformed(
                f"nobody could tell where {piece.where} ends: it can go on with {both[0]!r}, and {following.where} can "
                f"begin with it; give it one length, or put a separator in between (at segments[{places.index(place)}])"
            )
