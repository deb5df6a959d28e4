"""What the documents name exists: paths, links, commands with their options, settings, make targets."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from tests.house.tree import BESIDE, PACKAGES, ROOT, plant

FOLDERS = (*PACKAGES, *BESIDE, "alembic", "samples", "docs", "deploy", ".ci")

# In code only: prose may say "idnode is".
CODE = re.compile(r"```.*?```|`[^`\n]+`|^(?: {4}|\t).*$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")
PATH = re.compile(r"(?<![\w./{-])(?:\./)?(?:" + "|".join(map(re.escape, FOLDERS)) + r")/[\w./*-]*(?![\w<{])")
COMMAND = re.compile(r"(?:^|(?<=[\s`/$]))idnode((?:[ \t]+[^\s`|;&#>]+)*)", re.MULTILINE)
TARGET = re.compile(r"(?:^|(?<=[\s`]))make[ \t]+([a-z]+)", re.MULTILINE)


def documents(root: Path) -> list[Path]:
    """The pages whose words are held to be true."""
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    pages += [page for name in FOLDERS for page in (root / name).glob("README.md") if name != "docs"]
    return sorted(pages)


def code(text: str) -> str:
    """Only what stands in code spans and code blocks, each on lines of its own."""
    return "\n".join(match.group().strip("`") for match in CODE.finditer(text))


def dead_paths(root: Path) -> Iterator[str]:
    """Paths of the checkout and relative links that lead nowhere."""
    for page in documents(root):
        here, text = page.relative_to(root).as_posix(), page.read_text(encoding="utf-8")
        for path in sorted({match.group().rstrip(".") for match in PATH.finditer(code(text))}):
            if not any(root.glob(path.removeprefix("./").rstrip("/"))):
                yield f"{here} names {path}, which does not exist"
        for link in sorted(set(LINK.findall(text))):
            if not (page.parent / link).exists():
                yield f"{here} links to {link}, which does not exist"


def dead_targets(root: Path) -> Iterator[str]:
    """`make` targets that the Makefile does not have."""
    makefile = (root / "Makefile").read_text() if (root / "Makefile").exists() else ""
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in documents(root):
        for target in sorted(set(TARGET.findall(code(page.read_text(encoding="utf-8")))) - targets):
            yield f"{page.relative_to(root).as_posix()} names `make {target}`, which does not exist"


def dead_commands(root: Path, command: click.Command) -> Iterator[str]:
    """`idnode …` lines that the command line would not know."""
    for page in documents(root):
        for match in COMMAND.finditer(code(page.read_text(encoding="utf-8"))):
            if why := unknown(command, match.group(1).split()):
                yield f"{page.relative_to(root).as_posix()} names `idnode{match.group(1)}`: {why}"


def unknown(command: click.Command, words: list[str]) -> str:
    """Why the command line does not know these words; empty if it does."""
    context = click.Context(command, info_name="idnode")
    known = {"--help"}
    for word in words:
        known |= {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        option = word.strip("[]").partition("=")[0]
        if option.startswith("--"):
            if option not in known:
                return f"{context.command_path} has no option {option}"
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z][a-z-]*", word):
            following = command.get_command(context, word)
            if following is None:
                return f"{context.command_path} has no command {word}"
            command, context = following, click.Context(following, info_name=word, parent=context)
    return ""


def documented_settings(root: Path) -> list[str]:
    """The settings of docs/operations.md in their order there."""
    page = root / "docs" / "operations.md"
    return re.findall(r"^### `(\w+)`$", page.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_path_exists() -> None:
    assert list(dead_paths(ROOT)) == []


def test_every_make_target_exists() -> None:
    assert list(dead_targets(ROOT)) == []


@pytest.mark.skipif(find_spec("node.cli") is None, reason="there is no command line yet")
def test_every_command_exists() -> None:
    command = import_module("node.cli").idnode

    assert isinstance(command, click.Group)
    assert list(dead_commands(ROOT, command)) == []


@pytest.mark.skipif(
    find_spec("node.settings") is None or not (ROOT / "docs" / "operations.md").exists(),
    reason="there are no settings or no page about them yet",
)
def test_every_setting_is_documented_and_no_other() -> None:
    settings = import_module("node.settings").Settings
    names = [field.name for field in fields(settings)] if is_dataclass(settings) else list(settings.__struct_fields__)

    assert documented_settings(ROOT) == names


@click.group()
@click.option("--data")
def small() -> None:
    """A small command line to try the checker on."""


@small.group()
def key() -> None:
    """A command with commands of its own."""


@key.command()
@click.option("--role", "-r")
@click.argument("name")
def new(role: str, name: str) -> None:
    """A command with an option and an argument."""


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", ""),
        ("--data DIR key new NAME --role=R", ""),
        ("key new old --help", ""),
        ("[--data DIR] key", ""),
        ("keys", "idnode has no command keys"),
        ("key revoke K", "idnode key has no command revoke"),
        ("key new --colour red", "idnode key new has no option --colour"),
    ],
)
def test_an_unknown_command_is_seen(words: str, why: str) -> None:
    assert unknown(small, words.split()) == why


def test_dead_words_are_seen(tmp_path: Path) -> None:
    page = (
        "See `docs/a.md`, `docs/gone.md`, `node/*.toml`, `tests/test_<name>.py`, [here](docs/a.md), [there](b.md), "
        "[out](https://example.com/x).\nidnode sings; say make merry in prose.\n\n    make venv\n    make noise\n"
        "    .venv/bin/idnode key new\n\n```\n$ idnode lock new\n```\n"
    )
    plant(tmp_path, {"README.md": page, "docs/a.md": "Nothing to see.", "Makefile": "venv: x\n"})

    assert list(dead_paths(tmp_path)) == [
        "README.md names docs/gone.md, which does not exist",
        "README.md names node/*.toml, which does not exist",
        "README.md links to b.md, which does not exist",
    ]
    assert list(dead_targets(tmp_path)) == ["README.md names `make noise`, which does not exist"]
    assert list(dead_commands(tmp_path, small)) == ["README.md names `idnode lock new`: idnode has no command lock"]


def test_settings_are_read_in_order(tmp_path: Path) -> None:
    plant(tmp_path, {"docs/operations.md": "# Operations\n\n### `http`\n\nWhere.\n\n### `data`\n\n### Not one\n"})

    assert documented_settings(tmp_path) == ["http", "data"]
