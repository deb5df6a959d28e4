"""Settled: what was made in a folder is found there after the power was cut, too."""

import os
from pathlib import Path


def settle(folder: Path) -> None:
    """Return when the names in a folder are on the disk: a file that is there alone is lost without its name."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
