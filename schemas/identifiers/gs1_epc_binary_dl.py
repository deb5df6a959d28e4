"""Digital Link URIs with the bits of a tag in place of the path: `/eh` and hexadecimal, `/ex` and base64 for URIs.

GS1 Digital Link URI Compression 1.0.0; a resolver must read them (Resolver 1.2.1 §2.3). A translating scheme:
`canonical` is the plain URI below id.gs1.org.
"""

import base64
import binascii
import re

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.gs1.elements import ElementString
from schemas.identifiers.gs1.link import DigitalLink, build_link, split_uri
from schemas.identifiers.gs1_digital_link_build import explain as explain_link
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words
from schemas.identifiers.tags import binary, plus

NAME = "gs1-epc-binary-dl"

_SEGMENT = re.compile(r"(?:e(h)((?:[0-9A-Fa-f]{2}){8,64})|e(x)([A-Za-z0-9_-]{11,86})={0,2})")


class BinaryLink(msgspec.Struct, frozen=True):
    """What the bits of a tag say as a Digital Link."""

    link: DigitalLink
    tag: str
    """The tag URN; empty for the "+" schemes, which have none."""


def recognise(text: str) -> Likeness | None:
    """A web address whose last part is `eh` or `ex` and the octets of a tag."""
    if text[:4].lower() != "http":
        return None
    try:
        octets = _octets(split_uri(text)[1].rpartition("/")[2])
    except Malformed:
        return None
    if octets[0] not in binary.BY_HEADER and octets[0] not in plus.BY_HEADER:
        return None
    reason = Words("网址末段是 EPC 标签的二进制串", "a web address that ends with the binary string of an EPC tag")
    return Likeness(NAME, Sureness.LIKELY, reason)


def parse(text: str) -> BinaryLink:
    """Read a compressed Digital Link.

    Raises:
        Malformed: no such URI, no binary string at the end of its path, or bits that are no tag with a GS1 key.
    """
    stem, path, query = split_uri(text)
    before, _, last = path.rpartition("/")
    octets = _octets(last)
    tag_urn = ""
    if octets[0] in plus.BY_HEADER:
        elements = plus.read_octets(octets).elements
    else:
        tag = binary.read_octets(octets)
        elements = tag.epc.elements
        tag_urn = tag.urn
        if not elements:
            raise Malformed(f"scheme of the tag is {tag.epc.scheme.upper()}, expected one with a GS1 key")
    link = build_link(ElementString(elements), f"{stem}{before}")
    others = tuple(pair for pair in query.split("&") if pair)
    return BinaryLink(msgspec.structs.replace(link, others=others), tag_urn)


def _octets(segment: str) -> bytes:
    found = _SEGMENT.fullmatch(segment)
    if found is None:
        raise Malformed(f"end of the path is {segment[:40]!r}, expected 'eh' and hexadecimal or 'ex' and base64")
    if found[1]:
        return bytes.fromhex(found[2])
    text = found[4]
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise Malformed(f"binary string is {len(text)} characters long, expected whole octets in base64") from None


def compressed(octets: bytes, stem: str, *, hexadecimal: bool = True) -> str:
    """The URI below a stem for the octets of a tag."""
    if hexadecimal:
        return f"{stem}/eh{octets.hex()}"
    return f"{stem}/ex{base64.urlsafe_b64encode(octets).decode().rstrip('=')}"


def canonical(noun: BinaryLink) -> str:
    """The plain URI below id.gs1.org."""
    return noun.link.canonical


def components(noun: BinaryLink) -> dict[str, Component]:
    """Each value by its AI; `epc_tag`, the tag URN, where the scheme has one."""
    parts: dict[str, Component] = dict(noun.link.elements)
    if noun.tag:
        parts["epc_tag"] = noun.tag
    return parts


def explain(noun: BinaryLink) -> list[Part]:
    """The parts of the plain URI."""
    return explain_link(noun.link)
