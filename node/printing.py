"""What commands print: JSON for programs, tables for people; data to standard output, remarks to standard error."""

import sys
from collections.abc import Iterable, Sequence

import click
import msgspec

PARTIAL = 3
"""Exit status of a command that did some of what it was asked, and says which."""


def print_json(data: object) -> None:
    """One JSON document, indented, in UTF-8 whatever the terminal says."""
    octets = msgspec.json.format(msgspec.json.encode(data), indent=2)
    sys.stdout.flush()
    sys.stdout.buffer.write(octets + b"\n")
    sys.stdout.buffer.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: drawn on a terminal, else lines with tabs between the cells, which `cut` and `awk` read."""
    if not sys.stdout.isatty():
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(_cell(cell) for cell in row))
        return
    # rich takes 150 ms to import: only who sees its tables waits for it.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(Text(_cell(cell)) for cell in row))
    Console().print(table)


def _cell(cell: object) -> str:
    """A value on one line; control characters of a record never reach the terminal."""
    text = "" if cell is None else str(cell)
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def remark(sentence: str) -> None:
    """Something for whoever watches, not for the program that reads the output."""
    click.echo(sentence, err=True)
