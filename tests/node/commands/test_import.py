"""Import and register by the command line: summaries, exit statuses, explanations, and what a serving node sees."""

import csv
import json
import os
import pty
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from node.sample import folder
from tests.node.commands.conftest import Call
from tests.support.running import Node

SAMPLES = folder()
EXPECTED = json.loads((SAMPLES / "wrong.expected.json").read_bytes())["files"]


@pytest.mark.parametrize("name", ["wrong.ndjson", "wrong.csv"])
def test_the_wrong_files_are_explained_row_by_row(park: Path, idnode: Call, tmp_path: Path, name: str) -> None:
    faults = tmp_path / "faults.csv"

    said = idnode("import", str(SAMPLES / name), "--as-prefix", EXPECTED[name]["as"], "--errors", str(faults), "--json")

    wrong = [each["row"] for each in EXPECTED[name]["rows"] if not each["ok"]]
    right = [each["row"] for each in EXPECTED[name]["rows"] if each["ok"]]
    assert said.code == 3
    assert said.err == ""
    assert [*said.json] == [
        "file",
        "format",
        "rows",
        "registered",
        "refused",
        "passed",
        "dry_run",
        "updated",
        "skipped",
        "errors",
    ]
    assert (said.json["rows"], said.json["registered"], said.json["refused"]) == (
        len(wrong) + len(right),
        len(right),
        len(wrong),
    )
    assert [each["row"] for each in said.json["errors"]] == wrong
    assert all(each["reason"] for each in said.json["errors"])
    octets = faults.read_bytes()
    assert octets.startswith(b"\xef\xbb\xbf")
    with faults.open(encoding="utf-8-sig", newline="") as file:
        assert [int(row[0]) for row in list(csv.reader(file))[1:]] == wrong


def test_people_are_told_what_matters(park: Path, idnode: Call) -> None:
    said = idnode("import", str(SAMPLES / "wrong.csv"), "--as-prefix", "88.1000.31")

    assert said.out == "22 rows: 3 registered, 19 refused\n"
    told = said.err.splitlines()
    assert len(told) == 19
    assert told[0] == "line 3, handle: the prefix 88.1000.999 is not served by this node"
    assert (
        told[1]
        == f"line 4, handle: {told[1].split(': ', 1)[1].split(' as ')[0]} as 88.1000.31 may not register 88.1000.7/A-1"
    )
    assert told[-1] == "line 23: the quote is never closed"

    more = idnode("import", str(SAMPLES / "wrong.ndjson"), "--as-prefix", "88.1000.1")
    assert more.err.splitlines()[-1] == "... and 45 more; --errors FILE lists all of them"
    assert "\x1b" not in more.err


@pytest.mark.parametrize(
    ("name", "flags", "code", "out", "left"),
    [
        ("right.csv", [], 0, "2 rows: 2 registered, 0 refused\n", 2),
        ("mixed.csv", [], 3, "2 rows: 1 registered, 1 refused\n", 1),
        ("mixed.csv", ["--all-or-nothing"], 1, "2 rows: nothing registered, 1 refused\n", 0),
        ("mixed.csv", ["--dry-run"], 3, "2 rows: 1 can be registered, 1 would be refused; a dry run\n", 0),
        ("right.csv", ["--dry-run"], 0, "2 rows: 2 can be registered, 0 would be refused; a dry run\n", 0),
        ("wrong.csv", [], 1, "1 row: 0 registered, 1 refused\n", 0),
        ("national.csv", [], 0, "1 row: 1 registered, 0 refused\n", 1),
        ("unnamed", [], 0, "1 row: 1 registered, 0 refused\n", 1),
        ("empty.ndjson", [], 0, "0 rows: 0 registered, 0 refused\n", 0),
    ],
)
def test_how_it_ended_is_the_exit_status(
    park: Path, idnode: Call, tmp_path: Path, name: str, flags: list[str], code: int, out: str, left: int
) -> None:
    files = {
        "right.csv": b"handle,URL\n88.1000.1/I-1,u\n88.1000.1/I-2,u\n",
        "mixed.csv": b"handle,URL\n88.1000.1/I-1,u\n88.1000.2/I-2,u\n",
        "wrong.csv": b"handle,URL\n88.1000.2/I-2,u\n",
        "national.csv": "handle,产品名称\n88.1000.1/I-板,铜板\n".encode("gb18030"),
        "unnamed": b'{"handle":"88.1000.1/I-1","values":[]}\n',
        "empty.ndjson": b"",
    }
    (tmp_path / name).write_bytes(files[name])
    before = idnode("stats", "--by", "", "--json").json[0]["stock"]

    said = idnode("import", name, *flags)

    assert (said.code, said.out) == (code, out)
    assert idnode("stats", "--by", "", "--json").json[0]["stock"] == before + left


