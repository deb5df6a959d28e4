"""The tally: a worker's counters, in shared memory that outlives it. A count is added before its answer is sent.

The hot path is `tally.counts[slot] += 1`. Counters only grow. A new day begins a new segment (`resolver.segment`), and
the old one is given up to the keeper, which reads all of them (`resolver.collect`): when `tick` has said so, `counts`
is another memory and every slot must be asked for again.
"""

import secrets
import time
from datetime import datetime
from pathlib import Path

from resolver.segment import DEFAULT_CAPACITY, LONGEST_SOURCE, Kind, Segment
from schemas.counting import SECONDS_A_DAY, SHANGHAI, Channel, Class, Outcome, day_ends
from schemas.errors import Busy
from schemas.prefix import LONGEST_PREFIX

# Counters for questions that named no known prefix: these are counted even when the disk is full.
_KEPT_FREE = 256
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
        self.epoch = 0
        """Grows when `tick` takes back all slots that were given out."""
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
        """Where today's answers of this kind are counted, until `tick` returns true.

        Args:
            prefix_key: the key of a prefix this node has a holding of; empty for all others, so that strangers who
                ask for prefixes of their own making cannot fill the file.
            channel: through which door.
            outcome: how it was answered.
            class_: who asked.

        Raises:
            Busy: every counter is in use.
        """
        key = (prefix_key, channel, outcome, class_)
        found = self.slots.get(key)
        return self._enter(key) if found is None else found

    def add(self, prefix_key: str, channel: Channel, outcome: Outcome, class_: Class, count: int = 1) -> None:
        """Count answers of one kind.

        Raises:
            Busy: every counter is in use.
        """
        self.counts[self.slot(prefix_key, channel, outcome, class_)] += count

    def tick(self, now: float | None = None) -> bool:
        """See whether another Asia/Shanghai day has come. For once a second.

        Returns:
            True if `counts` is to be read and every slot to be asked for again.
        """
        moment = time.time() if now is None else now
        if self._begins <= moment < self._ends:
            return False
        self._set_day(moment)
        self.slots = {}
        self.epoch += 1
        try:
            following = self._next_segment()
        except OSError:
            # On a full disk the new day goes on in the old file; each counter there says which day it is of.
            return True
        self._segment.seal()
        self._segment = following
        self.counts = following.counts
        return True

    def close(self) -> None:
        """Give the file up to the keeper; nothing can be counted any more."""
        self._segment.seal()
        self.slots = {}
        self.epoch += 1

    def _set_day(self, moment: float) -> None:
        """Count under the day of this moment from now on."""
        self._ends = day_ends(moment)
        self._begins = self._ends - SECONDS_A_DAY
        self._day = _ordinal(self._begins)

    def _enter(self, key: tuple[str, int, int, int]) -> int:
        """A new slot."""
        prefix, channel, outcome, class_ = key
        if len(prefix.encode()) > LONGEST_PREFIX:
            return self.slot("", Channel(channel), Outcome(outcome), Class(class_))
        kind = Kind(self._day, prefix, channel, outcome, class_)
        slot = self._segment.enter(kind, keep=_KEPT_FREE)
        if slot is None and prefix:
            slot = self.slot("", Channel(channel), Outcome(outcome), Class(class_))
        elif slot is None and (slot := self._segment.enter(kind)) is None:
            raise Busy("the counters are full and there is no room for more")
        self.slots[key] = slot
        return slot

    def _next_segment(self) -> Segment:
        """A new file."""
        self._number += 1
        return Segment.create(self._folder, f"{self._source}-{self._number}", self._capacity)


def _ordinal(moment: int) -> int:
    """The day that begins at this Unix second, as an ordinal."""
    return datetime.fromtimestamp(moment, SHANGHAI).toordinal()
