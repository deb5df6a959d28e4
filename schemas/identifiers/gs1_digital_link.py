"""GS1 Digital Link URIs: the same data as a web address.

A translating scheme: `canonical` is the element string, with `^` for FNC1, as the published vectors have it; the one
address that stands for the thing is the noun's `canonical`, below id.gs1.org.
"""

import re

from schemas.identifiers.gs1.link import KEYS, DigitalLink, read_link
from schemas.identifiers.gs1_element_string import explain as explain_elements
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words

NAME = "gs1-digital-link"

_LIKE_ONE = re.compile(rf"(?:https?|HTTPS?)://[^/?#]+(?:/[^?#]*)?/({'|'.join(sorted(KEYS))})/[^/?#]+")


def recognise(text: str) -> Likeness | None:
    """A web address with the AI of a primary key in its path."""
    found = _LIKE_ONE.match(text[:2048])
    if found is None:
        return None
    reason = Words(f"网址路径含 GS1 主键 {found[1]}", f"a web address with the GS1 primary key {found[1]} in its path")
    return Likeness(NAME, Sureness.CERTAIN, reason)


def parse(text: str, *, associations: bool = False) -> DigitalLink:
    """Read a Digital Link; `associations` also asks for the rules between AIs.

    Raises:
        Malformed: no such URI, host or path; no key; a value that its AI does not allow; a qualifier or attribute out
            of its place.
    """
    return read_link(text, associations=associations)


def canonical(noun: DigitalLink) -> str:
    """The element string: key, qualifiers, attributes, with `^` for FNC1."""
    return noun.element_string.unbracketed


def components(noun: DigitalLink) -> dict[str, Component]:
    """Each value by its AI."""
    return dict(noun.elements)


def explain(noun: DigitalLink) -> list[Part]:
    """The parts of the element string."""
    return explain_elements(noun.element_string)
