"""Meaning: what an identifier of any scheme says, part by part, and the other identifiers of a record, for people.

Nothing here is HTML: the pages escape all of it (threats.md T20).
"""

import msgspec

from resolver.edge.decide import Page
from schemas.identifiers import handle
from schemas.identifiers.opinion import by_scheme
from schemas.identifiers.scheme import Words
from schemas.identifiers.titles import TITLES
from schemas.mapping import Mapped, carried
from schemas.preference import Language
from schemas.target import path_of
from schemas.value import Value

MOST_PIECES = 64
"""Of one identifier; a longer table tells nobody anything."""
_MOST_CHARACTERS = 200
# The names of C0 and DEL in their order (ISO/IEC 6429), as the manuals of scanners write them; few fonts have pictures.
_NAMES = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
_NAMED = {code: f"<{name}>" for code, name in enumerate(_NAMES.split())} | {0x7F: "<DEL>"}


class Piece(msgspec.Struct, frozen=True):
    """One part of an identifier and what it says."""

    text: str
    meaning: str


class Meaning(msgspec.Struct, frozen=True):
    """An identifier explained."""

    title: str
    """What people call its scheme."""
    text: str
    """As it was asked for, or what of that names the thing."""
    pieces: tuple[Piece, ...]


class Other(msgspec.Struct, frozen=True):
    """Another identifier of the thing that a record is about."""

    title: str
    text: str
    href: str
    """Where this node shows it."""


def meaning_of(page: Page, language: Language) -> Meaning | None:
    """The identifier that was asked for, explained; None where it could not be read."""
    scheme, text = page.reading.named if page.reading is not None else (handle.NAME, page.identifier)
    opinion = by_scheme(text, scheme, associations=False)
    if not opinion.valid:
        return None
    pieces = tuple(Piece(_cut(part.text), in_language(part.meaning, language)) for part in opinion.parts[:MOST_PIECES])
    return Meaning(in_language(TITLES[scheme], language), visible(text), pieces)


def others_of(values: tuple[Value, ...], language: Language) -> tuple[Other, ...]:
    """The other identifiers that values carry, as people write them."""
    return tuple(_other(mapped, language) for mapped in carried(values))


def in_language(words: Words, language: Language) -> str:
    """The words in a language of the pages."""
    return words.zh if language == "zh-CN" else words.en


def visible(text: str) -> str:
    """A text whose control characters can be seen, by their names: FNC1 is one of them.

    >>> visible("\x1d0109506000134352")
    '<GS>0109506000134352'
    """
    return text.translate(_NAMED)


def _other(mapped: Mapped, language: Language) -> Other:
    # A bare number may be of several schemes; with its scheme in front it is not. GS1 data in brackets say it already.
    unmistakable = mapped.text if mapped.scheme == "gs1" else mapped.key.decode()
    title = in_language(TITLES[mapped.scheme], language)
    return Other(title, mapped.text, path_of(unmistakable) + "?noredirect")


def _cut(text: str) -> str:
    return visible(text if len(text) <= _MOST_CHARACTERS else text[:_MOST_CHARACTERS] + "…")
