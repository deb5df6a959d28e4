"""A worker: answers at the sockets it was given, until it is told to stop; then it finishes what is in flight."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from aiohttp.web_runner import BaseRunner, BaseSite

from node import tls
from node.assembly import Parts
from node.calls import Keeping
from node.draining import drain
from node.folder import Folder
from node.listening import Sockets
from node.name_service import name_serving
from node.settings import Settings
from node.tls_bridge import TlsBridge
from resolver.edge.compiled import OUTDATED
from resolver.edge.hall import Limits
from resolver.edge.serving import Serving

log = structlog.get_logger()

# For handlers that are cancelled to clean up after themselves.
CANCEL_SECONDS = 0.5


class BridgedSite(BaseSite):
    """A listening socket whose connections speak TLS through a bridge."""

    __slots__ = ("_listen",)

    def __init__(self, runner: BaseRunner, listen: Callable[[], Awaitable[asyncio.AbstractServer]]) -> None:
        super().__init__(runner)
        self._listen = listen

    @property
    def name(self) -> str:
        """What aiohttp calls it."""
        return "https"

    async def start(self) -> None:
        """Begin to accept."""
        await super().start()
        self._server = await self._listen()


class Worker:
    """One worker, on the running loop."""

    def __init__(self, settings: Settings, folder: Folder, sockets: Sockets, keeping: Keeping, name: str) -> None:
        self._settings = settings
        self._sockets = sockets
        self._parts = Parts(settings, folder, keeping, name)
        limits = Limits(
            header_seconds=settings.header_seconds,
            idle_seconds=settings.idle_seconds,
            connections_per_address=settings.connections_per_address,
            longest_line=settings.longest_line,
            proxies=settings.proxies,
        )
        self._names = name_serving(settings, folder, sockets, self._parts.desk, self._parts.reader)
        self._drain_seconds = settings.drain_seconds
        # After `drain` there is nothing to wait for; aiohttp spends this time twice over on what it cancels.
        self._serving = Serving(self._parts.app, limits, shutdown_timeout=CANCEL_SECONDS)

    async def open(self) -> None:
        """Answer from now on. Nothing here waits for the database.

        Raises:
            Malformed: the certificate that the settings name cannot be used.
        """
        self._parts.open()
        if OUTDATED:
            log.warning(
                "the lane in C was built for another state of the source: answering in Python until it is built"
            )
        await self._serving.setup()
        if self._sockets.http is not None:
            await web.SockSite(self._serving, self._sockets.http).start()
        if self._sockets.https is not None and (files := tls.pair(self._settings)) is not None:
            await self._site(files).start()
        if self._names is not None:
            await self._names.open()

    async def close(self) -> None:
        """Stop accepting, finish what is in flight within `drain_seconds`, let go of everything."""
        if self._names is not None:
            await self._names.close()
        for site in self._serving.sites:
            await site.stop()
        if self._serving.server is not None and (busy := await drain(self._serving.server, self._drain_seconds)):
            log.warning("cut off", requests=busy)
        await self._serving.cleanup()
        await self._parts.close()

    def _site(self, files: tls.Pair) -> BaseSite:
        # Always through the bridge: it is the only one that takes any client certificate, and the TLS of uvloop was
        # seen to lose the end of a stream whose reader was slow.
        loop = asyncio.get_running_loop()
        context = tls.server_context(files, ask=self._settings.client_certificates == "ask")
        held, server = self._sockets.https, self._serving.server
        assert server is not None
        assert held is not None

        def bridge() -> TlsBridge:
            return TlsBridge(context, server, loop, self._settings.header_seconds)

        return BridgedSite(self._serving, lambda: loop.create_server(bridge, sock=held))
