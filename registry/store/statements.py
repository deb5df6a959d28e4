"""Statements that wait to be run within a page: of acts that share a transaction each sees what those before it did."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

Variables = dict[str, Any] | list[dict[str, Any]]


class Unsettled(Exception):
    """Something that was entered on a page cannot stand beside the rest of it."""


class Statements:
    """The statements of one page."""

    def __init__(self) -> None:
        self._waiting: list[tuple[sa.Executable, Variables]] = []
        self.ever = 0
        """How many there were."""

    def add(self, statement: sa.Executable, values: Variables) -> None:
        """Have one more run, once or for each of many rows of variables."""
        self._waiting.append((statement, values))
        self.ever += 1

    async def run(self, connection: AsyncConnection) -> None:
        """Run those that wait.

        Raises:
            Unsettled: the database refuses one, which may be of another act than the one that asks now.
        """
        waiting, self._waiting = self._waiting, []
        try:
            for statement, values in waiting:
                await connection.execute(statement, values)
        except sa.exc.IntegrityError as error:
            raise Unsettled(str(error)) from error
