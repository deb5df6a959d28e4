"""Raw HTTP over real sockets: two servers of the same routes, one with the lane and one without, and what they say."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from aiohttp import web

from resolver.edge import cors
from resolver.edge.clerk import Clerk
from resolver.edge.compiled import clerk_for
from resolver.edge.desk import DESK, Desk
from resolver.edge.door import Door
from resolver.edge.hall import Limits
from resolver.edge.handles import routes
from resolver.edge.lane import Lane
from resolver.edge.serving import QUIET, Serving
from tests.resolver.edge.standing import PaperShelf, desk_at

PATIENCE = 0.4
"""Seconds without an octet after which a server is taken to wait for more."""
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
        return [int(status) for status in re.findall(rb"(?m)^HTTP/1\.[01] (\d{3}) ", self.octets)]


class Server(msgspec.Struct):
    """A server on a port of this machine."""

    port: int
    folder: Path
    desk: Desk
    serving: Serving | None = None

    async def ask(self, case: Case, *, pause: float = 0.0, patience: float = PATIENCE) -> Said:
        """Send the pieces, with a pause after each, and read until the server closes or has nothing more to say."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        said = bytearray()
        try:
            for piece in case:
                writer.write(piece)
                await asyncio.sleep(pause)
            while True:
                try:
                    octets = await asyncio.wait_for(reader.read(65536), patience)
                except TimeoutError:
                    return Said(_MOVING.sub(rb"\1: -", bytes(said)), closed=False)
                if not octets:
                    break
                said += octets
        except ConnectionError:
            pass  # closed while the rest of the case was on its way: what was read before counts
        finally:
            writer.close()
        return Said(_MOVING.sub(rb"\1: -", bytes(said)), closed=True)


def application(desk: Desk) -> web.Application:
    """The routes that the lane stands before."""
    app = web.Application()
    app[DESK] = desk
    app.add_routes(routes())
    app.add_routes(Door(desk).routes())
    app.on_response_prepare.append(cors.permit)
    return app


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
) -> AsyncIterator[Server]:
    """A server with the lane; `clerk` and `lane` put others in their place."""
    desk = desk_at(folder, shelf, able=able)
    serving = Serving(
        application(desk),
        limits,
        clerk=clerk(desk) if clerk is not None else clerk_for(desk, pure=pure),
        lane=lane,
        shutdown_timeout=1,
    )
    await serving.setup()
    try:
        _, port = await serving.listen("127.0.0.1", 0)
        yield Server(port, folder, desk, serving)
    finally:
        await serving.cleanup()


@asynccontextmanager
async def without_lane(
    folder: Path, shelf: PaperShelf, *, limits: Limits | None = None, able: bool = False
) -> AsyncIterator[Server]:
    """The same routes behind aiohttp alone."""
    limits = limits or Limits()
    desk = desk_at(folder, shelf, able=able)
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
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield Server(site.port, folder, desk)
    finally:
        await runner.cleanup()


async def differences(
    cases: Sequence[Case], one: Server, other: Server, *, pause: float = 0.001, at_once: int = 40
) -> list[tuple[Case, Said, Said]]:
    """The cases to which two servers say something different."""
    gate = asyncio.Semaphore(at_once)

    async def compare(case: Case, pause: float) -> tuple[Case, Said, Said] | None:
        async with gate:
            said, expected = await asyncio.gather(one.ask(case, pause=pause), other.ask(case, pause=pause))
        return (case, said, expected) if said != expected else None

    found = [one for one in await asyncio.gather(*(compare(case, pause) for case in cases)) if one is not None]
    # aiohttp alone says one thing to pieces that arrive together and another to those that do not; whether they do is
    # up to the kernel. So what differs is sent once more, slowly and one at a time.
    again = [await compare(case, 0.03) for case, _, _ in found]
    return [one for one in again if one is not None]
