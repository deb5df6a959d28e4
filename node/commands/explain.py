"""`idnode explain`: what identifiers of any scheme say, part by part, or why they are none."""

import json
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from node.cli import FAILED
from node.options import Misuse
from node.printing import PARTIAL, json_line, one_line
from schemas.errors import Malformed
from schemas.identifiers.opinion import Opinion, best, by_all, by_scheme
from schemas.identifiers.place import Place
from schemas.identifiers.recognise import LONGEST_TEXT, scheme
from schemas.identifiers.scheme import Component
from schemas.sentences.chinese import in_chinese

# A character of a JSON string takes up to twelve octets (a pair of `\ud83d`). What is longer is not even looked at.
LONGEST_LINE = 12 * LONGEST_TEXT + 2
_CHUNK = 1 << 16
# Of a long text so many characters before and behind the place of its fault are shown.
_AROUND = 60


@click.command("explain")
@click.option("--scheme", "name", metavar="SCHEME", help="read the texts as this scheme, not as the likeliest")
@click.option("--no-associations", is_flag=True, help="hold GS1 data against structure only, not against each other")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line")
@click.argument("texts", nargs=-1, required=True, metavar="TEXT…|-")
def command(name: str | None, no_associations: bool, as_json: bool, texts: tuple[str, ...]) -> None:
    """Say what each TEXT is: its scheme, its canonical form, its parts; or what is wrong with it, and where.

    With -, texts are read from standard input, one a line: plain, or a JSON string (for control characters, say).
    Exit status 1 if every text is refused, 3 if some are.
    """
    if name is not None:
        try:
            scheme(name)
        except Malformed as refusal:
            raise Misuse(refusal.sentence) from None
    refused = total = 0
    out = sys.stdout.buffer
    sys.stdout.flush()
    for text, last in _all(texts):
        opinion = _opinion(text, name, associations=not no_associations)
        total += 1
        refused += not opinion.valid
        out.write(_as_json(opinion) if as_json else "\n".join(_for_people(opinion, name is None)).encode() + b"\n\n")
        if last:  # whoever waits for an answer before asking on must not wait for a full buffer
            out.flush()
    out.flush()
    sys.exit(0 if not refused else FAILED if refused == total else PARTIAL)


def _opinion(text: str, name: str | None, *, associations: bool) -> Opinion:
    if name is not None:
        return by_scheme(text, name, associations=associations)
    return best(text, associations=associations)


def _all(texts: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Every text, and whether it is the last one that is at hand now."""
    for text in texts:
        if text == "-":
            yield from _lines()
        else:
            yield text, True


def _lines() -> Iterator[tuple[str, bool]]:
    """The texts on standard input, each as soon as its line is complete; never more of it in memory than a line."""
    rest = b""
    skipping = begun = False
    source: Any = sys.stdin.buffer  # a BufferedReader: `read1` gives what is there
    while chunk := source.read1(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        for place, line in enumerate(lines):
            if skipping:
                skipping = False
                continue
            yield _text(line if begun else line.removeprefix(b"\xef\xbb\xbf")), place == len(lines) - 1
            begun = True
        if len(rest) > LONGEST_LINE:
            if not skipping:
                yield _text(rest), True
            rest, skipping = b"", True
    if rest and not skipping:
        yield _text(rest if begun else rest.removeprefix(b"\xef\xbb\xbf")), True


def _text(line: bytes) -> str:
    """The text that a line holds: a JSON string, or what stands there."""
    line = line.removesuffix(b"\r")
    if line[:1] == b'"' and line[-1:] == b'"':
        try:
            text = json.loads(line)
        except ValueError:
            pass  # a quotation mark is a character that identifiers may begin with
        else:
            if isinstance(text, str):
                return text
    return line.decode("utf-8", "surrogateescape")


class _Line(msgspec.Struct):
    """What is told to programs."""

    text: str
    scheme: str | None
    valid: bool
    canonical: str | None
    components: dict[str, Component]
    reason: str | None


def _as_json(opinion: Opinion) -> bytes:
    line = _Line(
        opinion.text[: LONGEST_TEXT + 1],
        opinion.scheme,
        opinion.valid,
        opinion.canonical,
        opinion.components,
        opinion.refusal,
    )
    return json_line(line)


def _for_people(opinion: Opinion, guessed: bool) -> Iterator[str]:
    """Some lines, Chinese and English side by side."""
    if not opinion.valid:
        yield f"✗ {opinion.scheme or '未知 unknown'}: {one_line(opinion.refusal)}"
        yield f"  {one_line(in_chinese(opinion.refusal or ''))}"
        yield from _pointed_at(opinion.text, opinion.place)
        return
    yield f"✓ {opinion.scheme}: {one_line(opinion.canonical)}"
    if guessed and opinion.likeness is not None:
        yield f"  {one_line(opinion.likeness.reason.zh)} · {one_line(opinion.likeness.reason.en)}"
    rows = [("位置 position", "内容 part", "含义", "meaning")]
    rows += [(str(part.position), one_line(part.text), part.meaning.zh, part.meaning.en) for part in opinion.parts]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield (
            "  "
            + "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    if guessed:
        others = [other.scheme for other in by_all(opinion.text) if other.valid and other.scheme != opinion.scheme]
        if others:
            yield f"  也可读作 · also reads as: {', '.join(map(str, others))}"


def _pointed_at(text: str, place: Place | None) -> Iterator[str]:
    """The text, and a mark under the place of its fault where that is known."""
    at = place.position - 1 if place is not None else 0
    length = place.length if place is not None else 0
    first, last = max(0, at - _AROUND), at + min(length, _AROUND) + _AROUND
    before = ("…" if first else "") + one_line(text[first:at])
    marked = one_line(text[at : min(at + length, last)])
    yield f"  {before}{marked}{one_line(text[at + length : last])}{'…' if last < len(text) else ''}"
    if place is not None:
        yield f"  {' ' * _width(before)}{'^' * max(1, _width(marked))}"


def _width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else not unicodedata.combining(one) for one in text)
