"""Admit: enter the rows of a file, batch by batch, and say of each refused row why.

Each batch is one act in one transaction: a long file neither keeps the pen from other writers nor fills the memory,
and what has been entered stays when the process dies. The same file can be given again: what was entered is refused
then as registered already, and nothing is doubled.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator

import msgspec

from registry.register import Registration, register_many
from registry.store.book import Book
from registry.store.page import Writing
from schemas.errors import Conflict, NodeError
from schemas.principal import Principal
from schemas.sheet import Fault, Row

ROWS_A_BATCH = 2_000
# Values may be large: a batch ends before it holds more of them than this.
OCTETS_A_BATCH = 8 << 20

# For how many rows of a file it is remembered which line had the identifier first. Behind that a double is refused
# all the same, but without the line.
REMEMBERED = 2_000_000


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


class _TakenBack(Exception):
    """Ends a transaction without leaving anything behind."""


async def admit(
    book: Book,
    who: Principal,
    rows: Iterable[Row | Fault],
    *,
    all_or_nothing: bool = False,
    rehearse: bool = False,
    refuse: Callable[[Fault], None] | None = None,
    advance: Callable[[int], None] | None = None,
) -> Admitted:
    """Register the rows, in their order.

    `refuse` is told each refused row, in order; `advance` how many rows have been looked at so far. With
    `all_or_nothing` one refused row leaves nothing entered. A rehearsal enters nothing and says what would be refused.
    Both take the whole file as one act, which is held in memory until its end.

    Raises:
        Malformed: what reading the rows raises.
        Busy: the database cannot be reached; what was entered before stays.
    """
    admission = Admission(who, refuse, advance)
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
    book: Book, admission: "Admission", batches: Iterable[list[Row | Fault]], rehearse: bool
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
        refuse: Callable[[Fault], None] | None = None,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        self.done = Admitted()
        self.faults: list[Fault] = []
        """What was wrong in the batch that was taken last, in the order of its rows."""
        self.fresh = 0
        """How many of its rows were entered."""
        self._who = who
        self._refuse = refuse
        self._advance = advance
        self._lines: dict[bytes, int] = {}

    async def take(self, page: Writing, batch: list[Row | Fault]) -> None:
        """Enter a batch on a page; nothing is told before `confirm`."""
        self.faults.clear()
        self.fresh = 0
        rows = [row for row in batch if isinstance(row, Row)]
        wanted = [Registration(row.handle, row.values) for row in rows]
        answers = await register_many(page, self._who, wanted, all_or_nothing=False) if wanted else []
        told = iter(zip(rows, answers, strict=True))
        for each in batch:
            if isinstance(each, Fault):
                self.faults.append(each)
                continue
            row, answer = next(told)
            if isinstance(answer, NodeError):
                self.faults.append(Fault(row.number, "handle", self._sentence(row, answer), row.handle.text))
                continue
            self.fresh += 1
            if len(self._lines) < REMEMBERED:
                self._lines[row.handle.key] = row.number

    def confirm(self) -> None:
        """The batch is in: count it, and tell its faults."""
        if self._refuse is not None:
            for fault in self.faults:
                self._refuse(fault)
        self.done.rows += self.fresh + len(self.faults)
        self.done.registered += self.fresh
        self.done.refused += len(self.faults)
        if self._advance is not None:
            self._advance(self.done.rows)

    def _sentence(self, row: Row, refusal: NodeError) -> str:
        if isinstance(refusal, Conflict) and (line := self._lines.get(row.handle.key)):
            return f"{row.handle.text} is given twice: line {line} has it"
        return refusal.sentence


def batches(rows: Iterable[Row | Fault]) -> Iterator[list[Row | Fault]]:
    """Rows in their order, as many together as one transaction takes."""
    remaining = iter(rows)
    while True:
        batch: list[Row | Fault] = []
        octets = 0
        for row in itertools.islice(remaining, ROWS_A_BATCH):
            batch.append(row)
            octets += sum(len(value.data) for value in row.values) if isinstance(row, Row) else len(row.reason)
            if octets >= OCTETS_A_BATCH:
                break
        if not batch:
            return
        yield batch
