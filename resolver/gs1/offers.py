"""Offers: what the record of a thing has to offer: a description, a default link, variants of it, and other links.

A record says so in values of type `LINK`. One that has none is not left out: its first `URL` is its default link, and
the same under the type that suits its kind of key; without one, the node's own page about it is.
"""

from collections.abc import Mapping

import msgspec

from resolver.gs1.levels import Level
from resolver.redirect import first_url
from schemas.encodings.link import Link
from schemas.link_types import DEFAULT, DEFAULT_MULTI, HANDLED_BY, NAMESPACE
from schemas.links import links_of
from schemas.mapping import Mapped
from schemas.value import Value

LONGEST_DESCRIPTION = 300

# Types of values in which enterprises write what a thing is, the best first.
_DESCRIBING = ("DESC", "DESCRIPTION", "NAME", "TITLE", "PRODUCT", "产品名称", "产品", "名称", "品名")
# What an address is that nobody has given a type, by the key of the thing it is about.
_USUAL: Mapping[str, str] = {
    "00": "logisticsInfo",
    "253": "registryEntry",
    "255": "promotion",
    "401": "logisticsInfo",
    "402": "logisticsInfo",
    "414": "locationInfo",
    "415": "paymentLink",
    "417": "homepage",
    "8017": "serviceInfo",
    "8018": "serviceInfo",
}


class Offer(msgspec.Struct, frozen=True):
    """A link, and the value that says for how long it may be kept; None for the node's own page."""

    link: Link
    value: Value | None


class Offered(msgspec.Struct, frozen=True):
    """What the record of one thing offers."""

    level: Level
    description: str
    default: Offer | None
    links: tuple[Offer, ...]
    """All others, variants of the default link among them, in stored order."""

    @property
    def variants(self) -> tuple[Offer, ...]:
        """Variants of the default link."""
        return self.of_type(DEFAULT_MULTI)

    @property
    def handler(self) -> Offer | None:
        """The link to the resolver that answers in this one's place: the only link of the record."""
        only = self.links[0] if len(self.links) == 1 and self.default is None else None
        return only if only is not None and only.link.link_type == HANDLED_BY else None

    def of_type(self, link_type: str) -> tuple[Offer, ...]:
        """The links of a type."""
        if link_type == DEFAULT:
            return (self.default,) if self.default else ()
        return tuple(offer for offer in self.links if offer.link.link_type == link_type)


def offered(level: Level) -> Offered:
    """What a record offers."""
    values = level.entry.values()
    links = [Offer(link, value) for value, link in links_of(values) if link.public is not False]
    default = next((offer for offer in links if offer.link.link_type == DEFAULT), None)
    others = [offer for offer in links if offer.link.link_type != DEFAULT]
    description = _described(values) or next((offer.link.title for offer in (default, *others) if offer), "")
    description = description or _spoken(level.path)
    if default is None and (found := first_url(values)) is not None:
        value, location = found
        default = Offer(Link(DEFAULT, location, description), value)
        if not any(offer.link.location == location for offer in others if offer.link.link_type != DEFAULT_MULTI):
            others.insert(0, Offer(Link(_usual_type(level.path), location, description), value))
    return Offered(level, description, default, tuple(others))


def with_own_page(offer: Offered, page: str) -> Offered:
    """What a record offers whose thing has no default link at any level: the node's own page about it (§2.5.9)."""
    default = Offer(Link(DEFAULT, page, offer.description), None)
    described = Offer(Link(_usual_type(offer.level.path), page, offer.description), None)
    return msgspec.structs.replace(offer, default=default, links=(described, *offer.links))


def _described(values: tuple[Value, ...]) -> str:
    """What a thing is, in its record's own words; empty where it says nothing."""
    texts: dict[str, str] = {}
    for value in values:
        if value.type.upper() in _DESCRIBING and (text := " ".join((value.text() or "").split())):
            texts.setdefault(value.type.upper(), text)
    said = next((texts[type] for type in _DESCRIBING if type in texts), "")
    return "".join(character for character in said if character.isprintable())[:LONGEST_DESCRIPTION]


def _spoken(path: str) -> str:
    """A thing's own identifier as people write it.

    >>> _spoken("/01/09506000134376/10/A%2FB")
    '(01)09506000134376(10)A/B'
    """
    return Mapped("gs1", path).text


def _usual_type(path: str) -> str:
    return NAMESPACE + _USUAL.get(path.split("/")[1], "pip")
