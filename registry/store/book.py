"""The book: reading() and writing() transactions on the registry's database.

There is one pen. On SQLite it is the database's write lock, with a file lock in front of it so that several processes
queue for it instead of polling; on PostgreSQL it is the row of `journal_head`, locked first. Whoever has the pen may
look, decide and enter without a race, and its serials are dense and rise in commit order: a reader of the journal that
has seen N has seen everything below N.
"""

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from registry.store.page import Reading, Writing
from schemas.errors import Busy, Malformed

# Seconds a writer waits for the pen, and a statement for the database, before the caller is told to come back.
PATIENCE = 20.0

# Classes of SQLSTATE that speak of what was asked: features, values, constraints, transaction state, syntax. All others
# speak of the server or the way to it. (PostgreSQL, appendix A)
_MISTAKES = frozenset({"0A", "21", "22", "23", "25", "2F", "42"})

NOT_KEPT = "a text holds the character U+0000, which no text here may"
# PostgreSQL keeps it in no text. (PostgreSQL, appendix A: character_not_in_repertoire)
_NO_TEXT = "22021"

_OTHERS_WRITE = "the registry is busy with other writers; nothing was changed"
_UNREACHABLE = "the registry's database cannot be reached now; nothing was changed"

# For waiting alone: others' work must not stand behind it.
_WAITING = ThreadPoolExecutor(max_workers=8, thread_name_prefix="pen")


class Book:
    """The registry's database, behind two doors."""

    def __init__(self, url: str, clock: Callable[[], float] = time.time, durable: bool = True) -> None:
        """Take a database URL, `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; connect on first use.

        `durable` false turns the wait for the disk off: for tests that show what it is worth, and for nothing else.
        """
        self._clock = clock
        self._url = sa.make_url(url)
        self._pen = asyncio.Lock()
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
                if not self.embedded:
                    # One moment for all questions of a page, as SQLite gives it.
                    connection = await connection.execution_options(isolation_level="REPEATABLE READ")
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

    @asynccontextmanager
    async def deriving(self) -> AsyncIterator[AsyncConnection]:
        """A transaction for tables that are derived from the journal: it enters no act.

        On PostgreSQL nobody waits for it; on SQLite whoever writes has the pen, and should be short about it.

        Raises:
            Busy: the database cannot be reached, or the pen was not free in time.
        """
        with _told_as_busy():
            if not self.embedded:
                async with self._engine.begin() as connection:
                    yield connection
                return
            async with self._with_pen(), self._engine.connect() as plain:
                connection = await plain.execution_options(idnode_pen=True)
                async with connection.begin():
                    yield connection

    def now(self) -> int:
        """The Unix second, by the clock that pages go by."""
        return int(self._clock())

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()

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
            raise Busy(_OTHERS_WRITE) from None
        try:
            if not self.embedded:
                yield
                return
            held = await self._file_pen()
            try:
                yield
            finally:
                os.close(held)
        finally:
            self._pen.release()

    async def _file_pen(self) -> int:
        """A descriptor of the pen's file, with the lock on it; closing it gives the lock back.

        Raises:
            Busy: another process has kept it for too long.
        """
        path = Path(str(self._url.database)).with_suffix(".pen")
        held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return held
        except BlockingIOError:
            pass
        # The kernel hands the lock over in order. A thread waits, so that the loop goes on answering; if nobody waits
        # for the thread any more, the lock that it gets in the end goes back at once.
        waiting = asyncio.get_running_loop().run_in_executor(_WAITING, fcntl.flock, held, fcntl.LOCK_EX)
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(waiting)
        except BaseException as error:
            waiting.add_done_callback(lambda _: os.close(held))
            if isinstance(error, TimeoutError):
                raise Busy(_OTHERS_WRITE) from None
            raise
        return held


class _told_as_busy:  # noqa: N801 - reads as a phrase where it is used
    """Turn the database's own errors into the node's: nobody outside this file sees SQLAlchemy."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if (refusal := refusal_of(error)) is not None:
            raise refusal from error
        if isinstance(error, DBAPIError) and _is_our_mistake(error):
            return
        if isinstance(error, (SQLAlchemyError, PoolTimeout, OSError, ConnectionError, sqlite3.OperationalError)):
            raise Busy(_UNREACHABLE) from error


def refusal_of(error: BaseException | None) -> Malformed | None:
    """What a caller is told of an error of the database that is about what was sent; None for all others."""
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _NO_TEXT:
        return Malformed(NOT_KEPT)
    return None


def _is_our_mistake(error: DBAPIError) -> bool:
    """Whether the statement is wrong rather than the database away: that must be seen, not retried."""
    if error.connection_invalidated:
        return False
    if isinstance(error, (sa.exc.ProgrammingError, sa.exc.DataError, sa.exc.IntegrityError)):
        return True
    state = getattr(error.orig, "sqlstate", None)
    return state is not None and state[:2] in _MISTAKES


def _sqlite(url: sa.URL, durable: bool) -> AsyncEngine:
    # mode=rw: a database that has gone is an error, never a new empty one.
    path = f"file:{quote(str(url.database))}"
    engine = create_async_engine(
        url.set(database=path, query={"mode": "rw", "uri": "true"}),
        pool_size=8,
        pool_timeout=PATIENCE,
        connect_args={"timeout": PATIENCE},
        hide_parameters=True,  # values may be secrets, and errors are logged
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
        begun = "BEGIN IMMEDIATE" if pen else "BEGIN"
        # By the driver itself: one turn of its thread, where SQLAlchemy takes four.
        adapted: Any = connection.connection.dbapi_connection
        adapted.run_async(lambda driver: driver.execute_fetchall(begun))

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
        hide_parameters=True,
        connect_args={"timeout": 5, "command_timeout": 600, "server_settings": settings},
    )
