"""Claims by the command line: added for an enterprise, judged by another, listed; each refusal in one sentence."""

from pathlib import Path

import pytest

from tests.node.commands.conftest import Call

CIRCUITS = "江西岫澜电路科技有限公司"


def test_a_claim_is_added_by_its_enterprise_and_approved_by_the_park(park: Path, idnode: Call) -> None:
    key = idnode("key", "new", "--role", "enterprise-admin", "--prefix", "88.1000.1", "--json").json["key"]
    words = ["claim", "add", CIRCUITS, "oid", "1.2.156.7777", "--evidence", "4711", "--as", key]
    added = idnode(*words, "--json").json
    assert (added["state"], added["stem"], added["evidence"]) == ("proposed", "1.2.156.7777", "4711")
    assert added in idnode("claim", "list", "--state", "proposed", "--json").json

    again = idnode(*words)
    assert (again.code, again.err) == (1, f"idnode: {CIRCUITS} has claimed oid 1.2.156.7777 already: it is proposed\n")
    approved = idnode("claim", "approve", added["id"])
    assert (approved.code, approved.err) == (0, f"the claim oid 1.2.156.7777 of {CIRCUITS} is approved\n")
    refused = idnode("claim", "refuse", added["id"], "--reason", "given to others", "--json")
    assert (refused.json["state"], refused.json["reason"]) == ("refused", "given to others")
    listed = idnode("claim", "list", "--enterprise", CIRCUITS).out.splitlines()
    assert listed[0].split("\t")[:5] == ["id", "enterprise", "scheme", "stem", "state"]
    assert any("1.2.156.7777\trefused" in line for line in listed)


def test_whoever_adds_a_claim_does_not_approve_it(park: Path, idnode: Call) -> None:
    number = idnode("claim", "add", CIRCUITS, "oid", "1.2.156.7777", "--json").json["id"]

    said = idnode("claim", "approve", number)

    assert said.code == 1
    assert said.err.endswith("has proposed this claim: somebody else approves it\n")
    reviewer = idnode("key", "new", "--role", "reviewer", "--json").json["id"]
    assert idnode("claim", "approve", number, "--as", reviewer, "--json").json["state"] == "approved"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["add", CIRCUITS, "gs1", "950"], 1, "company prefix of the claim is '950', expected 4 to 12 digits"),
        (["add", CIRCUITS, "uuid", "x"], 2, "'uuid' is not one of"),
        (["add", "无名", "gs1", "950600"], 1, "there is no enterprise '无名'"),
        (["approve", "none"], 1, "there is no claim 'none'"),
        (["refuse", "none"], 2, "Missing option '--reason'"),
        (["list", "--enterprise", "无名"], 1, "there is no enterprise '无名'"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    park: Path, idnode: Call, words: list[str], code: int, sentence: str
) -> None:
    said = idnode("claim", *words)

    assert said.code == code
    assert sentence in said.err
