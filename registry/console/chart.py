"""Charts: where the bars and lines of a small chart stand. Pages draw them as SVG, each with its table beside it."""

from collections.abc import Sequence

import msgspec

WIDTH, HEIGHT = 720, 200
LEFT, BOTTOM, TOP = 56, 24, 10
"""Room for the numbers at the side and the names below."""
_MOST_NAMES = 8
_MOST_LINES = 4


class Bar(msgspec.Struct, frozen=True):
    """One bar, and what stands beside it in words."""

    x: float
    y: float
    width: float
    height: float
    name: str
    value: int


class Mark(msgspec.Struct, frozen=True):
    """A text at the side or below."""

    at: float
    text: str


class Chart(msgspec.Struct, frozen=True):
    """A chart of one row of numbers."""

    bars: Sequence[Bar]
    lines: Sequence[Mark]
    """Across, from the bottom to the top."""
    names: Sequence[Mark]
    highest: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    foot: int = HEIGHT - BOTTOM


def chart(points: Sequence[tuple[str, int]]) -> Chart:
    """The chart of some numbers by their names.

    >>> drawn = chart([("a", 0), ("b", 30)])
    >>> [bar.height for bar in drawn.bars], [line.text for line in drawn.lines]
    ([0.0, 166.0], ['0', '10', '20', '30'])
    """
    highest = max((value for _, value in points), default=0)
    step = step_for(highest)
    top = max(step * -(-highest // step), step)
    room = HEIGHT - BOTTOM - TOP
    slot = (WIDTH - LEFT) / max(len(points), 1)
    gap = min(slot * 0.25, 6)
    bars = []
    for place, (name, value) in enumerate(points):
        height = round(room * value / top, 1)
        x = round(LEFT + place * slot + gap / 2, 1)
        bars.append(Bar(x, round(HEIGHT - BOTTOM - height, 1), round(slot - gap, 1), height, name, value))
    lines = [Mark(round(HEIGHT - BOTTOM - room * at / top, 1), f"{at:,}") for at in range(0, top + 1, step)]
    every = -(-len(points) // _MOST_NAMES) or 1
    names = [
        Mark(round(bar.x + bar.width / 2, 1), bar.name)
        for place, bar in enumerate(bars)
        # Counted from the last one, which is the one that is looked for.
        if (len(bars) - 1 - place) % every == 0
    ]
    return Chart(bars, lines, names, highest)


def step_for(highest: int) -> int:
    """How far apart the lines across stand: 1, 2 or 5 times a power of ten, so that there are at most four.

    >>> [step_for(number) for number in (0, 3, 30, 41, 999)]
    [1, 1, 10, 20, 500]
    """
    power = 1
    while True:
        for each in (power, 2 * power, 5 * power):
            if highest <= each * _MOST_LINES:
                return each
        power *= 10


def share(value: int, highest: int) -> float:
    """How long a bar in a table is, in hundredths.

    >>> share(1, 3), share(0, 0)
    (33.3, 0.0)
    """
    return round(100 * value / highest, 1) if highest else 0.0
