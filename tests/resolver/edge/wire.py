"""Raw HTTP over real sockets: two servers of the same routes, one with the lane and one without, and what they say."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_server import Server as WebServer

from node.forwarded import Networks, believing
from resolver.edge import cors
from resolver.edge.clerk import Clerk
from resolver.edge.compiled import clerk_for
from resolver.edge.desk import DESK, Desk, Sources
from resolver.edge.digital_link import DigitalLinks
from resolver.edge.door import Door
from resolver.edge.hall import Limits
from resolver.edge.handles import routes
from resolver.edge.lane import Lane
from resolver.edge.serving import QUIET, Serving
from tests.resolver.edge.standing import PaperShelf, desk_at

PATIENCE = 0.4
"""Seconds without an octet after which a server is taken to wait for more."""
MOST_TURNS = 20_000
"""Turns of the loop, which is the server's too, that a piece may take to arrive before the next one follows."""
LAST = b"GET /api/handles/88.1000.1/LAST?pretty HTTP/1.1\r\nHost: last\r\nConnection: close\r\n\r\n"
"""Ends a case: a server that has taken every octet before it as meant answers this one and closes."""

_MOVING = re.compile(rb"(?m)^(Date|Expires): .*$")

Case = Sequence[bytes]
"""The octets that are sent, piece by piece."""


class Said(msgspec.Struct, frozen=True):
    """What a server said in one connection."""

    octets: bytes
    """Times blanked out."""
    closed: bool

    @property
    def statuses(self) -> list[int]:
        """The statuses of all answers, in order."""
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.octets)]


class Arrivals(dict[int, int]):
    """How many octets have arrived at a server, by the port they came from."""

    def __missing__(self, port: int) -> int:
        return 0


class Server(msgspec.Struct):
    """A server on a port of this machine."""

    port: int
    desk: Desk
    arrived: Arrivals
    serving: Serving | None = None

    async def ask(self, case: Case, *, pause: float = 0.0, patience: float = PATIENCE) -> Said:
        """Send the pieces, with a pause after each, and read until the server closes or has nothing more to say."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        own_port = writer.get_extra_info("sockname")[1]
        self.arrived.pop(own_port, None)
        # Reading goes on meanwhile: a server that closes with octets unread resets the connection, and what has not
        # been read by then is lost.
        said = bytearray()
        reading = asyncio.create_task(_read(reader, said))
        sent = 0
        try:
            for piece in case:
                if reading.done() or writer.is_closing():
                    break
                writer.write(piece)
                sent += len(piece)
                await self._arrival(own_port, sent, reading)
                await asyncio.sleep(pause)
            heard = -1
            while not reading.done() and heard < len(said):
                heard = len(said)
                await asyncio.wait([reading], timeout=patience)
        finally:
            closed = reading.done()
            reading.cancel()
            writer.close()
        return Said(_MOVING.sub(rb"\1: -", bytes(said)), closed)

    async def _arrival(self, port: int, octets: int, reading: "asyncio.Task[None]") -> None:
        """Until so many octets have arrived, so that each piece is received by itself; or the server has closed."""
        for _ in range(MOST_TURNS):
            if self.arrived[port] >= octets or reading.done():
                return
            await asyncio.sleep(0)


async def _read(reader: asyncio.StreamReader, said: bytearray) -> None:
    with suppress(ConnectionError):
        while octets := await reader.read(65536):
            said += octets


def application(desk: Desk, proxies: Networks = ()) -> web.Application:
    """The routes that the lane stands before."""
    app = web.Application(middlewares=[believing(proxies)])
    app[DESK] = desk
    app.add_routes(routes())
    door = Door(desk)
    app.add_routes(DigitalLinks(desk, otherwise=door.answer).routes())
    app.add_routes(door.routes())
    app.on_response_prepare.append(cors.permit)
    return app


def noting(handler: type[RequestHandler], arrived: Arrivals) -> Any:
    """The same connections, which note what arrives."""

    class Noting(handler):  # type: ignore[misc, valid-type]
        __slots__ = ("_from",)

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self._from = transport.get_extra_info("peername")[1]
            super().connection_made(transport)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            arrived[self._from] += len(data)

    return Noting


@asynccontextmanager
async def with_lane(
    folder: Path,
    shelf: PaperShelf,
    *,
    pure: bool,
    limits: Limits | None = None,
    clerk: type[Clerk] | None = None,
    lane: type[Lane] = Lane,
    able: bool = False,
    sources: Sources | None = None,
) -> AsyncIterator[Server]:
    """A server with the lane; `clerk` and `lane` put others in their place."""
    desk, arrived = desk_at(folder, shelf, able=able, sources=sources), Arrivals()
    serving = Serving(
        application(desk, limits.proxies if limits else ()),
        limits,
        clerk=clerk(desk) if clerk is not None else clerk_for(desk, pure=pure),
        lane=noting(lane, arrived),
        shutdown_timeout=1,
    )
    await serving.setup()
    try:
        _, port = await serving.listen("127.0.0.1", 0)
        yield Server(port, desk, arrived, serving)
    finally:
        await serving.cleanup()


@asynccontextmanager
async def without_lane(
    folder: Path, shelf: PaperShelf, *, limits: Limits | None = None, able: bool = False
) -> AsyncIterator[Server]:
    """The same routes behind aiohttp alone."""
    limits = limits or Limits()
    desk, arrived = desk_at(folder, shelf, able=able), Arrivals()
    handler = noting(RequestHandler, arrived)

    class Plain(WebServer):
        def __call__(self) -> RequestHandler:
            made: RequestHandler = handler(self, loop=self._loop, **self._kwargs)
            return made

    runner = web.AppRunner(
        application(desk),
        access_log=None,
        logger=QUIET,
        keepalive_timeout=limits.idle_seconds,
        max_line_size=limits.longest_line,
        max_field_size=limits.longest_line,
        shutdown_timeout=1,
    )
    await runner.setup()
    assert runner.server is not None
    runner.server.__class__ = Plain
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield Server(site.port, desk, arrived)
    finally:
        await runner.cleanup()


async def differences(
    cases: Sequence[Case], one: Server, other: Server, *, pause: float = 0.0, at_once: int = 40
) -> list[tuple[Case, Said, Said]]:
    """The cases to which two servers say something different."""
    gate = asyncio.Semaphore(at_once)

    async def compare(case: Case, pause: float) -> tuple[Case, Said, Said] | None:
        async with gate:
            said, expected = await asyncio.gather(one.ask(case, pause=pause), other.ask(case, pause=pause))
        return (case, said, expected) if said != expected else None

    compared = await asyncio.gather(*(compare(case, pause) for case in cases))
    found = [difference for difference in compared if difference is not None]
    # aiohttp alone says one thing to octets that arrive while it is at work on those before, and another to those that
    # come later. So what differs is sent again, slowly and by itself.
    again = [await compare(case, 0.05) for case, _, _ in found]
    return [difference for difference in again if difference is not None]
