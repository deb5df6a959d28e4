"""A job: a file of many rows on its way into the registry, which takes longer than a request may.

Its life is one table. A job is looked through as a whole first (every wrong row with line, column and reason), waits
for somebody's word, and then runs; it may be stopped at any moment, and goes on after a crash where it was.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from schemas.principal import Role

Format = Literal["csv", "ndjson", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "ndjson", "xlsx")
Mode = Literal["skip-bad", "all-or-nothing"]
MODES: tuple[Mode, ...] = ("skip-bad", "all-or-nothing")
Duplicates = Literal["refuse", "skip", "update"]
"""What becomes of a row whose identifier is registered already: it is wrong; it is left out; it is the record now."""
DUPLICATES: tuple[Duplicates, ...] = ("refuse", "skip", "update")

LARGEST_FILE = 1 << 30
"""Octets of a file as it is sent."""
MOST_ROWS = 5_000_000
MOST_ROWS_TOGETHER = 100_000
"""Of a job that enters all or nothing: it is one transaction, which keeps the pen for some seconds."""


class JobStanding(StrEnum):
    """Where a job is."""

    CHECKING = "checking"
    """Its rows are looked through; nothing is entered."""
    CHECKED = "checked"
    """What would be refused is known; it waits for somebody's word."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """The file cannot be read at all, or nothing could be entered."""
    CANCELLED = "cancelled"
    """What had been entered by then stays."""


class JobAct(StrEnum):
    """What can happen to a job."""

    CHECK = "check"
    """All its rows have been looked through."""
    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    CANCEL = "cancel"


LIFE: Mapping[JobStanding, Mapping[JobAct, JobStanding]] = {
    JobStanding.CHECKING: {
        JobAct.CHECK: JobStanding.CHECKED,
        JobAct.FAIL: JobStanding.FAILED,
        JobAct.CANCEL: JobStanding.CANCELLED,
    },
    JobStanding.CHECKED: {JobAct.START: JobStanding.RUNNING, JobAct.CANCEL: JobStanding.CANCELLED},
    JobStanding.RUNNING: {
        JobAct.FINISH: JobStanding.DONE,
        JobAct.FAIL: JobStanding.FAILED,
        JobAct.CANCEL: JobStanding.CANCELLED,
    },
    JobStanding.DONE: {},
    JobStanding.FAILED: {},
    JobStanding.CANCELLED: {},
}
ENDED = frozenset(standing for standing, acts in LIFE.items() if not acts)


class Doer(msgspec.Struct, frozen=True):
    """In whose name a job runs: what of a principal can be kept."""

    name: str
    role: Role
    prefixes: tuple[str, ...] = ()
    address: str = ""
    enterprise: str | None = None
    person: str | None = None
    scopes: tuple[str, ...] = ()


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One file and what became of it so far."""

    id: str
    doer: Doer
    name: str
    """What the file was called."""
    format: Format
    mode: Mode
    standing: JobStanding
    octets: int
    """Of the file."""
    digest: str
    """SHA-256 of the file, in hexadecimal digits."""
    rows: int = 0
    """Of the file; known once it has been checked."""
    wrong: int = 0
    """Rows that the check found fault with."""
    seen: int = 0
    """Rows that were looked at: by the check while it is checking, by the entering afterwards."""
    registered: int = 0
    refused: int = 0
    updated: int = 0
    """Rows whose identifiers were registered before, and say something else now."""
    skipped: int = 0
    """Rows whose identifiers were registered before, and were left as they are."""
    duplicates: Duplicates = "refuse"
    template: str = ""
    """The version of a template against which its rows are registered, as `product@1`; empty: none."""
    faults: int = 0
    """Octets of the file of faults that belong to the rows seen: what lies behind was written before a crash."""
    reason: str = ""
    """Why it failed; empty otherwise."""
    created_at: int = 0
    changed_at: int = 0
    stop: bool = False
    """Somebody has asked for it to be cancelled; it ends with the batch under way."""

    @property
    def ended(self) -> bool:
        """Whether nothing happens to it any more."""
        return self.standing in ENDED
