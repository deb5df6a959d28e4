"""The question that a request to `GET /{handle}` asks: the identifier out of the raw path, and what the query wants.

The path is taken as it came and decoded once (handle-http.md §2, §11): `+` stays `+`, `//` and `..` are characters of
the suffix like any other, and what is not UTF-8 after decoding is refused. Nothing here ever names a file
(threats.md T23). The query is decoded the same way, so that `urlappend` may carry a `+`.
"""

from typing import Self

import msgspec

from schemas.errors import Malformed
from schemas.locations import Question as Asker
from schemas.target import decoded, flag, parameters
from schemas.value import LARGEST_INDEX, Value, matches


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
    link: str = ""
    """A signed link, which may open values that are not public."""
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
            stay=flag(asked, "noredirect") or action == "showvalues",
            list_urls=action == "showurls",
            ignore_aliases=flag(asked, "ignore_aliases"),
            urlappend=last.get("urlappend", ""),
            locatt=Asker.read_wanted(last.get("locatt", "")),
            link=last.get("link", ""),
            query=query,
        )

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than all values."""
        return bool(self.indexes or self.types)

    def of(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """The values it asks for, in stored order."""
        return tuple(value for value in values if matches(value, self.indexes, self.types))


def identifier_in(path: str) -> str:
    """The identifier that a raw path names.

    >>> identifier_in("/88.1000.1/%E4%BB%B6+%2b%2F/1")
    '88.1000.1/件++//1'

    Raises:
        Malformed: a percent sign without two digits, or octets that are not UTF-8.
    """
    return decoded(path.removeprefix("/"), "the path")


def _index(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= LARGEST_INDEX):
        raise Malformed(f"cannot read {text[:20]!r} as an index: expected a number from 1 to {LARGEST_INDEX}")
    return int(text)
