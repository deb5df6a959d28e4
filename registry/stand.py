"""Stand: let an enterprise be suspended and restored, and let it end. Its prefixes go along with it."""

import msgspec

from registry.alter import enterprise_of, require_version
from registry.authority import Verb, allows, allows_for
from registry.grant import let_stand
from registry.store import applications, enterprises, keys, prefixes
from registry.store.page import Writing
from schemas import life
from schemas.application import Kind
from schemas.change import PrefixStanding
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden, Malformed
from schemas.life import Act, Standing
from schemas.prefix import Prefix
from schemas.principal import Principal

ACTS = (Act.SUSPEND, Act.RESTORE, Act.CLOSE, Act.REOPEN, Act.FINISH)
"""What can be done here; the park does all of it, an enterprise closes and reopens itself."""
_OWN = frozenset({Act.CLOSE, Act.REOPEN})
LONGEST_REASON = 2000


async def stand(
    page: Writing, who: Principal, id: str, act: Act, reason: str = "", if_version: int | None = None
) -> Enterprise:
    """Suspend an enterprise, restore it, ask for its end, take that back, or confirm it.

    Suspending suspends its prefixes, restoring brings back those that were suspended with it, and finishing closes all
    of them for good and revokes the keys of those who act for it.

    Raises, in this order:
        Absent: there is no such enterprise, as far as the caller may know.
        Forbidden: the caller may not.
        Conflict: it does not stand so that this can be done, or is not at version `if_version` any more.
        Malformed: suspending and finishing want a reason.
    """
    known = await enterprise_of(page, who, id)
    if not (allows_for(who, Verb.APPLY, id) if act in _OWN else allows(who, Verb.MANAGE)) or act not in ACTS:
        raise Forbidden(f"{who.name} may not {act.value} {known.name}")
    standing = life.after(known.standing, act, known.name)
    require_version(known, if_version)
    if act in (Act.SUSPEND, Act.FINISH) and not reason.strip():
        raise Malformed(f"to {act.value} an enterprise takes a reason, got none (at reason)")
    if len(reason) > LONGEST_REASON:
        raise Malformed(f"a reason has at most {LONGEST_REASON} characters, got {len(reason)} (at reason)")
    if standing is Standing.ACTIVE and await applications.open_of(page, id, Kind.CHANGE) is not None:
        standing = life.after(standing, Act.CHANGE, known.name)
    stands = msgspec.structs.replace(known, standing=standing, version=known.version + 1)
    await enterprises.replace(page, stands)
    told: dict[str, object] = {"standing": [known.standing.value, standing.value], "reason": reason}
    if act is Act.FINISH:
        told["keys"] = [key.id for key in await keys.list_(page, id) if key.revoked_at is None]
        keys.revoke_all(page, id)
    page.note(who, f"{act.value} enterprise", id, **told)
    await _prefixes_along(page, who, id, act)
    return stands


async def _prefixes_along(page: Writing, who: Principal, id: str, act: Act) -> None:
    held = await prefixes.list_(page, id)
    if act is Act.SUSPEND:
        for holding in held:
            if holding.standing is PrefixStanding.ACTIVE:
                let_stand(page, who, holding, PrefixStanding.SUSPENDED, enterprise=id)
                prefixes.mark(page, Prefix(holding.prefix), with_enterprise=True)
    elif act in (Act.RESTORE, Act.REOPEN):
        along = await prefixes.marked(page, id)
        for holding in held:
            if Prefix(holding.prefix).key in along and holding.standing is PrefixStanding.SUSPENDED:
                let_stand(page, who, holding, PrefixStanding.ACTIVE, enterprise=id)
    elif act is Act.FINISH:
        for holding in held:
            if holding.standing is not PrefixStanding.CLOSED:
                let_stand(page, who, holding, PrefixStanding.CLOSED, enterprise=id)
