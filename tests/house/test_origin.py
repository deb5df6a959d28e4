"""What is imported under our names is ours, from this checkout, and the library `alembic` is still the library."""

import importlib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.tree import BESIDE, PACKAGES, ROOT


@pytest.mark.parametrize("name", [*PACKAGES, *BESIDE])
def test_the_package_comes_from_this_checkout(name: str) -> None:
    module = importlib.import_module(name)

    assert module.__file__ is not None, f"{name} is a bare folder: its __init__.py is missing"
    assert module.__file__ == str(ROOT / name / "__init__.py")


@pytest.mark.parametrize("name", PACKAGES)
def test_no_library_claims_the_name(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"idnode"}


def test_alembic_is_the_library() -> None:
    found = importlib.import_module("alembic").__file__

    assert found is not None, "the folder alembic/ was imported: is the library installed?"
    assert Path(found).parent != ROOT / "alembic"
