"""What every identifier scheme offers: one file a scheme, five verbs, always in this order.

A scheme is a module of this package with a constant and five functions; mypy holds each of them to `Scheme`:

    NAME                    the scheme as `idnode explain --scheme` and the published vectors call it
    recognise(text)         can this text be of this scheme, how surely, and why
    parse(text)             the text as this scheme's noun, a frozen `msgspec.Struct`; refuses with `Malformed`
    canonical(noun)         the one text that stands for the noun
    components(noun)        its parts by name, as a program wants them
    explain(noun)           its parts in order, as a person wants them

`recognise` looks at the outside only (shape, length, leading characters) and promises nothing: `parse` may still refuse
what was recognised, and its sentence then says what is wrong. `parse` refuses with one sentence that names the place
and what was expected: "check digit of AI 01 is 3, expected 4". `parse(canonical(noun)) == noun` holds in each scheme
that is written in its own form; the few that translate into another one say so in their first lines.

Where the text of a standard is not public the part is kept as it came and `explain` says that nobody checked it.
"""

from enum import IntEnum
from typing import Any, Protocol, TypeVar

import msgspec

Component = str | int | bool | None | list[str] | list[int]
"""A part as a program wants it. Digits that may begin with a zero are text."""

Noun = TypeVar("Noun")


class Sureness(IntEnum):
    """How surely a text is of a scheme, so that the best comes first."""

    POSSIBLE = 1
    """It has the characters and the length, as many other texts have."""
    LIKELY = 2
    """A check character fits, or the shape is rare."""
    CERTAIN = 3
    """It begins as nothing else does: `urn:epc:`, `did:bid:`, a symbology identifier."""


class Words(msgspec.Struct, frozen=True):
    """The same words in the two languages of the node's pages."""

    zh: str
    en: str


class Likeness(msgspec.Struct, frozen=True):
    """That a text can be of a scheme, how surely, and why."""

    scheme: str
    sureness: Sureness
    reason: Words


class Part(msgspec.Struct, frozen=True):
    """One part of an identifier where it stands in the canonical text."""

    position: int
    """Of the first character, counted from 1 in the text that `canonical` gives."""
    text: str
    """As it stands there."""
    meaning: Words
    """What the part says, short: a name, and what its value stands for where that is known."""


class Scheme(Protocol[Noun]):
    """A module of this package as its callers see it."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """The scheme's name in commands, documents and vectors: `gtin`, `gs1-digital-link`."""

    def recognise(self, text: str, /) -> Likeness | None:
        """Whether a text can be of this scheme; None when it cannot. Never raises."""

    def parse(self, text: str, /) -> Noun:
        """Read a text.

        Raises:
            Malformed: one sentence that names the place and what was expected there.
        """

    def canonical(self, noun: Noun, /) -> str:
        """The one text that stands for the noun."""

    def components(self, noun: Noun, /) -> dict[str, Component]:
        """The parts by name; the names are those of the published vectors."""

    def explain(self, noun: Noun, /) -> list[Part]:
        """The parts in the order in which they stand; separators may be left out between them."""


class Associating(Protocol):
    """A scheme of GS1 data, whose `parse` can hold them against the rules between application identifiers as well."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """As in `Scheme`."""

    def parse(self, text: str, /, *, associations: bool) -> Any:
        """As in `Scheme`; without `associations` those rules are left out."""


def in_order(*parts: tuple[str, str, str]) -> list[Part]:
    """Parts that follow each other without gaps, from (text, meaning in Chinese, meaning in English).

    A part whose meaning is empty is a separator: it takes its place and is left out.

    >>> [part.position for part in in_order(("01", "应用标识符", "AI"), ("/", "", ""), ("9", "值", "value"))]
    [1, 4]
    """
    placed = []
    position = 1
    for text, zh, en in parts:
        if en:
            placed.append(Part(position, text, Words(zh, en)))
        position += len(text)
    return placed
