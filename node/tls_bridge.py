"""TLS between a transport and a protocol, by pyOpenSSL: it can take any client certificate, which `ssl` cannot.

`Session` is the conversation, without any I/O. `TlsBridge` is a protocol to the connection and a transport to the
protocol inside, and only carries. The protocol inside finds the client's certificate (DER) under
`transport.get_extra_info("peer_certificate")`.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, cast

from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

# A TLS record holds at most 16 KiB (RFC 8446 §5.1); so much is encrypted, or asked of the session, at a time.
PIECE = 64 * 1024


class Session:
    """One server side of TLS: octets of the wire in, plain octets out, and the other way round."""

    def __init__(self, context: SSL.Context) -> None:
        self._connection = SSL.Connection(context, None)
        self._connection.set_accept_state()
        self.established = False
        """Whether the handshake is done."""
        self.ended = False
        """Whether the peer has said that it sends nothing more."""

    def receive(self, wire: bytes) -> None:
        """Take octets from the wire.

        Raises:
            SSL.Error: they are not TLS, or not what may come now; `to_send` then has the alert.
        """
        while wire:
            wire = wire[self._connection.bio_write(wire) :]
        if not self.established:
            try:
                self._connection.do_handshake()
            except SSL.WantReadError:
                return
            self.established = True

    def plain(self) -> Iterator[bytes]:
        """The plain octets received, piece by piece; a piece that was not asked for stays.

        Raises:
            SSL.Error: the stream is broken.
        """
        while self.established and not self.ended:
            try:
                piece = self._connection.recv(PIECE)
            except SSL.WantReadError:
                return
            except SSL.ZeroReturnError:
                self.ended = True
                return
            yield piece

    def send(self, plain: bytes | bytearray | memoryview) -> None:
        """Encrypt octets for the wire: `to_send` has them."""
        view = memoryview(plain).cast("B")
        while view:
            view = view[self._connection.send(bytes(view[:PIECE])) :]

    def to_send(self) -> bytes:
        """What is to be put on the wire now."""
        pieces = []
        while True:
            try:
                pieces.append(self._connection.bio_read(PIECE))
            except SSL.WantReadError:
                return b"".join(pieces)

    def close(self) -> None:
        """Say that nothing more is sent (close_notify)."""
        if self.established:
            try:
                self._connection.shutdown()
            except SSL.Error:
                return  # the stream was broken already: there is nobody to say it to

    def peer_certificate(self) -> bytes | None:
        """The client's certificate as DER; None if it showed none."""
        found = self._connection.get_peer_certificate(as_cryptography=True)
        return None if found is None else found.public_bytes(Encoding.DER)

    def version(self) -> str:
        """`TLSv1.2` or `TLSv1.3`."""
        return self._connection.get_protocol_version_name()


