"""The table: what a spreadsheet program writes, and the cells that are spoilt most easily."""

import csv
import io

from tests.samples.files import FOLDER, table

HEADER = [
    "handle", "URL", "EMAIL", "产品名称", "规格型号", "批次号", "生产日期", "等级", "色号",
    "数量", "计量单位", "检验结论", "备注",
]  # fmt: skip

REMARKS = {
    10: '含逗号,分号;和"引号"',
    35: "第一行\n第二行",
    60: "第一行\r\n第二行\r\n",
    85: "制表符\t在中间",
    110: "=1+1",
    260: "  前后各两个空格  ",
    460: '"',
    485: ",",
    510: "00123",
    560: "NULL",
}

HANDLES = {
    59: "88.1000.31/样砖,A级",
    118: '88.1000.31/样砖"B"级',
    177: "88.1000.31/00000307",
    236: "88.1000.31/0307",
    295: "88.1000.31/样板 800x800 #1",
    354: "88.1000.31/展厅/南昌/一层/01",
    413: "88.1000.31/50%灰",
}


def test_the_header_names_the_types_of_the_values() -> None:
    assert table()[0] == HEADER


def test_every_row_has_every_cell() -> None:
    assert len(table()) == 601
    assert {len(row) for row in table()} == {len(HEADER)}


def test_every_handle_is_of_the_one_enterprise_that_exports() -> None:
    assert {row[0].partition("/")[0] for row in table()[1:]} == {"88.1000.31"}


def test_awkward_cells_read_as_they_were_meant() -> None:
    assert {number: table()[number][-1] for number in REMARKS} == REMARKS
    assert {number: table()[number][0] for number in HANDLES} == HANDLES


def test_some_cells_are_empty() -> None:
    for column in ("URL", "EMAIL", "检验结论", "备注"):
        cells = [row[HEADER.index(column)] for row in table()[1:]]
        assert 0 < cells.count("") < len(cells)


def test_it_is_written_as_a_spreadsheet_program_writes_it() -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(table())

    assert (FOLDER / "records.csv").read_bytes() == b"\xef\xbb\xbf" + written.getvalue().encode()
