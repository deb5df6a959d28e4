"""The trail as a chain: every edit, removal, insertion and truncation is found, on both databases."""

import hashlib
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from registry.amend import replace
from registry.attest import Attested, Remembered, attest
from registry.grant import change_standing
from registry.register import Registration, register
from registry.retire import retire
from registry.store import migrate
from registry.store.book import Book
from registry.store.page import Reading
from registry.store.tables import journal, journal_head, trail
from registry.store.trail import find
from schemas.change import PrefixStanding, Put, Retire, unpack
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.trail import GENESIS, Line
from schemas.value import Value, pack_values
from tests.support.books import OTHER, PREFIX, ROOT, Clock

EDITS = {"sqlite": 1_000, "postgresql": 150}


async def lived(book: Book, acts: int) -> None:
    """A registry with a past: identifiers that came, changed and went, and acts that changed none."""
    chance = random.Random(5)
    names: list[Handle] = []
    for number in range(acts):
        async with book.writing() as page:
            if chance.random() < 0.2 or not names:
                for each in range(chance.randint(1, 5)):
                    handle = Handle.parse(f"{PREFIX}/{number}-{each}")
                    packed = pack_values((Value(1, "NAME", "轴承".encode()),))
                    page.enter_new([(handle.text, PREFIX.key, handle.suffix_key, packed)])
                    names.append(handle)
                page.note(ROOT, "register", PREFIX.text, identifiers=each + 1)
            elif chance.random() < 0.5:
                await replace(page, ROOT, chance.choice(names), (Value(1, "NAME", str(number).encode()),))
            elif chance.random() < 0.3:
                await retire(page, ROOT, names.pop(chance.randrange(len(names))))
            else:
                page.note(ROOT, "issue key", f"key{number}", role="auditor", before=None, after={"note": "审计\n员"})


async def told(book: Book, *remembered: Remembered) -> Attested:
    async with book.reading() as page:
        return await attest(page, remembered)


async def test_what_nobody_has_touched_is_whole(book: Book) -> None:
    await lived(book, 60)

    found = await told(book)

    async with book.reading() as page:
        head = (await page.rows(sa.select(journal_head)))[0]
        last = await find(page, head.act)
    assert found.faults == []
    assert (found.lines, found.unsealed, found.pruned_through) == (head.act, 0, 0)
    assert last is not None
    assert found.head == Remembered(head.act, head.digest.hex(), last.line.at)
    assert head.digest == last.digest
    assert found.changed > 30
    assert (await told(book, found.head)).faults == []


async def test_each_line_carries_the_digest_of_the_one_before(book: Book) -> None:
    await lived(book, 10)

    async with book.reading() as page:
        rows = await page.rows(sa.select(trail).order_by(trail.c.act))
    before = GENESIS
    for row in rows:
        line = Line(*tuple(row)[:-1])
        assert row.digest == hashlib.sha256(before + line.canonical).digest()
        before = row.digest


async def test_every_act_has_one_line_and_replaying_its_changes_gives_the_records(book: Book) -> None:
    await lived(book, 80)

    standing: dict[str, int] = {}
    async with book.reading() as page:
        for row in await page.rows(sa.select(journal).order_by(journal.c.last)):
            line = await find(page, row.act)
            changes = unpack(row.changes)
            assert line is not None
            assert (line.line.changes, line.line.serial) == (len(changes), row.last)
            for change in changes:
                if isinstance(change, Put | Retire):
                    standing[change.handle] = change.version if isinstance(change, Put) else -change.version
        kept = await page.find_many(map(Handle.parse, standing))
    assert {
        record.handle.text: record.version if record.active else -record.version for record in kept.values()
    } == standing


class Undone(Exception):
    """Takes an edit back."""


async def after(book: Book, edit: Callable[[AsyncConnection], Awaitable[Any]], *remembered: Remembered) -> Attested:
    """What is said of the trail after an edit, which is then taken back."""
    found: list[Attested] = []
    try:
        async with book.deriving() as connection:
            await edit(connection)
            found.append(await attest(Reading(connection, Clock()), remembered))
            raise Undone
    except Undone:
        return found[0]


def cell(chance: random.Random, column: sa.Column[Any], was: Any) -> Any:
    """Another content of a cell."""
    if isinstance(was, int):
        return was + chance.choice((-1, 1, 1000))
    if isinstance(was, bytes):
        at = chance.randrange(len(was))
        return was[:at] + bytes([was[at] ^ (1 << chance.randrange(8))]) + was[at + 1 :]
    if was is None:
        return b"x" * 32
    return was[:-1] if was and chance.random() < 0.5 else f"{was}{chance.choice('x 行')}"


async def random_edit(chance: random.Random, rows: list[Any], packed: list[Any], connection: AsyncConnection) -> str:
    """One edit, and what it was."""
    row, own = chance.choice(rows), chance.choice(packed)
    match chance.randrange(7):
        case 0 | 1 | 2:
            column = chance.choice([each for each in trail.columns if not each.primary_key])
            content = cell(chance, column, getattr(row, column.name))
            await connection.execute(trail.update().where(trail.c.act == row.act).values({column.name: content}))
            return f"{column.name} of line {row.act}"
        case 3:
            await connection.execute(trail.delete().where(trail.c.act == row.act))
            return f"line {row.act} removed"
        case 4:
            await connection.execute(trail.delete().where(trail.c.act >= row.act))
            return f"lines from {row.act} removed"
        case 5:
            column = chance.choice([journal.c.first, journal.c.act, journal.c.changes])
            content = cell(chance, column, getattr(own, column.name))
            await connection.execute(journal.update().where(journal.c.last == own.last).values({column.name: content}))
            return f"{column.name} of the changes up to {own.last}"
        case _:
            await connection.execute(journal.delete().where(journal.c.last == own.last))
            return f"changes up to {own.last} removed"


