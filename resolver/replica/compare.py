"""Comparing: where a stretch of the replica differs from what it should be. Looks only; changes nothing."""

from collections.abc import Sequence

import lmdb

from resolver.replica import mappings
from resolver.replica.batch import batch_key, batch_serial
from resolver.replica.entry import intact, serial_of
from resolver.replica.environment import DIGESTED_SIZE, PLAIN_BEGINNING, Unreadable, kept_under
from resolver.replica.writer import Fault, Writer, key_of
from schemas.batch import Batch
from schemas.change import Numbered, Put, Retire

_REMEMBERED = 1_000
"""Faults of a round that are looked for in the next one; they come in key order, so the first ones tell."""


class Rounds:
    """What was at fault in this round over everything and in the one before: what is healed must not be there again.

    It is, where the way to an entry is damaged: what is written by one way is then looked for by another.
    """

    def __init__(self) -> None:
        self._before: set[bytes] = set()
        self._now: set[bytes] = set()

    def note(self, key: bytes) -> None:
        """It was at fault.

        Raises:
            Unreadable: so it was in the round before.
        """
        if key in self._before:
            self._before, self._now = set(), set()  # another generation will begin without a past
            raise Unreadable(key, "what was healed has not stayed")
        if len(self._now) < _REMEMBERED:
            self._now.add(key)

    def end(self) -> None:
        """The round is over."""
        self._before, self._now = self._now, set()

    @property
    def last_faulty(self) -> bool:
        """Whether anything was at fault in the last round that is over."""
        return bool(self._before)


def key_of_change(numbered: Numbered) -> bytes:
    """The canonical key of the record that a change of a record is of."""
    assert isinstance(numbered.change, Put | Retire), "the pages of a feed hold records only"
    return key_of(numbered.change)


def failing(writer: Writer, above: bytes, budget: int) -> tuple[list[bytes], bytes]:
    """The keys above one whose entries fail, among the next `budget`; and where to go on, empty at the end.

    An entry fails by its checksum, or where another identifier that its values carry does not lead to it.

    Raises:
        Unreadable: an entry is there and cannot be found by its key, so that the way to it is damaged.
    """
    found_bad = []
    key = b""
    with writer.looking() as view, view.cursor() as cursor:
        found = cursor.set_range(above + b"\0")
        while found and budget > 0:
            key, octets = cursor.item()
            if view.get(key) is None:
                raise Unreadable(key, "an entry cannot be found where it is")
            if len(key) != DIGESTED_SIZE and not (intact(key, octets) and _pointed_at(writer, view, key, octets)):
                found_bad.append(key)
            budget -= 1
            found = cursor.next()
    return found_bad, key if found else b""


def astray(writer: Writer, above: bytes, budget: int) -> tuple[list[bytes], bytes]:
    """The other identifiers above one that lead to no record which carries them, as `failing` has the entries.

    Raises:
        Unreadable: the generation is damaged.
    """
    found_bad = []
    kept = b""
    with writer.looking() as view, view.cursor(writer.mappings) as cursor:
        found = cursor.set_range(above + b"\0")
        while found and budget > 0:
            kept, octets = cursor.item()
            if not mappings.good(view, kept, octets):
                found_bad.append(kept)
            budget -= 1
            found = cursor.next()
    return found_bad, kept if found else b""


def carrier(writer: Writer, key: bytes) -> bytes | None:
    """The key of the record that carries an identifier, by its entry.

    Raises:
        Unreadable: the generation is damaged.
    """
    with writer.looking() as view:
        return mappings.carrier(view, key)


def _pointed_at(writer: Writer, view: "lmdb.Transaction[bytes]", key: bytes, octets: bytes) -> bool:
    """Whether the identifiers that an entry carries lead to it, or to a newer one that has them."""
    carried = mappings.keys_in(key, octets)
    return not carried or mappings.holds(view, writer.mappings, key.decode(), serial_of(octets), carried)


def faults(writer: Writer, above: bytes, page: Sequence[Numbered], level: int) -> list[Fault]:
    """What differs between a page of the Feed and the same stretch of the replica; without a page, its whole rest."""
    expected = {kept_under(key): (key, numbered) for numbered in page for key in [key_of_change(numbered)]}
    last = key_of_change(page[-1])[:PLAIN_BEGINNING] if page else b""
    done = above if len(above) >= PLAIN_BEGINNING else None  # a run of keys with one beginning, all compared before
    different = []
    with writer.looking() as view, view.cursor() as cursor:
        found = cursor.set_range(above + b"\0" if done is None else above[:PLAIN_BEGINNING])
        while found:
            kept, octets = cursor.item()
            found = cursor.next()
            if done is not None and kept.startswith(done[:PLAIN_BEGINNING]):
                continue
            if page and kept[:PLAIN_BEGINNING] > last:
                break
            key, numbered = expected.pop(kept, (kept, None))
            whole = intact(key, octets) or (numbered is None and len(kept) == DIGESTED_SIZE)
            if numbered is None:
                if serial_of(octets) <= level or not whole:
                    different.append(Fault(kept, None))
            elif (
                not whole or serial_of(octets) < numbered.serial <= level or not _pointed_at(writer, view, key, octets)
            ):
                different.append(Fault(kept, numbered))
    return different + [Fault(kept, one) for kept, (_, one) in expected.items() if one.serial <= level]


def failing_batches(writer: Writer) -> list[bytes]:
    """The keys of the batches whose checksums fail: few enough to be looked at together.

    Raises:
        Unreadable: the generation is damaged.
    """
    with writer.looking() as view, view.cursor(writer.batches) as cursor:
        return [key for key, octets in cursor if batch_serial(key, octets) is None]


def batch_faults(writer: Writer, above: bytes, page: Sequence[Numbered], level: int) -> list[Fault]:
    """What differs between a page of the Feed's batches and the same stretch of the replica, as `faults` has it."""
    expected = {batch_key(one.change): one for one in page if isinstance(one.change, Batch)}
    last = max(expected, default=b"")
    different = []
    with writer.looking() as view, view.cursor(writer.batches) as cursor:
        found = cursor.set_range(above + b"\0")
        while found and not (page and cursor.key() > last):
            key, octets = cursor.item()
            found = cursor.next()
            newest, serial = expected.pop(key, None), batch_serial(key, octets)
            if newest is None:
                if serial is None or serial <= level:
                    different.append(Fault(key, None))
            elif serial is None or serial < newest.serial <= level:
                different.append(Fault(key, newest))
    return different + [Fault(key, one) for key, one in expected.items() if one.serial <= level]
