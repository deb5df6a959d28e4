"""Serving: an application on sockets, with the lane in front of its routes."""

import asyncio
import logging
import ssl
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError
from aiohttp.web_server import Server

from resolver.edge.clerk import Clerk
from resolver.edge.compiled import clerk_for
from resolver.edge.desk import DESK
from resolver.edge.hall import Hall, Limits
from resolver.edge.lane import Lane

QUIET = logging.getLogger("idnode.http")
"""What aiohttp says about connections. That a stranger sent nonsense is no event: it would fill the disk."""


def _worth_saying(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError | RequestPayloadError))


QUIET.addFilter(_worth_saying)


class _Lanes(Server):
    """aiohttp's server, whose connections are lanes."""

    hall: Hall
    lane: type[Lane]

    def __call__(self) -> Lane:
        return self.lane(self, hall=self.hall, loop=self._loop, **self._kwargs)


class Serving(web.AppRunner):
    """An application with a desk (`app[DESK]`), ready to be given sockets.

    Like every aiohttp runner: `await setup()`, sites (`listen`, or `web.SockSite(serving, socket)`), `await cleanup()`.
    """

    def __init__(
        self,
        app: web.Application,
        limits: Limits | None = None,
        *,
        clerk: Clerk | None = None,
        lane: type[Lane] = Lane,
        **kwargs: Any,
    ) -> None:
        """Prepare to serve.

        Args:
            app: the routes; it must not be given middlewares that change what the lane answers.
            limits: what a connection may take.
            clerk: who answers plain questions; the fastest there is.
            lane: the connections.
            kwargs: for aiohttp's runner, `shutdown_timeout` above all.
        """
        self.limits = limits or Limits()
        super().__init__(
            app,
            access_log=None,
            logger=QUIET,
            keepalive_timeout=self.limits.idle_seconds,
            max_line_size=self.limits.longest_line,
            max_field_size=self.limits.longest_line,
            **kwargs,
        )
        desk = app[DESK]
        self.hall = Hall(desk, clerk or clerk_for(desk, self.limits.longest_line), self.limits)
        self._lane = lane

    async def _make_server(self) -> Server:
        server = await super()._make_server()
        # aiohttp makes its connections in this one method and has no setting for another protocol.
        server.__class__ = _Lanes
        assert isinstance(server, _Lanes)
        server.hall = self.hall
        server.lane = self._lane
        self.hall.open()
        return server

    async def cleanup(self) -> None:
        """Stop listening, let requests in flight end within `shutdown_timeout`, close."""
        await super().cleanup()
        self.hall.close()

    async def listen(
        self, host: str, port: int, *, tls: ssl.SSLContext | None = None, shared: bool = False
    ) -> tuple[str, int]:
        """Accept connections; with `shared` other processes may listen on the same port. The address that was bound."""
        site = web.TCPSite(self, host, port, ssl_context=tls, reuse_port=shared or None, backlog=1024)
        await site.start()
        return host, site.port


def new_loop() -> asyncio.AbstractEventLoop:
    """The event loop to serve on: uvloop's where it is installed, else the one Python brings along."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
