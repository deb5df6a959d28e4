"""Levels: the things that a Digital Link stands for, from the single piece up to its kind, and their records.

Resolver 1.2.1 §2.5.9: links are associated with six sets of a GTIN and its qualifiers, and a question is answered with
the union of those that its Digital Link holds, inside one request. A serial number comes before a lot and a variant,
because it names one piece; registered with it they would only be facts about that piece (rule 2).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from resolver import mapped as mapped_
from resolver.answer import Delegated, Found, Suspended
from resolver.mapped import reach
from resolver.replica.entry import Entry
from schemas.change import Claimed, Holding
from schemas.claim import Stem
from schemas.handle import Handle
from schemas.identifiers.gs1.link import DigitalLink
from schemas.mapping import Mapped

_SETS = {"01": (("21",), ("22", "10"), ("10",), ("22",)), "8006": (("21",), ("22", "10"), ("10",), ("22",))}


class Level(msgspec.Struct, frozen=True):
    """One thing with a record of its own."""

    path: str
    """Its Digital Link path."""
    handle: Handle
    entry: Entry


class Elsewhere(msgspec.Struct, frozen=True):
    """A thing whose record is kept at the enterprise's own node."""

    handle: Handle
    holding: Holding


class Levels(msgspec.Struct, frozen=True):
    """What is known of the things that a Digital Link stands for."""

    found: tuple[Level, ...] = ()
    """The single piece first."""
    elsewhere: Elsewhere | None = None
    """Where nothing more single is found here."""
    suspended: Handle | None = None
    """A record that does not answer now, because its prefix does not."""
    handler: str = ""
    """Where nothing is known here: the resolver that its enterprise has named for the whole company prefix (§2.8)."""


def paths_of(link: DigitalLink) -> Iterator[str]:
    """The paths of the things a Digital Link stands for, the most single first.

    >>> from schemas.identifiers.gs1.link import read_link
    >>> list(paths_of(read_link("https://id.gs1.org/01/09506000134376/10/L/21/S")))
    ['/01/09506000134376/21/S', '/01/09506000134376/10/L', '/01/09506000134376']
    """
    given = dict(link.qualifiers)
    sets: Sequence[tuple[str, ...]] = _SETS.get(link.key[0], ())
    if not any(given.keys() >= set(one) for one in sets):
        # A qualifier that stands alone, as 235 and those of all other keys do.
        sets = (tuple(given),) if given else ()
    for one in (*sets, ()):
        if given.keys() >= set(one):
            yield DigitalLink(link.key, tuple((ai, given[ai]) for ai in one)).path


class Shelf(mapped_.Shelf, Protocol):
    """What finding levels needs of a replica besides."""

    def claimed(self) -> Sequence[Claimed]:
        """What enterprises have claimed.

        Raises:
            Corrupt: the replica cannot be read.
        """
        ...


def levels_of(shelf: Shelf, link: DigitalLink) -> Levels:
    """The records of the things that a Digital Link stands for.

    Raises:
        Corrupt: an entry or a pointer is there and its checksum does not hold; heal it and ask again.
    """
    found: list[Level] = []
    elsewhere: Elsewhere | None = None
    suspended: Handle | None = None
    for path in paths_of(link):
        reached = reach(shelf, Mapped("gs1", path))
        if reached is None:
            continue
        match reached.answer:
            case Found(entry):
                found.append(Level(path, reached.handle, entry))
            case Delegated(holding):
                elsewhere = elsewhere or (None if found else Elsewhere(reached.handle, holding))
            case Suspended():
                suspended = suspended or reached.handle
    handler = "" if found or elsewhere or suspended else _handler_of(shelf.claimed(), link)
    return Levels(tuple(found), elsewhere, suspended, handler)


def _handler_of(claimed: Iterable[Claimed], link: DigitalLink) -> str:
    """The resolver that an enterprise has named for its company prefix, if one that holds this thing has done so.

    Of claims that lie in each other, which are one enterprise's, the longer one says it.
    """
    mapped = Mapped("gs1", DigitalLink(link.key).path)
    holding = [one for one in claimed if one.handler and Stem(one.scheme, one.text).covers(mapped)]
    return max(holding, key=lambda one: len(one.text)).handler if holding else ""
