"""Answers about coding rules, batches, templates, labels, imports, exports."""

from typing import Any, Literal

import msgspec

from registry.web.v1.answers.answer import Answer
from registry.web.v1.answers.records import RecordHead, ShownValue
from schemas.template import Item


class SerialRange(Answer, frozen=True):
    """The serials that a rule has."""

    first: int
    last: int


class RuleAnswer(Answer, frozen=True):
    """One version of a coding rule."""

    id: str
    prefix: str
    name: str
    version: int
    standing: Literal["draft", "published"]
    created: str
    published: str | None
    fields: list[str]
    serial: SerialRange | None
    longest: int
    separator: str
    segments: list[dict[str, Any]]


class Rules(Answer, frozen=True):
    """The rules of a prefix."""

    items: list[RuleAnswer]


class Trials(Answer, frozen=True):
    """What a rule makes of examples: for each a result, or the sentence of a refusal."""

    encoded: list[dict[str, Any]]
    decoded: list[dict[str, Any]]


class Drawn(Answer, frozen=True):
    """Serials that are the caller's from now on."""

    rule: str
    first: int
    last: int
    handles: tuple[str, ...] = ()


class BatchHead(Answer, frozen=True):
    """A run of serials, without its values."""

    id: str
    prefix: str
    rule: str
    fields: dict[str, str]
    template: str | None
    first: int
    last: int
    count: int
    first_handle: str
    last_handle: str
    standing: Literal["active", "retired"]
    version: int
    registered_at: str
    changed_at: str
    own: int


class BatchStepAnswer(Answer, frozen=True):
    """One change that a batch has gone through."""

    version: int
    at: str
    actor: str
    address: str
    verb: str
    serial: int


class BatchAnswer(BatchHead, frozen=True):
    """A run of serials; asked for by itself, with its history."""

    values: list[ShownValue]
    history: tuple[BatchStepAnswer, ...] = ()


class Batches(Answer, frozen=True):
    """A page of batches."""

    items: list[BatchHead]
    next: str | None


class Member(RecordHead, frozen=True):
    """An identifier of a batch; `own` if it has a record of its own."""

    serial: int
    own: bool


class MembersAnswer(Answer, frozen=True):
    """A page of a batch's identifiers."""

    items: list[Member]
    next: str | None


class VersionHead(Answer, frozen=True):
    """A version of a template, without its items."""

    template: str
    version: int
    standing: Literal["draft", "published"]
    created: str
    published: str | None
    schema: str | None


class VersionAnswer(VersionHead, frozen=True):
    """A version of a template."""

    name: str
    name_en: str
    description: str
    standard: str
    industry: str
    items: list[Item]


class Versions(Answer, frozen=True):
    """The versions of a template, the newest first."""

    items: list[VersionHead]


class TemplateHead(Answer, frozen=True):
    """A template as lists show it."""

    id: str
    enterprise: str | None
    name: str
    name_en: str
    description: str
    standard: str
    industry: str
    created: str
    published: int | None
    draft: int | None
    item_count: int
    yours: bool = False


class TemplateAnswer(TemplateHead, frozen=True):
    """A template with the items of its newest published version, and of its draft where the caller may see it."""

    items: list[Item] | None = None
    draft_items: list[Item] | None = None
    versions: tuple[VersionHead, ...] = ()


class TemplateUser(Answer, frozen=True):
    """An enterprise that a template is open to."""

    id: str
    name: str


class TemplateUsersAnswer(Answer, frozen=True):
    """Whom a template is open to beside its own enterprise."""

    everybody: bool
    enterprises: list[TemplateUser]


class Templates(Answer, frozen=True):
    """The templates that the caller may use."""

    items: list[TemplateHead]


class KeptLayoutAnswer(Answer, frozen=True):
    """A layout of labels that an enterprise keeps under a name, or the park where `enterprise` is null."""

    name: str
    enterprise: str | None
    title: str
    labels: int
    layout: dict[str, Any]
    lines: list[str | dict[str, Any]] | None
    changed_by: str
    changed: str


class KeptLayouts(Answer, frozen=True):
    """The layouts that the caller may use by name."""

    items: list[KeptLayoutAnswer]


class LabelLayouts(Answer, frozen=True):
    """What labels can be printed on, and which codes on them."""

    layouts: list[dict[str, Any]]
    symbologies: list[dict[str, Any]]


class JobAnswer(Answer, frozen=True):
    """An import, and how far it has come."""

    id: str
    name: str
    format: str
    mode: str
    duplicates: str
    standing: str
    octets: int
    sha256: str
    rows: int | None
    wrong: int
    seen: int
    registered: int
    updated: int
    skipped: int
    refused: int
    reason: str
    template: str | None
    by: str
    created: str
    changed: str


class Jobs(Answer, frozen=True):
    """The imports that the caller may know of, the newest first."""

    items: list[JobAnswer]


class Faults(Answer, frozen=True):
    """The first of the faults of a file, and how many there are."""

    items: list[dict[str, Any]]
    total: int


class Filter(Answer, frozen=True):
    """What may be said about a list."""

    name: str
    required: bool


class Exported(Answer, frozen=True):
    """A list that can be had as a file."""

    name: str = msgspec.field(name="list")
    zh: str
    filters: list[Filter]


class Exports(Answer, frozen=True):
    """What can be had as a file, and in which formats."""

    items: list[Exported]
    formats: list[str]
