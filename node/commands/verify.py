"""`idnode verify`: hold this host's replica against the registry, and the trail against itself."""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence

import click
import msgspec

from node.cli import FAILED
from node.folder import Folder
from node.options import run, with_settings
from node.printing import print_json
from node.settings import Settings
from node.trail_watch import Memory
from registry.attest import Attested, Remembered, attest
from registry.store.book import Book
from registry.store.journal import Journal
from resolver.replica.batch import batch_key, batch_of
from resolver.replica.entry import Corrupt
from resolver.replica.level import Level
from resolver.replica.reader import Reader
from schemas.batch import Batch
from schemas.change import Numbered, Put, Retire
from schemas.errors import Busy
from schemas.handle import Handle
from schemas.mapping import Mapped, carried

PAGE = 5_000


@click.group("verify", invoke_without_command=True)
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@click.pass_context
def command(context: click.Context, settings: Settings, as_json: bool) -> None:
    """Compare the replica with the registry; exit status 1 if they differ. Nothing is changed.

    A node that is being served heals what is found here by itself. `idnode verify trail` looks at the trail instead.
    """
    if context.invoked_subcommand is not None:
        return
    found = run(_compare(settings))
    told = {name: found[name] for name in ("compared", "missing", "corrupt", "stale", "astray")}
    good = found["compared"] == found.total()
    if as_json:
        print_json(told | {"good": good})
    else:
        click.echo(", ".join(f"{name} {count}" for name, count in told.items()))
    sys.exit(0 if good else FAILED)


@command.command("trail")
@with_settings()
@click.option("--head", "heads", metavar="ACT:DIGEST", multiple=True, help="an end that was remembered; repeatable")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def of_trail(settings: Settings, heads: tuple[str, ...], as_json: bool) -> None:
    """Walk the trail and the journal from the beginning; exit status 1 if a line or a change is not as it was written.

    The end is held against the one that the keeper remembered in the data folder, and against each --head. Note the
    head that is printed where nobody who can write to the database can write: it tells a trail that was written anew.
    """
    remembered = [Remembered.parse(head) for head in heads]
    if (kept := Memory(Folder.of(settings).trail_head).read()) is not None:
        remembered.append(kept)
    found = run(_attested(settings, remembered))
    good = not found.faults
    head = f"{found.head.act}:{found.head.digest}"
    if as_json:
        print_json(msgspec.structs.asdict(found) | {"head": head, "good": good})
    else:
        pruned = f", pruned through {found.pruned_through}" if found.pruned_through else ""
        unsealed = f", {found.unsealed} not sealed yet" if found.unsealed else ""
        click.echo(f"lines {found.lines}, with changes {found.changed}{pruned}{unsealed}")
        click.echo(f"head {head}")
        for fault in found.faults:
            click.echo(f"idnode: {fault}", err=True)
    sys.exit(0 if good else FAILED)


async def _attested(settings: Settings, remembered: Sequence[Remembered]) -> Attested:
    book = Book(settings.database)
    try:
        async with book.reading() as page:
            return await attest(page, remembered)
    finally:
        await book.close()


async def _compare(settings: Settings) -> Counter[str]:
    """How many records and batches were compared, and how many of them are not in the replica as they should be.

    Raises:
        Absent: there is no node in the data folder.
        Busy: there is no replica yet, or the database cannot be reached.
    """
    folder = Folder.of(settings)
    level = Level.open(folder.level)
    reader = Reader(folder.replica, level, settings.replica_map_size)
    book = Book(settings.database)
    found: Counter[str] = Counter()
    try:
        if not level.generation:
            raise Busy("there is no replica yet: `idnode serve` builds it")
        above = b""
        while page := await Journal(book).page(above, PAGE):
            reader.refresh()
            for numbered in page:
                found["compared"] += 1
                if fault := _fault(reader, numbered):
                    found[fault] += 1
            above = _key(page[-1])
            await asyncio.sleep(0)
        above = b""
        while page := await Journal(book).batches(above, PAGE):
            reader.refresh()
            for numbered in page:
                assert isinstance(numbered.change, Batch)
                found["compared"] += 1
                if fault := _fault_of_batch(reader, numbered, above := batch_key(numbered.change)):
                    found[fault] += 1
    finally:
        await book.close()
        reader.close()
        level.close()
    return found


def _fault(reader: Reader, numbered: Numbered) -> str:
    """What is wrong with the replica's entry of a record; empty if nothing is.

    An entry that is newer than what the registry said a moment ago is fine: the node goes on meanwhile.
    """
    try:
        entry = reader.find(_key(numbered))
    except Corrupt:
        return "corrupt"
    if entry is None:
        return "missing"
    if entry.serial < numbered.serial:
        return "stale"
    if entry.serial == numbered.serial and entry.retired is not isinstance(numbered.change, Retire):
        return "stale"
    return "" if all(_leads_here(reader, mapped, entry.serial) for mapped in carried(entry.values())) else "astray"


def _fault_of_batch(reader: Reader, numbered: Numbered, key: bytes) -> str:
    """What is wrong with what the replica keeps of a batch; empty if nothing is."""
    there = reader.kept_batches.floor(key)
    if there is None or there[0] != key:
        return "missing"
    kept = batch_of(*there)
    if kept is None:
        return "corrupt"
    return "stale" if kept.serial < numbered.serial else ""


def _leads_here(reader: Reader, mapped: Mapped, serial: int) -> bool:
    """Whether another identifier that a record carries leads to it, or to a newer one that has it now."""
    try:
        pointer = reader.pointer(mapped.key)
    except Corrupt:
        return False
    return pointer is not None and pointer.serial >= serial


def _key(numbered: Numbered) -> bytes:
    assert isinstance(numbered.change, Put | Retire)
    return Handle.parse(numbered.change.handle).key
