"""LINK: one link of a GS1 linkset: where it leads, what is there, and for whom it is meant.

Octets: the document as JSON without white space, members in their order, `linkType` in its shortest spelling.
Document: `{linkType, href, title, hreflang, type, context, public, fwqs}`, the first three required (Resolver 1.2.1
§2.5, §2.10). What is refused here would make a linkset invalid or hide the link from whoever asks for it.
"""

import re
from typing import Any

import msgspec

from schemas.errors import Malformed
from schemas.link_types import DEFAULT, compact, read_link_type
from schemas.shape import closed, reader
from schemas.web_address import location_of

TYPE = "LINK"
LARGEST_LINK = 4_096
"""Octets; a linkset of two hundred such links is still one answer."""
LONGEST_TITLE = 300
MOST_WORDS = 20
"""Languages or contexts of one link."""

# GS1's linkset schema knows no other form: `zh-Hans` would make the whole linkset invalid.
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z]{2})?")
_MEDIA_TYPE = re.compile(r"[a-z0-9]+/[a-z0-9][a-z0-9.+-]*")
_CONTEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")


class Link(msgspec.Struct, frozen=True):
    """One link. What exists may stand in a linkset."""

    link_type: str
    """The address of its term."""
    href: str
    """As given; `location` is what a redirect carries."""
    title: str
    hreflang: tuple[str, ...] = ()
    """`zh` or `zh-CN`."""
    type: str = ""
    """Media type of the target; empty where nothing is said."""
    context: tuple[str, ...] = ()
    public: bool | None = None
    """Whether it may be shown to everybody; None where nothing is said."""
    fwqs: bool | None = None
    """Whether the query of a question goes along; it always does."""

    @property
    def location(self) -> str:
        """Where it leads, in ASCII."""
        return location_of(self.href) or ""

    @property
    def attributes(self) -> tuple[frozenset[str], str, frozenset[str]]:
        """By what it is chosen among links of its type: languages, media type, contexts."""
        return frozenset(self.hreflang), self.type, frozenset(self.context)


class LinkDocument(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A link as JSON shows it."""

    link_type: str
    href: str
    title: str
    hreflang: tuple[str, ...] = ()
    type: str | None = None
    context: tuple[str, ...] = ()
    public: bool | None = None
    fwqs: bool | None = None


class LinkData(msgspec.Struct, frozen=True, tag="link", tag_field="format"):
    """A value's data with their format."""

    value: LinkDocument


def from_octets(octets: bytes) -> Link:
    """Read a link.

    Raises:
        Malformed: more than 4,096 octets, no JSON of that shape, a member it does not know, or what `from_document`
            refuses.
    """
    if len(octets) > LARGEST_LINK:
        raise Malformed(f"a link has at most {LARGEST_LINK} octets, got {len(octets)}")
    return from_document(_read(octets))


def to_octets(link: Link) -> bytes:
    """The octets of a link."""
    return _write(to_document(link))


def from_document(document: LinkDocument) -> Link:
    """The link a document describes.

    Raises, in this order:
        Malformed: a link type, an address, a title, a language, a media type or a context that is none; a language or
            context given twice; the query kept back; a default link that says more than its title.
    """
    link = Link(
        read_link_type(document.link_type),
        _href(document.href),
        _title(document.title),
        _each(document.hreflang, "hreflang", _language),
        _media_type(document.type),
        _each(document.context, "context", _context),
        document.public,
        document.fwqs,
    )
    if link.fwqs is False:
        raise Malformed("fwqs of the link is false, expected true or nothing: the query always goes along")
    if link.link_type == DEFAULT and (said := _beside_title(link)):
        raise Malformed(f"default link has {said}, expected a title and nothing else")
    return link


def to_document(link: Link) -> LinkDocument:
    """A link as JSON shows it.

    >>> to_document(Link("https://ref.gs1.org/voc/pip", "https://a.example/", "A", ("zh-CN",))).link_type
    'gs1:pip'
    """
    return LinkDocument(
        link_type=compact(link.link_type),
        href=link.href,
        title=link.title,
        hreflang=link.hreflang,
        type=link.type or None,
        context=link.context,
        public=link.public,
        fwqs=link.fwqs,
    )


_read = reader(closed(LinkDocument), "a link")
_write = msgspec.json.Encoder().encode


def _href(text: str) -> str:
    if location_of(text) is None:
        raise Malformed(
            f"href of the link is {text[:80]!r}, expected an address with http or https that may be followed"
        )
    return text


def _title(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > LONGEST_TITLE:
        raise Malformed(
            f"title of the link is {text[:40]!r}, expected 1 to {LONGEST_TITLE} printable characters that say something"
        )
    return text


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise Malformed(
            f"hreflang of the link is {text[:40]!r}, expected two letters, or two and a country's two, as in zh-CN: "
            "anything else makes a GS1 linkset invalid"
        )
    language, hyphen, country = text.partition("-")
    return language.lower() + hyphen + country.upper()


def _media_type(text: str | None) -> str:
    if text is not None and not _MEDIA_TYPE.fullmatch(text.lower()):
        raise Malformed(f"type of the link is {text[:60]!r}, expected a media type without parameters, as in text/html")
    return (text or "").lower()


def _context(text: str) -> str:
    if not _CONTEXT.fullmatch(text):
        raise Malformed(
            f"context of the link is {text[:40]!r}, expected up to 64 letters, digits and the signs . _ : / -"
        )
    return text


def _each(given: tuple[str, ...], name: str, checked: Any) -> tuple[str, ...]:
    if len(given) > MOST_WORDS:
        raise Malformed(f"{name} of the link has {len(given)} members, expected at most {MOST_WORDS}")
    words = tuple(checked(text) for text in given)
    for place, word in enumerate(words):
        if word in words[:place]:
            raise Malformed(f"{name} of the link has {word!r} twice, expected it once")
    return words


def _beside_title(link: Link) -> str:
    """What a link says beside its address and its title."""
    said = {
        "hreflang": link.hreflang,
        "type": link.type,
        "context": link.context,
        "public": link.public is not None,
        "fwqs": link.fwqs is not None,
    }
    return " and ".join(name for name, there in said.items() if there)
