"""Many rows at once, by the fastest way that each database has."""

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.errors import Busy

# Below this, one prepared statement is as fast as starting a COPY.
_WORTH_A_COPY = 64

# Of at most ten columns: SQLite binds up to 32,766 variables in one statement.
_ROWS_A_STATEMENT = 250


async def insert(connection: AsyncConnection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert new rows, given as tuples in the order of the table's columns.

    SQLite takes many rows in one statement: it is a third quicker than one by one, and the interpreter is let go once
    instead of once a row. PostgreSQL takes COPY.

    Raises:
        Busy: the connection broke.
    """
    if connection.dialect.name == "sqlite":
        for at in range(0, len(rows), _ROWS_A_STATEMENT):
            some = rows[at : at + _ROWS_A_STATEMENT]
            await _by_driver(connection, _sqlite_insert(table, len(some)), tuple(chain.from_iterable(some)))
    elif len(rows) < _WORTH_A_COPY:
        columns = [column.name for column in table.columns]
        await connection.execute(table.insert(), [dict(zip(columns, row, strict=True)) for row in rows])
    else:
        # asyncpg's own errors do not pass SQLAlchemy here.
        import asyncpg

        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        try:
            await raw.copy_records_to_table(table.name, records=rows, columns=[column.name for column in table.columns])
        except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.OperatorInterventionError) as error:
            raise Busy("the registry's database cannot be reached now; nothing was changed") from error


async def run(connection: AsyncConnection, statement: sa.Executable, rows: Sequence[dict[str, Any]]) -> Sequence[Any]:
    """Run a statement that is kept as a constant, for each of these rows of variables; the rows of its last answer.

    Raises:
        Busy: the connection broke.
    """
    if connection.dialect.name != "sqlite":
        answer = await connection.execute(statement, rows if len(rows) != 1 else rows[0])
        return answer.all() if answer.returns_rows else ()
    sql, names, fixed = _sqlite_words(statement)
    found: Sequence[Any] = ()
    for row in rows:
        found = await _by_driver(connection, sql, tuple(row[name] if name in row else fixed[name] for name in names))
    return found


async def _by_driver(connection: AsyncConnection, sql: str, variables: tuple[Any, ...]) -> Sequence[Any]:
    """Run one statement by SQLite's driver itself: one turn of its thread, where SQLAlchemy takes four.

    Concurrent single registrations spend most of their time with these turns.
    """
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None
    try:
        return cast(Sequence[Any], await raw.execute_fetchall(sql, variables))
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # our mistake: it must be seen
    except sqlite3.DatabaseError as error:
        raise Busy("the registry's database cannot be reached now; nothing was changed") from error


@lru_cache(maxsize=64)
def _sqlite_words(statement: sa.Executable) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """A statement as SQLite reads it, the names of its variables in order, and what is fixed for some of them."""
    compiled = cast(sa.ClauseElement, statement).compile(dialect=sqlite.dialect(paramstyle="qmark"))
    return str(compiled), tuple(getattr(compiled, "positiontup", None) or ()), dict(compiled.params)


@lru_cache(maxsize=64)
def _sqlite_insert(table: sa.Table, rows: int) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = f"({', '.join('?' * len(table.columns))})"
    return f"INSERT INTO {table.name} ({names}) VALUES {', '.join([marks] * rows)}"  # noqa: S608 - names of our own


def one_of(dialect: str, column: sa.Column[str], name: str) -> sa.ColumnElement[bool]:
    """Whether a text column holds one of the texts that `listed` makes one variable of, however many they are."""
    if dialect == "sqlite":
        texts = sa.func.json_each(sa.bindparam(name, type_=sa.Text))
        return column.in_(sa.select(sa.column("value")).select_from(texts))
    return column == sa.func.any(sa.bindparam(name, type_=postgresql.ARRAY(sa.Text)))


def listed(connection: AsyncConnection, texts: Sequence[str]) -> Any:
    """Many texts as one variable."""
    return json.dumps(texts) if connection.dialect.name == "sqlite" else list(texts)


def upsert(connection: AsyncConnection, table: sa.Table) -> Any:
    """An INSERT that can say ON CONFLICT; both dialects write it alike."""
    return upsert_in(connection.dialect.name, table)


def upsert_in(dialect: str, table: sa.Table) -> Any:
    """The same for a dialect by its name."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
