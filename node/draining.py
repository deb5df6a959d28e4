"""Draining: let what is in flight end before a worker stops, uploads included.

aiohttp's own shutdown waits for handlers but stops listening to their clients: a request whose body is still arriving
could only be cut off. So its connections are closed here, each once nothing is under way on it.
"""

import asyncio

from aiohttp.web_protocol import RequestHandler
from aiohttp.web_server import Server

# How often it is looked whether a connection has become idle: what a client may lose is a request sent in between.
PAUSE = 0.02

# A connection that was accepted just now has its request on the way: for so long nothing is closed for being idle.
GRACE_SECONDS = 0.3


async def drain(server: Server, seconds: float) -> int:
    """Close the server's connections as they become idle; how many were still busy after so many seconds.

    Nothing may be accepted any more when this is called.
    """
    await asyncio.sleep(min(GRACE_SECONDS, seconds))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        busy = [connection for connection in server.connections if _keeps_busy(connection)]
        if not busy or loop.time() >= deadline:
            return len(busy)
        await asyncio.sleep(PAUSE)


def _keeps_busy(connection: RequestHandler) -> bool:
    """Whether a request is under way; a connection without one is closed."""
    # aiohttp has no public word for this. `_messages` holds heads that no handler has taken up yet.
    if connection._request_in_progress or connection._messages:
        return True
    connection.close()
    return False
