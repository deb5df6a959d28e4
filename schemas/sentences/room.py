"""A room of the catalogue: the pairs of English and Chinese of one part of the code."""

from collections.abc import Mapping
from typing import NamedTuple


class Room(NamedTuple):
    """Pairs that belong together."""

    sentences: Mapping[str, str]
    """What is said as a whole, and may stand in another sentence."""
    phrases: Mapping[str, str] = {}
    """What only ever fills the hole of a sentence."""
