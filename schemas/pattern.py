"""A pattern: the regular expressions that template authors write, matched in time that cannot run away.

The usual engines try one way after another and can take exponential time (threats.md T24). Here all ways are
followed at once, character by character, so that the work is at most text × pattern; both are bounded. Known:
literals, `.`, classes, `\\d \\w \\s` and their opposites, groups, `(?:…)`, `|`, `* + ? {m,n}` greedy or lazy, and `^`
`$` at the ends. Refused: back-references, look-around, flags, anything else. ASCII classes; the whole text must match.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, Self

from schemas.errors import Malformed

LONGEST_PATTERN = 200
LONGEST_PROGRAM = 128
"""Steps after `{m,n}` has been written out."""
MOST_GROUPS = 9
LONGEST_TEXT = 255
"""Characters: a longer text matches nothing. With the above, a match takes milliseconds at worst."""
_DEEPEST = 10

# Operations of a program: take one character that fits, go on in two places (the first is preferred), go on elsewhere,
# note a position, end.
_TAKE, _SPLIT, _JUMP, _SAVE, _MATCH = range(5)


class _Step(NamedTuple):
    operation: int
    first: int = 0
    second: int = 0
    fits: Callable[[str], object] | None = None
    """Whether a character is the one, or one of those, that the step takes."""


Program = list[_Step]


class Pattern:
    """A pattern that was read and may be matched.

    >>> Pattern.parse(r"box\\((\\d+),(.*)\\)").match("box(10,20)")
    ('box(10,20)', '10', '20')
    """

    __slots__ = ("_groups", "_program")

    def __init__(self, program: Program, groups: int) -> None:
        self._program = program
        self._groups = groups

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern.

        Raises:
            Malformed: too long, written out or not; or something that is not known, with its place.
        """
        if len(text) > LONGEST_PATTERN:
            raise Malformed(f"a pattern has at most {LONGEST_PATTERN} characters, got {len(text)}")
        reading = _Reading(text)
        program = reading.whole()
        return cls([*program, _Step(_MATCH)], reading.groups)

    @property
    def steps(self) -> int:
        """How long the program is; characters × steps bound the work of a match."""
        return len(self._program)

    def match(self, text: str) -> tuple[str, ...] | None:
        """The whole text and what each group took ("" where it took nothing), or None where the text does not match."""
        if len(text) > LONGEST_TEXT:
            return None
        places: tuple[int, ...] = (-1,) * (2 * self._groups)
        threads = dict(self._follow(0, 0, places, set()))
        for at, character in enumerate(text):
            seen: set[int] = set()
            following: dict[int, tuple[int, ...]] = {}
            for step, saved in threads.items():
                fits = self._program[step].fits
                if fits is not None and fits(character):
                    following.update(self._follow(step + 1, at + 1, saved, seen))
            threads = following
            if not threads:
                return None
        ended = threads.get(len(self._program) - 1)
        if ended is None:
            return None
        return (text, *(text[ended[2 * n] : ended[2 * n + 1]] for n in range(self._groups)))

    def _follow(
        self, start: int, at: int, places: tuple[int, ...], seen: set[int]
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The steps that wait for a character, or the end, from here on; the preferred ones first."""
        stack = [(start, places)]
        while stack:
            number, saved = stack.pop()
            if number in seen:
                continue
            seen.add(number)
            step = self._program[number]
            if step.operation == _SPLIT:
                stack += ((number + step.second, saved), (number + step.first, saved))
            elif step.operation == _JUMP:
                stack.append((number + step.first, saved))
            elif step.operation == _SAVE:
                stack.append((number + 1, (*saved[: step.first], at, *saved[step.first + 1 :])))
            else:
                yield number, saved


class _Reading:
    """A pattern while it is read. Jumps are relative, so that parts can be put together and repeated as they are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.groups = 0

    def whole(self) -> Program:
        self._accept("^")
        program = self._alternatives(0)
        if self._at < len(self._text):
            raise self._refusal("expected no more closing brackets")
        return program

    def _alternatives(self, depth: int) -> Program:
        program = self._sequence(depth)
        if self._accept("|"):
            other = self._alternatives(depth)
            program = [
                _Step(_SPLIT, 1, len(program) + 2), *program, _Step(_JUMP, len(other) + 1), *other
            ]  # fmt: skip
        return self._bounded(program)

    def _sequence(self, depth: int) -> Program:
        program: Program = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            if self._text[self._at :] == "$":
                self._at += 1
                break
            program = self._bounded(program + self._repeated(self._one(depth)))
        return program

    def _one(self, depth: int) -> Program:
        """One character, class or group."""
        character = self._text[self._at]
        if character == "(":
            return self._group(depth)
        if found := _CLASS.match(self._text, self._at):
            try:
                # One character cannot be matched in two ways, so the usual engine is safe for a class.
                step = _Step(_TAKE, fits=re.compile(found[0], re.ASCII | re.DOTALL).match)
            except re.error:
                raise self._refusal("the class has a range that runs backwards") from None
            self._at = found.end()
            return [step]
        if character in "\\[]{}*+?^$":
            raise self._refusal(f"{character!r} is not known here")
        self._at += 1
        return [_Step(_TAKE, fits=character.__eq__)]

    def _group(self, depth: int) -> Program:
        if depth == _DEEPEST:
            raise self._refusal(f"expected at most {_DEEPEST} groups in one another")
        self._at += 1
        number = None
        if not self._accept("?:"):
            number, self.groups = self.groups, self.groups + 1
            if self.groups > MOST_GROUPS:
                raise self._refusal(f"expected at most {MOST_GROUPS} groups")
        program = self._alternatives(depth + 1)
        if not self._accept(")"):
            raise self._refusal("expected a closing bracket")
        if number is None:
            return program
        return [_Step(_SAVE, 2 * number), *program, _Step(_SAVE, 2 * number + 1)]

    def _repeated(self, program: Program) -> Program:
        """What was just read, as often as its quantifier says."""
        found = _QUANTIFIER.match(self._text, self._at)
        if not found:
            return program
        low, high = _often(found)
        if high is not None and high < low:
            raise self._refusal("expected the smaller number first")
        self._at = found.end()
        lazy = self._accept("?")
        if high is None:
            size = len(program)
            loop = [_split(1, size + 2, lazy), *program, _Step(_JUMP, -size - 1)]
            return self._bounded(program * low + loop)
        optional: Program = []
        for _ in range(high - low):
            optional = self._bounded([_split(1, len(program) + len(optional) + 1, lazy), *program, *optional])
        return self._bounded(program * low + optional)

    def _bounded(self, program: Program) -> Program:
        if len(program) > LONGEST_PROGRAM:
            raise self._refusal(f"written out it has more than {LONGEST_PROGRAM} steps")
        return program

    def _accept(self, wanted: str) -> bool:
        if self._text.startswith(wanted, self._at):
            self._at += len(wanted)
            return True
        return False

    def _refusal(self, reason: str) -> Malformed:
        return Malformed(f"cannot read {self._text[:60]!r} as a pattern: {reason} (at character {self._at + 1})")


# A class of characters as it may be written: `.`, an escape, or [...] of characters, ranges and escapes.
_CLASS = re.compile(
    r"""\.|\\[dDwWsS]|\\[^a-zA-Z0-9\s]"""
    r"""|\[\^?(?:\\[dDwWsS]|\\[^a-zA-Z0-9\s]|[^\\\[\]&~|-](?:-[^\\\[\]&~|-])?|-(?=\]))+\]""",
    re.DOTALL,
)
_QUANTIFIER = re.compile(r"([*+?]|\{([0-9]{1,3})(?:(,)([0-9]{1,3})?)?\})")
_SHORT: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def _often(found: re.Match[str]) -> tuple[int, int | None]:
    """How often a quantifier lets something stand: at least, and at most where there is a most."""
    if found[1] in _SHORT:
        return _SHORT[found[1]]
    low = int(found[2])
    return low, (int(found[4]) if found[4] else None) if found[3] else low


def _split(inside: int, outside: int, lazy: bool) -> _Step:
    return _Step(_SPLIT, outside, inside) if lazy else _Step(_SPLIT, inside, outside)
