"""Quota: what a caller may still register under a prefix; and setting what prefixes and keys may.

Asked within the transaction that registers, as the last thing before something is entered: of 16 who write at one time
exactly as many are let through as there is room for.
"""

from collections.abc import Iterable, Mapping
from typing import Self

import msgspec

from registry.authority import Verb, allows
from registry.store import keys, prefixes
from registry.store.keys import Key
from registry.store.page import Writing
from schemas.change import Holding
from schemas.errors import Absent, Forbidden, Malformed, PrefixFull, RegistrationsUsed
from schemas.prefix import PREFIX_AUTHORITY, Prefix
from schemas.principal import Principal
from schemas.rate import Rate

LARGEST = 10**12


class Room:
    """What is left to one caller, counted down by one act before the page itself knows of it."""

    def __init__(self, page: Writing, who: Principal, prefixes: dict[str, int | None], left: int | None) -> None:
        self._page = page
        self._key = who.key
        self._name = who.name
        self._prefixes = prefixes
        self._left = left

    @classmethod
    async def open(cls, page: Writing, who: Principal, prefixes: Iterable[str]) -> Self:
        """Look up what is left under prefixes, by their keys, and to the caller's key."""
        left = None if who.key is None else await page.registrations_left(who.key)
        rooms = {prefix: await page.room(Prefix(prefix)) for prefix in prefixes if prefix != PREFIX_AUTHORITY}
        return cls(page, who, rooms, left)

    def take(self, prefix: str, count: int = 1) -> None:
        """Take room for identifiers under a prefix, by its key; what describes a prefix itself takes none.

        Raises, in this order:
            RegistrationsUsed: the key has no registrations left, or not so many.
            PrefixFull: the prefix may have no more identifiers, or not so many.
        """
        if prefix == PREFIX_AUTHORITY:
            return
        left, room = self._left, self._prefixes[prefix]
        if left is not None and left < count:
            raise RegistrationsUsed(f"{self._name} may register {_some(left)} more, wanted {count}")
        if room is not None and room < count:
            raise PrefixFull(f"the prefix {prefix} has room for {_some(max(room, 0))} more, wanted {count}")
        if left is not None:
            self._left = left - count
        if room is not None:
            self._prefixes[prefix] = room - count

    def give_back(self, prefix: str) -> None:
        """One for which room was taken was refused after all."""
        self.take(prefix, -1)

    def used(self, count: int) -> None:
        """So many have been entered: a key has so many fewer."""
        if self._key is not None and count:
            self._page.use(self._key, count)


async def leave_room(page: Writing, who: Principal, taken: Mapping[str, int]) -> None:
    """On a page that will be taken back: go on as if so many identifiers had been entered by prefix key before it."""
    for prefix in map(Prefix, taken):
        await page.holding(prefix)
        if (quota := await prefixes.quota(page, prefix)) is not None:
            page.set_quota(prefix, quota - taken[prefix.key])
    if who.key is not None and (left := await page.registrations_left(who.key)) is not None:
        page.set_registrations(who.key, left - sum(taken.values()))


async def limit_prefix(page: Writing, who: Principal, prefix: Prefix, quota: int | None) -> Holding:
    """Say how many identifiers may answer under a prefix; None: as many as there are. What is there stays.

    Raises, in this order:
        Forbidden: the caller is not of the park's administration.
        Absent: the prefix was never granted here.
        Malformed: the number is out of bounds.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not set quotas")
    holding = await page.holding(prefix)
    if holding is None:
        raise Absent(f"the prefix {prefix} was never granted here")
    before = await prefixes.quota(page, prefix)
    prefixes.limit(page, prefix, bounded(quota))
    page.set_quota(prefix, quota)
    page.note(who, "limit prefix", prefix.text, before=before, after=quota)
    return holding


async def limit_key(
    page: Writing,
    who: Principal,
    id: str,
    rate: Rate | msgspec.UnsetType | None = msgspec.UNSET,
    registrations: int | msgspec.UnsetType | None = msgspec.UNSET,
) -> Key:
    """Say how often a key may ask, and how many identifiers it may register from now on; None: no limit.

    Raises, in this order:
        Forbidden: the caller is not of the park's administration.
        Absent: there is no such key.
        Malformed: the number is out of bounds.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not set quotas")
    key = await keys.find(page, id)
    if key is None:
        raise Absent(f"there is no key {id[:80]!r}")
    limited = key
    if not isinstance(registrations, msgspec.UnsetType):
        limited = msgspec.structs.replace(limited, registrations_left=bounded(registrations))
        keys.set_registrations(page, id, registrations)
    if not isinstance(rate, msgspec.UnsetType):
        limited = msgspec.structs.replace(limited, rate=rate)
        keys.set_rate(page, id, rate)
    page.note(who, "limit key", id, before=_told(key), after=_told(limited))
    return limited


def bounded(number: int | None) -> int | None:
    """A number that a quota may be.

    Raises:
        Malformed: it is out of bounds.
    """
    if number is not None and not 0 <= number <= LARGEST:
        raise Malformed(f"a quota lies between 0 and {LARGEST}, got {number}")
    return number


def _told(key: Key) -> dict[str, object]:
    return {"rate": key.rate.text if key.rate else None, "registrations_left": key.registrations_left}


def _some(count: int) -> str:
    return str(count) if count else "no"
