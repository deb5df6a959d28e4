"""Guesses: wrong credentials, by where they come from and whom they are for; each further one waits longer.

One process remembers them; with several workers a guesser has so many times as many tries. That is enough: what is
guessed here are secrets of administrators of the Handle protocol and passwords, whose accounts have pauses of their own
in the database besides (`registry/people/enter.py`), and none is guessed by tens.
"""

import math
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic

from schemas.errors import Limited

FREE_TRIES = 10
"""Wrong credentials that cost nothing but the time they took."""
LONGEST_PAUSE = 900.0
FORGOTTEN_SECONDS = 3_600.0
"""After so long without another, wrong credentials are forgotten."""
# What one household, or one company, is given of IPv6.
_HOUSEHOLD = 64


class Guessing(Limited):
    """Too many wrong credentials have come from there, or for this identity."""


class Guesses:
    """Wrong credentials that one process has seen lately."""

    def __init__(self, free: int = FREE_TRIES, clock: Callable[[], float] = monotonic, most: int = 50_000) -> None:
        """Take how many tries are free; 0: nothing is ever held up."""
        self._free = free
        self._clock = clock
        self._most = most
        self._seen: dict[str, tuple[int, float, float]] = {}

    def require(self, *named: str) -> None:
        """Let a try through, or not, whatever it says.

        Raises:
            Guessing: one of those named has to wait.
        """
        if (wait := self.wait(*named)) > 0:
            raise Guessing(f"too many wrong credentials: the next are looked at in {wait} s", wait)

    def wait(self, *named: str) -> int:
        """Seconds that the longest of these pauses goes on."""
        now = self._clock()
        untils = [self._seen[name][1] for name in named if name in self._seen]
        return math.ceil(max([0.0, *(until - now for until in untils)]))

    def wrong(self, *named: str) -> None:
        """Note that credentials were wrong."""
        if not self._free:
            return
        now = self._clock()
        if len(self._seen) >= self._most:
            self._seen = {name: seen for name, seen in self._seen.items() if seen[2] + FORGOTTEN_SECONDS > now}
            if len(self._seen) >= self._most:
                self._seen.clear()
        for name in named:
            count, _, last = self._seen.get(name, (0, 0.0, now))
            count = 1 if last + FORGOTTEN_SECONDS < now else count + 1
            over = count - self._free
            pause = min(2.0 ** min(over, 16), LONGEST_PAUSE) if over > 0 else 0.0
            self._seen[name] = (count, now + pause, now)

    def right(self, name: str) -> None:
        """Forget what was wrong before for an identity that has proved to be who it is."""
        self._seen.pop(name, None)


def from_where(address: str) -> str:
    """What guesses from an address are remembered under: the address, of IPv6 the household's network.

    >>> from_where("192.0.2.7"), from_where("2001:db8::1"), from_where("::ffff:192.0.2.7"), from_where("")
    ('from 192.0.2.7', 'from 2001:db8::/64', 'from 192.0.2.7', 'from ')
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return f"from {address[:40]}"
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if isinstance(known, IPv6Address):
        return f"from {ip_network((known, _HOUSEHOLD), strict=False)}"
    return f"from {known}"
