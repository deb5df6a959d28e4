"""Migrations stand in one line: of two that come behind the same one, neither would know of the other."""

import re
from pathlib import Path

from tests.house.tree import ROOT

_NAMES = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)$', re.MULTILINE)


def line_of(folder: Path) -> list[tuple[str, str]]:
    """Each migration with the one before it, by the names of their files."""
    found = []
    for path in sorted(folder.glob("*.py")):
        names = dict(_NAMES.findall(path.read_text(encoding="utf-8")))
        found.append((names["revision"], names["down_revision"]))
    return found


def test_migrations_stand_in_one_line() -> None:
    line = line_of(ROOT / "alembic" / "versions")

    assert [before for _, before in line] == ["", *(revision for revision, _ in line[:-1])]


def test_two_behind_one_are_found(tmp_path: Path) -> None:
    for name, revision, before in (("1_a", "1", "None"), ("2_b", "2", '"1"'), ("2_c", "2", '"1"')):
        (tmp_path / f"{name}.py").write_text(f'revision = "{revision}"\ndown_revision = {before}\n')

    assert line_of(tmp_path) == [("1", ""), ("2", "1"), ("2", "1")]
