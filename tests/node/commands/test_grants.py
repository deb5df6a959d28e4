"""Grants by the command line: partners let in and shut out, a link that is told once, groups put together."""

from pathlib import Path

import pytest

from tests.node.commands.conftest import Call

CIRCUITS = "江西岫澜电路科技有限公司"
RECORD = "88.1000.1/GRADED"


@pytest.fixture
def graded(park: Path, idnode: Call, tmp_path: Path) -> Path:
    """A record with a value for partners."""
    file = tmp_path / "values.json"
    file.write_text('[{"index":2000,"type":"price","data":"38.60","grade":"partner"}]', encoding="utf-8")
    assert idnode("register", RECORD, "--values", str(file)).code == 0
    return park


def test_a_partner_is_let_in_and_shut_out(graded: Path, idnode: Call) -> None:
    words = ("grant", "new", "88.1000.1", "--to", f"enterprise:{CIRCUITS}", "--days", "90", "--note", "合同 4711")
    made = idnode(*words, "--json").json
    assert (made["prefix"], made["handle"], made["holds"], made["note"]) == ("88.1000.1", None, True, "合同 4711")
    assert made["to"].startswith("enterprise:")

    listed = idnode("grant", "list", "88.1000.1").out.splitlines()
    assert listed[0].split("\t")[:3] == ["id", "to", "handle"]
    assert [line.split("\t")[1] for line in listed if line.startswith(f"{made['id']}\t")] == [made["to"]]
    assert idnode("grant", "revoke", made["id"]).err == f"the grant {made['id']} is revoked\n"
    standing = {each["id"]: each["holds"] for each in idnode("grant", "list", "88.1000.1", "--json").json}
    assert (standing.pop(made["id"]), set(standing.values())) == (False, {True})
    assert idnode("grant", "revoke", made["id"]).err == f"idnode: the grant {made['id']} was revoked already\n"


def test_a_link_is_told_once(graded: Path, idnode: Call) -> None:
    said = idnode("grant", "link", RECORD, "--days", "7", "--index", "2000")

    assert said.code == 0
    page, address = said.out.splitlines()
    base, _, link = address.partition(f"/api/v1/identifiers/{RECORD}?link=")
    assert link.startswith("lnk_")
    assert base.startswith("http://127.0.0.1:")
    assert page == f"{base}/{RECORD}?link={link}"
    assert link not in idnode("grant", "list", "88.1000.1", "--json").out
    assert idnode("grant", "new", RECORD, "--to", "link").code == 2


def test_groups_are_put_together(graded: Path, idnode: Call) -> None:
    made = idnode("grant", "group", "供应商", CIRCUITS, "--json").json
    assert len(made["members"]) == 1
    again = idnode("grant", "group", "供应商", "--id", made["id"], "--json").json
    assert (again["id"], again["members"]) == (made["id"], [])
    assert idnode("grant", "groups", "--json").json == [again]
    assert idnode("grant", "group", "供应商", "无名").err == "idnode: there is no enterprise '无名'\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["new", "88.1000.1", "--to", "key:x"], "there is no key 'x'"),
        (["new", "88.1000.1", "--to", "everybody"], "cannot read 'everybody' as a partner"),
        (["new", "88.1000.1", "--to", "key:x", "--item", "a"], "items of which template?"),
        (["link", "88.1000.1/NONE"], "88.1000.1/NONE is not registered"),
        (["revoke", "x"], "there is no grant 'x'"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    graded: Path, idnode: Call, words: list[str], sentence: str
) -> None:
    said = idnode("grant", *words)

    assert said.code == 1
    assert sentence in said.err
