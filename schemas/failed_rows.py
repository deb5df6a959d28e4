"""Failed rows: the rows of a file that were refused, as they stood, each with its reason: to be mended and sent again.

The reason stands in a first column `#reason`, or in a first member of that name, which is not read when the file comes
again. In the first place it stands right even in rows with too many cells.
"""

import csv
from collections.abc import Iterable, Iterator

import msgspec

from schemas.cell import uncell
from schemas.sheet import BOM, REASON, Fault, decoded, without_reason


def failed_cells(lines: Iterable[bytes], encoding: str, faults: Iterator[Fault]) -> Iterator[list[str]]:
    """The header and the failed rows of a table, as cells; `faults` in the order of the rows.

    A row that cannot be told apart in cells stands in one. Empty lines are left out: there is nothing to mend.
    """
    raw: list[str] = []

    def recorded() -> Iterator[str]:
        for line in decoded(lines, encoding):
            raw.append(line)
            yield line

    parser = csv.reader(recorded(), strict=True)
    header = next(parser, [])
    mended_before = REASON in header
    at = header.index(REASON) if mended_before else len(header)
    yield [REASON, *header[:at], *header[at + 1 :]]
    fault = next(faults, None)
    while fault is not None:
        number = parser.line_num + 1
        raw.clear()
        try:
            cells = next(parser)
        except StopIteration:
            return
        except csv.Error:
            cells = ["".join(raw).rstrip("\r\n")]
        while fault is not None and fault.row < number:
            fault = next(faults, None)
        if fault is None or fault.row != number or not cells:
            continue
        if mended_before:
            cells = [uncell(cell) for cell in (*cells[:at], *cells[at + 1 :])]
        yield [fault.reason, *cells]


def failed_lines(lines: Iterable[bytes], faults: Iterator[Fault]) -> Iterator[bytes]:
    """The failed lines of a file of JSON; one that is no object stands as it is, without a reason."""
    fault = next(faults, None)
    for number, line in enumerate(lines, start=1):
        while fault is not None and fault.row < number:
            fault = next(faults, None)
        if fault is None:
            return
        if fault.row == number and (text := line.removeprefix(BOM).strip()):
            text = without_reason(text)
            reason = b'{"%b":%b' % (REASON.encode(), msgspec.json.encode(fault.reason))
            if text.startswith(b"{"):
                text = reason + (b"}" if text[1:].strip() == b"}" else b"," + text[1:])
            yield text + b"\n"
