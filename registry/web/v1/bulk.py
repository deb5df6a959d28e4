"""Many registrations at once: a stream of JSON lines in, a line for each row out.

`mode=skip-bad` enters chunk by chunk: what is answered with 201 is durable and visible, whatever happens afterwards.
`mode=all-or-nothing` and `dry_run=true` are one transaction, for which the stream is first put aside as a whole; the
pen is taken when it is complete. A dry run does all that the real one does and is taken back.

Under an Idempotency-Key each chunk is remembered with its digest. A stream that broke off, sent again from its
beginning with the same key, answers 201 for what it had entered and goes on where it broke off.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from typing import IO

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.once import Once, fingerprint
from registry.register import NotEntered
from registry.still import require_still
from registry.web.bodies import pieces_of
from registry.web.context import CONTEXT, Context
from registry.web.lines import Lines
from registry.web.v1.intake import LONGEST_LINE, Chunk, Told
from registry.web.v1.outbox import Outbox
from schemas.errors import Busy, Forbidden, NodeError, TooLarge
from schemas.principal import Principal

NDJSON = "application/x-ndjson"

# Of a stream that is put aside, on the disk: a hundred thousand rows as they usually are take a fifth of this.
MOST_OCTETS_TOGETHER = 256 << 20

# Of the answer, on the disk, for a client that sends and does not read: that of half a million rows as they are mostly.
MOST_OCTETS_KEPT = 32 << 20

_KEPT_IN_MEMORY = 1 << 20
_TOO_LONG = b"\x00too long"
"""Put aside in the place of a line that is; no JSON begins like that."""
_NOT_ENTERED = Told.of(NotEntered("nothing is wrong with this row; nothing was entered because others were refused"))


class Manner(msgspec.Struct, frozen=True):
    """How a stream is to be registered."""

    all_or_nothing: bool = False
    dry_run: bool = False
    key: str | None = None
    """The Idempotency-Key."""
    target: bytes = b""
    """Method and target of the request: part of what a key stands for."""


class Summary(msgspec.Struct, omit_defaults=True):
    """The last line of an answer: one without it was cut off."""

    registered: int
    """Rows answered with 201; of a dry run, rows that would be."""
    refused: int
    dry_run: bool
    interrupted: str = msgspec.field(default="")
    """Why nothing was answered of the rows behind the last one."""


async def register_stream(request: web.Request, who: Principal, manner: Manner) -> web.StreamResponse:
    """Register what a request streams.

    Raises, while nothing has been answered yet:
        Forbidden: the caller may register nothing anywhere, or is let in no more when the first rows have come.
        Malformed, TooLarge: the body cannot be read, or is more than one transaction takes.
        InFlight, KeyReused: the key is in use, or stood over something else.
        Busy: the database cannot be reached.
    """
    if not (allows(who, Verb.REGISTER) or any(allows(who, Verb.REGISTER, prefix) for prefix in who.prefixes)):
        raise Forbidden(f"{who.name} may not register anything")
    flights = request.app[CONTEXT].flights
    outbox = Outbox(request, NDJSON)
    try:
        with flights.begin(who.name, manner.key) if manner.key is not None else nullcontext():
            if manner.all_or_nothing or manner.dry_run:
                return await _together(request, who, manner, outbox)
            return await _Stream(request, who, manner, outbox).run()
    finally:
        outbox.discard()


class _Stream:
    """A stream on its way in, chunk by chunk. One chunk is being answered while the next is being read and entered."""

    def __init__(self, request: web.Request, who: Principal, manner: Manner, outbox: Outbox) -> None:
        self._request = request
        self._context = request.app[CONTEXT]
        self._who = who
        self._manner = manner
        self._outbox = outbox
        self._summary = Summary(0, 0, dry_run=False)
        self._chunk = self._new_chunk(1)
        self._answering: asyncio.Task[None] | None = None

    async def run(self) -> web.StreamResponse:
        """Register all of it."""
        try:
            await self._take_all()
            await self._answered()
        except NodeError as error:
            if self._answering is not None:
                await asyncio.gather(self._answering, return_exceptions=True)
            if not self._outbox.begun:
                raise
            self._summary.interrupted = error.sentence
        finally:
            if self._answering is not None:
                self._answering.cancel()
        await self._outbox.put(msgspec.json.encode(self._summary) + b"\n")
        return await self._outbox.close()

    async def _take_all(self) -> None:
        lines = Lines(LONGEST_LINE)
        async for piece in pieces_of(self._request):
            for line in lines.feed(piece):
                self._chunk.add(line)
                if self._chunk.full:
                    await self._enter()
        for line in lines.end():
            self._chunk.add(line)
        if len(self._chunk):
            await self._enter()

    async def _enter(self) -> None:
        if self._outbox.kept > MOST_OCTETS_KEPT:
            raise TooLarge(
                f"{MOST_OCTETS_KEPT} octets of the answer wait to be read: expected a client that reads them"
            )
        chunk, self._chunk = self._chunk, self._new_chunk(self._chunk.first + len(self._chunk))
        once = None
        serial = 0
        if (key := self._manner.key) is not None:
            # No header holds a line feed: keys of chunks are keys of no single request.
            digest = fingerprint(self._manner.target, chunk.fingerprint)
            once = Once(self._who.name, f"{key}\n{chunk.first}", digest)
        if once is not None or chunk.registered:
            async with self._context.book.writing() as page:
                # A stream may go on for hours: its key is looked at with every chunk.
                await require_still(page, self._who.name, self._who.role, self._who.person)
                await chunk.enter(page, self._who, once)
                serial = page.serial
        try:
            await self._answered()
        finally:
            # Whatever became of the chunk before: what is entered is told.
            self._answering = asyncio.create_task(self._answer(chunk, serial), name="bulk answer")

    async def _answer(self, chunk: Chunk, serial: int) -> None:
        late = await _late(self._context, serial) if serial else None
        # They are entered: that is said first, whatever follows.
        await self._outbox.put(b"".join(chunk.lines()))
        self._summary.registered += chunk.registered
        self._summary.refused += len(chunk.refusals)
        if late is not None:
            raise late

    async def _answered(self) -> None:
        if self._answering is not None:
            answering, self._answering = self._answering, None
            await answering

    def _new_chunk(self, first: int) -> Chunk:
        return Chunk(first, int(self._context.clock()), told_apart=self._manner.key is not None)


async def _late(context: Context, serial: int) -> Busy | None:
    """Why what was entered cannot be looked up here yet; None once it can."""
    try:
        await context.group.visible(serial)
    except Busy as error:
        return Busy(f"the rows above are entered, and this host does not answer with all of them yet: {error.sentence}")
    return None


class _TakenBack(Exception):
    """Ends a transaction that is to leave nothing behind."""


async def _together(request: web.Request, who: Principal, manner: Manner, outbox: Outbox) -> web.StreamResponse:
    """Register a stream in one transaction, or find out what would happen."""
    context = request.app[CONTEXT]
    with tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY) as aside:
        whole = await _put_aside(request, aside, context.most_together)
        done: list[Chunk] = []
        entered = True
        serial = 0
        try:
            async with context.book.writing() as page:
                await require_still(page, who.name, who.role, who.person)
                for chunk in _chunks(aside, int(context.clock()), manner.key is not None):
                    once = None
                    if manner.key is not None and not manner.dry_run:
                        digest = fingerprint(manner.target, whole, chunk.fingerprint)
                        once = Once(who.name, f"{manner.key}\n{chunk.first}", digest)
                    await chunk.enter(page, who, once)
                    await page.flush()
                    chunk.forget_rows()
                    done.append(chunk)
                if manner.dry_run or (manner.all_or_nothing and any(chunk.refusals for chunk in done)):
                    raise _TakenBack
                serial = page.serial
        except _TakenBack:
            entered = False
    late = await _late(context, serial) if entered else None
    nothing = not entered and manner.all_or_nothing and any(chunk.refusals for chunk in done)
    for chunk in done:
        await outbox.put(b"".join(chunk.lines(_NOT_ENTERED if nothing else None)))
    registered = 0 if nothing else sum(chunk.registered for chunk in done)
    summary = Summary(registered, sum(len(chunk) for chunk in done) - registered, manner.dry_run)
    summary.interrupted = "" if late is None else late.sentence
    await outbox.put(msgspec.json.encode(summary) + b"\n")
    return await outbox.close()


async def _put_aside(request: web.Request, aside: IO[bytes], most: int) -> bytes:
    """Keep the lines of a body until it is complete; their SHA-256.

    Raises:
        TooLarge: more than one transaction takes.
    """
    cutting, rows = Lines(LONGEST_LINE), 0
    digest = hashlib.sha256()

    def keep(lines: list[bytes | None]) -> int:
        text = b"".join(b"%b\n" % (_TOO_LONG if line is None else line) for line in lines)
        aside.write(text)
        digest.update(text)
        return len(lines)

    async for piece in pieces_of(request):
        rows += keep(cutting.feed(piece))
        if rows > most:
            raise TooLarge(f"one transaction takes at most {most} rows: expected mode=skip-bad for more")
        if aside.tell() > MOST_OCTETS_TOGETHER:
            raise TooLarge(
                f"one transaction takes at most {MOST_OCTETS_TOGETHER} octets: expected mode=skip-bad for more"
            )
    if rows + keep(cutting.end()) > most:
        raise TooLarge(f"one transaction takes at most {most} rows: expected mode=skip-bad for more")
    aside.seek(0)
    return digest.digest()


def _chunks(aside: IO[bytes], now: int, told_apart: bool) -> Iterator[Chunk]:
    """The rows that were put aside."""
    chunk = Chunk(1, now, told_apart)
    for kept in aside:
        line = kept[:-1]
        chunk.add(None if line == _TOO_LONG else line)
        if chunk.full:
            yield chunk
            chunk = Chunk(chunk.first + len(chunk), now, told_apart)
    if len(chunk):
        yield chunk
