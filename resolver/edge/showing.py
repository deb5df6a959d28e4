"""Values as people are shown them: a name, a text, a link where it is safe to follow, times in words.

Nothing here is HTML: the pages escape all of it (threats.md T20).
"""

import base64
import re
from typing import assert_never

import msgspec

from resolver.edge.words import length, moment, name_of, say
from schemas import data
from schemas.counting import utc
from schemas.encodings.admin import AdminData, AdminDocument
from schemas.encodings.link import LinkData, LinkDocument, from_document
from schemas.encodings.plain import Base64Data, HexData, TextData
from schemas.encodings.publickey import KeyData
from schemas.encodings.site import ServerDocument, SiteData
from schemas.encodings.vlist import VlistData
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.link_types import words_of
from schemas.preference import Language
from schemas.target import path_of
from schemas.value import Value
from schemas.web_address import location_of

MOST_CHARACTERS = 2_000
"""Of one value; the rest is what the JSON API is for."""
_MOST_OCTETS = 96
# Narrower than RFC 5322 on purpose: what is not plainly an address is shown and not made a link.
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")


class Line(msgspec.Struct, frozen=True):
    """One piece of a value: a text, and where it leads."""

    text: str
    href: str = ""
    """A link that may be followed; empty where there is none."""
    outside: bool = False
    """Whether the link leaves this node."""


class Shown(msgspec.Struct, frozen=True):
    """A value as people are shown it."""

    index: int
    type: str
    """As stored."""
    name: str
    """What people call the type; the type itself where it has no other name."""
    lines: tuple[Line, ...]
    code: bool
    """Whether the text is for machines: shown in letters of one width."""
    note: str
    """What must be said about it, or empty."""
    ttl: str
    changed: str
    changed_iso: str


def shown(value: Value, language: Language) -> Shown:
    """A value as people are shown it."""
    lines, code, note = _content(value, language)
    return Shown(
        index=value.index,
        type=value.type,
        name=name_of(language, value.type),
        lines=lines,
        code=code,
        note=note,
        ttl=moment(language, value.ttl) if value.absolute else length(language, value.ttl),
        changed=moment(language, value.timestamp) if value.timestamp else "",
        changed_iso=iso(value.timestamp),
    )


def iso(at: int) -> str:
    """A Unix second for the `datetime` attribute; empty for 0, the moment of what was never stamped."""
    return utc(at) if at else ""


def of_system(value: Value) -> bool:
    """Whether a value is for machines: the node's own types, which people need not read."""
    return value.type.upper().startswith("HS_") and value.type.upper() != "HS_ALIAS"


def _content(value: Value, language: Language) -> tuple[tuple[Line, ...], bool, str]:
    """The lines, whether they are code, and the note."""
    match data.from_octets(value.type, value.data):
        case TextData(text):
            return _text(value.type.upper(), text, language)
        case Base64Data(octets):
            encoded = base64.b64encode(octets[:_MOST_OCTETS]).decode() + ("…" if len(octets) > _MOST_OCTETS else "")
            return (Line(encoded),) if encoded else (), True, say(language, "octets", n=len(octets))
        case HexData(digits):
            return (Line(digits),), True, ""
        case AdminData(admin):
            return (_administrator(admin, language),), False, ""
        case VlistData(references):
            return tuple(_reference(one.handle, one.index) for one in references), False, ""
        case SiteData(site):
            return tuple(_server(server, language) for server in site.servers or ()), False, ""
        case KeyData(key):
            return (Line(say(language, "key", kind=key.kty)),), False, ""
        case LinkData(link):
            return _link(link, language), False, ""
        case other:  # pragma: no cover: mypy proves that there is none
            assert_never(other)


def _text(type: str, text: str, language: Language) -> tuple[tuple[Line, ...], bool, str]:
    family = type.partition(".")[0]
    if family == "URL":
        if location := location_of(text):
            # A name in another script may look like one it is not: say in plain letters where the link goes.
            note = "" if text.isascii() else say(language, "leads to") + location
            return (Line(text, location, outside=True),), False, note
        return (Line(_cut(text)),), False, say(language, "not followed")
    if family == "EMAIL" and _EMAIL.fullmatch(text):
        return (Line(text, f"mailto:{text}"),), False, ""
    if family == "HS_ALIAS":
        try:
            return (Line(text, path_of(Handle.parse(text).text)),), False, ""
        except Malformed:
            return (Line(_cut(text)),), False, ""
    code = text.startswith(("-----BEGIN ", "<")) or type == "10320/LOC"
    note = say(language, "cut", n=len(text)) if len(text) > MOST_CHARACTERS else ""
    return (Line(_cut(text)),), code, note


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "…"


def _administrator(admin: AdminDocument, language: Language) -> Line:
    words = "administrator" if admin.index else "any administrator"
    return Line(say(language, words, handle=admin.handle, index=admin.index, permissions=admin.permissions))


def _link(document: LinkDocument, language: Language) -> tuple[Line, ...]:
    """What a link is called and where it leads; then what is there, in one line."""
    link = from_document(document)
    names = words_of(link.link_type)
    kind = names.zh if language == "zh-CN" else names.en
    said = (kind, *link.hreflang, *((link.type,) if link.type else ()), *link.context)
    return Line(link.title, link.location, outside=True), Line(" · ".join(said))


def _reference(handle: str, index: int) -> Line:
    return Line(f"{index}:{handle}" if index else handle)


def _server(server: ServerDocument, language: Language) -> Line:
    interfaces = ", ".join(f"{one.protocol} {one.port}" for one in server.interfaces or ())
    return Line(say(language, "server", address=server.address, interfaces=interfaces))
