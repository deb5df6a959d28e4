"""Founding: what a new node consists of: folder, database, secrets, certificate, own prefixes, templates, first key."""

import datetime
import os
from pathlib import Path

import msgspec

from node import tls
from node.folder import Folder
from node.office import Office, open_office
from node.server_key import make_server_key
from node.settings import Settings
from registry.credentials import Pepper, issue
from registry.grant import grant
from registry.store import keys, migrate
from registry.store.keys import Key
from registry.store.page import Writing
from registry.templates.publish import install
from schemas.errors import Forbidden
from schemas.prefix import Prefix
from schemas.principal import Role


class FirstKey(msgspec.Struct, frozen=True):
    """The first administrator's key, in words for the only time."""

    id: str
    key: str
    role: Role
    expires: str | None


async def found(settings: Settings) -> FirstKey | None:
    """Make what is missing of a node; None where it has an administrator already, who keeps the key.

    Raises:
        Forbidden: the folder cannot be made or entered.
        Busy: the database cannot be reached.
    """
    folder = Folder(settings.data)
    before = os.umask(0o077)  # nothing that is made here is anybody else's, not even for a moment
    try:
        _make_folder(folder.path)
        await migrate.upgrade(settings.database)
        make_server_key(folder)
        tls.make_own(settings, datetime.datetime.now(datetime.UTC))
        Pepper.in_folder(folder.path)  # last: with it there is a node
    finally:
        os.umask(before)
    async with open_office(settings) as office:
        first = await office.group.do(lambda page: _first_key(page, office))
        for prefix in settings.node_prefixes:
            await office.group.do(lambda page, own=prefix: _own(page, office, own))  # type: ignore[misc]
        await office.group.do(lambda page: install(page, office.me))
    return first


async def _first_key(page: Writing, office: Office) -> FirstKey | None:
    if any(key.role is Role.PARK_ADMIN and key.revoked_at is None for key in await keys.list_(page)):
        return None
    key, text = await issue(page, office.me, office.pepper, Role.PARK_ADMIN, note="made by idnode init")
    return FirstKey(key.id, text, key.role, _day(key))


async def _own(page: Writing, office: Office, prefix: Prefix) -> None:
    if await page.holding(prefix) is None:
        await grant(page, office.me, prefix, None)


def _day(key: Key) -> str | None:
    if key.expires_at is None:
        return None
    return datetime.datetime.fromtimestamp(key.expires_at, datetime.UTC).date().isoformat()


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as trouble:
        why = os.strerror(trouble.errno or 0).lower()
        raise Forbidden(f"cannot make the data folder {path}: {why}") from None
