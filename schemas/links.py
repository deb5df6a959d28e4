"""The links of one record: which of its values are links, and which links may stand together.

Resolver 1.2.1 §2.5.8: an entity has exactly one default link, and the same target under a type that says what it is.
A plain `URL` value is the default link of a record that names none.
"""

from collections.abc import Iterable
from contextlib import suppress

from schemas.encodings.link import TYPE, Link, from_octets
from schemas.errors import Malformed
from schemas.link_types import DEFAULT, DEFAULT_MULTI, compact
from schemas.value import Value

_URL = "URL"


def is_link(value: Value) -> bool:
    """Whether a value is a link."""
    return len(value.type) == len(TYPE) and value.type.upper() == TYPE


def links_of(values: Iterable[Value]) -> tuple[tuple[Value, Link], ...]:
    """The links among values, in stored order; what cannot be read is none."""
    found = []
    for value in values:
        if is_link(value):
            with suppress(Malformed):
                found.append((value, from_octets(value.data)))
    return tuple(found)


def check_links(values: tuple[Value, ...]) -> None:
    """Make sure that the links among the values of a whole record can be read and do not contradict each other.

    Raises, in this order:
        Malformed: a link that cannot be read; one that is not for everybody in a value that everybody may read; one
            given twice; a second default link; a default link whose target no other link describes; variants of a
            default link without one, or two between which nothing decides.
    """
    if not any(map(is_link, values)):
        return
    links = [(value, _read(value)) for value in values if is_link(value)]
    _each_once(links)
    _one_default(values, links)
    _variants_told_apart([(value, link) for value, link in links if link.link_type == DEFAULT_MULTI])


def _read(value: Value) -> Link:
    try:
        link = from_octets(value.data)
    except Malformed as refusal:
        raise Malformed(f"cannot read value {value.index} of type {TYPE}: {refusal}") from None
    if link.public is False and value.public:
        raise Malformed(
            f"link of value {value.index} is not public, expected a value that is not: permissions 1100 hide it"
        )
    return link


def _each_once(links: list[tuple[Value, Link]]) -> None:
    seen: dict[object, int] = {}
    for value, link in links:
        same = (link.link_type, link.location, link.attributes)
        if (other := seen.setdefault(same, value.index)) != value.index:
            raise Malformed(
                f"values {other} and {value.index} are the same link of type {compact(link.link_type)}, expected one"
            )


def _one_default(values: tuple[Value, ...], links: list[tuple[Value, Link]]) -> None:
    defaults = [(value, link) for value, link in links if link.link_type == DEFAULT]
    if len(defaults) > 1:
        indexes = " and ".join(str(value.index) for value, _ in defaults)
        raise Malformed(f"values {indexes} are default links, expected one of them alone")
    described = {link.location for _, link in links if link.link_type not in (DEFAULT, DEFAULT_MULTI)}
    for value, link in defaults:
        if link.location not in described:
            raise Malformed(
                f"default link of value {value.index} leads where no other link does, expected the same href in a LINK "
                "of a type that says what it is, as in gs1:pip"
            )
    if not defaults and not any(value.type.upper() == _URL for value in values):
        for value, link in links:
            if link.link_type == DEFAULT_MULTI:
                raise Malformed(
                    f"value {value.index} is a variant of a default link that is not there, expected a LINK of type "
                    "gs1:defaultLink or a URL beside it"
                )


def _variants_told_apart(variants: list[tuple[Value, Link]]) -> None:
    seen: dict[object, int] = {}
    for value, link in variants:
        if not any(link.attributes):
            raise Malformed(
                f"variant of the default link in value {value.index} does not say for whom it is, expected hreflang, "
                "type or context"
            )
        if (other := seen.setdefault(link.attributes, value.index)) != value.index:
            raise Malformed(
                f"variants of the default link in values {other} and {value.index} are for the same askers, expected a "
                "difference in hreflang, type or context"
            )
