"""Jobs from end to end on both databases: checked, started, resumed after a crash at any batch, cancelled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from registry.credentials import Pepper, holder, issue, revoke
from registry.group import Group
from registry.jobs import work
from registry.jobs.desk import cancel, doer_of, listed, principal_of, start, visible
from registry.jobs.receive import receive
from registry.jobs.shelf import Shelf
from registry.jobs.work import Worker
from registry.people.appoint import accept, appoint, person
from registry.quota import limit_prefix
from registry.register import Registration, register
from registry.store import accounts, jobs
from registry.store.book import Book
from registry.store.page import Writing
from registry.store.tables import jobs as jobs_table
from schemas.account import Account, AccountStanding
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.handle import Handle
from schemas.job import ENDED, LIFE, Format, Job, JobAct, JobStanding, Mode
from schemas.principal import Principal, Role
from schemas.template import TemplateReference
from tests.support.books import APP, OTHER, PREFIX, ROOT, STRANGER, Clock

ROWS = 5_000
WRONG = {7: "nonsense", 2_500: "88.1000.10/THEIRS", 4_999: "88.1000.1/N-0003"}


def table(rows: int = ROWS, wrong: dict[int, str] | None = None) -> bytes:
    """A CSV; `wrong` has other identifiers, by their line."""
    lines = ["handle,URL,产品名称"]
    for number in range(rows):
        handle = (wrong or {}).get(number + 2, f"88.1000.1/N-{number:04}")
        lines.append(f"{handle},https://a.example/{number},水泵{number}")
    return "\n".join(lines).encode() + b"\n"


class Desk:
    """A worker over a book, and the verbs as a person calls them."""

    def __init__(self, book: Book, folder: Path) -> None:
        self.book = book
        self.shelf = Shelf(folder / "jobs")
        self.seen: list[int] = []

        async def visible(serial: int) -> None:
            self.seen.append(serial)

        self.group = Group(book, visible)
        self.worker = Worker(book, self.shelf, visible)

    async def send(
        self,
        octets: bytes,
        who: Principal = APP,
        format: Format = "csv",
        mode: Mode = "skip-bad",
        name: str = "a.csv",
        template: TemplateReference | None = None,
    ) -> Job:
        """Send a file."""

        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(octets), 10_000):
                yield octets[at : at + 10_000]

        return await receive(self.book, self.group, self.shelf, who, pieces(), name, format, mode, "refuse", template)

    async def now(self, job: Job) -> Job:
        """The job as it is."""
        async with self.book.reading() as page:
            found = await jobs.find(page, job.id)
        assert found is not None
        return found

    async def start(self, job: Job, who: Principal = APP, mode: Mode | None = None) -> Job:
        """Start it."""
        async with self.book.writing() as page:
            return await start(page, who, job.id, mode)

    async def stored(self, *names: str) -> int:
        """How many of these are registered."""
        async with self.book.reading() as page:
            return len(await page.find_many(Handle.parse(name) for name in names))


@pytest.fixture
def desk(book: Book, tmp_path: Path) -> Desk:
    """The desk, over each database in turn."""
    return Desk(book, tmp_path)


EVERY_NAME = [f"88.1000.1/N-{number:04}" for number in range(ROWS)]


async def test_a_file_is_looked_through_and_then_entered(desk: Desk) -> None:
    job = await desk.send(table(wrong=WRONG))
    assert await desk.worker.next()
    checked = await desk.now(job)

    assert (checked.standing, checked.rows, checked.wrong, checked.registered) == (JobStanding.CHECKED, ROWS, 3, 0)
    found = [(fault.row, fault.reason) for fault in desk.shelf.faults(checked)]
    assert found == [
        (7, "cannot read 'nonsense' as a handle: expected a slash between prefix and suffix"),
        (2_500, "key:app may not register 88.1000.10/THEIRS"),
        (4_999, "88.1000.1/N-0003 is given twice: line 5 has it"),
    ]
    assert await desk.stored(*EVERY_NAME) == 0
    assert not await desk.worker.next()

    await desk.start(job)
    assert await desk.worker.next()
    done = await desk.now(job)
    assert (done.standing, done.seen, done.registered, done.refused) == (JobStanding.DONE, ROWS, ROWS - 3, 3)
    assert [(fault.row, fault.reason) for fault in desk.shelf.faults(done)] == found
    assert await desk.stored(*EVERY_NAME) == ROWS - 3
    assert b"".join(desk.shelf.faults_table(done)).decode().splitlines()[1] == (
        "7,handle,cannot read 'nonsense' as a handle: expected a slash between prefix and suffix,nonsense"
    )
    assert desk.seen


class Broken(BaseException):
    """The process dies here."""


class Dying(Book):
    """A book whose process dies after so many writing transactions, before or behind the commit."""

    def __init__(self, book: Book, after: int, committed: bool) -> None:
        self.__dict__ = book.__dict__
        self._left = after
        self._committed = committed

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        """A page; the process may die on it."""
        self._left -= 1
        async with Book.writing(self) as page:
            yield page
            if self._left == 0 and not self._committed:
                raise Broken
        if self._left == 0:
            raise Broken


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("after", [1, 2, 3])
async def test_a_crash_at_any_batch_doubles_nothing_and_leaves_nothing_out(
    desk: Desk, after: int, committed: bool
) -> None:
    job = await desk.send(table(wrong=WRONG))
    await desk.worker.next()
    await desk.start(job)
    dying = Worker(Dying(desk.book, after, committed), desk.shelf, desk.worker._visible)
    with pytest.raises(Broken):
        await dying.next()
    there = await desk.now(job)
    assert there.standing is JobStanding.RUNNING

    assert await desk.worker.next()
    done = await desk.now(job)

    assert (done.standing, done.seen, done.registered, done.refused) == (JobStanding.DONE, ROWS, ROWS - 3, 3)
    assert [fault.row for fault in desk.shelf.faults(done)] == [7, 2_500, 4_999]
    assert await desk.stored(*EVERY_NAME) == ROWS - 3
    async with desk.book.reading() as page:
        record = await page.find(Handle.parse("88.1000.1/N-0000"))
    assert record is not None
    assert record.version == 1


async def test_without_the_note_of_how_far_it_is_a_crash_would_show(desk: Desk) -> None:
    """The twin: where the note is lost, rows that are in are looked at again, and told as refused."""
    job = await desk.send(table())
    await desk.worker.next()
    await desk.start(job)
    with pytest.raises(Broken):
        await Worker(Dying(desk.book, 2, True), desk.shelf, desk.worker._visible).next()
    async with desk.book.writing() as page:
        page.also(jobs_table.update().values(seen=0), {})
    await desk.worker.next()

    assert (await desk.now(job)).refused > 0


async def test_all_or_nothing(desk: Desk) -> None:
    bad = await desk.send(table(wrong=WRONG), mode="all-or-nothing")
    await desk.worker.next()
    with pytest.raises(Conflict, match="3 rows are wrong, and all or nothing was asked for"):
        await desk.start(bad)
    good = await desk.send(table(), mode="all-or-nothing")
    await desk.worker.next()
    await desk.start(good)
    async with desk.book.writing() as page:
        await register(page, APP, Registration(Handle.parse("88.1000.1/N-4321"), ()))
    await desk.worker.next()
    spoilt = await desk.now(good)

    assert (spoilt.standing, spoilt.reason) == (JobStanding.FAILED, "1 rows were refused, so nothing was entered")
    assert [fault.row for fault in desk.shelf.faults(spoilt)] == [4_323]
    assert await desk.stored(*EVERY_NAME) == 1

    again = await desk.send(table(4_000), mode="all-or-nothing")
    await desk.worker.next()
    await desk.start(again)
    await desk.worker.next()
    assert (await desk.now(again)).registered == 4_000


async def test_a_job_is_cancelled_at_once_or_after_its_batch(desk: Desk) -> None:
    waiting = await desk.send(table())
    await desk.worker.next()
    async with desk.book.writing() as page:
        assert (await cancel(page, APP, waiting.id)).standing is JobStanding.CANCELLED
    async with desk.book.writing() as page:
        with pytest.raises(Conflict, match="the job is cancelled: it cannot cancel now"):
            await cancel(page, APP, waiting.id)
        with pytest.raises(Conflict, match="the job is cancelled: it cannot start now"):
            await start(page, APP, waiting.id)
    running = await desk.send(table())
    await desk.worker.next()
    await desk.start(running)
    async with desk.book.writing() as page:
        assert (await cancel(page, APP, running.id)).stop
    await desk.worker.next()

    assert (await desk.now(running)).standing is JobStanding.CANCELLED
    assert await desk.stored(*EVERY_NAME) == 0


async def test_a_file_that_cannot_be_read_fails_in_words(desk: Desk) -> None:
    job = await desk.send(b"a,b\n1,2\n")
    await desk.worker.next()

    failed = await desk.now(job)
    assert (failed.standing, failed.reason) == (
        JobStanding.FAILED,
        "the header has no column handle: got 'a, b'",
    )
    with pytest.raises(Malformed, match="the file is empty"):
        await desk.send(b"")
    assert len(list((desk.shelf.source(job.id).parent.parent).iterdir())) == 1


async def test_who_sees_which_jobs(desk: Desk) -> None:
    mine = await desk.send(table(3))
    parks = await desk.send(table(3), who=ROOT)
    auditor = Principal("key:auditor", Role.AUDITOR)
    with pytest.raises(Forbidden, match="key:auditor may not register anything"):
        await desk.send(table(3), who=auditor)
    async with desk.book.writing() as page:
        assert {job.id for job in await listed(page, ROOT)} == {mine.id, parks.id}
        assert [job.id for job in await listed(page, APP)] == [mine.id]
        assert await listed(page, STRANGER) == []
        for verb in (visible, start, cancel):
            with pytest.raises(Absent):
                await verb(page, STRANGER, mine.id)
        assert (await visible(page, ROOT, mine.id)).id == mine.id


async def test_nobody_has_a_job_do_what_they_might_not_do_themselves(desk: Desk) -> None:
    sender = msgspec.structs.replace(APP, enterprise="e1")
    looking = msgspec.structs.replace(sender, name="key:looking", scopes=frozenset({"list"}))
    beside = Principal("key:beside", Role.ENTERPRISE_APP, (OTHER,), enterprise="e1")
    colleague = msgspec.structs.replace(sender, name="key:colleague")
    job = await desk.send(table(3), who=sender)
    await desk.worker.next()

    async with desk.book.writing() as page:
        for who in (looking, beside):
            assert (await visible(page, who, job.id)).id == job.id
            for verb in (start, cancel):
                with pytest.raises(Forbidden, match=f"{who.name} may not register what key:app may, who sent the file"):
                    await verb(page, who, job.id)
    assert (await desk.start(job, colleague)).standing is JobStanding.RUNNING


@pytest.mark.parametrize("gone", ["revoked", "run out"])
async def test_a_job_ends_when_the_key_it_was_sent_with_does(desk: Desk, clock: Clock, gone: str) -> None:
    async with desk.book.writing() as page:
        key, _ = await issue(page, ROOT, Pepper(b"p" * 32), Role.ENTERPRISE_APP, (PREFIX,), days=1)
    who = holder(key, "")
    job = await desk.send(table(), who=who)
    await desk.worker.next()
    await desk.start(job, who)
    with pytest.raises(Broken):  # in the middle of it
        await Worker(Dying(desk.book, 1, True), desk.shelf, desk.worker._visible).next()
    async with desk.book.writing() as page:
        if gone == "revoked":
            await revoke(page, ROOT, key.id)
    clock.now += 86_400 if gone == "run out" else 1

    await desk.worker.next()
    ended = await desk.now(job)

    assert (ended.standing, ended.registered) == (JobStanding.FAILED, 2_000)
    assert ended.reason == f"key:{key.id} was revoked meanwhile, or has run out"


@pytest.mark.parametrize("gone", ["closed", "another role"])
async def test_a_job_ends_when_its_person_is_let_in_no_more(desk: Desk, gone: str) -> None:
    pepper = Pepper(b"p" * 32)
    async with desk.book.writing() as page:
        account, invitation = await appoint(page, ROOT, pepper, Account("", "lilei", "Li Lei", Role.PARK_ADMIN))
        await accept(page, pepper, invitation, "hash", "")
        await appoint(page, ROOT, pepper, Account("", "other", "Other", Role.PARK_ADMIN))
    job = await desk.send(table(3), who=person(account, ""))
    await desk.worker.next()
    await desk.start(job, ROOT)
    async with desk.book.writing() as page:
        kept = await accounts.find(page, account.id)
        assert kept is not None
        changed = {"standing": AccountStanding.CLOSED} if gone == "closed" else {"role": Role.AUDITOR}
        accounts.replace(page, msgspec.structs.replace(kept, account=msgspec.structs.replace(kept.account, **changed)))

    await desk.worker.next()

    assert (await desk.now(job)).reason == "person:lilei is not let in as park-admin any more"


async def test_old_jobs_and_strays_are_let_go(desk: Desk, clock: Clock) -> None:
    job = await desk.send(table(3))
    await desk.worker.next()
    stray = desk.shelf.place("stray")
    stray.write_bytes(b"x")
    assert await desk.worker.tidy(clock.now) == 0
    clock.now += work.KEPT_SECONDS + 1

    assert await desk.worker.tidy(4_000_000_000) == 2
    async with desk.book.reading() as page:
        assert await jobs.find(page, job.id) is None
    assert not stray.exists()


def test_a_principal_comes_back_out_of_what_is_kept_of_it() -> None:
    who = Principal("key:app", Role.ENTERPRISE_APP, APP.prefixes, "10.0.0.1", None, "e1", "p1", frozenset({"register"}))

    assert principal_of(doer_of(who)) == who


@pytest.mark.parametrize("standing", JobStanding)
def test_every_standing_has_its_row_and_ends_somewhere(standing: JobStanding) -> None:
    assert standing in LIFE
    assert (standing in ENDED) == (not LIFE[standing])
    if standing not in ENDED:
        assert LIFE[standing][JobAct.CANCEL] is JobStanding.CANCELLED


async def test_a_file_that_was_cut_off_on_the_disk_is_not_entered_in_part(desk: Desk) -> None:
    job = await desk.send(table())
    source = desk.shelf.source(job.id)
    source.write_bytes(source.read_bytes()[:50_000])

    await desk.worker.next()

    failed = await desk.now(job)
    assert (failed.standing, failed.reason) == (
        JobStanding.FAILED,
        "the file of the job is not as it was sent any more: send it again",
    )


async def test_so_many_files_are_open_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.jobs.desk.MOST_OPEN", 2)
    mine = msgspec.structs.replace(APP, enterprise="e1")
    first = await desk.send(table(3), who=mine)
    await desk.send(table(3), who=mine)
    with pytest.raises(
        Conflict, match="^2 files are open already, which is the most there can be: start or cancel one"
    ):
        await desk.send(table(3), who=mine)
    assert len(list(desk.shelf.source(first.id).parent.parent.iterdir())) == 2
    await desk.send(table(3), who=ROOT)  # another's files are another's

    while await desk.worker.next():
        continue
    async with desk.book.writing() as page:
        await cancel(page, mine, first.id)
    await desk.send(table(3), who=mine)


async def test_what_the_quotas_will_not_let_in_is_told_beforehand(desk: Desk) -> None:
    async with desk.book.writing() as page:
        await limit_prefix(page, ROOT, PREFIX, 3_000)
        key, _ = await issue(page, ROOT, Pepper(b"p" * 32), Role.ENTERPRISE_APP, (PREFIX,), registrations=2_500)
    by_prefix, by_key = await desk.send(table()), await desk.send(table(), who=holder(key, ""))
    while await desk.worker.next():
        continue

    checked = [await desk.now(job) for job in (by_prefix, by_key)]
    assert [job.wrong for job in checked] == [ROWS - 3_000, ROWS - 2_500]
    first = next(iter(desk.shelf.faults(checked[0])))
    assert (first.row, first.reason) == (3_002, "the prefix 88.1000.1 has room for no more, wanted 1")
    await desk.start(by_prefix)
    await desk.worker.next()
    assert (await desk.now(by_prefix)).registered == 3_000


async def test_a_file_at_which_the_node_fails_keeps_no_other_from_its_turn(desk: Desk, caplog: Any) -> None:
    class Spoilt(Shelf):
        """A shelf with a mistake in it."""

        def unchanged(self, job: Job) -> bool:
            if job.id == bad.id:
                raise ZeroDivisionError
            return super().unchanged(job)

    bad = await desk.send(table(3))
    good = await desk.send(table(3), who=ROOT)
    worker = Worker(desk.book, Spoilt(desk.shelf.source(bad.id).parent.parent), desk.worker._visible)
    while await worker.next():
        continue

    failed = await desk.now(bad)
    assert (failed.standing, failed.reason) == (
        JobStanding.FAILED,
        "the node has failed at this file: its log says at what",
    )
    assert (await desk.now(good)).standing is JobStanding.CHECKED
    assert "ZeroDivisionError" in caplog.text


async def test_enterprises_take_turns(desk: Desk, clock: Clock) -> None:
    busy, other = (msgspec.structs.replace(APP, enterprise=each) for each in ("e1", "e2"))
    sent = []
    for who in (busy, busy, busy, other):
        sent.append(await desk.send(table(3), who=who))
        clock.now += 1
    done: list[int] = []
    while await desk.worker.next():
        ended = [place for place, job in enumerate(sent) if (await desk.now(job)).standing is JobStanding.CHECKED]
        done += [place for place in ended if place not in done]

    assert done == [0, 3, 1, 2]
