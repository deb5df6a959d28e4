"""`idnode labels`: files of labels for the sample park, from lists, prefixes and batches; what is refused."""

import asyncio
import zipfile
from pathlib import Path

import pytest

from registry.batch import WantedBatch, register_batch
from registry.define import define
from registry.store.book import Book
from schemas.coding_segments import Definition, Fixed, Serial
from schemas.prefix import Prefix
from tests.node.commands.conftest import Call
from tests.support.books import ROOT
from tests.support.label_font import font
from tests.support.paper import printed, words_of

LOT, NEXT = "88.1000.1/LOT:250605-001", "88.1000.1/LOT:250606-002"
BASE = ("--public-base", "https://id.yungu.example")


@pytest.fixture
def batch(park: Path) -> str:
    """A batch of a thousand in the park."""

    async def entered() -> str:
        book = Book(f"sqlite+aiosqlite:///{park}/registry.sqlite")
        async with book.writing() as page:
            rule = await define(page, ROOT, Prefix("88.1000.1"), "roll", Definition((Fixed("R"), Serial(6))))
            made = await register_batch(page, ROOT, WantedBatch(rule.id, 1000, ()))
        await book.close()
        return made.batch.id

    return asyncio.run(entered())


def contents(path: Path) -> list[str]:
    """What the codes in a ZIP say, in order."""
    with zipfile.ZipFile(path) as archive:
        rows = archive.read("labels.csv").decode("utf-8-sig").splitlines()
        assert len(archive.namelist()) == len(rows)
    return [row.split(",")[3] for row in rows[1:]]


def test_a_sheet_for_a_prefix_is_read_from_paper(park: Path, idnode: Call, tmp_path: Path) -> None:
    font()
    lines = ("--line", "{identifier}", "--line", "{value:产品名称}", "--line", "{enterprise}")

    said = idnode("labels", "--prefix", "88.1000.1", "--after", "LOT", "--count", "5", *BASE, *lines)

    made = (tmp_path / "labels.pdf").read_bytes()
    assert (said.code, said.out) == (0, f"5 labels on 1 page: labels.pdf, {len(made):,} octets\n")
    (page,) = printed(made, tmp_path)
    assert min(code.text for code in page.read()) == "https://id.yungu.example/88.1000.1/LOT:250605-001"
    words = words_of(made, tmp_path)
    assert "双面挠性印制电路板" in words
    assert words.count("江西岫澜电路科技有限公司") == 5


def test_identifiers_come_from_arguments_and_a_file(park: Path, idnode: Call, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"\ufeff{NEXT}\n\n  {LOT}  \n", encoding="utf-8")

    said = idnode("labels", LOT, "--file", "list.txt", "--content", "identifier", "--out", "codes.zip", "--json")

    assert said.json == {
        "file": "codes.zip",
        "format": "svg",
        "labels": 3,
        "pages": None,
        "octets": (tmp_path / "codes.zip").stat().st_size,
    }
    assert contents(tmp_path / "codes.zip") == [LOT, NEXT, LOT]


def test_labels_of_a_part_of_a_batch(park: Path, batch: str, idnode: Call, tmp_path: Path) -> None:
    said = idnode("labels", "--batch", batch, "--first", "501", "--count", "2", *BASE, "--out", "roll.zip")

    assert said.code == 0
    assert contents(tmp_path / "roll.zip") == [
        "https://id.yungu.example/88.1000.1/R000501",
        "https://id.yungu.example/88.1000.1/R000502",
    ]


def test_what_matches_gets_labels(park: Path, idnode: Call, tmp_path: Path) -> None:
    wanted = ("--prefix", "88.1000.1", "--matching", "批次号=250605*", "--content", "identifier")

    assert idnode("labels", *wanted, "--out", "some.zip").code == 0
    assert LOT in contents(tmp_path / "some.zip")
    assert NEXT not in contents(tmp_path / "some.zip")


def test_a_layout_of_ones_own_and_a_preview(park: Path, idnode: Call, tmp_path: Path) -> None:
    font()
    (tmp_path / "own.json").write_text('{"label_width": 60, "label_height": 25, "text_size": 7}')

    said = idnode("labels", LOT, *BASE, "--layout", "own.json", "--out", "own.png", "--dpi", "300")

    assert said.code == 0
    assert int.from_bytes((tmp_path / "own.png").read_bytes()[16:20]) == round(60 / 25.4 * 300)


def test_gs1_data_of_ones_own(park: Path, idnode: Call, tmp_path: Path) -> None:
    said = idnode("labels", "(01)09506000134352(10)A", "9506000134352", "--symbology", "gs1-128", "--out", "gs1.zip")

    assert said.code == 0
    assert contents(tmp_path / "gs1.zip") == ["(01)09506000134352(10)A", "(01)09506000134352"]


def test_the_layouts_are_told_without_a_node(idnode: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDNODE_DATA", str(tmp_path / "none"))

    lines = idnode("labels", "--list").out.splitlines()

    assert lines[0] == "layout\tlabels a page\t说明\twhat"
    assert lines[1] == "a4-3x8\t24\tA4 3 列 8 行，70 × 37 mm\tA4, 3 columns of 8, 70 × 37 mm"
    assert idnode("labels", "--list", "--json").json[0]["layout"]["label_width"] == 70


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ((), 1, "labels of what? expected one of identifiers, prefix and batch, got none"),
        (
            (LOT, "--out", "labels.txt"),
            2,
            "what is labels.txt to be? expected a name that ends in .pdf, .png, .zip, or --format",
        ),
        ((LOT, "--matching", "URL"), 2, "--matching 'URL': expected TYPE=TEXT"),
        ((LOT, "--matching", "URL=x"), 1, "matching is given with identifiers, expected it with prefix only"),
        (
            (LOT,),
            1,
            "address of codes is 'http://127.0.0.1:8000', which leads everybody to a machine of their own: "
            "set public_base, or name another one",
        ),
        ((LOT, *BASE, "--layout", "a3"), 1, None),
        (("88.1000.1/none", *BASE), 1, "88.1000.1/none is not registered"),
        ((LOT, *BASE, "--as-prefix", "88.1000.31"), 1, None),
        (("(01)09506000134353", "--symbology", "gs1-qr", "--out", "x.zip"), 1, "check digit of AI 01 is 3, expected 2"),
    ],
)
def test_what_is_refused_leaves_no_file(
    park: Path, idnode: Call, tmp_path: Path, words: tuple[str, ...], code: int, sentence: str | None
) -> None:
    before = set(tmp_path.iterdir())

    said = idnode("labels", *words)

    assert said.code == code
    if sentence is not None:
        assert said.err == f"idnode: {sentence}\n"
    assert said.err.startswith("idnode: ")
    assert set(tmp_path.iterdir()) == before
