"""HS_SITE: a site of servers.

Octets: handle-wire.md §6. Document: handle-http.md §5, and besides `hashOption` and `hashFilter`, which are shown only
where they are not the usual ones (by the whole handle, none), so that what is read can be written back unchanged.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Literal, cast

import msgspec

from schemas.encodings import plain, publickey
from schemas.encodings.plain import Base64Data, HexData, TextData
from schemas.encodings.publickey import KeyData
from schemas.errors import Malformed
from schemas.octets import Octets, put_counted, put_string, put_uint8, put_uint16, put_uint32
from schemas.site import Attribute, Hashing, Interface, Protocol, Server, Site

_PRIMARY, _MULTI_PRIMARY = 0x80, 0x40
_ADMIN, _QUERY = 1, 2
_LEAST_ATTRIBUTE, _LEAST_SERVER, _LEAST_INTERFACE = 8, 28, 6
_PROTOCOL_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})", re.ASCII)

Uint16 = Annotated[int, msgspec.Meta(ge=0, le=2**16 - 1)]
Uint32 = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]


class InterfaceDocument(msgspec.Struct, frozen=True):
    """An interface as JSON shows it."""

    query: bool
    admin: bool
    protocol: Literal["UDP", "TCP", "HTTP", "HTTPS"]
    port: Uint32


class AttributeDocument(msgspec.Struct, frozen=True):
    """An attribute as JSON shows it."""

    name: str
    value: str


class ServerDocument(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A server as JSON shows it."""

    server_id: Uint32
    address: str
    public_key: KeyData | TextData | Base64Data | HexData | None = None
    interfaces: tuple[InterfaceDocument, ...] | None = None


