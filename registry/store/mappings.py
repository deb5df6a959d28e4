"""Rows of the table `mappings`: which record carries another identifier of its thing. No identifier has two.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see what
the first one has taken.
"""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables import mappings
from schemas.handle import Handle

_KEYS_A_QUESTION = 8_000


@cache
def _holders_in(dialect: str) -> sa.Executable:
    one_of = copying.one_of(dialect, mappings.c.key, "b_keys")
    return sa.select(mappings.c.key, mappings.c.prefix, mappings.c.suffix).where(one_of)


@cache
def _drop_in(dialect: str) -> sa.Executable:
    return mappings.delete().where(copying.one_of(dialect, mappings.c.key, "b_keys"))


async def holders(page: Reading, keys: Sequence[str]) -> dict[str, Handle]:
    """The records that carry the identifiers with these keys, by key; the handles are those of the records' keys."""
    found = {}
    for at in range(0, len(keys), _KEYS_A_QUESTION):
        asked = {"b_keys": copying.listed(page.connection, keys[at : at + _KEYS_A_QUESTION])}
        for key, prefix, suffix in await copying.run(
            page.connection, _holders_in(page.connection.dialect.name), [asked]
        ):
            found[key] = Handle.parse(f"{prefix}/{suffix}")
    return found


async def enter(page: Writing, taken: Sequence[tuple[str, Handle]]) -> None:
    """Let records carry identifiers that none carries."""
    rows = [(key, handle.prefix.key, handle.suffix_key) for key, handle in taken]
    await copying.insert(page.connection, mappings, rows)


async def drop(page: Writing, keys: Sequence[str]) -> None:
    """Let the identifiers with these keys be carried by nothing."""
    for at in range(0, len(keys), _KEYS_A_QUESTION):
        asked = {"b_keys": copying.listed(page.connection, keys[at : at + _KEYS_A_QUESTION])}
        await copying.run(page.connection, _drop_in(page.connection.dialect.name), [asked])
