"""`idnode trail`: the lines of the trail, the newest first; or a period of it as a file."""

import sys
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import json_line, print_json, print_table, remark
from node.settings import Settings
from registry.store import trail
from registry.store.trail import Sealed, Wanted
from registry.telling import csv_head, csv_row, told
from schemas.counting import SECONDS_A_DAY, day_begins, utc

_DAY = click.DateTime(["%Y-%m-%d"])
_MOST_LINES = 10_000


@click.command("trail")
@with_settings()
@click.option("--from", "first", type=_DAY, help="on this day or later (Asia/Shanghai)")
@click.option("--to", "last", type=_DAY, help="on this day or before")
@click.option("--actor", metavar="NAME", help="done by this one, as in key:7f3a")
@click.option("--verb", metavar="VERB", help="only these acts, as in grant")
@click.option("--subject", metavar="TEXT", help="only to what begins with this")
@click.option("--limit", type=click.IntRange(1, _MOST_LINES), default=50, show_default=True, help="lines at most")
@click.option(
    "--export", "form", type=click.Choice(["ndjson", "csv"]), help="all lines, the oldest first, in this form"
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="the file for --export; - is the output"
)
@click.option("--json", "as_json", is_flag=True, help="print a JSON array")
def command(
    settings: Settings,
    first: datetime | None,
    last: datetime | None,
    actor: str | None,
    verb: str | None,
    subject: str | None,
    limit: int,
    form: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Show who did what, when, from where. `idnode verify trail` says whether it is as it was written.

    CSV is written for spreadsheets: with a mark for UTF-8, and no cell is run as a formula.
    """
    if output is not None and form is None:
        raise Misuse("--output is for --export: expected --export ndjson or --export csv")
    wanted = Wanted(
        since=None if first is None else day_begins(first.date().isoformat()),
        before=None if last is None else day_begins(last.date().isoformat()) + SECONDS_A_DAY,
        actor=actor,
        verb=verb,
        subject=subject,
    )
    if form is not None:
        run(_exported(settings, wanted, form, output))
        return
    found, more = run(_listed(settings, wanted, limit))
    if as_json:
        print_json([told(each) for each in found])
        return
    print_table(
        ("act", "at", "actor", "from", "did", "to", "detail"),
        [
            (line.act, utc(line.at), line.actor, line.address, line.verb, line.subject, line.detail)
            for line in (each.line for each in found)
        ],
    )
    if more:
        remark("There are more: say --limit, or narrow it down.")


async def _listed(settings: Settings, wanted: Wanted, limit: int) -> tuple[list[Sealed], bool]:
    async with open_office(settings) as office, office.book.reading() as page:
        found: list[Sealed] = []
        below = None
        while True:
            some, below = await trail.list_(page, wanted, limit - len(found), below)
            found += some
            if below is None or len(found) >= limit:
                return found, below is not None


async def _exported(settings: Settings, wanted: Wanted, form: str, output: Path | None) -> None:
    async with open_office(settings) as office, office.book.reading() as page:
        written = _written(trail.walk(page, wanted), form)
        if output is None or str(output) == "-":
            sys.stdout.flush()
            await _pour(written, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        with output.open("xb") as file:
            await _pour(written, file)


async def _pour(pieces: AsyncIterator[bytes], file: BinaryIO) -> None:
    async for piece in pieces:
        file.write(piece)


async def _written(lines: AsyncIterator[Sequence[Sealed]], form: str) -> AsyncIterator[bytes]:
    if form == "csv":
        yield csv_head()
    async for some in lines:
        yield b"".join(csv_row(each) if form == "csv" else json_line(told(each)) for each in some)
