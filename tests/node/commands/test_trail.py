"""`idnode trail` and `idnode verify trail` on the sample park."""

import csv
import json
import sqlite3
from pathlib import Path

from tests.node.commands.conftest import Call


def test_lines_are_shown_filtered_and_exported(park: Path, idnode: Call, tmp_path: Path) -> None:
    assert park.is_dir()
    shown = idnode("trail", "--verb", "grant", "--limit", "2", "--json").json
    assert [line["verb"] for line in shown] == ["grant", "grant"]
    assert shown[0]["act"] > shown[1]["act"]
    assert shown[0]["detail"]["after"]["standing"] == "active"

    table = idnode("trail", "--limit", "1")
    assert table.out.splitlines()[0] == "act\tat\tactor\tfrom\tdid\tto\tdetail"
    assert table.err == "There are more: say --limit, or narrow it down.\n"

    lines = [json.loads(line) for line in idnode("trail", "--export", "ndjson").out.splitlines()]
    assert [line["act"] for line in lines] == list(range(1, len(lines) + 1))

    file = tmp_path / "trail.csv"
    assert idnode("trail", "--export", "csv", "--output", str(file)).code == 0
    with file.open(encoding="utf-8-sig", newline="") as opened:
        assert len(list(csv.reader(opened))) == len(lines) + 1
    assert idnode("trail", "--export", "csv", "--output", str(file)).code == 1  # it is there: nothing is overwritten
    assert idnode("trail", "--output", str(file)).code == 2


def test_the_trail_is_verified(park: Path, idnode: Call) -> None:
    good = idnode("verify", "trail", "--json")
    assert (good.code, good.json["good"], good.json["faults"]) == (0, True, [])
    assert idnode("verify", "trail", "--head", good.json["head"]).code == 0

    with sqlite3.connect(park / "registry.sqlite") as database:
        database.execute("UPDATE trail SET actor = 'key:nobody' WHERE act = 3")
    bad = idnode("verify", "trail")

    assert bad.code == 1
    assert bad.err == "idnode: line 3 is not what its digest says: it was changed, or the digest before it\n"
    assert bad.out.splitlines()[1] == f"head {good.json['head']}"


def test_an_end_that_was_remembered_is_asked_for(park: Path, idnode: Call) -> None:
    head = idnode("verify", "trail", "--json").json["head"]
    (park / "trail.head").write_text(json.dumps({"act": 10**9, "digest": "0" * 64}))

    cut = idnode("verify", "trail")

    assert cut.code == 1
    assert cut.err == f"idnode: the trail ends at line {head.partition(':')[0]}, but line 1000000000 was remembered\n"
    assert idnode("verify", "trail", "--head", "soon").code == 1
