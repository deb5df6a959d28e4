"""Shapes that the description of the API shows and that are read or written in another way: bodies, rows, problems."""

from typing import Any

import msgspec

from schemas.documents import ValueDocument


class PatchDocument(msgspec.Struct, frozen=True):
    """Values to put, each in the place of the one with its index or behind all others, and indexes to remove."""

    put: tuple[ValueDocument, ...] = ()
    remove: tuple[int, ...] = ()
    fields: dict[str, Any] = {}


class RowDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """The line that answers one row of a stream; the last line of all is a summary."""

    row: int
    handle: str | None
    status: int
    code: str = ""
    detail: str = ""
    pointer: str = ""
    column: int = 0
    errors: tuple["FaultDocument", ...] = ()


class FaultDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where in a body a fault lies."""

    code: str
    detail: str
    pointer: str = ""
    column: int = 0
    detail_zh: str = ""
    """The same in Chinese; of the faults of a problem."""


class ProblemDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was refused (RFC 9457). `code` is for programs and never translated; the title may be."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: tuple[FaultDocument, ...] = ()


class BatchDocument(msgspec.Struct, frozen=True):
    """So many serials of a rule, from `first` on or the next ones, and values with placeholders."""

    rule: str
    count: int
    first: int | None = None
    fields: dict[str, str] = {}
    values: tuple[ValueDocument, ...] = ()
