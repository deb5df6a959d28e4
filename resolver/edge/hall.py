"""The hall: what all HTTP connections of one worker share: the clerk, the limits, the second it is."""

import asyncio
import time
from collections import Counter
from ipaddress import IPv4Network, IPv6Network, ip_address

import msgspec

from resolver.edge.clerk import Answering, Clerk, Known, Memory
from resolver.edge.desk import Desk


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection may take of the worker (promises.md R10)."""

    header_seconds: float = 5.0
    """For a head, from its first octet on; for the first one, from the connection on."""
    idle_seconds: float = 15.0
    """Between two requests; up to one more after an answer of the lane."""
    connections_per_address: int = 64
    """At a time; loopback is not limited: a proxy on this host speaks for everybody."""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Who else speaks for everybody."""
    longest_line: int = 8190
    """Octets of the request line and of each header line."""


class Hall:
    """One for each worker. `open` starts its clock, which the clerk and all connections read; `close` stops it."""

    def __init__(self, desk: Desk, clerk: Clerk, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.clerk = clerk
        self.close_time = 0.0
        """When a connection that was answered in this second is closed if it then stays silent, in the loop's time."""
        self._sources = desk.sources
        self._present: Counter[str] = Counter()
        self._ticking: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Start the clock; the running loop keeps it."""
        self._tick(asyncio.get_running_loop())

    def close(self) -> None:
        """Stop the clock."""
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        now = time.time()
        # A timer may fire a moment early by this clock: the second that begins is the one that counts.
        self.clerk.tick(int(now + 0.005))
        # Reckoned once for all answers of this second, the last of which must not be cut short.
        self.close_time = loop.time() + self.limits.idle_seconds + 1.0
        self._ticking = loop.call_later(1.001 - (now + 0.005) % 1.0, self._tick, loop)

    def known(self, address: str | None) -> Known:
        """What the clerk is to be told of an asker at this address."""
        return self.clerk.known(self._sources.class_of(address))

    def speaks_for_others(self, address: str | None) -> bool:
        """Whether an address is that of a proxy, behind which anybody may ask."""
        if not self.limits.proxies or not address:
            return False
        known = ip_address(address.partition("%")[0])
        return any(known in network for network in self.limits.proxies)

    def answering(self, address: str | None) -> Answering:
        """Who answers plain questions on a connection from this address.

        Where classes depend on addresses, a proxy's questions are for the routes, which read for whom it asks.
        """
        return _nobody if self._sources.differ and self.speaks_for_others(address) else self.clerk.answer

    def enter(self, address: str | None) -> bool:
        """Note a connection from an address; false if it has too many and must go."""
        if address is None or self.speaks_for_others(address):
            return True
        if ip_address(address.partition("%")[0]).is_loopback:
            return True
        if self._present[address] >= self.limits.connections_per_address:
            return False
        self._present[address] += 1
        return True

    def leave(self, address: str | None) -> None:
        """Note that a connection which had entered is gone."""
        if address is not None and address in self._present:
            self._present[address] -= 1
            if not self._present[address]:
                del self._present[address]


def _nobody(_data: bytes, _known: Known, _memory: Memory) -> bytes | None:
    """Answers nothing: all is handed on."""
    return None
