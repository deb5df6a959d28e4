"""Grant: give a prefix to an enterprise. A prefix is never given out twice."""

import msgspec

from registry.authority import Verb, allows
from registry.stems import tell_stems
from registry.store import enterprises, prefixes
from registry.store.page import Writing
from schemas.change import Holding, Mode, PrefixStanding
from schemas.encodings import admin
from schemas.encodings.admin import ALL_RIGHTS, Admin
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.handle import Handle
from schemas.life import GOING
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.record import Record
from schemas.trail import difference
from schemas.value import Value

# china-node.md §3.3: administrators stand at 100, public keys from 300.
ADMIN_INDEX = 100
KEY_INDEX = 300
ADMIN_SUFFIX = "ADMIN"


async def grant(
    page: Writing,
    who: Principal,
    prefix: Prefix,
    enterprise: str | None,
    mode: Mode = Mode.HOSTED,
    endpoint: str | None = None,
    reserved: tuple[Prefix, ...] = (),
) -> Holding:
    """Give a prefix to an enterprise, by its 统一社会信用代码 or id; without one it is the node's own.

    The prefix's record, `0.NA/<prefix>`, comes into being with it: its administrator is whoever holds key 300 of
    `<prefix>/ADMIN`, a record that the holder registers when it wants to use the Handle protocol.

    Raises, in this order:
        Forbidden: the caller may not grant.
        Malformed: no prefix of the form a secondary node grants, or an endpoint that does not fit the mode.
        Absent: there is no such enterprise.
        Conflict: the enterprise is not in force, the prefix is reserved, was granted before, now or ever, or is under
            none of the node's own.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not grant prefixes")
    if enterprise is not None:
        Prefix.grantable(prefix.text)
    require_home_of(prefix, mode, endpoint)
    owner = None
    if enterprise is not None:
        owner = await enterprises.find(page, enterprise) or await enterprises.find_by_id(page, enterprise)
        if owner is None:
            raise Absent(f"there is no enterprise {enterprise!r}")
        if owner.standing not in GOING:
            raise Conflict(f"{owner.name} is {owner.standing.value} and gets no prefix")
    await require_free(page, prefix, owner, reserved)
    holding = put_down(page, prefix, owner, mode, endpoint)
    if owner is not None:
        await tell_stems(page, owner.id)
    page.note(
        who, "grant", prefix.text, enterprise=owner.uscc if owner else None, after=msgspec.structs.asdict(holding)
    )
    return holding


def require_home_of(prefix: Prefix, mode: Mode, endpoint: str | None) -> None:
    """Make sure that an endpoint is one, and fits the mode.

    Raises:
        Malformed: it is not, or does not.
    """
    if endpoint is not None and not endpoint.startswith(("http://", "https://")):
        raise Malformed(f"cannot read {endpoint!r} as an endpoint: expected an http or https address")
    if mode is Mode.HOSTED and endpoint is not None:
        raise Malformed(f"the prefix {prefix} is hosted here and has no endpoint, got {endpoint!r}")


async def require_free(
    page: Writing, prefix: Prefix, owner: Enterprise | None, reserved: tuple[Prefix, ...] = ()
) -> None:
    """Make sure that a prefix can be granted to an enterprise, or be the node's own.

    Raises:
        Conflict: it is reserved, was granted before, now or ever, or is under none of the node's own.
    """
    if await page.holding(prefix) is not None:
        raise Conflict(f"the prefix {prefix} was granted already; a prefix is never given out twice")
    if owner is None:
        return
    if any(each.holds(prefix) for each in reserved):
        raise Conflict(f"the prefix {prefix} is reserved and granted to nobody")
    await _check_under_own(page, prefix)


def put_down(
    page: Writing, prefix: Prefix, owner: Enterprise | None, mode: Mode = Mode.HOSTED, endpoint: str | None = None
) -> Holding:
    """Enter a prefix with its record; cannot refuse."""
    number, name = (owner.id, owner.name) if owner else (None, "")
    holding = Holding(prefix.text, mode, PrefixStanding.ACTIVE, number, name, endpoint)
    prefixes.enter(page, holding)
    described = Handle.of_prefix(prefix)
    keeper = Admin(f"{prefix.text}/{ADMIN_SUFFIX}", KEY_INDEX, ALL_RIGHTS)
    value = Value(ADMIN_INDEX, "HS_ADMIN", admin.to_octets(keeper), timestamp=page.now)
    page.enter(Record(described, (value,), 1, page.now, page.now), None)
    return holding


async def _check_under_own(page: Writing, prefix: Prefix) -> None:
    """A node grants below its own prefixes only: all others are other nodes' to grant."""
    labels = prefix.text.split(".")
    for count in range(len(labels) - 1, 0, -1):
        above = await page.holding(Prefix(".".join(labels[:count])))
        if above is not None and above.enterprise is None:
            return
    own = [each.prefix for each in await prefixes.list_(page) if each.enterprise is None]
    said = f"this node grants under {', '.join(own)}" if own else "this node has no prefix of its own yet"
    raise Conflict(f"the prefix {prefix} is not this node's to grant: {said}")


