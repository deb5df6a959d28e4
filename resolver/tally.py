"""The tally: a worker's counters, in shared memory that outlives it. A count is added before its answer is sent.

The hot path is `tally.counts[slot] += 1`; a slot may be remembered as long as `tally.epoch` stays the same. Counters
only grow. A new day, or a full file, begins a new segment (`resolver.segment`), and the old one is given up to the
keeper, which reads all of them (`resolver.collect`).
"""

import secrets
import time
from datetime import datetime
from pathlib import Path

from resolver.segment import DEFAULT_CAPACITY, LONGEST_SOURCE, Kind, Segment
from schemas.counting import SECONDS_A_DAY, SHANGHAI, Channel, Class, Outcome, day_ends
from schemas.errors import Busy
from schemas.prefix import LONGEST_PREFIX

# For questions that named no known prefix: they are counted though no file can be made any more, on a full disk.
_KEPT_FREE = 256
_LARGEST_CAPACITY = 1 << 20
_LONGEST_NAME = LONGEST_SOURCE - len("-0123456789abcdef-123456")


class Tally:
    """The counters of one worker. Made after the fork; its methods belong to one thread."""

    def __init__(self, folder: Path, source: str, now: float | None = None, capacity: int = DEFAULT_CAPACITY) -> None:
        """Begin to count.

        Args:
            folder: where the files of all workers are.
            source: the worker's name, as in `worker-1`; a name that is never used again is made of it.
            now: Unix second.
            capacity: counters of one file.

        Raises:
            Busy: the file of counters cannot be made.
        """
        assert 0 < len(source) <= _LONGEST_NAME
        assert source.isascii()
        assert capacity > _KEPT_FREE
        self._folder = folder
        # A source whose file was discarded must never come again: the larger of two counts is the one that is kept.
        self._source = f"{source}-{secrets.token_hex(8)}"
        self._number = 0
        self._capacity = capacity
        self._begins = self._ends = 0
        self._day = 0
        self._full = False
        self.epoch = 0
        """Grows when slots that were given out must be forgotten."""
        self.slots: dict[tuple[str, int, int, int], int] = {}
        """Today's slots by prefix, channel, outcome and class; exchanged when `epoch` grows."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._segment = self._next_segment()
        except OSError as error:
            raise Busy(f"cannot make a file of counters in {folder.name}: {error.strerror}") from error
        self.counts = self._segment.counts
        """Counters, 64 bits each, by slot."""
        self._set_day(time.time() if now is None else now)

    def slot(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class) -> int:
        """Where today's answers of this kind are counted, until `epoch` grows.

        Args:
            prefix_key: the key of a prefix this node has a holding of; empty for all others, so that strangers who
                ask for prefixes of their own making cannot fill the file.
            channel: through which door.
            outcome: how it was answered.
            class_: who asked.

        Raises:
            Busy: every counter is in use and no new file can be made.
        """
        key = (prefix_key, channel, outcome, class_)
        found = self.slots.get(key)
        return self._enter(key) if found is None else found

    def add(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class, count: int = 1) -> None:
        """Count answers of one kind.

        Raises:
            Busy: every counter is in use and no new file can be made.
        """
        slot = self.slot(prefix_key, channel, outcome, class_)  # first: it may exchange the counters
        self.counts[slot] += count

    def tick(self, now: float | None = None) -> bool:
        """See whether another Asia/Shanghai day has come; true if slots must be forgotten. For once a second."""
        moment = time.time() if now is None else now
        if self._begins <= moment < self._ends:
            return self._full and self._roll()
        self._set_day(moment)
        if not self._roll():
            # On a full disk the new day goes on in the old file; each counter there says which day it is of.
            self._forget()
        return True

    def close(self) -> None:
        """Give the file up to the keeper; nothing can be counted any more."""
        self._segment.seal()
        self._forget()

    def _set_day(self, moment: float) -> None:
        """Count under the day of this moment from now on."""
        self._ends = day_ends(moment)
        self._begins = self._ends - SECONDS_A_DAY
        self._day = _ordinal(self._begins)

    def _enter(self, key: tuple[str, int, int, int]) -> int:
        """A new slot, in a new segment if need be."""
        prefix, channel, outcome, class_ = key
        if len(prefix.encode()) > LONGEST_PREFIX:
            return self.slot("", Channel(channel), Outcome(outcome), Class(class_))
        kind = Kind(self._day, prefix, channel, outcome, class_)
        slot = self._segment.enter(kind, keep=_KEPT_FREE)
        if slot is None and not self._full:
            # Twice as large: else kinds that do not fit into one file would make a new one over and over.
            self._capacity = min(2 * self._capacity, _LARGEST_CAPACITY)
            self._full = not self._roll()
            slot = self._segment.enter(kind, keep=_KEPT_FREE)
        if slot is None and prefix:
            slot = self.slot("", Channel(channel), Outcome(outcome), Class(class_))
        elif slot is None and (slot := self._segment.enter(kind)) is None:
            raise Busy("the counters are full and there is no room for more")
        self.slots[key] = slot
        return slot

    def _forget(self) -> None:
        """Take back all slots that were given out."""
        self.slots = {}
        self.epoch += 1

    def _roll(self) -> bool:
        """Go on in a new segment; false, and nothing changes, if none can be made now."""
        try:
            following = self._next_segment()
        except OSError:
            return False
        self._segment.seal()
        self._segment = following
        self.counts = following.counts
        self._full = False
        self._forget()
        return True

    def _next_segment(self) -> Segment:
        """A new file."""
        self._number += 1
        return Segment.create(self._folder, f"{self._source}-{self._number}", self._capacity)


def _ordinal(moment: int) -> int:
    """The day that begins at this Unix second, as an ordinal."""
    return datetime.fromtimestamp(moment, SHANGHAI).toordinal()
