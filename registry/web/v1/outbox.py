"""Outbox: lines that answer a body which is still being sent.

Many clients send all of their body before they read a word. Were the answer simply written, both sides would wait for
each other as soon as the buffers between them are full. So lines go out at once while the client reads, and are kept
aside, in a file when there are many, while it does not.
"""

import asyncio
import tempfile

from aiohttp import web

# Well below the 64 KiB at which a transport says that its buffer is full: a piece is written into an empty one only,
# so writing never waits.
_PIECE = 32 << 10
_KEPT_IN_MEMORY = 1 << 20


class Outbox:
    """The lines of one answer, in order."""

    def __init__(self, request: web.Request, content_type: str) -> None:
        self._request = request
        self._response = web.StreamResponse(headers={"Content-Type": content_type, "Cache-Control": "no-store"})
        self._kept = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self._sent = 0
        self._end = 0

    @property
    def kept(self) -> int:
        """Octets that the client has not taken yet."""
        return self._end - self._sent

    @property
    def begun(self) -> bool:
        """Whether the head of the answer has gone out: from then on only lines can tell of anything."""
        return self._response.prepared

    async def put(self, lines: bytes) -> None:
        """Take lines, and send what the client takes without being waited for."""
        if not self.begun:
            await self._response.prepare(self._request)
        self._kept.seek(self._end)
        self._kept.write(lines)
        self._end += len(lines)
        while self._sent < self._end and self._roomy():
            await self._send_piece()
            await asyncio.sleep(0)  # the transport passes it on now, if it can

    async def close(self) -> web.StreamResponse:
        """Send all the rest, at the pace at which the client reads."""
        if not self.begun:
            await self._response.prepare(self._request)
        while self._sent < self._end:
            await self._send_piece()
        await self._response.write_eof()
        return self._response

    def discard(self) -> None:
        """Let go of what is kept."""
        self._kept.close()

    def _roomy(self) -> bool:
        transport = self._request.transport
        return transport is not None and transport.get_write_buffer_size() == 0

    async def _send_piece(self) -> None:
        self._kept.seek(self._sent)
        piece = self._kept.read(_PIECE)
        await self._response.write(piece)
        self._sent += len(piece)
        if self._sent == self._end:
            self._kept.seek(0)
            self._kept.truncate()
            self._sent = self._end = 0
