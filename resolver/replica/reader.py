"""Reading the replica: from a canonical key to what is kept under it, in the newest state the keeper has committed."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import lmdb
import msgspec

from resolver.replica.batches import Batches
from resolver.replica.entry import LONGEST_PLAIN_KEY, Corrupt, Entry
from resolver.replica.environment import DEFAULT_MAP_SIZE, SERIAL_KEY, TWIN, Environment, Unreadable, kept_under
from resolver.replica.holding import holding_of, may_have_stems, stems_of
from resolver.replica.level import HOLDINGS, TURN, Level
from resolver.replica.mappings import Pointer, pointer_of
from resolver.replica.runs import Runs
from schemas.change import Claimed, Holding, PrefixStanding
from schemas.handle import Handle

Kept = Literal["entries", "holdings", "mappings"]
"""What there is in an order: records, prefixes, other identifiers."""


class Reader:
    """One for each worker, made after the fork; its methods belong to one thread."""

    def __init__(
        self, folder: Path, level: Level, map_size: int = DEFAULT_MAP_SIZE, suspended_answers: bool = False
    ) -> None:
        """Take the replica's folder; with `suspended_answers` a suspended prefix is told as an active one."""
        self._suspended_answers = suspended_answers
        self._folder = folder
        self._level = level
        self._words = level.words
        self._map_size = map_size
        self._turn = -1
        self._generation = 0
        self.holdings_turn = -1
        """While it stays, what has been concluded from holdings may be kept. Looked at after `raw`."""
        self._holdings: dict[str, Holding] = {}
        self._claimed: tuple[Claimed, ...] | None = None
        self._environment: Environment | None = None
        self._view: lmdb.Transaction[bytes] | None = None
        self._get: Callable[[bytes], bytes | None] = _nothing
        self.kept_batches = Ordering(self, "batches")
        self.batches = Batches(self.kept_batches)
        """The batches of the state that was looked at last, by `raw` or `find`."""
        self._runs = Runs(Ordering(self, "runs"), self.kept_batches)

    def raw(self, key: bytes) -> bytes | None:
        """The octets kept under this canonical key, checksum unseen; None where there are none.

        Raises:
            Unreadable: the replica cannot be read, for this key or at all.
        """
        if self._words[TURN] != self._turn:
            self.refresh()
        try:
            return self._get(key if len(key) <= LONGEST_PLAIN_KEY else kept_under(key))
        except lmdb.Error:
            return self._again(key)

    def find(self, key: bytes) -> Entry | None:
        """The entry under this canonical key; where there is none, that of the batch's member with this key.

        Raises:
            Corrupt: its checksum, or the batch's, does not hold.
            Unreadable: the replica cannot be read, for this key or at all.
        """
        octets = self.raw(key)
        return self.batches.entry(key) if octets is None else Entry.from_octets(key, octets)

    def holding(self, prefix_key: str) -> Holding | None:
        """How the prefix with exactly this key stands.

        Raises:
            Unreadable: neither of its two copies can be read.
        """
        if self._words[TURN] != self._turn:
            self.refresh()
        if (known := self._holdings.get(prefix_key)) is not None:
            return known
        key = prefix_key.encode()
        if not key or len(key) + len(TWIN) > LONGEST_PLAIN_KEY:
            return None
        if self._environment is None or self._view is None:
            raise Unreadable(key, "there is none yet")
        try:
            copies = [
                self._view.get(key, db=self._environment.holdings),
                self._view.get(TWIN + key, db=self._environment.state),
            ]
        except lmdb.Error as error:
            self._leave()
            raise Unreadable(key, str(error)) from error
        for octets in copies:
            if octets is not None and (holding := holding_of(key, octets)) is not None:
                if self._suspended_answers and holding.standing is PrefixStanding.SUSPENDED:
                    holding = msgspec.structs.replace(holding, standing=PrefixStanding.ACTIVE)
                self._holdings[prefix_key] = holding
                return holding
        if copies == [None, None]:
            return None
        raise Unreadable(key, "both copies of a holding are corrupt")

    def claimed(self) -> tuple[Claimed, ...]:
        """The OID arcs and GS1 company prefixes that enterprises have claimed, as far as holdings tell them."""
        if self._words[TURN] != self._turn:
            self.refresh()
        if self._environment is None or self._view is None:
            raise Unreadable(b"", "there is none yet")
        if self._claimed is None:
            try:
                with self._view.cursor(self._environment.holdings) as cursor:
                    self._claimed = tuple(
                        [stem for key, octets in cursor if may_have_stems(octets) for stem in stems_of(key, octets)]
                    )
            except lmdb.Error as error:
                self._leave()
                raise Unreadable(b"", str(error)) from error
        return self._claimed

    def pointed(self, key: bytes) -> bytes | None:
        """The octets of the pointer kept under the identifier with this key, checksum unseen; those of batches are not.

        Raises:
            Unreadable: the replica cannot be read, for this key or at all.
        """
        if self._words[TURN] != self._turn:
            self.refresh()
        if self._environment is None or self._view is None:
            raise Unreadable(key, "there is none yet")
        try:
            kept = key if len(key) <= LONGEST_PLAIN_KEY else kept_under(key)
            return self._view.get(kept, db=self._environment.mappings)
        except lmdb.Error as error:
            self._leave()
            raise Unreadable(key, str(error)) from error

    def pointer(self, key: bytes) -> Pointer | None:
        """Which record, or member of a batch, carries the identifier with this key (`schemas.mapping`).

        None where none does.

        Raises:
            Corrupt: its checksum, or that of the batch, does not hold.
            Unreadable: the replica cannot be read, for this key or at all.
        """
        octets = self.pointed(key)
        if octets is None:
            return self._runs.pointer(key)
        if (pointer := pointer_of(key, octets)) is None:
            raise Corrupt(key)
        return pointer

    def mapped(self, key: bytes) -> Handle | None:
        """The handle of the record that carries the identifier with this key; None where none does.

        Raises:
            Corrupt, Unreadable: as `pointer`.
        """
        pointer = self.pointer(key)
        return None if pointer is None else Handle.parse(pointer.handle)

    def first(self, kept: Kept, start: bytes, stop: bytes) -> bytes | None:
        """The first key of an entry, of a holding or of another identifier, from `start` on and before `stop`.

        Keys that are too long to be kept whole (`environment.kept_under`) are given as they are kept.

        Raises:
            Unreadable: the replica cannot be read.
        """
        if self._words[TURN] != self._turn:
            self.refresh()
        if self._environment is None or self._view is None:
            raise Unreadable(start, "there is none yet")
        try:
            with self._view.cursor(db=getattr(self._environment, kept)) as cursor:
                found = cursor.key() if cursor.set_range(start) else b""
        except lmdb.Error as error:
            self._leave()
            raise Unreadable(start, str(error)) from error
        return found if found and found < stop else None

    def begun(self, start: bytes) -> bool:
        """Whether a member of a batch carries an identifier whose key begins so and goes on.

        Raises:
            Corrupt: that of a run does not hold.
            Unreadable: the replica cannot be read.
        """
        if self._words[TURN] != self._turn:
            self.refresh()
        return self._runs.begins(start)

    @property
    def turn(self) -> int:
        """While it stays, nothing has changed in what is read here."""
        return int(self._words[TURN])

    @property
    def serial(self) -> int:
        """The serial up to which what is read here is level; 0 while there is nothing.

        Raises:
            Unreadable: the replica cannot be read.
        """
        self.refresh()
        if self._environment is None or self._view is None:
            return 0
        try:
            return int.from_bytes(self._view.get(SERIAL_KEY, b"", db=self._environment.state), "little")
        except lmdb.Error as error:
            self._leave()
            raise Unreadable(b"", str(error)) from error

    def refresh(self) -> None:
        """Look at the newest state, if there is a newer one.

        Questions do this by themselves; a worker does it once a second besides, because an idle one with an old
        view would keep the keeper from using old pages again.
        """
        if self._words[TURN] == self._turn:
            return
        # The turn is read first: what is committed after this line comes with another turn.
        turn, holdings = self._words[TURN], self._words[HOLDINGS]
        if holdings != self.holdings_turn:
            self._holdings = {}
            self._claimed = None
            self.batches.forget()
            self._runs.forget()
        self._end_view()
        try:
            if self._environment is None or self._generation != self._level.generation:
                self._open()
            if self._environment is not None:
                self._view = self._environment.lmdb.begin(db=self._environment.entries)
                self._get = self._view.get
        except (lmdb.Error, Unreadable):
            self._leave()  # each question says so, and tries again
            return
        self._turn, self.holdings_turn = turn, holdings

    def close(self) -> None:
        """Let the replica go."""
        self._leave()

    def _in_order(self, database: str, key: bytes, *, floor: bool) -> tuple[bytes, bytes] | None:
        if self._environment is None or self._view is None:
            raise Unreadable(key, "there is none yet")
        try:
            with self._view.cursor(getattr(self._environment, database)) as cursor:
                found = cursor.set_range(key)
                if floor and not (found and cursor.key() == key):
                    found = cursor.prev() if found else cursor.last()
                return cursor.item() if found else None
        except lmdb.Error as error:
            self._leave()
            raise Unreadable(key, str(error)) from error

    def _open(self) -> None:
        """Open the generation that answers now, if there is one."""
        self._leave()
        if generation := self._level.generation:
            self._environment = Environment.open(self._folder / str(generation), map_size=self._map_size)
            self._generation = generation

    def _leave(self) -> None:
        """Let go of the generation that is open."""
        self._turn = -1
        self._generation = 0
        self._holdings = {}
        self._claimed = None
        self.batches.forget()
        self._runs.forget()
        self._end_view()
        if self._environment is not None:
            self._environment.close()
            self._environment = None

    def _end_view(self) -> None:
        """Let go of the state that is being looked at."""
        self._get = _nothing
        if self._view is not None:
            self._view.abort()
            self._view = None

    def _again(self, key: bytes) -> bytes | None:
        """Open anew and ask once more: the environment may have been exchanged under this reader.

        Raises:
            Unreadable: it is of no use.
        """
        self._leave()
        self.refresh()
        try:
            return self._get(kept_under(key))
        except lmdb.Error as error:
            self._leave()
            raise Unreadable(key, str(error)) from error


class Ordering:
    """A database of the replica in the order of its keys, in the state that its reader looked at last."""

    def __init__(self, reader: Reader, database: str) -> None:
        self._reader = reader
        self._database = database

    def floor(self, key: bytes) -> tuple[bytes, bytes] | None:
        """The last key up to this one, with what is kept there.

        Raises:
            Unreadable: the replica cannot be read.
        """
        return self._reader._in_order(self._database, key, floor=True)

    def ceiling(self, key: bytes) -> tuple[bytes, bytes] | None:
        """The first key from this one on, likewise.

        Raises:
            Unreadable: the replica cannot be read.
        """
        return self._reader._in_order(self._database, key, floor=False)


def _nothing(key: bytes) -> bytes | None:
    """What looking comes to while nothing is open."""
    raise lmdb.Error(f"there is none yet, or it was taken away; asked for {len(key)} octets")
