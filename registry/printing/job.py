"""A job for the press: which things are to get which code on which labels, and in what form they are wanted."""

from pathlib import Path

import msgspec

from schemas.errors import Malformed
from schemas.printing.choice import MOST_LABELS, Form, LabelsDocument
from schemas.printing.content import Kind, require_carried, usual_kind
from schemas.printing.door import public
from schemas.printing.layout import Layout, LayoutDocument
from schemas.printing.layouts import named
from schemas.printing.length import MM, from_mm
from schemas.printing.lines import LineDocument, Thing, read_lines, usual_lines
from schemas.printing.symbology import symbology

RESOLUTIONS = (72, 2_400)
"""Dots an inch that a printer may have."""
_LARGEST_MODULE = 10 * MM


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the press needs; it looks nothing up."""

    form: Form
    things: tuple[Thing, ...]
    symbology: str
    level: str
    content: Kind
    base: str
    """The address below which codes lead, without a slash at its end."""
    layout: LayoutDocument
    lines: tuple[LineDocument, ...]
    module: int
    """Nanometres; 0: as large as there is room, or the usual size where there is no label."""
    dpi: int
    """0: modules need not be whole dots."""
    skip: int
    """Places of the first page that are left empty: a sheet that was begun is used up."""
    font: Path | None
    """The font to set labels in; None: the best one found."""
    title: str


def job_of(document: LabelsDocument, base: str, font: Path | None) -> Job:
    """The job that a document means, without its things yet; what can be refused without them is. `base` is the node's.

    Raises, in this order:
        Malformed: a symbology, a level, a content, an address, a layout, a line, a resolution, a module or a number of
            used labels that cannot be.
    """
    kind = symbology(document.symbology)
    kind.level(document.level)
    content = document.content or usual_kind(kind)
    require_carried(content, kind)
    if document.base is not None or content in ("url", "digital-link"):
        base = public(base if document.base is None else document.base)
    layout = named(document.layout) if isinstance(document.layout, str) else document.layout
    Layout.parse(layout)
    lines = usual_lines(kind.gs1) if document.lines is None else document.lines
    written = tuple(LineDocument(line) if isinstance(line, str) else line for line in lines)
    read_lines(written)
    if not 0 <= document.skip < MOST_LABELS:
        raise Malformed(f"skip is {document.skip}, expected 0 to {MOST_LABELS - 1}")
    return Job(
        form=document.format,
        things=(),
        symbology=kind.name,
        level=document.level,
        content=content,
        base=base,
        layout=layout,
        lines=written,
        module=module_of(document.module),
        dpi=_resolution(document.dpi),
        skip=document.skip,
        font=font,
        title="labels",
    )


def module_of(wanted: float | None) -> int:
    """The size of a module in nanometres, from millimetres; 0 where none is wanted.

    Raises:
        Malformed: none, less than nothing, or larger than a centimetre.
    """
    if wanted is None:
        return 0
    module = from_mm(wanted, "module")
    if not 0 < module <= _LARGEST_MODULE:
        raise Malformed(f"module is {wanted:g}, expected more than 0 and at most {_LARGEST_MODULE // MM} millimetres")
    return module


def _resolution(dpi: int | None) -> int:
    least, most = RESOLUTIONS
    if dpi is not None and not least <= dpi <= most:
        raise Malformed(f"dpi is {dpi}, expected {least} to {most}")
    return dpi or 0
