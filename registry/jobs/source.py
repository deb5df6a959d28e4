"""The source of a job: its file as rows, whatever it is: CSV in UTF-8 or GB18030, NDJSON, or a sheet of XLSX.

A sheet is read as a whole (that is how its format is), so that it is bounded before it is opened: by its size, by how
much it says that it unpacks to, and by the number of its parts (threats.md T25); and read by a process of its own
(`registry/jobs/workbook.py`), for what it takes shows only then. A number in a cell of a sheet has lost what was
typed there: an identifier of fifteen digits or more is refused with row and column, never rounded in silence.
"""

import csv
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from io import SEEK_END, StringIO
from pathlib import Path
from typing import BinaryIO

import msgspec

from registry.jobs.workbook import END, REFUSED, Cells
from schemas.cell import cell as cell_of
from schemas.errors import Malformed, TooLarge
from schemas.failed_rows import failed_cells, failed_lines
from schemas.job import MOST_ROWS, Format
from schemas.sheet import LONGEST_LINE, Clock, Fault, Read, encoding_of, read_csv, read_ndjson
from schemas.template_columns import Under

MOST_UNPACKED = 256 << 20
"""Octets of a sheet's parts together."""
_PIECE = 1 << 16
WIDEST_RATIO = 100
MOST_PARTS = 2_000
# Without the folder that happens to be the working directory: nothing in it is to be taken for the node's code.
PROGRAM = (sys.executable, "-P", "-m", "registry.jobs.workbook")

_read_cells = msgspec.json.Decoder(Cells).decode


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
    for number, row in enumerate(_cells(file), start=1):
        if row.reason and number not in wrong:
            wrong[number] = Fault(number, row.column, row.reason, row.text)
        yield _line([text.replace("\n", " ").replace("\r", "") for text in row.texts] if number > 1 else row.texts)


def _cells(file: Path) -> Iterator[Cells]:
    """The rows of the first sheet, read by a process of its own.

    Raises:
        Malformed: it is no sheet.
        TooLarge: reading it took more memory, or more time, than a sheet is given.
    """
    reading = subprocess.Popen((*PROGRAM, str(file)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    assert reading.stdout is not None
    try:
        with reading.stdout as lines:
            for line in lines:
                if line.startswith(REFUSED):
                    raise Malformed(line.removeprefix(REFUSED).strip().decode())
                if line.startswith(END):
                    return
                yield _read_cells(line)
    finally:
        reading.kill()
        reading.wait()
    raise TooLarge("the sheet takes more memory or time to be read than one may: save it as CSV UTF-8 instead")


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
