"""Attest: walk the trail from its beginning and say whether it, and the journal, are as they were written.

Each line is held against its digest and the one before, each row of the journal against the digest in its line, the end
against what the head says. Whoever can write to the database can make a new chain, but not one that agrees with a head
that was remembered elsewhere: `idnode` keeps the last one in the data folder, and prints it for whoever wants to.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from registry.prune import Anchor, anchor, spared_digest
from registry.store import trail as lines
from registry.store.page import Reading
from registry.store.tables import journal, journal_head
from registry.store.trail import Sealed
from schemas.counting import SECONDS_A_DAY
from schemas.errors import Malformed
from schemas.trail import GENESIS, SHORTEST_DAYS, Line

MOST_FAULTS = 20
"""What is told at most: where much is wrong, more says no more."""

_CHANGES_A_LOOK = 20_000
_HEAD = re.compile("[0-9]{1,18}:[0-9a-f]{64}")


class Remembered(msgspec.Struct, frozen=True):
    """The end of the trail as it was once seen."""

    act: int
    digest: str
    """In hexadecimal."""
    at: int = 0
    """The Unix second of that line; 0: nobody knows."""

    @classmethod
    def parse(cls, text: str) -> "Remembered":
        """Read `4711:9f86d0…`.

        Raises:
            Malformed: it is not an act's number, a colon and a digest.
        """
        act, _, digest = text.partition(":")
        if not _HEAD.fullmatch(text):
            raise Malformed(f"cannot read {text[:80]!r} as a head: expected an act, a colon and 64 hexadecimal digits")
        return cls(int(act), digest)


class Attested(msgspec.Struct, frozen=True):
    """What was found."""

    lines: int
    changed: int
    """Lines with changes, held against the journal."""
    head: Remembered
    """The end of the trail: worth remembering where nobody who can write to the database can write."""
    pruned_through: int
    unsealed: int
    """Lines at the end that an older release has written; they get their digests when this one writes again."""
    faults: Sequence[str]
    """Sentences; none where everything is as it was written."""


def pruned_too_early(begins: Anchor, remembered: Remembered, now: int) -> bool:
    """Whether a line is said to be pruned that is not old enough: no node does that, but whoever forges a trail."""
    return begins.through >= remembered.act and remembered.at > now - SHORTEST_DAYS * SECONDS_A_DAY


class _Row(NamedTuple):
    """A row of the journal."""

    last: int
    first: int
    changes: bytes
    act: int


async def attest(page: Reading, remembered: Sequence[Remembered] = ()) -> Attested:
    """Walk the whole trail, and the journal beside it."""
    head = (await page.rows(sa.select(journal_head)))[0]
    begins = await anchor(page)
    walked = _Walk(page, begins, {each.act: each.digest for each in remembered})
    walked.faults += [
        f"line {each.act} is said to have been pruned, and is {(page.now - each.at) // SECONDS_A_DAY} days old"
        for each in remembered
        if begins is not None and pruned_too_early(begins, each, page.now)
    ]
    await walked.spared()
    async for some in lines.walk(page, above=walked.act):
        await walked.through([each for each in some if each.line.act <= head.sealed])
    await walked.end(head)
    return Attested(
        walked.lines,
        walked.changed,
        Remembered(walked.act, walked.digest.hex(), walked.at),
        begins.through if begins else 0,
        max(head.act - head.sealed, 0),
        walked.faults,
    )


class _Walk:
    """The walk: where it is, and what it has found."""

    def __init__(self, page: Reading, begins: Anchor | None, remembered: dict[int, str]) -> None:
        self._page = page
        self._begins = begins
        self._remembered = remembered
        self.act = begins.through if begins is not None else 0
        self.digest = bytes.fromhex(begins.digest) if begins is not None else GENESIS
        self._serial = begins.serial if begins is not None else 0
        self.at = 0
        self.lines = 0
        self.changed = 0
        self.faults: list[str] = []
        self._recall()

    async def spared(self) -> None:
        """Hold the lines that pruning has spared against what the line about it says."""
        if self._begins is None:
            return
        kept = [each async for some in lines.walk(self._page, through=self.act) for each in some]
        if spared_digest(kept) != self._begins.spared_digest:
            self._fault(f"the {len(kept)} lines that pruning spared up to line {self.act} were changed")

    async def through(self, some: Sequence[Sealed]) -> None:
        """Go on through some lines, and the rows of the journal that belong to them."""
        at = 0
        while at < len(some):
            changes, end = some[at].line.changes, at + 1
            while end < len(some) and changes + some[end].line.changes <= _CHANGES_A_LOOK:
                changes += some[end].line.changes
                end += 1
            held = await self._held(some[at:end])
            for each in some[at:end]:
                self._line(each)
                if each.line.changes:
                    self._content(each.line, held.get(each.line.act))
            at = end

    def _line(self, sealed: Sealed) -> None:
        line = sealed.line
        self.lines += 1
        if line.act != self.act + 1:
            first, last = self.act + 1, line.act - 1
            self._fault(f"line {first} is missing" if first == last else f"lines {first} to {last} are missing")
        elif sealed.digest is None:
            self._fault(f"line {line.act} has no digest")
        elif line.digest(self.digest) != sealed.digest:
            self._fault(f"line {line.act} is not what its digest says: it was changed, or the digest before it")
        # From here on by the digest that the line has: one change is one fault, not one in each line behind it.
        self.act, self.at, self.digest = line.act, line.at, sealed.digest or line.digest(self.digest)
        self._recall()

    def _recall(self) -> None:
        known = self._remembered.pop(self.act, None)
        if known is not None and known != self.digest.hex():
            self._fault(f"line {self.act} is another than the one that was remembered: the trail was written anew")

    def _content(self, line: Line, row: _Row | None) -> None:
        first, last = self._serial + 1, line.serial
        self._serial = max(self._serial, last)
        if row is None:
            self._fault(f"the changes of line {line.act}, serials {first} to {last}, are missing in the journal")
            return
        self.changed += 1
        if (row.first, row.last, row.last - row.first + 1) != (first, last, line.changes):
            self._fault(
                f"the changes of line {line.act} have serials {row.first} to {row.last}, expected {first} to {last}"
            )
        elif hashlib.sha256(row.changes).digest() != line.content:
            self._fault(f"the changes of line {line.act}, serials {first} to {last}, are not what the line says")

    async def _held(self, some: Sequence[Sealed]) -> dict[int, _Row]:
        """The rows of the journal of some lines, by act."""
        last = max(each.line.serial for each in some)
        asked = (
            sa.select(journal.c.last, journal.c.first, journal.c.changes, journal.c.act)
            .where(journal.c.last > self._serial, journal.c.last <= last)
            .limit(len(some))
        )
        if last <= self._serial:
            return {}
        rows = await self._page.rows(asked)
        return {row.act: _Row(row.last, row.first, row.changes, row.act) for row in rows}

    async def end(self, head: sa.Row[Any]) -> None:
        """Hold the end against what the head of the journal says, and against what was remembered."""
        if self.act != head.sealed:
            self._fault(f"the trail ends at line {self.act}, expected {head.sealed} as the head of the journal has it")
        elif self.lines and head.digest != self.digest:
            self._fault(f"the head of the journal has another digest than line {self.act}")
        if head.sealed == head.act:
            last = await self._page.scalar(sa.select(sa.func.max(journal.c.last))) or 0
            if self._serial != head.serial or last != head.serial:
                self._fault(
                    f"the lines account for changes up to serial {self._serial} and the journal ends at {last}, "
                    f"expected {head.serial} as its head has it"
                )
        for act in sorted(self._remembered):
            if act > self.act:
                self._fault(f"the trail ends at line {self.act}, but line {act} was remembered")

    def _fault(self, sentence: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(sentence)
