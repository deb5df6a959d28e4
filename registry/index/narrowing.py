"""Narrowing: which tokens a search looks up, and which changes of a segment may be meant by what they hold.

It may let through too much, never too little: what it cannot say cheaply it leaves to the look at the record.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from registry.index import postings
from registry.index.postings import SEGMENT
from registry.index.sought import Sought
from registry.index.text import needed
from schemas.record import Standing

# So many alternatives are looked up; with more, the records themselves are looked at.
_MOST_ALTERNATIVES = 64

_EVERYTHING = (1 << SEGMENT) - 1


class _Word(msgspec.Struct, frozen=True):
    """A word: all of its stretches, or any of the prefixes whose holder's name has it."""

    stretches: tuple[str, ...]
    held: tuple[str, ...]


class Narrowing(msgspec.Struct, frozen=True):
    """What is looked up in each segment."""

    words: Sequence[_Word]
    any_of: Sequence[tuple[str, ...]]
    """Of each of these groups one at least."""
    retired: bool | None
    """Whether what is sought is retired; None: whatever it is."""

    @classmethod
    def of(cls, sought: Sought, scope: Collection[str] | None, names: Mapping[str, str]) -> "Narrowing":
        """The narrowing of a search within these prefixes."""
        words = []
        for word in sought.words:
            held = tuple(postings.of_prefix(key) for key, name in names.items() if word in name)
            if len(held) <= _MOST_ALTERNATIVES:
                words.append(_Word(tuple(needed(word)), held))
        any_of = []
        if scope is not None and len(scope) <= _MOST_ALTERNATIVES:
            any_of.append(tuple(map(postings.of_prefix, sorted(scope))))
        if sought.template is not None:
            any_of.append((postings.of_template(sought.template.id),))
        if days := _days(sought.first_day, sought.last_day):
            # When a retired one was registered only its record says.
            more = () if sought.standing is Standing.ACTIVE else (postings.of_retired(),)
            any_of.append((*map(postings.of_day, days), *more))
        retired = None if sought.standing is None else sought.standing is Standing.RETIRED
        return cls(words, any_of, retired)

    @property
    def tokens(self) -> list[str]:
        """All that is looked up, each once."""
        found = dict.fromkeys(token for word in self.words for token in (*word.stretches, *word.held))
        found |= dict.fromkeys(token for group in self.any_of for token in group)
        if self.retired is not None:
            found[postings.of_retired()] = None
        return list(found)

    def of_segment(self, held: Mapping[str, int], highest: int) -> int:
        """The places up to the highest, a bit each, that may be meant, given the postings of a segment."""
        bits = _EVERYTHING if highest >= SEGMENT else (1 << highest + 1) - 1
        for word in self.words:
            own = bits
            for stretch in word.stretches:
                own &= held.get(stretch, 0)
            bits &= own | _any(held, word.held)
        for group in self.any_of:
            bits &= _any(held, group)
        if self.retired is not None:
            retired = held.get(postings.of_retired(), 0)
            bits = bits & retired if self.retired else bits & ~retired
        return bits


def _any(held: Mapping[str, int], tokens: Sequence[str]) -> int:
    bits = 0
    for token in tokens:
        bits |= held.get(token, 0)
    return bits


def _days(first: str | None, last: str | None) -> list[str]:
    """The days from one to another; none where an end is open or they are many."""
    if first is None or last is None:
        return []
    start, count = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    return [(start + timedelta(days)).isoformat() for days in range(count)] if count <= _MOST_ALTERNATIVES else []
