"""A sheet: the rows of a CSV or NDJSON file as registrations, or why a row is none.

Rows are named by the line on which they begin, counted from 1, as every editor does. Only a line feed ends a line:
U+2028 and U+0085 stand within values. A wrong row spoils no other.

CSV: the header names a column `handle` (or 标识, 标识编码); every other column is named after the type of the value it
holds. `URL` has index 1, `EMAIL` 2, the others from 2000 up in the order of the columns. An empty cell is no value; a
cell is kept as it is, spaces included. A column whose name begins with `#` is a remark and is not read. NDJSON: one
`{"handle": …, "values": […]}` a line.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from schemas.cell import uncell
from schemas.documents import read_registration
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.record import held_together, unreserved
from schemas.template import Item, TemplateReference
from schemas.template_columns import Under, field_of
from schemas.usual import Ready, read_ready, read_ready_cells, usual_columns
from schemas.value import LONGEST_TYPE, Value

Clock = Callable[[], int]
"""Tells the Unix second."""

LONGEST_LINE = 1 << 20
"""Octets of one line: what one record may have when it comes alone over HTTP."""

BOM = b"\xef\xbb\xbf"
IDENTIFIER_COLUMNS = frozenset({"handle", "标识", "标识编码"})
"""What the column of identifiers may be called, in small letters."""
REASON = "#reason"
"""The column, or the member, in which a file of failed rows says why each failed; `schemas.failed_rows` writes it."""
_OURS = frozenset({REASON, "#standing"})
_FIXED = {"URL": 1, "EMAIL": 2}
# china-node.md §3.3: from 2000 up stand the data of a business.
_FIRST_OF_BUSINESS = 2000
# Their data are octets of a structure, which no text in a cell is.
_STRUCTURED = {"HS_ADMIN", "HS_VLIST", "HS_SITE", "HS_PUBKEY"}

_SPREADSHEET_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?[Ee]\+?[0-9]+")
_PLACE = re.compile(r"(.*) \(at ([^()]+)\)", re.DOTALL)
_BEGINS_WITH_REASON = b'{"#reason":'
_REASON_MEMBER = re.compile(rb'^\{"#reason":"(?:[^"\\]|\\.)*",?')
_TWO_MARKS = {b"\xff\xfe", b"\xfe\xff"}


class Row(msgspec.Struct, frozen=True):
    """A row that can be read: an identifier and its values."""

    number: int
    """The line on which it begins."""
    handle: Handle
    values: tuple[Value, ...]
    template: TemplateReference | None = None
    """The template against which it is registered."""
    fields: Mapping[str, object] = {}


class UsualRow(msgspec.Struct, frozen=True, gc=False):
    """The same where it could be read straight into what is kept (`schemas.usual`), as nearly every row can be."""

    number: int
    ready: Ready


Read = Row | UsualRow
"""A row that can be read."""


class Fault(msgspec.Struct, frozen=True):
    """A row that is refused, and why."""

    row: int
    """The line on which it begins."""
    column: str
    """The column, or the place in the object; empty for the row as a whole."""
    reason: str
    handle: str = ""
    """The identifier as far as it could be read."""


class _Column(msgspec.Struct, frozen=True):
    type: str
    index: int
    item: Item | None = None
    """The item of the template that it holds, rather than a value."""


def read_ndjson(lines: Iterable[bytes], now: Clock | None = None, under: Under | None = None) -> Iterator[Read | Fault]:
    """Read lines of JSON; the file is UTF-8, with or without a byte order mark.

    With `now`, which tells the Unix second that values get, usual rows come as such. `under` is the template of rows
    that name none.
    """
    template = None if under is None else under.reference
    for number, line in _told_apart(lines):
        if isinstance(line, Fault):
            yield line
            continue
        text = without_reason(line.removeprefix(BOM) if number == 1 else line)
        if text.startswith(BOM):
            yield Fault(number, "", "a byte order mark stands before the object: expected one at most, in line 1")
            continue
        if now is not None and template is None and (ready := read_ready(text, now())) is not None:
            yield UsualRow(number, ready)
            continue
        try:
            wanted = read_registration(text, template=template)
        except Malformed as refusal:
            yield _fault_of_object(number, refusal.sentence)
            continue
        try:
            values = unreserved(held_together(wanted.values))
            yield Row(number, wanted.handle, values, wanted.template, wanted.fields)
        except Malformed as refusal:
            yield Fault(number, "values", refusal.sentence, wanted.handle.text)


def read_csv(
    lines: Iterable[bytes], encoding: str = "utf-8", now: Clock | None = None, under: Under | None = None
) -> Iterator[Read | Fault]:
    """Read a table; `encoding` as `encoding_of` found it, `now` as for `read_ndjson`.

    With `under` the columns are items of that template, and `URL` and `EMAIL` beside them.

    Raises:
        Malformed: the header cannot be used; nothing was read.
    """
    parser = csv.reader(decoded(lines, encoding), strict=True)
    try:
        header = next(parser, [])
    except csv.Error as trouble:
        raise Malformed(f"cannot read the header: {_in_our_words(trouble)}") from None
    at, columns = _columns(header, under)
    # What is read back of our own files of failed rows, or of an export, was made harmless for spreadsheets.
    harmless = not _OURS.isdisjoint(header)
    width, usual = len(columns), _usual(columns) if now is not None and under is None else None
    empty: list[int] = []
    while True:
        number = parser.line_num + 1
        try:
            cells = next(parser)
        except StopIteration:
            return  # empty lines at the very end are how some programs end a file
        except csv.Error as trouble:
            yield from _empty(empty)
            through = f" (lines {number} to {parser.line_num})" if parser.line_num > number else ""
            yield Fault(number, "", _in_our_words(trouble) + through)
            continue
        if not cells:
            empty.append(number)
            continue
        yield from _empty(empty)
        if harmless:
            cells = list(map(uncell, cells))
        ready = None
        if usual is not None and now is not None and len(cells) == width:
            ready = read_ready_cells(cells[at], cells, usual, now())
        yield UsualRow(number, ready) if ready is not None else _row(number, cells, at, columns, under)


def without_reason(line: bytes) -> bytes:
    """A line of JSON without the reason that a file of failed rows begins it with."""
    return _REASON_MEMBER.sub(b"{", line, count=1) if line.startswith(_BEGINS_WITH_REASON) else line


def encoding_of(lines: Iterable[bytes]) -> str:
    """Which encoding a table is in: by its byte order mark, else UTF-8, else GB18030, which Chinese spreadsheets write.

    A few lines that are not UTF-8 do not make a file GB18030: they are faults of a UTF-8 file.

    Raises:
        Malformed: it is UTF-16.
    """
    fitting = failing = 0
    national = True
    for number, line in enumerate(lines, start=1):
        if number == 1 and line.startswith(BOM):
            return "utf-8"
        if number == 1 and line[:2] in _TWO_MARKS:
            raise Malformed("the file is UTF-16: save it as CSV UTF-8")
        if line.isascii():
            continue
        if _decodes(line, "utf-8"):
            fitting += 1
        else:
            failing += 1
            national = national and _decodes(line, "gb18030")
    return "gb18030" if failing > fitting and national else "utf-8"


def _columns(header: list[str], under: Under | None) -> tuple[int, list[_Column | None]]:
    """Where the identifier stands, and what the other columns hold."""
    names = [name.strip() for name in header]
    places = [place for place, name in enumerate(names) if name.casefold() in IDENTIFIER_COLUMNS]
    if len(places) != 1:
        shown = ", ".join(name[:40] for name in names[:20])
        raise Malformed(f"the header has {len(places) or 'no'} column{'s' * (len(places) > 1)} handle: got {shown!r}")
    seen: set[str] = set()
    columns: list[_Column | None] = []
    following = _FIRST_OF_BUSINESS
    for place, name in enumerate(names, start=1):
        upper = name.upper()
        if upper in seen:
            raise Malformed(f"the header names {name[:40]!r} twice: a column is named after one type of value")
        seen.add(upper)
        if place - 1 == places[0] or name.startswith("#"):
            columns.append(None)
            continue
        if not 1 <= len(name) <= LONGEST_TYPE or not name.isprintable():
            raise Malformed(f"column {place} has no name that a type of value can have, got {name[:40]!r}")
        if upper.partition(".")[0] in _STRUCTURED:
            raise Malformed(f"a cell cannot hold {name}: values of this type are imported as NDJSON")
        if upper in _FIXED:
            columns.append(_Column(name, _FIXED[upper]))
        elif under is not None:
            columns.append(_Column(name, 0, under.item(name)))
        else:
            columns.append(_Column(name, following))
            following += 1
    return places[0], columns


def _usual(columns: list[_Column | None]) -> tuple[tuple[int, int, str], ...] | None:
    return usual_columns(
        (place, column.index, column.type) for place, column in enumerate(columns) if column is not None
    )


def _row(number: int, cells: list[str], at: int, columns: list[_Column | None], under: Under | None) -> Row | Fault:
    if len(cells) != len(columns):
        tabs = ": tabs stand between the cells" if len(cells) == 1 and "\t" in cells[0] else ""
        return Fault(number, "", f"{len(cells)} cell{'s' * (len(cells) != 1)}, expected {len(columns)}{tabs}")
    name = "handle"
    try:
        text = _text(cells[at])
        if _SPREADSHEET_NUMBER.fullmatch(text):
            raise Malformed(
                f"a spreadsheet has made a number of the identifier, {text}: expected prefix/suffix as text"
            )
        handle = Handle.parse(text)
        values: list[Value] = []
        fields: dict[str, object] = {}
        for cell, column in zip(cells, columns, strict=True):
            if cell and column is not None:
                name = column.type
                text = _text(cell)
                if column.item is not None:
                    fields[column.item.code] = field_of(column.item, text)
                else:
                    values.append(Value(column.index, column.type, text.encode()))
    except Malformed as refusal:
        return Fault(number, name, refusal.sentence, cells[at].encode(errors="replace").decode()[:200])
    return Row(number, handle, tuple(values), None if under is None else under.reference, fields)


def _text(cell: str) -> str:
    """A cell's text, if all of it could be decoded."""
    if not cell.isascii() and any("\ud800" <= character <= "\udfff" for character in cell):
        raise Malformed("the octets are not UTF-8")
    return cell


