"""What a question about a Digital Link comes to: a redirect, the links, or a refusal. Knows no HTTP server.

Resolver 1.2.1 §2.6: without a link type the default link leads, unless the request names a variant of it; a link type
leads to the link of that type which fits best, at the most single level that has any. 300 only where several links of
the type that was asked for fit equally well.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

from resolver.gs1.asked import Asked
from resolver.gs1.levels import Elsewhere, Levels
from resolver.gs1.linkset import Context
from resolver.gs1.offers import Offer, Offered, offered, with_own_page
from resolver.redirect import stay_of
from schemas.counting import Outcome
from schemas.encodings.link import Link
from schemas.handle import Handle
from schemas.web_address import location_of

# What a header line may hold as it is: everything else of a query is percent-encoded, which changes no meaning.
_NOT_IN_A_HEADER = re.compile(rb"[^!-~]")


HANDED_OVER_STAY = 300
"""Seconds for which the way to an enterprise's node may be kept: short, because such nodes move."""


class Turn(msgspec.Struct, frozen=True):
    """Send the asker on, for this once (307)."""

    location: str
    stay: int
    """Seconds for which the way may be kept."""
    handle: Handle | None
    """The record that leads there; None where a claim does."""
    handed_over: bool = False
    """Whether another resolver answers in this one's place (§2.8)."""
    outcome: Outcome = Outcome.FOUND


class Offering(msgspec.Struct, frozen=True):
    """Show links: all there are (200), those between which nothing decides (300), or what there is instead (404)."""

    status: int
    contexts: tuple[Context, ...]
    handle: Handle
    link_type: str = ""
    """What was asked for and is not there, or is there more than once."""

    @property
    def outcome(self) -> Outcome:
        """How it is counted."""
        return Outcome.NO_SUCH_VALUE if self.status == 404 else Outcome.FOUND


class Why(StrEnum):
    """Why nothing can be said."""

    MALFORMED = "malformed"
    ABSENT = "absent"
    SUSPENDED = "suspended"
    BUSY = "busy"


class Refusal(msgspec.Struct, frozen=True):
    """Say that nothing can be said, and why."""

    why: Why
    handle: Handle | None = None
    detail: str = ""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return _STATUS[self.why]

    @property
    def outcome(self) -> Outcome | None:
        """How it is counted; None where nothing was answered."""
        return _OUTCOME[self.why]


_STATUS = {Why.MALFORMED: 400, Why.ABSENT: 404, Why.SUSPENDED: 403, Why.BUSY: 503}
_OUTCOME = {
    Why.MALFORMED: Outcome.MALFORMED,
    Why.ABSENT: Outcome.ABSENT,
    Why.SUSPENDED: Outcome.DENIED,
    Why.BUSY: None,
}

Decision = Turn | Offering | Refusal


def decide(asked: Asked, levels: Levels, page_of: Callable[[Handle], str], now: int) -> Decision:
    """What to do with a question whose levels are known.

    `page_of` gives the address of the node's own page about a record; `now` is the Unix second.
    """
    if levels.elsewhere is not None and (home := _at_home(levels.elsewhere, asked)) is not None:
        return home
    if not levels.found and levels.handler:
        location = _with_query(levels.handler + asked.link.path, asked.query)
        return Turn(location, HANDED_OVER_STAY, None, handed_over=True, outcome=Outcome.ELSEWHERE)
    if not levels.found:
        return Refusal(Why.ABSENT) if levels.suspended is None else Refusal(Why.SUSPENDED, levels.suspended)
    offers = [offered(level) for level in levels.found]
    first = next((offer for offer in offers if offer.default or offer.links), None)
    if first is not None and (handler := first.handler) is not None:
        there = handler.link.location.rstrip("/") + asked.link.path
        return Turn(_with_query(there, asked.query), _stay(handler, now), first.level.handle, handed_over=True)
    if not any(offer.default for offer in offers):
        offers[0] = with_own_page(offers[0], page_of(offers[0].level.handle))
    if asked.linkset:
        return Offering(200, tuple(map(_context, offers)), offers[0].level.handle)
    if asked.link_type:
        return _of_type(asked, offers, now)
    return _default(asked, offers, now)


def _at_home(elsewhere: Elsewhere, asked: Asked) -> Turn | None:
    """The way to the enterprise's own node, which knows its things better than this one; None where it has none."""
    home = location_of((elsewhere.holding.endpoint or "").rstrip("/"))
    if home is None:
        return None
    location = _with_query(home + asked.link.path, asked.query)
    return Turn(location, HANDED_OVER_STAY, elsewhere.handle, handed_over=True, outcome=Outcome.ELSEWHERE)


def _of_type(asked: Asked, offers: Sequence[Offered], now: int) -> Decision:
    """The link of the type that was asked for, at the first level that has one."""
    for offer in offers:
        if found := offer.of_type(asked.link_type):
            best = asked.wishes.best([one.link for one in found])
            if len(best) == 1:
                chosen = next(one for one in found if one.link is best[0])
                return _turn(asked, offer, chosen, now)
            context = Context(offer.level.path, offer.description, best)
            return Offering(300, (context,), offer.level.handle, asked.link_type)
    return Offering(404, tuple(map(_context, offers)), offers[0].level.handle, asked.link_type)


def _default(asked: Asked, offers: Sequence[Offered], now: int) -> Decision:
    """The default link of the first level that has one, or a variant of it at that level or below."""
    variants: list[tuple[Offered, Offer]] = []
    for offer in offers:
        variants += [(offer, one) for one in offer.variants]
        if offer.default is not None:
            better = asked.wishes.better_than_default([one.link for _, one in variants])
            for level, one in variants:
                if one.link is better:
                    return _turn(asked, level, one, now)
            return _turn(asked, offer, offer.default, now)
    raise AssertionError("one level was given a default link")


def _turn(asked: Asked, offer: Offered, chosen: Offer, now: int) -> Turn:
    stay = _stay(chosen, now) if chosen.value is not None else offer.level.entry.ttl
    return Turn(_with_query(chosen.link.location, asked.query), stay, offer.level.handle)


def _stay(offer: Offer, now: int) -> int:
    return stay_of(offer.value, now) if offer.value is not None else 0


def _context(offer: Offered) -> Context:
    links: list[Link] = [offer.default.link] if offer.default is not None else []
    return Context(offer.level.path, offer.description, (*links, *(one.link for one in offer.links)))


def _with_query(location: str, query: str) -> str:
    """A location with the query of the request, octet for octet, in front of its fragment (§2.12).

    >>> _with_query("https://a.example/x?a=1#b", "17=261231;flag&c=%2f")
    'https://a.example/x?a=1&17=261231;flag&c=%2f#b'
    """
    if not query:
        return location
    octets = query.encode("utf-8", "surrogateescape")
    safe = _NOT_IN_A_HEADER.sub(lambda found: b"%%%02X" % found[0][0], octets).decode("ascii")
    address, hash_, fragment = location.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{safe}{hash_}{fragment}"
