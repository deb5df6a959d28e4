"""The office: the registry, opened for commands of whoever runs the node, whether it is being served or not."""

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from node.calls import Calls
from node.folder import Folder
from node.practice import practice_of
from node.settings import Settings
from registry.credentials import Pepper
from registry.group import Group
from registry.practice import Practice
from registry.store.book import Book
from schemas.principal import Principal, Role


class Office(msgspec.Struct, frozen=True):
    """What a command that enters or looks up something works with."""

    book: Book
    group: Group
    """For single writes: they return when durable, and visible where a keeper runs."""
    calls: Calls | None
    """The keeper of this host, after writing through `book`: `await calls.level(serial)`; None where none runs."""
    pepper: Pepper
    practice: Practice
    """How the park goes about enterprises: policies, sealing keys, vault."""
    me: Principal
    """Whoever may enter the data folder is the park's administrator."""


@asynccontextmanager
async def open_office(settings: Settings) -> AsyncIterator[Office]:
    """Open the registry of the node in the data folder.

    Raises:
        Absent: there is no node in it.
    """
    folder = Folder.of(settings)
    calls = Calls(folder.socket, settings.visible_within_seconds) if await _is_kept(folder) else None

    async def level(serial: int) -> None:
        if calls is not None:
            await calls.level(serial)

    book = Book(settings.database)
    try:
        pepper = Pepper.in_folder(folder.path)
        me = Principal(f"local:{_user()}", Role.PARK_ADMIN)
        yield Office(book, Group(book, level), calls, pepper, practice_of(settings, folder.path), me)
    finally:
        if calls is not None:
            await calls.close()
        await book.close()


async def _is_kept(folder: Folder) -> bool:
    """Whether a keeper runs: a socket that a dead one left behind refuses."""
    return await Calls(folder.socket, 0.5).reached()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container with a bare number for a user
        return "unknown"
