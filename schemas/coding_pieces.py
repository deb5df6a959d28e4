"""Pieces of a coding rule as the machine keeps them: how each segment is written, and read again without looking back.

Handles fold the case of ASCII letters (RFC 3651 §2), so everything here is compared folded: a set of characters never
has both `a` and `A`. A piece reads either up to a place that is known beforehand, or as far as its characters go; which
of the two, and that both give the same as any other way of reading would, is what `schemas/coding.py` checks.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from schemas.checkdigit import ISO7064, USCC_ALPHABET, gs1_character, iso7064_characters, luhn_character, uscc_character
from schemas.coding_characters import LONGEST_PIECE, character_set, registrable_text, shown_set
from schemas.coding_dates import DateForm
from schemas.coding_segments import DIGITS, LETTERS, Check, Date, Enumeration, Field, Fixed, Serial
from schemas.errors import Malformed
from schemas.handle import fold

LARGEST_SERIAL = 2**63 - 2
"""The one after it still fits a column of both databases."""
MOST_VALUES = 1_000
_SHOWN = 40


class Told:
    """What is to be written, or what was read so far."""

    __slots__ = ("fields", "serial", "texts")

    def __init__(self, fields: dict[str, str], serial: int | None) -> None:
        self.fields = fields
        self.serial = serial
        self.texts: list[str] = []
        """The pieces before, folded: what a check character is computed over."""


class Piece(Protocol):
    """What a rule asks of each of its pieces."""

    where: str
    """How a sentence names it: `segment 2 (field lot)`."""
    least: int
    most: int
    opens: frozenset[str]
    """The folded characters that it can begin with."""
    continues: frozenset[str]
    """Those that can go on where it could have ended as well; none for a piece of one length."""
    holds: frozenset[str]
    """All that it can have."""
    expected: str
    """What a refusal says should have stood there."""

    def write(self, told: Told) -> str:
        """Its text.

        Raises:
            Malformed: what is to be written does not fit.
        """

    def read(self, text: str, at: int, stop: int | None, told: Told) -> int:
        """Read from a folded text, up to `stop` or as far as it goes; where it ended, or -1."""


class FixedPiece:
    """The same text each time."""

    def __init__(self, where: str, segment: Fixed) -> None:
        self.where = where
        self._text = registrable_text(where, "the text", segment.text)
        self._folded = fold(segment.text)
        self.least = self.most = len(segment.text)
        self.opens = frozenset(self._folded[0])
        self.continues: frozenset[str] = frozenset()
        self.holds = frozenset(self._folded)
        self.expected = repr(segment.text)

    def write(self, told: Told) -> str:  # noqa: ARG002 - the verbs of every piece
        """Its text."""
        return self._text

    def read(self, text: str, at: int, stop: int | None, told: Told) -> int:  # noqa: ARG002
        """The same text."""
        return at + self.most if text.startswith(self._folded, at) else -1


class EnumerationPiece:
    """One of some texts."""

    def __init__(self, where: str, segment: Enumeration) -> None:
        self.where = where
        self._name = segment.name
        if not 1 <= len(segment.values) <= MOST_VALUES:
            raise Malformed(f"{where} has {len(segment.values)} values, expected 1 to {MOST_VALUES}")
        self._values: dict[str, str] = {}
        for value in segment.values:
            registrable_text(where, "a value", value)
            if (before := self._values.get(fold(value))) is not None:
                raise Malformed(f"{where} has {value!r} and {before!r}, which are one text in an identifier")
            self._values[fold(value)] = value
        self._spellings = frozenset(segment.values)
        self._lengths = sorted({len(value) for value in self._values}, reverse=True)
        self.most, self.least = self._lengths[0], self._lengths[-1]
        self.opens = frozenset(value[0] for value in self._values)
        self.continues = frozenset(
            value[length]
            for value in self._values
            for length in self._lengths
            if length < len(value) and value[:length] in self._values
        )
        self.holds = frozenset("".join(self._values))
        few = ", ".join(segment.values[:5])
        self.expected = f"one of {few}" + (", …" if len(segment.values) > 5 else "")

    def write(self, told: Told) -> str:
        """The value given, in the rule's spelling."""
        value = told.fields[self._name]
        if value not in self._spellings:
            raise Malformed(f"{self.where} is {value[:_SHOWN]!r}, expected {self.expected}")
        return value

    def read(self, text: str, at: int, stop: int | None, told: Told) -> int:
        """The longest value that stands here, or the one up to `stop`."""
        for length in self._lengths if stop is None else (stop - at,):
            value = self._values.get(text[at : at + length])
            if value is not None:
                told.fields[self._name] = value
                return at + len(value)
        return -1


