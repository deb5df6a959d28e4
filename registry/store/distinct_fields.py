"""Rows of the table `distinct_fields`: which record under a prefix has which text in a unique item of its template.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see what
the first one has taken.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables_of_templates import distinct_fields
from schemas.handle import Handle

Key = tuple[str, str, bytes]
"""A template by its id, an item by its code, and the digest of what it holds."""

# SQLite binds up to 32,766 variables in one statement, and there is one for each.
_DIGESTS_A_QUESTION = 8_000
_DIGEST_SIZE = 16


def key_of(template: str, item: str, text: str) -> Key:
    """The key of what a unique item holds."""
    return template, item, sha256(text.encode()).digest()[:_DIGEST_SIZE]


async def holders(page: Reading, prefix: str, keys: Sequence[Key]) -> dict[Key, str]:
    """The suffix keys of the records under a prefix key that have these."""
    table = distinct_fields.c
    wanted = set(keys)
    found: dict[Key, str] = {}
    digests = [*{digest for _, _, digest in keys}]
    templates, items = {template for template, _, _ in keys}, {item for _, item, _ in keys}
    for at in range(0, len(digests), _DIGESTS_A_QUESTION):
        some = digests[at : at + _DIGESTS_A_QUESTION]
        statement = sa.select(table.template, table.item, table.digest, table.suffix).where(
            table.prefix == prefix,
            # Each part of the key: without the items all that there is under the templates would be walked through.
            table.template.in_(templates),
            table.item.in_(items),
            table.digest.in_(some),
        )
        for row in await page.rows(statement):
            key: Key = (row.template, row.item, bytes(row.digest))
            if key in wanted:
                found[key] = row.suffix
    return found


async def enter(page: Writing, taken: Iterable[tuple[Handle, Key]]) -> None:
    """Let records have what none under their prefix has."""
    rows = [
        (handle.prefix.key, template, item, digest, handle.suffix_key) for handle, (template, item, digest) in taken
    ]
    # In the order of the key: the pages of its tree are each visited once.
    await copying.insert(page.connection, distinct_fields, sorted(rows))


async def drop_many(page: Writing, prefix: str, suffixes: Sequence[str]) -> None:
    """Let go of all that records under one prefix key have, by their suffix keys."""
    table = distinct_fields.c
    for at in range(0, len(suffixes), _DIGESTS_A_QUESTION):
        some = table.suffix.in_(suffixes[at : at + _DIGESTS_A_QUESTION])
        await page.connection.execute(distinct_fields.delete().where(table.prefix == prefix, some))


async def drop(page: Writing, handle: Handle) -> None:
    """Let go of all that a record has."""
    table = distinct_fields.c
    statement = distinct_fields.delete().where(table.prefix == handle.prefix.key, table.suffix == handle.suffix_key)
    await page.connection.execute(statement)
