"""Write: a listing as the octets of a file, piece by piece.

CSV is for spreadsheets: with the mark for UTF-8, lines that end in CR LF, and no cell that is run as a formula; with
`raw` cells are as they are, for programs. A workbook (XLSX) has texts typed as texts and numbers as numbers, so that
nothing in it is a formula whatever it says; it is written in constant memory to a file of its own, and read from there.
"""

import asyncio
import csv
import tempfile
from collections.abc import AsyncIterator, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from registry.exports.listing import Cell, Form, Listing, Row
from schemas.cell import cell as harmless
from schemas.errors import TooLarge

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ndjson": "application/x-ndjson",
}

ROWS_A_SHEET = 1_048_576
"""What a worksheet holds; a longer list goes on in another one."""
MOST_ROWS_OF_A_BOOK = 5_000_000
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""
_CUT = " … (cut)"
_PIECE = 1 << 16
# A number in a workbook is a double: beyond this it would be another one.
_EXACT = 10**15


async def written(listing: Listing, form: Form, raw: bool = False) -> AsyncIterator[bytes]:
    """The file of a listing, piece by piece; of a workbook nothing comes before all of it was made."""
    if form == "xlsx":
        async for piece in _workbook(listing):
            yield piece
        return
    if form == "csv":
        yield b"\xef\xbb\xbf" + _table([listing.columns], raw=True)
    async for rows in listing.chunks:
        if form == "csv":
            yield await asyncio.to_thread(_table, [_texts(row, listing.columns) for row in rows], raw)
        else:
            yield await asyncio.to_thread(_lines, rows)


def _table(rows: Sequence[Sequence[str]], raw: bool) -> bytes:
    out = StringIO()
    table = csv.writer(out)
    for row in rows:
        table.writerow(row if raw else map(harmless, row))
    return out.getvalue().encode("utf-8", "replace")


def _lines(rows: Sequence[Row]) -> bytes:
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


async def _workbook(listing: Listing) -> AsyncIterator[bytes]:
    # Loaded when it is needed: most processes never write one.
    from xlsxwriter import Workbook

    with tempfile.TemporaryDirectory(prefix="idnode-export-") as folder:
        path = Path(folder) / "book.xlsx"
        # In constant memory each row goes to a file at once, with its texts in place.
        book = Workbook(str(path), {"constant_memory": True, "tmpdir": folder, "in_memory": False})
        sheets = _Sheets(book, listing.columns)
        try:
            async for rows in listing.chunks:
                await asyncio.to_thread(sheets.add, rows)
        finally:
            await asyncio.to_thread(book.close)
        with path.open("rb") as file:
            path.unlink()
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece


class _Sheets:
    """The worksheets of one workbook, each with the names of the columns in its first row.

    Raises:
        TooLarge: there are more rows than one may have.
    """

    def __init__(self, book: "Workbook", columns: tuple[str, ...]) -> None:
        self._book = book
        self._columns = columns
        self._next = 0
        self._all = 0
        self._sheet = self._begin()

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows, in another sheet where this one is full."""
        self._all += len(rows)
        if self._all > MOST_ROWS_OF_A_BOOK:
            raise TooLarge(f"a workbook has at most {MOST_ROWS_OF_A_BOOK} rows: expected csv or ndjson (at format)")
        for row in rows:
            if self._next == ROWS_A_SHEET:
                self._sheet = self._begin()
            for place, name in enumerate(self._columns):
                each = row.get(name)
                if isinstance(each, int) and not isinstance(each, bool) and abs(each) < _EXACT:
                    self._sheet.write_number(self._next, place, each)
                elif text := _text(each):
                    self._sheet.write_string(self._next, place, _fitting(text))
            self._next += 1

    def _begin(self) -> "Worksheet":
        sheet = self._book.add_worksheet()
        for place, name in enumerate(self._columns):
            sheet.write_string(0, place, name)
        sheet.freeze_panes(1, 0)
        self._next = 1
        return sheet


def _fitting(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_CUT)] + _CUT


def _texts(row: Row, columns: tuple[str, ...]) -> list[str]:
    return [_text(row.get(name)) for name in columns]


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case msgspec.Raw():
            return bytes(cell).decode("utf-8", "replace")
        case int() | float():
            return str(cell)
        case _:
            return " ".join(cell)
