"""The files of jobs: tables, NDJSON and sheets as rows; what is wrong with a cell, and what is no such file."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from registry.jobs.receive import format_of
from registry.jobs.source import rows_of
from schemas.errors import Malformed, TooLarge
from schemas.job import Format
from schemas.sheet import Fault, Row


def written(folder: Path, rows: list[list[Any]]) -> Path:
    """A workbook with these rows, each cell as what it is."""
    path = folder / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
    return path


def shown(rows: Any) -> list[Any]:
    return [
        (row.number, row.handle.text, {value.type: value.data.decode() for value in row.values})
        if isinstance(row, Row)
        else (row.row, row.column, row.reason)
        for row in rows
    ]


@pytest.mark.parametrize(
    ("octets", "format"),
    [
        ("handle,产品名称\n88.1000.1/A,水泵\n".encode(), "csv"),
        (b"\xef\xbb\xbf" + "标识,产品名称\r\n88.1000.1/A,水泵\r\n".encode(), "csv"),
        ("标识编码,产品名称\r\n88.1000.1/A,水泵\r\n".encode("gb18030"), "csv"),
        (
            '{"handle":"88.1000.1/A","values":[{"index":2000,"type":"产品名称","data":"水泵"}]}\n'.encode(),
            "ndjson",
        ),
    ],
)
def test_one_row_however_it_is_written(tmp_path: Path, octets: bytes, format: Format) -> None:
    (tmp_path / "file").write_bytes(octets)

    rows = shown(rows_of(tmp_path / "file", format))

    assert rows == [(1 if format == "ndjson" else 2, "88.1000.1/A", {"产品名称": "水泵"})]


def test_a_sheet_keeps_texts_numbers_days_and_its_own_row_numbers(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [
            ["handle", "产品名称", "数量", "生产日期", "说明"],
            ["88.1000.1/A", "水泵", 12, date(2026, 11, 26), "a\nb"],
            ["", "", "", "", ""],
            ["88.1000.1/B", "", 0.5, "", True],
        ],
    )

    assert shown(rows_of(path, "xlsx")) == [
        (2, "88.1000.1/A", {"产品名称": "水泵", "数量": "12", "生产日期": "2026-11-26", "说明": "a b"}),
        (3, "handle", "cannot read '' as a handle: expected a slash between prefix and suffix"),
        (4, "88.1000.1/B", {"数量": "0.5", "说明": "TRUE"}),
    ]


def test_numbers_that_a_spreadsheet_has_rounded_are_refused_with_a_hint(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [["handle", "序列号"], ["88.1000.1/A", 123456789012345678], [20260001, "x"], ["88.1000.1/C", 99999999999999]],
    )
    hint = "of which a spreadsheet keeps 15 digits: format the column as text and enter it again"

    assert shown(rows_of(path, "xlsx")) == [
        (2, "序列号", f"the cell holds the number 123456789012345696, {hint}"),
        (3, "handle", f"the cell holds the number 20260001, {hint}"),
        (4, "88.1000.1/C", {"序列号": "99999999999999"}),
    ]


def zipped(folder: Path, parts: dict[str, bytes]) -> Path:
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, octets in parts.items():
            packed.writestr(name, octets)
    return path


def test_what_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="at most 100 times its size"):
        list(rows_of(zipped(tmp_path, {"xl/worksheets/sheet1.xml": bytes(8 << 20)}), "xlsx"))
    with pytest.raises(TooLarge, match="at most 2000 parts, got 2001"):
        list(rows_of(zipped(tmp_path, {f"xl/{number}": b"x" for number in range(2001)}), "xlsx"))
    with pytest.raises(Malformed, match="a workbook has no archives in it"):
        list(rows_of(zipped(tmp_path, {"xl/inner.zip": b"x"}), "xlsx"))


def test_a_workbook_is_bounded_before_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="unpacks to at most 1000 octets"):
        list(rows_of(written(tmp_path, [["handle"]]), "xlsx", most_unpacked=1000))


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (b"handle\n", "the file is no XLSX"),
        (b"", "the file is no XLSX"),
        (b"PK\x03\x04 and no more", "the file is no XLSX"),
    ],
)
def test_what_is_no_workbook_is_told_so(tmp_path: Path, octets: bytes, sentence: str) -> None:
    (tmp_path / "file").write_bytes(octets)

    with pytest.raises(Malformed, match=sentence):
        list(rows_of(tmp_path / "file", "xlsx"))


def test_an_archive_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="cannot be read as XLSX"):
        list(rows_of(zipped(tmp_path, {"a.txt": b"x"}), "xlsx"))
    with pytest.raises(Malformed, match="the sheet is empty"):
        list(rows_of(written(tmp_path, []), "xlsx"))


def test_a_sheet_that_takes_too_much_memory_ends_the_reading_of_it_and_nothing_else(tmp_path: Path) -> None:
    small = tmp_path / "small.xlsx"
    with xlsxwriter.Workbook(str(small)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "handle")
        sheet.write(1_048_575, 16_383, "x")  # whoever reads it keeps all cells between: 512 GiB

    with pytest.raises(TooLarge, match="takes more memory or time to be read than one may"):
        list(rows_of(small, "xlsx"))


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    good = written(tmp_path, [["handle"], ["88.1000.1/A"]]).read_bytes()
    hostile = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b SYSTEM "file:///etc/hostname">]><x>&a;</x>'
    )
    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/sharedStrings.xml"] = hostile

    try:
        rows = list(rows_of(zipped(tmp_path, parts), "xlsx"))
    except Malformed:
        return
    assert all(isinstance(row, Fault) for row in rows)


@pytest.mark.parametrize(("name", "format"), [("A.CSV", "csv"), ("x.jsonl", "ndjson"), ("表.xlsx", "xlsx")])
def test_a_files_name_says_what_it_is(name: str, format: Format) -> None:
    assert format_of(name) == format


def test_another_ending_says_nothing() -> None:
    with pytest.raises(Malformed, match=r"cannot tell what 'a\.xls' is"):
        format_of("a.xls")
