"""The level: how far the replica has come, in shared memory, so that looking costs a reader one memory access.

One small file in the data folder (not in the replica's, which may be deleted at any time), mapped by everyone and
written by the keeper alone, after LMDB has committed. Its words of 64 bits are aligned: none is seen half written.
"""

import mmap
import os
from pathlib import Path
from typing import Self

from schemas.errors import Busy

TURN = 0
"""Word: grows with each commit, healing included. While it stays, nothing in the replica has changed."""
GENERATION = 1
"""Word: the name of the folder that answers; 0 while there is none."""
SERIAL = 2
"""Word: the serial of the Feed up to which that generation is level."""
HOLDINGS = 3
"""Word: grows when a holding has, or may have, changed. While it stays, what is known of prefixes may be kept."""
_MARK = 4
_LAYOUT = int.from_bytes(b"idlevel1", "little")
_WORDS = 8
_SIZE = _WORDS * 8


class Level:
    """How far the replica has come."""

    def __init__(self, mapped: mmap.mmap) -> None:
        self._map = mapped
        self.words = memoryview(mapped).cast("Q")
        """The words themselves, for the hot path."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the file, which is made if there is none.

        Raises:
            Busy: the file cannot be made or mapped now.
        """
        try:
            with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as file:
                os.posix_fallocate(file.fileno(), 0, _SIZE)  # a hole on a full disk would kill at the first write
                mapped = mmap.mmap(file.fileno(), _SIZE)
        except OSError as error:
            raise Busy(f"cannot open {path.name}: {error.strerror}") from error
        level = cls(mapped)
        if level.words[_MARK] != _LAYOUT:
            # New, or not ours: the generation is found again by the keeper, and a turn that no reader has seen.
            level.words[GENERATION] = level.words[SERIAL] = 0
            for word in (TURN, HOLDINGS):
                level.words[word] = level.words[word] % 2**63 + 1
            level.words[_MARK] = _LAYOUT
        return level

    @property
    def turn(self) -> int:
        """How often anything has been committed."""
        return int(self.words[TURN])

    @property
    def generation(self) -> int:
        """The generation that answers; 0 while there is none."""
        return int(self.words[GENERATION])

    @property
    def serial(self) -> int:
        """The serial up to which the replica is level."""
        return int(self.words[SERIAL])

    def set(self, generation: int, serial: int, *, holdings: bool = False) -> None:
        """Say what has been committed; `holdings` where a holding may have changed. The keeper's alone."""
        words = self.words
        if holdings or generation != words[GENERATION]:
            words[HOLDINGS] += 1
        # In this order: who sees the new turn finds the generation, and who sees the new serial sees the new turn, so
        # that reading after that is reading at least that serial.
        words[GENERATION] = generation
        words[TURN] += 1
        words[SERIAL] = serial

    def still(self) -> Self:
        """A copy that stays as it is now: whoever reads by it sees one moment, whatever is committed meanwhile."""
        copy = mmap.mmap(-1, _SIZE)
        copy[:] = self._map[:]
        return type(self)(copy)

    def close(self) -> None:
        """Unmap it."""
        self.words.release()
        self._map.close()
