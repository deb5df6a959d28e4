"""The build hook: compiles what is written in C in place, and gives a wheel its migrations and samples.

The node runs without it (the same stands beside each source in Python), so its absence is one sentence and never stops
an installation.
`make venv` calls this file by itself when a C source has changed; hatchling calls `CompiledHook` for wheels and
editable installations alike.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

SOURCES = (Path("resolver/edge/_scan.c"), Path("resolver/replica/_render.c"))

# Folders of the checkout that are no packages, and their place in a wheel. A wheel must not hold a top-level `alembic`:
# it would hide the library of that name. An editable installation reads both in the checkout.
CARRIED = {"alembic": "registry/store/_alembic", "samples": "node/_samples"}


class NotCompiled(Exception):
    """There is no compiled module; the sentence says why."""


def target(source: Path) -> Path:
    """Where the extension module belongs: beside its source, named for this Python alone."""
    return source.with_name(source.stem + sysconfig.get_config_var("EXT_SUFFIX"))


def compiler() -> list[str]:
    """The C compiler: $CC, else the one Python was built with, else `cc`."""
    for words in (os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc", "gcc", "clang"):
        command = shlex.split(words or "")
        if command and shutil.which(command[0]):
            return command
    raise NotCompiled("no C compiler was found")


def compile_one(root: Path, source: Path) -> Path | None:
    """Compile and return the extension module's place under `root`, or None if there is no source.

    Raises:
        NotCompiled: no compiler, no Python headers, or the compiler refused.
    """
    if not (root / source).is_file():
        return None
    command = compiler()
    headers = Path(sysconfig.get_path("include"))
    if not (headers / "Python.h").is_file():
        raise NotCompiled(f"Python.h of Python {sys.version_info.major}.{sys.version_info.minor} was not found")
    shared = ["-bundle", "-undefined", "dynamic_lookup"] if sys.platform == "darwin" else ["-shared"]
    # Written beside its place and moved there whole: a worker that starts meanwhile loads the old one or the new one.
    unfinished = target(source).with_suffix(f".{os.getpid()}.unfinished")
    flags = ["-O2", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra", *shared, f"-I{headers}"]
    done = subprocess.run(
        [*command, *flags, "-o", str(unfinished), str(source)], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        (root / unfinished).unlink(missing_ok=True)
        raise NotCompiled(f"the C compiler refused {source}:\n{done.stderr.strip()}")
    if done.stderr:
        print(done.stderr, file=sys.stderr)
    (root / unfinished).replace(root / target(source))
    return target(source)


def try_compile(root: Path) -> list[Path]:
    """Compile all of them, with a refusal turned into one sentence for whoever installs; those that are there now."""
    made = []
    for source in SOURCES:
        try:
            if (module := compile_one(root, source)) is not None:
                made.append(module)
        except NotCompiled as why:
            # A library of an older source would answer as that source did: better none than that one.
            (root / target(source)).unlink(missing_ok=True)
            print(f"idnode: {why}; Python does the work of {source} (slower, same answers).", file=sys.stderr)
    return made


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by `make venv`, with hatchling not there yet or not needed
    pass
else:

    class CompiledHook(BuildHookInterface):  # type: ignore[type-arg]
        """What hatchling calls for a wheel and for an editable installation."""

        def initialize(self, version: str, build_data: dict[str, object]) -> None:
            """Compile; a wheel that holds the module is for this Python and machine only."""
            made = try_compile(Path(self.root))
            if version == "editable":
                return
            build_data["force_include"] = CARRIED
            if made:
                build_data["artifacts"] = [f"/{module.as_posix()}" for module in made]
                build_data["pure_python"] = False
                build_data["infer_tag"] = True


if __name__ == "__main__":
    try_compile(Path(__file__).parent)
