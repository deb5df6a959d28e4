"""Chance that falls the same way on every Python: only `random()` is promised never to change."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Draws, all of them from one seeded stream."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._random.random() * len(items))]

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def measure(self, low: float, high: float, decimals: int) -> str:
        """Draw a reading of an instrument that shows so many decimals."""
        scale = 10**decimals
        drawn = self.whole(round(low * scale), round(high * scale))
        return str(drawn) if decimals == 0 else f"{drawn // scale}.{drawn % scale:0{decimals}}"

    def happens(self, share: float) -> bool:
        return self._random.random() < share

    def days(self, first: date, last: date, count: int) -> list[date]:
        """Draw so many days, in order, as a counter that goes up would see them."""
        return sorted(first + timedelta(days=self.whole(0, (last - first).days)) for _ in range(count))
