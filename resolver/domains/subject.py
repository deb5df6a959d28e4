"""What a record says in the DNS: addresses by NAPTR or URI, and by TXT which handle it has and how it stands."""

import re

import msgspec

from resolver.answer import Answer, Delegated, Foreign, Found, Gone, Missing, Suspended
from resolver.domains.names import Name
from resolver.domains.records import LONGEST_URI, Naptr, RRset, naptr, txt, uri
from resolver.redirect import LONGEST_STAY, URL_TYPE, default_link
from schemas.counting import Outcome
from schemas.handle import Handle
from schemas.target import path_of
from schemas.value import Value
from schemas.web_address import location_of

FLEETING = 60
"""Seconds for which what is not, or not now, may be kept: a registration must not wait for an old answer to end."""

_STEP = 10
# X.672 annex A names the services of ORS; a value whose type is one of these is the address of that service.
_SERVICE = re.compile(r"ORS\+[A-Z0-9]{1,16}")


class Subject(msgspec.Struct, frozen=True):
    """A record, and what a question for it comes to."""

    handle: Handle
    answer: Answer

    @property
    def standing(self) -> Outcome:
        """How a question for it is counted, if there are data for it."""
        return _standing(self.answer)[0]

    @property
    def ttl(self) -> int:
        """Seconds for which what is said of it may be kept: not at all where a value expires at a moment."""
        return min(self.answer.entry.ttl, LONGEST_STAY) if isinstance(self.answer, Found) else FLEETING


def described(owner: Name, subject: Subject) -> RRset:
    """The TXT record. One that does not answer now, or no more, has it all the same: its name exists."""
    texts = [f"status={_standing(subject.answer)[1]}"]
    if isinstance(subject.answer, Found):
        texts.insert(0, f"handle={subject.handle.text}")
    return txt(owner, subject.ttl, *texts)


def addresses(values: tuple[Value, ...]) -> tuple[str, ...]:
    """Where the values lead, as far as anybody may be sent there, each once: the default link, then every URL."""
    found: dict[str, None] = {}
    if (default := default_link(values)) is not None:
        found[default[1]] = None
    for value in values:
        if value.type.upper() == URL_TYPE and (location := location_of(value.text() or "")):
            found[location] = None
    return tuple(found)


class Door:
    """The node's own page of each record: the address of what has none, or one too long for the DNS."""

    def __init__(self, base: str) -> None:
        self._base = base

    def of(self, handle: Handle) -> str:
        """The page's address."""
        return self._base + path_of(handle.text)


def ruled(owner: Name, subject: Subject, door: Door, flag: str, service: str, *before: Naptr) -> RRset | None:
    """The NAPTR records: what comes before, each address, each service that a value names. None where it is no record
    that answers."""
    if not isinstance(subject.answer, Found):
        return None
    values = subject.answer.entry.values()
    uris: dict[tuple[str, str], None] = {}
    page = door.of(subject.handle)
    for location in addresses(values) or (page,):
        if _fits(address := location if _fits(location) else page):
            uris[service, address] = None
    for value in values:
        if _SERVICE.fullmatch(value.type.upper()) and service.startswith("ORS+"):
            address = location_of(value.text() or "") or ""
            if address and _fits(address):
                uris[value.type.upper(), address] = None
    first = 1 + len(before)
    rules = (*before, *(Naptr(_STEP * place, flag, *one) for place, one in enumerate(uris, first)))
    return naptr(owner, subject.ttl, rules) if rules else None


def located(owner: Name, subject: Subject, door: Door) -> RRset | None:
    """The URI records (RFC 7553): each address; None where it is no record that answers."""
    if not isinstance(subject.answer, Found):
        return None
    locations = addresses(subject.answer.entry.values()) or (door.of(subject.handle),)
    return uri(owner, subject.ttl, tuple([(_STEP * place, one) for place, one in enumerate(locations, 1)]))


def _standing(answer: Answer) -> tuple[Outcome, str]:
    match answer:
        case Found():
            return Outcome.FOUND, "active"
        case Gone():
            return Outcome.RETIRED, "retired"
        case Suspended():
            return Outcome.DENIED, "suspended"
        case Delegated() | Foreign():
            return Outcome.ELSEWHERE, "elsewhere"
        case Missing():
            return Outcome.ABSENT, "absent"


def _fits(address: str) -> bool:
    return len(address.replace("!", "%21")) <= LONGEST_URI
