"""Rows of the tables `templates` and `template_versions`.

Rows are written at once, not at the end of the page: of two callers who share a transaction the second must see the
version that the first one made.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables_of_templates import template_versions, templates
from schemas.template import Definition, Particulars, TemplateReference

DRAFT = "draft"
PUBLISHED = "published"


class KeptTemplate(msgspec.Struct, frozen=True):
    """A template as the node keeps it, apart from its versions."""

    id: str
    enterprise: str | None
    """The id of the enterprise whose it is; None: the park shares it with all."""
    particulars: Particulars
    created_at: int


class KeptVersion(msgspec.Struct, frozen=True):
    """A version of a template as the node keeps it."""

    template: str
    version: int
    definition: Definition
    created_at: int
    published_at: int | None

    @property
    def published(self) -> bool:
        """Whether records may be registered against it."""
        return self.published_at is not None

    @property
    def reference(self) -> TemplateReference:
        """The version as records remember it."""
        return TemplateReference(self.template, self.version)


def edition(kept: KeptTemplate, newest: KeptVersion) -> str:
    """A short text that is another one as soon as anything that its authors may change is another."""
    said = (str(newest.version), DRAFT if newest.published_at is None else PUBLISHED)
    octets = b"\n".join((_write(kept.particulars), _write(newest.definition), *(text.encode() for text in said)))
    return sha256(octets).hexdigest()[:16]


_read_particulars = msgspec.json.Decoder(Particulars).decode
_write = msgspec.json.Encoder().encode


async def find(page: Reading, id: str) -> KeptTemplate | None:
    """The template with this id."""
    rows = await page.rows(sa.select(templates).where(templates.c.id == id))
    return _kept(rows[0]) if rows else None


async def list_(
    page: Reading, enterprise: str | None, everything: bool, others: Collection[str] = ()
) -> Sequence[KeptTemplate]:
    """Those that the park shares, those of an enterprise and some others, or all templates, the oldest first."""
    statement = sa.select(templates).order_by(templates.c.created_at, templates.c.id)
    if not everything:
        mine = sa.or_(templates.c.enterprise.is_(None), templates.c.enterprise == enterprise)
        statement = statement.where(sa.or_(mine, templates.c.id.in_(others)))
    return [_kept(row) for row in await page.rows(statement)]


async def count(page: Reading, enterprise: str | None) -> int:
    """How many templates an enterprise, or the park, has."""
    return int(await page.scalar(sa.select(sa.func.count()).where(templates.c.enterprise == enterprise)) or 0)


async def versions(page: Reading, ids: Sequence[str]) -> dict[str, list[KeptVersion]]:
    """The versions of some templates, the newest first."""
    statement = (
        sa.select(template_versions)
        .where(template_versions.c.template.in_(ids))
        .order_by(template_versions.c.template, template_versions.c.version.desc())
    )
    found: dict[str, list[KeptVersion]] = {id: [] for id in ids}
    for row in await page.rows(statement):
        found[row.template].append(_version(row))
    return found


async def version(page: Reading, reference: TemplateReference) -> KeptVersion | None:
    """A version of a template, published or not; without a number the newest that is published."""
    table = template_versions.c
    statement = sa.select(template_versions).where(table.template == reference.id)
    if reference.version is not None:
        statement = statement.where(table.version == reference.version)
    else:
        statement = statement.where(table.standing == PUBLISHED).order_by(table.version.desc()).limit(1)
    rows = await page.rows(statement)
    return _version(rows[0]) if rows else None


async def enter(page: Writing, kept: KeptTemplate) -> None:
    """Enter a new template."""
    row = (kept.id, kept.enterprise, _write(kept.particulars), kept.created_at)
    await copying.insert(page.connection, templates, [row])


async def replace(page: Writing, kept: KeptTemplate) -> None:
    """Enter what is said of a template as a whole anew."""
    statement = templates.update().where(templates.c.id == kept.id).values(particulars=_write(kept.particulars))
    await page.connection.execute(statement)


async def enter_version(page: Writing, kept: KeptVersion) -> None:
    """Enter a new version."""
    standing = PUBLISHED if kept.published else DRAFT
    row = (kept.template, kept.version, _write(kept.definition), standing, kept.created_at, kept.published_at)
    await copying.insert(page.connection, template_versions, [row])


async def redraft(page: Writing, kept: KeptVersion) -> None:
    """Put another definition into a draft; one that is published stays what it is."""
    await page.connection.execute(_draft(kept).values(definition=_write(kept.definition)))


async def publish(page: Writing, kept: KeptVersion) -> None:
    """Let a draft be used from now on."""
    await page.connection.execute(_draft(kept).values(standing=PUBLISHED, published_at=page.now))


def _draft(kept: KeptVersion) -> sa.Update:
    table = template_versions.c
    return template_versions.update().where(
        table.template == kept.template, table.version == kept.version, table.standing == DRAFT
    )


@lru_cache(maxsize=512)
def _definition(octets: bytes) -> Definition:
    return msgspec.json.decode(octets, type=Definition)


def _kept(row: Sequence[Any]) -> KeptTemplate:
    id, enterprise, particulars, created_at = row
    return KeptTemplate(id, enterprise, _read_particulars(particulars), created_at)


def _version(row: sa.Row[Any]) -> KeptVersion:
    return KeptVersion(row.template, row.version, _definition(row.definition), row.created_at, row.published_at)
