"""Answering with authority: from a question to the sets of records that answer it (RFC 1034 §4.3.2).

There are no delegations and no wildcards in our zones, so what is left of the algorithm is: find the zone, follow DNAME
as far as it stays in the zone, and tell a name that is not there from one without such records.
"""

import msgspec

from resolver.domains.codes import ANY_CLASS, ASKED_FOR_IDENTIFIERS, IN, Rcode, Type
from resolver.domains.names import Name, fits
from resolver.domains.question import Question
from resolver.domains.records import RRset, cname
from resolver.domains.zones import Node, Zone, Zones
from schemas.counting import Outcome


class Reply(msgspec.Struct, frozen=True):
    """What a question comes to."""

    rcode: Rcode
    answer: tuple[RRset, ...] = ()
    authority: tuple[RRset, ...] = ()
    authoritative: bool = False
    outcome: Outcome | None = None
    """How it is counted; None where it was no question for an identifier."""
    prefix: str = ""


def reply(zones: Zones, question: Question, serial: int) -> Reply:
    """Answer a question; `serial` is that of the last change that can be seen.

    Raises:
        Corrupt: an entry that is needed is there and its checksum does not hold; heal it and ask again.
    """
    counted = question.type in ASKED_FOR_IDENTIFIERS
    zone = zones.find(question.name) if question.class_ in {IN, ANY_CLASS} else None
    if zone is None:
        return Reply(Rcode.REFUSED, outcome=Outcome.ELSEWHERE if counted else None)
    if question.type in {Type.AXFR, Type.IXFR}:
        # Whole zones are given over TCP, by `resolver.domains.transfer`, and to whom the settings name alone.
        return Reply(Rcode.REFUSED)
    found = _found(zone, question, serial)
    if question.class_ == ANY_CLASS:
        found = msgspec.structs.replace(found, authoritative=False)  # RFC 1034 §3.7.1: nobody knows all classes
    return found if counted else msgspec.structs.replace(found, outcome=None, prefix="")


def _found(zone: Zone, question: Question, serial: int) -> Reply:
    name = question.name
    way: list[RRset] = []
    # Each DNAME takes at least one label in letters off the name and puts numbers in its place: there is an end.
    while (redirect := zone.redirect(name)) is not None:
        target = _target(name, redirect)
        if not fits(target):
            return Reply(Rcode.YXDOMAIN, (*way, redirect), authoritative=True, outcome=Outcome.MALFORMED)
        way += [redirect, cname(name, redirect.ttl, target)]
        if question.type == Type.CNAME:
            return Reply(Rcode.NOERROR, tuple(way), authoritative=True, outcome=Outcome.FOUND)
        name = target
        if name[-len(zone.apex) :] != zone.apex:
            return Reply(Rcode.NOERROR, tuple(way), authoritative=True, outcome=Outcome.ELSEWHERE)
    node = zone.node(name, serial)
    sets = _asked_for(node, question.type)
    authority = () if sets else (zone.denial(serial),)
    return Reply(
        Rcode.NOERROR if node.there else Rcode.NXDOMAIN,
        (*way, *sets),
        authority,
        authoritative=True,
        outcome=_outcome(node, sets),
        prefix=node.prefix,
    )


def _asked_for(node: Node, type: int) -> tuple[RRset, ...]:
    if type == Type.ANY:
        return node.sets[:1]  # RFC 8482 §4.1: one set is enough of an answer, and a small one
    return tuple([one for one in node.sets if one.type == type])


def _outcome(node: Node, sets: tuple[RRset, ...]) -> Outcome:
    if node.standing is Outcome.FOUND and not sets:
        return Outcome.NO_SUCH_VALUE
    return node.standing


def _target(name: Name, redirect: RRset) -> Name:
    """RFC 6672 §2.2: the owner of the DNAME, at the end of the name, gives way to its target."""
    return name[: len(name) - len(redirect.owner)] + _labels(redirect.data[0][0])


def _labels(wire: bytes | Name) -> Name:
    """The labels of a name that is kept as octets."""
    assert isinstance(wire, bytes)
    labels = []
    at = 0
    while length := wire[at]:
        labels.append(wire[at + 1 : at + 1 + length])
        at += 1 + length
    return tuple(labels)
