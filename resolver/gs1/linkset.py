"""Linksets: the documents that say where the links of a thing lead (RFC 9264, Resolver 1.2.1 §2.10).

Each level of a thing is a context of its own with its own anchor. The root holds nothing but `linkset` and a context
nothing but its anchor, its description and arrays of links: `schemas/published/gs1-linkset.schema.json` is closed.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from schemas.encodings.link import Link
from schemas.link_types import DEFAULT, DEFAULT_MULTI

JSON_LD_CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"


class Context(msgspec.Struct, frozen=True):
    """One thing and its links."""

    path: str
    description: str
    links: tuple[Link, ...]


def linkset(contexts: Iterable[Context], base: str) -> bytes:
    """A linkset as JSON; `base` is the address of this node, under which the anchors stand."""
    return msgspec.json.encode(_document(contexts, base))


def json_ld(contexts: Iterable[Context], base: str) -> bytes:
    """The same as JSON-LD: with the context that makes triples of it."""
    return msgspec.json.encode({"@context": JSON_LD_CONTEXT, **_document(contexts, base)})


def in_order(links: Iterable[Link]) -> dict[str, list[Link]]:
    """Links by their types: the default link first, its variants next, all others in stored order."""
    sorted_: dict[str, list[Link]] = {DEFAULT: [], DEFAULT_MULTI: []}
    for link in links:
        sorted_.setdefault(link.link_type, []).append(link)
    return {link_type: some for link_type, some in sorted_.items() if some}


def _document(contexts: Iterable[Context], base: str) -> dict[str, Any]:
    return {
        "linkset": [
            {
                "anchor": base + context.path,
                "itemDescription": context.description,
                **{link_type: list(map(_link, links)) for link_type, links in in_order(context.links).items()},
            }
            for context in contexts
        ]
    }


def _link(link: Link) -> dict[str, Any]:
    """What may be said of a link, in the order of the schema; what is not known is left out."""
    said = {
        "href": link.location,
        "title": link.title,
        "hreflang": list(link.hreflang) or None,
        "type": link.type or None,
        "context": list(link.context) or None,
        "public": link.public,
        "fwqs": link.fwqs,
    }
    return {name: given for name, given in said.items() if given is not None}
