"""Choices: which things are to get labels, and what labels, as requests and the command line say it."""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import msgspec

from schemas.errors import Malformed
from schemas.prefix import Prefix
from schemas.printing.content import Kind
from schemas.printing.layout import LayoutDocument
from schemas.printing.lines import LineDocument
from schemas.shape import closed, reader

Form = Literal["pdf", "preview", "svg", "png"]
"""One PDF; its first page as a picture; a ZIP of one SVG, or one PNG, for each thing."""
FORMS: tuple[Form, ...] = get_args(Form)

MOST_LABELS = 10_000
"""Of one request: a PDF of some five megabytes, for which the typesetter takes half a gigabyte of memory."""
USUAL_LAYOUT = "a4-3x8"


class MatchingDocument(msgspec.Struct, frozen=True):
    """What a public value must be like: its type, and its text with `*` for anything."""

    type: str
    text: str


class LabelsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Which things are to get labels, and what labels."""

    identifiers: tuple[str, ...] | None = None
    """A label for each of these; or"""
    prefix: str | None = None
    """for each of this prefix,"""
    after: str = ""
    """from behind this suffix on,"""
    matching: MatchingDocument | None = None
    """that has such a value; or"""
    batch: str | None = None
    """for each of this batch,"""
    first: int | None = None
    """from this serial on."""
    count: int | None = None
    """So many of a prefix or a batch; None: all, which may be ten thousand."""
    unregistered: bool = False
    """Whether identifiers that are listed need not be registered."""
    symbology: str = "qr"
    level: str = ""
    content: Kind | None = None
    base: str | None = None
    """Below which address codes lead; None: this node's own."""
    layout: str | LayoutDocument = USUAL_LAYOUT
    lines: tuple[str | LineDocument, ...] | None = None
    """None: the identifier, or the GS1 data, and the enterprise."""
    module: float | None = None
    """Millimetres; None: as large as there is room."""
    dpi: int | None = None
    """Of the printer, so that modules are whole dots."""
    skip: int = 0
    """Labels of the first sheet that are used up already."""
    format: Form = "pdf"


class Listed(msgspec.Struct, frozen=True):
    """Identifiers, one by one."""

    identifiers: Sequence[str]
    unregistered: bool = False


class OfPrefix(msgspec.Struct, frozen=True):
    """What a prefix has, from behind a suffix on, as far as it matches."""

    prefix: Prefix
    after: str = ""
    matching: MatchingDocument | None = None
    count: int | None = None
    """None: all, of which there must be no more than fit into one request."""


class OfBatch(msgspec.Struct, frozen=True):
    """Members of a batch; without a serial from its first one on."""

    id: str
    first: int | None = None
    count: int | None = None


Chosen = Listed | OfPrefix | OfBatch

read_labels: Callable[[bytes], LabelsDocument] = reader(closed(LabelsDocument), "labels")
"""Reads JSON octets as a document of labels."""

_WAYS = ("identifiers", "prefix", "batch")
# Which member goes with which way of choosing, and what it is where it is not given.
_BELONGS = {
    "after": ("prefix",),
    "matching": ("prefix",),
    "first": ("batch",),
    "count": ("prefix", "batch"),
    "unregistered": ("identifiers",),
}


def chosen_by(document: LabelsDocument) -> Chosen:
    """Which things a document chooses.

    Raises, in this order:
        Malformed: no way of choosing, or two; a member that belongs to another way; a count below one, or a prefix that
            cannot be read.
    """
    ways = [name for name in _WAYS if getattr(document, name) is not None]
    if len(ways) != 1:
        raise Malformed(
            f"labels of what? expected one of identifiers, prefix and batch, got {' and '.join(ways) or 'none'}"
        )
    for member, belongs in _BELONGS.items():
        if getattr(document, member) and ways[0] not in belongs:
            raise Malformed(f"{member} is given with {ways[0]}, expected it with {' or '.join(belongs)} only")
    if document.count is not None and document.count < 1:
        raise Malformed(f"count is {document.count}, expected 1 to {MOST_LABELS}")
    if document.identifiers is not None:
        return Listed(document.identifiers, document.unregistered)
    if document.prefix is not None:
        return OfPrefix(Prefix.parse(document.prefix), document.after, document.matching, document.count)
    assert document.batch is not None
    return OfBatch(document.batch, document.first, document.count)
