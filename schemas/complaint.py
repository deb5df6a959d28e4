"""Complaints: everything that is wrong with a document, said at once, each with its place and in both languages."""

from collections.abc import Sequence

import msgspec

from schemas.errors import Malformed


class Complaint(msgspec.Struct, frozen=True):
    """One thing that is missing or wrong."""

    pointer: str
    """Where: a JSON pointer into the document (RFC 6901)."""
    code: str
    """For programs; never translated: `missing`, `unreadable`, `unknown`, `contradiction`, `taken`."""
    zh: str
    en: str


class Incomplete(Malformed):
    """A document has faults; all of them are told."""

    def __init__(self, what: str, complaints: Sequence[Complaint]) -> None:
        first = complaints[0]
        more = f", and {len(complaints) - 1} more" if len(complaints) > 1 else ""
        super().__init__(f"{what} has {_counted(complaints)}: {first.en} (at {first.pointer.lstrip('/')}){more}")
        self.what = what
        """What the faults are in: `the application`."""
        self.complaints = tuple((each.pointer, each.code, each.zh, each.en) for each in complaints)
        """Words only: pointer, code, Chinese, English."""


def _counted(complaints: Sequence[Complaint]) -> str:
    return "1 fault" if len(complaints) == 1 else f"{len(complaints)} faults"
