"""A site: the servers that answer for prefixes, as an HS_SITE value and `/api/site` describe them."""

from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address

import msgspec


class Protocol(IntEnum):
    """How an interface is spoken to; the numbers are the octet on the wire (handle-wire.md §6)."""

    UDP = 0
    TCP = 1
    HTTP = 2
    HTTPS = 3


class Hashing(IntEnum):
    """By which part of a handle its server is found; the numbers are the octet on the wire."""

    BY_PREFIX = 0
    BY_SUFFIX = 1
    BY_HANDLE = 2


class Interface(msgspec.Struct, frozen=True):
    """A door of a server."""

    query: bool
    """Whether it answers questions."""
    admin: bool
    """Whether it takes changes."""
    protocol: Protocol
    port: int


class Attribute(msgspec.Struct, frozen=True):
    """A named remark."""

    name: str
    value: str


class Server(msgspec.Struct, frozen=True):
    """One server of a site."""

    server_id: int
    address: IPv4Address | IPv6Address
    public_key: bytes
    """As in the data of an HS_PUBKEY value; may be empty."""
    interfaces: tuple[Interface, ...]


class Site(msgspec.Struct, frozen=True):
    """Servers that hold the same handles, each its share of them."""

    version: int
    """Of the layout: 1."""
    protocol_version: tuple[int, int]
    """Of the Handle protocol: major and minor."""
    serial_number: int
    """Rises when the description changes."""
    primary: bool
    """Whether changes are made here."""
    multi_primary: bool
    """Whether there are several such sites."""
    servers: tuple[Server, ...]
    attributes: tuple[Attribute, ...] = ()
    hashing: Hashing = Hashing.BY_HANDLE
    hash_filter: str = ""
