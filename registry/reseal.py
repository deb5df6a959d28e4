"""Reseal: seal everything anew with the current key, so that an old one may be forgotten.

Row by row and with the pen in hand, so that nothing is sealed with an old key behind its back.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.practice import Practice
from registry.sealing import key_of
from registry.store.book import Book
from registry.store.page import Writing
from registry.store.tables import enterprises
from registry.store.tables_of_applications import applications, submissions
from schemas.principal import Principal

# Every column that holds sealed octets: its table's key, and the place that its row is sealed for.
_SEALED: tuple[tuple[sa.Column[Any], tuple[sa.Column[Any], ...], Callable[..., str]], ...] = (
    (enterprises.c.sealed, (enterprises.c.id,), lambda id: f"enterprises/{id}"),
    (applications.c.sealed, (applications.c.id,), lambda id: f"applications/{id}"),
    (
        submissions.c.sealed,
        (submissions.c.application, submissions.c.number),
        lambda id, number: f"submissions/{id}/{number}",
    ),
    (
        submissions.c.base_sealed,
        (submissions.c.application, submissions.c.number),
        lambda id, number: f"submissions/{id}/{number}/base",
    ),
)
_ROWS_A_PEN = 500


class Resealed(msgspec.Struct):
    """What was sealed anew."""

    rows: int = 0
    documents: int = 0
    keys: set[str] = msgspec.field(default_factory=set)
    """The ids of the keys that something is still sealed with."""


async def reseal(book: Book, practice: Practice) -> Resealed:
    """Seal everything with the current key. The node may serve meanwhile.

    Raises:
        Conflict: something cannot be opened, since its key is gone or it was changed.
        Busy: the database cannot be reached; what was sealed anew stays so.
    """
    done = Resealed()
    for column, named, place in _SEALED:
        after: tuple[Any, ...] | None = None
        while True:
            async with book.writing() as page:
                statement = sa.select(*named, column).where(column.is_not(None)).order_by(*named).limit(_ROWS_A_PEN)
                if after is not None:
                    statement = statement.where(sa.tuple_(*named) > sa.tuple_(*map(sa.literal, after)))
                rows = await page.rows(statement)
                for row in rows:
                    key, sealed = tuple(row)[:-1], row[-1]
                    if key_of(bytes(sealed)) != practice.seals.current:
                        anew = practice.seals.resealed(bytes(sealed), place(*key))
                        where = [part == value for part, value in zip(named, key, strict=True)]
                        await page.connection.execute(column.table.update().where(*where).values({column.name: anew}))
                        done.rows += 1
            if len(rows) < _ROWS_A_PEN:
                break
            after = tuple(rows[-1])[:-1]
    done.keys.add(practice.seals.current)
    for id in practice.vault.ids():
        done.documents += await asyncio.to_thread(practice.vault.reseal, id)
    return done


async def note_rotation(page: Writing, who: Principal, key: str, done: Resealed) -> None:
    """Let the trail know that everything is sealed with another key."""
    page.note(who, "rotate sealing key", key, rows=done.rows, documents=done.documents)
