"""The shelf of jobs: where the file of each lies, and what was found wrong with its rows, a line each.

Faults are written before the transaction that says how far the job is, which also says how long this file is then: what
lies behind that, a process left that did not come to its commit; nobody reads it, and the next faults take its place.
"""

import csv
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

import msgspec

from registry.settled import settle
from schemas.cell import cell
from schemas.job import Job
from schemas.sheet import Fault

_fault = msgspec.json.Decoder(Fault).decode
_HEADER = ("row", "column", "reason", "handle")


class Shelf:
    """The folder in which jobs lie."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, id: str) -> Path:
        """A place for the file of a new job."""
        folder = self._folder / id
        folder.mkdir(mode=0o700, parents=True)
        return folder / "source"

    def settle(self, id: str, file: int) -> None:
        """Return when the file of a new job, by its descriptor, is on the disk, and whoever looks for it finds it."""
        os.fsync(file)
        settle(self._folder / id)
        settle(self._folder)

    def unchanged(self, job: Job) -> bool:
        """Whether the file of a job is as it was sent."""
        with self.source(job.id).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == job.digest

    def source(self, id: str) -> Path:
        """The file of a job."""
        return self._folder / id / "source"

    def add(self, job: Job, faults: Sequence[Fault]) -> int:
        """Write faults behind those of the job; how long the file is then."""
        if not faults:
            return job.faults
        text = b"".join(msgspec.json.encode(fault) + b"\n" for fault in faults)
        path = self._folder / job.id / "faults"
        with path.open("r+b" if path.exists() else "xb") as file:
            file.seek(job.faults)
            file.write(text)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        return job.faults + len(text)

    def faults(self, job: Job) -> Iterator[Fault]:
        """What was found wrong, in the order of the rows."""
        left = job.faults
        try:
            file = (self._folder / job.id / "faults").open("rb")
        except FileNotFoundError:
            return
        with file:
            while left > 0 and (line := file.readline()):
                left -= len(line)
                yield _fault(line)

    def faults_table(self, job: Job, tell: Callable[[str], str] = str) -> Iterator[bytes]:
        """The same as a CSV that spreadsheets open as it is meant, in pieces; `tell` says each reason."""
        written = StringIO()
        rows = csv.writer(written)
        written.write("\ufeff")
        rows.writerow(_HEADER)
        for fault in self.faults(job):
            rows.writerow((fault.row, *map(cell, (fault.column, tell(fault.reason), fault.handle))))
            if written.tell() > 1 << 16:
                yield written.getvalue().encode("utf-8", "replace")
                written.seek(0)
                written.truncate()
        yield written.getvalue().encode("utf-8", "replace")

    def strays(self, known: Iterable[str], before: float) -> list[str]:
        """Folders of no job, last touched before this Unix second: of files that broke off on their way."""
        if not self._folder.is_dir():
            return []
        jobs = set(known)
        return [
            folder.name
            for folder in self._folder.iterdir()
            if folder.name not in jobs and folder.stat().st_mtime < before
        ]

    def discard(self, id: str) -> None:
        """Remove what belongs to a job."""
        shutil.rmtree(self._folder / id, ignore_errors=True)
