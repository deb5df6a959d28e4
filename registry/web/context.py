"""The context: what the routes of the registry stand on, put together by the node and found in the application."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from registry.credentials import Pepper
from registry.derive import Deriving
from registry.group import Group
from registry.guesses import Guesses
from registry.jobs.shelf import Shelf
from registry.once import Flights
from registry.practice import Practice
from registry.printing.order import Presses
from registry.recognised import Recognised
from registry.store.book import Book
from schemas.counting import Class, Outcome
from schemas.handle import Handle
from schemas.principal import LONGEST_KEY_DAYS
from schemas.rate import Allowance, Rate
from schemas.site import Site

MIB = 1 << 20

Count = Callable[[web.Request, Handle, Outcome, Class | None], None]
"""Counts one answer of the registry about a handle; without a class, the one that the request's address gives.

Raises:
    Busy: it cannot be counted, so it must not be answered.
"""


MOST_SEARCHES = 2
MOST_EXPORTS = 4


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One for each worker. Plain values: the web knows no settings file."""

    book: Book
    """For looking, and for writing many at once."""
    group: Group
    """For single writes: it returns when they are durable and this host's replica holds them."""
    pepper: Pepper
    """What keys are hashed with and session ids are made with; the same in all workers of the node."""
    count: Count
    """Counts what is answered here, where the resolver's doors count."""
    site: Site
    """What `/api/site` tells."""
    practice: Practice
    """How the park goes about enterprises: policies, sealing keys, vault."""
    server_key: RSAPrivateKey | None = None
    """With which the node signs a client's nonce; None: it does not."""
    public_base: str = ""
    """The base address under which links to this node are made, without a slash at its end."""
    session_seconds: int = 1800
    """After how long without a request a session of the Handle API ends."""
    search_seconds: float = 5.0
    """How long one reverse search may look before the caller is told to ask for less."""
    longest_record: int = MIB
    """Octets of a body that carries one record."""
    longest_body: int = 16 * MIB
    """Octets of any other body."""
    most_together: int = 100_000
    """Rows of a stream that is registered all or nothing: one transaction, which keeps the pen for some seconds."""
    shelf: Shelf | None = None
    """Where files of many rows are kept until they are entered; None: this node takes none."""
    flights: Flights = msgspec.field(default_factory=Flights)
    """The requests with an Idempotency-Key that this worker is answering now."""
    recognised: Recognised = msgspec.field(default_factory=Recognised)
    """The keys that this worker has looked up a moment ago."""
    deriving: Deriving = msgspec.field(default_factory=Deriving)
    """The thread on which this worker derives keys."""
    searches: asyncio.Semaphore = msgspec.field(default_factory=lambda: asyncio.Semaphore(MOST_SEARCHES))
    """How many searches this worker makes at a time: answering must not wait behind them."""
    exports: asyncio.Semaphore = msgspec.field(default_factory=lambda: asyncio.Semaphore(MOST_EXPORTS))
    """How many exports this worker makes at a time."""
    presses: Presses = msgspec.field(default_factory=Presses)
    """The presses of this worker, on which labels are made."""
    label_font: Path | None = None
    """The font that labels are set in; None: the best one that this machine has."""
    touching: dict[bytes, asyncio.Task[None]] = msgspec.field(default_factory=dict)
    """The sessions, by their digests, and the keys, by their ids, whose rows this worker is writing anew now."""
    longest_key_days: int = LONGEST_KEY_DAYS
    """How long a key may be valid, as the park has it."""
    usual_rate: Rate | None = None
    """How often a key may ask that has no rate of its own; None: as often as it likes."""
    allowance: Allowance = msgspec.field(default_factory=Allowance)
    """What keys have used of their rates at this worker."""
    guesses: Guesses = msgspec.field(default_factory=Guesses)
    """Wrong credentials that this worker has seen lately."""
    clock: Callable[[], float] = time.time


CONTEXT = web.AppKey("registry", Context)
"""Where the routes find the context of their application."""
