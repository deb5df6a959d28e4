"""Rows of the tables and the nouns they stand for."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.tables import enterprises, prefixes
from schemas.batch_form import Form
from schemas.change import Claimed, Holding, Mode, Numbered, PrefixStanding, Put, Retire
from schemas.handle import Handle
from schemas.record import Record, Standing
from schemas.value import pack_values, unpack_values

_pack = msgspec.msgpack.Encoder().encode
_unpack_forms = msgspec.msgpack.Decoder(tuple[Form, ...]).decode
_unpack_stems = msgspec.msgpack.Decoder(tuple[Claimed, ...]).decode

NO_VALUES = pack_values(())
"""The column `values` of a record without any."""

RecordRow = tuple[str, str, str | None, bytes, int, int, int, int, int]
"""One row of `records`, in the order of its columns."""


def row_of(record: Record) -> RecordRow:
    """A record as a row."""
    handle = record.handle
    prefix, suffix = handle.prefix.key, handle.suffix_key
    return (
        prefix,
        suffix,
        None if handle.suffix == suffix and handle.prefix.text == prefix else handle.text,
        pack_values(record.values),
        record.version,
        int(record.standing),
        record.serial,
        record.registered_at,
        record.changed_at,
    )


def record_of(row: Sequence[Any]) -> Record:
    """The record that a row stands for, in the order of the columns."""
    prefix, suffix, spelling, values, version, standing, serial, registered_at, changed_at = row
    handle = Handle.parse(spelling or f"{prefix}/{suffix}")
    return Record(handle, unpack_values(values), version, registered_at, changed_at, Standing(standing), serial)


def change_of(row: Sequence[Any]) -> Numbered:
    """The change that made the record that a row stands for, in the order of the columns; what came before is not told.

    Its values stay packed as they are.
    """
    prefix, suffix, spelling, values, version, standing, serial, registered_at, changed_at = row
    handle = spelling or f"{prefix}/{suffix}"
    if standing == Standing.ACTIVE:
        return Numbered(serial, Put(handle, msgspec.Raw(values), version, registered_at, changed_at, 0))
    return Numbered(serial, Retire(handle, version, changed_at, 0))


def holdings() -> sa.Select[Any]:
    """The question for prefixes as `holding_of` reads them."""
    return sa.select(prefixes, enterprises.c.name.label("holder")).outerjoin(
        enterprises, enterprises.c.id == prefixes.c.enterprise
    )


def holding_of(row: sa.Row[Any]) -> Holding:
    """How a prefix stands, from a row of `holdings`."""
    return Holding(
        row.spelling,
        Mode(row.mode),
        PrefixStanding(row.standing),
        row.enterprise,
        row.holder or "",
        row.endpoint,
        stems_of(row.stems),
    )


def stems_of(octets: bytes | None) -> tuple[Claimed, ...]:
    """The column `stems` of a prefix."""
    return _unpack_stems(octets) if octets else ()


def stems_octets(stems: tuple[Claimed, ...]) -> bytes | None:
    """Claims as the column keeps them."""
    return _pack(stems) if stems else None


def forms_of(octets: bytes | None) -> tuple[Form, ...]:
    """The column `forms` of a prefix."""
    return _unpack_forms(octets) if octets else ()


def forms_octets(forms: tuple[Form, ...]) -> bytes:
    """Forms as the column keeps them."""
    return _pack(forms)
