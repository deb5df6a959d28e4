"""Contents: what a code says about a thing, checked before anything is drawn.

A code says one of these:

    url             this node's address of the identifier, which leads whoever scans it on; GS1 data as a Digital Link
    identifier      the identifier itself
    element-string  GS1 data behind FNC1: what every GS1 symbology carries, and no other one
    digital-link    GS1 data as a Digital Link below this node's address
    ecode           `E=` and the Ecode, as GB/T 35420 carries it

GS1 data are parsed before they are drawn: libraries that draw only warn of a wrong check digit.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, get_args

import msgspec

from schemas.errors import Malformed
from schemas.identifiers import ecode
from schemas.identifiers.gs1.elements import FNC1, ElementString
from schemas.identifiers.gs1.link import build_link
from schemas.identifiers.recognise import SCHEMES, recognise
from schemas.identifiers.tags.identity import Epc
from schemas.printing.symbology import Symbology
from schemas.target import path_of

Kind = Literal["url", "identifier", "element-string", "digital-link", "ecode"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# More than the largest QR code holds; what is longer is not even tried.
LONGEST = 8192
_GS = "\x1d"
_AMBIGUOUS = "235"


class Content(msgspec.Struct, frozen=True):
    """What one code says."""

    text: str
    """As people write it: GS1 data in brackets, all else as a reader gives it back."""
    elements: ElementString | None = None
    """GS1 data that stand behind FNC1; None for all other contents."""

    @property
    def octets(self) -> bytes:
        """What a reader gives back: UTF-8, GS for each FNC1 but the one in front."""
        if self.elements is None:
            return self.text.encode("utf-8")
        return self.elements.unbracketed[1:].replace(FNC1, _GS).encode("ascii")


class Said(msgspec.Struct, frozen=True):
    """What is known of a thing that a code is to be about."""

    identifier: str
    """In any spelling of its scheme."""
    others: tuple[str, ...] = ()
    """Other identifiers of the same thing."""


def usual_kind(symbology: Symbology) -> Kind:
    """What a code of this symbology says where nobody chooses: GS1 ones can say one thing only, bars have no room."""
    if symbology.gs1:
        return "element-string"
    return "identifier" if symbology.linear else "url"


def content_of(kind: Kind, thing: Said, base: str, symbology: Symbology) -> Content:
    """What a code says about a thing; `base` is the address of the node without a slash at its end.

    Raises, in this order:
        Malformed: the symbology does not carry such a content; the thing has no such identifier; it is an identifier
            that its scheme refuses, in that scheme's words; a character that cannot be printed; too long.
    """
    require_carried(kind, symbology)
    match kind:
        case "element-string":
            content = of_elements(_gs1(thing))
        case "digital-link":
            content = Content(build_link(_gs1(thing)).at(base))
        case "url":
            like = recognise(thing.identifier)
            if like and like[0].scheme in _ELEMENTS:
                content = Content(build_link(elements_of(thing.identifier)).at(base))
            else:
                content = Content(base + path_of(thing.identifier))
        case "ecode":
            content = Content(f"E={ecode.canonical(_ecode(thing))}")
        case "identifier":
            content = Content(thing.identifier)
    return fitting(content, symbology)


def require_carried(kind: Kind, symbology: Symbology) -> None:
    """Let a symbology carry a kind of content, or not.

    Raises:
        Malformed: it does not.
    """
    if symbology.gs1 != (kind == "element-string"):
        expected = "element-string" if symbology.gs1 else "url, identifier, digital-link or ecode"
        raise Malformed(f"content of {symbology.title.en} is {kind}, expected {expected}")


def fitting(content: Content, symbology: Symbology) -> Content:
    """The same content, if the symbology carries its characters and its length.

    Raises:
        Malformed: empty; a character that cannot be printed or is not ASCII; longer than the standard allows.
    """
    text = content.text
    if not text:
        raise Malformed("content of the code is empty, expected at least one character")
    if len(text) > LONGEST:
        raise Malformed(f"length of the content is {len(text)}, expected at most {LONGEST}")
    if not text.isprintable() or (symbology.ascii and not text.isascii()):
        for place, character in enumerate(text, start=1):
            if not character.isprintable():
                raise Malformed(f"character {place} of the content is {character!r}, expected one that can be printed")
            if symbology.ascii and not character.isascii():
                raise Malformed(
                    f"character {place} of the content is {character!r}, expected ASCII in {symbology.title.en}"
                )
    if symbology.longest and (length := len(content.octets)) > symbology.longest:
        raise Malformed(
            f"length of the content is {length}, expected at most {symbology.longest} in {symbology.title.en}"
        )
    return content


def of_elements(elements: ElementString) -> Content:
    """GS1 data as a code says them: without the FNC1 that nobody needs, what stands twice once, and AI 235 last.

    GS1 once had 23 among the AIs of predefined length. Who still goes by that, libzint 2.15 among them, does not tell
    what follows the value of AI 235 apart from it.
    """
    pairs = tuple(dict.fromkeys(elements.elements))
    if any(ai == _AMBIGUOUS for ai, _ in pairs[:-1]):
        pairs = tuple(sorted(pairs, key=lambda pair: pair[0] == _AMBIGUOUS))
    plain = ElementString(pairs)
    return Content(plain.bracketed, plain)


def elements_of(text: str) -> ElementString:
    """GS1 data in any spelling: in brackets, behind FNC1, a Digital Link, an EPC, or the digits of a key alone.

    >>> elements_of("9506000134352").bracketed, elements_of("urn:epc:id:sgtin:950600.0013435.7").bracketed
    ('(01)09506000134352', '(01)09506000134352(21)7')

    Raises:
        Malformed: it is like none of these, or its scheme refuses it.
    """
    refusal = None
    for likeness in recognise(text):
        if (read := _ELEMENTS.get(likeness.scheme)) is not None:
            try:
                return read(SCHEMES[likeness.scheme].parse(text))
            except Malformed as error:
                refusal = refusal or error
    raise refusal or Malformed(f"text is {text[:80]!r}, expected GS1 data")


def _gs1(thing: Said) -> ElementString:
    """The GS1 data of a thing: its own identifier's, else those of the first other identifier that has some."""
    for text in (thing.identifier, *thing.others):
        if any(likeness.scheme in _ELEMENTS for likeness in recognise(text)):
            return elements_of(text)
    raise Malformed(f"{thing.identifier[:80]} carries no GS1 identifier, expected one for a code with GS1 data")


