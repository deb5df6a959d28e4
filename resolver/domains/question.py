"""Reading a question: from octets of a message to what is asked, or to what is wrong with them.

Nothing here can loop or allocate by a number that the asker chose: the name of a question has no pointers, since there
is nothing before it to point to, and all else is walked once, forwards, within the octets that are there.
"""

import msgspec

from resolver.domains.codes import HEADER_SIZE, LONGEST_QUESTION, OPCODE_MASK, QR, SMALLEST_LIMIT, Rcode, Type
from resolver.domains.names import LONGEST_LABEL, LONGEST_NAME, Name

# RFC 7873 §4: a client's cookie has 8 octets, a server's 8 to 32.
CLIENT_COOKIE = 8
_COOKIE_SIZES = frozenset({CLIENT_COOKIE, *range(16, 41)})
_COOKIE, _KEEPALIVE = 10, 11
# One question alone, or with the start of authority that goes with IXFR.
_COUNTS = (b"\0\1\0\0\0\0\0", b"\0\1\0\0\0\1\0")

DO = 0x8000
"""Flag of EDNS: the asker understands signatures (RFC 3225). It is handed back."""


class Edns(msgspec.Struct, frozen=True, gc=False):
    """What the asker's OPT record says (RFC 6891 §6.1)."""

    size: int
    """The largest answer that it takes over UDP."""
    version: int
    signatures: bool
    cookie: bytes = b""
    """Client cookie, and the server cookie behind it where one is given back; empty without any."""
    keepalive: bool = False
    """Whether it wants to know how long it may keep the connection (RFC 7828)."""


class Question(msgspec.Struct, frozen=True, gc=False):
    """One question."""

    flags: int
    """As they came."""
    name: Name
    type: int
    class_: int
    octets: bytes
    """Name, type and class as they came: an answer repeats them to the letter."""
    edns: Edns | None = None


class Faulty(msgspec.Struct, frozen=True, gc=False):
    """Octets that are no question this server takes, and what it says to them."""

    flags: int
    rcode: Rcode


def read(message: bytes) -> Question | Faulty | None:
    """The question in a message; None where nothing may be answered: to an answer, or to less than a header."""
    if len(message) < HEADER_SIZE:
        return None
    flags = int.from_bytes(message[2:4], "big")
    if flags & QR:
        return None  # answering answers would let two servers talk for ever
    if flags & OPCODE_MASK:
        return Faulty(flags, Rcode.NOTIMP)
    # One question, and nothing between it and the additional records, of which OPT is the only one taken.
    counts, additional = message[4:11], message[11]
    if counts not in _COUNTS or additional > 1 or len(message) > LONGEST_QUESTION:
        return Faulty(flags, Rcode.FORMERR)
    labels = []
    at = HEADER_SIZE
    end = len(message)
    try:
        while length := message[at]:
            if length > LONGEST_LABEL or at + length >= end:
                return Faulty(flags, Rcode.FORMERR)
            labels.append(message[at + 1 : at + 1 + length])
            at += 1 + length
    except IndexError:
        return Faulty(flags, Rcode.FORMERR)
    after = at + 5
    if after > end or at + 1 - HEADER_SIZE > LONGEST_NAME:
        return Faulty(flags, Rcode.FORMERR)
    type = int.from_bytes(message[at + 1 : at + 3], "big")
    edns = None
    if type == Type.IXFR:
        pass  # RFC 1995 §3: what the asker has follows. It gets the whole zone or nothing, so that it is not read.
    elif counts != _COUNTS[0]:
        return Faulty(flags, Rcode.FORMERR)
    elif additional:
        if (edns := _edns(message, after)) is None:
            return Faulty(flags, Rcode.FORMERR)
    elif after != end:
        return Faulty(flags, Rcode.FORMERR)
    return Question(
        flags,
        tuple([label.lower() for label in labels]),
        type,
        int.from_bytes(message[at + 3 : after], "big"),
        message[HEADER_SIZE:after],
        edns,
    )


def _edns(message: bytes, at: int) -> Edns | None:
    """The OPT record that the rest of a message must be; None where it is not."""
    fixed = message[at : at + 11]
    if len(fixed) < 11 or fixed[0] or int.from_bytes(fixed[1:3], "big") != Type.OPT:
        return None
    rest = message[at + 11 :]
    if int.from_bytes(fixed[9:11], "big") != len(rest):
        return None
    size = max(int.from_bytes(fixed[3:5], "big"), SMALLEST_LIMIT)
    version = fixed[6]
    signatures = bool(fixed[7] & DO >> 8)
    if version:
        return Edns(size, version, signatures)  # what the options of another version mean nobody knows
    cookie = b""
    keepalive = False
    while rest:
        if len(rest) < 4:
            return None
        code = int.from_bytes(rest[:2], "big")
        length = int.from_bytes(rest[2:4], "big")
        if length > len(rest) - 4:
            return None
        if code == _COOKIE and not cookie:  # RFC 7873 §5.2: of several the first counts
            cookie = rest[4 : 4 + length]
            if length not in _COOKIE_SIZES:
                return None
        elif code == _KEEPALIVE:
            keepalive = True
        rest = rest[4 + length :]
    return Edns(size, version, signatures, cookie, keepalive)
