"""`idnode import`: register the rows of a CSV or NDJSON file, and explain each row that is refused."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from node.acting import acting
from node.office import open_office
from node.options import run, with_settings
from node.printing import PARTIAL, print_json, remark
from node.settings import Settings
from registry.admit import Admitted, admit
from registry.templates.find import under_of
from schemas.cell import cell
from schemas.errors import Malformed
from schemas.job import DUPLICATES, Duplicates
from schemas.sheet import LONGEST_LINE, Fault, Read, encoding_of, read_csv, read_ndjson
from schemas.template import TemplateReference
from schemas.template_columns import Under

REFUSED = 1
# Further faults are counted and, with --errors, written to a file.
MOST_SHOWN = 20
MOST_LISTED = 10_000

FORMATS = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "ndjson"}


class Imported(msgspec.Struct):
    """What `--json` prints."""

    file: str
    format: str
    rows: int
    registered: int
    """Entered now; 0 for a dry run."""
    refused: int
    passed: int
    """Rows that nothing is wrong with; more than `registered` where nothing was to be entered, or not all could be."""
    dry_run: bool
    updated: int
    skipped: int
    errors: list[Fault]
    """The first of them."""


@click.command("import")
@with_settings()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "ndjson"]), help="what the file is (its name says it)")
@click.option("--encoding", type=click.Choice(["utf-8", "gb18030"]), help="of a CSV (found out)")
@click.option("--as", "key", metavar="KEY", help="act as this key: its id, or the key itself")
@click.option(
    "--as-prefix", "prefixes", multiple=True, metavar="PREFIX", help="act as the holder of PREFIX; repeatable"
)
@click.option("--all-or-nothing", is_flag=True, help="enter nothing if any row is refused")
@click.option(
    "--duplicates",
    type=click.Choice(DUPLICATES),
    default=DUPLICATES[0],
    help="rows whose identifier is registered already: wrong (refuse), left out (skip), put in its place (update)",
)
@click.option("--template", metavar="TEMPLATE", help="register the rows against this template, as product@1")
@click.option("--dry-run", is_flag=True, help="enter nothing, and say what would be refused")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="write every refused row to a CSV"
)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def command(
    settings: Settings,
    file: Path,
    kind: str | None,
    encoding: str | None,
    key: str | None,
    prefixes: tuple[str, ...],
    all_or_nothing: bool,
    duplicates: Duplicates,
    template: str | None,
    dry_run: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Register the rows of FILE.

    NDJSON: one {"handle": …, "values": […]} a line. CSV: the header names the column handle; every other column is
    named after the type of the value it holds, or, with --template, after an item by its code or name. Wrong rows are
    refused with line, column and reason and spoil no other.

    Exit status: 0 all registered, 3 some, 1 none.
    """
    under = None if template is None else run(_under(settings, TemplateReference.parse(template), key, prefixes))
    kind = kind or FORMATS.get(file.suffix.lower()) or _looks_like(file)
    listed: list[Fault] = []
    with file.open("rb") as octets, _fault_file(errors) as write, _progress(file, octets) as advance:
        if kind == "csv" and encoding is None:
            encoding = encoding_of(_lines(octets))
            octets.seek(0)
        if kind == "csv":
            rows = read_csv(_lines(octets), encoding or "utf-8", under=under)
        else:
            rows = read_ndjson(_lines(octets), under=under)

        def refuse(fault: Fault) -> None:
            write(fault)
            if len(listed) < MOST_LISTED:
                listed.append(fault)

        done = run(_import(settings, rows, key, prefixes, all_or_nothing, duplicates, dry_run, refuse, advance))
    entered = done.registered if done.entered else 0
    if as_json:
        print_json(
            Imported(
                str(file),
                kind,
                done.rows,
                entered,
                done.refused,
                done.registered,
                dry_run,
                done.updated,
                done.skipped,
                listed,
            ),
        )
    else:
        _tell(file, kind, encoding, done, dry_run, listed, errors)
    if done.refused:
        sys.exit(PARTIAL if entered or done.updated or done.skipped or (dry_run and done.registered) else REFUSED)