class SiteDocument(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """A site as JSON shows it."""

    version: Uint16
    protocol_version: str
    serial_number: Uint16
    primary_site: bool
    multi_primary: bool
    attributes: tuple[AttributeDocument, ...] | None = None
    servers: tuple[ServerDocument, ...] | None = None
    hash_option: Annotated[int, msgspec.Meta(ge=0, le=2)] = int(Hashing.BY_HANDLE)
    hash_filter: str = ""


class SiteData(msgspec.Struct, frozen=True, tag="site", tag_field="format"):
    """A value's data with their format."""

    value: SiteDocument


def from_octets(octets: bytes) -> Site:
    """Read a site.

    Raises:
        Malformed: the octets end early or go on, a count does not fit, text is not UTF-8, or a mask, hash option,
            interface type or protocol is not one that is known.
    """
    cursor = Octets(octets)
    version, major, minor, serial = cursor.take_uint16(), cursor.take_uint8(), cursor.take_uint8(), cursor.take_uint16()
    mask, hashing, hash_filter = cursor.take_uint8(), cursor.take_uint8(), cursor.take_string()
    if mask & ~(_PRIMARY | _MULTI_PRIMARY) or hashing > max(Hashing):
        raise Malformed(f"cannot read octets as HS_SITE: unknown primary mask {mask} or hash option {hashing}")
    attributes = tuple(
        Attribute(cursor.take_string(), cursor.take_string()) for _ in range(cursor.take_count(_LEAST_ATTRIBUTE))
    )
    servers = tuple(_take_server(cursor) for _ in range(cursor.take_count(_LEAST_SERVER)))
    cursor.end()
    return Site(
        version=version,
        protocol_version=(major, minor),
        serial_number=serial,
        primary=bool(mask & _PRIMARY),
        multi_primary=bool(mask & _MULTI_PRIMARY),
        servers=servers,
        attributes=attributes,
        hashing=Hashing(hashing),
        hash_filter=hash_filter,
    )


def to_octets(site: Site) -> bytes:
    """The octets of a site."""
    mask = (_PRIMARY if site.primary else 0) | (_MULTI_PRIMARY if site.multi_primary else 0)
    return b"".join(
        (
            put_uint16(site.version),
            bytes(site.protocol_version),
            put_uint16(site.serial_number),
            bytes((mask, site.hashing)),
            put_string(site.hash_filter),
            put_uint32(len(site.attributes)),
            *(put_string(one.name) + put_string(one.value) for one in site.attributes),
            put_uint32(len(site.servers)),
            *map(_put_server, site.servers),
        )
    )


def from_document(document: SiteDocument) -> Site:
    """The site a document describes.

    Raises:
        Malformed: a protocol version that is not two numbers up to 255, an address that is none, or an unreadable key.
    """
    version = _PROTOCOL_VERSION.fullmatch(document.protocol_version)
    if not version or max(int(version[1]), int(version[2])) > 255:
        raise Malformed(
            f"cannot read {document.protocol_version[:20]!r} as a protocol version: "
            f"expected two numbers up to 255, as in 2.11"
        )
    return Site(
        version=document.version,
        protocol_version=(int(version[1]), int(version[2])),
        serial_number=document.serial_number,
        primary=document.primary_site,
        multi_primary=document.multi_primary,
        servers=tuple(map(_server, document.servers or ())),
        attributes=tuple(Attribute(one.name, one.value) for one in document.attributes or ()),
        hashing=Hashing(document.hash_option),
        hash_filter=document.hash_filter,
    )


def to_document(site: Site) -> SiteDocument:
    """A site as JSON shows it."""
    return SiteDocument(
        version=site.version,
        protocol_version="{}.{}".format(*site.protocol_version),
        serial_number=site.serial_number,
        primary_site=site.primary,
        multi_primary=site.multi_primary,
        attributes=tuple(AttributeDocument(one.name, one.value) for one in site.attributes),
        servers=tuple(
            ServerDocument(
                server_id=one.server_id,
                address=str(one.address),
                public_key=_key_data(one.public_key),
                interfaces=tuple(
                    InterfaceDocument(
                        door.query,
                        door.admin,
                        cast(Literal["UDP", "TCP", "HTTP", "HTTPS"], door.protocol.name),
                        door.port,
                    )
                    for door in one.interfaces
                ),
            )
            for one in site.servers
        ),
        hash_option=int(site.hashing),
        hash_filter=site.hash_filter,
    )


def _take_server(cursor: Octets) -> Server:
    server_id, address, key = cursor.take_uint32(), cursor.take(16), cursor.take_counted()
    doors = tuple(_take_interface(cursor) for _ in range(cursor.take_count(_LEAST_INTERFACE)))
    plain_address = IPv6Address(address) if any(address[:12]) else IPv4Address(address[12:])
    return Server(server_id, plain_address, key, doors)


def _take_interface(cursor: Octets) -> Interface:
    kind, protocol, port = cursor.take_uint8(), cursor.take_uint8(), cursor.take_uint32()
    if kind > _ADMIN | _QUERY or protocol > max(Protocol):
        raise Malformed(f"cannot read octets as HS_SITE: unknown interface type {kind} or protocol {protocol}")
    return Interface(bool(kind & _QUERY), bool(kind & _ADMIN), Protocol(protocol), port)


def _put_server(server: Server) -> bytes:
    return b"".join(
        (
            put_uint32(server.server_id),
            server.address.packed.rjust(16, b"\0"),
            put_counted(server.public_key),
            put_uint32(len(server.interfaces)),
            *map(_put_interface, server.interfaces),
        )
    )


def _put_interface(door: Interface) -> bytes:
    kind = (_QUERY if door.query else 0) | (_ADMIN if door.admin else 0)
    return put_uint8(kind) + put_uint8(door.protocol) + put_uint32(door.port)


def _server(document: ServerDocument) -> Server:
    try:
        address = ip_address(document.address if "%" not in document.address else "")  # a scope has no octets
    except ValueError:
        raise Malformed(
            f"cannot read {document.address[:50]!r} as the address of a server: expected IPv4 or IPv6"
        ) from None
    doors = tuple(
        Interface(one.query, one.admin, Protocol[one.protocol], one.port) for one in document.interfaces or ()
    )
    return Server(document.server_id, address, _key_octets(document.public_key), doors)


def _key_octets(data: KeyData | TextData | Base64Data | HexData | None) -> bytes:
    match data:
        case None:
            return b""
        case KeyData():
            return publickey.to_octets(publickey.from_document(data.value))
    return plain.from_document(data)


def _key_data(octets: bytes) -> KeyData | TextData | Base64Data | None:
    if not octets:
        return None
    try:
        return KeyData(publickey.to_document(publickey.from_octets(octets)))
    except Malformed:
        return plain.to_document(octets)
