"""Batches as one reader has come to know them: from an identifier without a record to the batch that it is in.

Each prefix has few forms of suffixes (`schemas/batch_form.py`). A suffix is split by those of its length, and the
batch with the same text around its serial and the next lower first serial is the only one that may hold it. What was
learnt is kept until somebody says `forget`, and while it takes little room.
"""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Protocol

from resolver.replica.batch import BETWEEN, batch_of
from resolver.replica.entry import Corrupt, Entry
from resolver.replica.member import Family
from schemas.batch_form import Form, in_order

MOST_OCTETS = 16 << 20
"""For batches that are ready to answer, reckoned by what is kept of each and what making it ready takes besides."""
_OCTETS_A_FAMILY = 4 << 10
_TAB = b"\t"
_BEHIND_TAB = b"\n"


class Ordered(Protocol):
    """The batches of a replica in the order of their keys."""

    def floor(self, key: bytes) -> tuple[bytes, bytes] | None:
        """The last key up to this one, with what is kept there."""
        ...

    def ceiling(self, key: bytes) -> tuple[bytes, bytes] | None:
        """The first key from this one on, with what is kept there."""
        ...


class _Met:
    """The batches with one text around their serials that have been met, in the order of their first serials."""

    __slots__ = ("families", "firsts")

    def __init__(self) -> None:
        self.firsts: list[int] = []
        self.families: list[Family] = []

    def below(self, serial: int) -> Family | None:
        """The one with the next lower first serial."""
        place = bisect_right(self.firsts, serial)
        return self.families[place - 1] if place else None

    def meet(self, family: Family) -> None:
        """Remember one more."""
        place = bisect_right(self.firsts, family.batch.first)
        self.firsts.insert(place, family.batch.first)
        self.families.insert(place, family)


class _Known:
    """One form of a prefix."""

    __slots__ = ("begin", "form", "met")

    def __init__(self, form: Form, begin: bytes) -> None:
        self.form = form
        self.begin = begin
        """What the keys of all batches of this form begin with."""
        self.met: dict[str, _Met] = {}
        """By the text around the serials."""


class Batches:
    """One for each reader."""

    def __init__(self, ordered: Ordered, most_octets: int = MOST_OCTETS) -> None:
        self._ordered = ordered
        self._most_octets = most_octets
        self._prefixes: dict[bytes, Mapping[int, list[_Known]]] = {}
        self._octets = 0

    def forget(self) -> None:
        """What was learnt may be outdated."""
        self._prefixes = {}
        self._octets = 0

    def any(self, prefix: bytes) -> bool:
        """Whether the prefix with this key has batches.

        Raises:
            Corrupt: one of them cannot be read.
        """
        return bool(self._prefixes.get(prefix) or self._learn(prefix))

    def find(self, prefix: bytes, suffix: str) -> tuple[Family, int] | None:
        """The batch that holds a folded suffix under the prefix with this key, and the suffix's serial.

        Raises:
            Corrupt: the batch that may hold it cannot be read.
        """
        forms = self._prefixes.get(prefix)
        if forms is None:
            forms = self._learn(prefix)
        for known in forms.get(len(suffix), ()):
            split = known.form.split(suffix)
            if split is None:
                continue
            around, serial = split
            met = known.met.get(around)
            family = met.below(serial) if met is not None else None
            if family is None or serial > family.batch.last:
                family = self._look_up(known, around, serial, family)
            if family is not None and family.members.holds(suffix, serial):
                return family, serial
        return None

    def entry(self, key: bytes) -> Entry | None:
        """The entry of the member with this canonical key; None where no batch has it.

        Raises:
            Corrupt: the batch that may have it cannot be read.
        """
        prefix, _, suffix = key.partition(b"/")
        if not self.any(prefix):
            return None
        found = self.find(prefix, suffix.decode())
        return None if found is None else found[0].entry(found[1])

    def _learn(self, prefix: bytes) -> Mapping[int, list[_Known]]:
        """The forms of a prefix, by how long their suffixes are."""
        forms: dict[int, list[_Known]] = {}
        at = begin = prefix + BETWEEN
        while (item := self._ordered.ceiling(at)) is not None and item[0].startswith(begin):
            key, octets = item
            mark_end = key.index(_TAB, len(begin))
            form = _family(key, octets).members.form
            forms.setdefault(form.length, []).append(_Known(form, key[: mark_end + 1]))
            at = key[:mark_end] + _BEHIND_TAB
        self._prefixes[prefix] = forms
        return forms

    def _look_up(self, known: _Known, around: str, serial: int, met: Family | None) -> Family | None:
        """The batch with the next lower first serial, out of the replica; None where there is none, or it is `met`."""
        begin = known.begin + around.encode() + _TAB
        item = self._ordered.floor(begin + in_order(serial).encode())
        if item is None or not item[0].startswith(begin):
            return None
        key, octets = item
        if met is not None and int(key[len(begin) :]) == met.batch.first:
            return None
        family = _family(key, octets)
        if self._octets > self._most_octets:
            self.forget()
        self._octets += len(octets) + _OCTETS_A_FAMILY
        known.met.setdefault(around, _Met()).meet(family)
        return family


def _family(key: bytes, octets: bytes) -> Family:
    kept = batch_of(key, octets)
    if kept is None:
        raise Corrupt(key)
    return Family(kept)
