"""A layout of one's own: the paper that an enterprise or the park prints on, under a name, with its labels' lines."""

import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Words
from schemas.printing.layout import Layout, LayoutDocument
from schemas.printing.layouts import LAYOUTS, NamedLayout
from schemas.printing.lines import LineDocument, read_lines
from schemas.shape import closed, reader

LONGEST_TITLE = 100
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class OwnLayoutDocument(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A layout as it is kept."""

    layout: LayoutDocument
    title: str = ""
    """What people call it; empty: by its name."""
    lines: tuple[str | LineDocument, ...] | None = None
    """What its labels say where a request says nothing; None: the usual."""


read_own_layout = reader(closed(OwnLayoutDocument), "a label layout")
"""Reads JSON octets as a document of a layout of one's own."""


def require_name(name: str) -> None:
    """Make sure that a layout can have a name.

    Raises:
        Malformed: it is none, or that of a layout which every node knows.
    """
    if not _NAME.fullmatch(name):
        raise Malformed(f"name of the layout is {name[:60]!r}, expected 1 to 40 small letters, digits and hyphens")
    if name in LAYOUTS:
        raise Malformed(f"name of the layout is {name!r}, which is one that every node knows: expected another")


def require_drawable(document: OwnLayoutDocument) -> None:
    """Make sure that labels can be made of a layout.

    Raises, in this order:
        Malformed: a title that is too long; a layout or a line that cannot be.
    """
    if len(document.title) > LONGEST_TITLE or not document.title.isprintable():
        raise Malformed(f"title of the layout is {document.title[:80]!r}, expected at most {LONGEST_TITLE} characters")
    Layout.parse(document.layout)
    if document.lines is not None:
        read_lines(tuple(LineDocument(line) if isinstance(line, str) else line for line in document.lines))


def as_named(name: str, document: OwnLayoutDocument) -> NamedLayout:
    """The layout as those that every node knows."""
    title = document.title or name
    return NamedLayout(name, Words(title, title), document.layout)
