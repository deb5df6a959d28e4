"""A layout: where labels stand on a page, exact to the nanometre; a label of a roll is a page of its own."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from schemas.errors import Malformed
from schemas.printing.length import MM, POINT, from_mm, in_mm
from schemas.shape import closed, reader

Place = Literal["auto", "left", "top", "alone"]
"""Where the code stands on a label: beside its text, above it, or without any."""

_LEAST, _MOST = 5 * MM, 2_000 * MM
"""Sides of labels and pages."""
_MOST_LABELS = 100
"""Columns, and rows, of a page."""
_SMALLEST_TEXT, _LARGEST_TEXT = 3.0, 72.0
_FARTHEST_OFFSET = 20 * MM


class LayoutDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """A layout as it is written: lengths in millimetres, text in points."""

    label_width: float
    label_height: float
    page_width: float | None = None
    """None: as wide as a label, as on a roll."""
    page_height: float | None = None
    columns: int = 1
    rows: int = 1
    left: float | None = None
    """From the page's edge to the first label; None: as much as on the other side."""
    top: float | None = None
    gap_x: float = 0
    gap_y: float = 0
    offset_x: float = 0
    """By how much all labels are moved to the right, for a printer that does not feed exactly."""
    offset_y: float = 0
    padding: float = 2
    """What stays free along the edges of a label."""
    code: Place = "auto"
    code_size: float | None = None
    """The largest side of a matrix code with its quiet zone, or the height of bars; None: as much as there is room."""
    text_size: float = 8
    """Points; what does not fit is set smaller."""
    cut_marks: bool = False


class Box(msgspec.Struct, frozen=True):
    """A rectangle on paper, from its upper left corner, in nanometres."""

    x: int
    y: int
    width: int
    height: int

    def moved(self, x: int, y: int) -> "Box":
        """The same rectangle elsewhere."""
        return Box(self.x + x, self.y + y, self.width, self.height)

    def holds(self, other: "Box") -> bool:
        """Whether another one lies within this one."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )


class Layout(msgspec.Struct, frozen=True):
    """A layout whose labels overlap nowhere and leave no page; lengths in nanometres."""

    page: Box
    label: Box
    """The first one on the page."""
    columns: int
    rows: int
    step_x: int
    """From a label to the next one on its right."""
    step_y: int
    padding: int
    code: Place
    code_size: int
    """0: as much as there is room."""
    text_size: int
    cut_marks: bool

    @classmethod
    def parse(cls, document: LayoutDocument) -> "Layout":
        """The layout that a document means.

        Raises, in this order:
            Malformed: a length that is none; a side, a count or a size out of bounds; a negative gap; a padding that
                leaves no label; labels that leave the page.
        """
        lengths = {
            name: from_mm(number, name)
            for name, number in msgspec.structs.asdict(document).items()
            if name in _LENGTHS and number is not None
        }
        width, height = (_side(lengths[name], name) for name in ("label_width", "label_height"))
        page_width = _side(lengths.get("page_width", width), "page_width")
        page_height = _side(lengths.get("page_height", height), "page_height")
        columns, rows = (_count(getattr(document, name), name) for name in ("columns", "rows"))
        gap_x, gap_y = (_not_negative(lengths[name], name) for name in ("gap_x", "gap_y"))
        padding = _not_negative(lengths["padding"], "padding")
        if 2 * padding >= min(width, height) - MM:
            raise Malformed(f"padding is {in_mm(padding)}, expected less than half a label")
        if not _SMALLEST_TEXT <= document.text_size <= _LARGEST_TEXT:
            raise Malformed(
                f"text_size is {document.text_size:g}, expected {_SMALLEST_TEXT:g} to {_LARGEST_TEXT:g} points"
            )
        for name in ("offset_x", "offset_y"):
            if abs(lengths[name]) > _FARTHEST_OFFSET:
                raise Malformed(
                    f"{name} is {in_mm(lengths[name])}, expected at most {in_mm(_FARTHEST_OFFSET)} either way"
                )
        across = columns * width + (columns - 1) * gap_x
        down = rows * height + (rows - 1) * gap_y
        x = lengths.get("left", (page_width - across) // 2) + lengths["offset_x"]
        y = lengths.get("top", (page_height - down) // 2) + lengths["offset_y"]
        for side, start, taken, page in (("wide", x, across, page_width), ("high", y, down, page_height)):
            if start < 0 or start + taken > page:
                raise Malformed(
                    f"labels take {in_mm(start)} to {in_mm(start + taken)} of a page {in_mm(page)} {side}, "
                    "expected them within it"
                )
        return cls(
            Box(0, 0, page_width, page_height),
            Box(x, y, width, height),
            columns,
            rows,
            width + gap_x,
            height + gap_y,
            padding,
            document.code,
            _not_negative(lengths.get("code_size", 0), "code_size"),
            round(document.text_size * POINT),
            document.cut_marks,
        )

    @property
    def labels(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows

    def cells(self) -> Iterator[Box]:
        """The labels of a page, row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield self.label.moved(column * self.step_x, row * self.step_y)

    def pages(self, labels: int, skipped: int = 0) -> int:
        """How many pages so many labels take, the first places of the first page being left empty."""
        return -(-(labels + skipped) // self.labels)


_LENGTHS = frozenset(
    {
        "label_width",
        "label_height",
        "page_width",
        "page_height",
        "left",
        "top",
        "gap_x",
        "gap_y",
        "offset_x",
        "offset_y",
        "padding",
        "code_size",
    }
)

read_layout = reader(closed(LayoutDocument), "a layout")
"""Reads JSON octets as a document of a layout."""


def _side(length: int, name: str) -> int:
    if not _LEAST <= length <= _MOST:
        raise Malformed(f"{name} is {in_mm(length)}, expected {in_mm(_LEAST)} to {in_mm(_MOST)}")
    return length


def _count(number: int, name: str) -> int:
    if not 1 <= number <= _MOST_LABELS:
        raise Malformed(f"{name} is {number}, expected 1 to {_MOST_LABELS}")
    return number


def _not_negative(length: int, name: str) -> int:
    if length < 0:
        raise Malformed(f"{name} is {in_mm(length)}, expected none below 0")
    return length