class TlsBridge(asyncio.Protocol, asyncio.Transport):
    """Carries octets between a connection and the protocol inside, through a `Session`."""

    def __init__(
        self,
        context: SSL.Context,
        inside: Callable[[], asyncio.Protocol],
        loop: asyncio.AbstractEventLoop,
        handshake_seconds: float,
    ) -> None:
        super().__init__()
        self._context = context
        self._session = Session(context)
        self._make_inside = inside
        self._loop = loop
        self._handshake_seconds = handshake_seconds
        self._inside: asyncio.Protocol | None = None
        self._outside: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._certificate: bytes | None = None
        self._paused = False
        self._closing = False
        self._held_open = False

    # To the connection: a protocol.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the handshake, though not for ever."""
        self._outside = cast(asyncio.Transport, transport)  # uvloop's transports are none by inheritance
        self._deadline = self._loop.call_later(self._handshake_seconds, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Decrypt, and hand on what came out."""
        if self._closing:
            return
        try:
            self._session.receive(data)
        except SSL.Error:
            self._fail()
            return
        if self._inside is None and self._session.established:
            self._begin()
        self._deliver()

    def eof_received(self) -> bool:
        """The connection's end, with or without close_notify before: what was received was handed on already."""
        self._end()
        return self._held_open and not self._closing

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the protocol inside."""
        self._closing = True
        self._stop_waiting()
        inside, self._inside = self._inside, None
        if inside is not None:
            inside.connection_lost(exc)

    def pause_writing(self) -> None:
        """The connection is slow: its buffer is the only one, so the protocol inside must wait."""
        if self._inside is not None:
            self._inside.pause_writing()

    def resume_writing(self) -> None:
        """The connection has room again."""
        if self._inside is not None:
            self._inside.resume_writing()

    def _begin(self) -> None:
        self._stop_waiting()
        self._certificate = self._session.peer_certificate()
        self._inside = self._make_inside()
        self._flush()
        self._inside.connection_made(self)

    def _deliver(self) -> None:
        """Hand plain octets on until there are none, or the protocol inside has had enough."""
        try:
            pieces = self._session.plain()
            while self._inside is not None and not (self._paused or self._closing):
                if (piece := next(pieces, None)) is None:
                    break
                self._inside.data_received(piece)
        except SSL.Error:
            self._fail()
            return
        self._flush()
        if self._session.ended and not self._paused:
            self._end()

    def _end(self) -> None:
        """Nothing more comes: as on a plain connection, the protocol inside may hold it open to finish an answer."""
        if self._closing or self._held_open:
            return
        if self._inside is not None and self._inside.eof_received():
            self._held_open = True
        else:
            self.close()

    def _fail(self) -> None:
        """Send the alert that says why, and close; nothing of it is logged, for anybody can cause it."""
        self._flush()
        self._closing = True
        self._stop_waiting()
        if self._outside is not None:
            self._outside.close()
            # A peer that reads nothing must not keep the alert, and with it the connection, waiting here.
            self._deadline = self._loop.call_later(self._handshake_seconds, self._outside.abort)

    def _give_up(self) -> None:
        self._deadline = None
        if not self._session.established:
            self.abort()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _flush(self) -> None:
        if self._outside is not None and (wire := self._session.to_send()):
            self._outside.write(wire)

    # To the protocol inside: a transport.

    @property
    def _sendfile_compatible(self) -> object:
        # Asked by asyncio's `loop.sendfile`. At this error, and at no other, aiohttp sends a file piece by piece.
        raise NotImplementedError("a file cannot go past the encryption")

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """`peer_certificate` (DER), `sslcontext` (which tells aiohttp that this is https), else the connection's."""
        match name:
            case "peer_certificate":
                return self._certificate if self._certificate is not None else default
            case "sslcontext":
                return self._context
            case "tls_version":
                return self._session.version()
        return default if self._outside is None else self._outside.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send. After `close` it is lost, as with every transport."""
        if self._closing or not data:
            return
        try:
            self._session.send(data)
        except SSL.Error:
            self._fail()
            return
        self._flush()

    def writelines(self, list_of_data: Any) -> None:
        """Encrypt and send several pieces as one."""
        self.write(b"".join(list_of_data))

    def can_write_eof(self) -> bool:
        """No: this side of TLS closes as a whole."""
        return False

    def close(self) -> None:
        """Say close_notify, send what is waiting, close."""
        if self._closing:
            return
        self._closing = True
        self._stop_waiting()
        self._session.close()
        self._flush()
        if self._outside is not None:
            self._outside.close()

    def abort(self) -> None:
        """Close at once; what is waiting is lost."""
        self._closing = True
        self._stop_waiting()
        if self._outside is not None:
            self._outside.abort()

    def is_closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self._closing or self._outside is None or self._outside.is_closing()

    def is_reading(self) -> bool:
        """Whether received octets are handed on."""
        return not (self._paused or self._closing)

    def pause_reading(self) -> None:
        """Hand nothing more on; what is decrypted next stays in the session."""
        if self.is_reading():
            self._paused = True
            if self._outside is not None:
                self._outside.pause_reading()

    def resume_reading(self) -> None:
        """Go on handing on, beginning with what stayed; not from within this call."""
        if self._paused:
            self._paused = False
            if self._outside is not None and not self._closing:
                self._outside.resume_reading()
                self._loop.call_soon(self._deliver)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """The connection's limits: there is no buffer here."""
        if self._outside is not None:
            self._outside.set_write_buffer_limits(high, low)

    def get_write_buffer_size(self) -> int:
        """Octets waiting to be sent."""
        return 0 if self._outside is None else self._outside.get_write_buffer_size()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Another protocol takes over (a WebSocket, say)."""
        self._inside = cast(asyncio.Protocol, protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        """The protocol inside."""
        return self if self._inside is None else self._inside
