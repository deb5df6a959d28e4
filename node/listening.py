"""Listening sockets: opened once, before any process is forked, one set for each worker.

A worker inherits its set, and so does the worker that replaces it: what connects while there is none waits in the
queue, and no port is ever lost. With SO_REUSEPORT the kernel spreads connections over the sets.
"""

import errno
import os
import socket
from collections.abc import Sequence

import msgspec

from node.addresses import Address
from schemas.errors import Busy, Malformed

BACKLOG = 1024

# Milliseconds after which a peer that acknowledges nothing, or whose window stays shut, is given up (RFC 5482): a
# client that asks and never reads cannot hold an answer for ever.
GIVE_UP_MILLISECONDS = 30_000

# To find a port that is free for streams and datagrams alike.
_TRIES = 20


class Sockets(msgspec.Struct, frozen=True):
    """What one worker listens at."""

    http: socket.socket | None
    https: socket.socket | None
    dns: socket.socket | None = None
    """For streams; at the same port is `dns_datagrams`."""
    dns_datagrams: socket.socket | None = None

    def close(self) -> None:
        """Close this process's hold on them."""
        for held in (self.http, self.https, self.dns, self.dns_datagrams):
            if held is not None:
                held.close()


def open_sockets(
    http: Address | None, https: Address | None, sets: int, *, dns: Address | None = None
) -> Sequence[Sockets]:
    """Listening sockets for so many workers; port 0 takes a free port, the same for all.

    Raises:
        Busy: an address is taken.
        Malformed: an address is not one of this machine, or its port is not for everybody.
    """
    shared = sets > 1
    https_sockets = _set(https, sets, shared) if https is not None else [None] * sets
    http_sockets = _set(http, sets, shared) if http is not None else [None] * sets
    pairs = _pairs(dns, sets, shared) if dns is not None else [(None, None)] * sets
    return [
        Sockets(plain, secure, *pair) for plain, secure, pair in zip(http_sockets, https_sockets, pairs, strict=True)
    ]


def port_of(held: socket.socket) -> int:
    """The port a socket is bound to."""
    port: int = held.getsockname()[1]
    return port


def _pairs(address: Address, sets: int, shared: bool) -> list[tuple[socket.socket, socket.socket]]:
    """For each worker a socket for streams and one for datagrams at the same port."""
    for left in range(_TRIES, 0, -1):
        streams = _set(address, sets, shared)
        try:
            named = Address(address.host, port_of(streams[0]))
            return list(zip(streams, _set(named, sets, shared, socket.SOCK_DGRAM), strict=True))
        except Busy:
            for held in streams:
                held.close()
            if address.port or left == 1:  # a port that was free for streams need not be so for datagrams
                raise
    raise AssertionError("the last try has raised")


def _set(
    address: Address, sets: int, shared: bool, kind: socket.SocketKind = socket.SOCK_STREAM
) -> list[socket.socket]:
    if shared and address.port:
        # With SO_REUSEPORT a second node could share the port without a word. A plain bind finds the first one.
        _bound(address, False, kind).close()
    first = _bound(address, shared, kind)
    bound = [first]
    named = Address(address.host, port_of(first))
    bound += [_bound(named, shared, kind) for _ in range(sets - 1)]
    if kind is socket.SOCK_STREAM:
        for held in bound:
            held.listen(BACKLOG)
    return bound


def _bound(address: Address, shared: bool, wanted: socket.SocketKind) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=wanted, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise Malformed(f"cannot listen at {address}: there is no address of that name") from None
    made = socket.socket(family, kind, protocol)
    try:
        if wanted is socket.SOCK_STREAM:  # for datagrams it would mean that others may share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        if wanted is socket.SOCK_STREAM:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if wanted is socket.SOCK_STREAM and hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; connections inherit it
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GIVE_UP_MILLISECONDS)
        made.setblocking(False)
        made.bind(place)
    except OSError as trouble:
        made.close()
        if trouble.errno == errno.EADDRINUSE:
            raise Busy(f"cannot listen at {address}: something else listens there already") from None
        why = os.strerror(trouble.errno or 0).lower()
        raise Malformed(f"cannot listen at {address}: {why}") from None
    return made
