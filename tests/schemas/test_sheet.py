"""Sheets: what each row of a CSV or NDJSON file is read as, or why it is refused, and in which line."""

import csv
import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.cell import cell
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.sheet import BOM, LONGEST_LINE, Fault, Read, Row, UsualRow, encoding_of, read_csv, read_ndjson
from schemas.value import Value

SAMPLES = Path(__file__).parents[2] / "samples"
HEADER = b"handle,URL,NAME\r\n"


def lines(octets: bytes) -> list[bytes]:
    return list(io.BytesIO(octets))


def number(row: Read | Fault) -> int:
    return row.row if isinstance(row, Fault) else row.number


def test_a_table_becomes_values_named_after_its_columns() -> None:
    octets = "\ufeffNAME,url , Handle,备注,EMAIL\r\n 板 ,https://a.example/,88.1.1/A,,a@b.example\r\n".encode()

    assert list(read_csv(lines(octets))) == [
        Row(
            2,
            Handle.parse("88.1.1/A"),
            (
                Value(2000, "NAME", " 板 ".encode()),
                Value(1, "url", b"https://a.example/"),
                Value(2, "EMAIL", b"a@b.example"),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (b"x", "", "1 cell, expected 3"),
        (b"88.1.1/A\tu\tn", "", "1 cell, expected 3: tabs stand between the cells"),
        (b"a,b,c,d", "", "4 cells, expected 3"),
        (b'88.1.1/A,"u"x,n', "", "text follows a closing quote: a quote within a quoted cell is written twice"),
        (b"88.1.1/A,u\rx,n", "", "a carriage return stands in a cell without quotes"),
        (
            b"8.81E+12,u,n",
            "handle",
            "a spreadsheet has made a number of the identifier, 8.81E+12: expected prefix/suffix as text",
        ),
        (b"88.1.1,u,n", "handle", "cannot read '88.1.1' as a handle: expected a slash between prefix and suffix"),
        (b"88.1.1/\xb0\xe5,u,n", "handle", "the octets are not UTF-8"),
        (b"88.1.1/A,u,\xb0\xe5", "NAME", "the octets are not UTF-8"),
        (b"88.1.1/A,u," + b"x" * 131_073, "", "a cell has at most 131072 characters: perhaps a quote is never closed"),
        (b"88.1.1/A,u," + "板".encode() * 50_000, "NAME", "value 2000 has at most 131072 octets, got 150000"),
        (b"", "", "the line is empty"),
    ],
)
def test_a_wrong_row_says_its_line_and_column_and_spoils_no_other(row: bytes, column: str, reason: str) -> None:
    before, wrong, after = read_csv(lines(HEADER + b"88.1.1/B,u,n\r\n" + row + b"\r\n88.1.1/C,u,n\r\n"))

    assert isinstance(wrong, Fault)
    assert (wrong.row, wrong.column, wrong.reason) == (3, column, reason)
    assert [(number(each), isinstance(each, Row)) for each in (before, after)] == [(2, True), (4, True)]


def test_a_row_over_several_lines_is_named_by_its_first() -> None:
    octets = HEADER + b'88.1.1/A,u,"one\r\ntwo\r\n"\r\n88.1.1/B,u,n\r\n88.1.1/C,u,"open\r\n88.1.1/D,u,n\r\n'

    first, second, open_ = read_csv(lines(octets))

    assert isinstance(first, Row)
    assert (first.number, first.values[1].data) == (2, b"one\r\ntwo\r\n")
    assert number(second) == 5
    assert open_ == Fault(6, "", "the quote is never closed (lines 6 to 7)")


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (b"", "the header has no column handle: got ''"),
        (b"id,URL\n", "the header has no column handle: got 'id, URL'"),
        (b"handle;URL\n", "the header has no column handle: got 'handle;URL'"),
        (b"handle,HANDLE\n", "the header has 2 columns handle: got 'handle, HANDLE'"),
        (b"handle,URL,url\n", "the header names 'url' twice: a column is named after one type of value"),
        (b"handle,,X\n", "column 2 has no name that a type of value can have, got ''"),
        (b"handle,HS_SITE.6\n", "a cell cannot hold HS_SITE.6: values of this type are imported as NDJSON"),
        (b'handle,"URL\n', "cannot read the header: the quote is never closed"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused_before_any_row(header: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refusal:
        next(read_csv(lines(header + b"88.1.1/A,u\n")) if header else read_csv([]))

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize("read", [read_ndjson, lambda rows: read_csv([HEADER, *rows])])
def test_empty_lines_matter_between_rows_and_not_at_the_end(read: object) -> None:
    assert callable(read)

    assert list(read([b"\n", b"\r\n"])) == []
    assert [each.reason for each in read([b"\n", b"x\n", b"\n"])][:1] == ["the line is empty"]
    assert len(list(read([b"\n", b"x\n", b"\n"]))) == 2


def test_a_line_that_is_far_too_long_is_refused_unread() -> None:
    assert list(read_ndjson([b"{" + b" " * LONGEST_LINE + b"}"])) == [
        Fault(1, "", f"a line has at most {LONGEST_LINE} octets")
    ]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (
            b'{"handle":"88.1.1/A","values":[{"index":1001,"type":"TEMPLATE","data":"x"}]}',
            "values",
            "index 1001 is reserved for the template of the identifier",
        ),
        (
            b'{"handle":"88.1.1/A","values":[{"index":1,"type":"URL","data":7}]}',
            "values[0].data",
            "cannot read a registration: expected string or object, got integer",
        ),
        (
            b'{"handle":"A","values":[]}',
            "handle",
            "cannot read 'A' as a handle: expected a slash between prefix and suffix",
        ),
        (b"[]", "", "cannot read a registration: expected object, got array"),
        (BOM + b"{}", "", "a byte order mark stands before the object: expected one at most, in line 1"),
    ],
)
def test_a_wrong_object_says_its_place(line: bytes, column: str, reason: str) -> None:
    _, fault = read_ndjson([BOM + b'{"handle":"88.1.1/A","values":[]}\n', line])

    assert isinstance(fault, Fault)
    assert (fault.row, fault.column, fault.reason) == (2, column, reason)


@pytest.mark.parametrize(
    ("octets", "encoding"),
    [
        (b"handle,URL\n", "utf-8"),
        ("handle,产品\n88.1.1/A,板\n".encode(), "utf-8"),
        ("\ufeffhandle,产品\n".encode() + "板\n板\n".encode("gb18030"), "utf-8"),
        ("handle,产品\n88.1.1/A,板\n".encode("gb18030"), "gb18030"),
        ("handle,产品\n88.1.1/A,𠮷\n".encode("gb18030"), "gb18030"),
        # One line from elsewhere makes neither a GB18030 file of a UTF-8 file nor mojibake of its other lines.
        ("handle,产品\n88.1.1/A,板\n".encode() + "88.1.1/B,铜\n".encode("gb18030"), "utf-8"),
        (b"handle,\xff\xff\n", "utf-8"),
    ],
)
def test_the_encoding_is_found_out(octets: bytes, encoding: str) -> None:
    assert encoding_of(lines(octets)) == encoding


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused_in_a_sentence(encoding: str) -> None:
    with pytest.raises(Malformed) as refusal:
        encoding_of(lines("\ufeffhandle,URL\n".encode(encoding) if "be" in encoding else "handle".encode(encoding)))

    assert refusal.value.sentence == "the file is UTF-16: save it as CSV UTF-8"


def test_the_sample_table_is_the_same_in_both_encodings() -> None:
    octets = (SAMPLES / "records.csv").read_bytes()
    national = octets.removeprefix(BOM).decode().encode("gb18030")

    assert encoding_of(lines(national)) == "gb18030"
    assert list(read_csv(lines(national), "gb18030")) == list(read_csv(lines(octets)))


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_whatever_comes_is_read_or_refused_by_its_line(rows: list[bytes]) -> None:
    octets = b"".join(row.replace(b"\n", b"") + b"\n" for row in rows)

    for read in (read_ndjson(lines(octets)), read_csv(lines(HEADER + octets))):
        numbers = [number(each) for each in read]
        assert numbers == sorted(set(numbers))
    for each in read_csv(lines(HEADER + octets), "gb18030"):
        assert number(each) >= 2


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=20)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_what_a_spreadsheet_writes_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(("handle", "URL", "NAME"))
    table.writerows((f"88.1.1/{place}", *cells) for place, cells in enumerate(rows))

    read = list(read_csv(lines(written.getvalue().encode())))

    assert [
        [(value.index, value.data.decode()) for value in row.values] if isinstance(row, Row) else row for row in read
    ] == [[(index, text) for index, text in ((1, url), (2000, name)) if text] for url, name in rows]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_a_usual_row_is_what_the_long_way_makes_of_it() -> None:
    octets = "handle,URL,NAME,备注\r\n88.1.1/a,https://a.example/,,板\r\n".encode()

    (usual,) = read_csv(lines(octets), now=lambda: 7)
    (row,) = read_csv(lines(octets))

    assert isinstance(usual, UsualRow)
    assert isinstance(row, Row)
    assert (usual.ready.handle, usual.ready.key) == (row.handle, row.handle.key)
    assert usual.ready.values == tuple(msgspec.structs.replace(value, timestamp=7) for value in row.values)


@pytest.mark.parametrize(
    "row", [b"88.1.1/\xb0\xe5,u,n", b"88.1.1/A,\xb0\xe5,n", b"8.81E+12,u,n", b"88.1.1/A ,u,n", b"x,u,n", b"a,b,c,d"]
)
def test_what_is_not_usual_goes_the_long_way(row: bytes) -> None:
    octets = HEADER + row + b"\r\n"

    assert list(read_csv(lines(octets), now=lambda: 7)) == list(read_csv(lines(octets)))


def test_columns_with_a_meaning_go_the_long_way() -> None:
    octets = b"handle,MAPPING\r\n88.1.1/A,uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6\r\n"

    assert [type(each) for each in read_csv(lines(octets), now=lambda: 7)] == [Row]


def test_remarks_are_not_read() -> None:
    (row,) = read_csv(lines(b"#note,handle,URL\r\nx,88.1.1/A,u\r\n"))
    assert isinstance(row, Row)
    assert [value.type for value in row.values] == ["URL"]
