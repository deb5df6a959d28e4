"""Filters of exports: what may be said about each list, as words by name; what is not known is refused."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from schemas.counting import day_of, parse_day
from schemas.errors import Malformed
from schemas.profile import Category

T = TypeVar("T", bound="Filters")

MOST_TYPES = 50
_Text = Annotated[str, msgspec.Meta(max_length=4096)]


class Filters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing to be said."""


class OfIdentifiers(Filters, frozen=True, kw_only=True):
    """The identifiers of a prefix."""

    prefix: _Text
    beginning: _Text = ""
    """Of the suffix."""
    retired: bool = False
    """Whether retired ones come too."""
    types: _Text = ""
    """Types of values, separated by commas: a column each in a table."""


class OfSearch(Filters, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What a search finds."""

    q: _Text = ""
    prefix: _Text | None = None
    from_: _Text | None = None
    to: _Text | None = None
    standing: Literal["active", "retired", "any"] = "active"
    template: _Text | None = None
    types: _Text = ""


class OfBatches(Filters, frozen=True, kw_only=True):
    """The batches of a prefix."""

    prefix: _Text


class OfMembers(Filters, frozen=True, kw_only=True):
    """The identifiers of a batch."""

    batch: _Text


class OfEnterprises(Filters, frozen=True, kw_only=True):
    """Enterprises, as the console's list narrows them down."""

    q: _Text = ""
    """Part of a name, of the code, or of a prefix."""
    park: _Text | None = None
    """By its id; `outside`: in none."""
    standing: Literal["active", "changing", "suspended", "closing", "closed"] | None = None
    above_scale: bool = False
    category: Category | None = None
    bare: bool = False
    """Without a prefix."""


class OfAccounts(Filters, frozen=True, kw_only=True):
    """Accounts, perhaps of one enterprise, by its id."""

    enterprise: _Text | None = None


class OfTrail(Filters, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A period of the trail."""

    from_: _Text | None = None
    to: _Text | None = None
    actor: _Text | None = None
    verb: _Text | None = None
    subject: _Text | None = None


class OfStatistics(Filters, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Counts of a period."""

    from_: _Text
    to: _Text
    by: _Text = "day"
    prefix: _Text | None = None


def read(given: Mapping[str, str], kind: type[T]) -> T:
    """What was said, as filters of one kind.

    Raises:
        Malformed: something is not known, missing, or cannot be read.
    """
    known = [field.encode_name for field in msgspec.structs.fields(kind)]
    if strange := [name for name in given if name not in known]:
        raise Malformed(f"unknown filter {strange[0][:40]!r}: expected {', '.join(known) or 'none'}")
    try:
        return msgspec.convert(dict(given), kind, strict=False)
    except msgspec.ValidationError as error:
        raise Malformed(f"cannot read the filters: {_reason(error)}") from None


def types_of(text: str) -> tuple[str, ...]:
    """Types of values out of a list of them.

    Raises:
        Malformed: there are too many.
    """
    named = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if len(named) > MOST_TYPES:
        raise Malformed(f"an export has columns for at most {MOST_TYPES} types, got {len(named)}")
    return named


def day(text: str | None) -> str | None:
    """A day.

    Raises:
        Malformed: it is none.
    """
    if text is None:
        return None
    try:
        return parse_day(text).isoformat()
    except ValueError:
        raise Malformed(f"cannot read {text[:40]!r} as a day: expected one as in 2026-11-22") from None


def named(kind: type[Filters]) -> dict[str, Any]:
    """The filters of a kind by name, and whether each must be said."""
    return {field.encode_name: field.required for field in msgspec.structs.fields(kind)}


def file_name(list_: str, form: str, now: float) -> str:
    """What the file of an export is called."""
    return f"{list_}-{day_of(now)}.{form}"


def _reason(error: msgspec.ValidationError) -> str:
    sentence = str(error).replace("`", "").replace(" - at $.", ", at ")
    return sentence[:1].lower() + sentence[1:]
