"""Rows of the table `documents`; the octets lie in the vault (`registry.vault`)."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables_of_applications import documents


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document, without its octets. What its sender called it is not kept: it may name a person."""

    id: str
    enterprise: str | None
    """Whose it is; None until it was submitted with an application."""
    owner: str
    person: str | None
    type: str
    """Its media type, as its octets show it."""
    size: int
    digest: str
    """SHA-256 of its octets."""
    uploaded_at: int


async def find(page: Reading, id: str) -> Document | None:
    """The document with this id."""
    rows = await page.rows(sa.select(documents).where(documents.c.id == id))
    return _document(rows[0]) if rows else None


async def find_many(page: Reading, ids: Sequence[str]) -> dict[str, Document]:
    """The documents with these ids that there are."""
    if not ids:
        return {}
    rows = await page.rows(sa.select(documents).where(documents.c.id.in_(ids)))
    return {row.id: _document(row) for row in rows}


async def waiting(page: Reading, owner: str) -> int:
    """How many documents a principal has brought that no submitted application names."""
    named = (documents.c.owner == owner, documents.c.enterprise.is_(None))
    return int(await page.scalar(sa.select(sa.func.count()).where(*named)) or 0)


def enter(page: Writing, document: Document) -> None:
    """Enter a document."""
    page.also(documents.insert(), msgspec.structs.asdict(document))


def give(page: Writing, ids: Sequence[str], enterprise: str) -> None:
    """Enter whose documents these are from now on."""
    if ids:
        page.also(documents.update().where(documents.c.id.in_(ids)).values(enterprise=enterprise), {})


def _document(row: sa.Row[Any]) -> Document:
    return Document(
        id=row.id,
        enterprise=row.enterprise,
        owner=row.owner,
        person=row.person,
        type=row.type,
        size=row.size,
        digest=row.digest,
        uploaded_at=row.uploaded_at,
    )
