"""`idnode labels`: codes on labels, as one PDF, or alone as SVG or PNG."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from node.acting import acting
from node.office import open_office
from node.options import Misuse, run, with_settings
from node.printing import print_json, print_table
from node.settings import Settings
from schemas.errors import Malformed
from schemas.printing.choice import FORMS, MOST_LABELS, USUAL_LAYOUT, LabelsDocument, MatchingDocument, chosen_by
from schemas.printing.content import KINDS
from schemas.printing.layout import Layout, LayoutDocument, read_layout
from schemas.printing.layouts import LAYOUTS
from schemas.printing.lines import Thing, read_lines, shown_by
from schemas.printing.symbology import SYMBOLOGIES

_SECONDS = 1_800.0
"""How long a job may take here: whoever started it can end it."""
# What a file is by its ending, unless --format says it.
_ENDINGS = {".pdf": "pdf", ".png": "preview", ".zip": "svg"}


class Made(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    file: str
    format: str
    labels: int
    pages: int | None
    octets: int


@click.command("labels")
@with_settings("public_base")
@click.argument("identifiers", nargs=-1, metavar="[IDENTIFIER]...")
@click.option(
    "--file", type=click.File(encoding="utf-8-sig"), metavar="FILE", help="identifiers, one a line; - reads them"
)
@click.option("--prefix", metavar="PREFIX", help="a label for each identifier of PREFIX")
@click.option("--after", default="", metavar="SUFFIX", help="of a prefix: from behind this suffix on")
@click.option("--matching", metavar="TYPE=TEXT", help="of a prefix: what has such a public value; * for anything")
@click.option("--batch", metavar="ID", help="a label for each identifier of a batch")
@click.option("--first", type=int, metavar="N", help="of a batch: from this serial on")
@click.option("--count", type=int, metavar="N", help=f"of a prefix or a batch: so many, at most {MOST_LABELS}")
@click.option("--unregistered", is_flag=True, help="identifiers given one by one need not be registered yet")
@click.option("--symbology", default="qr", show_default=True, type=click.Choice(list(SYMBOLOGIES)), help="kind of code")
@click.option("--level", default="", metavar="LEVEL", help="of error correction (QR: L, M, Q, H; Han Xin: L1 to L4)")
@click.option(
    "--content", type=click.Choice(KINDS), help="what the code says (an address, GS1 data; bars: the identifier)"
)
@click.option(
    "--layout", default=USUAL_LAYOUT, show_default=True, metavar="NAME|FILE", help="a layout by name, or in JSON"
)
@click.option(
    "--line", "lines", multiple=True, metavar="TEXT", help="a line of text with {fields}; repeatable; '' for none"
)
@click.option("--module", type=float, metavar="MM", help="size of a module (as large as there is room)")
@click.option("--dpi", type=int, metavar="N", help="of the printer: modules become whole dots")
@click.option("--skip", type=int, default=0, metavar="N", help="labels of the first sheet that are used up already")
@click.option("--format", "form", type=click.Choice(FORMS), help="what is made (the ending of --out says it)")
@click.option("--out", default="labels.pdf", show_default=True, metavar="FILE", help="where to; - is standard output")
@click.option("--as", "key", metavar="KEY", help="act as this key: its id, or the key itself")
@click.option(
    "--as-prefix", "prefixes", multiple=True, metavar="PREFIX", help="act as the holder of PREFIX; repeatable"
)
@click.option("--list", "listing", is_flag=True, help="show the layouts that are known by name, and make nothing")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def command(
    settings: Settings,
    /,
    identifiers: tuple[str, ...],
    file: Any,
    matching: str | None,
    layout: str,
    lines: tuple[str, ...],
    form: str | None,
    out: str,
    key: str | None,
    prefixes: tuple[str, ...],
    listing: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Make codes for identifiers, each read back by a second library before it is printed.

    Which: IDENTIFIERs, or the lines of --file, or those of a --prefix or a --batch. Fields of --line: {identifier},
    {prefix}, {suffix}, {enterprise}, {code}, {number}, {value:TYPE}, {value:INDEX}.
    """
    if listing:
        _list(as_json)
        return
    if file is not None:
        identifiers = (*identifiers, *(line.strip() for line in file if line.strip()))
    document = LabelsDocument(
        identifiers=identifiers or None,
        matching=_matching(matching),
        layout=layout if layout in LAYOUTS or not Path(layout).is_file() else _own(Path(layout)),
        lines=tuple(line for line in lines if line) if lines else None,
        format=_form(form, out),
        **given,
    )
    job, made = run(_make(settings, document, key, prefixes))
    _write(out, made)
    paper = document.format in ("pdf", "preview")
    count = len(job.things)
    pages = Layout.parse(job.layout).pages(count, job.skip % Layout.parse(job.layout).labels) if paper else None
    if as_json and out != "-":
        print_json(Made(out, document.format, count, pages, len(made)))
    elif out != "-":
        on = f" on {pages} page{'s' * (pages != 1)}" if pages is not None else ""
        click.echo(f"{count} label{'s' * (count != 1)}{on}: {out}, {len(made):,} octets")


async def _make(settings: Settings, document: LabelsDocument, key: str | None, prefixes: tuple[str, ...]) -> Any:
    """The job with its things, and what it made."""
    # These take a tenth of a second to import: `--help` and `--list` need none of them.
    from registry.label_layout import with_layout
    from registry.labels import gather
    from registry.printing.job import job_of
    from registry.printing.order import order

    chosen = chosen_by(document)
    async with open_office(settings) as office:
        who = await acting(office, key, prefixes)
        async with office.book.reading() as page:
            job = job_of(await with_layout(page, who, document), settings.base, settings.label_font)
            things: tuple[Thing, ...] = await gather(page, who, chosen, shown_by(read_lines(job.lines)), _SECONDS)
    job = msgspec.structs.replace(job, things=things)
    with _progress(len(things)) as tell:
        return job, await order(job, tell, _SECONDS)


def _form(form: str | None, out: str) -> Any:
    found = form or _ENDINGS.get(Path(out).suffix.lower()) or ("pdf" if out == "-" else None)
    if found is None:
        raise Misuse(f"what is {out} to be? expected a name that ends in {', '.join(_ENDINGS)}, or --format")
    return found


def _matching(text: str | None) -> MatchingDocument | None:
    if text is None:
        return None
    type, sign, wanted = text.partition("=")
    if not sign or not type:
        raise Misuse(f"--matching {text[:40]!r}: expected TYPE=TEXT")
    return MatchingDocument(type, wanted)


def _own(path: Path) -> LayoutDocument:
    try:
        return read_layout(path.read_bytes())
    except Malformed as refusal:
        raise Malformed(f"{path}: {refusal}") from None


def _write(out: str, made: bytes) -> None:
    if out == "-":
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    # Whoever watches the folder for files to print never sees half of one.
    path = Path(out)
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(made)
    beside.replace(path)


def _list(as_json: bool) -> None:
    rows = [(name, str(Layout.parse(one.document).labels), one.title.zh, one.title.en) for name, one in LAYOUTS.items()]
    if as_json:
        print_json([{"name": one.name, "title": one.title, "layout": one.document} for one in LAYOUTS.values()])
    else:
        print_table(("layout", "labels a page", "说明", "what"), rows)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None] | None]:
    """A bar for whoever watches: labels drawn; what comes behind the last one is typesetting."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("codes", total=total)

        def tell(drawn: int) -> None:
            # A PDF is set when the last code is drawn: that takes a third of the time, and nobody says how far it is.
            bar.update(task, completed=drawn, description="codes" if drawn < total else "pages")

        yield tell