class DatePiece:
    """A date of one format."""

    opens = holds = frozenset(DIGITS)
    continues: frozenset[str] = frozenset()

    def __init__(self, where: str, segment: Date) -> None:
        self.where = where
        self._name = segment.name
        self._form = DateForm(segment.format)
        self.least = self.most = len(segment.format)
        if "-" in segment.format:
            self.holds = frozenset(DIGITS + "-")
        self.expected = f"a date as {segment.format}"

    def write(self, told: Told) -> str:
        """The date as the rule writes it."""
        written = self._form.write(told.fields[self._name])
        if written is None:
            given = told.fields[self._name][:_SHOWN]
            raise Malformed(f"{self.where} is {given!r}, expected {self._form.expected}")
        return written

    def read(self, text: str, at: int, stop: int | None, told: Told) -> int:  # noqa: ARG002
        """A date that exists."""
        field = self._form.read(text[at : at + self.most])
        if field is None:
            return -1
        told.fields[self._name] = field
        return at + self.most


class FieldPiece:
    """A field as it is."""

    def __init__(self, where: str, segment: Field) -> None:
        self.where = where
        self._name = segment.name
        self.most, self.least = segment.width, segment.width if segment.least is None else segment.least
        if not 1 <= self.least <= self.most <= LONGEST_PIECE:
            raise Malformed(
                f"{where} has {self.least} to {self.most} characters, expected at least 1 and at most {LONGEST_PIECE}"
            )
        characters = character_set(where, segment.characters)
        self._characters = characters
        self._folded = fold(characters)
        # What folding takes away is given back in the rule's own spelling.
        self._spelt = None if characters == self._folded else str.maketrans(self._folded, characters)
        self.opens = self.holds = frozenset(self._folded)
        self.continues = self.holds if self.least < self.most else frozenset()
        count = str(self.most) if self.least == self.most else f"{self.least} to {self.most}"
        self.expected = f"{count} characters of {shown_set(segment.characters)}"

    def write(self, told: Told) -> str:
        """The field as given."""
        value = told.fields[self._name]
        # What is left when all characters of the set are taken off both ends is not of the set: one pass in C.
        if not self.least <= len(value) <= self.most or value.strip(self._characters):
            raise Malformed(f"{self.where} is {value[:_SHOWN]!r}, expected {self.expected}")
        return value

    def read(self, text: str, at: int, stop: int | None, told: Told) -> int:
        """As many characters of the set as there are, or those up to `stop`."""
        if stop is None:
            piece = text[at : at + self.most]
            rest = piece.lstrip(self._folded)
            piece = piece[: len(piece) - len(rest)]
        else:
            piece = text[at:stop]
            if piece.strip(self._folded):
                return -1
        if not self.least <= len(piece) <= self.most:
            return -1
        told.fields[self._name] = piece if self._spelt is None else piece.translate(self._spelt)
        return at + len(piece)


