"""Sessions of the Handle API: their ids and nonces, and what becomes of them.

An id is a signed token that any worker can make and read; its nonce follows from it. So a challenge costs nothing to
keep. Only a session that has been authenticated, or ended, has a row in the database.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

import msgspec

from registry.handle_keys import identity_text, read_identity
from registry.identify import Identified, still
from registry.store import sessions
from registry.store.page import Reading, Writing
from schemas.errors import Unauthenticated

NONCE_SIZE = 16
"""Octets (handle-http.md §6.1)."""

_VERSION = b"\x01"
_MADE_SIZE, _CHANCE_SIZE, _SEAL_SIZE = 4, 12, 16
# Hosts of one node may differ by so many seconds in what time it is.
_CLOCK_DIFFERENCE = 60

_UNKNOWN = "the session is not known, or has ended"


class Ticket(msgspec.Struct, frozen=True):
    """A session as its id describes it."""

    id: str
    nonce: bytes
    made_at: int
    """Unix second."""

    @property
    def digest(self) -> bytes:
        """What the session is kept under."""
        return hashlib.sha256(self.id.encode()).digest()


def begin(key: bytes, now: int) -> Ticket:
    """A new session; `key` is the node's own for this purpose."""
    told = _VERSION + now.to_bytes(_MADE_SIZE, "big") + secrets.token_bytes(_CHANCE_SIZE)
    return _ticket(key, told)


def read(key: bytes, text: str) -> Ticket:
    """The session with this id.

    Raises:
        Unauthenticated: this node did not make such an id.
    """
    try:
        octets = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Unauthenticated(_UNKNOWN) from None
    ticket = _ticket(key, octets[:-_SEAL_SIZE])
    if not hmac.compare_digest(ticket.id.encode(), text.encode()):
        raise Unauthenticated(_UNKNOWN)
    return ticket


async def who(page: Reading, ticket: Ticket, now: int, idle: int) -> tuple[Identified | None, int]:
    """Who has authenticated the session, or None for nobody yet, and the Unix second at which it was last seen.

    `idle` is the number of seconds without a request after which it ends.

    Raises:
        Unauthenticated: it has ended or run out, or the key it was authenticated with stands no more.
    """
    row = await sessions.find(page, ticket.digest)
    seen = row.seen_at if row else ticket.made_at
    if (row and not row.identity) or not now - idle <= seen <= now + _CLOCK_DIFFERENCE:
        raise Unauthenticated(_UNKNOWN)
    if row is None:
        return None, seen
    return await still(page, read_identity(row.identity), row.proof), seen


async def keep(page: Writing, ticket: Ticket, who: Identified, now: int, idle: int) -> None:
    """Enter that the session has been authenticated; and forget those that have run out.

    Raises:
        Unauthenticated: it has ended in the meantime.
    """
    row = await sessions.find(page, ticket.digest)
    if row and not row.identity:
        raise Unauthenticated(_UNKNOWN)
    sessions.forget(page, now - idle)
    sessions.enter(page, sessions.Session(ticket.digest, identity_text(who.identity), who.proof, now))


def touch(page: Writing, ticket: Ticket, now: int) -> None:
    """Enter that the session was seen again."""
    sessions.touch(page, ticket.digest, now)


def end(page: Writing, ticket: Ticket, now: int) -> None:
    """Enter that the session has ended: its id opens nothing any more."""
    sessions.enter(page, sessions.Session(ticket.digest, "", b"", now))


def _ticket(key: bytes, told: bytes) -> Ticket:
    seal = hmac.digest(key, b"id" + told, "sha256")[:_SEAL_SIZE]
    nonce = hmac.digest(key, b"nonce" + told, "sha256")[:NONCE_SIZE]
    return Ticket(
        base64.urlsafe_b64encode(told + seal).decode(),
        nonce,
        int.from_bytes(told[len(_VERSION) : len(_VERSION) + _MADE_SIZE], "big"),
    )
