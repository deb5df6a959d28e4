"""Values and records as JSON documents: the value object of the Handle API, both ways (handle-http.md §4.1, §5).

Reading refuses with `Malformed` and never with anything else: one sentence that names the place, as in
`values[2].data.value`. A member given twice counts as given last.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

import msgspec

from schemas import data
from schemas.counting import utc
from schemas.data import Data
from schemas.encodings.plain import TextData
from schemas.encodings.vlist import ReferenceDocument
from schemas.errors import Malformed
from schemas.grade import Grade
from schemas.handle import Handle
from schemas.shape import Extra, closed, reader
from schemas.template import TemplateReference
from schemas.usual import END, frame, stamp, text_literal
from schemas.value import DEFAULT_TTL, LARGEST_INDEX, LARGEST_TTL, PUBLIC, Permissions, Reference, Value, graded

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class ValueDocument(msgspec.Struct, frozen=True, gc=False):
    """A value as JSON shows it, its members in the order of the Handle API."""

    index: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_INDEX)]
    type: str
    data: str | Data
    permissions: str | msgspec.UnsetType = msgspec.UNSET
    ttl: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_TTL)] | str = DEFAULT_TTL
    timestamp: str | msgspec.UnsetType = msgspec.UNSET
    references: tuple[ReferenceDocument, ...] | msgspec.UnsetType = msgspec.UNSET
    grade: Grade | msgspec.UnsetType = msgspec.UNSET
    """Shown of values that partners may see; the others say by their permissions whether everybody may."""


class RecordDocument(msgspec.Struct, frozen=True):
    """A record as a PUT carries it; the path names the handle and the document may."""

    values: list[ValueDocument]
    handle: str | None = None


class RegistrationDocument(msgspec.Struct, frozen=True, gc=False):
    """A record to be registered, as a line of a bulk import or the body of one registration."""

    handle: str
    values: list[ValueDocument] | msgspec.UnsetType = msgspec.UNSET
    """May be left out where there is a template."""
    template: str | None = None
    """The template that it is registered against, as `product@1`."""
    fields: dict[str, Any] | None = None
    """What the items of the template hold, by their codes."""


class Wanted(msgspec.Struct, frozen=True, gc=False):
    """What a registration says."""

    handle: Handle
    values: tuple[Value, ...]
    template: TemplateReference | None = None
    fields: dict[str, Any] = {}


class Given(msgspec.Struct, frozen=True):
    """What the body of a PUT says."""

    values: tuple[Value, ...]
    """In the order given; not yet held together as a record."""
    handle: str | None
    """As written, where the body names one; it must be the handle of the path."""


def values_json(values: Iterable[Value]) -> bytes:
    """A JSON array of value objects."""
    return b"[%b]" % b",".join([_shown(value) for value in values])


def values_of(shown: bytes) -> tuple[Value, ...]:
    """The values that `values_json` showed: its exact inverse, for octets of our own making."""
    return tuple([_kept(document) for document in _READERS["ignore"].values(shown)])


def value_document(value: Value) -> dict[str, Any]:
    """A value object as a dictionary.

    >>> value_document(Value(1, "URL", b"https://a.example/", timestamp=1_700_000_000))["data"]
    {'format': 'string', 'value': 'https://a.example/'}
    """
    document: dict[str, Any] = msgspec.json.decode(_encode(_document(value)))
    return document


def json_string(text: str) -> bytes:
    """Text as a JSON string literal, in UTF-8.

    >>> json_string("88.1000.1/件\\"1")
    b'"88.1000.1/\\xe4\\xbb\\xb6\\\\"1"'
    """
    try:
        return _encode(text)
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8, only an escape
        return json.dumps(text).encode()


def read_values(octets: bytes, extra: Extra = "ignore") -> Given:
    """Read the body of a PUT: an array of values, an object with `values` and perhaps `handle`, or one bare value.

    Raises:
        Malformed: not JSON, not one of the three, or a value that is not as it should be.
    """
    read = _READERS[extra]
    if octets.lstrip(b" \t\r\n").startswith(b"["):
        return Given(_values(read.values(octets), "values"), None)
    if _look(octets).is_value:
        return Given((_value(read.value(octets), ""),), None)
    record = read.record(octets)
    return Given(_values(record.values, "values"), record.handle)


def read_registration(line: bytes, now: int = 0, template: TemplateReference | None = None) -> Wanted:
    """Read `{"handle": …, "values": […]}`, one line of a bulk import or the body of one registration; there may be
    `"template": "product@1", "fields": {…}` in it. `template` is the one of those that name none.

    `now` is the timestamp, a Unix second, of values that name none: who reads millions knows it beforehand.

    Raises:
        Malformed: not JSON, not of that shape, a member it does not know, an unreadable handle, or a value that is
            not as it should be.
    """
    document = _read_registration(line)
    if document.template is not None:
        template = TemplateReference.parse(document.template)
    if template is None and document.fields is not None:
        raise Malformed("cannot read a registration: fields of which template? expected the member template")
    if isinstance(document.values, msgspec.UnsetType):
        if template is None:
            raise Malformed('cannot read a registration: missing member "values"')
        values: tuple[Value, ...] = ()
    else:
        values = _values(document.values, "values", now)
    return Wanted(Handle.parse(document.handle), values, template, document.fields or {})


def moment(text: str) -> int:
    """The Unix second of an ISO 8601 time with `Z` or an offset; fractions are dropped.

    >>> moment("2023-11-14T22:13:20Z"), moment("2023-11-15T06:13:20.5+08:00")
    (1700000000, 1700000000)

    Raises:
        Malformed: it is not such a time.
    """
    if found := _MOMENT.fullmatch(text):
        try:
            return int(datetime.fromisoformat(found[1] + found[2]).timestamp())
        except (ValueError, OverflowError):
            pass
    raise Malformed(f"cannot read {text[:40]!r} as a time: expected ISO 8601, as in 2026-11-22T08:50:26Z")


class _Members(msgspec.Struct):
    """Which members an object has that tell a bare value from a record; what they hold is read later."""

    values: msgspec.Raw = msgspec.Raw()
    index: msgspec.Raw = msgspec.Raw()
    type: msgspec.Raw = msgspec.Raw()
    data: msgspec.Raw = msgspec.Raw()

    @property
    def is_value(self) -> bool:
        return not self.values and bool(self.index or self.type or self.data)


class _Readers(NamedTuple):
    values: Callable[[bytes], list[ValueDocument]]
    record: Callable[[bytes], RecordDocument]
    value: Callable[[bytes], ValueDocument]


_WHAT = "handle values"
_look = reader(_Members, _WHAT)
_READERS: dict[Extra, _Readers] = {
    "ignore": _Readers(
        reader(list[ValueDocument], _WHAT, "values"), reader(RecordDocument, _WHAT), reader(ValueDocument, _WHAT)
    ),
    "refuse": _Readers(
        reader(closed(list[ValueDocument]), _WHAT, "values"),
        reader(closed(RecordDocument), _WHAT),
        reader(closed(ValueDocument), _WHAT),
    ),
}
_read_registration = reader(closed(RegistrationDocument), "a registration", float_hook=Decimal)
_UNSET = msgspec.UNSET
_PARTNER_READ = int(Permissions.PARTNER_READ)
_encode = msgspec.json.Encoder().encode
# Values of one import share few moments; the bound keeps a stranger from filling memory.
_utc = lru_cache(maxsize=4096)(utc)
_moment = lru_cache(maxsize=4096)(moment)


def _shown(value: Value) -> bytes:
    """A value object. Nearly every value is public text of a type of its own: written without a detour."""
    if value.permissions == PUBLIC and not value.absolute and not value.references:
        around = frame(value.index, value.type, value.ttl)
        if around is not None and (literal := text_literal(value.data)) is not None:
            return b"%b%b%b%b%b" % (around.before, literal, around.after, stamp(value.timestamp), END)
    return _encode(_document(value))


def _document(value: Value) -> ValueDocument:
    return ValueDocument(
        value.index,
        value.type,
        data.from_octets(value.type, value.data),
        msgspec.UNSET if value.permissions == PUBLIC else value.letters,
        _utc(value.ttl) if value.absolute else value.ttl,
        _utc(value.timestamp),
        tuple([ReferenceDocument(one.handle, one.index) for one in value.references])
        if value.references
        else msgspec.UNSET,
        Grade.PARTNER if value.permissions & _PARTNER_READ else msgspec.UNSET,
    )


def _values(documents: list[ValueDocument], array: str, now: int = 0) -> tuple[Value, ...]:
    values: list[Value] = []
    for document in documents:
        data_, ttl = document.data, document.ttl
        if (
            isinstance(data_, TextData)
            and document.permissions is _UNSET
            and document.timestamp is _UNSET
            and document.references is _UNSET
            and document.grade is _UNSET
            and type(ttl) is int
        ):
            # What nearly every value is like, read without a detour: bulk registration spends its time here.
            try:
                values.append(Value(document.index, document.type, data_.value.encode(), ttl, now))
                continue
            except Malformed:
                pass  # said below, with its place
        values.append(_value(document, f"{array}[{len(values)}].", now))
    return tuple(values)


def _kept(document: ValueDocument) -> Value:
    """The value that a document of our own shows. Unlike what a stranger sends, it says exactly what it means."""
    permissions, ttl, references = document.permissions, document.ttl, document.references
    return Value(
        document.index,
        document.type,
        data.to_octets(document.data),
        ttl if isinstance(ttl, int) else _moment(ttl),
        0 if document.timestamp is msgspec.UNSET else _moment(document.timestamp),
        _permissions_of(document.grade, PUBLIC if permissions is msgspec.UNSET else int(permissions, 2)),
        not isinstance(ttl, int),
        () if references is msgspec.UNSET else tuple([Reference(one.handle, one.index) for one in references]),
    )


def _permissions_of(grade: Grade | msgspec.UnsetType, permissions: int) -> int:
    return permissions if grade is msgspec.UNSET else graded(permissions, grade)


def _value(document: ValueDocument, place: str, now: int = 0) -> Value:
    """The value that a document describes; `place` is where the document stands."""
    member = "data.value"
    try:
        octets = data.to_octets(document.data)
        member = "permissions"
        permissions = (
            PUBLIC if document.permissions is msgspec.UNSET else int(Permissions.from_letters(document.permissions))
        )
        member = "grade"
        if document.grade is Grade.PUBLIC and document.permissions is not msgspec.UNSET and not permissions & 2:
            raise Malformed(f"the grade is public, and the permissions {document.permissions} hide the value")
        permissions = _permissions_of(document.grade, permissions)
        member = "ttl"
        absolute = isinstance(document.ttl, str)
        ttl = moment(document.ttl) if isinstance(document.ttl, str) else document.ttl
        member = "timestamp"
        timestamp = now if document.timestamp is msgspec.UNSET else moment(document.timestamp)
        member = ""
        references = (
            ()
            if document.references is msgspec.UNSET
            else tuple(Reference(one.handle, one.index) for one in document.references)
        )
        return Value(document.index, document.type, octets, ttl, timestamp, permissions, absolute, references)
    except Malformed as error:
        at = f"{place}{member}".rstrip(".")
        raise Malformed(f"{error} (at {at})" if at else str(error)) from None
