"""The workbook: a process of its own that reads the first sheet of an XLSX and writes its rows as lines of JSON.

How much memory a sheet takes shows only when it is read: two cells in opposite corners ask for half a tebibyte, and
what an archive says of its sizes need not be true. Here the memory and the time are bounded, and what is too much ends
this process and nobody else's.
"""

import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec

from schemas.errors import Malformed
from schemas.sheet import IDENTIFIER_COLUMNS

END = b"."
"""The last line of a sheet that was read to its end."""
REFUSED = b"-"
"""What the line begins with that says why a file is no sheet."""

_CPU_SECONDS = 300
# A sheet that unpacks to as much as one may takes three quarters of this.
_MEMORY = 2 << 30
# Fifteen significant digits are what a spreadsheet keeps of a number.
_EXACT_DIGITS = 15


class Cells(msgspec.Struct, array_like=True):
    """One row: the texts of its cells, and in which column what is wrong with one of them."""

    texts: list[str]
    column: str = ""
    reason: str = ""
    text: str = ""


def rows_of_workbook(file: Path) -> Iterator[Cells]:
    """The rows of the first sheet, the names of its columns first.

    Raises:
        Malformed: it cannot be read, or is empty.
    """
    # Loaded when it is needed: most jobs are no sheets.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        cells: list[list[Any]] = (
            CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except (CalamineError, IndexError, OSError, ValueError):
        raise Malformed("the file cannot be read as XLSX: save it again in a spreadsheet, or as CSV UTF-8") from None
    while cells and not any(cell != "" for cell in cells[-1]):
        cells.pop()
    if not cells:
        raise Malformed("the sheet is empty")
    names = [str(cell) for cell in cells[0]]
    while names and not names[-1].strip():
        names.pop()
    yield Cells(names)
    for row in cells[1:]:
        read = Cells([])
        for name, cell in zip(names, row, strict=False):
            text, fault = _text(cell, name.strip().casefold() in IDENTIFIER_COLUMNS)
            read.texts.append(text)
            if fault and not read.reason:
                read.column, read.reason, read.text = name.strip(), fault, text[:200]
        yield read


def _text(cell: Any, identifier: bool) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    if isinstance(cell, str):
        return cell, ""
    if isinstance(cell, bool):
        return ("TRUE" if cell else "FALSE"), ""
    if isinstance(cell, int | float):
        text = repr(int(cell)) if float(cell).is_integer() and abs(cell) < 1e21 else repr(cell)
        digits = len(text.strip("-").replace(".", ""))
        if identifier or digits >= _EXACT_DIGITS:
            return text, (
                f"the cell holds the number {text}, of which a spreadsheet keeps {_EXACT_DIGITS} digits: "
                f"format the column as text and enter it again"
            )
        return text, ""
    if isinstance(cell, datetime):
        return (cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")), ""
    if isinstance(cell, date | time):
        return cell.isoformat(), ""
    if isinstance(cell, timedelta):
        return str(cell), ""
    return str(cell), ""


def main() -> None:
    """Write the rows of the file that is named."""
    # A reader whose job was killed has nobody to write to, and ends by itself.
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    encode, out = msgspec.json.Encoder().encode, sys.stdout.buffer
    try:
        for row in rows_of_workbook(Path(sys.argv[1])):
            out.write(encode(row) + b"\n")
        out.write(END + b"\n")
    except Malformed as refusal:
        out.write(REFUSED + refusal.sentence.encode() + b"\n")


if __name__ == "__main__":
    main()
