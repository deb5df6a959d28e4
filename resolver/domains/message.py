"""Writing a message: header, the question to the letter, sections, OPT; cut to nothing where it would not fit."""

from collections.abc import Sequence

import msgspec

from resolver.domains.codes import HEADER_SIZE, IN, LARGEST_DATAGRAM, OPCODE_MASK, QR, RD, TC, Rcode, Type
from resolver.domains.names import Name
from resolver.domains.question import DO, Faulty, Question
from resolver.domains.records import RRset

# RFC 1035 §4.1.4: fourteen bits say where a name stood before.
_POINTER = 0xC000
_FARTHEST = 0x3FFF
_COOKIE, _KEEPALIVE = 10, 11


class Extras(msgspec.Struct, frozen=True, gc=False):
    """What the OPT record of an answer says."""

    cookie: bytes = b""
    """The client's cookie and the server's."""
    keepalive: int | None = None
    """Tenths of a second for which the connection may stay silent."""


NO_EXTRAS = Extras()


class _Writer:
    """Octets of a message, and where in them which name stands."""

    def __init__(self, question: Question) -> None:
        self.octets = bytearray(HEADER_SIZE) + question.octets
        self._places: dict[Name, int] = {}
        at = HEADER_SIZE
        for depth, label in enumerate(question.name):
            self._places[question.name[depth:]] = at
            at += 1 + len(label)

    def put_set(self, rrset: RRset) -> int:
        """Append its records; how many."""
        fixed = rrset.type.to_bytes(2, "big") + IN.to_bytes(2, "big") + rrset.ttl.to_bytes(4, "big")
        octets = self.octets
        for data in rrset.data:
            self._put_name(rrset.owner)
            octets += fixed
            at = len(octets)
            octets += b"\0\0"
            for part in data:
                if isinstance(part, bytes):
                    octets += part
                else:
                    self._put_name(part)
            octets[at : at + 2] = (len(octets) - at - 2).to_bytes(2, "big")
        return len(rrset.data)

    def _put_name(self, name: Name) -> None:
        octets = self.octets
        for depth, label in enumerate(name):
            rest = name[depth:]
            if (place := self._places.get(rest)) is not None:
                octets += (_POINTER | place).to_bytes(2, "big")
                return
            if len(octets) <= _FARTHEST:
                self._places[rest] = len(octets)
            octets.append(len(label))
            octets += label
        octets.append(0)


def whole(
    identity: bytes,
    question: Question,
    flags: int,
    rcode: Rcode,
    answer: Sequence[RRset] = (),
    authority: Sequence[RRset] = (),
    extras: Extras = NO_EXTRAS,
) -> bytes:
    """A message with everything in it, however long.

    Args:
        identity: the two octets by which the asker knows its question again.
        question: what was asked.
        flags: AA, or nothing.
        rcode: how it was dealt with.
        answer: the sets that answer.
        authority: the sets that say why there are none.
        extras: what OPT says, where the asker sent one.
    """
    writer = _Writer(question)
    answers = sum([writer.put_set(rrset) for rrset in answer])
    authorities = sum([writer.put_set(rrset) for rrset in authority])
    if question.edns is not None:
        writer.octets += _opt(question.edns.signatures, rcode, extras)
    octets = writer.octets
    octets[:HEADER_SIZE] = _header(
        identity, question.flags, flags, rcode, 1, answers, authorities, int(question.edns is not None)
    )
    return bytes(octets)


def cut(identity: bytes, question: Question, flags: int, rcode: Rcode, extras: Extras = NO_EXTRAS) -> bytes:
    """A message that says: ask again over TCP (RFC 2181 §9)."""
    return whole(identity, question, flags | TC, rcode, extras=extras)


def refusal(identity: bytes, faulty: Faulty) -> bytes:
    """A message to octets that are no question: a header."""
    return _header(identity, faulty.flags, 0, faulty.rcode)


def _header(identity: bytes, asked: int, flags: int, rcode: Rcode, *counts: int) -> bytes:
    # Of the asker's flags the kind of question and its wish for recursion are handed back, whatever comes of it.
    both = QR | asked & (OPCODE_MASK | RD) | flags | rcode & 0xF
    numbers = counts or (0, 0, 0, 0)
    return identity + both.to_bytes(2, "big") + b"".join([number.to_bytes(2, "big") for number in numbers])


def _opt(signatures: bool, rcode: Rcode, extras: Extras) -> bytes:
    """RFC 6891 §6.1: root, type, the size we take, the upper octet of the code, version 0, flags, options."""
    options = b""
    if extras.cookie:
        options += _COOKIE.to_bytes(2, "big") + len(extras.cookie).to_bytes(2, "big") + extras.cookie
    if extras.keepalive is not None:
        options += _KEEPALIVE.to_bytes(2, "big") + b"\0\2" + extras.keepalive.to_bytes(2, "big")
    flags = DO if signatures else 0
    return b"".join(
        (
            b"\0",
            Type.OPT.to_bytes(2, "big"),
            LARGEST_DATAGRAM.to_bytes(2, "big"),
            bytes((rcode >> 4, 0)),
            flags.to_bytes(2, "big"),
            len(options).to_bytes(2, "big"),
            options,
        )
    )
