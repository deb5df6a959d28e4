"""The press: carries one job out, from what is known of the things to the octets of a file.

Run as a program it reads the job from standard input and answers on standard output: `+` and the file, or `-` and the
sentence of a refusal; how far it has come goes to standard error, a number a line. So a job of ten thousand labels is
seconds of another process's time and memory, which can be bounded and ended, and never holds up whoever ordered it.
"""

import csv
import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice

import msgspec

from registry.printing.draw import draw
from registry.printing.fonts import label_font
from registry.printing.job import Job
from registry.printing.png import png
from registry.printing.sheet import Sheet, Stencil, sheet
from registry.printing.svg import svg
from registry.printing.typeset import pdf, picture
from schemas.cell import cell
from schemas.errors import Malformed
from schemas.printing.arrangement import arrange
from schemas.printing.content import content_of
from schemas.printing.layout import Layout
from schemas.printing.length import MM
from schemas.printing.lines import Thing, read_lines
from schemas.printing.symbol import Symbol
from schemas.printing.symbology import symbology

Tell = Callable[[int], None]
"""Told how many labels are drawn, now and then."""

_EVERY = 100
PREVIEW_DPI = 200
BAR_HEIGHT = 15 * MM
# A file in a ZIP has a time: that of no machine, so that the same job gives the same octets.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CPU_SECONDS = 600
_MEMORY = 4 << 30


def press(job: Job, tell: Tell) -> bytes:
    """The file that a job asks for.

    Raises:
        Malformed: what a symbology, a content, a layout, a line, a font or the typesetter refuses; of many labels the
            first that is refused, with its number.
    """
    if job.form in ("pdf", "preview"):
        return _sheets(job, tell)
    return _zip(job, tell)


def _sheets(job: Job, tell: Tell) -> bytes:
    layout = Layout.parse(job.layout)
    wanted = symbology(job.symbology)
    lines = read_lines(job.lines)
    text = bool(lines) and layout.code != "alone"
    stencil = Stencil(layout, arrange(layout, wanted, text), lines, label_font(job.font), job.module, job.dpi)
    skip = job.skip % layout.labels
    if job.form == "preview":
        first = msgspec.structs.replace(job, things=job.things[: layout.labels - skip])
        return picture(next(_pages(first, stencil, skip, tell)), layout, stencil.font, job.dpi or PREVIEW_DPI)
    return pdf(list(_pages(job, stencil, skip, tell)), layout, stencil.font, job.title)


def _pages(job: Job, stencil: Stencil, skip: int, tell: Tell) -> Iterator[Sheet]:
    cells = list(stencil.layout.cells())
    drawn = _drawn(job, tell)
    room = cells[skip:]
    while labels := [(place, *one) for place, one in zip(room, islice(drawn, len(room)), strict=False)]:
        yield sheet(labels, stencil)
        room = cells


def _drawn(job: Job, tell: Tell) -> Iterator[tuple[Symbol, Thing, int]]:
    """The code of each thing, the thing and its number."""
    wanted = symbology(job.symbology)
    for number, thing in enumerate(job.things, start=1):
        try:
            content = content_of(job.content, thing.said, job.base, wanted)
            symbol = draw(content, wanted, job.level)
        except Malformed as refusal:
            raise Malformed(f"label {number}: {refusal}" if len(job.things) > 1 else refusal.sentence) from None
        yield symbol, thing, number
        if number % _EVERY == 0 or number == len(job.things):
            tell(number)


def _zip(job: Job, tell: Tell) -> bytes:
    """One file a thing, and a table of them for whoever prints them elsewhere."""
    table = io.StringIO(newline="")
    rows = csv.writer(table)
    rows.writerow(("number", "file", "identifier", "content"))
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for symbol, thing, number in _drawn(job, tell):
            name = f"{number:05}.{job.form}"
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), bare(symbol, job.form, job.module, job.dpi))
            rows.writerow((number, name, cell(thing.identifier), cell(symbol.text)))
        archive.writestr(zipfile.ZipInfo("labels.csv", _LONG_AGO), "\ufeff" + table.getvalue())
    return octets.getvalue()


def bare(symbol: Symbol, form: str, module: int, dpi: int, height: int = BAR_HEIGHT) -> bytes:
    """A symbol without any label, as SVG or PNG.

    Raises:
        Malformed: a picture that cannot be.
    """
    module = module or symbol.symbology.module
    return svg(symbol, module, height) if form == "svg" else png(symbol, module, dpi or 300, height)


_read_job = msgspec.msgpack.Decoder(Job, dec_hook=lambda kind, text: kind(text)).decode


def main() -> None:
    """Carry out the job that stands on standard input."""
    # Nobody waits for a press whose orderer was killed: it ends by itself.
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))

    def tell(drawn: int) -> None:
        sys.stderr.write(f"{drawn}\n")
        sys.stderr.flush()

    try:
        answer = b"+" + press(_read_job(sys.stdin.buffer.read()), tell)
    except Malformed as refusal:
        answer = b"-" + refusal.sentence.encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
