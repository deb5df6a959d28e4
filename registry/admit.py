"""Admit: enter the rows of a file, batch by batch, and say of each refused row why.

Each batch is one act in one transaction: a long file neither keeps the pen from other writers nor fills the memory,
and what has been entered stays when the process dies. The same file can be given again: what was entered is refused
then as registered already, and nothing is doubled.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from registry.amend import replace_many
from registry.first_lines import FirstLines
from registry.quota import leave_room
from registry.register import AlreadyRegistered, Registration, register_many
from registry.store.book import Book
from registry.store.page import Writing
from schemas.complaint import Incomplete
from schemas.errors import Conflict, NodeError
from schemas.handle import Handle
from schemas.job import Duplicates
from schemas.principal import Principal
from schemas.sheet import Fault, Read, UsualRow

ROWS_A_BATCH = 2_000
# Values may be large: a batch ends before it holds more of them than this.
OCTETS_A_BATCH = 8 << 20


class Admitted(msgspec.Struct):
    """What became of the rows of a file."""

    rows: int = 0
    registered: int = 0
    """Of a rehearsal, or where all or nothing was asked for and it was nothing: those that nothing is wrong with."""
    refused: int = 0
    entered: bool = True
    """Whether the registered ones are in the registry now."""
    serial: int = 0
    """The journal's serial of the last of them."""
    updated: int = 0
    """That were registered before, and say something else now."""
    skipped: int = 0
    """That were registered before, and were left as they are."""


class _TakenBack(Exception):
    """Ends a transaction without leaving anything behind."""


async def admit(
    book: Book,
    who: Principal,
    rows: Iterable[Read | Fault],
    *,
    all_or_nothing: bool = False,
    duplicates: Duplicates = "refuse",
    rehearse: bool = False,
    refuse: Callable[[Fault], None] | None = None,
    advance: Callable[[int], None] | None = None,
) -> Admitted:
    """Register the rows, in their order.

    `duplicates` says what becomes of rows whose identifier is registered already. `refuse` is told each refused row, in
    order; `advance` how many rows have been looked at so far. With `all_or_nothing` one refused row leaves nothing
    entered. A rehearsal enters nothing and says what would be refused. Both take the whole file as one act, which is
    held in memory until its end.

    Raises:
        Malformed: what reading the rows raises.
        Busy: the database cannot be reached; what was entered before stays.
    """
    admission = Admission(who, duplicates, refuse, advance)
    if rehearse or all_or_nothing:
        # All is read before the pen is taken: others wait for the entering only.
        await _admit_together(book, admission, list(batches(rows)), rehearse)
        return admission.done
    for batch in batches(rows):
        async with book.writing() as page:
            await admission.take(page, batch)
            serial = page.serial
        admission.confirm()
        admission.done.serial = serial
    return admission.done


async def _admit_together(
    book: Book, admission: "Admission", batches: Iterable[list[Read | Fault]], rehearse: bool
) -> None:
    """All batches in one transaction, taken back in the end if any row was refused or it is a rehearsal."""
    try:
        async with book.writing() as page:
            for batch in batches:
                await admission.take(page, batch)
                admission.confirm()
            if rehearse or admission.done.refused:
                raise _TakenBack
            admission.done.serial = page.serial
    except _TakenBack:
        admission.done.entered = False


