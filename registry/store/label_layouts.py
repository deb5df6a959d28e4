"""Rows of the table `label_layouts`: layouts of labels, each of one enterprise or of the park.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see the
layout that the first one has kept.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables_of_layouts import label_layouts
from schemas.printing.own_layout import OwnLayoutDocument

PARK = ""
"""The owner of what all enterprises may use."""

_read = msgspec.json.Decoder(OwnLayoutDocument).decode
_write = msgspec.json.Encoder().encode


class KeptLayout(msgspec.Struct, frozen=True):
    """A layout as the node keeps it."""

    owner: str
    """The enterprise's id; empty: the park."""
    name: str
    document: OwnLayoutDocument
    changed_by: str
    changed_at: int


async def find(page: Reading, owner: str, name: str) -> KeptLayout | None:
    """An owner's layout of this name."""
    rows = await page.rows(sa.select(label_layouts).where(*_is(owner, name)))
    return _kept(rows[0]) if rows else None


async def list_(page: Reading, owner: str) -> Sequence[KeptLayout]:
    """An owner's layouts, by name."""
    chosen = sa.select(label_layouts).where(label_layouts.c.owner == owner).order_by(label_layouts.c.name)
    return [_kept(row) for row in await page.rows(chosen)]


async def enter(page: Writing, layout: KeptLayout) -> None:
    """Enter a layout, in the place of one of the same name."""
    await drop(page, layout.owner, layout.name)
    row = (layout.owner, layout.name, _write(layout.document), layout.changed_by, layout.changed_at)
    await copying.insert(page.connection, label_layouts, [row])


async def drop(page: Writing, owner: str, name: str) -> None:
    """Let go of a layout."""
    await page.connection.execute(label_layouts.delete().where(*_is(owner, name)))


def _is(owner: str, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return label_layouts.c.owner == owner, label_layouts.c.name == name


def _kept(row: Sequence[Any]) -> KeptLayout:
    owner, name, document, changed_by, changed_at = row
    return KeptLayout(owner, name, _read(document), changed_by, changed_at)
