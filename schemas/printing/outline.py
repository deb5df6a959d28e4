"""Outlines: the dark modules of a symbol as one path, traced around areas, so that no edge runs inside of dark.

Rows of little rectangles would print the same but for seams between them on some screens, and a laser that engraves
outlines would cut every module. Coordinates are whole modules; the path is filled by the even-odd rule.
"""

from collections.abc import Sequence

# The bits of each octet that are set: a row is walked eight modules at a time.
_SET = tuple(tuple(bit for bit in range(8) if octet >> bit & 1) for octet in range(256))
_ACROSS = {step: f"h{step}" for step in range(-200, 201)}
_DOWN = {step: f"v{step}" for step in range(-200, 201)}


def outline(rows: Sequence[int], left: int = 0, top: int = 0) -> str:
    """The dark modules as SVG path data, the upper left one at (left, top).

    >>> outline([0b11, 0b01])
    'M0 0h2v1h-1v1h-1z'

    A corner is where the four modules around a point are not alike in pairs. Corners of a row, taken two by two, are
    the ends of its horizontal edges, and corners of a column those of its vertical ones; where two dark modules meet at
    a point only, there are two corners. So corner n goes on sideways to corner n ^ 1.
    """
    across: list[int] = []
    down: list[int] = []
    columns: dict[int, list[int]] = {}
    above = 0
    for y, row in enumerate((*rows, 0)):
        edge = above ^ row
        above = row
        if not edge:
            continue
        crossing = edge & (edge << 1) & (row ^ (row << 1))
        corners = edge ^ (edge << 1) | crossing
        x = 0
        for octet in corners.to_bytes(corners.bit_length() + 7 >> 3, "little"):
            for bit in _SET[octet]:
                at = x + bit
                column = columns.get(at)
                if column is None:
                    columns[at] = column = []
                column.append(len(across))
                across.append(at)
                down.append(y)
                if crossing >> at & 1:
                    column.append(len(across))
                    across.append(at)
                    down.append(y)
            x += 8
    upright = [0] * len(across)
    for column in columns.values():
        for first, second in zip(column[::2], column[1::2], strict=True):
            upright[first] = second
            upright[second] = first
    return _walked(across, down, upright, left, top)


def _walked(across: list[int], down: list[int], upright: list[int], left: int, top: int) -> str:
    """The corners, from each to the next until the first is reached again."""
    path: list[str] = []
    walked = bytearray(len(across))
    for start in range(0, len(across), 2):
        if walked[start]:
            continue
        path.append(f"M{across[start] + left} {down[start] + top}")
        corner = start
        while True:
            walked[corner] = 1
            beside = corner ^ 1
            walked[beside] = 1
            path.append(_ACROSS[across[beside] - across[corner]])
            corner = upright[beside]
            if corner == start:
                path.append("z")
                break
            path.append(_DOWN[down[corner] - down[beside]])
    return "".join(path)


def bars(row: int, left: int, top: int, height: str) -> str:
    """The dark modules of one row as bars; their height as it is to be written.

    >>> bars(0b1011, 10, 0, "40")
    'M10 0h2v40h-2zM13 0h1v40h-1z'
    """
    path: list[str] = []
    x = left
    while row:
        light = (row & -row).bit_length() - 1
        row >>= light
        dark = (~row & (row + 1)).bit_length() - 1
        row >>= dark
        x += light
        path.append(f"M{x} {top}h{dark}v{height}h-{dark}z")
        x += dark
    return "".join(path)