class SerialPiece:
    """A number with zeros in front."""

    continues: frozenset[str] = frozenset()

    def __init__(self, where: str, segment: Serial) -> None:
        self.where = where
        if not 1 <= segment.width <= LONGEST_PIECE:
            raise Malformed(f"{where} has {segment.width} characters, expected 1 to {LONGEST_PIECE}")
        self._characters = character_set(where, segment.characters)
        self.folded = fold(self._characters)
        """Its characters as identifiers compare them, in the order of their values."""
        self._radix = len(self._characters)
        if self._radix < 2:
            raise Malformed(f"{where} has one character to count with, expected at least 2")
        self.least = self.most = segment.width
        self.last = self._radix**segment.width - 1
        """The largest serial that fits."""
        if self.last > LARGEST_SERIAL:
            raise Malformed(f"{where} counts to {self._radix}^{segment.width} - 1, expected at most 2^63 - 2")
        self.first = segment.first
        if not 0 <= self.first <= self.last:
            raise Malformed(f"{where} begins at {self.first}, expected 0 to {self.last}")
        self._values = {character: value for value, character in enumerate(self.folded)}
        # Python counts with these digits itself.
        self._plain = self.folded == (DIGITS + LETTERS)[: self._radix]
        self.opens = self.holds = frozenset(self.folded)
        begins = f" from {self.first} up" if self.first else ""
        self.expected = f"{self.most} characters of {shown_set(segment.characters)}{begins}"

    def write(self, told: Told) -> str:
        """The serial with its zeros."""
        serial = told.serial
        if serial is None or not self.first <= serial <= self.last:
            raise Malformed(f"{self.where} is {serial}, expected {self.first} to {self.last}")
        if self._radix == 10 and self._plain:
            return str(serial).zfill(self.most)
        digits = []
        for _ in range(self.most):
            serial, digit = divmod(serial, self._radix)
            digits.append(self._characters[digit])
        return "".join(reversed(digits))

    def read(self, text: str, at: int, stop: int | None, told: Told) -> int:  # noqa: ARG002
        """The number."""
        piece = text[at : at + self.most]
        if len(piece) != self.most or piece.strip(self.folded):
            return -1
        if self._plain:
            serial = int(piece, self._radix)
        else:
            serial = 0
            for character in piece:
                serial = serial * self._radix + self._values[character]
        if serial < self.first:
            return -1
        told.serial = serial
        return at + self.most


ALGORITHMS: Mapping[str, tuple[str, int, Callable[[str], str], str]] = {
    "luhn": (DIGITS, 1, luhn_character, ""),
    "gs1": (DIGITS, 1, gs1_character, ""),
    "mod31": (USCC_ALPHABET, 1, uscc_character, ""),
    **{
        system: (
            characters,
            count,
            partial(iso7064_characters, system),
            {"mod11-2": "X", "mod37-2": "*"}.get(system, ""),
        )
        for system, (characters, count) in ISO7064.items()
    },
}
"""What each algorithm reads, how many characters it makes, how, and which it makes beyond those that it reads."""


class CheckPiece:
    """Check characters over pieces before them; which those are the rule has found out."""

    continues: frozenset[str] = frozenset()

    def __init__(self, where: str, segment: Check, over: Sequence[int], checked: Sequence[Piece]) -> None:
        self.where = where
        self.algorithm = segment.algorithm
        alphabet, self.most, self._characters, more = ALGORITHMS[segment.algorithm]
        self.least = self.most
        for piece in checked:
            if strange := sorted(piece.holds - set(alphabet)):
                raise Malformed(
                    f"{where} is computed over {piece.where}, which can have {strange[0]!r}, and {segment.algorithm} "
                    f"reads {alphabet} only"
                )
        self.over = over
        """The pieces that it is computed over, by their places."""
        self.opens = self.holds = frozenset(alphabet + more)
        self.expected = f"the check character ({segment.algorithm})"

    def write(self, told: Told) -> str:
        """The check characters of what was written before."""
        return self._characters("".join([told.texts[place] for place in self.over]))

    def read(self, text: str, at: int, stop: int | None, told: Told) -> int:  # noqa: ARG002
        """The same again."""
        return at + self.most if text.startswith(self.write(told), at) else -1
