"""The build hook: compiles the C header scan in place, and gives a wheel its migrations and samples.

The node runs without the compiled scan (resolver/edge has the same one in Python), so its absence is one sentence and
never stops an installation.
`make venv` calls this file by itself when the C source has changed; hatchling calls `ScanHook` for wheels and
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

SOURCE = Path("resolver/edge/_scan.c")

# Folders of the checkout that are no packages, and their place in a wheel. A wheel must not hold a top-level `alembic`:
# it would hide the library of that name. An editable installation reads both in the checkout.
CARRIED = {"alembic": "registry/store/_alembic", "samples": "node/_samples"}


class NotCompiled(Exception):
    """There is no compiled scan; the sentence says why."""


def target() -> Path:
    """Where the extension module belongs: beside its source, named for this Python alone."""
    return SOURCE.with_name("_scan" + sysconfig.get_config_var("EXT_SUFFIX"))


def compiler() -> list[str]:
    """The C compiler: $CC, else the one Python was built with, else `cc`."""
    for words in (os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc", "gcc", "clang"):
        command = shlex.split(words or "")
        if command and shutil.which(command[0]):
            return command
    raise NotCompiled("no C compiler was found")


def compile_scan(root: Path) -> Path | None:
    """Compile and return the extension module's place under `root`, or None if there is no source.

    Raises:
        NotCompiled: no compiler, no Python headers, or the compiler refused.
    """
    if not (root / SOURCE).is_file():
        return None
    command = compiler()
    headers = Path(sysconfig.get_path("include"))
    if not (headers / "Python.h").is_file():
        raise NotCompiled(f"Python.h of Python {sys.version_info.major}.{sys.version_info.minor} was not found")
    shared = ["-bundle", "-undefined", "dynamic_lookup"] if sys.platform == "darwin" else ["-shared"]
    # Written beside its place and moved there whole: a worker that starts meanwhile loads the old one or the new one.
    unfinished = target().with_suffix(f".{os.getpid()}.unfinished")
    flags = ["-O2", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra", *shared, f"-I{headers}"]
    done = subprocess.run(
        [*command, *flags, "-o", str(unfinished), str(SOURCE)], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        (root / unfinished).unlink(missing_ok=True)
        raise NotCompiled(f"the C compiler refused {SOURCE}:\n{done.stderr.strip()}")
    if done.stderr:
        print(done.stderr, file=sys.stderr)
    (root / unfinished).replace(root / target())
    return target()


def try_compile(root: Path) -> Path | None:
    """`compile_scan`, with a refusal turned into one sentence for whoever installs."""
    try:
        return compile_scan(root)
    except NotCompiled as why:
        # A library of an older source would answer as that source did: better none than that one.
        (root / target()).unlink(missing_ok=True)
        print(f"idnode: {why}; the header scan in Python does the work (slower, same answers).", file=sys.stderr)
        return None


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called by `make venv`, with hatchling not there yet or not needed
    pass
else:

    class ScanHook(BuildHookInterface):  # type: ignore[type-arg]
        """What hatchling calls for a wheel and for an editable installation."""

        def initialize(self, version: str, build_data: dict[str, object]) -> None:
            """Compile; a wheel that holds the module is for this Python and machine only."""
            made = try_compile(Path(self.root))
            if version == "editable":
                return
            build_data["force_include"] = CARRIED
            if made is not None:
                build_data["artifacts"] = [f"/{made.as_posix()}"]
                build_data["pure_python"] = False
                build_data["infer_tag"] = True


if __name__ == "__main__":
    try_compile(Path(__file__).parent)