async def test_a_thousand_random_edits_are_all_found(book: Book) -> None:
    await lived(book, 40)
    chance = random.Random(6)
    async with book.reading() as page:
        rows = list(await page.rows(sa.select(trail)))
        packed = list(await page.rows(sa.select(journal)))
        dialect = page.connection.dialect.name
    edits: set[str] = set()
    for _ in range(EDITS[dialect]):
        said: list[str] = []

        async def edit(connection: AsyncConnection) -> None:
            said.append(await random_edit(chance, rows, packed, connection))  # noqa: B023 - called at once

        found = await after(book, edit)

        assert found.faults, said
        edits.add(said[0])
    assert len(edits) > EDITS[dialect] // 5
    assert (await told(book)).faults == []


async def forged(connection: AsyncConnection, act: int, *, ends: int | None = None, **cells: Any) -> None:
    """Change a line, and make all digests behind it right again, and the head: what one can who owns the database."""
    if ends is not None:
        await connection.execute(trail.delete().where(trail.c.act > ends))
    await connection.execute(trail.update().where(trail.c.act == act).values(cells or {"actor": trail.c.actor}))
    digest = GENESIS
    last = None
    for row in (await connection.execute(sa.select(trail).order_by(trail.c.act))).all():
        last = row
        digest = Line(*tuple(row)[:-1]).digest(digest)
        await connection.execute(trail.update().where(trail.c.act == row.act).values(digest=digest))
    assert last is not None
    head = {"act": last.act, "sealed": last.act, "digest": digest}
    if ends is not None:
        await connection.execute(journal.delete().where(journal.c.act > ends))
        serial = (await connection.execute(sa.select(sa.func.max(journal.c.last)))).scalar()
        head["serial"] = serial or 0
    await connection.execute(journal_head.update().values(head))


async def test_a_chain_made_anew_disagrees_with_a_head_that_was_remembered(book: Book) -> None:
    await lived(book, 20)
    head = (await told(book)).head

    changed = await after(book, lambda connection: forged(connection, 5, actor="key:nobody"), head)
    shortened = await after(book, lambda connection: forged(connection, 5, ends=head.act - 3), head)
    unseen = await after(book, lambda connection: forged(connection, 5, actor="key:nobody"))

    assert changed.faults == [
        f"line {head.act} is another than the one that was remembered: the trail was written anew"
    ]
    assert shortened.faults == [f"the trail ends at line {head.act - 3}, but line {head.act} was remembered"]
    assert unseen.faults == []  # this is why a head is remembered elsewhere


async def test_faults_are_told_in_a_sentence(book: Book) -> None:
    await lived(book, 10)
    head = (await told(book)).head

    async def edit(connection: AsyncConnection) -> None:
        await connection.execute(trail.update().where(trail.c.act == 4).values(subject="another"))
        await connection.execute(trail.delete().where(trail.c.act.in_([6, 7])))
        await connection.execute(trail.delete().where(trail.c.act == head.act))

    found = await after(book, edit)

    assert found.faults[0] == "line 4 is not what its digest says: it was changed, or the digest before it"
    assert "lines 6 to 7 are missing" in found.faults
    assert (
        f"the trail ends at line {head.act - 1}, expected {head.act} as the head of the journal has it" in found.faults
    )


async def test_lines_of_an_older_release_are_sealed_by_an_upgrade_and_by_the_next_act(
    book: Book, database_url: str
) -> None:
    await lived(book, 30)
    good = await told(book)

    async def made_old(connection: AsyncConnection, after_act: int) -> None:
        where = trail.c.act > after_act
        await connection.execute(trail.update().where(where).values(serial=0, content=None, digest=None))
        digest = None if not after_act else (await find(Reading(connection, Clock()), after_act))
        sealed = {"sealed": after_act, "digest": digest.digest if digest else None}
        await connection.execute(journal_head.update().values(sealed))

    async with book.deriving() as connection:
        await made_old(connection, 0)
    assert (await told(book)).unsealed == good.lines
    await migrate.upgrade(database_url)
    assert await told(book) == good

    async with book.deriving() as connection:
        await made_old(connection, good.lines - 7)
    assert (await told(book)).unsealed == 7
    async with book.writing() as page:
        await change_standing(page, ROOT, OTHER, PrefixStanding.SUSPENDED)
    again = await told(book)
    assert (again.faults, again.unsealed, again.lines) == ([], 0, good.lines + 1)
    assert (await told(book, good.head)).faults == []


@pytest.mark.parametrize("text", ["", "7", "7:", "7:abc", "x:" + "0" * 64, "7:" + "G" * 64, "-1:" + "0" * 64])
def test_a_head_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Remembered.parse(text)

    assert (
        refusal.value.sentence == f"cannot read {text!r} as a head: expected an act, a colon and 64 hexadecimal digits"
    )


async def test_what_is_registered_carries_the_digest_of_its_changes(book: Book) -> None:
    async with book.writing() as page:
        await register(page, ROOT, Registration(Handle.parse(f"{PREFIX}/A"), ()))

    async with book.reading() as page:
        row = (await page.rows(sa.select(journal).order_by(journal.c.last.desc()).limit(1)))[0]
        line = await find(page, row.act)
    assert line is not None
    assert line.line.content == hashlib.sha256(row.changes).digest()
