"""docs/threats.md names tests, and each of them exists."""

import re

from tests.house.tree import ROOT

PAGE = ROOT / "docs/threats.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def missing(text: str) -> list[str]:
    """The tests that a page names and nobody has written."""
    return [
        f"{path}::{name}"
        for path, name in NAMED.findall(text)
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]


def test_every_threat_has_a_test_that_exists() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| T\d+ ", line)]

    assert len(rows) >= 20
    assert [row for row in rows if not NAMED.search(row)] == []
    assert missing(PAGE.read_text(encoding="utf-8")) == []


def test_a_test_that_is_not_there_is_seen() -> None:
    there = "`tests/house/test_threats_page.py::test_a_test_that_is_not_there_is_seen`"

    assert missing(f"{there} `tests/house/test_threats_page.py::test_nothing` `tests/no.py::test_x`") == [
        "tests/house/test_threats_page.py::test_nothing",
        "tests/no.py::test_x",
    ]
