"""A form: where in a suffix the serial of a batch stands, and what stands around it.

All suffixes of a batch are equally long: a serial has one width, the fields are the same in all of them, and a check
character stays in its place. So a suffix is read by its places alone, whatever rule made it, and two batches of one
form and with the same text around their serials are told apart by their serials alone.

Everything here is folded: `a` and `A` are one character of an identifier.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Self

import msgspec

from schemas.coding import Rule
from schemas.coding_pieces import ALGORITHMS, CheckPiece
from schemas.coding_segments import DIGITS, LETTERS, Algorithm
from schemas.handle import fold

Span = tuple[int, int]
"""From a character, counted from 0, up to but not another one."""

_SERIAL_DIGITS = 19
"""Of the largest serial there can be."""
_MARK = 12


class Checked(msgspec.Struct, frozen=True, array_like=True):
    """Check characters that are other ones for each serial."""

    span: Span
    algorithm: Algorithm
    over: tuple[Span, ...]
    """What they are computed over, in this order."""


class Form(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """One form of suffixes.

    >>> form = Form(9, (3, 7), "0123456789")
    >>> form.split("SN-0042-X"), form.split("SN-OO42-X"), form.write("SN--X", 43)
    (('SN--X', 42), None, 'SN-0043-X')
    """

    length: int
    """Characters of a suffix."""
    serial: Span
    characters: str
    """Of the serial, in the order of their values."""
    checks: tuple[Checked, ...] = ()

    @classmethod
    def of(cls, rule: Rule, fields: Mapping[str, str]) -> tuple[Self, str]:
        """The form of the suffixes that a rule makes of these fields, and the text around their serials.

        Raises:
            Malformed: a field is missing, strange or does not fit (`Rule.written`).
        """
        assert rule.serial is not None
        texts = [fold(text) for text in rule.written(fields, rule.serial.first)]
        ends = [sum(map(len, texts[: place + 1])) for place in range(len(texts))]
        spans = [(end - len(text), end) for text, end in zip(texts, ends, strict=True)]
        turning = {rule.pieces.index(rule.serial)}
        checks = []
        for place, piece in enumerate(rule.pieces):
            if isinstance(piece, CheckPiece) and not turning.isdisjoint(piece.over):
                turning.add(place)
                over = _joined(tuple(spans[one] for one in piece.over))
                checks.append(Checked(spans[place], piece.algorithm, over))
        form = cls(ends[-1], spans[min(turning)], rule.serial.folded, tuple(checks))
        return form, form.around("".join(texts))

    @cached_property
    def mark(self) -> str:
        """A short name of this form, the same everywhere."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:_MARK]

    def place(self, around: str, serial: int) -> str:
        """Where a batch of this form is kept whose first serial is this: batches with one text around come in order.

        Neither mark nor text holds a tab, so that no place can be read in two ways.
        """
        return f"{self.mark}\t{around}\t{in_order(serial)}"

    def split(self, suffix: str) -> tuple[str, int] | None:
        """The text around the serial of a folded suffix, and the serial; None for one of another form.

        Check characters are not looked at: `checked` does.
        """
        if len(suffix) != self.length:
            return None
        begin, end = self.serial
        serial = self.number(suffix[begin:end])
        return None if serial is None else (self.around(suffix), serial)

    def around(self, suffix: str) -> str:
        """The characters that are neither of the serial nor turn with it."""
        return "".join([suffix[begin:end] for begin, end in self.constant])

    def behind(self, around: str) -> list[tuple[int, str]]:
        """What stands behind the serial and does not turn with it, each text with its place."""
        texts, at = [], 0
        for begin, end in self.constant:
            if begin >= self.serial[1]:
                texts.append((begin, around[at : at + end - begin]))
            at += end - begin
        return texts

    def checked(self, suffix: str) -> bool:
        """Whether the check characters of a folded suffix hold, whose other ones are those of a batch."""
        for (begin, end), over, characters in self.checkers:
            if suffix[begin:end] != characters("".join([suffix[one:other] for one, other in over])):
                return False
        return True

    def write(self, around: str, serial: int) -> str:
        """The folded suffix with this text around and this serial."""
        begin, end = self.serial
        return self.fill(around, self.digits(serial, end - begin))

    def fill(self, around: str, serial: str) -> str:
        """The same for a serial that is written already."""
        letters = [""] * self.length
        letters[self.serial[0] : self.serial[1]] = serial
        left = iter(around)
        for begin, end in self.constant:
            letters[begin:end] = [next(left) for _ in range(begin, end)]
        for (begin, end), over, characters in self.checkers:
            letters[begin:end] = characters("".join([letter for one, other in over for letter in letters[one:other]]))
        return "".join(letters)

    def digits(self, serial: int, width: int) -> str:
        """A serial in the characters of this form, with zeros in front."""
        if self.characters == DIGITS:
            return str(serial).zfill(width)
        written = []
        for _ in range(width):
            serial, digit = divmod(serial, len(self.characters))
            written.append(self.characters[digit])
        return "".join(reversed(written))

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """All characters that stand where suffixes of one batch differ."""
        found = set(self.characters)
        for each in self.checks:
            characters, _, _, more = ALGORITHMS[each.algorithm]
            found.update(characters, more)
        return frozenset(found)

    @cached_property
    def number(self) -> Callable[[str], int | None]:
        """From the characters of a serial to its value; None where one of them is none."""
        characters, radix = self.characters, len(self.characters)
        if characters == DIGITS:
            return lambda text: int(text) if text.isascii() and text.isdigit() else None
        if characters == (DIGITS + LETTERS)[:radix]:
            return lambda text: None if text.strip(characters) else int(text, radix)
        values = {character: value for value, character in enumerate(characters)}

        def number(text: str) -> int | None:
            serial = 0
            for character in text:
                if (value := values.get(character)) is None:
                    return None
                serial = serial * radix + value
            return serial

        return number

    @cached_property
    def constant(self) -> tuple[Span, ...]:
        """What is left of a suffix without the serial and what turns with it."""
        left, at = [], 0
        for begin, end in sorted([self.serial, *(each.span for each in self.checks)]):
            if begin > at:
                left.append((at, begin))
            at = end
        if at < self.length:
            left.append((at, self.length))
        return tuple(left)

    @cached_property
    def checkers(self) -> tuple[tuple[Span, tuple[Span, ...], Callable[[str], str]], ...]:
        """Where check characters turn, what each is computed over, and how."""
        return tuple((each.span, each.over, ALGORITHMS[each.algorithm][2]) for each in self.checks)


def in_order(serial: int) -> str:
    """A serial as a text that comes before those of all larger ones."""
    return f"{serial:0{_SERIAL_DIGITS}}"


def _joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The same characters in the same order by as few spans as there can be."""
    joined: list[Span] = []
    for begin, end in spans:
        if joined and joined[-1][1] == begin:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((begin, end))
    return tuple(joined)
