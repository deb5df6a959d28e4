"""What is asked: a Digital Link and the wishes that come with it, out of the target and two headers of a request.

The path is read as strictly as the syntax wants it, but for a slash at its end (Resolver 1.2.1 §2.4.1, §2.13). The
query is passed on as it came, so only what GS1 defines in it is read: its attributes, `linkType` and `context`.
"""

import re
from contextlib import suppress

import msgspec

from resolver.gs1.wishes import Wishes
from schemas.errors import Malformed
from schemas.identifiers import gs1_dl_compressed, gs1_epc_binary_dl
from schemas.identifiers.gs1.link import CANONICAL_STEM, KEYS, DigitalLink, read_link
from schemas.link_types import LINKSET_WORDS, link_type
from schemas.target import decoded
from schemas.weights import elements

LINKSET_JSON = "application/linkset+json"

# URI syntax 1.7 §4.11: pairs are separated by either.
_BETWEEN_PAIRS = re.compile("[&;]")


class Asked(msgspec.Struct, frozen=True):
    """One question."""

    link: DigitalLink
    compressed: bool = False
    """Whether the path held the bits of a tag, or a string of the old compression."""
    query: str = ""
    """As it came, without the question mark."""
    link_type: str = ""
    """The address of the link type that is asked for; empty where none is."""
    linkset: bool = False
    """Whether the whole linkset is asked for."""
    wishes: Wishes = Wishes()


def read(path: str, query: str, accept: str = "", accept_language: str = "") -> Asked:
    """Read a question.

    Raises:
        Malformed: the path is no Digital Link, plain or compressed, or an attribute in the query is wrong.
    """
    pairs = [pair for pair in _BETWEEN_PAIRS.split(query) if pair]
    attributes = "&".join(pair for pair in pairs if _is_ai(pair.partition("=")[0]))
    link, compressed = _link(path, attributes)
    given = _parameters(pairs)
    wanted = given.get("linktype", [""])[-1]
    whole = wanted in LINKSET_WORDS
    return Asked(
        link=link,
        compressed=compressed,
        query=query,
        link_type="" if whole else link_type(wanted),
        linkset=whole or (not wanted and wants_linkset(accept)),
        wishes=Wishes.read(accept, accept_language, given.get("context", ())),
    )


def wants_linkset(accept: str) -> bool:
    """Whether this `Accept` asks for a linkset (§2.6.2): it is named, and nothing else is named that is liked better.

    >>> wants_linkset("application/linkset+json"), wants_linkset("text/html, application/linkset+json;q=0.5")
    (True, False)
    """
    named = {name: weight for name, weight in elements(accept) if name != "*/*"}
    weight = named.pop(LINKSET_JSON, 0.0)
    return weight > 0 and weight >= max(named.values(), default=0.0)


def _link(path: str, attributes: str) -> tuple[DigitalLink, bool]:
    """The Digital Link that a path is, and whether it was compressed."""
    try:
        query = f"?{attributes}" if attributes else ""
        return read_link(f"{CANONICAL_STEM}{path}{query}", trailing_slash=True), False
    except Malformed as refusal:
        # A value may look like a compressed string, so that is tried only where there is no key in the path.
        segments = path.removesuffix("/").split("/")
        if any(segment in KEYS for segment in segments):
            raise
        plain = _decompressed("/".join(segments))
        if plain is None:
            raise refusal from None
    uri = plain.canonical
    return read_link(f"{uri}{'&' if '?' in uri else '?'}{attributes}"), True


def _decompressed(path: str) -> DigitalLink | None:
    uri = f"{CANONICAL_STEM}{path}"
    if gs1_epc_binary_dl.recognise(uri) is not None:
        return gs1_epc_binary_dl.parse(uri).link
    if path.count("/") == 1:
        try:
            return gs1_dl_compressed.parse(uri)
        except Malformed:
            return None
    return None


def _is_ai(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _parameters(pairs: list[str]) -> dict[str, list[str]]:
    """The parameters that GS1 defines, by their names in small letters; what cannot be decoded is somebody else's."""
    given: dict[str, list[str]] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if name.lower() in ("linktype", "context"):
            with suppress(Malformed):
                said = decoded(text, "the query")
                given.setdefault(name.lower(), []).append(said)
    return given
