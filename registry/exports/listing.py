"""A listing: a list on its way out: its columns, and its rows a few at a time."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Literal

import msgspec

Form = Literal["csv", "xlsx", "ndjson"]
FORMS: tuple[Form, ...] = ("csv", "xlsx", "ndjson")

Cell = str | int | float | bool | None | Sequence[str] | msgspec.Raw
Row = Mapping[str, Cell]


class Listing(msgspec.Struct, frozen=True):
    """A list of whatever kind. Whoever gets one may see all of it: rights are asked before it is made."""

    name: str
    """As in the address and in the name of the file."""
    columns: tuple[str, ...]
    """What every row has, in this order."""
    chunks: AsyncIterator[Sequence[Row]]
