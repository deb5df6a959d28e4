"""A node with the sample park, copied for each test, and the command line called as a program would call it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from node.cli import main
from tests.support.running import Node


class Said(msgspec.Struct):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)


Call = Callable[..., Said]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a node with the sample park, made by `idnode init --sample` in a process of its own."""
    folder = tmp_path_factory.mktemp("founded")
    node = Node(folder)
    node.run("init", "--sample")
    return node.data


@pytest.fixture
def park(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own with the sample park."""
    data = tmp_path / "data"
    shutil.copytree(founded, data)
    monkeypatch.setenv("IDNODE_DATA", str(data))
    monkeypatch.chdir(tmp_path)
    return data


@pytest.fixture
def idnode(capfd: pytest.CaptureFixture[str]) -> Call:
    """Call a command of the command line."""

    def call(*words: str) -> Said:
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main(words)
        out, err = capfd.readouterr()
        assert isinstance(end.value.code, int)
        return Said(end.value.code, out, err)

    return call
