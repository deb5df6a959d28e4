"""From GS1 data in brackets to their Digital Link URI below id.gs1.org.

A translating scheme: it reads the bracketed form and `canonical` is the URI, which `gs1_digital_link` reads.
"""

from urllib.parse import quote

from schemas.identifiers.gs1.elements import read_bracketed
from schemas.identifiers.gs1.link import CANONICAL_STEM, DigitalLink, build_link
from schemas.identifiers.gs1.meaning import Piece, pieces
from schemas.identifiers.scheme import Component, Likeness, Part, in_order

NAME = "gs1-digital-link-build"


def recognise(text: str) -> Likeness | None:
    """Never: the text is one of the scheme `gs1-ai`; this one is asked for by name."""
    del text
    return None


def parse(text: str, *, associations: bool = False) -> DigitalLink:
    """Read the bracketed form and put it into a Digital Link.

    Raises:
        Malformed: as the bracketed form is refused; no primary key; an element that has no place beside this key.
    """
    return build_link(read_bracketed(text, associations=associations))


def canonical(noun: DigitalLink) -> str:
    """The URI below id.gs1.org."""
    return noun.canonical


def components(noun: DigitalLink) -> dict[str, Component]:
    """Each value by its AI."""
    return dict(noun.elements)


def explain(noun: DigitalLink) -> list[Part]:
    """Stem, then each AI and the pieces of its value."""
    parts: list[Piece] = [(CANONICAL_STEM, "GS1 规范解析器", "resolver of GS1")]
    path = 1 + len(noun.qualifiers)
    for place, (ai, value) in enumerate(noun.elements):
        before, between = ("/", "/") if place < path else ("?" if place == path else "&", "=")
        parts += [(before, "", ""), (ai, f"应用标识符 {ai}", f"application identifier {ai}"), (between, "", "")]
        parts += [(quote(text, safe=""), zh, en) for text, zh, en in pieces(ai, value)]
    return in_order(*parts)
