"""Imports go down: one roof, two wings that never meet, one ground floor, and no circles anywhere."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, Module, modules, plant

BELOW: Mapping[str, set[str]] = {
    "schemas": set(),
    "registry": {"schemas"},
    "resolver": {"schemas"},
    "node": {"schemas", "registry", "resolver"},
}

# The nouns and codecs are pure; answering knows no SQL.
WIRE_AND_DISK = {"aiohttp", "aiosqlite", "alembic", "asyncio", "asyncpg", "lmdb", "socket", "sqlalchemy", "ssl"}
SQL = {"aiosqlite", "alembic", "asyncpg", "sqlalchemy", "sqlite3"}
FORBIDDEN: Mapping[str, set[str]] = {"schemas": WIRE_AND_DISK, "resolver": SQL}


def upward(root: Path) -> list[str]:
    """Each import that does not go down, as a sentence."""
    known = modules(root, *PACKAGES)
    ours = {*PACKAGES, "benchmarks", "tests", "hatch_build"}
    found = []
    for module in known.values():
        home = module.name.partition(".")[0]
        for name in sorted(module.imports(known)):
            top = name.partition(".")[0]
            if top in FORBIDDEN.get(home, set()):
                found.append(f"{module.name} imports {name}: {home} must not know {top}")
            elif top in ours - BELOW[home] - {home}:
                found.append(f"{module.name} imports {name}: imports go down only")
    return found


def circle(known: Mapping[str, Module]) -> list[str]:
    """One circle of imports, its first module repeated at the end; empty if there is none."""
    reached = {name: sorted(module.imports(known) & known.keys()) for name, module in known.items()}
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for following in reached[name]:
            if met := walk(following, [*way, name]):
                return met
        done.add(name)
        return []

    return next((met for name in sorted(known) if (met := walk(name, []))), [])


def test_imports_go_down() -> None:
    assert upward(ROOT) == []


def test_there_are_no_circles() -> None:
    assert circle(modules(ROOT, *PACKAGES, "benchmarks")) == []


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("schemas/a.py", "import node.cli", "schemas.a imports node.cli: imports go down only"),
        ("registry/a.py", "from resolver import answer", "registry.a imports resolver: imports go down only"),
        ("resolver/a.py", "from registry.b import c", "resolver.a imports registry.b: imports go down only"),
        ("resolver/a.py", "import sqlalchemy", "resolver.a imports sqlalchemy: resolver must not know sqlalchemy"),
        ("schemas/b/c.py", "from .. import d\nimport ssl", "schemas.b.c imports ssl: schemas must not know ssl"),
        ("node/a.py", "from tests.support import b", "node.a imports tests.support: imports go down only"),
        (
            "schemas/a.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from registry import book",
            "schemas.a imports registry: imports go down only",
        ),
        (
            "schemas/a.py",
            "def f():\n    import asyncio.tasks",
            "schemas.a imports asyncio.tasks: schemas must not know asyncio",
        ),
    ],
)
def test_an_import_upward_is_seen(tmp_path: Path, file: str, text: str, sentence: str) -> None:
    assert upward(plant(tmp_path, {file: text})) == [sentence]


@pytest.mark.parametrize(
    "files",
    [
        {"schemas/a.py": "import schemas.b", "schemas/b.py": "from schemas import a"},
        {
            "schemas/a.py": "from . import b",
            "schemas/b.py": "from .c import x",
            "schemas/c.py": "def f(): from .a import y",
        },
    ],
)
def test_a_circle_is_seen(tmp_path: Path, files: dict[str, str]) -> None:
    met = circle(modules(plant(tmp_path, files), "schemas"))

    assert met == ["schemas.a", *(f"schemas.{name}" for name in "bc" if f"schemas/{name}.py" in files), "schemas.a"]


def test_siblings_and_the_floor_below_are_fine(tmp_path: Path) -> None:
    files = {
        "registry/a.py": "from schemas import b\nfrom . import c\nimport sqlalchemy",
        "registry/c.py": "",
        "schemas/b.py": "",
    }

    assert upward(plant(tmp_path, files)) == []
    assert circle(modules(tmp_path, *PACKAGES)) == []
