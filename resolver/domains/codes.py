"""Numbers and sizes of the DNS, as IANA registers them and as this node has chosen them."""

from enum import IntEnum


class Type(IntEnum):
    """Types of records and of questions."""

    NS = 2
    CNAME = 5
    SOA = 6
    TXT = 16
    NAPTR = 35
    DNAME = 39
    OPT = 41
    IXFR = 251
    AXFR = 252
    ANY = 255
    URI = 256


class Rcode(IntEnum):
    """How a question was dealt with (RFC 1035 §4.1.1, RFC 6895 §2.3)."""

    NOERROR = 0
    FORMERR = 1
    SERVFAIL = 2
    NXDOMAIN = 3
    NOTIMP = 4
    REFUSED = 5
    YXDOMAIN = 6
    NOTAUTH = 9
    BADVERS = 16


IN = 1
"""The class of the Internet."""
ANY_CLASS = 255
"""What asks for any class: there is one."""

QR, AA, TC, RD = 0x8000, 0x0400, 0x0200, 0x0100
"""Flags of the header: answer, authoritative, truncated, recursion desired."""
OPCODE_MASK = 0x7800
HEADER_SIZE = 12

SMALLEST_LIMIT = 512
"""RFC 1035 §2.3.4: what every asker takes over UDP."""
LARGEST_DATAGRAM = 1232
"""The largest answer over UDP: 1280 (the smallest IPv6 MTU) - 40 (IPv6) - 8 (UDP). Larger ones are fragmented, and
fragments get lost or forged. The price: a long set of NAPTR records costs the asker a TCP trip."""
LARGEST_MESSAGE = 65_535
"""RFC 1035 §4.2.2: what the length in front of a message over TCP can say."""
LONGEST_QUESTION = 4_096
"""Octets: more than any question has."""

ASKED_FOR_IDENTIFIERS = frozenset({Type.NAPTR, Type.TXT, Type.URI, Type.ANY})
"""Types of questions that are questions for an identifier, and so are counted. Resolvers ask for addresses, name
servers and keys of their own accord, to find their way (RFC 9156): those resolve nothing."""
