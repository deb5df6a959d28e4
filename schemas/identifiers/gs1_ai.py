"""GS1 data in brackets, as people read them: `(01)09506000134376(10)ABC`."""

from schemas.identifiers.gs1.elements import ElementString, read_bracketed
from schemas.identifiers.gs1.meaning import Piece, pieces
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "gs1-ai"


def recognise(text: str) -> Likeness | None:
    """An application identifier in brackets in front."""
    number, bracket, _ = text[1:6].partition(")")
    if text[:1] != "(" or not bracket or len(number) < 2 or not (number.isascii() and number.isdigit()):
        return None
    return Likeness(NAME, Sureness.CERTAIN, Words("以括号中的应用标识符开头", "begins with an AI in brackets"))


def parse(text: str, *, associations: bool = True) -> ElementString:
    """Read the bracketed form; without `associations` only the structure is checked.

    Raises:
        Malformed: no bracketed AI in front, an unknown AI, a value that its AI does not allow, then the association
            rules.
    """
    return read_bracketed(text, associations=associations)


def canonical(noun: ElementString) -> str:
    """The bracketed form, in the order of the text."""
    return noun.bracketed


def components(noun: ElementString) -> dict[str, Component]:
    """Each value by its AI."""
    return dict(noun.elements)


def explain(noun: ElementString) -> list[Part]:
    """Each AI, then the pieces of its value."""
    parts: list[Piece] = []
    for ai, value in noun.elements:
        parts += [("(", "", ""), (ai, f"应用标识符 {ai}", f"application identifier {ai}"), (")", "", "")]
        # The backslash in front of a bracket belongs to the writing, not to the value.
        parts += [(text.replace("(", "\\("), zh, en) for text, zh, en in pieces(ai, value)]
    return in_order(*parts)
