"""Markup: the small XML documents that values hold, read without what makes XML dangerous (threats.md T25)."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from schemas.errors import Malformed

LARGEST_MARKUP = 65_536
"""Octets: some hundred locations, or a template far longer than any known."""
DEEPEST_MARKUP = 32


def read_markup(octets: bytes, root: str) -> Element:
    """The root element of a document, whose name must be `root`; XML namespaces are passed over.

    Raises:
        Malformed: too large, not UTF-8, not well-formed XML, with a document type or entities, another root, or nested
            too deeply.
    """
    what = f"cannot read octets as <{root}>"
    if len(octets) > LARGEST_MARKUP:
        raise Malformed(f"{what}: expected at most {LARGEST_MARKUP} octets, got {len(octets)}")
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"{what}: they are not UTF-8 at octet {error.start}") from None
    try:
        element = fromstring(text.strip("\ufeff \t\r\n"), forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise Malformed(f"{what}: the XML is broken at line {line}, column {column + 1}") from None
    except (DefusedXmlException, ValueError):
        raise Malformed(f"{what}: document types and entities are not allowed") from None
    if name(element) != root:
        raise Malformed(f"{what}: expected that element, got <{name(element)[:40]}>")
    level = [element]
    for _ in range(DEEPEST_MARKUP):
        level = [child for parent in level for child in parent]
    if level:
        raise Malformed(f"{what}: expected at most {DEEPEST_MARKUP} elements in one another")
    return element


def name(element: Element) -> str:
    """An element's name without its XML namespace."""
    return element.tag.rpartition("}")[2]
