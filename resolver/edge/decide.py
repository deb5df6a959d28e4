"""What the door does with a question: send on, list addresses, or show a page. Decides only; knows no HTTP server.

Contract: handle-http.md §7. The order in which a record that was found is looked at: alias, narrowing by type and
index, `10320/loc`, first URL, default link, page. What leads elsewhere is held against the policy of
`schemas.web_address` first; what does not meet it is shown.
"""

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import quote

import msgspec

from resolver.aliases import alias_in, comes_to_an_end
from resolver.answer import Answer, Delegated, Foreign, Found, Gone, Missing, Suspended
from resolver.domains.rules import Lead
from resolver.edge.question import Question
from resolver.redirect import appended, leading, status_of, stay_of
from resolver.replica.entry import Entry
from resolver.resolve import Shelf, responsible
from schemas.change import Holding
from schemas.counting import Outcome
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.locations import LOCATIONS_TYPE, Address, Location, Locations, choose
from schemas.locations import Question as Asker
from schemas.mapping import Reading
from schemas.preference import weight_of
from schemas.target import path_of
from schemas.value import Value
from schemas.web_address import location_of

REFERRAL_STAY = 300
"""Seconds a browser may keep the way to an enterprise's node: short, because such nodes move."""
# RFC 3986 §3.4, and the percent sign: what is encoded already stays as it is.
_QUERY_SAFE = "!$%&'()*+,/:;=?@-._~"


class Visitor(msgspec.Struct, frozen=True):
    """What is known of who asks, as far as it decides where they are sent."""

    accept: str = ""
    address: Address | None = None
    country: str = ""
    """ISO 3166 letters, from a header that the settings trust; empty where there is none."""


class Kind(StrEnum):
    """What a page says."""

    FOUND = "found"
    RETIRED = "retired"
    ABSENT = "absent"
    ELSEWHERE = "elsewhere"
    SUSPENDED = "suspended"
    REFERRED = "referred"
    """The prefix lives at the enterprise's node, and the asker wants to stay and be told."""
    UNREACHABLE = "unreachable"
    """The prefix lives at the enterprise's node, which has not said where that is."""
    LOOP = "loop"
    APPEND = "append"
    """`urlappend` would lead to somebody else."""
    ORS = "ors"
    """An OID that no record here carries, and of which other servers say something (X.672)."""
    UNMAPPED = "unmapped"
    """An identifier of another scheme that no record here carries."""
    MALFORMED = "malformed"
    """The identifier cannot be read."""
    QUESTION = "question"
    """The query cannot be read."""
    BUSY = "busy"
    """The replica's entry is corrupt and could not be healed yet, or the answer cannot be counted."""


STATUS: Mapping[Kind, int] = {
    Kind.FOUND: 200,
    Kind.RETIRED: 410,
    Kind.ABSENT: 404,
    Kind.ELSEWHERE: 400,
    # 403, not 451: a prefix is suspended for many reasons, and 451 would claim that a law court was one of them.
    Kind.SUSPENDED: 403,
    Kind.REFERRED: 300,
    Kind.UNREACHABLE: 404,
    Kind.LOOP: 404,
    Kind.APPEND: 400,
    Kind.ORS: 300,
    Kind.UNMAPPED: 404,
    Kind.MALFORMED: 400,
    Kind.QUESTION: 400,
    Kind.BUSY: 503,
}
OUTCOME: Mapping[Kind, Outcome | None] = {
    Kind.FOUND: Outcome.FOUND,
    Kind.RETIRED: Outcome.RETIRED,
    Kind.ABSENT: Outcome.ABSENT,
    Kind.ELSEWHERE: Outcome.ELSEWHERE,
    Kind.SUSPENDED: Outcome.DENIED,
    Kind.REFERRED: Outcome.ELSEWHERE,
    Kind.UNREACHABLE: Outcome.ELSEWHERE,
    Kind.LOOP: Outcome.ABSENT,
    Kind.APPEND: Outcome.MALFORMED,
    Kind.ORS: Outcome.ELSEWHERE,
    Kind.UNMAPPED: Outcome.ELSEWHERE,
    Kind.MALFORMED: Outcome.MALFORMED,
    Kind.QUESTION: Outcome.MALFORMED,
    Kind.BUSY: None,
}


class Redirect(msgspec.Struct, frozen=True):
    """Send the asker on."""

    status: int
    location: str
    """ASCII; a path of this node, or an address that meets the policy."""
    stay: int
    """Seconds for which a browser may keep the way."""
    outcome: Outcome = Outcome.FOUND
    personal: bool = False
    """Whether another asker might be sent elsewhere."""


class Listing(msgspec.Struct, frozen=True):
    """List where the record leads, as XML."""

    locations: tuple[Mapping[str, str], ...]
    """The attributes of each, `href` among them."""
    outcome: Outcome


