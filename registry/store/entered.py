"""Entered: the records of one page that are not written yet, seen by who looks on the same page.

New ones are kept as the rows they will be: a bulk act enters thousands that nobody looks at before they are written.
"""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import record_rows
from registry.store.rows import RecordRow, record_of, row_of
from schemas.handle import Handle
from schemas.record import Record, Standing

ACTIVE = int(Standing.ACTIVE)
_STANDING_AT = 5


class Entered:
    """Records by their keys, each as it was entered last."""

    def __init__(self) -> None:
        self._fresh: dict[tuple[str, str], RecordRow] = {}
        self._changed: dict[tuple[str, str], Record] = {}

    def __bool__(self) -> bool:
        return bool(self._fresh or self._changed)

    def __iter__(self) -> Iterator[Record]:
        yield from self._changed.values()
        yield from map(record_of, self._fresh.values())

    def find(self, handle: Handle) -> Record | None:
        """The record of a handle."""
        if not self:
            return None
        key = handle.prefix.key, handle.suffix_key
        row = self._fresh.get(key)
        return self._changed.get(key) if row is None else record_of(row)

    def active(self, prefix: str, suffix: str) -> bool | None:
        """Whether the record under a prefix and a suffix key answers; None where none was entered."""
        if (row := self._fresh.get((prefix, suffix))) is not None:
            return row[_STANDING_AT] == ACTIVE
        record = self._changed.get((prefix, suffix))
        return None if record is None else record.active

    def put(self, record: Record, new: bool) -> None:
        """Enter a record's state; `new` says that no row of its own has been written for it."""
        key = record.handle.prefix.key, record.handle.suffix_key
        if new or key in self._fresh:
            self._fresh[key] = row_of(record)
        else:
            self._changed[key] = record

    def put_row(self, row: RecordRow) -> None:
        """Enter a record that was never registered, as its row."""
        self._fresh[row[0], row[1]] = row

    async def write(self, connection: AsyncConnection) -> None:
        """Write them all; from now on they are found where they were written."""
        await record_rows.write(connection, list(self._fresh.values()), list(map(row_of, self._changed.values())))
        self._fresh.clear()
        self._changed.clear()
