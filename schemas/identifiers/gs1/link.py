"""GS1 Digital Link URIs: a primary key and its qualifiers in the path, everything else in the query.

Syntax 1.7.0. Read strictly: a qualifier has its place in the path, an attribute in the query, a GTIN its 14 digits, and
no slash ends the path. `trailing_slash=True` is what a resolver grants on top (Resolver 1.2.1 §2.13).
"""

import re
from urllib.parse import quote

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.gs1.application import APPLICATIONS
from schemas.identifiers.gs1.associations import check_associations
from schemas.identifiers.gs1.elements import LONGEST_TEXT, MOST_ELEMENTS, ElementString

CANONICAL_STEM = "https://id.gs1.org"

KEYS = {ai: rule.qualifiers for ai, rule in APPLICATIONS.items() if rule.qualifiers is not None}
"""The primary keys, each with the orders in which its qualifiers may follow."""

# AI 415 is a key only together with the reference of the payment slip.
_REQUIRED = {"415": "8020"}

_URI = re.compile(r"(https?|HTTPS?)://([^/?#]*)(/[^?#]*)?(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_NO_URI_CHARACTER = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")
_PERCENT = re.compile(r"%(..?|$)", re.DOTALL)
_HEX = re.compile(r"[0-9A-Fa-f]{2}")


class DigitalLink(msgspec.Struct, frozen=True):
    """A primary key with its qualifiers and attributes; which host serves it does not matter to the thing it names."""

    key: tuple[str, str]
    """AI and value."""
    qualifiers: tuple[tuple[str, str], ...] = ()
    """In the order of the standard."""
    attributes: tuple[tuple[str, str], ...] = ()
    """As they stand in the query."""
    stem: str = CANONICAL_STEM
    """What stands before the key: scheme, host and path, without a slash at the end."""
    others: tuple[str, ...] = ()
    """The pairs of the query that are no GS1 attributes, as octets came: `linkType=gs1:pip`."""

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        """Everything GS1 in the order of the URI."""
        return (self.key, *self.qualifiers, *self.attributes)

    @property
    def element_string(self) -> ElementString:
        """The same as an element string."""
        return ElementString(self.elements)

    @property
    def path(self) -> str:
        """Key and qualifiers as a path: `/01/09506000134376/21/1`."""
        return "".join(f"/{ai}/{quote(value, safe='')}" for ai, value in (self.key, *self.qualifiers))

    @property
    def canonical(self) -> str:
        """The one URI that stands for the same thing, whoever serves it."""
        return self.at(CANONICAL_STEM)

    def at(self, stem: str) -> str:
        """The URI below a stem, with the GS1 attributes and without any other part of the query."""
        query = "&".join(f"{ai}={quote(value, safe='')}" for ai, value in self.attributes)
        return f"{stem}{self.path}{'?' if query else ''}{query}"


def read_link(text: str, *, associations: bool = False, trailing_slash: bool = False) -> DigitalLink:
    """Read a Digital Link URI.

    Raises:
        Malformed: no such URI, host or path; no key; a value that its AI does not allow; a qualifier or attribute out
            of its place; with `associations` also the rules between AIs, which hold over all data of an item.
    """
    stem, path, query = split_uri(text)
    segments = path.split("/")[1:]
    if segments and not segments[-1]:
        if not trailing_slash:
            raise Malformed("last character of the path is '/', expected a value")
        segments.pop()
    start = len(segments) - 2
    while start >= 0 and segments[start] not in KEYS:
        start -= 2
    if start < 0:
        raise Malformed(f"path is {path[:80]!r}, expected a GS1 primary key and its value at the end")
    pairs = [(segments[place], _unescaped(segments[place + 1], plus=False)) for place in range(start, len(segments), 2)]
    key_ai = pairs[0][0]
    qualifier_ais = tuple(ai for ai, _ in pairs[1:])
    orders = _orders(key_ai, qualifier_ais)
    for ai, value in pairs:
        if (fault := APPLICATIONS[ai].value_fault(value)) is not None:
            raise Malformed(fault)
    attributes, others = _read_query(query, {ai for ai, _ in pairs}, orders) if query else ((), ())
    if len(pairs) + len(attributes) > MOST_ELEMENTS:
        raise Malformed(f"number of elements is {len(pairs) + len(attributes)}, expected at most {MOST_ELEMENTS}")
    before = "/".join(segments[:start])
    link = DigitalLink(pairs[0], tuple(pairs[1:]), attributes, f"{stem}/{before}" if before else stem, others)
    if associations:
        check_associations(link.elements)
    return link


