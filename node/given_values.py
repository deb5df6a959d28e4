"""Values that a command is given: a document, an address, a mailbox, and texts of types of their own."""

from collections.abc import Callable
from typing import BinaryIO

import click

from node.options import Misuse
from schemas.documents import read_values
from schemas.value import Value

URL_INDEX = 1
EMAIL_INDEX = 2
# china-node.md §3.3: from 2000 up stand the data of a business.
FIRST_OF_BUSINESS = 2000


def with_values(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options `--url`, `--email`, `--value` and `--values`, for `given_values`."""
    for option in (
        click.option(
            "--values", "document", type=click.File("rb"), help="a file with a JSON array of values; - is the input"
        ),
        click.option("--value", "texts", multiple=True, metavar="TYPE=TEXT", help="a value, from 2000 up; repeatable"),
        click.option("--email", metavar="ADDRESS", help="value 2"),
        click.option("--url", metavar="URL", help="value 1: where whoever scans the code is sent"),
    ):
        command = option(command)
    return command


def given_values(
    document: BinaryIO | None, url: str | None, email: str | None, texts: tuple[str, ...]
) -> tuple[Value, ...]:
    """The values, those of the document first.

    Raises:
        Malformed: the document cannot be read.
        Misuse: a text names no type.
    """
    values: list[Value] = []
    if document is not None:
        values += read_values(document.read(), "refuse").values
    if url is not None:
        values.append(Value(URL_INDEX, "URL", url.encode()))
    if email is not None:
        values.append(Value(EMAIL_INDEX, "EMAIL", email.encode()))
    for index, given in enumerate(texts, start=FIRST_OF_BUSINESS):
        type, sign, text = given.partition("=")
        if not sign:
            raise Misuse(f"--value {given[:40]!r}: expected TYPE=TEXT")
        values.append(Value(index, type, text.encode()))
    return tuple(values)
