"""Opinion: what a scheme makes of a text: its canonical form and its parts, or the sentence that refuses it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from schemas.errors import Malformed
from schemas.identifiers import (
    gs1_ai,
    gs1_digital_link,
    gs1_digital_link_build,
    gs1_element_string,
)
from schemas.identifiers.place import Place, place_of
from schemas.identifiers.recognise import LONGEST_TEXT, SCHEMES, recognise, scheme
from schemas.identifiers.scheme import Associating, Component, Likeness, Part

# The schemes that can hold a text against the rules between application identifiers, or leave them out.
_ASSOCIATING: Mapping[str, Associating] = {
    one.NAME: one for one in (gs1_ai, gs1_element_string, gs1_digital_link, gs1_digital_link_build)
}
# How much longer is not said: who reads a text from a stream has not seen the rest.
_TOO_LONG = f"length of the text is over {LONGEST_TEXT}, expected at most {LONGEST_TEXT}"


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What one scheme makes of a text; of no scheme where the text is like none."""

    text: str
    """As it came."""
    scheme: str | None
    likeness: Likeness | None = None
    """How surely the text is of the scheme, and why; None where only its name was a reason to ask it."""
    noun: Any = None
    """The text as the scheme's noun; None for one that is refused."""
    refusal: str | None = None
    """The sentence that says what is wrong; None where nothing is."""
    place: Place | None = None
    """Where in the text that is, where it can be told."""

    @property
    def valid(self) -> bool:
        """Whether the text is one of the scheme."""
        return self.refusal is None

    @property
    def canonical(self) -> str | None:
        """The one text that stands for the same thing; None for a text that is refused."""
        return None if self.scheme is None or self.noun is None else SCHEMES[self.scheme].canonical(self.noun)

    @property
    def components(self) -> dict[str, Component]:
        """The parts by name, as programs want them."""
        return {} if self.scheme is None or self.noun is None else SCHEMES[self.scheme].components(self.noun)

    @property
    def parts(self) -> list[Part]:
        """The parts of the canonical text in order, as people want them."""
        return [] if self.scheme is None or self.noun is None else SCHEMES[self.scheme].explain(self.noun)


def by_scheme(text: str, name: str, *, associations: bool = True) -> Opinion:
    """What the scheme of this name makes of a text; without `associations`, GS1 data are held against structure only.

    Raises:
        Malformed: there is no such scheme. A text that is refused raises nothing: that is an opinion.
    """
    own = scheme(name)
    if len(text) > LONGEST_TEXT:
        return Opinion(text=text, scheme=name, refusal=_TOO_LONG)
    return _asked(text, name, own.recognise(text), associations)


def by_all(text: str, *, associations: bool = True) -> list[Opinion]:
    """What each scheme makes of a text that is like one of its own, the surest first; empty if it is like none."""
    return [_asked(text, likeness.scheme, likeness, associations) for likeness in recognise(text)]


def best(text: str, *, associations: bool = True) -> Opinion:
    """What the surest of those schemes makes of it that read the text; where none does, the surest one's refusal."""
    first = None
    for likeness in recognise(text):
        opinion = _asked(text, likeness.scheme, likeness, associations)
        if opinion.valid:
            return opinion
        first = first or opinion
    if first is not None:
        return first
    unlike = f"text is {text[:80]!r}, expected an identifier of a known scheme"
    return Opinion(text=text, scheme=None, refusal=unlike if len(text) <= LONGEST_TEXT else _TOO_LONG)


def _asked(text: str, name: str, likeness: Likeness | None, associations: bool) -> Opinion:
    own = SCHEMES[name]
    try:
        if not associations and (associating := _ASSOCIATING.get(name)) is not None:
            noun = associating.parse(text, associations=False)
        else:
            noun = own.parse(text)
    except Malformed as refusal:
        sentence = refusal.sentence
        return Opinion(text=text, scheme=name, likeness=likeness, refusal=sentence, place=place_of(text, sentence))
    return Opinion(text=text, scheme=name, likeness=likeness, noun=noun)
