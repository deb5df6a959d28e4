"""The tree of OIDs below an arc (X.672, ISO/IEC 29168-1): each mapped OID is a name, its labels the arcs in reverse.

* `7.3001.156.2.1.oid-res.org.` has the NAPTR records of 1.2.156.3001.7, and so has `ors-dummy.` before it, under which
  clients ask, because a DNAME record does not redirect its own owner.
* An arc in letters or Chinese (GB/T 26231) is bound after a numeric one: where the record of the former maps a numeric
  OID as well, a DNAME record leads from the one to the other.
"""

import re
from collections.abc import Iterator

import idna

from resolver.answer import Found
from resolver.domains.names import Name, fits
from resolver.domains.naming import DUMMY
from resolver.domains.records import Naptr, RRset, dname
from resolver.domains.shelf import Shelf
from resolver.domains.subject import Door, Subject, described, ruled
from resolver.domains.zones import NOWHERE, Node, counted_under
from resolver.mapped import reach
from schemas.identifiers.oid import Oid
from schemas.mapping import Mapped, carried

SCHEME = "oid"

_NUMERIC = re.compile(rb"0|[1-9][0-9]*")
_LABEL = re.compile(rb"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_A_LABEL = b"xn--"
# Names below an arc that no DNS name can be made of say nothing about whether there is one: so many are passed over.
_PASSED_OVER = 16
_MOST_BINDINGS = 4_096


class OrsTree:
    """The OIDs at and below one arc."""

    def __init__(self, arc: Oid, domain: Name, shelf: Shelf, door: Door) -> None:
        self.apex = tuple(str(number).encode() for number in reversed(arc.arcs)) + domain
        self._arc = arc
        self._domain = domain
        self._shelf = shelf
        self._door = door
        self._bindings: dict[Name, RRset | None] = {}
        self._turn = -1

    def redirect(self, below: Name) -> RRset | None:
        """The DNAME record of a letter arc above a name."""
        for depth, label in enumerate(below[:-1], start=1):
            if label == DUMMY:
                return None
            if _is_letters(label) and (record := self._binding(below[:depth])) is not None:
                return record
        return None

    def node(self, below: Name) -> Node:
        """An OID, what lies above one, or the name under which clients ask for one."""
        if below and below[-1] == DUMMY:
            return self._dummy(below[:-1])
        if (mapped := self._mapped(below)) is None:
            return NOWHERE
        if (subject := self._subject(mapped)) is not None:
            return self._node(below, subject)
        return Node(there=self._has_below(mapped.key))

    def nodes(self) -> Iterator[Node]:
        """Every OID that a record maps, each with the name under which clients ask for it; no members of batches."""
        root = f"{SCHEME}:{self._arc.dotted}".encode()
        for start, stop in ((root, root + b"\0"), (root + b".", root + b"/")):
            key = self._shelf.first("mappings", start, stop)
            while key is not None:
                below = self._labels(key)
                if below is not None and self.redirect(below) is None:
                    yield self.node(below)
                    asked = (*below, DUMMY)
                    if self.redirect(asked) is None and (dummy := self.node(asked)).there:
                        yield dummy
                key = self._shelf.first("mappings", key + b"\0", stop)

    def _subject(self, mapped: Mapped) -> Subject | None:
        reached = reach(self._shelf, mapped)
        return None if reached is None else Subject(reached.handle, reached.answer)

    def _node(self, below: Name, subject: Subject) -> Node:
        owner = self._owner(below)
        sets = (described(owner, subject), self._leads(owner, below, subject), self._bound(below, subject))
        return Node(
            tuple([one for one in sets if one is not None]),
            subject.standing,
            counted_under(self._shelf, subject.handle),
        )

    def _dummy(self, below: Name) -> Node:
        """It exists for its addresses alone: not where the identifier has none any more."""
        if (mapped := self._mapped(below)) is None or (subject := self._subject(mapped)) is None:
            return NOWHERE
        owner = (DUMMY, *self._owner(below))
        leads = self._leads(owner, below, subject) if fits(owner) else None
        sets = () if leads is None else (leads,)
        return Node(sets, subject.standing, counted_under(self._shelf, subject.handle), there=bool(sets))

    def _leads(self, owner: Name, below: Name, subject: Subject) -> RRset | None:
        target = _numeric(subject) if any(map(_is_letters, below)) else self._written(below)
        own = () if target is None else (Naptr(10, "U", "ORS+COID", f"oid:/{target.replace('.', '/')}"),)
        return ruled(owner, subject, self._door, "U", "ORS+UINF", *own)

    def _binding(self, below: Name) -> RRset | None:
        """The DNAME record of an arc in letters. It takes reading what a record maps: it is remembered for a while."""
        if self._shelf.turn != self._turn or len(self._bindings) >= _MOST_BINDINGS:
            self._turn = self._shelf.turn
            self._bindings = {}
        if below not in self._bindings:
            mapped = self._mapped(below)
            subject = None if mapped is None else self._subject(mapped)
            self._bindings[below] = None if subject is None else self._bound(below, subject)
        return self._bindings[below]

    def _bound(self, below: Name, subject: Subject) -> RRset | None:
        """The DNAME record of an arc in letters whose record has a numeric OID too."""
        if not below or not _is_letters(below[-1]) or (target := _numeric(subject)) is None:
            return None
        to = tuple([arc.encode() for arc in reversed(target.split("."))]) + self._domain
        return dname(self._owner(below), subject.ttl, to) if fits(to) else None

    def _has_below(self, key: bytes) -> bool:
        start, stop = key + b".", key + b"/"
        at = start
        for _ in range(_PASSED_OVER):
            if (found := self._shelf.first("mappings", at, stop)) is None:
                return self._shelf.begun(start)
            if self._labels(found) is not None:
                return True
            at = found + b"\0"
        return True

    def _owner(self, below: Name) -> Name:
        return below[::-1] + self.apex

    def _mapped(self, below: Name) -> Mapped | None:
        """The OID that labels stand for; None where they stand for none."""
        if DUMMY in below or (written := self._written(below)) is None:
            return None
        return Mapped(SCHEME, written)

    def _written(self, below: Name) -> str | None:
        """The OID that labels stand for, with dots."""
        arcs = [self._arc.dotted]
        for label in below:
            if (arc := _arc(label)) is None:
                return None
            arcs.append(arc)
        return ".".join(arcs)

    def _labels(self, key: bytes) -> Name | None:
        """The labels of a key at or below the arc; None where the DNS cannot carry them."""
        try:
            rest = key.decode()[len(f"{SCHEME}:{self._arc.dotted}.") :]
            below = tuple([_ascii(arc).encode() for arc in rest.split(".")]) if rest else ()
        except (
            UnicodeError
        ):  # a digest in place of a key too long, or an arc that IDNA does not know (IDNAError is one)
            return None
        mapped = self._mapped(below)
        return below if mapped is not None and mapped.key == key and fits(self._owner(below)) else None


def _is_letters(label: bytes) -> bool:
    return _NUMERIC.fullmatch(label) is None


def _numeric(subject: Subject) -> str | None:
    """The numeric OID that a record that answers maps first."""
    if not isinstance(subject.answer, Found):
        return None
    for mapped in carried(subject.answer.entry.values()):
        if mapped.scheme == SCHEME and mapped.canonical.replace(".", "").isdecimal():
            return mapped.canonical
    return None


def _arc(label: bytes) -> str | None:
    """The arc that a label stands for."""
    if not _LABEL.fullmatch(label):
        return None
    text = label.decode()
    if not label.startswith(_A_LABEL):
        return text
    try:
        arc = idna.decode(text)
        return arc if idna.encode(arc) == label else None
    except UnicodeError:
        return None


def _ascii(arc: str) -> str:
    return arc if arc.isascii() else idna.encode(arc).decode()
