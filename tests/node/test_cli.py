"""The command line: quick to say what there is, one sentence for every refusal, one exit status for each kind."""

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from node.cli import COMMANDS, MODULES, idnode
from tests.house.tree import ROOT

HEAVY = ("sqlalchemy", "alembic", "aiohttp", "rich", "cryptography", "asyncio", "lmdb")


def run(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDNODE_")}
    return subprocess.run(
        [sys.executable, "-m", "node", *words],
        env=kept | {"PYTHONPATH": str(ROOT)} | variables,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_of_the_table_exists_and_is_documented(name: str) -> None:
    command = importlib.import_module(f"node.commands.{MODULES.get(name, name)}").command
    page = (ROOT / "docs" / "operations.md").read_text()

    assert isinstance(command, click.Command)
    assert command.help
    assert f"| `idnode {name}` |" in page


def test_the_page_names_the_commands_in_order_and_no_other() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()

    assert re.findall(r"^\| `idnode ([a-z-]+)` \|", page, re.MULTILINE) == list(COMMANDS)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom node.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    # Wide enough that no command's words are broken.
    wide = {**os.environ, "COLUMNS": "160"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=wide, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
    for name, words in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(words)}$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["sing"], 2, "idnode: No such command 'sing'.\ntry: idnode --help\n"),
        (["serve", "--loud"], 2, "idnode: No such option '--loud'.\ntry: idnode serve --help\n"),
        (
            ["serve", "--workers", "many"],
            2,
            "idnode: flag --workers: expected a whole number from 0 to 256, got 'many'\n",
        ),
        (["resolve", "x"], 1, "idnode: "),
        (
            ["resolve", "88.1000/x"],
            1,
            "idnode: there is no node in var: `idnode init --data var` makes one\n",
        ),
        (["db", "restore", "."], 1, "idnode: cannot read . as a backup: expected a folder with backup.json\n"),
    ],
)
def test_a_refusal_is_a_sentence_and_a_status(tmp_path: Path, words: list[str], status: int, said: str) -> None:
    done = run(*words, cwd=tmp_path)

    assert done.returncode == status
    assert done.stdout == ""
    assert done.stderr == said or (said == "idnode: " and done.stderr.startswith(said) and done.stderr.count("\n") == 1)


def test_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    done = run("resolve", "88.1000/x", cwd=tmp_path, IDNODE_WORKES="3")

    assert (done.returncode, done.stderr) == (2, "idnode: unknown variables: IDNODE_WORKES\n")


def test_no_stack_trace_but_for_who_asks(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "pepper").write_bytes(b"x" * 32)  # a node without a database

    quiet = run("db", "backup", "copy", cwd=tmp_path)
    loud = run("db", "backup", "copy", cwd=tmp_path, IDNODE_LOG_LEVEL="debug")

    assert quiet.returncode == loud.returncode == 1
    assert quiet.stderr.count("\n") == 1
    assert "Traceback" not in quiet.stderr
    assert not (tmp_path / "copy").exists()
    assert "Traceback" in loud.stderr


def test_without_a_command_there_is_help(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)

    assert done.returncode == 2
    assert "Commands:" in done.stdout + done.stderr


def test_a_node_from_init_to_backup_and_back(tmp_path: Path) -> None:
    made = json.loads(run("init", "--json", cwd=tmp_path).stdout)
    again = json.loads(run("init", "--json", cwd=tmp_path).stdout)

    assert made["key"]["role"] == "park-admin"
    assert made["key"]["key"].startswith(f"idn_{made['key']['id']}_")
    assert again["key"] is None
    secrets = [path for path in (tmp_path / "var").rglob("*") if path.is_file() and path.suffix != ".pem"]
    assert {path.stat().st_mode & 0o077 for path in secrets} == {0}
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    assert json.loads(run("db", "check", "--json", cwd=tmp_path).stdout)["good"] is True

    backup = json.loads(run("db", "backup", "copy", "--json", cwd=tmp_path).stdout)
    assert backup["records"] >= 1
    assert run("db", "backup", "copy", cwd=tmp_path).returncode == 1
    restored = json.loads(run("db", "restore", "copy", "--json", cwd=tmp_path, IDNODE_DATA="other").stdout)
    assert restored == backup
    assert (tmp_path / "other" / "pepper").read_bytes() == (tmp_path / "var" / "pepper").read_bytes()
    assert json.loads(run("db", "check", "--json", cwd=tmp_path, IDNODE_DATA="other").stdout)["good"] is True


@pytest.mark.parametrize("what", ["flip", "cut", "add", "remove"])
def test_a_backup_that_was_changed_is_refused(tmp_path: Path, what: str) -> None:
    run("init", cwd=tmp_path)
    run("db", "backup", "copy", cwd=tmp_path)
    file = tmp_path / "copy" / "registry.sqlite"
    octets = bytearray(file.read_bytes())
    match what:
        case "flip":
            octets[len(octets) // 2] ^= 1
            file.write_bytes(octets)
        case "cut":
            file.write_bytes(octets[:-4096])
        case "add":
            file = tmp_path / "copy" / "keys" / "more.pem"
            file.write_text("x")
        case "remove":
            file = tmp_path / "copy" / "pepper"
            file.unlink()

    done = run("db", "restore", "copy", "--data", "other", cwd=tmp_path)

    assert done.returncode == 1
    where = file.relative_to(tmp_path)
    assert done.stderr == f"idnode: {where} is not what was backed up: it was changed, or is missing\n"
    assert not (tmp_path / "other" / "pepper").exists()


def test_the_group_lists_what_the_table_has() -> None:
    context = click.Context(idnode)

    assert idnode.list_commands(context) == list(COMMANDS)
    assert idnode.get_command(context, "nothing") is None
