"""`idnode export`: any list with its filters as a file: CSV, XLSX or lines of JSON."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from node.acting import acting
from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, print_table
from node.settings import Settings
from registry.exports.listing import FORMS, Form
from registry.exports.lists import LISTS, described, export
from registry.exports.write import written


@click.command("export")
@with_settings()
@click.argument("name", metavar="LIST", required=False, type=click.Choice(list(LISTS)))
@click.argument("filters", metavar="[FILTER=TEXT]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMS), default=FORMS[0], show_default=True, help="of the file")
@click.option("--raw", is_flag=True, help="cells of a CSV as they are, for programs: a spreadsheet may run them")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="the file, which must not exist; - is the output"
)
@click.option("--as", "key", metavar="KEY", help="act as this key: its id, or the key itself")
@click.option(
    "--as-prefix", "prefixes", multiple=True, metavar="PREFIX", help="act as the holder of PREFIX; repeatable"
)
@click.option("--json", "as_json", is_flag=True, help="without LIST: print a JSON array")
def command(
    settings: Settings,
    name: str | None,
    filters: tuple[str, ...],
    form: Form,
    raw: bool,
    output: Path | None,
    key: str | None,
    prefixes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write LIST to a file; without LIST, say which lists there are and what they can be narrowed down by.

    As in: idnode export identifiers prefix=88.1000.1 types=URL,DESC --format xlsx --output parts.xlsx
    """
    if name is None:
        _tell(as_json)
        return
    given: dict[str, str] = {}
    for each in filters:
        word, equals, text = each.partition("=")
        if not equals or word in given:
            raise Misuse(f"cannot read {each[:40]!r} as a filter: expected NAME=TEXT, each name once")
        given[word] = text
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise Misuse("a workbook is no text: say --output FILE")
    run(_export(settings, name, given, form, raw, output, key, prefixes))


async def _export(
    settings: Settings,
    name: str,
    given: dict[str, str],
    form: Form,
    raw: bool,
    output: Path | None,
    key: str | None,
    prefixes: tuple[str, ...],
) -> None:
    async with open_office(settings) as office:
        who = await acting(office, key, prefixes)
        listing = await export(office.book, office.group, who, name, given, form)
        if output is not None and str(output) != "-":
            with output.open("xb") as file:
                async for piece in written(listing, form, raw):
                    file.write(piece)
            return
        out: BinaryIO = sys.stdout.buffer
        async for piece in written(listing, form, raw):
            out.write(piece)
        out.flush()


def _tell(as_json: bool) -> None:
    rows = described()
    if as_json:
        print_json(rows)
        return
    shown = []
    for row in rows:
        words = (f"{each['name']}=" if each["required"] else f"[{each['name']}=]" for each in row["filters"])
        shown.append((row["list"], row["zh"], " ".join(words)))
    print_table(("list", "", "filters"), shown)
