"""What commands print: JSON for programs, tables for people; data to standard output, remarks to standard error."""

import json
import sys
from collections.abc import Iterable, Sequence

import click
import msgspec

# NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR: JSON leaves them as they are, and many readers end a line there.
_ENDS_OF_LINES = tuple((end.encode(), f"\\u{ord(end):04x}".encode()) for end in "\x85\u2028\u2029")

PARTIAL = 3
"""Exit status of a command that did some of what it was asked, and says which."""


def print_json(data: object) -> None:
    """One JSON document, indented, in UTF-8 whatever the terminal says."""
    octets = msgspec.json.format(msgspec.json.encode(data), indent=2)
    sys.stdout.flush()
    sys.stdout.buffer.write(octets + b"\n")
    sys.stdout.buffer.flush()


def json_line(data: object) -> bytes:
    """One JSON document on one line, whichever characters a reader takes for the end of one.

    >>> json_line({"a": "\u2028中"})
    b'{"a":"\\\\u2028\\xe4\\xb8\\xad"}\\n'
    """
    try:
        octets = msgspec.json.encode(data)
    except UnicodeEncodeError:  # half a pair, or octets that were not UTF-8: JSON says them by number only
        octets = json.dumps(msgspec.to_builtins(data)).encode()
    for octets_of_end, escape in _ENDS_OF_LINES:
        octets = octets.replace(octets_of_end, escape)
    return octets + b"\n"


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table: drawn on a terminal, else lines with tabs between the cells, which `cut` and `awk` read."""
    if not sys.stdout.isatty():
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(one_line(cell) for cell in row))
        return
    # rich takes 150 ms to import: only who sees its tables waits for it.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    Console().print(table)


def one_line(cell: object) -> str:
    """A value on one line; control characters of a record never reach the terminal."""
    text = "" if cell is None else str(cell)
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def remark(sentence: str) -> None:
    """Something for whoever watches, not for the program that reads the output."""
    click.echo(sentence, err=True)
