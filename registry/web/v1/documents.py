"""Documents of records as `/api/v1` shows and takes them."""

from decimal import Decimal
from typing import Any

import msgspec

from registry.store.batches import KeptBatch
from schemas.counting import utc
from schemas.documents import Wanted, read_registration, read_values, values_json
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.head import head_of
from schemas.record import Record, unreserved
from schemas.shape import closed, reader
from schemas.template import TemplateReference
from schemas.value import Value


class Patch(msgspec.Struct, frozen=True):
    """The body of a PATCH: values to add or to put in the place of those with the same indexes, and ones to remove.

    Of a record under a template, fields as well.
    """

    put: msgspec.Raw = msgspec.Raw(b"[]")
    remove: tuple[int, ...] = ()
    fields: dict[str, Any] | None = None


class Whole(msgspec.Struct, frozen=True):
    """The body of a PUT: all values of a record. The path names the identifier, and the body may. With a template, its
    fields as well.
    """

    values: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    handle: str | None = None
    template: str | None = None
    fields: dict[str, Any] | None = None


class Changes(msgspec.Struct, frozen=True):
    """What a PATCH asks for."""

    put: tuple[Value, ...]
    removed: tuple[int, ...]
    fields: dict[str, Any] | None
    """Of a record under a template; None: they stay."""


_read_whole = reader(closed(Whole), "a record", float_hook=Decimal)
_read_patch = reader(closed(Patch), "a patch", float_hook=Decimal)


def document_of(record: Record, values: tuple[Value, ...]) -> dict[str, Any]:
    """A record with those of its values that the caller may see, and the template under which it stands."""
    reference = TemplateReference.among(values)
    under = {} if reference is None else {"template": reference.text}
    return head_of(record) | under | {"values": msgspec.Raw(values_json(values))}


def registration_of(body: bytes) -> Wanted:
    """The body of a POST.

    Raises:
        Malformed: see `read_registration`; or a value takes an index that is the platform's own.
    """
    wanted = read_registration(body)
    unreserved(wanted.values)
    return wanted


def record_of(body: bytes, handle: Handle) -> Wanted:
    """The body of a PUT to this identifier: all its values.

    Raises:
        Malformed: it is not of that form, or names another identifier.
    """
    whole = _read_whole(body)
    if whole.handle is not None and Handle.parse(whole.handle) != handle:
        raise Malformed(f"the body is about {whole.handle[:80]} and the path about {handle.text[:80]}")
    if whole.template is None and whole.fields is not None:
        raise Malformed("cannot read a record: fields of which template? expected the member template")
    if isinstance(whole.values, msgspec.UnsetType):
        if whole.template is None:
            raise Malformed('cannot read a record: missing member "values"')
        values: tuple[Value, ...] = ()
    else:
        values = values_of(whole.values, "values")
    template = None if whole.template is None else TemplateReference.parse(whole.template)
    return Wanted(handle, values, template, whole.fields or {})


def patch_of(body: bytes) -> Changes:
    """The body of a PATCH: the values to put, the indexes to remove, and the fields to change.

    Raises:
        Malformed: it is not of that form, does nothing, or puts what it removes.
    """
    patch = _read_patch(body)
    put = values_of(patch.put, "put")
    if not put and not patch.remove and not patch.fields:
        raise Malformed("the patch changes nothing: expected `put` with values or `remove` with indexes")
    if both := {value.index for value in put} & set(patch.remove):
        raise Malformed(f"index {min(both)} is to be put and to be removed")
    return Changes(put, patch.remove, patch.fields)


def values_of(raw: msgspec.Raw, member: str) -> tuple[Value, ...]:
    """The values of a JSON array that stands in a member of a body.

    Raises:
        Malformed: it is no array of values, or one takes an index that is the platform's own.
    """
    octets = bytes(raw)
    if not octets.startswith(b"["):
        raise Malformed(f"cannot read handle values: expected array (at {member})")
    return unreserved(read_values(octets, "refuse").values)


def batch_head_of(kept: KeptBatch) -> dict[str, Any]:
    """A batch without its values, as the API and the command line show it."""
    batch, members = kept.batch, kept.members
    under = TemplateReference.among(batch.values)
    return {
        "id": batch.id,
        "prefix": batch.prefix,
        "rule": batch.rule,
        "fields": batch.fields,
        "template": under.text if under is not None else None,
        "first": batch.first,
        "last": batch.last,
        "count": batch.count,
        "first_handle": members.handle(batch.first).text,
        "last_handle": members.handle(batch.last).text,
        "standing": batch.standing.name.lower(),
        "version": batch.version,
        "registered_at": utc(batch.registered_at),
        "changed_at": utc(batch.changed_at),
        "own": kept.own,
    }
