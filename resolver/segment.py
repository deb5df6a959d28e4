"""A segment: the layout of one file of counters. Written by one process, readable by any, also after a `kill -9`.

Little-endian. A header (mark, number of counters, octets of directory, name of the source, crc32), padded to a page;
the counters, 64 bits each and aligned; the directory: for counter 0, 1, 2… one entry that says what is counted there:
crc32 of the rest (4) · octets of the prefix (1) · channel (1) · outcome (1) · class (1) · day as proleptic ordinal (4)
· the prefix. A torn entry at the end fails its checksum, and its counter has not been used yet. The file has its full
length from the beginning, with holes; room on the disk is taken before it is used, a step at a time.

The owner holds an exclusive lock on the file as long as it lives. A file that is not locked gets no more counts.
"""

import errno
import fcntl
import mmap
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from struct import Struct
from typing import NamedTuple, Self

from schemas.counting import Channel, Class, Counted, Outcome
from schemas.prefix import LONGEST_PREFIX

SUFFIX = ".tally"
LONGEST_SOURCE = 64
DEFAULT_CAPACITY = 1 << 18
"""Counters: more than a day of 10,000 prefixes has, asked in 25 ways. What is not used takes no room."""

_MARK = b"idtally1"
_HEADER = Struct(f"<8sII{LONGEST_SOURCE}sI")
_COUNTS_AT = 4_096
_ENTRY = Struct("<IBBBBI")
_CRC_SIZE = 4
_USUAL_ENTRY = 32
_SHORTEST_ENTRY = _ENTRY.size
_STEP = 64 * 1024


class Kind(NamedTuple):
    """What is counted in one counter."""

    day: int
    prefix: str
    channel: int
    outcome: int
    class_: int