def decoded(lines: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Lines as text, without a byte order mark; octets that are none are lone surrogates."""
    for number, line in enumerate(lines, start=1):
        # What cannot be decoded becomes lone surrogates, so that the fault is found in its own row and column.
        yield (line.removeprefix(BOM) if number == 1 else line).decode(encoding, errors="surrogateescape")


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _told_apart(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes | Fault]]:
    """Lines with their numbers, without their ends; those that cannot hold an object as faults."""
    empty: list[int] = []
    for number, line in enumerate(lines, start=1):
        text = line.rstrip(b"\r\n")
        if not text.strip():
            empty.append(number)
            continue
        for fault in _empty(empty):
            yield fault.row, fault
        if len(text) > LONGEST_LINE:
            yield number, Fault(number, "", f"a line has at most {LONGEST_LINE} octets")
        else:
            yield number, text


def _empty(numbers: list[int]) -> list[Fault]:
    """Faults for lines that turned out to have others behind them."""
    faults = [Fault(number, "", "the line is empty") for number in numbers]
    numbers.clear()
    return faults


def _fault_of_object(number: int, sentence: str) -> Fault:
    if found := _PLACE.fullmatch(sentence):
        return Fault(number, found[2], found[1])
    # What is not about the object as a whole and names no place within it is about the identifier.
    return Fault(number, "" if sentence.startswith("cannot read a registration") else "handle", sentence)


def _in_our_words(trouble: csv.Error) -> str:
    said = str(trouble)
    if said == "unexpected end of data":
        return "the quote is never closed"
    if "expected after" in said:
        return "text follows a closing quote: a quote within a quoted cell is written twice"
    if said.startswith("field larger"):
        return f"a cell has at most {csv.field_size_limit()} characters: perhaps a quote is never closed"
    if said.startswith("new-line"):
        return "a carriage return stands in a cell without quotes"
    return said
