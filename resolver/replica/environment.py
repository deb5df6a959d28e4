"""An LMDB environment: one generation of the replica on disk, its databases, and how keys are kept there.

LMDB forbids to open one environment twice in a process, and where one process does everything, writer and readers meet
in the same one: so an opened environment is shared within the process and closed when the last one lets it go. Open
after a fork only.
"""

import hashlib
import os
from pathlib import Path
from threading import Lock
from typing import ClassVar

import lmdb

from resolver.replica.entry import LAYOUT, LONGEST_PLAIN_KEY, Corrupt

DEFAULT_MAP_SIZE = 1 << 36
"""Octets of address space, 64 GiB; the file is only as long as what it holds (10⁷ records: about 6 GiB)."""
PLAIN_BEGINNING = 440
"""Octets of a long key that are kept as they are, so that order is nearly kept too; the rest is a digest."""
DIGESTED_SIZE = PLAIN_BEGINNING + hashlib.sha256().digest_size
"""Octets of a shortened key. What is kept under one has a checksum over the whole key, which only the Feed knows."""
_MOST_READERS = 1_024
_DATABASES = (b"entries", b"holdings", b"state", b"mappings", b"batches", b"runs")

LAYOUT_KEY = b"layout"
"""In `state`: how entries are laid out in this generation, one octet; one without it has the first layout."""
SERIAL_KEY = b"serial"
"""In `state`: the serial up to which this generation has applied the Feed, 8 octets, little-endian."""
TWIN = b"holding:"
"""In `state`: a second copy of each holding, under this and its key, for there is no Feed to ask for one holding."""


class Unreadable(Corrupt):
    """The replica cannot be read at all: not built yet, taken away, or damaged in its structure. It must be rebuilt."""

    def __init__(self, key: bytes, why: str) -> None:
        super().__init__(key)
        self.args = (f"the replica cannot be read: {why}",)


def kept_under(key: bytes) -> bytes:
    """The octets under which a canonical key is kept: itself, or its beginning and a digest where it is too long."""
    if len(key) <= LONGEST_PLAIN_KEY:
        return key
    return key[:PLAIN_BEGINNING] + hashlib.sha256(key).digest()


class Environment:
    """One generation, opened."""

    _opened: ClassVar[dict[Path, "Environment"]] = {}
    _lock = Lock()

    def __init__(self, path: Path, writable: bool, fresh: bool, map_size: int, durable: bool) -> None:
        if not fresh and (path / "data.mdb").stat().st_size == 0:
            # LMDB would make an empty one of it, which says of every identifier that there is none.
            raise lmdb.InvalidError(f"{path.name}/data.mdb is empty")
        self.path = path
        self.writable = writable
        self._owner = os.getpid()
        self._users = 0
        self.lmdb = lmdb.open(
            str(path),
            map_size=map_size,
            max_dbs=len(_DATABASES),
            max_readers=_MOST_READERS,
            max_spare_txns=2,
            readonly=not writable,
            create=fresh,
            metasync=False,
            sync=durable,
            readahead=False,  # questions come in no order
        )
        try:
            if not self.whole():
                raise lmdb.CorruptedError(f"{path.name}/data.mdb is shorter than its pages")
            # One that an older release built lacks a database, or has them laid out otherwise: it is built anew.
            opened = [self.lmdb.open_db(name, create=fresh) for name in _DATABASES]
            self.entries, self.holdings, self.state, self.mappings, self.batches, self.runs = opened
            self._hold_layout(fresh)
            self._inode = (path / "data.mdb").stat().st_ino
        except BaseException:
            self.lmdb.close()
            raise

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        writable: bool = False,
        fresh: bool = False,
        map_size: int = DEFAULT_MAP_SIZE,
        durable: bool = True,
    ) -> "Environment":
        """The environment at this path, opened now or shared with whoever has it open in this process.

        Args:
            path: its folder.
            writable: whether changes will be made.
            fresh: whether it is to be made.
            map_size: octets of address space.
            durable: whether each commit waits for the disk.

        Raises:
            Unreadable: there is none, or it is no readable LMDB environment.
        """
        with cls._lock:
            found = cls._opened.get(path)
            if found is not None and (found._owner != os.getpid() or not found.sound()):
                cls._opened.pop(path, None)  # a parent's, or one whose files were taken away: leave it to its users
                found = None
            if found is not None and writable and not found.writable:
                # A reader came first. Its transaction ends here; it opens again at its next question.
                cls._opened.pop(path, None)
                found.lmdb.close()
                found = None
            if found is None:
                try:
                    found = cls._opened[path] = cls(path, writable, fresh, map_size, durable)
                except (lmdb.Error, OSError) as error:
                    raise Unreadable(b"", str(error)) from error
            found._users += 1
            return found

    def _hold_layout(self, fresh: bool) -> None:
        """Say how entries are laid out, or make sure that they are as this release reads them."""
        layout = bytes([LAYOUT])
        with self.lmdb.begin(write=fresh, db=self.state) as view:
            if fresh:
                view.put(LAYOUT_KEY, layout)
            elif view.get(LAYOUT_KEY) != layout:
                raise lmdb.VersionMismatchError(f"{self.path.name}/data.mdb is laid out as another release has it")

    def close(self) -> None:
        """Let go of it; closed when nobody in this process holds it any more."""
        with self._lock:
            self._users -= 1
            if self._users == 0:
                if self._opened.get(self.path) is self:
                    del self._opened[self.path]
                self.lmdb.close()

    def sound(self) -> bool:
        """Whether its file is still where it was, and whole."""
        try:
            return (self.path / "data.mdb").stat().st_ino == self._inode and self.whole()
        except OSError:
            return False

    def whole(self) -> bool:
        """Whether its file, if it is still there, holds all of its pages.

        Reading beyond the end of a file that was cut kills a process (SIGBUS), so this is looked at before writing.
        """
        try:
            size = (self.path / "data.mdb").stat().st_size
        except OSError:
            return True  # gone, but what is open stays whole
        return (self.lmdb.info()["last_pgno"] + 1) * self.lmdb.stat()["psize"] <= size
