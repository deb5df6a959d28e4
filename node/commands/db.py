"""`idnode db`: the registry's database: upgrade, check, reindex, backup, restore, rotate-key."""

import os
import sys
from pathlib import Path

import click

from node import backup
from node.cli import FAILED
from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json
from node.settings import Settings
from registry.index.follow import Indexer
from registry.reseal import Resealed, note_rotation, reseal
from registry.store import migrate
from registry.store.book import Book


@click.group()
def command() -> None:
    """The database: bring it to this release, look whether it is sound, index it anew, copy it, bring it back."""


@command.command("upgrade")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def upgrade(settings: Settings, as_json: bool) -> None:
    """Bring the database to this release. The release before can still run on it."""

    async def act() -> tuple[str | None, str | None]:
        before = await migrate.current(settings.database)
        await migrate.upgrade(settings.database)
        return before, await migrate.current(settings.database)

    former = os.umask(0o077)
    try:
        before, after = run(act())
    finally:
        os.umask(former)
    if as_json:
        print_json({"before": before, "after": after})
    else:
        click.echo(f"The database is at {after}." if before == after else f"From {before or 'nothing'} to {after}.")


@command.command("check")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def check(settings: Settings, as_json: bool) -> None:
    """Whether the database is at this release and its tables are as they should be; exit status 1 if not."""

    async def act() -> tuple[str | None, list[str]]:
        current = await migrate.current(settings.database)
        found = await migrate.differences(settings.database) if current == migrate.newest() else []
        return current, [str(each) for each in found]

    current, differences = run(act())
    good = current == migrate.newest() and not differences
    if as_json:
        print_json({"revision": current, "newest": migrate.newest(), "differences": differences, "good": good})
    elif current != migrate.newest():
        click.echo(
            f"The database is at {current or 'nothing'}, this release at {migrate.newest()}: `idnode db upgrade`."
        )
    elif differences:
        click.echo("The tables differ from this release's:\n  " + "\n  ".join(differences))
    else:
        click.echo(f"The database is at {current} and as it should be.")
    sys.exit(0 if good else FAILED)


@command.command("reindex")
@with_settings()
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def reindex(settings: Settings, as_json: bool) -> None:
    """Make the index of search anew from the journal. The node may go on; it finds the newest only, meanwhile."""

    async def act() -> int:
        book = Book(settings.database)
        try:
            indexer = Indexer(book)
            await indexer.begin_anew()
            return await indexer.catch_up()
        finally:
            await book.close()

    serial = run(act())
    if as_json:
        print_json({"serial": serial})
    else:
        click.echo(f"The index of search has come to change {serial}.")


@command.command("backup")
@with_settings()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def make(settings: Settings, folder: Path, as_json: bool) -> None:
    """Copy database and secrets into a new FOLDER, while the node goes on, and hold the copy against itself.

    The folder holds the node's secrets: keep it as safe as the data folder.
    """
    _tell(backup.make_backup(settings, folder), f"The backup is in {folder}", as_json)


@command.command("restore")
@with_settings()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def restore(settings: Settings, folder: Path, as_json: bool) -> None:
    """Make a node out of the backup in FOLDER, in a data folder where there is none."""
    _tell(backup.restore_backup(settings, folder), f"The node is in {settings.data}", as_json)


@command.command("rotate-key")
@with_settings()
@click.option("--forget-old", is_flag=True, help="forget the keys before it, once nothing is sealed with them")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def rotate_key(settings: Settings, forget_old: bool, as_json: bool) -> None:
    """Seal personal data and documents with a new key, while the node goes on.

    Backups need the keys of their time, which are in them. Keys that come from the environment are changed there:
    put the new one before the others, start the node anew, and call this.
    """

    async def act() -> tuple[str, Resealed]:
        async with open_office(settings) as office:
            seals = office.practice.seals
            if seals.own:
                seals.add()
            done = await reseal(office.book, office.practice)
            await office.group.do(lambda page: note_rotation(page, office.me, seals.current, done))
            if forget_old:
                seals.forget(done.keys)
            return seals.current, done

    current, done = run(act())
    if as_json:
        print_json({"key": current, "rows": done.rows, "documents": done.documents, "forgotten": forget_old})
    else:
        click.echo(f"Key {current} seals now; {done.rows} rows and {done.documents} documents were sealed anew.")


def _tell(manifest: backup.Manifest, sentence: str, as_json: bool) -> None:
    if as_json:
        print_json(manifest)
    else:
        click.echo(
            f"{sentence}: {manifest.records} records (identifiers, and one for each prefix), "
            f"{manifest.holdings} prefixes, changes up to {manifest.serial}; every file was checked."
        )
