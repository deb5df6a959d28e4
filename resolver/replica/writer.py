"""Writing the replica: changes and the cursor in one LMDB transaction, so that one is never there without the other.

Applying is idempotent: a page that comes twice, late or out of order does no harm, for a change never takes the place
of a newer one. The methods block; each may be called from any thread, one at a time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import lmdb

from resolver.replica import runs
from resolver.replica.batch import batch_key, batch_octets, batch_of, batch_serial, is_mapped
from resolver.replica.entry import intact, serial_of
from resolver.replica.environment import (
    DEFAULT_MAP_SIZE,
    DIGESTED_SIZE,
    SERIAL_KEY,
    TWIN,
    Environment,
    Unreadable,
    kept_under,
)
from resolver.replica.holding import holding_octets, holding_serial, mend
from resolver.replica.mappings import Pointer, keys_in, straighten, turn
from resolver.replica.rendered import octets_of
from schemas.batch import Batch
from schemas.change import Holding, Numbered, Put, Retire
from schemas.errors import Busy
from schemas.prefix import PREFIX_AUTHORITY

_OF_A_PREFIX = f"{PREFIX_AUTHORITY}/".encode()

_BROKEN = (
    lmdb.BadTxnError,
    lmdb.CorruptedError,
    lmdb.InvalidError,
    lmdb.PageNotFoundError,
    lmdb.PanicError,
    lmdb.VersionMismatchError,
)


class Standing(NamedTuple):
    """How a generation stands, seen at one moment."""

    serial: int
    entries: int
    holdings: int
    mappings: int = 0
    batches: int = 0


class Fault(NamedTuple):
    """What is kept under these octets is not what it should be."""

    kept: bytes
    newest: Numbered | None
    """What the Feed says; None where it knows no such record."""


class Writer:
    """One generation, open for writing. The keeper's alone."""

    def __init__(self, path: Path, map_size: int = DEFAULT_MAP_SIZE, *, fresh: bool = False) -> None:
        """Open a generation, or make an empty one.

        Args:
            path: its folder, which exists.
            map_size: octets of address space.
            fresh: whether to make one. Its commits do not wait for the disk; `flush` does.

        Raises:
            Unreadable: what is there is no readable generation.
        """
        self.path = path
        self._environment = Environment.open(path, writable=True, fresh=fresh, map_size=map_size, durable=not fresh)
        self._pen = Lock()

    @property
    def serial(self) -> int:
        """The serial up to which the Feed has been applied."""
        return self.standing().serial

    def standing(self) -> Standing:
        """Cursor and counts of one moment.

        Raises:
            Unreadable: the generation is damaged.
        """
        with self.looking() as view:
            return Standing(
                int.from_bytes(view.get(SERIAL_KEY, b"", db=self._environment.state), "little"),
                view.stat(self._environment.entries)["entries"],
                view.stat(self._environment.holdings)["entries"],
                view.stat(self._environment.mappings)["entries"],
                view.stat(self._environment.batches)["entries"],
            )

    def apply(self, changes: Sequence[Numbered]) -> bool:
        """Put changes and the cursor down together; true if what is known of whole prefixes may have changed.

        That is a holding, a batch, or the record of a prefix, which may hold a template for all its identifiers.

        Raises:
            Unreadable: the generation is damaged; nothing was written.
            Busy: the disk or the map is full; nothing was written.
        """
        newest = _newest(changes)
        holdings = False
        with self._writing() as page:
            # In key order: neighbours land on the same pages, and a sorted run is several times as fast.
            for key in sorted(newest):
                numbered = newest[key]
                if isinstance(numbered.change, Holding):
                    holdings = True
                    self._put_holding(page, key, numbered.serial, numbered.change)
                elif isinstance(numbered.change, Batch):
                    holdings = True
                    self._put_batch(page, key, numbered.serial, numbered.change)
                else:
                    holdings = holdings or key.startswith(_OF_A_PREFIX)
                    self._put_record(page, key, numbered.serial, numbered.change)
            reached = max((numbered.serial for numbered in changes), default=0)
            if reached > int.from_bytes(page.get(SERIAL_KEY, b"", db=self._environment.state), "little"):
                page.put(SERIAL_KEY, reached.to_bytes(8, "little"), db=self._environment.state)
        return holdings

    def restore(self, faults: Sequence[Fault], level: int) -> int:
        """Make what is kept what the Feed says, in one transaction.

        Args:
            faults: where, and what the Feed said.
            level: the serial up to which this generation was level before the Feed was asked. An intact entry that is
                newer was made since, and stays.

        Returns:
            How many of those to be removed could not be found.

        Raises:
            Unreadable: the generation is damaged.
            Busy: the disk or the map is full.
        """
        lost = 0
        with self._writing() as page:
            for kept, newest in faults:
                octets = page.get(kept)
                if newest is None or isinstance(newest.change, Holding | Batch):
                    if octets is None:
                        lost += 1
                    elif serial_of(octets) <= level or not (intact(kept, octets) or len(kept) == DIGESTED_SIZE):
                        page.delete(kept)  # what pointed here is swept up
                    continue
                key = key_of(newest.change)
                newer = max(level, newest.serial)
                if octets is None or serial_of(octets) <= newer or not intact(key, octets):
                    made = octets_of(key, newest.change, newest.serial)
                    page.put(kept, made)
                    self._turn(page, key, newest.serial, newest.change, octets, made)
        return lost

    def mend_holdings(self) -> bool:
        """Make each corrupt or missing copy of a holding from the other one; false if one has no good copy left.

        Raises:
            Unreadable: the generation is damaged.
            Busy: the disk or the map is full.
        """
        with self._writing() as page:
            return mend(page, self._environment.holdings, self._environment.state)

    @contextmanager
    def looking(self) -> "Iterator[lmdb.Transaction[bytes]]":
        """A view of this moment on the entries.

        Raises:
            Unreadable: the generation is damaged.
        """
        try:
            with self._environment.lmdb.begin(db=self._environment.entries) as view:
                yield view
        except lmdb.Error as error:
            raise Unreadable(b"", str(error)) from error

    def sound(self) -> bool:
        """Whether its file is where it was, and whole."""
        return self._environment.sound()

    def whole(self) -> bool:
        """Whether it may be touched: its file was not cut. One that is gone may be."""
        return self._environment.whole()

    def free_readers(self) -> int:
        """Forget the views of processes that died, which would keep old pages from being used again; how many."""
        return self._environment.lmdb.reader_check()

    def flush(self) -> None:
        """Wait until all of it is on the disk.

        Raises:
            Busy: the disk does not take it.
        """
        try:
            with self._pen:
                self._environment.lmdb.sync(True)
        except lmdb.Error as error:
            raise Busy(f"the replica cannot be written: {error}") from error

    def close(self) -> None:
        """Let it go, after what is being written in another thread."""
        with self._pen:
            self._environment.close()

    def straighten(self, astray: Sequence[bytes]) -> int:
        """Make pointers from other identifiers good, or remove them; how many were removed.

        Raises:
            Unreadable: the generation is damaged.
            Busy: the disk or the map is full.
        """
        with self._writing() as page:
            return sum(not straighten(page, self._environment.mappings, kept) for kept in astray)

    def restore_batches(self, faults: Sequence[Fault], level: int) -> None:
        """Make batches what the Feed says, as `restore` does with records.

        Raises:
            Unreadable: the generation is damaged.
            Busy: the disk or the map is full.
        """
        with self._writing() as page:
            for kept, newest in faults:
                if newest is not None and isinstance(newest.change, Batch):
                    self._put_batch(page, kept, newest.serial, newest.change)
                elif (batch_serial(kept, page.get(kept, b"", db=self.batches)) or 0) <= level:
                    page.delete(kept, db=self.batches)

    def straighten_runs(self) -> int:
        """Make runs of mappings what the batches say; how many were not.

        Raises:
            Unreadable: the generation is damaged.
            Busy: the disk or the map is full.
        """
        with self._writing() as page:
            return runs.straighten(page, self._environment.runs, self.batches)

    @property
    def batches(self) -> "lmdb._Database":
        """The database of batches, for who looks at them."""
        return self._environment.batches

    @property
    def mappings(self) -> "lmdb._Database":
        """The database of other identifiers, for who looks at them."""
        return self._environment.mappings

    def _put_record(self, page: "lmdb.Transaction[bytes]", key: bytes, serial: int, change: Put | Retire) -> None:
        made = octets_of(key, change, serial)
        kept = kept_under(key)
        before = None
        if not page.put(kept, made, overwrite=False):
            before = page.get(kept)
            if not _older(key, before, serial):
                return
            page.put(kept, made)
        self._turn(page, key, serial, change, before, made)

    def _turn(
        self,
        page: "lmdb.Transaction[bytes]",
        key: bytes,
        serial: int,
        change: Put | Retire,
        before: bytes | None,
        now: bytes,
    ) -> None:
        """Other identifiers follow their record."""
        dropped, carried = keys_in(key, before), keys_in(key, now)
        if dropped or carried:
            turn(page, self._environment.mappings, Pointer(change.handle, serial), dropped, carried)

    def _put_holding(self, page: "lmdb.Transaction[bytes]", key: bytes, serial: int, holding: Holding) -> None:
        octets = holding_octets(key, serial, holding)
        for kept, database in ((key, self._environment.holdings), (TWIN + key, self._environment.state)):
            there = holding_serial(key, page.get(kept, b"", db=database))
            if there is None or there < serial:
                page.put(kept, octets, db=database)

    def _put_batch(self, page: "lmdb.Transaction[bytes]", key: bytes, serial: int, batch: Batch) -> None:
        before = page.get(key, b"", db=self.batches)
        there = batch_serial(key, before)
        if there is None or there < serial:
            now = batch_octets(key, serial, batch)
            page.put(key, now, db=self.batches)
            if is_mapped(before) or is_mapped(now):
                was, becomes = (runs.runs_of(key, batch_of(key, octets)) for octets in (before, now))
                runs.turn(page, self._environment.runs, was, becomes)

    @contextmanager
    def _writing(self) -> "Iterator[lmdb.Transaction[bytes]]":
        """One transaction: all of it, or none of it."""
        try:
            with self._pen, self._environment.lmdb.begin(write=True, db=self._environment.entries) as page:
                yield page
        except _BROKEN as error:
            raise Unreadable(b"", str(error)) from error
        except lmdb.Error as error:
            raise Busy(f"the replica cannot be written: {error}") from error


def key_of(change: Put | Retire) -> bytes:
    """The canonical key of the record that a change is of; the same as `Handle.parse(change.handle).key`."""
    return change.handle.encode().upper()


def _newest(changes: Sequence[Numbered]) -> dict[bytes, Numbered]:
    """The last change of each record, holding and batch among these.

    The key of a record has a slash, a holding's has none, a batch's has a zero octet.
    """
    newest: dict[bytes, Numbered] = {}
    for numbered in changes:
        change = numbered.change
        if isinstance(change, Put | Retire):
            key = key_of(change)
        else:
            key = change.prefix.encode().upper() if isinstance(change, Holding) else batch_key(change)
        there = newest.get(key)
        if there is None or there.serial < numbered.serial:
            newest[key] = numbered
    return newest


def _older(key: bytes, octets: bytes | None, serial: int) -> bool:
    """Whether what is kept must give way to a change with this serial: it is older, or it cannot be trusted."""
    return octets is None or serial_of(octets) < serial or not intact(key, octets)
