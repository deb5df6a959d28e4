"""Migrations: bring a database to this release's tables, or say whether it is there."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from registry.store import (
    search_tables,
    tables_of_applications,
    tables_of_batches,
    tables_of_layouts,
    tables_of_people,
    tables_of_sharing,
    tables_of_templates,
)
from registry.store.book import Book
from registry.store.chaining import seal_some
from registry.store.tables import metadata

# Their tables have joined the others in `metadata` by being imported.
TABLES = (
    search_tables,
    tables_of_applications,
    tables_of_batches,
    tables_of_layouts,
    tables_of_people,
    tables_of_sharing,
    tables_of_templates,
)

_HERE = Path(__file__).resolve().parent


def scripts() -> Path:
    """Where the migrations are: inside an installed wheel, else in the checkout."""
    inside = _HERE / "_alembic"
    return inside if inside.is_dir() else _HERE.parents[1] / "alembic"


def config() -> Config:
    """Alembic's configuration, made in code so that it works from any directory."""
    made = Config()
    made.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    return made


def newest() -> str:
    """The revision this release brings a database to."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None
    return head


async def upgrade(url: str) -> None:
    """Bring a database to the newest revision; an empty one gets all tables.

    Lines of the trail that have no digest yet get theirs, some at a time: it may take a while, and may be cut short.
    """
    await _run(url, lambda connection: _command(connection, "upgrade"))
    book = Book(url)
    try:
        number = -1
        while True:
            async with book.deriving() as connection:
                sealed, _ = await seal_some(connection)
            if sealed == number:
                return
            number = sealed
    finally:
        await book.close()


async def current(url: str) -> str | None:
    """The revision a database is at; None for an empty one."""
    found: list[str | None] = []
    await _run(url, lambda connection: found.append(MigrationContext.configure(connection).get_current_revision()))
    return found[0]


async def differences(url: str) -> list[object]:
    """What of the tables in the database is not as this release has them; empty when they are equal."""
    found: list[object] = []

    def compare(connection: sa.Connection) -> None:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        found.extend(compare_metadata(context, metadata))

    await _run(url, compare)
    return found


def _command(connection: sa.Connection, what: str) -> None:
    made = config()
    made.attributes["connection"] = connection
    getattr(command, what)(made, "head")


async def _run(url: str, act: Callable[[sa.Connection], object]) -> None:
    engine: AsyncEngine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            await connection.run_sync(act)
    finally:
        await engine.dispose()
