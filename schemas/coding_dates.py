"""Dates in a coding rule: a field such as `2026-11-22` and the digits by which a suffix says it, either way.

A format that says less than the day has a field that says less too (`2026-11`, `2026-W47`, `2026`), so that nothing is
lost on the way there and nothing made up on the way back. Two digits of a year are those of 2000 to 2099.
"""

import re
from datetime import date, timedelta

from schemas.coding_segments import DateFormat

_CENTURY = 2000
_HYPHEN = "-"
# Of our own formats only: no text from outside is ever searched by an expression.
_TOKEN = re.compile("YYYY|YY|MM|DDD|DD|WW|-")


class DateForm:
    """One format.

    >>> DateForm("YYDDD").write("2026-11-22"), DateForm("YYDDD").read("26326")
    ('26326', '2026-11-22')
    >>> DateForm("YYMM").read("2613") is None
    True
    """

    __slots__ = ("_kind", "_short", "_tokens", "expected")

    def __init__(self, format: DateFormat) -> None:
        self._tokens = _TOKEN.findall(format)
        self._short = "YYYY" not in self._tokens
        self._kind = next((kind for kind in ("DDD", "WW", "DD", "MM") if kind in self._tokens), "YY")
        example = {"DDD": "2026-11-22", "DD": "2026-11-22", "WW": "2026-W47", "MM": "2026-11", "YY": "2026"}[self._kind]
        thing = {"DDD": "day", "DD": "day", "WW": "week", "MM": "month", "YY": "year"}[self._kind]
        self.expected = f"a {thing} as in {example}" + (", of 2000 to 2099" if self._short else "")

    def write(self, field: str) -> str | None:
        """The digits for a field; None where it is none, or has no place in this format."""
        parts = _parts_of(self._kind, field)
        if parts is None or (self._short and not _CENTURY <= parts["YYYY"] < _CENTURY + 100):
            return None
        parts["YY"] = parts["YYYY"] % 100
        return "".join(token if token == _HYPHEN else str(parts[token]).zfill(len(token)) for token in self._tokens)

    def read(self, digits: str) -> str | None:
        """The field that digits of this format's length say; None where there is no such date."""
        parts: dict[str, int] = {}
        at = 0
        for token in self._tokens:
            piece = digits[at : at + len(token)]
            at += len(token)
            if token == _HYPHEN:
                if piece != _HYPHEN:
                    return None
            elif len(piece) != len(token) or not (piece.isascii() and piece.isdigit()):
                return None
            else:
                parts[token] = int(piece)
        year = parts["YYYY"] if "YYYY" in parts else _CENTURY + parts["YY"]
        return _field_of(self._kind, year, parts)


def _field_of(kind: str, year: int, parts: dict[str, int]) -> str | None:
    """The field for a year and what else was read; None where the calendar has no such date."""
    try:
        if kind == "DD":
            return date(year, parts["MM"], parts["DD"]).isoformat()
        if kind == "DDD":
            day = date(year, 1, 1) + timedelta(days=parts["DDD"] - 1)
            return day.isoformat() if day.year == year else None
        if kind == "WW":
            date.fromisocalendar(year, parts["WW"], 1)
            return f"{year:04}-W{parts['WW']:02}"
        date(year, parts.get("MM", 1), 1)
    except (ValueError, OverflowError):
        return None
    return f"{year:04}-{parts['MM']:02}" if kind == "MM" else f"{year:04}"


def _parts_of(kind: str, field: str) -> dict[str, int] | None:
    """The numbers of a field, if it is exactly of the form that `_field_of` gives."""
    shape = {"DD": "0000-00-00", "DDD": "0000-00-00", "WW": "0000-W00", "MM": "0000-00", "YY": "0000"}[kind]
    if len(field) != len(shape) or not field.isascii():
        return None
    for given, wanted in zip(field, shape, strict=True):
        if not given.isdigit() if wanted == "0" else given != wanted:
            return None
    parts = {"YYYY": int(field[:4])}
    if kind == "WW":
        parts["WW"] = int(field[6:])
    elif len(field) > 4:
        parts["MM"] = int(field[5:7])
        parts["DD"] = int(field[8:] or 1)
    if _field_of("DD" if kind == "DDD" else kind, parts["YYYY"], parts) != field:
        return None
    if kind == "DDD":
        parts["DDD"] = date(parts["YYYY"], parts["MM"], parts["DD"]).timetuple().tm_yday
    return parts