class Segment:
    """One file of counters, as its owner sees it."""

    def __init__(self, path: Path, descriptor: int, mapped: mmap.mmap, capacity: int) -> None:
        self.path = path
        self.capacity = capacity
        self.used = 0
        """Counters that have a kind."""
        self.counts = memoryview(mapped)[_COUNTS_AT : _COUNTS_AT + 8 * capacity].cast("Q")
        self._descriptor = descriptor
        self._map = mapped
        self._at = _COUNTS_AT + 8 * capacity
        # Up to where there is room on the disk: writing into a hole on a full disk would kill this process.
        self._counts_room = _COUNTS_AT
        self._directory_room = self._at

    @classmethod
    def create(cls, folder: Path, source: str, capacity: int = DEFAULT_CAPACITY) -> Self:
        """Make the file of a source that has never had one.

        Raises:
            OSError: it cannot be made, or the disk has no room for all of it.
        """
        final = folder / f"{source}{SUFFIX}"
        early = folder / f"{source}.new"
        directory = capacity * _USUAL_ENTRY
        size = _COUNTS_AT + 8 * capacity + directory
        descriptor = os.open(early, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            # Under its final name it is locked from the first moment on: a reader never takes it for a dead one's.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, size)
            os.posix_fallocate(descriptor, 0, _COUNTS_AT)
            segment = cls(final, descriptor, mmap.mmap(descriptor, size), capacity)
            segment._map[: _HEADER.size] = _header(capacity, directory, source)
            if not segment._has_room(1, _SHORTEST_ENTRY):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            early.rename(final)
        except BaseException:
            os.close(descriptor)
            early.unlink(missing_ok=True)
            raise
        return segment

    def enter(self, kind: Kind, keep: int = 0) -> int | None:
        """Give the next counter to this kind; None if there is no room for it and `keep` short ones besides."""
        prefix = kind.prefix.encode()
        size = _ENTRY.size + len(prefix)
        if not self._has_room(1 + keep, size + keep * _SHORTEST_ENTRY):
            return None
        rest = _ENTRY.pack(0, len(prefix), kind.channel, kind.outcome, kind.class_, kind.day)[_CRC_SIZE:] + prefix
        self._map[self._at : self._at + size] = zlib.crc32(rest).to_bytes(_CRC_SIZE, "little") + rest
        self._at += size
        self.used += 1
        return self.used - 1

    def _has_room(self, counters: int, octets: int) -> bool:
        """Whether so many more counters and octets of directory fit, in the file and on the disk."""
        counts_end, directory_end = _COUNTS_AT + 8 * (self.used + counters), self._at + octets
        if self.used + counters > self.capacity or directory_end > len(self._map):
            return False
        try:
            if counts_end > self._counts_room:
                self._counts_room = self._take(self._counts_room, counts_end, _COUNTS_AT + 8 * self.capacity)
            if directory_end > self._directory_room:
                self._directory_room = self._take(self._directory_room, directory_end, len(self._map))
        except OSError:
            return False
        return True

    def _take(self, begin: int, end: int, most: int) -> int:
        """Take room on the disk from `begin` to `end` or a step further; up to where there is room then."""
        end = min(max(end, begin + _STEP), most)
        os.posix_fallocate(self._descriptor, begin, end - begin)
        return end

    def seal(self) -> None:
        """Give it up: it gets no more counts, and who still tries is told so by an error."""
        self.counts.release()
        self._map.close()
        os.close(self._descriptor)  # the last of the two: with it goes the lock


class Reading(NamedTuple):
    """What a segment's file says."""

    source: str
    counted: list[Counted]
    unexplained: int
    """Counts without a directory entry that says what they are of: the file is damaged, or of a later release."""


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Whether somebody owns this segment. If nobody does, nobody will while this lasts.

    Raises:
        FileNotFoundError: it has been discarded.
    """
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield True
        else:
            yield False


def read(path: Path, final: bool = False) -> Reading | None:
    """What a segment's file says now; None if it is not a segment, or is shorter than it says.

    `final` where it has no owner any more: then counters without an entry are looked at as well.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < _COUNTS_AT:
            return None
        with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as mapped:
            mark, capacity, directory, name, _ = _HEADER.unpack_from(mapped)
            source = name.rstrip(b"\0").decode("ascii", "replace")
            if mark != _MARK or size < _COUNTS_AT + 8 * capacity + directory:
                return None
            if mapped[: _HEADER.size] != _header(capacity, directory, source):
                return None
            kinds = list(_kinds(mapped, _COUNTS_AT + 8 * capacity, size))
            # Whole words through a memoryview: a copy of the octets could catch a counter half way.
            with (
                memoryview(mapped) as octets,
                octets[_COUNTS_AT : _COUNTS_AT + 8 * capacity] as part,
                part.cast("Q") as counts,
            ):
                numbers = [counts[slot] for slot in range(len(kinds))]
                unexplained = sum(counts[len(kinds) :]) if final else 0
    counted = []
    for kind, count in zip(kinds, numbers, strict=True):
        if count and (noun := _counted(kind, count)):
            counted.append(noun)
        else:
            unexplained += count
    return Reading(source, counted, unexplained)


def _header(capacity: int, directory: int, source: str) -> bytes:
    """The header of a segment."""
    octets = _HEADER.pack(_MARK, capacity, directory, source.encode(), 0)[:-_CRC_SIZE]
    return octets + zlib.crc32(octets).to_bytes(_CRC_SIZE, "little")


def _kinds(mapped: mmap.mmap, at: int, end: int) -> Iterator[Kind]:
    """The directory, up to its end or its first entry that does not hold."""
    while at + _ENTRY.size <= end:
        crc, length, channel, outcome, class_, day = _ENTRY.unpack_from(mapped, at)
        following = at + _ENTRY.size + length
        if not channel or following > end or zlib.crc32(mapped[at + _CRC_SIZE : following]) != crc:
            return
        yield Kind(day, mapped[at + _ENTRY.size : following].decode(), channel, outcome, class_)
        at = following


def _counted(kind: Kind, count: int) -> Counted | None:
    """A counter as a noun; None where its kind was named by a later release than this."""
    try:
        return Counted(
            day=date.fromordinal(kind.day).isoformat(),
            prefix=kind.prefix,
            channel=Channel(kind.channel),
            outcome=Outcome(kind.outcome),
            class_=Class(kind.class_),
            count=count,
        )
    except ValueError:
        return None


assert LONGEST_PREFIX <= 255, "the length of a prefix is kept in one octet"
