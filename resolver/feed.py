"""The Feed: changes in order. A promise owned by the one who needs it; the registry's journal happens to keep it."""

from collections.abc import Sequence
from typing import Protocol

from schemas.change import Head, Numbered


class Feed(Protocol):
    """Changes in commit order, without a gap a reader could miss."""

    async def after(self, serial: int, limit: int) -> Sequence[Numbered]:
        """At most about `limit` changes with serials above `serial`, ascending; empty when there are none yet.

        Raises:
            Busy: the feed cannot be reached now.
        """
        ...

    async def head(self) -> Head:
        """Where the feed stands.

        Raises:
            Busy: the feed cannot be reached now.
        """
        ...

    async def current(self, key: bytes) -> Numbered | None:
        """The newest change of the record with this canonical key, for healing; None where none was ever registered.

        Raises:
            Busy: the feed cannot be reached now.
        """
        ...

    async def page(self, above: bytes, limit: int) -> Sequence[Numbered]:
        """The newest changes of the records with canonical keys above `above`, ascending by key, for scrubbing.

        Raises:
            Busy: the feed cannot be reached now.
        """
        ...

    async def batch(self, key: bytes) -> Numbered | None:
        """The newest change of the batch with this key (`resolver.replica.batch`); None where there is none.

        Raises:
            Busy: the feed cannot be reached now.
        """
        ...

    async def batches(self, above: bytes, limit: int) -> Sequence[Numbered]:
        """The newest changes of the batches with keys above `above`, ascending by key, for scrubbing.

        Raises:
            Busy: the feed cannot be reached now.
        """
        ...