class Page(msgspec.Struct, frozen=True):
    """Show a page, or the same as JSON."""

    kind: Kind
    identifier: str = ""
    """The handle as asked; of a record that another identifier led to, as registered."""
    values: tuple[Value, ...] = ()
    """Those asked for, in stored order."""
    narrowed: bool = False
    """Whether less than all values were asked for."""
    entry: Entry | None = None
    holding: Holding | None = None
    link: str = ""
    """Where to go on; empty where there is nowhere."""
    detail: str = ""
    """The refusal in one sentence."""
    reading: Reading | None = None
    """The identifier of another scheme that was asked for, as it was read."""
    link_used: str = ""
    """The signed link that shows some of its values; empty where all of them are public."""
    leads: tuple[Lead, ...] = ()
    """What other servers say of it. Nobody is sent there: these are no enterprises of the park (threats.md T21)."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.kind]

    @property
    def outcome(self) -> Outcome | None:
        """How it is counted; None where nothing was answered."""
        return Outcome.NO_SUCH_VALUE if self.narrowed and not self.values else OUTCOME[self.kind]


Decision = Redirect | Listing | Page


def decide(
    question: Question, handle: Handle, found: Answer, visitor: Visitor, shelf: Shelf, now: int, draw: float
) -> Decision:
    """What to do with a question whose answer is `found`. `now` is the Unix second, `draw` a number from 0 to below 1.

    Raises:
        Corrupt: an entry of a chain of aliases is there and its checksum does not hold; heal it and ask again.
    """
    match found:
        case Found(entry):
            return _found(question, handle, entry, visitor, shelf, now, draw)
        case Gone(entry):
            return Page(Kind.RETIRED, handle.text, entry=entry, holding=responsible(shelf, handle))
        case Missing(holding):
            return Page(Kind.ABSENT, handle.text, holding=holding)
        case Suspended(holding):
            return Page(Kind.SUSPENDED, handle.text, holding=holding)
        case Delegated(holding):
            return _referred(question, handle, holding)
        case Foreign():
            return Page(Kind.ELSEWHERE, handle.text)


def _found(
    question: Question, handle: Handle, entry: Entry, visitor: Visitor, shelf: Shelf, now: int, draw: float
) -> Decision:
    everything = entry.values()
    asked = question.of(everything)
    page = Page(Kind.FOUND, handle.text, asked, question.narrowed, entry=entry, holding=responsible(shelf, handle))
    if not question.ignore_aliases and (alias := alias_in(everything)):
        value, target = alias
        # Who asks for the alias by its type or index wants to see it.
        if not (question.narrowed and value in asked):
            if not comes_to_an_end(shelf, handle, target):
                return msgspec.structs.replace(page, kind=Kind.LOOP, values=(), narrowed=False)
            return Redirect(301, _with_query(path_of(target.text), question.query), stay_of(value, now))
    if question.list_urls:
        listed = _listed(asked, handle)
        return Listing(listed, Outcome.FOUND if asked else Outcome.NO_SUCH_VALUE)
    if question.stay:
        return page
    sent = _chosen(question, asked, handle, visitor, now, draw) or _first(asked, now)
    if sent is None:
        return page
    if question.urlappend:
        if (longer := appended(sent.location, question.urlappend)) is None:
            return Page(Kind.APPEND, handle.text, holding=page.holding, entry=entry)
        return msgspec.structs.replace(sent, location=longer)
    return sent


def _first(values: tuple[Value, ...], now: int) -> Redirect | None:
    if (first := leading(values)) is None:
        return None
    value, location = first
    return Redirect(302, location, stay_of(value, now))


def _chosen(
    question: Question, values: tuple[Value, ...], handle: Handle, visitor: Visitor, now: int, draw: float
) -> Redirect | None:
    """The location that `10320/loc` chooses for this asker, among those that may be followed."""
    for value in values:
        if value.type.lower() != LOCATIONS_TYPE:
            continue
        try:
            all_ = Locations.parse(value.data)
        except Malformed:
            continue
        followed = {id(one): target for one in all_.locations if (target := location_of(one.target(handle.text)))}
        left = tuple(one for one in all_.locations if id(one) in followed)
        asker = Asker(_wanted(question, visitor, left), visitor.address, visitor.country)
        if one := choose(Locations(left, all_.choose_by), asker, draw):
            return Redirect(status_of(one), followed[id(one)], stay_of(value, now), personal=True)
    return None


def _wanted(question: Question, visitor: Visitor, locations: tuple[Location, ...]) -> tuple[str, str] | None:
    """The attribute that the chosen location should have: what the query says, else what `Accept` likes better than
    a page, else, where it likes no page at all, the location for content negotiation."""
    if question.locatt or not visitor.accept:
        return question.locatt
    page = weight_of(visitor.accept, "text/html")
    best, wanted = page, None
    for one in locations:
        for attribute in ("media-type", "ctype"):
            offered = one.attributes.get(attribute, "")
            if "/" in offered and (weight := weight_of(visitor.accept, offered.lower())) > best:
                best, wanted = weight, (attribute, offered)
    if wanted is None and page == 0 and any(one.attributes.get("http_role") == "conneg" for one in locations):
        return "http_role", "conneg"
    return wanted


def _listed(values: tuple[Value, ...], handle: Handle) -> tuple[Mapping[str, str], ...]:
    """Every place the values name, as attributes of a location."""
    listed: list[Mapping[str, str]] = []
    for value in values:
        if value.type.upper() == "URL" and (text := value.text()):
            listed.append({"href": text})
        elif value.type.lower() == LOCATIONS_TYPE:
            try:
                all_ = Locations.parse(value.data)
            except Malformed:
                continue
            listed += [
                {"href": one.target(handle.text)}
                | {name: text for name, text in one.attributes.items() if name not in ("href", "href_template")}
                for one in all_.locations
            ]
    return tuple(listed)


def _referred(question: Question, handle: Handle, holding: Holding) -> Decision:
    link = ""
    if holding.endpoint:
        there = _with_query(path_of(handle.text), question.query)
        base = location_of(holding.endpoint.rstrip("/"))
        link = (base and appended(base, there)) or ""
    if not link:
        return Page(Kind.UNREACHABLE, handle.text, holding=holding)
    if question.stay or question.list_urls:
        return Page(Kind.REFERRED, handle.text, holding=holding, link=link)
    return Redirect(302, link, REFERRAL_STAY, Outcome.ELSEWHERE)


def _with_query(path: str, query: str) -> str:
    """A path with the query the asker sent, which was read before and so is well-formed."""
    return f"{path}?{quote(query, safe=_QUERY_SAFE)}" if query else path
