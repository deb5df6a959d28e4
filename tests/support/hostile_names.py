"""A name server that answers as it is told to: with anything, at once or never, as often as it likes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

Script = Callable[[bytes, bool], Sequence[bytes]]
"""From a question, and whether it came over TCP, to the messages sent in answer."""


class HostileNames:
    """One server at a port of UDP and TCP."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[bytes] = []
        """Questions over UDP."""
        self.streamed: list[bytes] = []
        """Questions over TCP."""
        self.port = 0

    def answers(self, question: bytes, streamed: bool) -> Sequence[bytes]:
        """Note a question; what is said to it."""
        (self.streamed if streamed else self.asked).append(question)
        return self.script(question, streamed)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, names: HostileNames) -> None:
        self._names = names
        self._transport: Any = None  # a DatagramTransport, but uvloop's and asyncio's have no class in common

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        for answer in self._names.answers(data, False):
            self._transport.sendto(answer, address)


@asynccontextmanager
async def hostile_names(script: Script) -> AsyncIterator[HostileNames]:
    """A server that is there as long as this lasts."""
    names = HostileNames(script)

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = int.from_bytes(await reader.readexactly(2), "big")
        for answer in names.answers(await reader.readexactly(size), True):
            writer.write(len(answer).to_bytes(2, "big") + answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(stream, "127.0.0.1", 0)
    names.port = server.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    datagrams, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(names), local_addr=("127.0.0.1", names.port))
    try:
        yield names
    finally:
        datagrams.close()
        server.close()
        await server.wait_closed()
