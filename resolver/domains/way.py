"""The way of one question to other servers: from the name of an OID over DNAME and CNAME to what is said there.

It takes what was heard and says what to ask next; it knows no socket and no clock. Only records that belong to the name
asked for, or to a name that it leads to, are looked at: whatever else a server puts into its answer says nothing
(threats.md T15). A way that is too long, or comes back to where it was, leads nowhere.
"""

from collections.abc import Sequence

import msgspec

from resolver.domains.codes import Rcode
from resolver.domains.names import Name, fits
from resolver.domains.rules import Lead, Rule, leads

MOST_STEPS = 8
"""Other names on one way: X.672 takes one or two of them."""
LONGEST_KEPT, LONGEST_DENIED, SHORTEST_KEPT = 86_400, 900, 5
"""Seconds: what is, what is not (RFC 2308 §5 advises hours; an OID may be registered any moment), and at least."""
FAILURE_KEPT = 5
"""Seconds for which servers that failed are not asked again (RFC 9520 §3.2)."""


class Alias(msgspec.Struct, frozen=True):
    """A CNAME record: its owner is another name of the target."""

    target: Name


class Move(msgspec.Struct, frozen=True):
    """A DNAME record: all that is below its owner is below the target (RFC 6672)."""

    target: Name


class Said(msgspec.Struct, frozen=True):
    """One record of an answer."""

    owner: Name
    ttl: int
    data: Rule | Alias | Move


class Heard(msgspec.Struct, frozen=True):
    """One answer."""

    rcode: int
    said: Sequence[Said] = ()
    denied_at: Name | None = None
    """Where the zone begins that says «no» (the owner of its SOA record); None where no zone does."""
    denied_for: int = 0
    """Seconds for which that may be kept (RFC 2308 §5)."""


class Led(msgspec.Struct, frozen=True):
    """The OID is there, and leads to these."""

    leads: tuple[Lead, ...]
    ttl: int


class Nowhere(msgspec.Struct, frozen=True):
    """There is no such OID, or ORS says nothing of it."""

    ttl: int


class Unheard(msgspec.Struct, frozen=True):
    """Nobody could say."""

    why: str
    """In English, the rest of a sentence that begins with whom was asked."""
    ttl: int = FAILURE_KEPT


Outcome = Led | Nowhere | Unheard


class Way:
    """One way; `name` is what to ask for next."""

    def __init__(self, name: Name) -> None:
        self.name = name
        self._been = {name}
        self._ttl = LONGEST_KEPT

    def hear(self, heard: Heard) -> Outcome | None:
        """Take in the answer to the question for `name`: what it comes to, or None where `name` is another one now."""
        if heard.rcode not in {Rcode.NOERROR, Rcode.NXDOMAIN}:
            return Unheard(f"answered with code {heard.rcode}")
        asked = self.name
        while True:
            rules = [one for one in heard.said if one.owner == self.name and isinstance(one.data, Rule)]
            if rules:
                self._keep(rules)
                found = leads(one.data for one in rules if isinstance(one.data, Rule))
                return Led(found, self._kept(LONGEST_KEPT)) if found else Nowhere(self._kept(LONGEST_DENIED))
            target = self._next(heard.said)
            if target is None:
                break
            if not fits(target):
                return Unheard("led to a name that is too long")
            if target in self._been:
                return Unheard("led round in a circle")
            if len(self._been) > MOST_STEPS:
                return Unheard(f"led over more than {MOST_STEPS} names")
            self._been.add(target)
            self.name = target
        if heard.denied_at is not None and _lies_in(self.name, heard.denied_at):
            self._ttl = min(self._ttl, heard.denied_for)
            return Nowhere(self._kept(LONGEST_DENIED))
        if self.name != asked:
            return None  # the server knows the way and not its end: ask for that
        # RFC 2308 §2.1, type 4: a «no» without the zone's own word is of this moment only.
        return Nowhere(SHORTEST_KEPT) if heard.rcode == Rcode.NXDOMAIN else Unheard("knew nothing of the name")

    def _next(self, said: Sequence[Said]) -> Name | None:
        """Where the name leads to; None where it does not. A DNAME goes first: its CNAME is made out of it."""
        for one in said:
            if isinstance(one.data, Move) and one.owner != self.name and _lies_in(self.name, one.owner):
                self._keep([one])
                return self.name[: len(self.name) - len(one.owner)] + one.data.target
        for one in said:
            if isinstance(one.data, Alias) and one.owner == self.name:
                self._keep([one])
                return one.data.target
        return None

    def _keep(self, said: Sequence[Said]) -> None:
        self._ttl = min(self._ttl, *(one.ttl for one in said))

    def _kept(self, longest: int) -> int:
        return max(SHORTEST_KEPT, min(self._ttl, longest))


def _lies_in(name: Name, zone: Name) -> bool:
    return len(zone) <= len(name) and name[len(name) - len(zone) :] == zone
