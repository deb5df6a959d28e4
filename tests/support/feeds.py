"""A small real Feed: changes kept in a list, and what can go wrong with a feed."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import msgspec

from resolver.replica.batch import batch_key
from schemas.batch import Batch
from schemas.batch_members import Members
from schemas.change import Change, Head, Holding, Mode, Numbered, PrefixStanding, Put, Retire
from schemas.coding_segments import Definition
from schemas.errors import Busy
from schemas.record import Standing
from schemas.value import Value


class PaperFeed:
    """Keeps `resolver.feed.Feed` for the changes that were written on it."""

    def __init__(self) -> None:
        self.changes: list[Numbered] = []
        self.busy = False
        """Whether it cannot be reached now."""
        self.asked = 0
        """How many pages were asked for."""
        self._newest: dict[bytes, Numbered] = {}
        self._batches: dict[bytes, Numbered] = {}
        self._keys: list[bytes] | None = None
        self._prefixes: set[str] = set()

    def write(self, *changes: Change) -> int:
        """Append changes; the serial of the last one."""
        for change in changes:
            numbered = Numbered(len(self.changes) + 1, change)
            self.changes.append(numbered)
            if isinstance(change, Holding):
                self._prefixes.add(change.prefix.upper())
            elif isinstance(change, Batch):
                self._batches[batch_key(change)] = numbered
            else:
                self._newest[change.handle.encode().upper()] = numbered
        self._keys = None
        return len(self.changes)

    def all_keys(self) -> list[bytes]:
        """The canonical keys of all records, ascending."""
        if self._keys is None:
            self._keys = sorted(self._newest)
        return self._keys

    def newest(self, key: bytes) -> Numbered:
        """The newest change of a record that is there."""
        return self._newest[key]

    def rewind(self, serial: int) -> None:
        """Be as it was when this was its last serial, as a database brought back from a backup is."""
        kept = self.changes[:serial]
        self.__init__()  # type: ignore[misc]  # the plainest way to forget everything
        self.write(*(numbered.change for numbered in kept))

    async def after(self, serial: int, limit: int) -> Sequence[Numbered]:
        """A page of changes."""
        self._look()
        self.asked += 1
        return self.changes[serial : serial + limit]

    async def head(self) -> Head:
        """Where it stands."""
        self._look()
        return Head(len(self.changes), len(self._newest), len(self._prefixes), len(self._batches))

    async def current(self, key: bytes) -> Numbered | None:
        """The newest change of one record."""
        self._look()
        return self._newest.get(key)

    async def page(self, above: bytes, limit: int) -> Sequence[Numbered]:
        """A page of records."""
        self._look()
        keys = self.all_keys()
        at = bisect_right(keys, above)
        return [self._newest[key] for key in keys[at : at + limit]]

    async def batch(self, key: bytes) -> Numbered | None:
        """The newest change of one batch."""
        self._look()
        return self._batches.get(key)

    async def batches(self, above: bytes, limit: int) -> Sequence[Numbered]:
        """A page of batches."""
        self._look()
        return [self._batches[key] for key in sorted(self._batches) if key > above][:limit]

    def _look(self) -> None:
        if self.busy:
            raise Busy("the paper feed cannot be reached")


class DisorderlyFeed(PaperFeed):
    """Gives each page together with one that was given before, older changes last."""

    async def after(self, serial: int, limit: int) -> Sequence[Numbered]:
        """A page, followed by changes from before it."""
        page = list(await super().after(serial, limit))
        older = self.changes[max(0, serial - limit) : serial]
        return [*older, *page[::-1], *older[::-1], page[-1]] if page else page


def put(handle: str, *values: Value, version: int = 1, before: int = 0) -> Put:
    """A record registered or amended; with one URL where no values are given."""
    given = values or (Value(1, "URL", b"https://example.cn/" + str(version).encode(), timestamp=1_700_000_000),)
    return Put.of(handle, given, version, 1_700_000_000, 1_700_000_000 + version, before)


def retire(handle: str, version: int = 2, before: int = 1) -> Retire:
    """A record retired."""
    return Retire(handle, version, 1_700_000_000 + version, before)


def holding(prefix: str, mode: Mode = Mode.HOSTED, standing: PrefixStanding = PrefixStanding.ACTIVE) -> Holding:
    """A prefix granted."""
    return Holding(prefix, mode, standing, "E1", "江西铜箔有限公司")


def batch(
    prefix: str, definition: Definition, *values: Value, id: str = "b1", first: int = 1, last: int = 50, **more: Any
) -> Batch:
    """A batch registered; with one URL where no values are given."""
    given = values or (Value(1, "URL", b"https://example.cn/{serial}", timestamp=1_700_000_000),)
    fields = dict(more.pop("fields", {}))
    made = {"version": 1, "registered_at": 1_700_000_000, "changed_at": 1_700_000_000, **more}
    wanted = Batch(id, prefix, "", "r1", definition, fields, first, last, given, **made)
    return msgspec.structs.replace(wanted, place=Members(wanted).place)


def retired(batch: Batch, before: int = 1) -> Batch:
    """A batch retired."""
    at = batch.changed_at + 60
    return msgspec.structs.replace(batch, values=(), version=2, changed_at=at, standing=Standing.RETIRED, before=before)
