"""A job for the press: which things are to get which code on which labels, and in what form they are wanted."""

from pathlib import Path
from typing import Literal, get_args

import msgspec

from schemas.printing.content import Kind
from schemas.printing.layout import LayoutDocument
from schemas.printing.lines import LineDocument, Thing

Form = Literal["pdf", "preview", "svg", "png"]
"""One PDF; the first page as a picture; a ZIP of one SVG, or one PNG, for each thing."""
FORMS: tuple[Form, ...] = get_args(Form)

MOST_LABELS = 10_000
"""Of one job: a PDF of some five megabytes, for which the typesetter takes half a gigabyte of memory."""

RESOLUTIONS = (72, 2_400)
"""Dots an inch that a printer may have."""


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
