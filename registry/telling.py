"""Telling: a line of the trail as programs and spreadsheets read it."""

import csv
import io
from typing import Any

import msgspec

from registry.store.trail import Sealed
from schemas.cell import cell
from schemas.counting import utc
from schemas.trail import Line

COLUMNS = (*Line.__struct_fields__, "digest")

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine."""


def told(sealed: Sealed) -> dict[str, Any]:
    """A line as JSON: the time as people write it, the detail as what it is, digests in hexadecimal."""
    line = sealed.line
    return {
        **msgspec.structs.asdict(line),
        "at": utc(line.at),
        "detail": msgspec.Raw(line.detail.encode()) if line.detail else None,
        "content": line.content.hex() if line.content is not None else None,
        "digest": sealed.digest.hex() if sealed.digest is not None else None,
    }


def csv_head() -> bytes:
    """The first row, behind the mark by which spreadsheets know UTF-8."""
    return _BOM.encode() + _row(COLUMNS)


def csv_row(sealed: Sealed) -> bytes:
    """A line as a row; no cell of it is run as a formula."""
    line = told(sealed) | {"detail": sealed.line.detail}
    return _row(tuple("" if line[name] is None else cell(str(line[name])) for name in COLUMNS))


def _row(cells: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)  # ends a row with CR LF (RFC 4180)
    return out.getvalue().encode()
