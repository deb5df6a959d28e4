"""Resolve: from a handle to an answer, out of the replica alone. No SQL, no lock, no await."""

from typing import Protocol

from resolver.answer import Answer, Delegated, Foreign, Found, Gone, Missing, Suspended
from resolver.replica.entry import Entry
from schemas.change import Holding, Mode, PrefixStanding
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix


class Shelf(Protocol):
    """What resolving needs of a replica."""

    def find(self, key: bytes) -> Entry | None:
        """The entry under this canonical key.

        Raises:
            Corrupt: its checksum does not hold.
        """
        ...

    def holding(self, prefix_key: str) -> Holding | None:
        """How the prefix with exactly this key stands."""
        ...


def resolve(shelf: Shelf, handle: Handle) -> Answer:
    """Answer a question for a handle.

    Raises:
        Corrupt: the entry is there and its checksum does not hold; heal it and ask again.
    """
    holding = responsible(shelf, handle)
    if holding is None:
        return Foreign()
    if holding.mode is Mode.DELEGATED and not handle.names_prefix:
        return Delegated(holding)
    if holding.standing is not PrefixStanding.ACTIVE and not handle.names_prefix:
        return Suspended(holding)
    entry = shelf.find(handle.key)
    if entry is None:
        return Missing(holding)
    return Gone(entry) if entry.retired else Found(entry)


def responsible(shelf: Shelf, handle: Handle) -> Holding | None:
    """The holding that answers for a handle: longest labels first.

    A derived prefix (`88.1000.1.7`) is served here only if it was granted itself; a prefix that lives elsewhere takes
    what is derived from it along.
    """
    if handle.names_prefix:
        try:
            return shelf.holding(Prefix.parse(handle.suffix).key)
        except Malformed:
            return None
    key = handle.prefix.key
    if exact := shelf.holding(key):
        return exact
    while "." in key:
        key = key.rpartition(".")[0]
        if (above := shelf.holding(key)) and above.mode is Mode.DELEGATED:
            return above
    return None
