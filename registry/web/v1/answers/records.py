"""Answers about identifiers, their history, searches, statistics, the trail, tables of codes."""

from typing import Any, Literal

import msgspec

from registry.web.v1.answers.answer import Answer


class ShownValue(Answer, frozen=True):
    """A handle value; `permissions` and `references` where they are not the usual ones."""

    index: int
    type: str
    data: dict[str, Any]
    ttl: int | str
    timestamp: str
    permissions: str = ""
    references: tuple[dict[str, Any], ...] = ()


class RecordHead(Answer, frozen=True):
    """An identifier without its values."""

    handle: str
    standing: Literal["active", "retired"]
    version: int
    registered_at: str
    changed_at: str


class RecordAnswer(RecordHead, frozen=True):
    """An identifier with those of its values that the caller may see."""

    values: list[ShownValue]
    template: str = ""


class Records(Answer, frozen=True):
    """A page of a list of identifiers."""

    items: list[RecordHead]
    next: str | None


class HistoryStep(Answer, frozen=True):
    """One change that an identifier has gone through."""

    version: int
    at: str
    actor: str
    address: str
    verb: str
    serial: int
    standing: Literal["active", "retired"]
    values: tuple[ShownValue, ...] = ()


class History(Answer, frozen=True):
    """The changes of an identifier, the newest first."""

    handle: str
    items: list[HistoryStep]
    next: str | None


class Matched(Answer, frozen=True):
    """A value in which a word was found."""

    index: int
    type: str
    text: str


class FoundRecord(RecordHead, frozen=True):
    """An identifier that was found, and where the words stand."""

    found: list[Matched]


class Holder(Answer, frozen=True):
    """An enterprise whose name was found."""

    name: str
    name_en: str
    uscc: str
    prefixes: list[str]


class Finds(Answer, frozen=True):
    """What a search found; `behind` is how many changes the index has not come to."""

    items: list[FoundRecord]
    holders: list[Holder]
    next: str | None
    behind: int


class Statistics(Answer, frozen=True):
    """Counts, one row for each combination of what was asked for."""

    since: str = msgspec.field(name="from")
    to: str
    by: list[str]
    rows: list[dict[str, int | str | None]]


class TrailLine(Answer, frozen=True):
    """Who did what, when and from where; `digest` holds it to the line before."""

    act: int
    at: str
    actor: str
    role: str
    address: str
    verb: str
    subject: str
    changes: int
    detail: dict[str, Any] | None
    serial: int | None
    content: str | None
    digest: str | None


class TrailAnswer(Answer, frozen=True):
    """A page of the trail, the newest lines first."""

    items: list[TrailLine]
    next: str | None


class Coded(Answer, frozen=True):
    """A code of a table of codes."""

    code: str
    name: str
    level: str = ""


class Codes(Answer, frozen=True):
    """One level of a table of codes."""

    items: list[Coded]
