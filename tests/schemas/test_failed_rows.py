"""Failed rows: a table or lines with the reasons, which can be mended and read again."""

import csv
import io
import json

from schemas.cell import cell
from schemas.failed_rows import failed_cells, failed_lines
from schemas.sheet import Fault, Row, read_csv, read_ndjson

TABLE = """handle,URL,NAME
88.1.1/A,https://a.example/,right
nonsense,https://b.example/,=1+1

88.1.1/C,too,many,cells
88.1.1/D,right,"two
lines"
88.1.1/E,"'=quoted",\U0001f600
""".encode()


def lines(octets: bytes) -> list[bytes]:
    return list(io.BytesIO(octets))


def faults_of(octets: bytes) -> list[Fault]:
    return [each for each in read_csv(lines(octets)) if isinstance(each, Fault)]


def failed(octets: bytes, faults: list[Fault]) -> bytes:
    """The file, as it is sent to people."""
    written = io.StringIO()
    for cells in failed_cells(lines(octets), "utf-8", iter(faults)):
        csv.writer(written).writerow(map(cell, cells))
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def test_the_rows_stand_there_with_their_reasons() -> None:
    faults = [*faults_of(TABLE), Fault(8, "handle", "is registered already")]

    assert list(failed_cells(lines(TABLE), "utf-8", iter(faults))) == [
        ["#reason", "handle", "URL", "NAME"],
        [
            "cannot read 'nonsense' as a handle: expected a slash between prefix and suffix",
            "nonsense",
            "https://b.example/",
            "=1+1",
        ],
        ["4 cells, expected 3", "88.1.1/C", "too", "many", "cells"],
        ["is registered already", "88.1.1/E", "'=quoted", "\U0001f600"],
    ]


def test_a_mended_file_says_what_the_first_one_said() -> None:
    faults = [*faults_of(TABLE), Fault(8, "", "is registered already")]
    again = failed(TABLE, faults)
    assert b"'=1+1" in again

    twice = failed(again, [Fault(2, "", "once more"), Fault(4, "", "once more")])
    mended = again.replace(b"nonsense", b"88.1.1/B", 2)

    assert [each.reason for each in faults_of(mended)] == ["5 cells, expected 4"]
    right = [each for each in read_csv(lines(mended)) if isinstance(each, Row)]
    assert [[value.data.decode() for value in row.values] for row in right] == [
        ["https://b.example/", "=1+1"],
        ["'=quoted", "\U0001f600"],
    ]
    assert list(csv.reader(io.StringIO(twice.decode("utf-8-sig")))) == [
        ["#reason", "handle", "URL", "NAME"],
        ["once more", "nonsense", "https://b.example/", "'=1+1"],
        ["once more", "88.1.1/E", "''=quoted", "\U0001f600"],
    ]


def test_a_row_without_an_end_stands_in_one_cell() -> None:
    octets = b'handle,URL\r\n88.1.1/A,"never closed\r\n88.1.1/B,u\r\n'

    (_, row) = failed_cells(lines(octets), "utf-8", iter(faults_of(octets)))

    assert row == ["the quote is never closed (lines 2 to 3)", '88.1.1/A,"never closed\r\n88.1.1/B,u']


def test_lines_of_json_begin_with_the_reason() -> None:
    octets = b'\xef\xbb\xbf{"handle":"x","values":[]}\n\n{"handle":"88.1.1/B","values":[]}\nno JSON\n{ }\n'
    faults = [each for each in read_ndjson(lines(octets)) if isinstance(each, Fault)]

    found = list(failed_lines(lines(octets), iter(faults)))

    assert found[0].startswith(b'{"#reason":"cannot read \'x\' as a handle')
    assert found[0].endswith(b',"handle":"x","values":[]}\n')
    assert found[1] == b"no JSON\n"
    assert json.loads(found[2]) == {"#reason": faults[-1].reason}
    again = list(failed_lines(found, iter([Fault(1, "", 'a "quoted\\ reason')])))
    assert json.loads(again[0]) == {"#reason": 'a "quoted\\ reason', "handle": "x", "values": []}
    (read,) = read_ndjson([again[0].replace(b'"x"', b'"88.1.1/A"')])
    assert isinstance(read, Row)
