"""A zone as a master file (RFC 1035 §5), as NSD, Knot and BIND read it: one whole line a record."""

from collections.abc import Iterator

from resolver.domains.codes import Type
from resolver.domains.names import Name, to_text
from resolver.domains.records import Data, RRset
from resolver.domains.zones import Zone


def lines(zone: Zone, serial: int) -> Iterator[str]:
    """The records of a zone, the start of authority first.

    Raises:
        Corrupt: an entry that is needed is there and its checksum does not hold.
    """
    for node in zone.nodes(serial):
        for rrset in node.sets:
            yield from _records(rrset)


def _records(rrset: RRset) -> Iterator[str]:
    beginning = f"{to_text(rrset.owner)} {rrset.ttl} IN {rrset.type.name}"
    for data in rrset.data:
        yield f"{beginning} {_data(rrset.type, data)}"


def _data(type: Type, data: Data) -> str:
    match type:
        case Type.SOA:
            mname, rname, fixed = data
            numbers = [int.from_bytes(_octets(fixed)[at : at + 4], "big") for at in range(0, 20, 4)]
            return " ".join([_name(mname), _name(rname), *map(str, numbers)])
        case Type.NS:
            return _name(data[0])
        case Type.DNAME:
            return to_text(tuple(_counted(_octets(data[0])[:-1])))
        case Type.NAPTR:
            octets = _octets(data[0])
            numbers = [int.from_bytes(octets[at : at + 2], "big") for at in (0, 2)]
            return " ".join([*map(str, numbers), *map(_quoted, _counted(octets[4:-1])), "."])
        case Type.URI:
            octets = _octets(data[0])
            numbers = [int.from_bytes(octets[at : at + 2], "big") for at in (0, 2)]
            return " ".join([*map(str, numbers), _quoted(octets[4:])])
        case _:
            assert type is Type.TXT
            return " ".join(map(_quoted, _counted(_octets(data[0]))))


def _name(part: bytes | Name) -> str:
    assert isinstance(part, tuple)
    return to_text(part)


def _octets(part: bytes | Name) -> bytes:
    assert isinstance(part, bytes)
    return part


def _counted(octets: bytes) -> Iterator[bytes]:
    """Strings or labels, each behind its length."""
    at = 0
    while at < len(octets):
        length = octets[at]
        yield octets[at + 1 : at + 1 + length]
        at += 1 + length


def _quoted(octets: bytes) -> str:
    return '"' + "".join(map(_character, octets)) + '"'


def _character(octet: int) -> str:
    if octet in b'"\\':
        return "\\" + chr(octet)
    return chr(octet) if 0x20 <= octet <= 0x7E else f"\\{octet:03d}"
