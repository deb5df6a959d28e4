"""Asking the Handle API: what a request wants to know of a record, out of its query or its body.

Contract: handle-http.md §2 and §3. A POST carries the same parameters in a form or a JSON object.
"""

from collections.abc import Mapping
from typing import Any, Self

import msgspec

from schemas.errors import Malformed
from schemas.target import flag, parameters
from schemas.value import LARGEST_INDEX, Value, matches

_FORM = "application/x-www-form-urlencoded"


class Asking(msgspec.Struct, frozen=True):
    """Which values are wanted, and how they are to be written."""

    indexes: frozenset[int] = frozenset()
    types: tuple[str, ...] = ()
    public_only: bool | None = None
    """`publicOnly`; None where nothing is said."""
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
            indexes=frozenset(index_in(text) for text in given.get("index", ())),
            types=tuple(text for text in given.get("type", ()) if text),
            public_only=flag(given, "publicOnly") if "publicOnly" in given else None,
            do_not_refer=flag(given, "doNotRefer"),
            pretty=flag(given, "pretty"),
        )

    @property
    def hidden(self) -> bool:
        """Whether values that are not public are asked for as well, which takes credentials."""
        return self.public_only is False

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
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as trouble:
        raise Malformed(f"cannot read the body as a JSON object: {trouble}") from None
    return {name: [_text(name, item) for item in _items(said)] for name, said in given.items()}


def index_in(text: str) -> int:
    """The index that a parameter names.

    >>> index_in("300")
    300

    Raises:
        Malformed: it is not a number, or too large.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_INDEX):
        raise Malformed(f"cannot read {text[:20]!r} as an index: expected a number up to {LARGEST_INDEX}")
    return int(text)


def _items(said: object) -> list[object]:
    return list(said) if isinstance(said, list) else [said]


def _text(name: str, item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, str | int):
        return str(item)
    raise Malformed(f"cannot read {name[:80]!r}: expected texts, numbers or booleans")