@pytest.mark.parametrize(
    ("octets", "flags", "code", "sentence"),
    [
        (b"id,URL\nx,y\n", [], 1, "idnode: the header has no column handle: got 'id, URL'\n"),
        ("\ufeffhandle\n".encode("utf-16-le"), [], 1, "idnode: the file is UTF-16: save it as CSV UTF-8\n"),
        (b"handle\n", ["--as-prefix", "88.1000.999"], 1, "idnode: the prefix 88.1000.999 was never granted here\n"),
        (b"handle\n", ["--as", "nobody"], 1, "idnode: there is no key 'nobody'\n"),
        (
            b"handle\n",
            ["--as", "x", "--as-prefix", "88.1000.1"],
            1,
            "idnode: a key is bound to its own prefixes: expected --as or --as-prefix, got both\n",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    park: Path, idnode: Call, tmp_path: Path, octets: bytes, flags: list[str], code: int, sentence: str
) -> None:
    (tmp_path / "x.csv").write_bytes(octets)

    said = idnode("import", "x.csv", *flags)

    assert (said.code, said.out, said.err) == (code, "", sentence)


def test_one_identifier_is_registered_with_the_values_given(park: Path, idnode: Call, tmp_path: Path) -> None:
    (tmp_path / "values.json").write_text('[{"index":7,"type":"X","data":"y"}]')

    said = idnode(
        "register", "88.1000.1/Cli 1", "--url", "https://a.example/", "--value", "产品名称=板=1", "--value", "NOTE=",
        "--values", "values.json", "--as-prefix", "88.1000.1", "--json",
    )  # fmt: skip

    assert said.code == 0
    assert (said.json["handle"], said.json["version"]) == ("88.1000.1/Cli 1", 1)
    assert [(value["index"], value["type"], value["data"]["value"]) for value in said.json["values"]] == [
        (7, "X", "y"),
        (1, "URL", "https://a.example/"),
        (2000, "产品名称", "板=1"),
        (2001, "NOTE", ""),
    ]
    again = idnode("register", "88.1000.1/cli 1")
    assert (again.code, again.err) == (1, "idnode: 88.1000.1/cli 1 is registered already\n")
    assert idnode("register", "88.1000.1/X", "--value", "x").code == 2
    assert idnode("register", "88.1000.1/X", "--as-prefix", "88.1000.7").code == 1


def test_whoever_watches_sees_a_bar_and_a_table(park: Path) -> None:
    def watched(*words: str) -> str:
        main, line = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "node", *words],
            stdin=line,
            stdout=line,
            stderr=line,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(line)
        seen = b""
        try:
            while octets := os.read(main, 65536):
                seen += octets
        except OSError:  # how Linux ends a terminal
            pass
        finally:
            os.close(main)
        assert process.wait(30) == 0
        return seen.decode()

    (park.parent / "more.csv").write_bytes(
        (SAMPLES / "records.csv").read_bytes().replace(b"88.1000.31/", b"88.1000.7/")
    )

    assert "more.csv" in watched("import", "more.csv")
    table = watched("stats", "--by", "prefix")
    assert all(word in table for word in ("解析量", "resolutions", "合计 total", "949"))


def test_a_serving_node_answers_what_was_imported_beside_it(park: Path, idnode: Call, tmp_path: Path) -> None:
    (tmp_path / "new.ndjson").write_bytes(
        b'{"handle":"88.1000.1/BESIDE","values":[{"index":1,"type":"URL","data":"https://a.example/"}]}\n'
    )
    node = Node(tmp_path, workers=1)
    node.start()
    try:
        for words in (["import", "new.ndjson"], ["register", "88.1000.1/BESIDE-2"]):
            assert idnode(*words).code == 0
        # Nothing is waited for here: the command returns when the replica has it.
        for name in ("BESIDE", "BESIDE-2"):
            with urllib.request.urlopen(f"{node.url}/api/handles/88.1000.1/{name}", timeout=10) as answer:
                assert answer.status == 200
    finally:
        node.stop()
