"""Collecting what all workers have counted: the keeper's side of the tally.

A count only grows and each file's source is its own, so that writing down "source S has counted N" as often as one
likes, with the larger of two N, is exact. A file without an owner is discarded after its counts have been written down
durably, never before.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from resolver.segment import SUFFIX, locked, read
from schemas.counting import Counted


class Tallied(msgspec.Struct, frozen=True):
    """What one file of counters says."""

    file: Path
    source: str
    """Under this name its counts are written down."""
    counted: list[Counted]
    alive: bool
    """Whether its owner still counts. If not, this is all there will ever be, and the file may be discarded."""
    damaged: str = ""
    """What is wrong with the file, as a sentence: there are counts that cannot be read. Empty for a good one."""


def read_tallies(folder: Path) -> Iterator[Tallied]:
    """What each file in the folder of counters says now."""
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            # The lock is tried before reading: an owner that dies in between has counted nothing that is missed.
            with locked(file) as alive:
                reading = read(file, final=not alive)
        except FileNotFoundError:
            continue
        if reading is None:
            yield Tallied(file, file.stem, [], alive, f"{file.name} is not a file of counters, or a cut one")
            continue
        damaged = ""
        if reading.unexplained:
            damaged = f"{file.name} holds {reading.unexplained} counts that nothing in it explains"
        yield Tallied(file, reading.source, reading.counted, alive, damaged)


def discard(file: Path) -> None:
    """Remove a file without an owner, whose counts have been written down; one with an owner stays.

    Raises:
        OSError: it cannot be removed.
    """
    try:
        with locked(file) as alive:
            if not alive:
                file.unlink()
    except FileNotFoundError:
        return
