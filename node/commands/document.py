"""`idnode document`: documents that come with applications: bring one, fetch one."""

from pathlib import Path

import click

from node.acting import acting
from node.office import open_office
from node.options import run, with_settings
from node.printing import print_json, remark
from node.settings import Settings
from registry.deposit import deposit, fetch
from registry.store.documents import Document
from registry.web.v1.dossiers import document_document

_AS = click.option("--as", "key", metavar="KEY", help="act as the holder of this key, or of the key with this id")


@click.group()
def command() -> None:
    """Documents: pictures and PDFs, kept sealed."""


@command.command("bring")
@with_settings()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_AS
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def bring(settings: Settings, file: Path, key: str | None, as_json: bool) -> None:
    """Keep FILE; its id is what a profile names."""

    octets = file.read_bytes()

    async def act() -> Document:
        async with open_office(settings) as office:
            return await deposit(office.group, await acting(office, key, ()), office.practice, octets)

    kept = run(act())
    if as_json:
        print_json(document_document(kept))
    else:
        click.echo(kept.id)
        remark(f"{kept.type}, {kept.size} octets, sha256:{kept.digest}")


@command.command("fetch")
@with_settings()
@click.argument("id")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_AS
def fetch_(settings: Settings, id: str, file: Path, key: str | None) -> None:
    """Write document ID to FILE; the trail keeps who fetched it."""

    async def act() -> tuple[Document, bytes]:
        async with open_office(settings) as office:
            return await fetch(office.group, await acting(office, key, ()), office.practice, id)

    kept, octets = run(act())
    file.write_bytes(octets)
    remark(f"{kept.type}, {kept.size} octets, in {file}")
