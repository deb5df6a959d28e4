"""The lane: the HTTP hot path, one subclass in front of aiohttp's own handler.

It looks at what arrives before aiohttp does. If that is plain questions and nothing else, and aiohttp stands idle
between two requests, the clerk's answers are written at once; every other octet is handed on untouched and in order.
So a client sees one server: what the lane answers, the routes would have answered with the same octets.

Whether the lane may answer is one attribute, `_direct`. It is true on a new connection and becomes false when anything
is handed on, when writing is paused and when the connection closes; it becomes true again in `_idle` alone.
"""

import asyncio
from typing import Any, cast

from aiohttp.web_protocol import RequestHandler
from aiohttp.web_server import Server

from resolver.edge.clerk import Answering, Known
from resolver.edge.framing import Framing
from resolver.edge.hall import Hall

MOST_AT_ONCE = 64
"""Answers put together before they are written: between two such batches it is seen whether the client still reads."""

_END_OF_HEAD = b"\r\n\r\n"


class Lane(RequestHandler):
    """One connection."""

    __slots__ = ("_address", "_answer", "_direct", "_framing", "_hall", "_known", "vetted")

    _known: Known

    def __init__(self, manager: Server, *, hall: Hall, loop: asyncio.AbstractEventLoop, **kwargs: Any) -> None:
        super().__init__(manager, loop=loop, **kwargs)
        self._hall = hall
        self._answer: Answering = hall.clerk.answer
        self._framing = Framing()
        self._direct = False
        self._address: str | None = None
        self.vetted = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there. It is sent away at once if its address has too many connections already."""
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        address = peer[0] if isinstance(peer, tuple) else None
        self._known = self._hall.known(address)
        self._answer = self._hall.answering(address)
        if not self._hall.enter(address):
            self.force_close()
            return
        self._address = address
        self._close_unless_heard_within(self._hall.limits.header_seconds)
        self._direct = True

    def connection_lost(self, exc: BaseException | None) -> None:
        """The client is gone."""
        self._direct = False
        self._hall.leave(self._address)
        self._address = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Octets have arrived."""
        if self._direct:
            answer = self._answer(data, self._known, self)
            if answer is not None:
                cast(asyncio.Transport, self.transport).write(answer)
                # aiohttp's keep-alive timer looks at this when it fires; the hall reckons it once a second.
                self._next_keepalive_close_time = self._hall.close_time
                return
        elif data and self._idle():
            self._direct = True
            self.data_received(data)
            return
        if self._direct and (several := self._several(data)):
            data = self._answer_several(several)
        if data or not self._direct:
            self._hand_on(data)

    def _several(self, data: bytes) -> list[bytes]:
        """The octets as more than one plain question; empty if they are anything else.

        One that is not plain takes the others with it to aiohttp: a request that it refuses makes it forget those that
        came in the same piece, and with the lane it must not be otherwise.
        """
        if data.count(_END_OF_HEAD) < 2 or not data.endswith(_END_OF_HEAD):
            return []
        heads = [head + _END_OF_HEAD for head in data.split(_END_OF_HEAD)[:-1]]
        return heads if all(map(self._hall.clerk.is_plain, heads)) else []

    def _answer_several(self, heads: list[bytes]) -> bytes:
        """Answer plain questions, as long as the client reads the answers and the clerk has them; what is left."""
        answers: list[bytes] = []
        for place, head in enumerate(heads):
            answer = self._answer(head, self._known, self)
            if answer is None:
                self._write(answers)
                return b"".join(heads[place:])
            answers.append(answer)
            if len(answers) == MOST_AT_ONCE:
                self._write(answers)
                if not self._direct:
                    return b"".join(heads[place + 1 :])
        self._write(answers)
        return b""

    def _write(self, answers: list[bytes]) -> None:
        if answers and self.transport is not None:
            self.transport.write(b"".join(answers))
            self._next_keepalive_close_time = self._hall.close_time
            answers.clear()

    def _hand_on(self, data: bytes) -> None:
        """Let aiohttp have the octets, and keep account of where they leave its parser."""
        self._direct = False
        began = self._framing.in_head
        self._framing.feed(data)
        super().data_received(data)
        if self._framing.in_head and not began:
            self._close_unless_heard_within(self._hall.limits.header_seconds)

    def _idle(self) -> bool:
        """Whether aiohttp waits between two requests, and so does its parser, and nothing keeps it from answering."""
        return (
            self._framing.between
            and self._framing.messages == self._request_count
            and self._waiter is not None
            and not self._waiter.done()
            and not self._messages
            and not (self._paused or self._reading_paused or self._buffer_paused)
            and not (self._close or self._force_close or self._upgraded)
            and self._payload_parser is None
            and self.transport is not None
            and not self.transport.is_closing()
        )

    def _close_unless_heard_within(self, seconds: float) -> None:
        """Let aiohttp's keep-alive timer fire after so many seconds, unless a request is complete by then."""
        if self._keepalive_handle is not None:
            self._keepalive_handle.cancel()
        close_time = self._loop.time() + seconds
        self._next_keepalive_close_time = close_time
        self._keepalive_handle = self._loop.call_at(close_time, self._process_keepalive)

    def pause_writing(self) -> None:
        """The client does not read as fast as it asks: aiohttp's handlers wait for it, the lane would not."""
        self._direct = False
        super().pause_writing()

    def close(self) -> None:
        """No more requests are taken from this connection."""
        self._direct = False
        super().close()

    def force_close(self) -> None:
        """The connection ends now."""
        self._direct = False
        super().force_close()
