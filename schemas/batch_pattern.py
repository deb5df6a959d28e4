"""A pattern: the data of a value of a batch, with placeholders for what is another one for each identifier.

`{serial}` is the serial as it stands in the suffix, `{suffix}` the suffix, `{handle}` the identifier, and the name of a
field in braces that field. They put in data and nothing else: no expression is evaluated, whatever the data hold. In
addresses what is put in is percent-encoded, but for slashes.

Braces that name nothing known are refused where they look like a name, for a slip of the pen would be in a milliard
values; all others (JSON has many) stand for themselves, and so do `${…}` and the `{hdl}` of `10320/loc`, which are
filled in when the identifier is asked for.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from schemas.errors import Malformed
from schemas.locations import LOCATIONS_TYPE
from schemas.value import Value

OWN = ("serial", "suffix", "handle")
"""Placeholders that every batch has; they come before fields of the same name."""

_NAMED = re.compile(r"(?<!\$)\{([^{}\"'=]{1,64})\}")
_LIKE_A_NAME = re.compile(r"[^\W\d][\w .-]*")
_DOT_SEGMENT = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")
_SHOWN = 40


class Hole(NamedTuple):
    """Where something is put in."""

    name: str


class Pattern:
    """The data of one value.

    >>> pattern = Pattern.of(Value(1, "URL", b"https://a.example/{suffix}?n={serial}"), {})
    >>> pattern.filled({"suffix": "P&1", "serial": "1", "handle": "88.1.1/P&1"})
    b'https://a.example/P%261?n=1'
    """

    __slots__ = ("_encoded", "pieces")

    def __init__(self, pieces: tuple[str | Hole, ...], encoded: bool) -> None:
        self.pieces = pieces
        self._encoded = encoded

    @classmethod
    def of(cls, value: Value, fields: Mapping[str, str]) -> "Pattern | None":
        """The pattern of a value, its fields put in; None for data that are the same for all identifiers.

        Raises:
            Malformed: something in braces looks like a placeholder and is none.
        """
        type, text = value.type.upper(), value.text()
        # The protocol's own types have forms of their own; an alias is text that names a handle.
        if text is None or (type.startswith("HS_") and type != "HS_ALIAS"):
            return None
        encoded = type in ("URL", "LINK", LOCATIONS_TYPE.upper()) or type.startswith("URL.")
        pieces: list[str | Hole] = []
        begin = 0
        for found in _NAMED.finditer(text):
            name = found[1]
            if name in OWN:
                pieces += [text[begin : found.start()], Hole(name)]
            elif name in fields:
                pieces += [text[begin : found.start()], in_address(fields[name]) if encoded else fields[name]]
            elif _LIKE_A_NAME.fullmatch(name) and not (name == "hdl" and type == LOCATIONS_TYPE.upper()):
                known = ", ".join(f"{{{each}}}" for each in (*OWN, *sorted(fields)))
                raise Malformed(f"value {value.index} has {{{name[:_SHOWN]}}}, expected one of {known}")
            else:
                continue
            begin = found.end()
        if not pieces:
            return None
        pieces.append(text[begin:])
        return cls(_merged(pieces), encoded)

    def filled(self, texts: Mapping[str, str]) -> bytes:
        """The data for one identifier: `texts` has what each of OWN stands for."""
        put = in_address if self._encoded else str
        return "".join(put(texts[piece.name]) if isinstance(piece, Hole) else piece for piece in self.pieces).encode()


def in_address(text: str) -> str:
    """A text as an address may hold it in its path or query: percent-encoded but for letters, digits, `-._~` and `/`.

    Where dots between slashes would lead elsewhere, the slashes are encoded as well.

    >>> in_address("a/b c"), in_address("a/../b")
    ('a/b%20c', 'a%2F..%2Fb')
    """
    return quote(text, safe="" if _DOT_SEGMENT.search(text) else "/")


def _merged(pieces: list[str | Hole]) -> tuple[str | Hole, ...]:
    """The same with neighbouring texts as one, and none that is empty."""
    merged: list[str | Hole] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece:
            merged.append(piece)
    return tuple(merged)
