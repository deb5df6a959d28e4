"""An enterprise's life by the command line: application, review, prefix, suspension, end; and the sealing key."""

import json
from pathlib import Path

import msgspec
import pytest

from tests.node.commands.conftest import Call
from tests.support.applying import ID_NUMBER, PNG, SECRETS, profile


def written(folder: Path, certificate: str) -> str:
    path = folder / "profile.json"
    path.write_bytes(msgspec.json.encode(profile(certificate)))
    return str(path)


@pytest.fixture
def applicant(park: Path, idnode: Call) -> str:
    """The id of the key of somebody who has no enterprise yet."""
    made = idnode("key", "new", "--role", "enterprise-admin", "--applies", "--json")
    assert made.code == 0, made.err
    return str(made.json["id"])


def test_from_the_application_to_the_end(park: Path, tmp_path: Path, idnode: Call, applicant: str) -> None:
    (tmp_path / "licence.png").write_bytes(PNG)
    brought = idnode("document", "bring", "licence.png", "--as", applicant)
    assert brought.err.startswith("image/png, ")
    certificate = brought.out.strip()
    begun = idnode("application", "new", "entry", "--prefix", "next", "--as", applicant)
    id = begun.out.strip()
    assert begun.err == "entry of （未命名） is draft\n"

    early = idnode("application", "do", "submit", id, "--as", applicant)
    assert early.code == 1
    assert "/uscc\t缺少证件号\tuscc is missing\n" in early.err
    saved = idnode(
        "application", "save", id, "--profile", written(tmp_path, certificate=certificate), "--as", applicant
    )
    assert saved.code == 0, saved.err
    assert idnode("application", "list").out.count(id) == 0  # a draft is its applicant's alone
    assert idnode("application", "do", "submit", id, "--as", applicant).code == 0
    mine = idnode("application", "do", "approve", id, "--as", applicant)
    assert mine.err == f"idnode: key:{applicant} may not review applications\n"
    assert idnode("application", "do", "take", id).code == 0
    returned = idnode("application", "do", "return", id, "--remark", "/name=与执照不符", "--json")
    assert (returned.json["standing"], returned.json["to_be_mended_by"] is None) == ("returned", False)
    for act, who in (("submit", applicant), ("take", None), ("approve", None)):
        done = idnode("application", "do", act, id, *(["--as", who] if who else []))
        assert done.code == 0, done.err
    shown = idnode("application", "show", id).json
    assert [each["result"] for each in shown["reviews"]] == ["returned", "approved"]
    assert shown["profile"]["contact"]["phone"] == "138****4321"
    name = shown["title"]
    unmasked = idnode("enterprise", "show", name, "--unmask", "核对证件").json
    assert unmasked["profile"]["legal_person"]["id_number"] == ID_NUMBER
    idnode("document", "fetch", certificate, "copy.png")
    assert (tmp_path / "copy.png").read_bytes() == PNG

    (held,) = idnode("prefix", "list", "--enterprise", name, "--json").json
    assert idnode("prefix", "next").out.strip() != held["prefix"]
    assert idnode("register", f"{held['prefix']}/A", "--as", applicant).code == 0
    assert idnode("enterprise", "suspend", name, "--reason", "证照过期").err == f"{name} is suspended\n"
    assert idnode("register", f"{held['prefix']}/B", "--as", applicant).code == 1
    assert idnode("enterprise", "restore", name).err == f"{name} is active\n"
    assert idnode("enterprise", "close", name).code == 0
    unsure = idnode("enterprise", "finish", name, "--reason", "已迁出")
    assert (unsure.code, "cannot be undone" in unsure.err) == (2, True)
    assert idnode("enterprise", "finish", name, "--reason", "已迁出", "--yes").err == f"{name} is closed\n"
    assert idnode("enterprise", "restore", name).err == (
        f"idnode: cannot restore {name}, which is closed: expected suspended\n"
    )

    backup = idnode("db", "backup", "copy", "--json").json
    assert f"documents/{certificate[:2]}/{certificate}" in backup["digests"]
    assert "keys/sealing.json" in backup["digests"]

    kept = b"".join(each.read_bytes() for each in park.rglob("*") if each.is_file())
    assert [secret for secret in (*SECRETS, ID_NUMBER) if secret.encode() in kept] == []
    rotated = idnode("db", "rotate-key", "--forget-old", "--json").json
    assert (rotated["rows"] >= 3, rotated["documents"]) == (True, 1)
    keys = json.loads((park / "keys" / "sealing.json").read_bytes())["keys"]
    assert [key["id"] for key in keys] == [rotated["key"]]
    assert idnode("enterprise", "show", name, "--unmask", "核对证件").json["profile"] == unmasked["profile"]


def test_filing_and_four_eyes_are_settings(
    park: Path, tmp_path: Path, idnode: Call, applicant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDNODE_FOUR_EYES", "true")
    monkeypatch.setenv("IDNODE_FILING_REQUIRED", "true")
    short = idnode("enterprise", "add", "某某", "--uscc", "91360121MAYE0Y3W5A")
    assert short.err == (
        "idnode: four eyes are wanted here: apply for the enterprise, and let another person approve\n"
    )
    (tmp_path / "licence.png").write_bytes(PNG)
    certificate = idnode("document", "bring", "licence.png", "--as", applicant).out.strip()
    file = written(tmp_path, certificate=certificate)
    id = idnode("application", "new", "entry", "--profile", file, "--as", applicant).out.strip()
    idnode("application", "do", "submit", id, "--as", applicant)
    idnode("application", "do", "take", id)
    assert idnode("application", "do", "approve", id, "--json").json["standing"] == "filing"
    (waiting,) = idnode("filing", "list", "--standing", "pending", "--json").json
    assert idnode("filing", "fail", waiting["id"], "--message", "证照不清晰").code == 0
    assert idnode("application", "do", "file", id).code == 0
    (again,) = idnode("filing", "list", "--standing", "pending", "--json").json
    assert idnode("filing", "pass", again["id"], "--upstream", "E-1").code == 0
    assert idnode("application", "list", "--standing", "active", "--json").json[0]["id"] == id


def test_a_prefix_moves_and_numbers_have_a_width(park: Path, idnode: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDNODE_PREFIX_WIDTH", "4")
    monkeypatch.setenv("IDNODE_PREFIX_FIRST", "500")
    monkeypatch.setenv("IDNODE_RESERVED_PREFIXES", "88.1000.0500,88.1000.9")
    assert idnode("prefix", "next", "--under", "88.1000").out == "88.1000.0501\n"
    reserved = idnode("prefix", "grant", "88.1000.9", "--enterprise", "宁都织月针织有限公司")
    assert reserved.err == "idnode: the prefix 88.1000.9 is reserved and granted to nobody\n"
    moved = idnode("prefix", "move", "88.1000.1", "delegated", "--endpoint", "https://node.example")
    assert moved.err == "88.1000.1 is delegated\n"
