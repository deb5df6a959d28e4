"""A rate: so many requests in so many seconds, and what is left of it to each caller (GCRA).

The generic cell rate algorithm keeps one number a caller: the moment at which all that it has used so far would be used
up at an even pace. A request is let through if that moment is no further ahead than the whole period. So a caller may
use all of its requests at once, and gets them back one by one.
"""

import math
import re
from typing import Self

import msgspec

from schemas.errors import Malformed

_PERIODS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
_TEXT = re.compile(r"([1-9][0-9]{0,8})/(s|min|h|d)")


class Rate(msgspec.Struct, frozen=True):
    """So many in so many seconds.

    >>> Rate.parse("600/min")
    Rate(count=600, seconds=60)
    >>> Rate.parse("600/min").text
    '600/min'
    """

    count: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number, a stroke, and a second, a minute, an hour or a day.

        Raises:
            Malformed: it is none.
        """
        found = _TEXT.fullmatch(text)
        if found is None:
            raise Malformed(f"cannot read {text[:40]!r} as a rate: expected one as in 10/s, 600/min or 90000/d")
        return cls(int(found[1]), _PERIODS[found[2]])

    @property
    def text(self) -> str:
        """The rate as `parse` reads it."""
        unit = next(unit for unit, seconds in _PERIODS.items() if seconds == self.seconds)
        return f"{self.count}/{unit}"


class Taken(msgspec.Struct, frozen=True):
    """What came of one request."""

    let: bool
    left: int
    """Requests that could follow at once."""
    reset: int
    """Seconds after which all are back."""
    retry: int
    """Seconds after which the next one is let through; 0 where it would be now."""


class Allowance:
    """What each caller has used of its rate, in one process."""

    def __init__(self, most: int = 100_000) -> None:
        """Take how many callers are remembered; beyond that those who have used nothing lately are forgotten."""
        self._used_up: dict[str, float] = {}
        self._most = most

    def take(self, caller: str, rate: Rate, now: float) -> Taken:
        """Let one request of a caller through, or not.

        >>> allowance, rate = Allowance(), Rate(2, 10)
        >>> [allowance.take("a", rate, now).let for now in (0.0, 0.0, 0.0, 5.0, 5.0)]
        [True, True, False, True, False]
        """
        each = rate.seconds / rate.count
        before = max(self._used_up.get(caller, 0.0), now)
        after = before + each
        # A hair more than the period: sums of fractions come out a little above what they should.
        if after - now > rate.seconds * (1 + 1e-9):
            return Taken(False, 0, math.ceil(before - now), max(1, math.ceil(after - now - rate.seconds)))
        if len(self._used_up) >= self._most:
            self._used_up = {each: until for each, until in self._used_up.items() if until > now}
        self._used_up[caller] = after
        left = int((rate.seconds * (1 + 1e-9) - (after - now)) / each)
        return Taken(True, left, math.ceil(after - now), 0)
