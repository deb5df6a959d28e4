"""Rows of the table `keys`. The secret itself is never kept."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables import keys
from schemas.prefix import Prefix
from schemas.principal import Role
from schemas.rate import Rate


class Key(msgspec.Struct, frozen=True):
    """An API key as the node keeps it."""

    id: str
    digest: bytes
    role: Role
    prefixes: tuple[Prefix, ...]
    note: str
    created_at: int
    expires_at: int | None
    revoked_at: int | None = None
    used_at: int | None = None
    """Within `credentials.TOUCH_SECONDS` of it."""
    enterprise: str | None = None
    """Whose prefixes they are; None for the park's own keys, and where the prefixes are not one enterprise's."""
    person: str | None = None
    """The account that made it."""
    scopes: frozenset[str] = frozenset()
    """The verbs it is for; empty: all that its role may."""
    networks: tuple[str, ...] = ()
    """Where it is taken from, in the form 10.0.0.0/8; empty: from anywhere."""
    rate: Rate | None = None
    """How often it may ask; None: as often as the node lets keys usually."""
    registrations_left: int | None = None
    """How many identifiers it may still register; None: as many as it likes."""


async def find(page: Reading, number: str) -> Key | None:
    """The key with this id."""
    rows = await page.rows(sa.select(keys).where(keys.c.id == number))
    return _key(rows[0]) if rows else None


def enter(page: Writing, key: Key) -> None:
    """Enter a new key."""
    page.also(
        keys.insert(),
        {
            "id": key.id,
            "digest": key.digest,
            "role": key.role.value,
            "prefixes": " ".join(prefix.text for prefix in key.prefixes),
            "note": key.note,
            "created_at": key.created_at,
            "expires_at": key.expires_at,
            "enterprise": key.enterprise,
            "person": key.person,
            "scopes": " ".join(sorted(key.scopes)),
            "networks": " ".join(key.networks),
            "rate": key.rate.text if key.rate else None,
            "registrations_left": key.registrations_left,
        },
    )


def set_rate(page: Writing, number: str, rate: Rate | None) -> None:
    """Enter how often a key may ask."""
    page.also(keys.update().where(keys.c.id == number).values(rate=rate.text if rate else None), {})


def set_registrations(page: Writing, number: str, left: int | None) -> None:
    """Enter how many identifiers a key may still register; what it has used on this page does not count against it."""
    page.also(keys.update().where(keys.c.id == number).values(registrations_left=left), {})
    page.set_registrations(number, left)


def revoke(page: Writing, number: str) -> None:
    """Mark a key as revoked from now on."""
    page.also(keys.update().where(keys.c.id == number).values(revoked_at=page.now), {})


def touch(page: Writing, number: str) -> None:
    """Enter that a key was used."""
    page.also(keys.update().where(keys.c.id == number).values(used_at=page.now), {})


def bind(page: Writing, number: str, enterprise: str) -> None:
    """Enter for which enterprise a key's holder acts from now on, unless that is said already."""
    page.also(keys.update().where(keys.c.id == number, keys.c.enterprise.is_(None)).values(enterprise=enterprise), {})


def revoke_all(page: Writing, enterprise: str) -> None:
    """Mark all keys of an enterprise as revoked from now on."""
    living = (keys.c.enterprise == enterprise, keys.c.revoked_at.is_(None))
    page.also(keys.update().where(*living).values(revoked_at=page.now), {})


async def made_by(page: Reading, person: str, roles: Collection[Role]) -> Sequence[str]:
    """The ids of the keys of these roles that an account has made and that were not revoked."""
    living = (keys.c.person == person, keys.c.revoked_at.is_(None), keys.c.role.in_([role.value for role in roles]))
    return [row.id for row in await page.rows(sa.select(keys.c.id).where(*living).order_by(keys.c.id))]


async def list_(page: Reading, enterprise: str | None = None) -> Sequence[Key]:
    """All keys, or those of one enterprise, oldest first."""
    statement = sa.select(keys).order_by(keys.c.created_at, keys.c.id)
    if enterprise is not None:
        statement = statement.where(keys.c.enterprise == enterprise)
    return [_key(row) for row in await page.rows(statement)]


def _key(row: sa.Row[Any]) -> Key:
    return Key(
        row.id,
        bytes(row.digest),
        Role(row.role),
        tuple(Prefix(text) for text in row.prefixes.split()),
        row.note,
        row.created_at,
        row.expires_at,
        row.revoked_at,
        row.used_at,
        row.enterprise,
        row.person,
        frozenset(row.scopes.split()),
        tuple(row.networks.split()),
        Rate.parse(row.rate) if row.rate else None,
        row.registrations_left,
    )
