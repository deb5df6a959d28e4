"""`idnode label-layout` and labels by a layout's name."""

from pathlib import Path

from tests.node.commands.conftest import Call

LAYOUT = '{"label_width":70,"label_height":50,"padding":3}'
BASE = ("--public-base", "https://id.example.cn")
IDENTIFIER = "88.1000.1/LOT:250605-001"


def test_a_layout_is_kept_used_listed_and_dropped(park: Path, idnode: Call, tmp_path: Path) -> None:
    file = tmp_path / "box.json"
    file.write_text(LAYOUT)
    words = ("label-layout", "keep", "box", str(file), "--title", "外箱", "--line", "{identifier}")

    assert idnode(*words).err == "the layout box, 1 labels a page, is kept\n"
    assert idnode(*words).err == "the layout box, 1 labels a page, is another now\n"
    made = idnode("labels", IDENTIFIER, "--layout", "box", "--out", "labels.pdf", *BASE)
    listed = idnode("label-layout", "list", "--json")
    table = idnode("label-layout", "list")

    assert made.out.startswith("1 label on 1 page: labels.pdf")
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF-")
    assert [(each["name"], each["enterprise"], each["title"], each["lines"]) for each in listed.json] == [
        ("box", None, "外箱", ["{identifier}"])
    ]
    assert "box" in table.out
    assert idnode("label-layout", "drop", "box").err == "the layout box is gone\n"
    refused = idnode("labels", IDENTIFIER, "--layout", "box", "--out", "labels.pdf", *BASE)
    assert refused.err.startswith("idnode: layout is 'box', expected one of a4-3x8, ")


def test_what_is_refused(park: Path, idnode: Call, tmp_path: Path) -> None:
    file = tmp_path / "box.json"
    file.write_text('{"label_width":70}')

    assert "box.json: " in idnode("label-layout", "keep", "box", str(file)).err
    file.write_text(LAYOUT)
    assert "one that every node knows" in idnode("label-layout", "keep", "a4-3x8", str(file)).err
    assert idnode("label-layout", "drop", "none").err == "idnode: there is no layout 'none'\n"
