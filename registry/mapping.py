"""Mapping: which other identifiers a record may carry: its enterprise's own, and none that another record has.

Registering, amending and retiring ask here. A look is taken once for all records of an act; deciding touches nothing,
and `settle` enters what was decided, in the transaction of the records themselves.
"""

from collections.abc import Sequence

from registry.authority import Verb, allows, subject
from registry.consult import may_list
from registry.store import claims, enterprises, mapped_runs, mappings
from registry.store.page import Writing
from schemas.claim import Labels, is_free, labels_of
from schemas.errors import Conflict, Forbidden
from schemas.handle import Handle
from schemas.mapping import Mapped, carried, carries, is_mapping, mapped_by
from schemas.principal import Principal
from schemas.value import Value

Carried = dict[str, Mapped]
"""Other identifiers by their keys."""

NOTHING: Carried = {}


def carried_by(values: tuple[Value, ...], before: tuple[Value, ...] = ()) -> Carried:
    """The identifiers that a record is to carry; values that stood there before are not judged again.

    Raises:
        Malformed: a value of type MAPPING cannot be read, in the words of its scheme.
    """
    if not carries(values):
        return NOTHING
    known = set(before)
    found = {}
    for value in values:
        if is_mapping(value):
            for mapped in carried((value,)) if value in known else (mapped_by(value),):
                found[mapped.key.decode()] = mapped
    return found


class Taken(Conflict):
    """Another record carries this identifier already."""


class Mapping:
    """What one act does to other identifiers."""

    def __init__(self, page: Writing, who: Principal) -> None:
        self._page = page
        self._who = who
        self._holders: dict[str, Handle] = {}
        self._covers: dict[str, dict[str, set[Labels]]] = {}
        self._codes: dict[str, str] = {}
        self._by_batches: set[str] = set()
        self._taken: list[tuple[str, Handle]] = []
        self._dropped: list[str] = []

    async def look(self, keys: Sequence[str]) -> None:
        """See which records carry these identifiers now; once for all that the act will ask about."""
        if keys:
            self._holders |= await mappings.holders(self._page, keys)
            of_members = await mapped_runs.holders(self._page, [key for key in keys if key not in self._holders])
            self._by_batches |= of_members.keys()
            self._holders |= of_members

    async def require_own(self, handle: Handle, mapped: Mapped) -> None:
        """Make sure that a record of the caller's may carry an identifier.

        Raises:
            Forbidden: it is not the prefix's enterprise's to map.
        """
        if not allows(self._who, Verb.MAP, subject(handle)):
            await self._require_covered(handle, mapped)

    async def turn(self, handle: Handle, before: Carried, after: Carried, known: Carried = NOTHING) -> None:
        """Let a record carry other identifiers than before; what was looked at is seen, and what was turned before.

        `known` are those that it carried as a member of a batch: they become its own and are not judged again.

        Raises, in this order:
            Forbidden: one is not the prefix's enterprise's to map.
            Taken: another record carries one.
        """
        fresh = [(key, mapped) for key, mapped in after.items() if key not in before]
        for key, mapped in fresh:
            if key not in known:
                await self.require_own(handle, mapped)
        for key, mapped in fresh:
            there = self._holders.get(key)
            if there is not None and there != handle:
                raise Taken(await self._taken_already(mapped, there))
        for key, _ in fresh:
            # What a member carries by its batch has no row until it has a record of its own.
            if key not in self._holders or key in self._by_batches:
                self._by_batches.discard(key)
                self._holders[key] = handle
                self._taken.append((key, handle))
        for key in before:
            if key not in after and self._holders.get(key, handle) == handle:
                self._holders.pop(key, None)
                self._dropped.append(key)

    async def settle(self) -> None:
        """Enter what was turned."""
        if self._dropped:
            await mappings.drop(self._page, self._dropped)
        if self._taken:
            await mappings.enter(self._page, self._taken)

    async def _require_covered(self, handle: Handle, mapped: Mapped) -> None:
        holding = await self._page.holding(subject(handle))
        if holding is None or holding.enterprise is None:
            raise Forbidden(f"{mapped.text} is mapped by the park only: {subject(handle)} is no enterprise's prefix")
        if is_free(mapped):
            return
        if mapped.scheme == "uscc":
            if await self._code(holding.enterprise) != mapped.canonical:
                raise Forbidden(f"{mapped.text} is not the 统一社会信用代码 of {holding.holder}")
            return
        labels = labels_of(mapped)
        stems = (await self._cover(holding.enterprise)).get(mapped.scheme, set())
        if not any(labels[:count] in stems for count in range(1, len(labels) + 1)):
            raise Forbidden(f"{holding.holder} has no approved claim that covers {mapped.scheme} {mapped.text}")

    async def _cover(self, enterprise: str) -> dict[str, set[Labels]]:
        """What an enterprise may map, by scheme."""
        if enterprise not in self._covers:
            found: dict[str, set[Labels]] = {}
            for stem in await claims.stems(self._page, enterprise):
                found.setdefault(stem.scheme, set()).add(stem.labels)
            self._covers[enterprise] = found
        return self._covers[enterprise]

    async def _code(self, enterprise: str) -> str:
        if enterprise not in self._codes:
            found = await enterprises.find_by_id(self._page, enterprise)
            self._codes[enterprise] = found.uscc if found else ""
        return self._codes[enterprise]

    async def _taken_already(self, mapped: Mapped, there: Handle) -> str:
        """Whose it is, for who may know that; only that it is taken, for others."""
        if await may_list(self._page, self._who, [subject(there)]):
            record = await self._page.find(there)
            return f"{mapped.text} is mapped to {record.handle.text if record else there.text} already"
        return f"{mapped.text} is mapped already, by another enterprise"


async def turned(
    page: Writing, who: Principal, handle: Handle, before: Carried, after: Carried, known: Carried = NOTHING
) -> Mapping | None:
    """The same for one record: decided, and to be settled when the record is entered; None where nothing changes.

    Raises: as `Mapping.turn`.
    """
    if before.keys() == after.keys():
        return None
    mapping = Mapping(page, who)
    await mapping.look([*after, *before])
    await mapping.turn(handle, before, after, known)
    return mapping


def carried_now(values: tuple[Value, ...]) -> Carried:
    """The identifiers that a record carries as it stands."""
    return {mapped.key.decode(): mapped for mapped in carried(values)} if carries(values) else NOTHING
