"""docs/identifiers.md and the code say the same: every scheme, and only vectors that exist."""

import re

from schemas.identifiers.recognise import SCHEMES
from tests.house.tree import ROOT
from tests.schemas.identifiers.published import vectors

PAGE = (ROOT / "docs" / "identifiers.md").read_text(encoding="utf-8")


def test_every_scheme_has_a_row() -> None:
    rows = re.findall(r"^\| ((?:`[a-z0-9-]+`(?:, )?)+) \|", PAGE, re.MULTILINE)

    assert {name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row)} >= SCHEMES.keys()


def test_the_doubtful_vectors_exist_and_say_why() -> None:
    known = {vector["id"] for vector in [*vectors("gs1"), *vectors("beside_gs1")]}
    tables = re.findall(r"### Doubtful vectors\n(.*?)(?=\n##|\Z)", PAGE, re.DOTALL)
    rows = [line.strip("| ").split(" | ") for table in tables for line in re.findall(r"^\| `.*$", table, re.MULTILINE)]

    assert len(tables) == 2
    assert rows
    for row in rows:
        assert len(row) == 4, row
        assert all(len(cell) > 5 for cell in row), row
        assert set(re.findall(r"`([a-z0-9-]+-[0-9]{3})`", row[0])) <= known
