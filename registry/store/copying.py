"""Many rows at once, by the fastest way that each database has."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.errors import Busy

# Below this, one prepared statement is as fast as starting a COPY.
_WORTH_A_COPY = 64


async def insert(connection: AsyncConnection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert new rows, given as tuples in the order of the table's columns.

    SQLite takes tuples by the driver (twice as fast as named rows); PostgreSQL takes COPY.

    Raises:
        Busy: the connection broke.
    """
    if connection.dialect.name == "sqlite":
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        await connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))  # noqa: S608
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


def upsert(connection: AsyncConnection, table: sa.Table) -> Any:
    """An INSERT that can say ON CONFLICT; both dialects write it alike."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
