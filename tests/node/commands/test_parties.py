"""Enterprises, prefixes and keys by the command line: what is printed, and each refusal in one sentence."""

from pathlib import Path

import pytest

from tests.node.commands.conftest import Call

CIRCUITS = "江西岫澜电路科技有限公司"
KNITTING = "宁都织月针织有限公司"
# Well formed, and nobody's.
FREE_USCC = "91360121MAYE0Y3W5A"


def test_an_enterprise_is_added_granted_a_prefix_and_given_a_key(park: Path, idnode: Call) -> None:
    added = idnode("enterprise", "list", "--json").json
    assert len(added) == 14
    one = next(each for each in added if each["name"] == CIRCUITS)
    assert {key: one[key] for key in one if key != "id"} == {
        "name": CIRCUITS,
        "name_en": "Jiangxi Xiulan Circuit Technology Co., Ltd.",
        "uscc": "91360121MAY1C7P03X",
        "division": "360121",
        "industry": "C3982",
        "park": "ganjiang",
        "above_scale": True,
        "above_scale_year": 2021,
        "joined_on": "2019-04-18",
        "left_on": None,
        "standing": "active",
        "prefixes": ["88.1000.1"],
    }

    granted = idnode("prefix", "grant", "88.1000.77", "--enterprise", KNITTING, "--json")
    assert granted.json == {
        "prefix": "88.1000.77",
        "enterprise": KNITTING,
        "uscc": "91360730MAY7F6U55F",
        "mode": "hosted",
        "standing": "active",
        "endpoint": None,
    }
    listed = {each["prefix"]: each for each in idnode("prefix", "list", "--json").json}
    assert listed["88.1000.77"] == granted.json | {"quota": None, "identifiers": 0}
    assert listed["88.1000"]["enterprise"] is None
    assert listed["88.608.24061301"]["mode"] == "delegated"

    key = idnode("key", "new", "--role", "enterprise-app", "--prefix", "88.1000.77", "--days", "7", "--json").json
    assert [*key] == ["id", "key", "role", "prefixes", "expires"]
    assert (key["role"], key["prefixes"]) == ("enterprise-app", ["88.1000.77"])
    assert key["key"].startswith(f"idn_{key['id']}_")
    assert key["expires"].endswith("Z")
    assert idnode("register", "88.1000.77/A", "--as", key["key"]).code == 0
    assert idnode("register", "88.1000.77/B", "--as", key["id"]).code == 0
    assert idnode("key", "revoke", key["id"]).code == 0
    assert idnode("register", "88.1000.77/C", "--as", key["key"]).err == "idnode: the key is not valid\n"
    assert (
        idnode("register", "88.1000.77/C", "--as", key["id"]).err
        == f"idnode: the key {key['id']} is not valid any more\n"
    )
    (shown,) = [each for each in idnode("key", "list", "--json").json if each["id"] == key["id"]]
    assert shown["revoked"] is not None
    assert key["key"] not in idnode("key", "list").out


def test_a_park_is_added_and_listed(park: Path, idnode: Call) -> None:
    added = idnode("park", "add", "yungu", "--name", "云谷", "--name-en", "Yungu", "--division", "360121", "--json")

    assert added.json == {"id": "yungu", "name": "云谷", "name_en": "Yungu", "division": "360121"}
    assert idnode("enterprise", "add", "新企业", "--uscc", FREE_USCC, "--park", "云谷").code == 0
    assert added.json | {"enterprises": 1} in idnode("park", "list", "--json").json
    assert idnode("park", "list").out.splitlines()[0] == "id\tname\tname_en\tdivision\tenterprises"


def test_a_prefix_is_suspended_restored_and_closed(park: Path, idnode: Call) -> None:
    def standing() -> object:
        return {each["prefix"]: each["standing"] for each in idnode("prefix", "list", "--json").json}["88.1000.1"]

    assert idnode("prefix", "suspend", "88.1000.1").err == "88.1000.1 is suspended\n"
    assert standing() == "suspended"
    assert idnode("prefix", "restore", "88.1000.1").err == "88.1000.1 is active\n"
    assert standing() == "active"
    assert idnode("prefix", "close", "88.1000.1", "--yes").err == "88.1000.1 is closed\n"
    assert standing() == "closed"
    assert idnode("prefix", "restore", "88.1000.1").err == "idnode: the prefix 88.1000.1 is closed\n"


