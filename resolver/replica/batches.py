"""Batches as one reader has come to know them: from an identifier without a record to the batch that it is in.

Each prefix has few forms of suffixes (`schemas/batch_form.py`). A suffix is split by those of its length, and the
batch with the same text around its serial and the next lower first serial is the only one that may hold it. What was
learnt is kept until somebody says `forget`, and while it takes little room.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Protocol

from resolver.replica.batch import BETWEEN, batch_of
from resolver.replica.entry import Corrupt, Entry
from resolver.replica.member import Family
from schemas.batch_form import Form, in_order
from schemas.coding_segments import DIGITS

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
    """The batches with one text around their serials that have been met, in the order of their serials."""

    __slots__ = ("families", "firsts", "lasts")

    def __init__(self) -> None:
        # Serials as `_Known.order` has them.
        self.firsts: list[str] = []
        self.lasts: list[str] = []
        self.families: list[Family] = []


class _Known:
    """One form of a prefix, made ready: the hot half of finding."""

    __slots__ = ("around", "begin", "checked", "end", "form", "keys_begin", "met", "order")

    def __init__(self, form: Form, keys_begin: bytes) -> None:
        self.form = form
        self.keys_begin = keys_begin
        """What the keys of all batches of this form begin with."""
        self.begin, self.end = form.serial
        self.order = _order_of(form)
        """From a serial as it stands in a suffix to a text that compares as the serials do; None where it is none."""
        self.around = _around_of(form)
        self.checked = _checked_of(form)
        self.met: dict[str, _Met] = {}
        """By the text around the serials."""

    def meet(self, around: str, family: Family) -> None:
        """Remember one more batch."""
        met = self.met.setdefault(around, _Met())
        first, last = (self._ordered(serial) for serial in (family.batch.first, family.batch.last))
        place = bisect_right(met.firsts, first)
        met.firsts.insert(place, first)
        met.lasts.insert(place, last)
        met.families.insert(place, family)

    def _ordered(self, serial: int) -> str:
        ordered = self.order(self.form.digits(serial, self.end - self.begin))
        assert ordered is not None
        return ordered


class Under:
    """The batches under one prefix."""

    __slots__ = ("_batches", "forms")

    def __init__(self, batches: "Batches", forms: dict[int, list[_Known]]) -> None:
        self._batches = batches
        self.forms = forms
        """By how long their suffixes are; none where the prefix has no batches."""

    def find(self, suffix: str) -> Family | None:
        """The batch that holds a folded suffix.

        Raises:
            Corrupt: the batch that may hold it cannot be read.
        """
        for known in self.forms.get(len(suffix), ()):
            serial = known.order(suffix[known.begin : known.end])
            if serial is None:
                continue
            met = known.met.get(known.around(suffix))
            place = bisect_right(met.firsts, serial) if met is not None else 0
            if not place or met is None or serial > met.lasts[place - 1]:
                family = self._batches.look_up(known, suffix, met.families[place - 1] if met and place else None)
                if family is None:
                    continue
            else:
                family = met.families[place - 1]
            if known.checked is None or known.checked(suffix):
                return family
        return None


class Batches:
    """One for each reader."""

    def __init__(self, ordered: Ordered, most_octets: int = MOST_OCTETS) -> None:
        self._ordered = ordered
        self._most_octets = most_octets
        self._prefixes: dict[bytes, Under] = {}
        self._octets = 0

    def forget(self) -> None:
        """What was learnt may be outdated; whatever `under` gave, too."""
        self._prefixes = {}
        self._octets = 0

    def under(self, prefix: bytes) -> Under:
        """The batches under the prefix with this key.

        Raises:
            Corrupt: one of them cannot be read.
        """
        if (under := self._prefixes.get(prefix)) is None:
            under = self._prefixes[prefix] = Under(self, self._forms(prefix))
        return under

    def entry(self, key: bytes) -> Entry | None:
        """The entry of the member with this canonical key; None where no batch has it.

        Raises:
            Corrupt: the batch that may have it cannot be read.
        """
        prefix, _, octets = key.partition(b"/")
        under = self.under(prefix)
        if not under.forms:
            return None
        suffix = octets.decode()
        if (family := under.find(suffix)) is None:
            return None
        serial = family.members.serial_of(suffix)
        return None if serial is None else family.entry(serial)

    def look_up(self, known: _Known, suffix: str, below: Family | None) -> Family | None:
        """The batch that may hold a suffix of this form, out of the replica; `below` is the next lower one known.

        Raises:
            Corrupt: it cannot be read.
        """
        split = known.form.split(suffix)
        if split is None:
            return None
        around, serial = split
        begin = known.keys_begin + around.encode() + _TAB
        item = self._ordered.floor(begin + in_order(serial).encode())
        if item is None or not item[0].startswith(begin):
            return None
        key, octets = item
        if below is not None and int(key[len(begin) :]) == below.batch.first:
            return None
        family = _family(key, octets)
        if self._octets > self._most_octets:
            self._let_go()
        self._octets += len(octets) + _OCTETS_A_FAMILY
        known.meet(around, family)
        return family if serial <= family.batch.last else None

    def _forms(self, prefix: bytes) -> dict[int, list[_Known]]:
        """The forms of a prefix."""
        forms: dict[int, list[_Known]] = {}
        at = begin = prefix + BETWEEN
        while (item := self._ordered.ceiling(at)) is not None and item[0].startswith(begin):
            key, octets = item
            mark_end = key.index(_TAB, len(begin))
            form = _family(key, octets).members.form
            forms.setdefault(form.length, []).append(_Known(form, key[: mark_end + 1]))
            at = key[:mark_end] + _BEHIND_TAB
        return forms

    def _let_go(self) -> None:
        """Make room: forget the batches, not the forms, which others hold as well."""
        for under in self._prefixes.values():
            for forms in under.forms.values():
                for known in forms:
                    known.met.clear()
        self._octets = 0


def _order_of(form: Form) -> Callable[[str], str | None]:
    characters, number = form.characters, form.number
    if characters == DIGITS:
        return lambda text: text if text.isdigit() and text.isascii() else None
    if list(characters) == sorted(characters):
        return lambda text: None if text.strip(characters) else text

    def order(text: str) -> str | None:
        serial = number(text)
        return None if serial is None else in_order(serial)

    return order


def _around_of(form: Form) -> Callable[[str], str]:
    """`Form.around`, without a loop where few pieces are left."""
    match form.constant:
        case []:
            return lambda _: ""
        case [(begin, end)]:
            return lambda suffix: suffix[begin:end]
        case [(begin, end), (begin_, end_)]:
            return lambda suffix: suffix[begin:end] + suffix[begin_:end_]
    return form.around


def _checked_of(form: Form) -> Callable[[str], bool] | None:
    """`Form.checked`, without a loop where there is little to check; None where there is nothing."""
    match form.checkers:
        case []:
            return None
        case [((begin, end), [(over, over_)], characters)]:
            return lambda suffix: suffix[begin:end] == characters(suffix[over:over_])
    return form.checked


def _family(key: bytes, octets: bytes) -> Family:
    kept = batch_of(key, octets)
    if kept is None:
        raise Corrupt(key)
    return Family(kept)
