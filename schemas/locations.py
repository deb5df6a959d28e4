"""Locations: the `10320/loc` value, several places for one thing, and which of them an asker is sent to.

Contract: handle-http.md §7.1. The client's address and country and the drawn number come in as arguments.
"""

import math
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Self
from urllib.parse import quote
from xml.etree.ElementTree import Element

import msgspec

from schemas.errors import Malformed
from schemas.markup import name, read_markup

LOCATIONS_TYPE = "10320/loc"
USUAL_CHOICE = ("locatt", "address", "country", "score", "weighted")
MOST_LOCATIONS = 256
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Sums of weights stay far below where floats lose single units.
_LARGEST_NUMBER = 1e9

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Location(msgspec.Struct, frozen=True):
    """One place. `attributes` are all that were written, those with a meaning here among them."""

    href: str
    """Empty where there is a template only."""
    href_template: str = ""
    """With `{hdl}` where the handle goes."""
    weight: float = 1.0
    score: float = 0.0
    country: str = ""
    """Upper-cased; empty where none is named."""
    addresses: tuple[Network, ...] = ()
    status: int | None = None
    """The redirect's status, where the location names one."""
    attributes: Mapping[str, str] = {}

    def target(self, handle: str) -> str:
        """Where to go for a handle: `href`, or the template with the handle percent-encoded in it."""
        return self.href or self.href_template.replace("{hdl}", quote(handle, safe="/"))


class Locations(msgspec.Struct, frozen=True):
    """Places for one thing, and the methods by which one is chosen, in order."""

    locations: tuple[Location, ...]
    choose_by: tuple[str, ...] = USUAL_CHOICE

    @classmethod
    def parse(cls, octets: bytes) -> Self:
        """Read `<locations chooseby="…"><location …/></locations>`; other elements are passed over.

        Raises:
            Malformed: not such XML, more than 256 locations, or a location with neither href nor template or with a
                weight, score, network or status that is none.
        """
        root = read_markup(octets, "locations")
        elements = [element for element in root if name(element) == "location"]
        if len(elements) > MOST_LOCATIONS:
            raise Malformed(f"expected at most {MOST_LOCATIONS} locations, got {len(elements)}")
        methods = tuple(word for word in root.get("chooseby", "").lower().replace(" ", "").split(",") if word)
        return cls(
            tuple(_location(element, place) for place, element in enumerate(elements, start=1)),
            methods or USUAL_CHOICE,
        )


class Question(msgspec.Struct, frozen=True):
    """What is known of the asker."""

    wanted: tuple[str, str] | None = None
    """Attribute and what it must be, from `locatt=key:value`."""
    address: Address | None = None
    country: str = ""

    @staticmethod
    def read_wanted(text: str) -> tuple[str, str] | None:
        """The two halves of `key:value`; None where there is no colon or no key.

        >>> Question.read_wanted("id:0")
        ('id', '0')
        """
        key, colon, value = text.partition(":")
        return (key, value) if key and colon else None


def choose(locations: Locations, question: Question, draw: float) -> Location | None:
    """The location an asker is sent to; `draw` is a number drawn from 0 up to but not 1. None where there are none.

    The methods are applied in order until one location is left. A method that leaves none is taken back, and one
    this node does not know changes nothing. What is left after the last is drawn by weight.
    """
    left = locations.locations
    for method in locations.choose_by:
        if len(left) <= 1:
            break
        if method == "weighted":
            return _drawn(left, draw)
        if keep := _METHODS.get(method):
            left = keep(left, question) or left
    return _drawn(left, draw) if left else None


Left = tuple[Location, ...]


def _by_attribute(left: Left, question: Question) -> Left:
    if question.wanted is None:
        return left
    key, value = question.wanted
    return tuple(one for one in left if one.attributes.get(key) == value)


def _by_address(left: Left, question: Question) -> Left:
    address = question.address
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return tuple(one for one in left if address and any(address in network for network in one.addresses))


def _by_country(left: Left, question: Question) -> Left:
    country = question.country.upper()
    matching = tuple(one for one in left if country and one.country == country)
    return matching or tuple(one for one in left if not one.country)


def _by_score(left: Left, question: Question) -> Left:  # noqa: ARG001 all methods are asked alike
    highest = max(one.score for one in left)
    return tuple(one for one in left if one.score == highest)


_METHODS: Mapping[str, Callable[[Left, Question], Left]] = {
    "locatt": _by_attribute,
    "address": _by_address,
    "country": _by_country,
    "score": _by_score,
}


def _drawn(left: Left, draw: float) -> Location:
    """One of those that are left, by weight; by equal chances where none has any."""
    weighted = [one for one in left if one.weight > 0] if len(left) > 1 else []
    if not weighted:
        return left[int(draw * len(left))]
    rest = draw * math.fsum(one.weight for one in weighted)
    for one in weighted:
        rest -= one.weight
        if rest < 0:
            return one
    return weighted[-1]


def _location(element: Element, place: int) -> Location:
    written = dict(element.attrib)
    what = f"of location {place}"
    if not (written.get("href") or written.get("href_template")):
        raise Malformed(f"location {place} has neither href nor href_template")
    status = written.get("http_sc")
    if status is not None and status not in map(str, REDIRECTS):
        raise Malformed(f"cannot read {status[:20]!r} as the http_sc {what}: expected 301, 302, 303, 307 or 308")
    return Location(
        href=written.get("href", ""),
        href_template=written.get("href_template", ""),
        weight=_number(written.get("weight", "1"), f"the weight {what}"),
        score=_number(written.get("score", "0"), f"the score {what}"),
        country=written.get("country", "").upper(),
        addresses=tuple(
            _network(text.strip(), what) for text in written.get("addresses", "").split(",") if text.strip()
        ),
        status=None if status is None else int(status),
        attributes=written,
    )


def _number(text: str, what: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) <= _LARGEST_NUMBER:
        raise Malformed(f"cannot read {text[:20]!r} as {what}: expected a number up to {_LARGEST_NUMBER:.0f}")
    return number


def _network(text: str, what: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise Malformed(
            f"cannot read {text[:50]!r} as one of the addresses {what}: expected CIDR, as in 10.0.0.0/8"
        ) from None
