"""Questions to other nodes: OIDs that are served elsewhere are asked for over the DNS (ORS, X.672).

The servers are those that the settings name: resolvers that find their way, or servers that hold the whole tree. This
file only carries: what an answer comes to is decided by `resolver.domains.way`, dnspython makes questions and reads
answers. Against answers that others have forged (threats.md T15): a new socket, identity and spelling for each question
(letters large or small by chance, to come back as they went), over UDP and, where an answer was cut, over TCP.
"""

import asyncio
import random
import time
from collections.abc import Callable, Sequence

import dns.asyncquery
import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.DNAME import DNAME
from dns.rdtypes.ANY.SOA import SOA
from dns.rdtypes.IN.NAPTR import NAPTR

from resolver.domains.codes import LARGEST_DATAGRAM
from resolver.domains.memory import Memory
from resolver.domains.names import Name
from resolver.domains.naming import oid_name
from resolver.domains.rules import Rule
from resolver.domains.way import Alias, Heard, Move, Outcome, Said, Unheard, Way
from schemas.errors import Malformed
from schemas.mapping import Mapped

SCHEME = "oid"
WHOLE_SECONDS = 5.0
"""For one OID, however many servers and names: whoever scans a code does not wait longer."""
TRY_SECONDS = 2.0
"""For one server and one question."""
MOST_AT_A_TIME = 64
"""OIDs that one worker asks for at a time: strangers choose what is asked for."""
_MOST_SAID = 512
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz")

Place = tuple[str, int]
"""IP address and port of a server."""


class Ors:
    """Asks for OIDs; one for each worker. What it heard it remembers as long as it may."""

    def __init__(
        self,
        domain: Name,
        servers: Sequence[Place],
        ours: Callable[[Mapped], bool] = lambda _: False,
        clock: Callable[[], float] = time.monotonic,
        seconds: float = WHOLE_SECONDS,
    ) -> None:
        """Be ready to ask.

        Args:
            domain: where the tree of OIDs hangs.
            servers: whom to ask; the next one where one fails. None: nobody is asked.
            ours: whether an OID lies where this node answers with authority: it would only be asking itself.
            clock: seconds that only go on.
            seconds: how long one OID may take.
        """
        self._domain = domain
        self._servers = tuple(servers)
        self._ours = ours
        self._clock = clock
        self._seconds = seconds
        self._memory = Memory()
        self._asking: dict[Name, asyncio.Task[Outcome]] = {}

    async def elsewhere(self, mapped: Mapped) -> Outcome | None:
        """What other servers say of an identifier; None where it is not for them: no OID, or one of ours."""
        if not self._servers or mapped.scheme != SCHEME or self._ours(mapped):
            return None
        try:
            name = oid_name(tuple(mapped.canonical.split(".")), self._domain)
        except Malformed:
            return None
        if (known := self._memory.recall(name, self._clock())) is not None:
            return known
        if (task := self._asking.get(name)) is None:
            if len(self._asking) >= MOST_AT_A_TIME:
                return Unheard("cannot be asked now: too many questions are under way")
            # All who ask for the same wait for one answer, and none of them who leaves takes it from the others.
            task = self._asking[name] = asyncio.create_task(self._outcome(name))
            task.add_done_callback(lambda _: self._asking.pop(name))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Ask nothing more."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _outcome(self, name: Name) -> Outcome:
        try:
            async with asyncio.timeout(self._seconds):
                outcome = await self._followed(Way(name))
        except TimeoutError:
            outcome = Unheard("did not answer in time")
        self._memory.keep(name, outcome, self._clock())
        return outcome

    async def _followed(self, way: Way) -> Outcome:
        """Go on until the way has an end; it has one, for it takes no name twice and not many."""
        while True:
            outcome = await self._heard_by_any(way)
            if outcome is not None:
                return outcome

    async def _heard_by_any(self, way: Way) -> Outcome | None:
        asked = way.name
        failure: Outcome = Unheard("did not answer")
        for place in self._servers:
            heard = await _asked(place, asked)
            if heard is None:
                continue
            outcome = way.hear(heard)
            if not isinstance(outcome, Unheard) or way.name != asked:
                return outcome
            failure = outcome
        return failure


async def _asked(place: Place, name: Name) -> Heard | None:
    """The answer of one server; None where there is none, or none that can be trusted to be its own."""
    query = dns.message.make_query(_spelt(name), dns.rdatatype.NAPTR, use_edns=0, payload=LARGEST_DATAGRAM)
    host, port = place
    try:
        try:
            answer = await dns.asyncquery.udp(
                query, host, TRY_SECONDS, port, ignore_unexpected=True, ignore_errors=True, raise_on_truncation=True
            )
        except dns.message.Truncated:
            answer = await dns.asyncquery.tcp(query, host, TRY_SECONDS, port)
        return _heard(query, answer)
    except (dns.exception.DNSException, OSError, EOFError, ValueError):
        return None


def _spelt(name: Name) -> dns.name.Name:
    """The name with letters large and small by chance: who has not seen the question cannot know how it was spelt."""
    chance = random.SystemRandom()
    labels = [
        bytes(octet ^ 0x20 if octet in _LETTERS and chance.random() < 0.5 else octet for octet in one) for one in name
    ]
    return dns.name.Name((*labels, b""))


def _heard(query: dns.message.Message, answer: dns.message.Message) -> Heard | None:
    code = answer.rcode()
    if code in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN} and (
        len(answer.question) != 1 or answer.question[0].name.labels != query.question[0].name.labels
    ):
        return None
    said: list[Said] = []
    for rrset in answer.answer:
        if rrset.rdclass == dns.rdataclass.IN:
            said += [one for record in rrset if (one := _said(rrset.name, rrset.ttl, record)) is not None]
    denied_at, denied_for = None, 0
    for rrset in answer.authority:
        for record in rrset:
            if isinstance(record, SOA):
                denied_at, denied_for = _name(rrset.name), min(rrset.ttl, record.minimum)
    return Heard(int(code), said[:_MOST_SAID], denied_at, denied_for)


def _said(owner: dns.name.Name, ttl: int, record: dns.rdata.Rdata) -> Said | None:
    match record:
        case NAPTR():
            try:
                flags, service, regexp = (octets.decode() for octets in (record.flags, record.service, record.regexp))
            except UnicodeDecodeError:
                return None
            replaced = record.replacement != dns.name.root
            return Said(_name(owner), ttl, Rule(record.order, record.preference, flags, service, regexp, replaced))
        case CNAME():
            return Said(_name(owner), ttl, Alias(_name(record.target)))
        case DNAME():
            return Said(_name(owner), ttl, Move(_name(record.target)))
    return None


def _name(name: dns.name.Name) -> Name:
    return tuple([label.lower() for label in name.labels[:-1]])
