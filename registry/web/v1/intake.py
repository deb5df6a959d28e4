"""Intake: rows of a stream, a chunk at a time, and the line that answers each of them.

A chunk ends after so many rows or octets and never because time has passed: the same stream sent again falls into the
same chunks, so that a chunk can be told by its digest (`registry/once.py`).
"""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from registry.once import Once, answered, remember
from registry.register import Registration, register_many
from registry.store.page import Writing
from registry.web.problems import complaints_told, kind_of, place_of
from schemas.complaint import Incomplete
from schemas.documents import json_string, read_registration
from schemas.errors import Malformed, NodeError, TooLarge
from schemas.handle import LONGEST_HANDLE
from schemas.principal import Principal
from schemas.record import unreserved
from schemas.usual import Ready, read_ready

# A transaction of this size spends little on its own account, and leaves the pen and the loop to others after some
# tens of milliseconds.
ROWS_A_CHUNK = 2_000
OCTETS_A_CHUNK = 4 << 20
LONGEST_LINE = 256 << 10

_EMPTY = "the line is empty: expected a registration on each line"


class Told(NamedTuple):
    """Why a row is refused, as its line says it."""

    status: int
    code: str
    detail: str
    errors: tuple[tuple[str, str, str, str], ...] = ()
    """Where there are several: pointer, code, Chinese, English."""

    @classmethod
    def of(cls, error: NodeError) -> "Told":
        """The refusal by the table of problems."""
        kind = kind_of(error)
        complaints = error.complaints if isinstance(error, Incomplete) else ()
        return cls(kind.status, kind.code, error.sentence, complaints)


class _Named(msgspec.Struct):
    handle: str | None = None


_named = msgspec.json.Decoder(_Named).decode
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(dict[int, tuple[Any, ...]]).decode


class Chunk:
    """Rows on their way in: read when they are added, entered together."""

    def __init__(self, first: int, now: int, told_apart: bool = False) -> None:
        """Take the number of the first row, from 1, and the Unix second that values without a timestamp get.

        `told_apart` says that its fingerprint will be asked for.
        """
        self.first = first
        self.refusals: dict[int, Told] = {}
        """Of refused rows, by their place in the chunk."""
        self._now = now
        self._handles: list[str | None] = []
        self._wanted: list[Registration | Ready] = []
        self._places: list[int] = []
        self._octets = 0
        self._digest = hashlib.sha256()
        self._told_apart = told_apart

    def __len__(self) -> int:
        return len(self._handles)

    @property
    def full(self) -> bool:
        """Whether it takes no more rows."""
        return len(self._handles) >= ROWS_A_CHUNK or self._octets >= OCTETS_A_CHUNK

    @property
    def registered(self) -> int:
        """How many of its rows are not refused."""
        return len(self._handles) - len(self.refusals)

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of its lines."""
        return self._digest.digest()

    def add(self, line: bytes | None) -> None:
        """Read one more row; None stands for a line that was too long."""
        place = len(self._handles)
        try:
            if line is None:
                raise TooLarge(f"the line has more than {LONGEST_LINE} octets, which no row may have")
            self._octets += len(line)
            if self._told_apart:
                self._digest.update(line)
                self._digest.update(b"\n")
            if not line.strip():
                raise Malformed(_EMPTY)
            if (ready := read_ready(line, self._now)) is not None:
                self._wanted.append(ready)
                self._handles.append(ready.text)
            else:
                wanted = read_registration(line, self._now)
                values = unreserved(wanted.values)
                self._wanted.append(Registration(wanted.handle, values, wanted.template, wanted.fields))
                self._handles.append(wanted.handle.text)
            self._places.append(place)
        except NodeError as refusal:
            self._handles.append(_handle_in(line))
            self.refusals[place] = Told.of(refusal)

    async def enter(self, page: Writing, who: Principal, once: Once | None = None) -> None:
        """Register the rows that can be, on a page; `refusals` has the others afterwards.

        A chunk that was entered before under the same key is not entered again, and answers as it did.

        Raises:
            KeyReused: the key stood over another chunk; nothing was entered.
        """
        if once is not None and (before := await answered(page, once)):
            self.refusals = {place: Told(*told) for place, told in _unpack(before.body).items()}
            return
        answers = await register_many(page, who, self._wanted, all_or_nothing=False)
        for place, answer in zip(self._places, answers, strict=True):
            if isinstance(answer, NodeError):
                self.refusals[place] = Told.of(answer)
        if once is not None:
            remember(page, once, 200, _pack(self.refusals))

    def forget_rows(self) -> None:
        """Let go of what was read; what the rows are called and why they are refused stays."""
        self._wanted.clear()
        self._places.clear()

    def lines(self, otherwise: Told | None = None) -> Iterator[bytes]:
        """One line for each row, in order: entered, refused, or `otherwise` for those that nothing is wrong with."""
        for place, handle in enumerate(self._handles):
            row = self.first + place
            told = self.refusals.get(place, otherwise)
            name = b"null" if handle is None else json_string(handle)
            if told is None:
                yield b'{"row":%d,"handle":%b,"status":201}\n' % (row, name)
            else:
                fault = {"status": told.status, "code": told.code, "detail": told.detail, **place_of(told.detail)}
                if told.errors:
                    fault["errors"] = complaints_told(told.errors)
                yield b'{"row":%d,"handle":%b,%b\n' % (row, name, msgspec.json.encode(fault)[1:])


def _handle_in(line: bytes | None) -> str | None:
    """The identifier that a refused row names, as far as it can be read."""
    try:
        named = _named(line).handle if line else None
        return None if named is None else named[:LONGEST_HANDLE]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
