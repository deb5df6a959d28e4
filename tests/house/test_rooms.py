"""Each file is about one thing, says which in its first line, and has a name that misleads nobody."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.tree import BESIDE, PACKAGES, ROOT, Module, modules, plant

LONGEST = 350

VAGUE = {"util", "utils", "misc", "common", "helper", "helpers", "manager", "managers", "stuff", "various"}

# Names of the standard library that are also words of the trade; a noun keeps its name on every storey.
WORDS_OF_THE_TRADE = {
    "encodings": "how a value's data are written; nobody imports the library's",
    "profile": "what an enterprise says of itself",
    "site": "the HS_SITE of the Handle protocol",
    "statistics": "the URL noun /api/v1/statistics",
    "uuid": "an identifier scheme",
}


def locked_names() -> set[str]:
    """The import names of everything the node is installed with."""
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    return {
        name
        for name, distributions in packages_distributions().items()
        if any(re.sub(r"[-_.]+", "-", distribution).lower() in locked for distribution in distributions)
    }


def faults_of_face(module: Module) -> Iterator[str]:
    """What is wrong with an `__init__.py`: it holds one docstring and nothing else."""
    body = module.tree.body
    if len(body) != 1 or not ast.get_docstring(module.tree):
        yield f"{module.name}/__init__.py holds {len(body)} statements, expected one docstring and nothing else"


def faults_of_text(module: Module) -> Iterator[str]:
    """What is wrong with a file's first line and length."""
    first = module.docstring.partition("\n")[0]
    if len(first.split()) < 3:
        yield f"{module.name} does not say in its first line what it is about: {first!r}"
    lines = module.source.count("\n")
    if lines > LONGEST and not module.name.startswith("tests."):
        yield f"{module.name} has {lines} lines, at most {LONGEST} are about one thing"


def faults_of_name(module: Module, taken: set[str]) -> Iterator[str]:
    """What is wrong with a file's name."""
    name = module.name.rpartition(".")[2]
    if vague := VAGUE & set(name.split("_")):
        yield f"{module.name} is named {vague.pop()!r}: say what it is about"
    if "." in module.name and name in taken and name not in WORDS_OF_THE_TRADE:
        yield f"{module.name} has the name of a library: {name}"


def faults_of_folders(root: Path) -> Iterator[str]:
    """Folders with Python in them that are no packages; `alembic/`, which must never be one."""
    for top in (*PACKAGES, *BESIDE):
        folders = {path.parent for path in (root / top).rglob("*.py") if "__pycache__" not in path.parts}
        for folder in sorted(folders):
            for package in (folder, *folder.parents):
                if package == root:
                    break
                if not (package / "__init__.py").is_file():
                    yield f"{package.relative_to(root).as_posix()} holds Python but no __init__.py"
    if (root / "alembic" / "__init__.py").exists():
        yield "alembic/__init__.py makes the folder hide the library of that name: remove the file"


def faults(root: Path) -> list[str]:
    """Everything that is wrong with the rooms under `root`."""
    taken = set(sys.stdlib_module_names) | locked_names()
    found = list(faults_of_folders(root))
    for module in modules(root, *PACKAGES, *BESIDE).values():
        found += faults_of_face(module) if module.is_package else ()
        found += faults_of_text(module)
        found += faults_of_name(module, taken)
    return sorted(set(found))


def test_the_rooms_are_in_order() -> None:
    assert faults(ROOT) == []


def test_libraries_are_known_by_their_import_names() -> None:
    assert {"aiohttp", "dns", "lmdb", "OpenSSL", "prometheus_client"} <= locked_names()


GOOD = '"""One good room."""\n'


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"schemas/__init__.py": '"""The ground floor again."""\nfrom schemas.a import b\n'},
            "schemas/__init__.py holds 2 statements, expected one docstring and nothing else",
        ),
        ({"schemas/a.py": "x = 1\n"}, "schemas.a does not say in its first line what it is about: ''"),
        ({"schemas/a.py": '"""Prefix."""\n'}, "schemas.a does not say in its first line what it is about: 'Prefix.'"),
        ({"schemas/a.py": GOOD + "x = 1\n" * 350}, "schemas.a has 351 lines, at most 350 are about one thing"),
        ({"schemas/text_utils.py": GOOD}, "schemas.text_utils is named 'utils': say what it is about"),
        ({"schemas/logging.py": GOOD}, "schemas.logging has the name of a library: logging"),
        ({"schemas/dns.py": GOOD}, "schemas.dns has the name of a library: dns"),
        ({"schemas/deep/a.py": GOOD}, "schemas/deep holds Python but no __init__.py"),
        ({"tests/test_a.py": GOOD}, "tests holds Python but no __init__.py"),
        (
            {"alembic/__init__.py": ""},
            "alembic/__init__.py makes the folder hide the library of that name: remove the file",
        ),
    ],
)
def test_a_room_in_disorder_is_seen(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    assert faults(plant(tmp_path, {"schemas/__init__.py": GOOD} | files)) == [sentence]
