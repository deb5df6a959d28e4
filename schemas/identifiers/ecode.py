"""Ecode: the identifiers of the Internet of Things in China: version, coding scheme (NSI), identifier (GB/T 31866).

Lengths are those of the 2015 edition as they are quoted in public; the 2023 edition is not public and keeps version 0
for GS1, so that no text of version 0 is read. There is no check digit. `E=<code>` and the resolver's address around it
are read, too.
"""

import re
from urllib.parse import unquote

import msgspec

from schemas.errors import Malformed
from schemas.identifiers.scheme import Component, Likeness, Part, Sureness, Words, in_order

NAME = "ecode"

# GB/T 31866-2015, table 1: by version the digits of the NSI, the longest MD, and what the MD is made of.
_VERSIONS = {
    "1": (4, 20, re.compile("[0-9]"), "a digit"),
    "2": (4, 28, re.compile("[0-9]"), "a digit"),
    "3": (5, 39, re.compile("[0-9A-Za-z]"), "a digit or letter"),
    # Without bound in the standard; no record of this node is longer than a handle.
    "4": (5, 1024, re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]"), "a character that is no blank"),
}
_CARRIED = re.compile(r"(?:(?i:https?://(?:www\.)?iotroot\.com)/(?:api/query/search/)?)?E=")
_LIKE_ONE = re.compile(r"[12][0-9]{5,32}|3[0-9]{5}[0-9A-Za-z]{1,39}|4[0-9]{5}\S{1,1024}")


class Ecode(msgspec.Struct, frozen=True):
    """A code by its parts."""

    version: str
    nsi: str
    md: str

    @property
    def text(self) -> str:
        """The parts together, without `E=`."""
        return f"{self.version}{self.nsi}{self.md}"


def recognise(text: str) -> Likeness | None:
    """`E=`, the resolver's address, or digits that begin with 1, 2 or 3 as those of many schemes do."""
    if found := _CARRIED.match(text):
        return Likeness(NAME, Sureness.CERTAIN, Words(f"以 {found[0]} 开头", f"begins with {found[0]}"))
    if _LIKE_ONE.fullmatch(text):
        reason = Words(f"长度与字符符合版本 V{text[0]}", f"length and characters of version V{text[0]}")
        return Likeness(NAME, Sureness.POSSIBLE, reason)
    return None


def parse(text: str) -> Ecode:
    """Read a code, with or without `E=` or the resolver's address around it.

    Raises:
        Malformed: an unknown version, an NSI that is not digits, an identifier that is empty, too long, or has other
            characters.
    """
    carried = _CARRIED.match(text)
    bare = text
    if carried:
        bare = text[carried.end() :]
        bare = unquote(bare) if len(carried[0]) > 2 else bare
    row = _VERSIONS.get(bare[:1])
    if row is None:
        raise Malformed(f"version of the Ecode is {bare[:1]!r}, expected 1, 2, 3 or 4")
    width, most, character, words = row
    nsi, md = bare[1 : 1 + width], bare[1 + width :]
    if len(nsi) != width or not (nsi.isascii() and nsi.isdigit()):
        raise Malformed(f"NSI of the Ecode is {nsi!r}, expected {width} digits in version {bare[0]}")
    if not 1 <= len(md) <= most:
        raise Malformed(f"length of the MD of the Ecode is {len(md)}, expected 1 to {most} in version {bare[0]}")
    for place, one in enumerate(md, start=2 + width):
        if not character.fullmatch(one):
            raise Malformed(f"character {place} of the Ecode is {one!r}, expected {words} in version {bare[0]}")
    return Ecode(bare[0], nsi, md)


def canonical(noun: Ecode) -> str:
    """Without `E=`."""
    return noun.text


def components(noun: Ecode) -> dict[str, Component]:
    """`V`, `NSI`, `MD`."""
    return {"V": noun.version, "NSI": noun.nsi, "MD": noun.md}


def explain(noun: Ecode) -> list[Part]:
    """Version, coding scheme, identifier."""
    return in_order(
        (noun.version, "版本 V", "version"),
        (noun.nsi, "编码体系标识 NSI（未核对登记）", "coding scheme (NSI), its registration not checked"),
        (noun.md, "主码 MD", "identifier (MD)"),
    )
