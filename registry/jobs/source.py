"""The source of a job: its file as rows, whatever it is: CSV in UTF-8 or GB18030, NDJSON, or a sheet of XLSX.

A sheet is read as a whole (that is how its format is), so that it is bounded before it is opened: by its size, by how
much it unpacks to, and by the number of its parts (threats.md T25). A number in a cell of a sheet has lost what was
typed there: an identifier of fifteen digits or more is refused with row and column, never rounded in silence.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import SEEK_END, StringIO
from pathlib import Path
from typing import Any, BinaryIO

from schemas.cell import cell as cell_of
from schemas.errors import Malformed, TooLarge
from schemas.failed_rows import failed_cells, failed_lines
from schemas.job import MOST_ROWS, Format
from schemas.sheet import IDENTIFIER_COLUMNS, LONGEST_LINE, Clock, Fault, Read, encoding_of, read_csv, read_ndjson
from schemas.template_columns import Under

MOST_UNPACKED = 256 << 20
"""Octets of a sheet's parts together."""
_PIECE = 1 << 16
WIDEST_RATIO = 100
MOST_PARTS = 2_000
# Fifteen significant digits are what a spreadsheet keeps of a number.
_EXACT_DIGITS = 15


def rows_of(
    file: Path,
    format: Format,
    now: Clock | None = None,
    most_unpacked: int = MOST_UNPACKED,
    under: Under | None = None,
) -> Iterator[Read | Fault]:
    """The rows of a file, each as a registration or as what is wrong with it; `now` and `under` as `schemas.sheet`.

    Raises:
        Malformed: the file is not what it is said to be, or its header cannot be used.
        TooLarge: it unpacks to more than is looked at, or has too many rows.
    """
    for number, row in enumerate(_rows_of(file, format, now, most_unpacked, under), start=1):
        if number > MOST_ROWS:
            raise TooLarge(f"a file has at most {MOST_ROWS} rows: expected several files")
        yield row


def failed_rows_of(file: Path, format: Format, faults: Iterator[Fault]) -> Iterator[bytes]:
    """Those rows of a file that have faults, each with its reason, in pieces: a table of the same columns, or lines.

    A sheet comes as a table in CSV, with the texts of its cells.
    """
    with file.open("rb") as octets:
        if format == "ndjson":
            yield from failed_lines(_lines(octets), faults)
            return
        encoding = "utf-8"
        lines: Iterator[bytes] = _lines(octets)
        if format == "csv":
            encoding = encoding_of(lines)
            octets.seek(0)
            lines = _lines(octets)
        else:
            lines = _sheet_lines(file, MOST_UNPACKED, {})
        written = StringIO("\ufeff")
        written.seek(0, SEEK_END)
        for cells in failed_cells(lines, encoding, faults):
            csv.writer(written).writerow(map(cell_of, cells))
            if written.tell() > _PIECE:
                yield written.getvalue().encode("utf-8", "replace")
                written.seek(0)
                written.truncate()
        yield written.getvalue().encode("utf-8", "replace")


def _rows_of(
    file: Path, format: Format, now: Clock | None, most_unpacked: int, under: Under | None
) -> Iterator[Read | Fault]:
    if format == "xlsx":
        yield from _sheet(file, now, most_unpacked, under)
        return
    with file.open("rb") as octets:
        if format == "ndjson":
            yield from read_ndjson(_lines(octets), now, under)
            return
        encoding = encoding_of(_lines(octets))
        octets.seek(0)
        yield from read_csv(_lines(octets), encoding, now, under)


def _lines(octets: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is far too long only its beginning, so that it is refused and not kept."""
    while line := octets.readline(LONGEST_LINE + 2):
        yield line
        while len(line) == LONGEST_LINE + 2 and not line.endswith(b"\n"):
            line = octets.readline(LONGEST_LINE + 2)


def _sheet(file: Path, now: Clock | None, most_unpacked: int, under: Under | None) -> Iterator[Read | Fault]:
    """The rows of the first sheet, numbered as the spreadsheet numbers them."""
    wrong: dict[int, Fault] = {}
    for each in read_csv(_sheet_lines(file, most_unpacked, wrong), now=now, under=under):
        number = each.row if isinstance(each, Fault) else each.number
        yield wrong.get(number, each)


def _sheet_lines(file: Path, most_unpacked: int, wrong: dict[int, Fault]) -> Iterator[bytes]:
    """The rows of the first sheet as lines of a table; what is wrong with one is put into `wrong` before it comes."""
    _require_bounded(file, most_unpacked)
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
    yield _line(names)
    for number, row in enumerate(cells[1:], start=2):
        texts = []
        for name, cell in zip(names, row, strict=False):
            text, fault = _text(cell, name.strip().casefold() in IDENTIFIER_COLUMNS)
            texts.append(text)
            if fault and number not in wrong:
                wrong[number] = Fault(number, name.strip(), fault, text[:200])
        yield _line([text.replace("\n", " ").replace("\r", "") for text in texts])


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


def _line(texts: Iterable[str]) -> bytes:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(texts)
    return written.getvalue().encode("utf-8", "surrogateescape")


def _require_bounded(file: Path, most_unpacked: int) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError):
        raise Malformed("the file is no XLSX: expected a workbook as spreadsheets save it") from None
    if len(parts) > MOST_PARTS:
        raise TooLarge(f"a workbook has at most {MOST_PARTS} parts, got {len(parts)}")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > most_unpacked:
        raise TooLarge(f"a workbook unpacks to at most {most_unpacked} octets: save it as CSV UTF-8 instead")
    packed_size = sum(part.compress_size for part in parts) or 1
    if unpacked > WIDEST_RATIO * packed_size and unpacked > 1 << 20:
        raise TooLarge(f"a workbook unpacks to at most {WIDEST_RATIO} times its size")
    if any(part.filename.lower().endswith((".xlsx", ".zip")) for part in parts):
        raise Malformed("a workbook has no archives in it")
