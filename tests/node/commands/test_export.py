"""Exports by the command line: files that others can open, and refusals in a sentence."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.node.commands.conftest import Call


def test_a_list_becomes_a_file(park: Path, idnode: Call, tmp_path: Path) -> None:
    idnode("register", "88.1000.1/A", "--url", "https://a.example/", "--as-prefix", "88.1000.1")
    file = tmp_path / "a.xlsx"

    idnode("export", "identifiers", "prefix=88.1000.1", "types=URL", "--format", "xlsx", "--output", str(file))

    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert [rows[0][0], rows[0][-1]] == ["handle", "URL"]
    assert ["88.1000.1/A", "https://a.example/"] in [[row[0], row[-1]] for row in rows]
    there = idnode("export", "identifiers", "prefix=88.1000.1", "--output", str(file))
    assert there.code == 1
    assert "File exists" in there.err


def test_refusals_are_sentences(park: Path, idnode: Call) -> None:
    for words, code, sentence in (
        (("identifiers",), 1, "cannot read the filters: object missing required field prefix"),
        (("identifiers", "prefix"), 2, "cannot read 'prefix' as a filter: expected NAME=TEXT, each name once"),
        (("enterprises", "--as-prefix", "88.1000.1"), 1, "may not list enterprises"),
    ):
        said = idnode("export", *words)
        assert (said.code, said.out) == (code, "")
        assert sentence in said.err


def test_it_says_what_there_is(park: Path, idnode: Call) -> None:
    assert [each["list"] for each in idnode("export", "--json").json][:2] == ["identifiers", "search"]
    assert "prefix= [beginning=] [retired=] [types=]" in idnode("export").out
