"""GS1 data as a symbol carries them: FNC1, then AIs and values, `^` or the octet 1D standing for FNC1.

`canonical` writes `^` and keeps an FNC1 that was tolerated though nobody needs it, as the published vectors do; two
strings mean the same when their `plain` is equal.
"""

from schemas.identifiers.gs1.application import APPLICATIONS
from schemas.identifiers.gs1.elements import FNC1, GS1_SYMBOLS, ElementString, read_unbracketed
from schemas.identifiers.gs1.meaning import Piece, pieces
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "gs1-element-string"


def recognise(text: str) -> Likeness | None:
    """FNC1 in front, or the symbology identifier that says the same."""
    if text[:3] in GS1_SYMBOLS:
        reason = Words(f"以 GS1 码制标识符 {text[:3]} 开头", f"begins with the GS1 symbology identifier {text[:3]}")
        return Likeness(NAME, Sureness.CERTAIN, reason)
    if text[:1] in ("^", "\x1d") and text[1:3].isdigit():
        return Likeness(NAME, Sureness.CERTAIN, Words("以 FNC1 和数字开头", "begins with FNC1 and digits"))
    return None


def parse(text: str, *, associations: bool = True) -> ElementString:
    """Read what a symbol carries; without `associations` only the structure is checked.

    Raises:
        Malformed: no FNC1 in front, an unknown AI, a value that its AI does not allow, then the association rules.
    """
    return read_unbracketed(text, associations=associations)


def canonical(noun: ElementString) -> str:
    """The form in a symbol, with `^` for FNC1."""
    return noun.unbracketed


def components(noun: ElementString) -> dict[str, Component]:
    """Each value by its AI."""
    return dict(noun.elements)


def explain(noun: ElementString) -> list[Part]:
    """FNC1, each AI, the pieces of its value."""
    parts: list[Piece] = [(FNC1, "功能符 FNC1：GS1 数据", "FNC1: GS1 data follow")]
    last = len(noun.elements) - 1
    for place, (ai, value) in enumerate(noun.elements):
        parts += [(ai, f"应用标识符 {ai}", f"application identifier {ai}"), *pieces(ai, value)]
        if (place < last and not APPLICATIONS[ai].fixed) or place in noun.loose:
            parts.append((FNC1, "功能符 FNC1：字段结束", "FNC1: end of the value"))
    return in_order(*parts)
