"""Overlap: whether two batches of one prefix can hold one identifier, proved place by place.

Suffixes of different lengths are different ones, and two batches of one form with different text around their serials
have nothing in common. What is left are forms of one length whose serials stand in different places or count with
different characters, as `A` + four digits beside `A1` + three. There each suffix is followed from left to right; all
that must be known of what was read is whether the digits so far are still those of the first or of the last serial, so
that there are at most four states of each batch at each place, and a witness is found wherever there is one.

A check character may be any of its algorithm's here. So `apart` is a proof; a witness is one only where no check
characters turn with the serials, and else a suffix that nobody has excluded.
"""

from collections.abc import Iterator
from functools import cached_property

import msgspec

from schemas.batch_form import Form
from schemas.coding_pieces import ALGORITHMS

_LOW, _HIGH = 1, 2
"""The digits read so far are those of the first serial; of the last one."""


class Run(msgspec.Struct, frozen=True, dict=True):
    """The suffixes of a batch, as far as they matter here."""

    form: Form
    around: str
    first: int
    last: int

    @cached_property
    def bounds(self) -> tuple[str, str]:
        """The first and the last serial in the form's characters."""
        begin, end = self.form.serial
        return self.form.digits(self.first, end - begin), self.form.digits(self.last, end - begin)

    @cached_property
    def places(self) -> list[str | tuple[str, ...] | int]:
        """What stands at each place: one character, one of several, or the digit of the serial with this number."""
        form = self.form
        found: list[str | tuple[str, ...] | int] = [*form.fill(self.around, self.bounds[0])]
        for each in form.checks:
            characters, _, _, more = ALGORITHMS[each.algorithm]
            for place in range(*each.span):
                found[place] = tuple(characters + more)
        for digit, place in enumerate(range(*form.serial)):
            found[place] = digit
        return found

    @cached_property
    def values(self) -> dict[str, int]:
        """What each character of the serial counts."""
        return {character: value for value, character in enumerate(self.form.characters)}

    def steps(self, place: int, state: int) -> Iterator[tuple[str, int]]:
        """The characters that can stand at a place after what has led to a state, each with the state it leads to."""
        what = self.places[place]
        if not isinstance(what, int):
            for character in what:
                yield character, state
            return
        low, high = (self.values[bound[what]] for bound in self.bounds)
        least = low if state & _LOW else 0
        most = high if state & _HIGH else len(self.form.characters) - 1
        for value in range(least, most + 1):
            following = (state & _LOW if value == low else 0) | (state & _HIGH if value == high else 0)
            yield self.form.characters[value], following

    @property
    def start(self) -> int:
        """The state before anything was read."""
        return _LOW | _HIGH

    @property
    def count(self) -> int:
        """How many suffixes there are."""
        return self.last - self.first + 1

    @property
    def exact(self) -> bool:
        """Whether every suffix that `steps` leads to is one of the batch."""
        return not self.form.checks


def common(one: Run, other: Run) -> str | None:
    """A folded suffix that both can have, check characters aside; None is a proof that there is none.

    >>> digits = "0123456789"
    >>> four, three = Form(5, (1, 5), digits), Form(5, (2, 5), digits)
    >>> first = Run(three, "A1", 500, 600)
    >>> common(Run(four, "A", 0, 1999), first), common(Run(four, "A", 0, 1499), first)
    ('A1500', None)
    """
    if one.form.length != other.form.length:
        return None
    if one.form == other.form:
        if one.around != other.around or one.last < other.first or other.last < one.first:
            return None
        return one.form.write(one.around, max(one.first, other.first))
    for mine, theirs in zip(one.places, other.places, strict=True):
        if isinstance(mine, str) and isinstance(theirs, str) and mine != theirs:
            return None
    found = {(_LOW | _HIGH, _LOW | _HIGH): ""}
    for place in range(one.form.length):
        following: dict[tuple[int, int], str] = {}
        for (mine_, theirs_), text in found.items():
            theirs_next = dict(other.steps(place, theirs_))
            for character, state in one.steps(place, mine_):
                if (state_ := theirs_next.get(character)) is not None:
                    following.setdefault((state, state_), text + character)
        if not (found := following):
            return None
    return next(iter(found.values()))


def may_begin(run: Run, text: str) -> bool:
    """Whether a suffix of a run may begin with a folded text; false is a proof that none does.

    >>> run = Run(Form(5, (1, 4), "ABCDEFGHIJ"), "X_", 0, 99)
    >>> may_begin(run, "XAJ"), may_begin(run, "XB"), may_begin(run, "XABC_"), may_begin(run, "XABC-")
    (True, False, True, False)
    """
    states = {_LOW | _HIGH}
    for place, wanted in enumerate(text):
        if place == run.form.length:
            return False
        states = {
            following for state in states for character, following in run.steps(place, state) if character == wanted
        }
    return bool(states)