def _ecode(thing: Said) -> ecode.Ecode:
    for text in (thing.identifier, *thing.others):
        if ecode.recognise(text) is not None:
            return ecode.parse(text)
    raise Malformed(f"{thing.identifier[:80]} carries no Ecode, expected one for a code that says E=")


def _alone(ai: str) -> Callable[[Any], ElementString]:
    return lambda noun: ElementString(((ai, noun.digits),))


def _whole(noun: Any) -> ElementString:
    elements: Iterable[tuple[str, str]] = noun.elements
    return ElementString(tuple(elements))


def _epc(noun: Epc) -> ElementString:
    if not noun.elements:
        raise Malformed(f"scheme of the EPC is {noun.scheme.upper()}, expected one with a GS1 key")
    return _whole(noun)


_ELEMENTS: Mapping[str, Callable[[Any], ElementString]] = {
    "gs1-ai": _whole,
    "gs1-element-string": _whole,
    "gs1-digital-link": _whole,
    "gs1-dl-compressed": _whole,
    "gs1-epc-binary-dl": lambda noun: _whole(noun.link),
    "epc": _epc,
    "gtin": _alone("01"),
    "sscc": _alone("00"),
    "gln": _alone("414"),
}
"""How the noun of each GS1 scheme comes to its elements."""