async def change_standing(page: Writing, who: Principal, prefix: Prefix, standing: PrefixStanding) -> Holding:
    """Suspend a prefix, bring it back, or close it for good.

    Raises, in this order:
        Forbidden: the caller may not.
        Absent: the prefix was never granted here.
        Conflict: it is closed, which is for good, or stands so already; or its enterprise is not in force.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not change how prefixes stand")
    holding = await page.holding(prefix)
    if holding is None:
        raise Absent(f"the prefix {prefix} was never granted here")
    if holding.standing in (PrefixStanding.CLOSED, standing):
        raise Conflict(f"the prefix {prefix} is {holding.standing.value}")
    if standing is PrefixStanding.ACTIVE and holding.enterprise is not None:
        owner = await enterprises.find_by_id(page, holding.enterprise)
        if owner is not None and owner.standing not in GOING:
            raise Conflict(f"the prefix {prefix} is of {owner.name}, which is {owner.standing.value}")
    return let_stand(page, who, holding, standing)


def let_stand(page: Writing, who: Principal, holding: Holding, standing: PrefixStanding, **detail: object) -> Holding:
    """Enter how a prefix stands from now on, with its line of the trail; cannot refuse."""
    changed = msgspec.structs.replace(holding, standing=standing)
    prefixes.replace(page, changed)
    prefixes.mark(page, Prefix(holding.prefix), with_enterprise=False)
    # As granted, however it was asked for: the evaluation reads these lines.
    told = difference({"standing": holding.standing.value}, {"standing": standing.value})
    page.note(who, f"prefix {standing.value}", holding.prefix, **told, **detail)
    return changed


async def rehome(page: Writing, who: Principal, prefix: Prefix, mode: Mode, endpoint: str | None = None) -> Holding:
    """Say where a prefix's identifiers are kept from now on: here, at the enterprise's own node, or at both.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: an endpoint that does not fit the mode.
        Absent: the prefix was never granted here.
        Conflict: it is closed, or kept there already.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not say where prefixes are kept")
    require_home_of(prefix, mode, endpoint)
    holding = await page.holding(prefix)
    if holding is None:
        raise Absent(f"the prefix {prefix} was never granted here")
    if holding.standing is PrefixStanding.CLOSED:
        raise Conflict(f"the prefix {prefix} is closed")
    if (holding.mode, holding.endpoint) == (mode, endpoint):
        raise Conflict(f"the prefix {prefix} is {mode.value} already")
    changed = msgspec.structs.replace(holding, mode=mode, endpoint=endpoint)
    prefixes.replace(page, changed)
    page.note(
        who, "rehome", holding.prefix, **difference(msgspec.structs.asdict(holding), msgspec.structs.asdict(changed))
    )
    return changed
