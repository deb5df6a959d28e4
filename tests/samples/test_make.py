"""The program that makes the samples makes exactly the committed ones."""

import subprocess
import sys
from pathlib import Path

from tests.samples.files import FOLDER

MADE = ("records.csv", "records.ndjson", "templated.ndjson", "wrong.csv", "wrong.expected.json", "wrong.ndjson")


def test_it_makes_the_committed_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", str(FOLDER / "make.py"), str(tmp_path)], check=True, timeout=60)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(MADE)
    assert [name for name in MADE if (tmp_path / name).read_bytes() != (FOLDER / name).read_bytes()] == []
