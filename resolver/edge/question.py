"""The question that a request to `GET /{handle}` asks: the identifier out of the raw path, and what the query wants.

The path is taken as it came and decoded once (handle-http.md §2, §11): `+` stays `+`, `//` and `..` are characters of
the suffix like any other, and what is not UTF-8 after decoding is refused. Nothing here ever names a file
(threats.md T23). The query is decoded the same way, so that `urlappend` may carry a `+`.
"""

import re
from collections.abc import Mapping
from typing import Self
from urllib.parse import quote, unquote_to_bytes

import msgspec

from schemas.errors import Malformed
from schemas.locations import Question as Asker
from schemas.value import LARGEST_INDEX, Value, matches

# RFC 3986 §2.1: two hexadecimal digits follow every percent sign.
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TRUE = frozenset({"", "true", "yes"})
# What a path segment may hold as it is (RFC 3986 §3.3), and the slash between two of them.
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_DOT_SEGMENT = re.compile(r"(?:^|/)\.\.?(?:/|$)")


class Question(msgspec.Struct, frozen=True):
    """What is asked of the door, apart from who asks and which identifier."""

    indexes: frozenset[int] = frozenset()
    types: tuple[str, ...] = ()
    stay: bool = False
    """`noredirect` or `action=showvalues`: show the values wherever they would lead."""
    list_urls: bool = False
    """`action=showurls`: list where they would lead."""
    ignore_aliases: bool = False
    urlappend: str = ""
    locatt: tuple[str, str] | None = None
    query: str = ""
    """The query as it came, without the question mark; empty where there was none."""

    @classmethod
    def read(cls, query: str) -> Self:
        """Read the query of a request, as it came.

        Raises:
            Malformed: a percent sign without two digits, octets that are not UTF-8, or an `index` that is none.
        """
        if not query:
            return cls()
        asked = parameters(query)
        last = {name: texts[-1] for name, texts in asked.items()}
        action = last.get("action", "").lower()
        return cls(
            indexes=frozenset(_index(text) for text in asked.get("index", ())),
            types=tuple(text for text in asked.get("type", ()) if text),
            stay=_flag(last, "noredirect") or action == "showvalues",
            list_urls=action == "showurls",
            ignore_aliases=_flag(last, "ignore_aliases"),
            urlappend=last.get("urlappend", ""),
            locatt=Asker.read_wanted(last.get("locatt", "")),
            query=query,
        )

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than all values."""
        return bool(self.indexes or self.types)

    def of(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """The values it asks for, in stored order."""
        return tuple(value for value in values if matches(value, self.indexes, self.types))


def target_parts(target: str) -> tuple[str, str]:
    """Path and query of a request target, as they came.

    >>> target_parts("/88.1000.1/a%2Fb?type=URL"), target_parts("http://node.example/88.1000.1//x")
    (('/88.1000.1/a%2Fb', 'type=URL'), ('/88.1000.1//x', ''))
    """
    path, _, query = target.partition("?")
    if not path.startswith("/"):  # absolute-form (RFC 9112 §3.2.2)
        path = "/" + path.partition("://")[2].partition("/")[2]
    return path, query


def identifier_in(path: str) -> str:
    """The identifier that a raw path names.

    >>> identifier_in("/88.1000.1/%E4%BB%B6+%2b%2F/1")
    '88.1000.1/件++//1'

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    return decoded(path.removeprefix("/"), "the path")


def path_of(identifier: str) -> str:
    """The path under which the door of this node answers for an identifier: ASCII, and the same after any client.

    A browser drops `..` from a path before it asks, so where the suffix has one every slash is escaped.

    >>> path_of("88.1000.1/a b//件"), path_of("88.1000.1/../x")
    ('/88.1000.1/a%20b//%E4%BB%B6', '/88.1000.1%2F..%2Fx')
    """
    safe = _PATH_SAFE.replace("/", "") if _DOT_SEGMENT.search(identifier) else _PATH_SAFE
    return "/" + quote(identifier, safe=safe, errors="surrogatepass")


def parameters(query: str) -> Mapping[str, list[str]]:
    """The parameters of a query, each with what was given for it in order.

    >>> parameters("type=URL&noredirect&urlappend=%3Fa%3D1+2")
    {'type': ['URL'], 'noredirect': [''], 'urlappend': ['?a=1+2']}

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    found: dict[str, list[str]] = {}
    for pair in query.split("&"):
        name, _, text = pair.partition("=")
        if name:
            found.setdefault(decoded(name, "the query"), []).append(decoded(text, "the query"))
    return found


def decoded(text: str, what: str) -> str:
    """Percent-encoded text as the UTF-8 it stands for, decoded once.

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    if text.isascii() and "%" not in text:
        return text
    if broken := _BROKEN_ESCAPE.search(text):
        at = broken.start()
        raise Malformed(f"cannot read {what}: expected two hexadecimal digits after %, got {text[at : at + 3]!r}")
    try:
        # Octets that came without percent signs stand in the text as surrogates where they are no UTF-8.
        return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8")
    except UnicodeError:
        raise Malformed(f"cannot read {what}: expected UTF-8 after percent-decoding") from None


def _flag(last: Mapping[str, str], name: str) -> bool:
    """Present and empty, `true` or `yes` (handle-http.md §3)."""
    return name in last and last[name].lower() in _TRUE


def _index(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= LARGEST_INDEX):
        raise Malformed(f"cannot read {text[:20]!r} as an index: expected a number from 1 to {LARGEST_INDEX}")
    return int(text)