async def _import(
    settings: Settings,
    rows: Iterator[Read | Fault],
    key: str | None,
    prefixes: tuple[str, ...],
    all_or_nothing: bool,
    duplicates: Duplicates,
    dry_run: bool,
    refuse: Callable[[Fault], None],
    advance: Callable[[int], None],
) -> Admitted:
    async with open_office(settings) as office:
        who = await acting(office, key, prefixes)
        done = await admit(
            office.book,
            who,
            rows,
            all_or_nothing=all_or_nothing,
            duplicates=duplicates,
            rehearse=dry_run,
            refuse=refuse,
            advance=advance,
        )
        if office.calls is not None and done.serial:
            await office.calls.level(done.serial)
        return done


async def _under(settings: Settings, reference: TemplateReference, key: str | None, prefixes: tuple[str, ...]) -> Under:
    async with open_office(settings) as office:
        who = await acting(office, key, prefixes)
        async with office.book.reading() as page:
            return await under_of(page, who, reference)


def _tell(
    file: Path, kind: str, encoding: str | None, done: Admitted, dry_run: bool, faults: list[Fault], errors: Path | None
) -> None:
    if kind == "csv" and encoding == "gb18030":
        remark(f"{file} is read as GB18030")
    for fault in faults[:MOST_SHOWN]:
        where = f"line {fault.row}" + (f", {fault.column}" if fault.column else "")
        remark(f"{where}: {_visible(fault.reason)}")
    if done.refused > MOST_SHOWN:
        more = f"all of them are in {errors}" if errors else "--errors FILE lists all of them"
        remark(f"... and {done.refused - MOST_SHOWN} more; {more}")
    rows = f"{done.rows} row{'s' * (done.rows != 1)}"
    if dry_run:
        click.echo(f"{rows}: {done.registered} can be registered, {done.refused} would be refused; a dry run")
    elif done.entered:
        more = f", {done.updated} changed" if done.updated else ""
        more += f", {done.skipped} left as they are" if done.skipped else ""
        click.echo(f"{rows}: {done.registered} registered{more}, {done.refused} refused")
    else:
        click.echo(f"{rows}: nothing registered, {done.refused} refused")


def _lines(octets: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is far too long only its beginning, so that it is refused and not kept."""
    while line := octets.readline(LONGEST_LINE + 2):
        yield line
        while len(line) == LONGEST_LINE + 2 and not line.endswith(b"\n"):
            line = octets.readline(LONGEST_LINE + 2)


def _looks_like(file: Path) -> str:
    with file.open("rb") as octets:
        start = octets.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Malformed(f"{file} is empty")
    return "ndjson" if start.startswith((b"{", b"[")) else "csv"


class _FaultFile:
    """Refused rows as a CSV that spreadsheets open as it is meant."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(("row", "column", "reason", "handle"))

    def __enter__(self) -> Callable[[Fault], None]:
        return self._write

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _write(self, fault: Fault) -> None:
        self._rows.writerow((fault.row, *map(cell, (fault.column, fault.reason, fault.handle))))


def _fault_file(path: Path | None) -> AbstractContextManager[Callable[[Fault], None]]:
    return _FaultFile(path) if path is not None else nullcontext(lambda _: None)


class _Bar:
    """A progress bar over the octets of the file, for whoever watches."""

    def __init__(self, file: Path, octets: BinaryIO) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._octets = octets
        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(file.name, total=file.stat().st_size)

    def __enter__(self) -> Callable[[int], None]:
        self._bar.start()
        return lambda _: self._bar.update(self._task, completed=self._octets.tell())

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _progress(file: Path, octets: BinaryIO) -> AbstractContextManager[Callable[[int], None]]:
    return _Bar(file, octets) if sys.stderr.isatty() else nullcontext(lambda _: None)


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
