"""Questions to the name server over TCP: several on a connection, in pieces of any size, each answered in turn.

A connection that asks nothing for a while is closed, however slowly it sends; so is one that asks and does not read.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from ipaddress import ip_address
from typing import cast

import msgspec

from resolver.domains.frames import Frames, framed
from resolver.domains.transfer import Transfers
from resolver.replica.entry import Corrupt

# What a peer that does not read may let pile up before nothing more is read of it.
_MOST_WAITING = 256 * 1024
_MOST_TRANSFERS = 4

Answered = Callable[[bytes, str, Callable[[bytes], None]], bool]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What connections may take of the worker (promises.md R10)."""

    idle_seconds: float = 15.0
    """From one whole question to the next."""
    connections_per_address: int = 64
    """At a time; loopback is not limited."""
    connections: int = 2_048
    """At a time, of all addresses together."""


class Streams:
    """What all connections of one worker share."""

    def __init__(self, answered: Answered, limits: Limits, transfers: Transfers | None) -> None:
        self.answered = answered
        """Answers a question, now or later, through what it is given to send with; false to end the connection."""
        self.limits = limits
        self.transfers = transfers
        self.transferring: set[asyncio.Task[None]] = set()
        self._present: Counter[str] = Counter()
        self._open: set[NameStream] = set()

    def enter(self, stream: "NameStream") -> bool:
        """Note a connection; false if there are too many, and it must go."""
        if len(self._open) >= self.limits.connections:
            return False
        address = stream.address
        if self._present[address] >= self.limits.connections_per_address and not _is_loopback(address):
            return False
        self._present[address] += 1
        self._open.add(stream)
        return True

    def leave(self, stream: "NameStream") -> None:
        """Note that a connection is gone."""
        if stream in self._open:
            self._open.discard(stream)
            self._present[stream.address] -= 1
            if not self._present[stream.address]:
                del self._present[stream.address]

    async def close(self) -> None:
        """End all connections; what has been answered is sent."""
        for task in self.transferring:
            task.cancel()
        await asyncio.gather(*self.transferring, return_exceptions=True)
        for stream in list(self._open):
            stream.end()


class NameStream(asyncio.Protocol):
    """One connection."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._loop = asyncio.get_running_loop()
        self._frames = Frames()
        self._transport: asyncio.Transport | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._asked = 0.0
        self._giving = False
        self._room = asyncio.Event()
        self._room.set()
        self.address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take it in, or send it away."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are of no common class
        transport = self._transport
        peer = transport.get_extra_info("peername")
        self.address = peer[0] if peer else ""
        if not peer or not self._streams.enter(self):
            transport.abort()
            return
        transport.set_write_buffer_limits(_MOST_WAITING)
        self._asked = self._loop.time()
        self._watch()

    def connection_lost(self, _error: Exception | None) -> None:
        """It is gone."""
        self._streams.leave(self)
        self._transport = None
        self._room.set()
        if self._ending is not None:
            self._ending.cancel()

    def data_received(self, data: bytes) -> None:
        """Answer what is whole."""
        for message in self._frames.receive(data):
            self._asked = self._loop.time()
            if self._transport is None or not self._answer(message):
                self.end()
                return
        if self._frames.broken:
            self.end()

    def eof_received(self) -> bool:
        """The peer has asked everything; it may still be waiting for answers (RFC 7766 §6.2.4)."""
        return self._giving

    def pause_writing(self) -> None:
        """The peer does not read: take nothing more from it."""
        self._room.clear()
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """It reads again."""
        self._room.set()
        if self._transport is not None:
            self._transport.resume_reading()

    def end(self) -> None:
        """Close, after what has been answered is sent."""
        if self._transport is not None:
            self._transport.close()

    def _answer(self, message: bytes) -> bool:
        transfers = self._streams.transfers
        if transfers is not None and transfers.allowed(message, self.address):
            if len(self._streams.transferring) < _MOST_TRANSFERS:
                task = asyncio.ensure_future(self._transfer(transfers, message))
                self._streams.transferring.add(task)
                task.add_done_callback(self._streams.transferring.discard)
                return True
            return False
        return self._streams.answered(message, self.address, self._send)

    def _send(self, said: bytes) -> None:
        if self._transport is not None:
            self._transport.write(framed(said))

    async def _transfer(self, transfers: Transfers, message: bytes) -> None:
        """Give a zone, message by message, as fast as it is read."""
        self._giving = True
        try:
            for said in transfers.messages(message):
                self._send(said)
                self._asked = self._loop.time()
                await asyncio.sleep(0)
                await self._room.wait()
                if self._transport is None:
                    return
        except Corrupt:
            self.end()  # half a zone is worse than none: the secondary asks again
        finally:
            self._giving = False

    def _watch(self) -> None:
        """End it where nothing was asked for too long; else look again when that could be."""
        until = self._asked + self._streams.limits.idle_seconds
        if self._loop.time() < until:
            self._ending = self._loop.call_at(until, self._watch)
        elif self._transport is not None:
            self._transport.abort()


def _is_loopback(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_loopback