def test_particulars_are_corrected_and_the_others_stay(park: Path, idnode: Call) -> None:
    before = next(each for each in idnode("enterprise", "list", "--json").json if each["name"] == CIRCUITS)

    words = ["--name-en", "Xiulan", "--left-on", "2026-12-31", "--not-above-scale", "--park", "", "--joined-on", ""]
    said = idnode("enterprise", "amend", CIRCUITS, *words, "--json")

    assert said.json == before | {
        "name_en": "Xiulan",
        "left_on": "2026-12-31",
        "above_scale": False,
        "above_scale_year": None,
        "park": None,
        "joined_on": None,
    }
    assert said.json in idnode("enterprise", "list", "--json").json
    again = idnode("enterprise", "amend", before["uscc"], "--name-en", "Xiulan")
    assert (again.code, again.err) == (1, f"idnode: {CIRCUITS} has these particulars already\n")


def test_a_new_enterprise_keeps_its_particulars(park: Path, idnode: Call) -> None:
    words = ["--uscc", FREE_USCC, "--park", "ganjiang", "--above-scale-year", "2024", "--joined-on", "2026-05-01"]

    added = idnode("enterprise", "add", "新企业", *words, "--json")

    assert (added.code, added.err) == (0, "")
    assert {
        key: added.json[key] for key in ("name", "uscc", "park", "above_scale", "above_scale_year", "joined_on")
    } == {
        "name": "新企业",
        "uscc": FREE_USCC,
        "park": "ganjiang",
        "above_scale": True,
        "above_scale_year": 2024,
        "joined_on": "2026-05-01",
    }
    assert added.json in idnode("enterprise", "list", "--park", "赣江云谷工业园区（示例）", "--json").json


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["enterprise", "add", "甲", "--uscc", "x"], 1, "cannot read 'x' as a 统一社会信用代码"),
        (["enterprise", "add", "甲", "--uscc", "91360121MAY1C7P03X"], 1, f"is entered already, as {CIRCUITS}"),
        (
            ["enterprise", "add", "甲", "--uscc", FREE_USCC, "--park", "q"],
            1,
            "there is no park 'q': `idnode park add` makes one",
        ),
        (["enterprise", "amend", KNITTING], 2, "what is to be corrected? expected at least one option"),
        (["enterprise", "amend", "无名", "--left-on", "2026-12-31"], 1, "there is no enterprise '无名'"),
        (["enterprise", "amend", KNITTING, "--not-above-scale", "--above-scale-year", "2026"], 2, "got --not-above"),
        (["park", "add", "ganjiang", "--name", "另一园区"], 1, "there is a park 'ganjiang' already"),
        (["park", "add", "q", "--name", "园区", "--division", "999999"], 1, "no province has the number 99"),
        (["prefix", "close", "88.1000.1"], 2, "closing 88.1000.1 cannot be undone: say --yes if it is meant"),
        (["prefix", "restore", "88.1000.1"], 1, "the prefix 88.1000.1 is active"),
        (["prefix", "suspend", "88.1000.99"], 1, "the prefix 88.1000.99 was never granted here"),
        (["prefix", "grant", "88.999.1", "--enterprise", KNITTING], 1, "grants under 88.1000, 88.101, 88.608"),
        (["enterprise", "add", "--uscc", FREE_USCC], 2, "what is it called? expected NAME once"),
        (["prefix", "grant", "88.1000.78"], 2, "to whom? expected either --enterprise ENTERPRISE or --own"),
        (["prefix", "grant", "88.1000.78", "--enterprise", "无名"], 1, "there is no enterprise '无名'"),
        (["prefix", "grant", "88.1000.1", "--enterprise", KNITTING], 1, "a prefix is never given out twice"),
        (["prefix", "grant", "10.5", "--enterprise", KNITTING], 1, "cannot read '10.5' as an enterprise prefix"),
        (["key", "new", "--role", "enterprise-app"], 1, "a key of role enterprise-app has at least one prefix, got 0"),
        (["key", "new", "--role", "auditor", "--prefix", "88.1000.1"], 1, "a key of role auditor has no prefix, got 1"),
        (["key", "new", "--role", "handle"], 2, "'handle' is not one of"),
        (["key", "new", "--role", "node", "--days", "0"], 2, "0 is not in the range"),
        (["key", "revoke", "nobody"], 1, "there is no key 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    park: Path, idnode: Call, words: list[str], code: int, sentence: str
) -> None:
    said = idnode(*words)

    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert said.err.startswith("idnode: ")


def test_without_a_node_every_command_says_how_to_make_one(tmp_path: Path, idnode: Call) -> None:
    for words in (["key", "list"], ["prefix", "list"], ["enterprise", "list"], ["stats"], ["evaluate"]):
        said = idnode(*words, "--data", str(tmp_path / "none"))

        assert (said.code, said.out) == (1, "")
        assert (
            said.err == f"idnode: there is no node in {tmp_path}/none: `idnode init --data {tmp_path}/none` makes one\n"
        )
        assert not (tmp_path / "none").exists()
