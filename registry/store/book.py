"""The book: reading() and writing() transactions on the registry's database.

There is one pen. On SQLite it is the database's write lock, with a file lock in front of it so that several processes
queue for it instead of polling; on PostgreSQL it is the row of `journal_head`, locked first. Whoever has the pen may
look, decide and enter without a race, and its serials are dense and rise in commit order: a reader of the journal that
has seen N has seen everything below N.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from registry.store.page import Reading, Writing
from schemas.errors import Busy

# Seconds a writer waits for the pen, and a statement for the database, before the caller is told to come back.
PATIENCE = 20.0

_UNREACHABLE = "the registry's database cannot be reached now; nothing was changed"


class Book:
    """The registry's database, behind two doors."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time, durable: bool = True) -> None:
        """Take a database URL, `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; connect on first use.

        `durable` false turns the wait for the disk off: for tests that show what it is worth, and for nothing else.
        """
        self._clock = clock
        self._url = sa.make_url(url)
        self._pen = asyncio.Lock()
        self._file_pen: int | None = None
        self.embedded = self._url.get_backend_name() == "sqlite"
        self._engine = _sqlite(self._url, durable) if self.embedded else _postgresql(self._url, durable)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A page for looking.

        Raises:
            Busy: the database cannot be reached.
        """
        with _told_as_busy():
            async with self._engine.connect() as connection:
                yield Reading(connection, self._clock)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        """A page for looking and entering, with the pen: all of it is durable at the end, or none of it happened.

        Raises:
            Busy: the database cannot be reached, or the pen was not free in time. Nothing was changed, unless the
                connection broke while committing: then the same call, made again, finds out.
        """
        with _told_as_busy():
            async with self._with_pen(), self._engine.connect() as connection:
                if self.embedded:
                    connection = await connection.execution_options(idnode_pen=True)
                async with connection.begin():
                    page = await Writing.open(connection, self._clock)
                    yield page
                    await page.flush()

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()
        if self._file_pen is not None:
            os.close(self._file_pen)
            self._file_pen = None

    @property
    def engine(self) -> AsyncEngine:
        """The engine itself, for migrations and backups."""
        return self._engine

    @asynccontextmanager
    async def _with_pen(self) -> AsyncIterator[None]:
        """Queue for the pen: first within this process, then, on SQLite, among the processes of this host."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._pen.acquire()
        except TimeoutError:
            raise Busy("the registry is busy with other writers; nothing was changed") from None
        try:
            if self.embedded:
                await self._take_file_pen()
            yield
        finally:
            if self._file_pen is not None:
                fcntl.flock(self._file_pen, fcntl.LOCK_UN)
            self._pen.release()

    async def _take_file_pen(self) -> None:
        if self._file_pen is None:
            path = Path(str(self._url.database)).with_suffix(".pen")
            self._file_pen = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file_pen, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # The kernel hands the lock over in order. A thread waits, so that the loop goes on answering.
            await asyncio.to_thread(fcntl.flock, self._file_pen, fcntl.LOCK_EX)


class _told_as_busy:  # noqa: N801 - reads as a phrase where it is used
    """Turn the database's own errors into the node's: nobody outside this file sees SQLAlchemy."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, DBAPIError) and _is_our_mistake(error):
            return
        if isinstance(error, (SQLAlchemyError, PoolTimeout, OSError, ConnectionError)):
            raise Busy(_UNREACHABLE) from error


def _is_our_mistake(error: DBAPIError) -> bool:
    """Whether the statement is wrong rather than the database away: that must be seen, not retried."""
    return isinstance(error, (sa.exc.ProgrammingError, sa.exc.DataError, sa.exc.IntegrityError)) and not (
        error.connection_invalidated
    )


def _sqlite(url: sa.URL, durable: bool) -> AsyncEngine:
    # mode=rw: a database that has gone is an error, never a new empty one.
    path = f"file:{url.database}"
    engine = create_async_engine(
        url.set(database=path, query={"mode": "rw", "uri": "true"}),
        pool_size=8,
        pool_timeout=PATIENCE,
        connect_args={"timeout": PATIENCE},
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver's own transactions begin too late and without a choice; `begin` below says which kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # FULL: a commit waits for the disk. NORMAL loses acknowledged rows at a power cut (promises.md §1).
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-32768")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        pen = connection.get_execution_options().get("idnode_pen", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if pen else "BEGIN")

    return engine


def _postgresql(url: sa.URL, durable: bool) -> AsyncEngine:
    settings = {"application_name": "idnode", "lock_timeout": str(int(PATIENCE * 1000))}
    if not durable:
        settings["synchronous_commit"] = "off"
    return create_async_engine(
        url,
        pool_size=8,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        connect_args={"timeout": 5, "command_timeout": 600, "server_settings": settings},
    )