def split_uri(text: str) -> tuple[str, str, str]:
    """Scheme with host, path and query of a web URI as a Digital Link may be one.

    Raises:
        Malformed: too long, a character that no URI has, another scheme, or no host.
    """
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"length of the URI is {len(text)}, expected at most {LONGEST_TEXT}")
    if strange := _NO_URI_CHARACTER.search(text):
        raise Malformed(f"character {strange.start() + 1} of the URI is {strange[0]!r}, expected it percent-encoded")
    parts = _URI.fullmatch(text)
    if parts is None:
        raise Malformed(f"scheme of the URI is {text.partition(':')[0][:20]!r}, expected http or https")
    scheme, authority, path, query = parts.groups()
    if not _AUTHORITY.fullmatch(authority):
        raise Malformed(f"host of the URI is {authority!r}, expected a name or an address")
    return f"{scheme}://{authority}", path or "", query or ""


def _orders(key: str, qualifiers: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Those orders of the key's qualifiers that the qualifiers of a path follow."""
    orders = KEYS[key]
    if qualifiers:
        orders = tuple(order for order in orders if _follows(qualifiers, order))
        if not orders:
            expected = " or ".join(", ".join(order) for order in KEYS[key]) or "none"
            raise Malformed(f"path behind AI {key} is {', '.join(qualifiers)}, expected {expected} in this order")
    if (required := _REQUIRED.get(key)) and required not in qualifiers:
        raise Malformed(f"path behind AI {key} is without AI {required}, expected it")
    return orders


def _follows(qualifiers: tuple[str, ...], order: tuple[str, ...]) -> bool:
    """Whether qualifiers stand in an order, each at most once."""
    places = [order.index(ai) if ai in order else -1 for ai in qualifiers]
    return -1 not in places and places == sorted(set(places))


def _read_query(
    query: str, taken: set[str], orders: tuple[tuple[str, ...], ...]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The GS1 attributes of a query and its other pairs."""
    attributes = []
    others = []
    for pair in query.split("&"):
        name, _, written = pair.partition("=")
        if not pair:
            continue
        if name and not name.isdigit():
            others.append(pair)
            continue
        rule = APPLICATIONS.get(name)
        if rule is None or not rule.attribute:
            raise Malformed(f"name in the query is {name!r}, expected an AI that may be an attribute")
        if any(name in order for order in orders):
            raise Malformed(f"AI {name} is in the query, expected it in the path")
        if name in taken:
            raise Malformed(f"AI {name} is there twice, expected it once")
        value = _unescaped(written, plus=True)
        if (fault := rule.value_fault(value)) is not None:
            raise Malformed(fault)
        taken.add(name)
        attributes.append((name, value))
    return tuple(attributes), tuple(others)


def _unescaped(text: str, *, plus: bool) -> str:
    """Text without its percent encoding; `plus` says that `+` is a space, as it is in a query."""
    if plus and "+" in text:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    return _PERCENT.sub(_octet, text)


def _octet(found: re.Match[str]) -> str:
    if not _HEX.fullmatch(found[1]):
        raise Malformed(f"percent sequence is {found[0]!r}, expected % and two hexadecimal digits")
    return chr(int(found[1], 16))


def build_link(elements: ElementString, stem: str = CANONICAL_STEM) -> DigitalLink:
    """Put elements into a Digital Link: the first primary key, its qualifiers in their order, the rest as attributes.

    Attributes of predefined length come first, as GS1's own tool writes them; what stands twice is written once.

    Raises:
        Malformed: an AI with two values, no primary key, or an element that has no place beside this key.
    """
    values: dict[str, str] = {}
    for ai, value in elements.elements:
        if values.setdefault(ai, value) != value:
            raise Malformed(f"AI {ai} is there as {values[ai]!r} and as {value!r}, expected one value")
    key = next((ai for ai in values if ai in KEYS), None)
    if key is None:
        raise Malformed(f"element string holds AI {', '.join(values)}, expected a primary key among them")
    # Of two orders the one that takes up more; on a tie the first, as in GS1's table.
    order = max(KEYS[key], key=lambda order: sum(ai in values for ai in order))
    qualifiers = tuple((ai, values[ai]) for ai in order if ai in values)
    rest = [ai for ai in values if ai != key and ai not in order]
    _orders(key, tuple(ai for ai, _ in qualifiers))
    for ai in rest:
        if not APPLICATIONS[ai].attribute:
            raise Malformed(
                f"AI {ai} is beside AI {key}, expected only its qualifiers and attributes in a Digital Link"
            )
    rest.sort(key=lambda ai: not APPLICATIONS[ai].fixed)
    return DigitalLink((key, values[key]), qualifiers, tuple((ai, values[ai]) for ai in rest), stem)
