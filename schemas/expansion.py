"""Expansion: the values that a template gives a handle which extends the base record's.

The same template, base, extension and values give the same answer: no clock, no chance, no look-up.
"""

from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.namespace import Define, ForEach, If, NotFound, Show, Statement, Template, Text
from schemas.pattern import LONGEST_TEXT, Pattern
from schemas.value import DEFAULT_TTL, LARGEST_DATA, MOST_VALUES, Permissions, Value

MOST_WORK = 10_000
"""In one expansion. A statement is one unit, text that is put together one for every 256 characters, a match one for
every 20 characters × steps of its pattern: some ten milliseconds at worst, of any of them."""
_TEXT_UNIT = 256
_MATCH_UNIT = 20
LARGEST_ANSWER = 262_144
"""Octets of data in one expansion: no larger answer fits a message (handle-wire.md §7)."""


def expand(
    template: Template, handle: Handle, base: Handle, extension: str, values: tuple[Value, ...]
) -> tuple[Value, ...] | None:
    """The values of `handle`, which is `base`, a delimiter and `extension`; None where the template says not found.

    `values` are those of the base record. Values made from one that is not public are not public either.

    Raises:
        Malformed: the work or the answer grows too large, or a value comes out that cannot exist.
    """
    run = _Run(values)
    names: Names = {"handle": (handle.text,), "base": (base.text,), "extension": (extension,)}
    return tuple(run.shown) if run.carry_out(template.body, names, None) else None


Names = dict[str, tuple[str, ...]]
"""What each name stands for: the whole, then the groups."""


class _Run:
    """One expansion while it goes on."""

    def __init__(self, values: tuple[Value, ...]) -> None:
        self.shown: list[Value] = []
        self._values = values
        self._newest = max((value.timestamp for value in values), default=0)
        self._work = 0
        self._size = 0
        self._matched: dict[tuple[int, str], tuple[str, ...] | None] = {}

    def carry_out(self, statements: tuple[Statement, ...], names: Names, at_hand: Value | None) -> bool:
        """Carry out statements in order; False as soon as one says not found. Definitions are kept in `names`."""
        for statement in statements:
            self._spend(1)
            match statement:
                case Show():
                    self._show(statement, names, at_hand)
                case Define():
                    names[statement.parameter] = (self._written(statement.text, names),)
                case NotFound():
                    return False
                case If():
                    holds, inner = self._holds(statement, names)
                    if not self.carry_out(statement.then if holds else statement.otherwise, inner, at_hand):
                        return False
                case ForEach():
                    for value in self._values:
                        own = names | {
                            "index": (str(value.index),),
                            "type": (value.type,),
                            "data": (value.text() or "",),
                        }
                        if not self.carry_out(statement.body, own, value):
                            return False
        return True

    def _holds(self, condition: If, names: Names) -> tuple[bool, Names]:
        """Whether a condition holds, and the names known within it."""
        text, inner = self._written(condition.value, names), dict(names)
        if isinstance(condition.expression, str):
            return (text == condition.expression) is not condition.negate, inner
        groups = self._match(condition.expression, text)
        if groups is not None and condition.parameter:
            inner[condition.parameter] = groups
        return (groups is not None) is not condition.negate, inner

    def _match(self, pattern: Pattern, text: str) -> tuple[str, ...] | None:
        key = (id(pattern), text)
        if key not in self._matched:
            if len(text) <= LONGEST_TEXT:
                self._spend(1 + len(text) * pattern.steps // _MATCH_UNIT)
            self._matched[key] = pattern.match(text)
        return self._matched[key]

    def _show(self, statement: Show, names: Names, at_hand: Value | None) -> None:
        index = None if statement.index is None else _index(self._written(statement.index, names))
        type = None if statement.type is None else self._written(statement.type, names)
        data = None if statement.data is None else self._written(statement.data, names).encode()
        if at_hand is None:
            # Outside a foreach all three are written: the template would not have been read otherwise.
            value = Value(index or 0, type or "", data or b"", DEFAULT_TTL, self._newest)
        else:
            value = Value(
                index=at_hand.index if index is None else index,
                type=at_hand.type if type is None else type,
                data=at_hand.data if data is None else data,
                ttl=at_hand.ttl,
                timestamp=at_hand.timestamp,
                permissions=at_hand.permissions if at_hand.public else at_hand.permissions & ~_PUBLIC_READ,
                absolute=at_hand.absolute,
                references=at_hand.references,
            )
        self._size += len(value.data)
        if len(self.shown) == MOST_VALUES or self._size > LARGEST_ANSWER:
            raise Malformed(f"the template makes more than {MOST_VALUES} values or {LARGEST_ANSWER} octets")
        self.shown.append(value)

    def _written(self, text: Text, names: Names) -> str:
        """Text with what its variables stand for."""
        pieces = []
        size = 0
        for piece in text:
            if not isinstance(piece, str):
                groups = names.get(piece.name, ())
                piece = groups[piece.group] if piece.group < len(groups) else ""
            size += len(piece)
            if size > LARGEST_DATA:
                raise Malformed(f"the template makes a text of more than {LARGEST_DATA} characters")
            pieces.append(piece)
        self._spend(size // _TEXT_UNIT)
        return "".join(pieces)

    def _spend(self, units: int) -> None:
        self._work += units
        if self._work > MOST_WORK:
            raise Malformed(f"the template takes more than {MOST_WORK} units of work")


_PUBLIC_READ = int(Permissions.PUBLIC_READ)


def _index(text: str) -> int:
    """The number that an index was written as."""
    if text.isascii() and text.isdigit() and len(text) <= 10:
        return int(text)
    raise Malformed(f"cannot read {text[:20]!r} as the index of a value: expected a number")
