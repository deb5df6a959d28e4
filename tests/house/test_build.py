"""What is built: a wheel with our packages and nothing under a library's name; compiled modules, or a sentence."""

import importlib.util
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

import hatch_build
from tests.house.tree import PACKAGES, ROOT, plant
from tests.support import require

SOURCE = hatch_build.SOURCES[0]
SCAN = """
#include <Python.h>
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_scan", NULL, -1, NULL};
PyMODINIT_FUNC PyInit__scan(void) { return PyModule_Create(&module); }
"""


@pytest.fixture
def compiler() -> None:
    """A C compiler and Python's headers."""
    try:
        hatch_build.compiler()
    except hatch_build.NotCompiled as why:
        require.lacking("a C compiler", str(why))


@pytest.mark.skipif(
    not all((ROOT / folder).is_dir() for folder in hatch_build.CARRIED), reason="there is nothing to carry yet"
)
def test_a_wheel_holds_our_packages_the_migrations_and_the_samples(tmp_path: Path) -> None:
    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))

    names = zipfile.ZipFile(built).namelist()
    assert {name.partition("/")[0] for name in names} == {*PACKAGES, "idnode-0.1.0.dist-info"}
    for folder, place in hatch_build.CARRIED.items():
        inside = {path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        carried = {name.removeprefix(f"{place}/") for name in names if name.startswith(f"{place}/")}
        assert carried == {name for name in inside if "__pycache__" not in name}
    assert [name for name in names if "__pycache__" in name or "/tests/" in name] == []


def test_without_a_source_nothing_is_compiled(tmp_path: Path) -> None:
    assert hatch_build.compile_one(tmp_path, SOURCE) is None


@pytest.mark.usefixtures("compiler")
def test_a_source_is_compiled_in_place(tmp_path: Path) -> None:
    made = hatch_build.compile_one(plant(tmp_path, {str(SOURCE): SCAN}), SOURCE)

    assert made == hatch_build.target(SOURCE)
    spec = importlib.util.spec_from_file_location("_scan", tmp_path / made)
    assert spec is not None
    assert importlib.util.module_from_spec(spec).__name__ == "_scan"
    assert sorted(path.name for path in (tmp_path / made).parent.iterdir()) == sorted(["_scan.c", made.name])


@pytest.mark.usefixtures("compiler")
def test_a_wrong_source_is_one_sentence_and_leaves_no_old_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(tmp_path, {str(SOURCE): "not C", str(hatch_build.target(SOURCE)): "an older one"})

    assert hatch_build.try_compile(tmp_path) == []

    assert "idnode: the C compiler refused resolver/edge/_scan.c" in capsys.readouterr().err
    assert not (tmp_path / hatch_build.target(SOURCE)).exists()


def test_without_a_compiler_it_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)

    assert hatch_build.try_compile(plant(tmp_path, {str(SOURCE): SCAN})) == []

    assert capsys.readouterr().err == (
        "idnode: no C compiler was found; Python does the work of resolver/edge/_scan.c (slower, same answers).\n"
    )
