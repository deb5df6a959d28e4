"""Asking the JSON API: what a request to `/api/handles/{handle}` wants to know, out of its query or its body.

Contract: handle-http.md §2 and §3. A POST carries the same parameters in a form or a JSON object.
"""

from collections.abc import Mapping
from typing import Any, Self

import msgspec

from resolver.edge.question import parameters
from schemas.errors import Malformed
from schemas.value import LARGEST_INDEX, Value, matches

_TRUE = frozenset({"", "true", "yes"})
_FORM = "application/x-www-form-urlencoded"


class Asking(msgspec.Struct, frozen=True):
    """Which values are wanted, and how they are to be written."""

    indexes: frozenset[int] = frozenset()
    types: tuple[str, ...] = ()
    hidden: bool = False
    """`publicOnly=false`: values that are not public too, which takes credentials."""
    do_not_refer: bool = False
    pretty: bool = False

    @classmethod
    def read(cls, given: Mapping[str, list[str]]) -> Self:
        """Read parameters.

        Raises:
            Malformed: an `index` is not a number.
        """
        if not given:
            return cls()
        return cls(
            indexes=frozenset(_index(text) for text in given.get("index", ())),
            types=tuple(text for text in given.get("type", ()) if text),
            hidden="publicOnly" in given and not _flag(given, "publicOnly"),
            do_not_refer=_flag(given, "doNotRefer"),
            pretty=_flag(given, "pretty"),
        )

    @property
    def narrowed(self) -> bool:
        """Whether less than all values are asked for."""
        return bool(self.indexes or self.types)

    def of(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """The values that are asked for, in stored order."""
        return tuple(value for value in values if matches(value, self.indexes, self.types))


def parameters_of_body(content_type: str, body: bytes) -> Mapping[str, list[str]]:
    """The parameters that a POST carries.

    >>> parameters_of_body("application/json", b'{"type": ["URL", "EMAIL"], "index": 3, "pretty": true}')
    {'type': ['URL', 'EMAIL'], 'index': ['3'], 'pretty': ['true']}

    Raises:
        Malformed: neither a form nor a JSON object of texts, numbers, booleans and lists of them.
    """
    if not body:
        return {}
    if content_type == _FORM:
        try:
            return parameters(body.decode("ascii").replace("+", "%20"))
        except UnicodeDecodeError:
            raise Malformed("cannot read the body as a form: expected percent-encoded ASCII") from None
    if content_type != "application/json":
        raise Malformed(f"cannot read a body of type {content_type[:80]!r}: expected application/json or a form")
    try:
        given = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise Malformed(f"cannot read the body as a JSON object: {trouble}") from None
    return {name: [_text(name, item) for item in _items(said)] for name, said in given.items()}


def _items(said: object) -> list[object]:
    return list(said) if isinstance(said, list) else [said]


def _text(name: str, item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, str | int):
        return str(item)
    raise Malformed(f"cannot read {name[:80]!r}: expected texts, numbers or booleans")


def _flag(given: Mapping[str, list[str]], name: str) -> bool:
    """Present and empty, `true` or `yes` (handle-http.md §3)."""
    return name in given and given[name][-1].lower() in _TRUE


def _index(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_INDEX):
        raise Malformed(f"cannot read {text[:20]!r} as an index: expected a number from 1 to {LARGEST_INDEX}")
    return int(text)
