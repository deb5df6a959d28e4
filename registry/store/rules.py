"""Rows of the table `rules`: each version of a coding rule is one, and what it defines never changes.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see the
version that the first one made.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables import rules
from schemas.coding import Rule
from schemas.coding_segments import Definition
from schemas.prefix import Prefix

DRAFT = "draft"
PUBLISHED = "published"

_read = msgspec.json.Decoder(Definition).decode
_write = msgspec.json.Encoder().encode

_FIND = sa.select(rules).where(rules.c.id == sa.bindparam("b_id"))


class KeptRule(msgspec.Struct, frozen=True):
    """A version of a coding rule as the node keeps it."""

    id: str
    prefix: Prefix
    name: str
    version: int
    definition: Definition
    created_at: int
    published_at: int | None

    @property
    def published(self) -> bool:
        """Whether it may be used."""
        return self.published_at is not None

    @property
    def rule(self) -> Rule:
        """The rule itself, to encode and decode with."""
        return _compiled(_write(self.definition))


# Published rules that a page has seen: callers who draw single serials share transactions, and ask for the same rule.
_seen: WeakKeyDictionary[Reading, dict[str, KeptRule]] = WeakKeyDictionary()


async def find(page: Reading, id: str) -> KeptRule | None:
    """The rule with this id."""
    seen = _seen.setdefault(page, {})
    if id in seen:
        return seen[id]
    rows = await copying.run(page.connection, _FIND, [{"b_id": id}])
    if not rows:
        return None
    kept = _kept(rows[0])
    if kept.published:
        seen[id] = kept
    return kept


async def newest(page: Reading, prefix: Prefix, name: str, published: bool = False) -> int:
    """The number of a rule's newest version, or its newest published one; 0 where there is none."""
    statement = sa.select(sa.func.max(rules.c.version)).where(rules.c.prefix == prefix.key, rules.c.name == name)
    if published:
        statement = statement.where(rules.c.standing == PUBLISHED)
    return int(await page.scalar(statement) or 0)


async def count(page: Reading, prefix: Prefix) -> int:
    """How many versions of rules a prefix has."""
    return int(await page.scalar(sa.select(sa.func.count()).where(rules.c.prefix == prefix.key)) or 0)


async def enter(page: Writing, kept: KeptRule) -> None:
    """Enter a new version."""
    standing = PUBLISHED if kept.published else DRAFT
    definition = _write(kept.definition)
    row = (kept.id, kept.prefix.key, kept.name, kept.version, definition, standing, kept.created_at, kept.published_at)
    await copying.insert(page.connection, rules, [row])


async def publish(page: Writing, id: str) -> None:
    """Let a draft be used from now on."""
    statement = rules.update().where(rules.c.id == id, rules.c.standing == DRAFT)
    await page.connection.execute(statement.values(standing=PUBLISHED, published_at=page.now))


async def list_(page: Reading, prefix: Prefix) -> Sequence[KeptRule]:
    """The rules of a prefix by name, the newest version of each first."""
    statement = sa.select(rules).where(rules.c.prefix == prefix.key).order_by(rules.c.name, rules.c.version.desc())
    return [_kept(row) for row in await page.rows(statement)]


@lru_cache(maxsize=512)
def _compiled(definition: bytes) -> Rule:
    return Rule.parse(_read(definition))


def _kept(row: Sequence[Any]) -> KeptRule:
    id, prefix, name, version, definition, _, created_at, published_at = row
    return KeptRule(id, Prefix(prefix), name, version, _read(definition), created_at, published_at)
