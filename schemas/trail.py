"""The trail: one line for each act, and each line carries the digest of the one before, so that none can be changed.

A line's digest is SHA-256 over the digest of the line before and the line's own canonical JSON: names in order, no
space, UTF-8. What an act did to records stands in the journal; its line has the digest of those octets. Characters
that would break a line, move a cursor or turn the reading direction are kept as `\\u2028`, so that a line is a line
wherever it is shown.
"""

import hashlib
import json
import re
from collections.abc import Mapping

import msgspec

# Control characters (C0, DEL, C1), line and paragraph separators, marks that turn the reading direction, and halves of
# pairs, which no UTF-8 has.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

GENESIS = hashlib.sha256(b"idnode trail, version 1").digest()
"""What stands in for the digest of the line before the first."""

SHORTEST_DAYS = 184
"""网络安全法, article 21: logs are kept for six months at least."""

LONGEST_NAME = 256
LONGEST_SUBJECT = 512
LONGEST_DETAIL = 64 << 10
"""Octets; of what is longer only the digest is kept."""


class Line(msgspec.Struct, frozen=True):
    """What was done, when, by whom, from where, to what."""

    act: int
    """The number of the act; dense."""
    at: int
    """Unix second."""
    actor: str
    role: str
    address: str
    """Empty for the command line."""
    verb: str
    subject: str
    changes: int
    """How many changes in the journal."""
    detail: str
    """Canonical JSON of what else there is to say, `before` and `after` among it; empty where there is nothing."""
    serial: int = 0
    """The serial of the last of those changes; 0 where there are none."""
    content: bytes | None = None
    """The digest of those changes as the journal keeps them."""

    @property
    def canonical(self) -> bytes:
        """The line as it is digested."""
        said = (
            f'{{"act":{self.act},"actor":{_quoted(self.actor)},"address":{_quoted(self.address)},"at":{self.at},'
            f'"changes":{self.changes},"content":{_quoted(self.content.hex()) if self.content else "null"},'
            f'"detail":{self.detail or "null"},"role":{_quoted(self.role)},"serial":{self.serial},'
            f'"subject":{_quoted(self.subject)},"verb":{_quoted(self.verb)}}}'
        )
        return said.encode("utf-8", "surrogatepass")

    def digest(self, before: bytes) -> bytes:
        """The digest of the line behind the one with this digest."""
        return hashlib.sha256(before + self.canonical).digest()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def visible(text: str) -> str:
    """A text whose harmful characters are spelt out.

    >>> visible("a\\nb\\u202e中")
    'a\\\\u000ab\\\\u202e中'
    """
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def detailed(detail: Mapping[str, object]) -> str:
    """What else there is to say of an act, as its line keeps it.

    >>> detailed({"b": "x\\n", "a": [None, 1]}), detailed({})
    ('{"a":[null,1],"b":"x\\\\\\\\u000a"}', '')
    """
    if not detail:
        return ""
    text = canonical(_seen(detail))
    octets = text.encode()
    if len(octets) > LONGEST_DETAIL:
        return canonical({"digest": hashlib.sha256(octets).hexdigest(), "octets": len(octets)})
    return text


def difference(was: Mapping[str, object], becomes: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """What is another than it was, as `before` and `after`; empty where nothing is.

    >>> difference({"name": "a", "park": "p"}, {"name": "b", "park": "p"})
    {'before': {'name': 'a'}, 'after': {'name': 'b'}}
    """
    changed = [name for name in was.keys() | becomes.keys() if was.get(name) != becomes.get(name)]
    if not changed:
        return {}
    return {
        side: {name: particulars.get(name) for name in sorted(changed)}
        for side, particulars in (("before", was), ("after", becomes))
    }


def canonical(document: object) -> str:
    """JSON with its names in order and without a space."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _seen(part: object) -> object:
    """The same with its texts visible."""
    if isinstance(part, str):
        return visible(part)
    if isinstance(part, Mapping):
        return {visible(str(name)): _seen(value) for name, value in part.items()}
    if isinstance(part, list | tuple | set | frozenset):
        return [_seen(value) for value in (sorted(part) if isinstance(part, set | frozenset) else part)]
    return part
