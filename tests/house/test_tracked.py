"""What is under version control names no machine of ours, no package registry, and holds no stray octets."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, plant, tracked

# Written in pieces, or this file would be the first to be found.
OWN_PATH = re.compile(r"(?:^|[^\w.-])/(?:" + "tmp|work|root|farm|home/[a-z]+|Users/[A-Za-z]+" + r")/[\w.-]+")
REGISTRY = re.compile(
    "|".join(
        map(re.escape, ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "/simple" + "/", "py" + "pi.tuna"])
    )
)
MARKED = re.compile(r"^(?:<{7}|>{7}|={7})(?: |$)", re.MULTILINE)

BINARY = {".gif", ".ico", ".jpg", ".pdf", ".png", ".ttf", ".webp", ".woff2", ".xlsx"}
# The samples are a park's records of some thousand lines; what is larger belongs to nobody's clone.
LARGEST = 5_000_000


def faults(root: Path) -> Iterator[str]:
    """Each thing that does not belong into a tracked file, as a sentence."""
    for path in tracked(root):
        name = path.relative_to(root).as_posix()
        if path.stat().st_size > LARGEST:
            yield f"{name} has {path.stat().st_size} octets, at most {LARGEST} are read by anyone"
            continue
        if path.suffix in BINARY:
            continue
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            # Samples hold deliberately wrong rows, some of them in other encodings.
            if not name.startswith("samples/"):
                yield f"{name} is not UTF-8 at octet {error.start}"
            continue
        # A unit file and a Dockerfile speak of the machine they run on.
        if not name.startswith("deploy/") and (own := OWN_PATH.search(text)):
            yield f"{name} names a path of somebody's machine: {own.group().strip()}"
        if registry := REGISTRY.search(text):
            yield f"{name} names a package registry: {registry.group()}"
        if MARKED.search(text) and path.suffix != ".rst":
            yield f"{name} holds the marks of an unfinished merge"


def test_tracked_files_are_clean() -> None:
    assert list(faults(ROOT)) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("see " + "/home" + "/ann/notes", "a.md names a path of somebody's machine: " + "/home" + "/ann/notes"),
        ("--index https://" + "py" + "pi.org/x", "a.md names a package registry: " + "py" + "pi.org"),
        ("<" * 7 + " HEAD\n", "a.md holds the marks of an unfinished merge"),
    ],
)
def test_what_does_not_belong_is_seen(tmp_path: Path, text: str, sentence: str) -> None:
    assert list(faults(plant(tmp_path, {"a.md": text}))) == [sentence]


def test_stray_octets_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"ab\xff")
    (tmp_path / "b.csv").write_bytes(b"x" * (LARGEST + 1))

    assert list(faults(tmp_path)) == [
        "a.md is not UTF-8 at octet 2",
        f"b.csv has {LARGEST + 1} octets, at most {LARGEST} are read by anyone",
    ]


def test_only_what_is_tracked_is_read(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    plant(tmp_path, {"in.md": "x", "out.md": "x"})
    subprocess.run(["git", "add", "in.md"], cwd=tmp_path, check=True)

    assert [path.name for path in tracked(tmp_path)] == ["in.md"]
