"""The name server at its sockets: datagrams carried between the kernel and `resolver.domains.server`, streams accepted.

A question whose entry must be made anew first is answered when that is done; all others on the spot.
"""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from resolver.domains.codes import LONGEST_QUESTION
from resolver.domains.server import NameServer
from resolver.domains.transfer import Transfers
from resolver.edge.name_streams import Limits, NameStream, Streams
from resolver.replica.entry import Corrupt

Heal = Callable[[bytes], Awaitable[bool]]
Send = Callable[[bytes], None]
Ask = Callable[[bytes, str], bytes | None]

# So many datagrams are answered before the other edges of the worker get their turn again.
_TURN = 64
_MOST_HEALING = 64


class NameServing:
    """The edge of one worker: its two sockets, on the running loop."""

    def __init__(
        self,
        server: NameServer,
        heal: Heal,
        datagrams: socket.socket,
        stream: socket.socket,
        limits: Limits | None = None,
        transfers: Transfers | None = None,
    ) -> None:
        self._server = server
        self._heal = heal
        self._datagrams = datagrams
        self._stream = stream
        self._streams = Streams(partial(self.answered, server.message), limits or Limits(), transfers)
        self._healing: set[asyncio.Task[None]] = set()
        self._accepting: asyncio.Server | None = None
        self._ticking: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Answer from now on."""
        loop = asyncio.get_running_loop()
        self._accepting = await loop.create_server(lambda: NameStream(self._streams), sock=self._stream)
        loop.add_reader(self._datagrams.fileno(), self._readable)
        self._tick(loop)

    async def close(self) -> None:
        """Answer nothing more, and let go of the sockets."""
        if self._ticking is not None:
            self._ticking.cancel()
        asyncio.get_running_loop().remove_reader(self._datagrams.fileno())
        self._datagrams.close()
        if self._accepting is not None:
            self._accepting.close()
        await self._streams.close()
        for task in self._healing:
            task.cancel()
        await asyncio.gather(*self._healing, return_exceptions=True)

    def answered(self, ask: Ask, data: bytes, address: str, send: Send) -> bool:
        """Answer a question through `ask`, now or when its entry is healed; false where nothing will be said."""
        try:
            said = ask(data, address)
        except Corrupt as corrupt:
            if len(self._healing) >= _MOST_HEALING:
                said = self._server.failure(data)
            else:
                task = asyncio.ensure_future(self._healed(corrupt.key, ask, data, address, send))
                self._healing.add(task)
                task.add_done_callback(self._healing.discard)
                return True
        if said is not None:
            send(said)
        return said is not None

    async def _healed(self, key: bytes, ask: Ask, data: bytes, address: str, send: Send) -> None:
        said = None
        if await self._heal(key):
            with suppress(Corrupt):
                said = ask(data, address)
                if said is None:
                    return
        said = said or self._server.failure(data)
        if said is not None:
            send(said)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._server.tick(time.time())
        self._ticking = loop.call_later(1.0, self._tick, loop)

    def _readable(self) -> None:
        receive, datagram, send = self._datagrams.recvfrom, self._server.datagram, self._datagrams.sendto
        for _ in range(_TURN):
            try:
                data, place = receive(LONGEST_QUESTION + 1)
            except BlockingIOError:
                return
            except OSError:
                continue  # what a stranger's host says of an earlier answer (ICMP)
            try:
                said = datagram(data, place[0])
            except Corrupt:
                self.answered(datagram, data, place[0], partial(self._send, place))
                continue
            if said is not None:
                try:
                    send(said, place)
                except OSError:
                    continue  # a full buffer, or no way there: the asker asks again

    def _send(self, place: tuple[str, int], said: bytes) -> None:
        with suppress(OSError):
            self._datagrams.sendto(said, place)
