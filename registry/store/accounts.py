"""Rows of the table `accounts`. Of passwords and invitations only hashes are kept, of secrets only what is sealed."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from registry.store.page import Reading, Writing
from registry.store.tables_of_people import accounts
from schemas.account import Account, AccountStanding
from schemas.principal import Role


class Kept(msgspec.Struct, frozen=True):
    """An account with what proves that somebody is its person."""

    account: Account
    password: str | None = None
    """Encoded argon2id hash."""
    secret: bytes | None = None
    """Of the one-time passwords, sealed."""
    counter: int = 0
    """The time step of the last one-time password that was taken: neither it nor an older one is taken again."""
    invitation: bytes | None = None
    """Keyed hash."""
    invited_until: int | None = None
    subject: str | None = None
    """Who the person is at the identity provider: the issuer, a space, and its `sub`."""


async def find(page: Reading, id: str) -> Kept | None:
    """The account with this id."""
    return await _one(page, accounts.c.id == id)


async def find_by_login(page: Reading, login: str) -> Kept | None:
    """The account with this login name."""
    return await _one(page, accounts.c.login == login)


async def find_by_invitation(page: Reading, digest: bytes) -> Kept | None:
    """The account that this invitation is for."""
    return await _one(page, accounts.c.invitation == digest)


async def find_by_subject(page: Reading, subject: str) -> Kept | None:
    """The account of this person at the identity provider."""
    return await _one(page, accounts.c.subject == subject)


def enter(page: Writing, kept: Kept) -> None:
    """Enter a new account."""
    page.also(accounts.insert(), _row(kept))


def replace(page: Writing, kept: Kept) -> None:
    """Enter how an account stands from now on."""
    row = _row(kept)
    page.also(accounts.update().where(accounts.c.id == row.pop("id")).values(row), {})


async def list_(page: Reading, enterprise: str | None = None) -> Sequence[Account]:
    """All accounts, or those of one enterprise, by login name."""
    statement = sa.select(accounts).order_by(accounts.c.login)
    if enterprise is not None:
        statement = statement.where(accounts.c.enterprise == enterprise)
    return [_kept(row).account for row in await page.rows(statement)]


async def _one(page: Reading, where: sa.ColumnElement[bool]) -> Kept | None:
    rows = await page.rows(sa.select(accounts).where(where))
    return _kept(rows[0]) if rows else None


def _row(kept: Kept) -> dict[str, Any]:
    account = kept.account
    return {
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "role": account.role.value,
        "enterprise": account.enterprise,
        "standing": account.standing.value,
        "password": kept.password,
        "secret": kept.secret if account.second_factor else None,
        "counter": kept.counter,
        "invitation": kept.invitation,
        "invited_until": kept.invited_until,
        "subject": kept.subject,
        "created_at": account.created_at,
    }


def _kept(row: sa.Row[Any]) -> Kept:
    account = Account(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        enterprise=row.enterprise,
        standing=AccountStanding(row.standing),
        second_factor=row.secret is not None,
        created_at=row.created_at,
    )
    secret = None if row.secret is None else bytes(row.secret)
    invitation = None if row.invitation is None else bytes(row.invitation)
    return Kept(account, row.password, secret, row.counter, invitation, row.invited_until, row.subject)
