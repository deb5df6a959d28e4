"""Segments in a form: a line for each segment of a coding rule, which becomes the rule, and a sample to try it on."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from registry.console.guard import Form
from schemas.coding import Rule
from schemas.coding_pieces import Piece
from schemas.coding_segments import (
    CHARACTER_SETS,
    Check,
    Date,
    Definition,
    Enumeration,
    Field,
    Fixed,
    Segment,
    Serial,
)
from schemas.counting import day_of, parse_day
from schemas.errors import Malformed

KINDS = ("fixed", "enumeration", "date", "field", "serial", "check")
MOST_LINES = 32
COLUMNS = ("kind", "name", "text", "format", "characters", "width", "least", "first", "algorithm", "over")
"""The inputs of a line; each line has all of them, and shows those of its kind."""

_PLACE = re.compile(r"segments\[(\d+)\]")


class SegmentLine(msgspec.Struct, frozen=True):
    """One segment as a form shows it: texts, as they were typed."""

    kind: str = ""
    name: str = ""
    text: str = ""
    """A fixed text, or the values of an enumeration with commas in between."""
    format: str = "YYMM"
    characters: str = "digits"
    width: str = ""
    least: str = ""
    first: str = ""
    algorithm: str = "luhn"
    over: str = ""
    """Numbers of segments with commas in between."""

    @classmethod
    def of(cls, segment: Segment) -> "SegmentLine":
        """The line for a segment."""
        match segment:
            case Fixed():
                return cls("fixed", text=segment.text)
            case Enumeration():
                return cls("enumeration", segment.name, ", ".join(segment.values))
            case Date():
                return cls("date", segment.name, format=segment.format)
            case Field():
                least = "" if segment.least is None else str(segment.least)
                return cls("field", segment.name, characters=segment.characters, width=str(segment.width), least=least)
            case Serial():
                return cls("serial", characters=segment.characters, width=str(segment.width), first=str(segment.first))
            case Check():
                return cls("check", algorithm=segment.algorithm, over=", ".join(map(str, segment.over)))


class Tried(msgspec.Struct, frozen=True):
    """A rule that was tried on a sample."""

    pieces: Sequence[tuple[str, str]]
    """The suffix piece by piece: the kind of segment, or `separator`, and its text."""
    suffix: str
    longest: int
    serials: int | None
    """How many there can be."""


def lines_of(form: Form) -> list[SegmentLine]:
    """The lines of a form, but for those of which no kind was chosen."""
    columns = [form.all(f"segment.{name}") for name in COLUMNS]
    lines = [SegmentLine(*texts) for texts in zip(*columns, strict=False)]
    return [line for line in lines if line.kind]


def definition_of(lines: Sequence[SegmentLine], separator: str) -> Definition:
    """The rule that the lines make.

    Raises:
        Malformed: a line says something that no segment can; the sentence ends in its place.
    """
    if len(lines) > MOST_LINES:
        raise Malformed(f"a rule has at most {MOST_LINES} segments, got {len(lines)}")
    segments: list[dict[str, Any]] = []
    for number, line in enumerate(lines):
        try:
            segments.append(_document(line))
        except Malformed as fault:
            raise Malformed(f"segment {number + 1}: {fault} (at segments[{number}])") from None
    try:
        return msgspec.convert({"segments": segments, "separator": separator}, Definition)
    except msgspec.ValidationError as fault:
        text = str(fault).replace("`$.", "`")
        place = _PLACE.search(text)
        raise Malformed(f"cannot read the rule: {text[:200]}{f' (at {place[0]})' if place else ''}") from None


def place_of(sentence: str) -> int | None:
    """Which segment, counted from 0, a refusal is about; None where it is about none.

    >>> place_of("nobody could tell (at segments[2])"), place_of("no")
    (2, None)
    """
    found = _PLACE.search(sentence)
    return int(found[1]) if found else None


def sample_of(rule: Rule, typed: Mapping[str, str], now: int) -> dict[str, str]:
    """A value for each field: what was typed, else one that fits."""
    found = {}
    for segment in rule.definition.segments:
        match segment:
            case Enumeration():
                found[segment.name] = typed.get(segment.name) or segment.values[0]
            case Date():
                found[segment.name] = typed.get(segment.name) or _day(segment, now)
            case Field():
                characters = CHARACTER_SETS.get(segment.characters, segment.characters)
                whole = (characters * segment.width)[: segment.width]
                found[segment.name] = typed.get(segment.name) or whole
    return found


def tried(rule: Rule, fields: Mapping[str, str], serial: int | None) -> Tried:
    """What a rule makes of a sample.

    Raises:
        Malformed: the sample does not fit.
    """
    wanted = rule.serial
    number = None if wanted is None else wanted.first if serial is None else serial
    texts = rule.written(fields, number)
    kinds = _kinds(rule.definition, rule.pieces)
    count = None if wanted is None else wanted.last - wanted.first + 1
    return Tried(list(zip(kinds, texts, strict=True)), "".join(texts), rule.longest, count)


def kind_of(segment: Segment) -> str:
    """The kind of a segment, as its JSON form names it."""
    return str(segment.__struct_config__.tag)


def _kinds(definition: Definition, pieces: Sequence[Piece]) -> list[str]:
    own = iter(map(kind_of, definition.segments))
    if not definition.separator:
        return list(own)
    return [next(own) if place % 2 == 0 else "separator" for place in range(len(pieces))]


def _document(line: SegmentLine) -> dict[str, Any]:
    match line.kind:
        case "fixed":
            return {"kind": "fixed", "text": line.text}
        case "enumeration":
            return {"kind": "enumeration", "name": line.name, "values": _listed(line.text)}
        case "date":
            return {"kind": "date", "name": line.name, "format": line.format}
        case "field":
            more = {"least": _whole(line.least, "the least width")} if line.least else {}
            width = _whole(line.width, "the width")
            return {"kind": "field", "name": line.name, "width": width, "characters": line.characters, **more}
        case "serial":
            more = {"first": _whole(line.first, "the first serial")} if line.first else {}
            return {"kind": "serial", "width": _whole(line.width, "the width"), "characters": line.characters, **more}
        case "check":
            over = [_whole(each, "a segment to check") for each in _listed(line.over)]
            return {"kind": "check", "algorithm": line.algorithm, "over": over}
    raise Malformed(f"kind is {line.kind[:40]!r}, expected one of {', '.join(KINDS)}")


def _listed(text: str) -> list[str]:
    """What stands between commas, of either kind."""
    return [each.strip() for each in re.split("[,，、]", text) if each.strip()]


def _whole(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Malformed(f"{what} is {text[:20]!r}, expected a number")
    return int(text)


def _day(segment: Date, now: int) -> str:
    """Today, as far as the segment tells it."""
    day = day_of(now)
    if "WW" in segment.format:
        year, week, _ = parse_day(day).isocalendar()
        return f"{year}-W{week:02}"
    if "DD" in segment.format:
        return day
    return day[:7] if "MM" in segment.format else day[:4]
