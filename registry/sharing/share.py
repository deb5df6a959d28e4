"""Share: let a partner see partner-graded values; take it back. Whoever may see what stands in the trail."""

import secrets

import msgspec

from registry.authority import Verb, allows
from registry.store import enterprises, grants, groups, keys, templates
from registry.store.page import Reading, Writing
from schemas.errors import Absent, Conflict, Elsewhere, Forbidden, Malformed
from schemas.principal import Principal
from schemas.sharing import (
    LONGEST_LINK_DAYS,
    LONGEST_NOTE,
    MOST_PARTS,
    Extent,
    Grant,
    Grantee,
    To,
)

MOST_GRANTS = 10_000
"""About one prefix, those that are over included."""
_A_DAY = 86_400


async def share(
    page: Writing,
    who: Principal,
    extent: Extent,
    grantee: Grantee,
    expires_at: int | None = None,
    note: str = "",
) -> Grant:
    """Let a partner see what an extent reaches, until it expires or is revoked.

    Raises, in this order:
        Malformed: the note, what it names, or its end cannot be.
        Elsewhere: the prefix was never granted here.
        Forbidden: it is not the caller's to show.
        Absent: there is no such record, template, key, enterprise or group.
        Conflict: there are ten thousand grants about this prefix already.
    """
    _require_sound(extent, grantee, expires_at, note, page.now)
    if await page.holding(extent.prefix) is None:
        raise Elsewhere(f"the prefix {extent.prefix} is not served by this node")
    _require_sharer(who, extent)
    await _require_there(page, who, extent, grantee)
    if await grants.count(page, extent.prefix) >= MOST_GRANTS:
        raise Conflict(f"there are {MOST_GRANTS} grants about {extent.prefix}, which is the most there can be")
    made = Grant(
        id=secrets.token_hex(8),
        extent=extent,
        grantee=grantee,
        note=note,
        created_by=who.name,
        created_at=page.now,
        expires_at=expires_at,
    )
    await grants.enter(page, made)
    page.note(who, "share", extent.text, grant=made.id, after=_told(made))
    return made


async def revoke(page: Writing, who: Principal, id: str) -> Grant:
    """Take a grant back: from now on it opens nothing.

    Raises, in this order:
        Absent: there is no such grant, as far as the caller may know.
        Forbidden: it is not the caller's.
        Conflict: it was taken back already.
    """
    grant = await visible(page, who, id)
    _require_sharer(who, grant.extent)
    if grant.revoked_at is not None:
        raise Conflict(f"the grant {id} was revoked already")
    await grants.revoke(page, id)
    page.note(who, "revoke grant", grant.extent.text, grant=id, before=_told(grant), after=None)
    return msgspec.structs.replace(grant, revoked_at=page.now)


async def visible(page: Reading, who: Principal, id: str) -> Grant:
    """A grant, for whoever may list what it is about.

    Raises:
        Absent: there is none, as far as the caller may know.
    """
    grant = await grants.find(page, id)
    if grant is None or not (
        allows(who, Verb.LIST, grant.extent.prefix) or allows(who, Verb.SHARE, grant.extent.prefix)
    ):
        raise Absent(f"there is no grant {id[:80]!r}")
    return grant


def _require_sound(extent: Extent, grantee: Grantee, expires_at: int | None, note: str, now: int) -> None:
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise Malformed(f"a note has at most {LONGEST_NOTE} printable characters, got {len(note)} (at note)")
    if len(extent.items) > MOST_PARTS or len(extent.indexes) > MOST_PARTS:
        raise Malformed(f"a grant names at most {MOST_PARTS} items or indexes")
    if extent.items and not extent.template:
        raise Malformed("items of which template? expected the member template (at items)")
    if expires_at is not None and expires_at <= now:
        raise Malformed("the end of the grant lies in the past (at expires)")
    if grantee.to is To.LINK:
        if extent.suffix is None:
            raise Malformed("a link opens one record: expected the member handle (at handle)")
        if expires_at is None or expires_at > now + LONGEST_LINK_DAYS * _A_DAY:
            raise Malformed(f"a link ends within {LONGEST_LINK_DAYS} days: expected an earlier end (at expires)")


def _require_sharer(who: Principal, extent: Extent) -> None:
    if not allows(who, Verb.SHARE, extent.prefix):
        raise Forbidden(f"{who.name} may not say who sees what is under {extent.prefix}")


async def _require_there(page: Writing, who: Principal, extent: Extent, grantee: Grantee) -> None:
    if extent.suffix is not None:
        from_prefix = f"{extent.prefix.text}/{extent.suffix}"
        if not await page.taken(extent.prefix.key, [extent.suffix]) and not await page.members(
            extent.prefix.key, [extent.suffix]
        ):
            raise Absent(f"{from_prefix} is not registered")
    if extent.template and (kept := await templates.find(page, extent.template)) is None:
        raise Absent(f"there is no template {extent.template[:80]!r}")
    if extent.template and kept is not None:
        versions = (await templates.versions(page, [kept.id]))[kept.id]
        known = {item.code for version in versions for item in version.definition.items}
        if strange := [code for code in extent.items if code not in known]:
            raise Absent(f"the template {kept.id} has no item {strange[0][:64]!r}")
    found: object = True
    match grantee.to:
        case To.KEY:
            key = await keys.find(page, grantee.id)
            found = key is not None and key.revoked_at is None
        case To.ENTERPRISE:
            found = await enterprises.find_by_id(page, grantee.id)
        case To.GROUP:
            group = await groups.find(page, grantee.id)
            found = group is not None and (group.enterprise in (None, who.enterprise) or allows(who, Verb.SHARE))
    if not found:
        raise Absent(f"there is no {grantee.to.value} {grantee.id[:80]!r}")


def _told(grant: Grant) -> dict[str, object]:
    extent = grant.extent
    return {
        "to": grant.grantee.text,
        "template": extent.template,
        "items": list(extent.items),
        "indexes": list(extent.indexes),
        "expires": grant.expires_at,
        "note": grant.note,
    }
