"""Once: a request under an Idempotency-Key is done at most once, however often it is sent.

What was answered is entered in the transaction of the act itself: either both are there after an accident or neither
is. Only successes are remembered: what was refused entered nothing and may be tried again. Whoever sends a key a second
time waits for the pen like every writer, so a request that is sent twice at once is done once even where two processes
answer.
"""

import hashlib

import msgspec

from registry.store import idempotency
from registry.store.idempotency import Answered
from registry.store.page import Reading, Writing
from schemas.errors import Conflict

REMEMBERED_SECONDS = 24 * 3600


class KeyReused(Conflict):
    """An Idempotency-Key was used before, for another request."""


class InFlight(Conflict):
    """The same request, under the same Idempotency-Key, is being answered at this moment."""


class Once(msgspec.Struct, frozen=True):
    """A request that must be done at most once."""

    caller: str
    """The principal's name: keys of different callers are different keys."""
    key: str
    fingerprint: bytes
    """Of what is asked: the same key with another fingerprint is a mistake of the caller."""


def fingerprint(*parts: bytes) -> bytes:
    """One digest of all parts of a request; no part can be mistaken for two."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


async def answered(page: Reading, once: Once) -> Answered | None:
    """What was answered to this request before; None where it is the first time, or longer ago than is remembered.

    Raises:
        KeyReused: the key stood over another request.
    """
    found = await idempotency.find(page, once.caller, once.key, page.now - REMEMBERED_SECONDS)
    if found is not None and found.fingerprint != once.fingerprint:
        raise KeyReused("this Idempotency-Key was used for another request: expected a new key for a new request")
    return found


def remember(page: Writing, once: Once, status: int, body: bytes) -> None:
    """Enter what is answered, together with what it answers."""
    idempotency.forget(page, page.now - REMEMBERED_SECONDS)
    idempotency.enter(page, Answered(once.caller, once.key, once.fingerprint, status, body, page.now))


class Flights:
    """The requests under keys that this process is answering at this moment."""

    def __init__(self) -> None:
        self._under_way: set[tuple[str, str]] = set()

    def begin(self, caller: str, key: str) -> "_Flight":
        """A context in which the request is under way.

        Raises:
            InFlight: it is already.
        """
        if (caller, key) in self._under_way:
            raise InFlight("a request with this Idempotency-Key is being answered now: expected one at a time")
        return _Flight(self._under_way, (caller, key))


class _Flight:
    def __init__(self, under_way: set[tuple[str, str]], one: tuple[str, str]) -> None:
        self._under_way = under_way
        self._one = one

    def __enter__(self) -> None:
        self._under_way.add(self._one)

    def __exit__(self, *_: object) -> None:
        self._under_way.discard(self._one)
