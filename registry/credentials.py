"""API keys: made once, shown once, kept as a keyed hash.

A key reads `idn_<id>_<secret>`; scanners of leaked secrets find it by its beginning. The secret has 256 random bits, so
a fast keyed hash is enough (threats.md T26); the pepper lies in the data folder, not in the database.
"""

import contextlib
import hashlib
import hmac
import os
import re
import secrets
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

import msgspec

from registry.authority import Verb, allows, allows_for, word_of
from registry.quota import bounded
from registry.store import enterprises, keys
from registry.store import prefixes as held_by
from registry.store.keys import Key
from registry.store.page import Reading, Writing
from schemas.change import PrefixStanding
from schemas.errors import Absent, Conflict, Forbidden, Malformed, Unauthenticated
from schemas.life import Standing
from schemas.prefix import Prefix
from schemas.principal import LONGEST_KEY_DAYS, Principal, Role
from schemas.rate import Rate

_KEY = re.compile(r"idn_([0-9a-f]{12})_([0-9A-Za-z_-]{43})")

# Park staff's keys run out in a year even when nobody thinks of it.
DEFAULT_LIFE_DAYS = 366

LABELS_OF_AN_ENTERPRISE = 3
"""Country node, secondary node, enterprise: who held a shorter prefix would hold those of all enterprises below it."""

TOUCH_SECONDS = 600
"""When a key was last used is entered no more often than this."""

PEPPER_SIZE = 32
"""Octets."""

_NOT_VALID = "the key is not valid"
_ROLES_WITH_PREFIXES = frozenset({Role.ENTERPRISE_ADMIN, Role.ENTERPRISE_APP})
ROLES_OF_KEYS = tuple(role for role in Role if role not in (Role.HANDLE, Role.LINK))


