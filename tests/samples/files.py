"""The sample files, opened."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "samples"


@cache
def park() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "park.json").read_text(encoding="utf-8"))
    return read


def enterprises() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = park()["enterprises"]
    return found


def prefixes(mode: str) -> set[str]:
    """List the prefixes of one mode, hosted or delegated."""
    return {grant["prefix"] for one in enterprises() for grant in one["prefixes"] if grant["mode"] == mode}


@cache
def records() -> list[dict[str, Any]]:
    """Read the records; only a line feed ends a line, for U+2028 and U+0085 stand within values."""
    octets = (FOLDER / "records.ndjson").read_bytes()
    assert octets.endswith(b"\n")
    return [json.loads(line) for line in octets.split(b"\n")[:-1]]


@cache
def table() -> list[list[str]]:
    """Read the table, header first, as a careful program does."""
    with (FOLDER / "records.csv").open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened, strict=True))


def fold(handle: str) -> bytes:
    """Give the octets by which handles compare: ASCII letters alike in both cases, all others as they are."""
    return handle.encode().upper()
