"""The node's own processes as the kernel sees them: the supervisor and its children, by role (Linux)."""

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

PROC = Path("/proc")
LONGEST_NAME = 15  # linux/sched.h: TASK_COMM_LEN without its NUL
PREFIX = "idn:"

_PR_SET_NAME = 15  # linux/prctl.h


class Process(msgspec.Struct, frozen=True):
    """What one process uses."""

    role: str
    """`supervisor`, `keeper`, `worker-0` …"""
    number: int
    cpu_seconds: float
    resident_octets: int
    open_files: int


def name_process(role: str) -> None:
    """Have `ps` and `top` show this process by its role."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, f"{PREFIX}{role}"[:LONGEST_NAME].encode(), 0, 0, 0)


def processes() -> Iterator[Process]:
    """The supervisor above this process, and its children; this process alone where it has none."""
    above = os.getppid()
    family = [above, *_children(above)] if _name(above).startswith(PREFIX) else [os.getpid()]
    for number in family:
        try:
            yield _measured(number)
        except OSError:
            continue  # it ended meanwhile


def _measured(number: int) -> Process:
    folder = PROC / str(number)
    # The name stands in brackets and may hold blanks: what follows the last one is fields 3 onward of proc(5).
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    pages = int((folder / "statm").read_text().split()[1])
    return Process(
        role=_name(number).removeprefix(PREFIX) or "node",
        number=number,
        cpu_seconds=ticks / os.sysconf("SC_CLK_TCK"),
        resident_octets=pages * os.sysconf("SC_PAGE_SIZE"),
        open_files=sum(1 for _ in (folder / "fd").iterdir()),
    )


def _children(number: int) -> list[int]:
    try:
        return [int(child) for child in (PROC / f"{number}/task/{number}/children").read_text().split()]
    except OSError:
        return []


def _name(number: int) -> str:
    try:
        return (PROC / f"{number}/comm").read_text().strip()
    except OSError:
        return ""
