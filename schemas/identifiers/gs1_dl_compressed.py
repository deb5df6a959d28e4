"""Digital Link URIs in the compression of syntax 1.1: `https://id.gs1.org/ARFKk4XB0A`, whole or behind a plain key.

A translating scheme: `canonical` is the plain URI below id.gs1.org. The compression is optional since Resolver 1.2.
"""

import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.gs1.application import APPLICATIONS
from schemas.identifiers.gs1.compression import decompress
from schemas.identifiers.gs1.elements import ElementString
from schemas.identifiers.gs1.link import KEYS, DigitalLink, build_link, split_uri
from schemas.identifiers.gs1_digital_link_build import explain as explain_link
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words

NAME = "gs1-dl-compressed"

_SEGMENT = re.compile(r"[A-Za-z0-9_-]{4,512}")


def recognise(text: str) -> Likeness | None:
    """A web address whose last part can be decompressed; by chance that is one in some hundred thousand."""
    if text[:4].lower() != "http":
        return None
    try:
        parse(text)
    except Malformed:
        return None
    reason = Words("网址末段可按 GS1 数字链接 1.1 解压", "a web address whose last part decompresses to GS1 data")
    return Likeness(NAME, Sureness.LIKELY, reason)


def parse(text: str) -> DigitalLink:
    """Read a compressed Digital Link.

    Raises:
        Malformed: no such URI, no compressed string at the end of its path, or one that holds no Digital Link.
    """
    stem, path, query = split_uri(text)
    segments = path.split("/")[1:]
    if not segments or not _SEGMENT.fullmatch(segments[-1]):
        raise Malformed(f"end of the path is {path[-40:]!r}, expected base64 for URIs")
    elements, others = decompress(segments.pop())
    if len(segments) > 1 and segments[-2] in KEYS:
        key, value = segments[-2:]
        if (fault := APPLICATIONS[key].value_fault(value)) is not None:
            raise Malformed(fault)
        elements.insert(0, (key, value))
        del segments[-2:]
    others += [pair for pair in query.split("&") if pair]
    link = build_link(ElementString(tuple(elements)), "/".join((stem, *segments)))
    return msgspec.structs.replace(link, others=tuple(others))


def canonical(noun: DigitalLink) -> str:
    """The plain URI below id.gs1.org."""
    return noun.canonical


def components(noun: DigitalLink) -> dict[str, Component]:
    """Each value by its AI."""
    return dict(noun.elements)


def explain(noun: DigitalLink) -> list[Part]:
    """The parts of the plain URI."""
    return explain_link(noun)
