"""Fitting: lines of text into a room, set smaller, broken into rows or cut with an ellipsis, so that nothing overflows.

Text is measured by whoever knows the font; here is decided. What is tried, the first that fits being taken: every line
as large as it should be, broken into rows where it is too long; the same smaller and smaller; at the smallest, lines
are cut at their end. A line that is only a little too long is set a little smaller before it is broken.
"""

from collections.abc import Callable, Sequence

import msgspec

from schemas.errors import Malformed
from schemas.printing.layout import Box
from schemas.printing.length import POINT, in_mm

Measure = Callable[[str], float]
"""How wide a text is, as a multiple of its size."""

ELLIPSIS = "…"
# From one row to the next, and from the top of a row to where its letters stand: room for the deepest letter and the
# highest sign of a Chinese font.
LEADING, BASELINE = 1.36, 1.06
_SMALLEST = 4 * POINT
"""Four points: Chinese that is set smaller is not read."""
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
_ONE_ROW_SCALES = (1.0, 0.93, 0.86, 0.8)
# A text may be broken behind these, before an opening bracket (an AI stays with its value), and around anything
# that is not ASCII.
_BREAKS_BEHIND = frozenset(" /-._:;,]}+=&?%@#")
_BREAKS_BEFORE = frozenset("([{")


class Wanted(msgspec.Struct, frozen=True):
    """A line as it should be."""

    text: str
    size: int
    """Nanometres."""
    rows: int


class Set(msgspec.Struct, frozen=True):
    """One row as it is set."""

    text: str
    size: int
    x: int
    """Where it begins, in the coordinates of the room."""
    y: int
    """Where its letters stand."""


def fit(lines: Sequence[Wanted], room: Box, measure: Measure, centred: bool) -> list[Set]:
    """The rows of text that these lines become in this room, from top to bottom.

    Raises:
        Malformed: there are more lines than the room can hold, however small.
    """
    cut: list[tuple[str, int]] | None = None
    for breaking in (True, False):
        for scale in _SCALES:
            rows, whole = _attempt(lines, room.width, measure, scale, breaking)
            if sum(_height(size) for _, size in rows) > room.height:
                continue
            if whole:
                return _set(rows, room, measure, centred)
            if breaking or cut is None:
                cut = rows
    if cut is None:
        raise Malformed(
            f"the label has room of {in_mm(room.width)} by {in_mm(room.height)} mm for its text, "
            f"expected more for {len(lines)} lines"
        )
    return _set(cut, room, measure, centred)


def _attempt(
    lines: Sequence[Wanted], width: int, measure: Measure, scale: float, breaking: bool
) -> tuple[list[tuple[str, int]], bool]:
    """The rows at one scale, each with its size, and whether every line stands whole."""
    rows: list[tuple[str, int]] = []
    whole = True
    for line in lines:
        least = min(line.size, _SMALLEST)
        size = max(least, int(line.size * scale))
        ems = measure(line.text)
        for smaller in _ONE_ROW_SCALES:
            fitted = max(least, int(size * smaller))
            if ems * fitted <= width:
                rows.append((line.text, fitted))
                break
        else:
            broken = _broken(line.text, width / size, measure) if breaking else [line.text]
            if len(broken) > line.rows or not breaking:
                whole = False
                kept = line.rows if breaking else 1
                broken = [*broken[: kept - 1], _cut("".join(broken[kept - 1 :]), width / size, measure)]
            rows += [(text.strip(), size) for text in broken]
    return rows, whole


def _broken(text: str, width: float, measure: Measure) -> list[str]:
    """The rows of a text, each as long as there is room, broken where it may be or else anywhere."""
    rows = []
    while text:
        end = _reach(text, width, measure)
        if end < len(text):
            end = next((place for place in range(end, end // 2, -1) if _may_break(text, place)), end)
        rows.append(text[:end])
        text = text[end:]
    return rows


def _reach(text: str, width: float, measure: Measure) -> int:
    """How many characters from the beginning there is room for; one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _may_break(text: str, place: int) -> bool:
    before, behind = text[place - 1], text[place]
    return before in _BREAKS_BEHIND or behind in _BREAKS_BEFORE or not (before.isascii() and behind.isascii())


def _cut(text: str, width: float, measure: Measure) -> str:
    """The beginning of a text with an ellipsis behind it, as long as there is room."""
    if measure(text) <= width:
        return text
    room = width - measure(ELLIPSIS)
    end = _reach(text, room, measure)
    if measure(text[:end]) <= room:
        return text[:end].rstrip() + ELLIPSIS
    return ELLIPSIS if room >= 0 else ""


def _set(rows: Sequence[tuple[str, int]], room: Box, measure: Measure, centred: bool) -> list[Set]:
    """The rows at their places: lines beside a code stand in the middle of its height, lines below it follow it."""
    height = sum(_height(size) for _, size in rows)
    y = room.y + (0 if centred else (room.height - height) // 2)
    placed = []
    for text, size in rows:
        x = room.x + (int(room.width - measure(text) * size) // 2 if centred else 0)
        if text:
            placed.append(Set(text, size, x, y + int(size * BASELINE)))
        y += _height(size)
    return placed


def _height(size: int) -> int:
    return int(size * LEADING)
