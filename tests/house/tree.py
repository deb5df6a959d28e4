"""The checkout as the house tests see it: its modules, what they import, its tracked files."""

import ast
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What a wheel holds, lowest floor first; the two wings share a floor.
PACKAGES = ("schemas", "registry", "resolver", "node")

# Folders of ours that hold Python but are not in the wheel.
BESIDE = ("benchmarks", "tests")

NOT_OURS = {".git", ".venv", "var", "build", "dist", "node_modules", "__pycache__"}


@dataclass(frozen=True)
class Module:
    """One Python file under its dotted name."""

    name: str
    path: Path
    is_package: bool

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, filename=str(self.path))

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.tree) or ""

    def imports(self, known: Mapping[str, "Module"]) -> set[str]:
        """Every module this one imports anywhere in its text; under `if TYPE_CHECKING:` and in functions too."""
        found = set()
        for part in ast.walk(self.tree):
            if isinstance(part, ast.Import):
                found |= {alias.name for alias in part.names}
            elif isinstance(part, ast.ImportFrom):
                origin = self._origin(part)
                for alias in part.names:
                    inner = f"{origin}.{alias.name}"
                    # `from schemas import prefix` is about schemas.prefix, not about the package's face.
                    found.add(inner if inner in known else origin)
        return found - {self.name}

    def _origin(self, part: ast.ImportFrom) -> str:
        if part.level == 0:
            return part.module or ""
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        package = package[: len(package) - part.level + 1]
        return ".".join([*package, *([part.module] if part.module else [])])


def modules(root: Path, *packages: str) -> dict[str, Module]:
    """The modules of these top-level packages by dotted name."""
    found = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            if NOT_OURS.isdisjoint(path.relative_to(root).parts):
                parts = path.relative_to(root).with_suffix("").parts
                is_package = parts[-1] == "__init__"
                name = ".".join(parts[:-1] if is_package else parts)
                found[name] = Module(name, path, is_package)
    return found


def tracked(root: Path) -> Iterator[Path]:
    """The files under version control, or every file where there is no version control."""
    if shutil.which("git") and (root / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            yield from (root / name for name in listed.stdout.split("\0") if name and (root / name).is_file())
            return
    for path in sorted(root.rglob("*")):
        if path.is_file() and NOT_OURS.isdisjoint(path.relative_to(root).parts):
            yield path


def plant(root: Path, files: Mapping[str, str]) -> Path:
    """A small tree for a test that must see a rule broken."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