class Pepper:
    """The secret that keys are hashed with: without it a stolen database tells nothing about keys."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def in_folder(cls, folder: Path) -> "Pepper":
        """The pepper of a data folder, made on first use, readable by its owner alone.

        Raises:
            Malformed: what lies there is no pepper.
        """
        path = folder / "pepper"
        if not path.exists():
            early = folder / f"pepper.{secrets.token_hex(4)}"
            handle = os.open(early, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(PEPPER_SIZE))
                file.flush()
                os.fsync(file.fileno())
            # Whole or not at all, and once: of two that make it, the first one's stays.
            with contextlib.suppress(FileExistsError):
                os.link(early, path)
            early.unlink()
        made = path.read_bytes()
        if len(made) != PEPPER_SIZE:
            raise Malformed(
                f"cannot read {path.name} as the secret of keys: expected {PEPPER_SIZE} octets, got {len(made)}"
            )
        return cls(made)

    def digest(self, secret: str) -> bytes:
        """The keyed hash of a key's secret part."""
        return hmac.digest(self._secret, secret.encode(), hashlib.sha256)

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for another purpose, the same in all processes of the node.

        A key's secret part has no colon, so none that was issued is hashed to one of these.
        """
        return hmac.digest(self._secret, f"for: {purpose}".encode(), hashlib.sha256)


async def issue(
    page: Writing,
    who: Principal,
    pepper: Pepper,
    role: Role,
    prefixes: tuple[Prefix, ...] = (),
    days: int = DEFAULT_LIFE_DAYS,
    note: str = "",
    *,
    scopes: frozenset[str] = frozenset(),
    networks: tuple[str, ...] = (),
    longest_days: int = LONGEST_KEY_DAYS,
    enterprise: str | None = None,
    applies: bool = False,
    rate: Rate | None = None,
    registrations: int | None = None,
) -> tuple[Key, str]:
    """Make a key; the second part of the result is the only copy of it in words.

    An enterprise's administrator makes keys for its own applications; the park makes all others. An administrator's key
    needs no prefix: with an `enterprise`, by its id, it holds whatever that one holds; with `applies` its holder has
    no enterprise yet and applies for one.

    Raises, in this order:
        Forbidden: the caller may not make keys, or none of this role, or sets a rate, which is the park's to set.
        Malformed: a role of an enterprise without a prefix or the other way round, a life out of bounds, a scope that
            is no verb, a network that cannot be read, or a number of registrations out of bounds.
        Forbidden: the caller's key is for a few things only, and the new one would be for others.
        Absent: one of the prefixes was never granted here, or there is no such enterprise.
        Malformed: a prefix is not one enterprise's alone.
        Forbidden: a prefix is not the caller's.
        Conflict: a prefix or the enterprise is closed.
    """
    if not allows_for(who, Verb.KEYS, who.enterprise):
        raise Forbidden(f"{who.name} may not make keys")
    everywhere = allows_for(who, Verb.KEYS, None)
    if not everywhere and role is not Role.ENTERPRISE_APP:
        raise Forbidden(f"{who.name} makes keys of role enterprise-app only, got {role.value}")
    if rate is not None and not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not set rates: how often a key may ask is the park's to say")
    if role is Role.HANDLE:
        raise Malformed("administrators of the Handle protocol have keys in their own records, not here")
    if role not in ROLES_OF_KEYS:
        raise Malformed(f"no key has the role {role.value}: links are made by grants")
    bare = role is Role.ENTERPRISE_ADMIN and (applies or enterprise is not None) and not prefixes
    if bool(prefixes) != (role in _ROLES_WITH_PREFIXES) and not bare:
        wanted = "at least one prefix" if role in _ROLES_WITH_PREFIXES else "no prefix"
        raise Malformed(f"a key of role {role.value} has {wanted}, got {len(prefixes)}")
    if not 1 <= days <= longest_days:
        raise Malformed(f"a key lives between 1 and {longest_days} days, got {days}")
    if strange := sorted(scopes - {word_of(verb) for verb in Verb}):
        expected = ", ".join(word_of(verb) for verb in Verb)
        raise Malformed(f"cannot read {strange[0][:40]!r} as a scope: expected one of {expected}")
    if who.scopes and (not scopes or scopes - who.scopes):
        raise Forbidden(f"{who.name} is for {', '.join(sorted(who.scopes))} only, and makes no key for more than that")
    taken_from = tuple(_network(text) for text in networks)
    left = bounded(registrations)
    owners: set[str | None] = set()
    held = await _held_now(page, who)
    for prefix in prefixes:
        holding = await page.holding(prefix)
        if holding is None:
            raise Absent(f"the prefix {prefix} was never granted here")
        if len(prefix.labels) < LABELS_OF_AN_ENTERPRISE:
            raise Malformed(
                f"a key of role {role.value} is for an enterprise's prefix, got {prefix}, which holds others'"
            )
        if not everywhere and not (holding.enterprise == who.enterprise and any(own.holds(prefix) for own in held)):
            raise Forbidden(f"{who.name} does not hold {prefix}")
        if holding.standing is PrefixStanding.CLOSED:
            raise Conflict(f"the prefix {prefix} is closed and gets no key")
        owners.add(holding.enterprise)
    if bare and enterprise is not None:
        if (known := await enterprises.find_by_id(page, enterprise)) is None:
            raise Absent(f"there is no enterprise {enterprise[:80]!r}")
        if known.standing is Standing.CLOSED:
            raise Conflict(f"{known.name} is closed and gets no key")
        owners.add(enterprise)
    number, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = Key(
        number,
        pepper.digest(secret),
        role,
        prefixes,
        note,
        page.now,
        page.now + days * 86_400,
        enterprise=owners.pop() if len(owners) == 1 else None,
        person=who.person,
        scopes=scopes,
        networks=taken_from,
        rate=rate,
        registrations_left=left,
    )
    keys.enter(page, key)
    page.note(who, "issue key", number, after=_told(key))
    return key, f"idn_{number}_{secret}"


async def revoke(page: Writing, who: Principal, number: str) -> None:
    """Make a key useless from now on.

    Raises, in this order:
        Forbidden: the caller may not do this.
        Absent: there is no such key, as far as the caller may know.
    """
    if not allows_for(who, Verb.KEYS, who.enterprise):
        raise Forbidden(f"{who.name} may not revoke keys")
    key = await keys.find(page, number)
    if key is None or not allows_for(who, Verb.KEYS, key.enterprise):
        raise Absent(f"there is no key {number[:80]!r}")
    keys.revoke(page, number)
    page.note(who, "revoke key", number, before=_told(key), after=None)


def _told(key: Key) -> dict[str, object]:
    """A key as the trail tells of it: everything but what it is checked with."""
    return {
        "role": key.role.value,
        "prefixes": [prefix.text for prefix in key.prefixes],
        "note": key.note,
        "expires": key.expires_at,
        "enterprise": key.enterprise,
        "person": key.person,
        "scopes": sorted(key.scopes),
        "networks": list(key.networks),
        "rate": key.rate.text if key.rate else None,
        "registrations_left": key.registrations_left,
    }


def well_formed(text: str) -> bool:
    """Whether a text has the form of a key: whatever else it holds, it can be no key."""
    return _KEY.fullmatch(text) is not None


async def look_up(page: Reading, pepper: Pepper, text: str) -> Key:
    """The key that a text is.

    Raises:
        Unauthenticated: it is none, has run out or was revoked. Which of these, the caller is not told.
    """
    parts = _KEY.fullmatch(text)
    key = await keys.find(page, parts[1]) if parts else None
    # The hash is computed either way, so that an unknown id takes as long as a wrong secret.
    digest = pepper.digest(parts[2] if parts else "")
    if key is None or not hmac.compare_digest(digest, key.digest):
        raise Unauthenticated(_NOT_VALID)
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= page.now):
        raise Unauthenticated(_NOT_VALID)
    return await with_prefixes(page, key)


async def with_prefixes(page: Reading, key: Key) -> Key:
    """A key with the prefixes that it opens: an administrator's without any opens all of its enterprise's."""
    if key.prefixes or key.enterprise is None or key.role is not Role.ENTERPRISE_ADMIN:
        return key
    held = await held_by.list_(page, key.enterprise)
    return msgspec.structs.replace(key, prefixes=tuple(Prefix(each.prefix) for each in held))


async def _held_now(page: Reading, who: Principal) -> tuple[Prefix, ...]:
    """The prefixes that a caller has by what stands on this page: its key may have been looked up a moment before."""
    key = await keys.find(page, who.key) if who.key is not None else None
    return who.prefixes if key is None else (await with_prefixes(page, key)).prefixes


def holder(key: Key, address: str) -> Principal:
    """Whoever calls with a key, from this address.

    Raises:
        Unauthenticated: the key is not taken from there. The caller is told no more than for a wrong key.
    """
    if key.networks and not _within(address, key.networks):
        raise Unauthenticated(_NOT_VALID)
    return Principal(
        f"key:{key.id}",
        key.role,
        key.prefixes,
        address,
        enterprise=key.enterprise,
        person=key.person,
        scopes=key.scopes,
    )


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip()))
    except ValueError:
        raise Malformed(
            f"cannot read {text[:60]!r} as a network: expected an address or a network, as in 10.0.0.0/8 (at networks)"
        ) from None


def _within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return any(known in ip_network(network) for network in networks)
