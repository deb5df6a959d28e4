"""What zones need of a replica: where identifiers lead, and which ones there are, in the order of their keys."""

from typing import Protocol

from resolver import mapped
from resolver.replica.reader import Kept
from schemas.change import Claimed


class Shelf(mapped.Shelf, Protocol):
    """Where zones look; `resolver.replica.reader.Reader` is one."""

    @property
    def turn(self) -> int:
        """While it stays, nothing has changed."""
        ...

    @property
    def serial(self) -> int:
        """The serial of the last change that is seen here.

        Raises:
            Corrupt: the replica cannot be read.
        """
        ...

    def claimed(self) -> tuple[Claimed, ...]:
        """The OID arcs and GS1 company prefixes that enterprises have claimed.

        Raises:
            Corrupt: the replica cannot be read.
        """
        ...

    def first(self, kept: Kept, start: bytes, stop: bytes) -> bytes | None:
        """The first key of a record, a prefix or another identifier, from `start` on and before `stop`.

        Raises:
            Corrupt: the replica cannot be read.
        """
        ...

    def begun(self, start: bytes) -> bool:
        """Whether a member of a batch carries an identifier whose key begins so and goes on.

        Members are in no order of keys: there may be a milliard of them.

        Raises:
            Corrupt: a run of them cannot be read; heal it and ask again.
        """
        ...