class Admission:
    """One file on its way in."""

    def __init__(
        self,
        who: Principal,
        duplicates: Duplicates = "refuse",
        refuse: Callable[[Fault], None] | None = None,
        advance: Callable[[int], None] | None = None,
        taken_back: bool = False,
    ) -> None:
        """Take who admits, and how; `taken_back` says that each batch is, so that none finds those before it."""
        self.done = Admitted()
        self.faults: list[Fault] = []
        """What was wrong in the batch that was taken last, in the order of its rows."""
        self.fresh = 0
        """How many of its rows were entered."""
        self.updated = 0
        self.skipped = 0
        self._who = who
        self._duplicates = duplicates
        self._refuse = refuse
        self._advance = advance
        self._lines = FirstLines()
        self._would: Counter[str] | None = Counter() if taken_back else None

    async def take(self, page: Writing, batch: Sequence[Read | Fault]) -> None:
        """Enter a batch on a page; nothing is told before `confirm`."""
        self.faults = []
        keys = [b"" if isinstance(each, Fault) else _key_of(each) for each in batch]
        told = [each if not key else self._told_apart(each, key) for each, key in zip(batch, keys, strict=True)]
        rows = [each for each in told if not isinstance(each, Fault)]
        wanted = [row.ready if isinstance(row, UsualRow) else _registration_of(row) for row in rows]
        if self._would:
            await leave_room(page, self._who, self._would)
        answers = await register_many(page, self._who, wanted, all_or_nothing=False) if wanted else []
        if self._would is not None:
            entered = [row for row, answer in zip(rows, answers, strict=True) if not isinstance(answer, NodeError)]
            self._would.update(map(_prefix_of, entered))
        await self._once_more(page, rows, answers)
        self.fresh = sum(not isinstance(answer, NodeError) for answer in answers) - self.updated - self.skipped
        following = iter(answers)
        for each, key in zip(told, keys, strict=True):
            if isinstance(each, Fault):
                self.faults.append(each)
            elif isinstance(answer := next(following), NodeError):
                # Twice among these rows: the registry says so, and now the line is known.
                again = self._told_apart(each, key) if isinstance(answer, Conflict) else each
                fault = again if isinstance(again, Fault) else _refused(each, answer)
                self.faults.append(fault)
            else:
                self._lines.first(key, each.number)

    def pass_over(self, rows: Iterable[Read | Fault], faults: Iterable[Fault]) -> None:
        """Take note of rows that were taken before, by a process that ended, and of which of them were refused."""
        refused = iter(faults)
        fault = next(refused, None)
        for each in rows:
            if isinstance(each, Fault):
                continue
            while fault is not None and fault.row < each.number:
                fault = next(refused, None)
            if fault is None or fault.row != each.number:
                self._lines.first(_key_of(each), each.number)
                if self._would is not None and self._duplicates == "refuse":
                    self._would[_prefix_of(each)] += 1

    def confirm(self) -> None:
        """The batch is in: count it, and tell its faults."""
        if self._refuse is not None:
            for fault in self.faults:
                self._refuse(fault)
        self.done.rows += self.fresh + self.updated + self.skipped + len(self.faults)
        self.done.registered += self.fresh
        self.done.updated += self.updated
        self.done.skipped += self.skipped
        self.done.refused += len(self.faults)
        if self._advance is not None:
            self._advance(self.done.rows)

    def _told_apart(self, each: Read | Fault, key: bytes) -> Read | Fault:
        """The row, or a fault in its place if its identifier was entered from an earlier line."""
        if isinstance(each, Fault) or (line := self._lines.find(key)) is None:
            return each
        return _fault(each, f"{handle_of(each).text} is given twice: line {line} has it")

    async def _once_more(self, page: Writing, rows: Sequence[Read], answers: list[int | NodeError]) -> None:
        """Do with rows that are registered already what was asked for; their answers are put in place."""
        self.updated = self.skipped = 0
        if self._duplicates == "refuse":
            return
        again = [place for place, answer in enumerate(answers) if isinstance(answer, AlreadyRegistered)]
        changed: Sequence[int | NodeError] = [0] * len(again)
        if self._duplicates == "update":
            wanted = [_registration_of(rows[place]) for place in again]
            changed = await replace_many(page, self._who, wanted)
        for place, answer in zip(again, changed, strict=True):
            answers[place] = answer
            self.skipped += answer == 0
            self.updated += not isinstance(answer, NodeError) and answer > 0


def handle_of(row: Read) -> Handle:
    """The identifier of a row."""
    return row.ready.handle if isinstance(row, UsualRow) else row.handle


def _prefix_of(row: Read) -> str:
    return row.ready.prefix if isinstance(row, UsualRow) else row.handle.prefix.key


def _key_of(row: Read) -> bytes:
    return row.ready.key if isinstance(row, UsualRow) else row.handle.key


def _fault(row: Read, sentence: str) -> Fault:
    return Fault(row.number, "handle", sentence, handle_of(row).text)


def _refused(row: Read, refusal: NodeError) -> Fault:
    """A row that the registry refuses; where its fields do not fit a template, with all that is wrong with them."""
    if not isinstance(refusal, Incomplete):
        return _fault(row, refusal.sentence)
    columns = dict.fromkeys(pointer.split("/")[2] for pointer, _, _, _ in refusal.complaints)
    reasons = "; ".join(en for _, _, _, en in refusal.complaints)
    return Fault(row.number, ", ".join(columns), reasons, handle_of(row).text)


def _registration_of(row: Read) -> Registration:
    """What a row asks for; its values are without a time where it names none."""
    if not isinstance(row, UsualRow):
        return Registration(row.handle, row.values, row.template, row.fields)
    return Registration(
        row.ready.handle, tuple(msgspec.structs.replace(value, timestamp=0) for value in row.ready.values)
    )


def batches(rows: Iterable[Read | Fault]) -> Iterator[list[Read | Fault]]:
    """Rows in their order, as many together as one transaction takes."""
    remaining = iter(rows)
    while True:
        batch: list[Read | Fault] = []
        octets = 0
        for row in itertools.islice(remaining, ROWS_A_BATCH):
            batch.append(row)
            octets += _octets_of(row)
            if octets >= OCTETS_A_BATCH:
                break
        if not batch:
            return
        yield batch


def _octets_of(row: Read | Fault) -> int:
    if isinstance(row, UsualRow):
        return len(row.ready.packed)
    return len(row.reason) if isinstance(row, Fault) else sum(len(value.data) for value in row.values)
