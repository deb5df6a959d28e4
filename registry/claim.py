"""Claim: an enterprise says which identifiers of other schemes are its own; the park approves or refuses.

Nobody approves what they have proposed, whatever key or account they use for it. Two enterprises never have approved
claims that meet: there would be identifiers which both could map.
"""

import secrets

import msgspec

from registry.authority import Verb, allows, allows_for
from registry.stems import tell_stems
from registry.store import claims, enterprises, prefixes
from registry.store.claims import KeptClaim
from registry.store.page import Reading, Writing
from schemas.claim import LIFE, State, Stem
from schemas.counting import utc
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.life import GOING
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.web_address import location_of

# A company has some company prefixes and arcs: one with more is a program that went wrong.
MOST_CLAIMS = 1_000
LONGEST_TEXT = 1_000
"""Characters of the evidence, and of the reason for a refusal."""


async def propose(
    page: Writing, who: Principal, enterprise: Enterprise, stem: Stem, evidence: str = "", handler: str = ""
) -> KeptClaim:
    """Enter a claim for an enterprise; it counts when it has been approved.

    Raises, in this order:
        Forbidden: the caller may not claim for this enterprise.
        Malformed: the evidence is too long, or the handler no address of a resolver of GS1 Digital Links.
        Conflict: the enterprise is not in force, has this claim already, or a thousand; or another's approved one
            meets it.
    """
    if not await may_claim(page, who, enterprise):
        raise Forbidden(f"{who.name} may not claim identifiers for this enterprise")
    _require_length("evidence", evidence)
    _require_handler(stem, handler)
    _require_going(enterprise)
    for known in await claims.list_(page, enterprise.id):
        if known.stem == stem and known.state is not State.REFUSED:
            raise Conflict(f"{enterprise.name} has claimed {stem} already: it is {known.state.value}")
    await _require_alone(page, who, enterprise.id, stem)
    if await claims.count(page, enterprise.id) >= MOST_CLAIMS:
        raise Conflict(f"{enterprise.name} has made {MOST_CLAIMS} claims, which is the most there can be")
    kept = KeptClaim(
        secrets.token_hex(8),
        enterprise.id,
        stem,
        State.PROPOSED,
        evidence,
        who.name,
        who.person,
        page.now,
        handler=handler.rstrip("/"),
    )
    await claims.enter(page, kept)
    page.note(who, "propose claim", str(stem), claim=kept.id, enterprise=enterprise.uscc)
    return kept


async def approve(page: Writing, who: Principal, id: str) -> KeptClaim:
    """Let an enterprise map what it has claimed.

    Raises, in this order:
        Absent: there is no such claim.
        Forbidden: the caller may not judge claims, or has proposed this one.
        Conflict: it is not proposed any more, its enterprise is not in force, or another's approved one meets it.
    """
    claim = await find(page, id)
    if not allows(who, Verb.JUDGE_CLAIMS):
        raise Forbidden(f"{who.name} may not judge claims")
    if who.name == claim.proposed_by or (who.person is not None and who.person == claim.proposed_person):
        raise Forbidden(f"{who.name} has proposed this claim: somebody else approves it")
    _require_step(claim, State.APPROVED)
    owner = await enterprises.find_by_id(page, claim.enterprise)
    assert owner is not None
    _require_going(owner)
    await _require_alone(page, who, claim.enterprise, claim.stem)
    return await _decide(page, who, claim, State.APPROVED, "")


async def refuse(page: Writing, who: Principal, id: str, reason: str) -> KeptClaim:
    """Refuse a claim, or take an approved one back: what was mapped under it stays, nothing more can be.

    Raises, in this order:
        Absent: there is no such claim.
        Forbidden: the caller may not judge claims.
        Malformed: no reason is given, or a long one.
        Conflict: it is refused already.
    """
    claim = await find(page, id)
    if not allows(who, Verb.JUDGE_CLAIMS):
        raise Forbidden(f"{who.name} may not judge claims")
    if not reason.strip():
        raise Malformed("a refusal has a reason, got none")
    _require_length("reason", reason)
    _require_step(claim, State.REFUSED)
    return await _decide(page, who, claim, State.REFUSED, reason)


async def find(page: Reading, id: str) -> KeptClaim:
    """The claim with this id.

    Raises:
        Absent: there is none.
    """
    claim = await claims.find(page, id)
    if claim is None:
        raise Absent(f"there is no claim {id[:80]!r}")
    return claim


async def may_claim(page: Reading, who: Principal, enterprise: Enterprise) -> bool:
    """Whether the caller speaks for an enterprise: as one of its people, or by a key for one of its prefixes."""
    if allows_for(who, Verb.CLAIM, enterprise.id):
        return True
    held = await prefixes.list_(page, enterprise.id)
    return any(allows(who, Verb.CLAIM, Prefix.parse(holding.prefix)) for holding in held)


async def may_see(page: Reading, who: Principal, enterprise: Enterprise) -> bool:
    """Whether the caller may see the claims of an enterprise."""
    return allows(who, Verb.JUDGE_CLAIMS) or allows(who, Verb.LIST) or await may_claim(page, who, enterprise)


async def own_enterprise(page: Reading, who: Principal) -> Enterprise:
    """The enterprise that the caller speaks for where none is named.

    Raises:
        Malformed: there is none, or there are several.
    """
    ids = {who.enterprise} if who.enterprise else set()
    for prefix in who.prefixes:
        holding = await page.holding(prefix)
        if holding is not None and holding.enterprise is not None:
            ids.add(holding.enterprise)
    found = await enterprises.find_by_id(page, ids.pop()) if len(ids) == 1 else None
    if found is None:
        raise Malformed("whose claim is it? expected the enterprise's 统一社会信用代码 or id (at enterprise)")
    return found


def told(claim: KeptClaim, owner: Enterprise) -> dict[str, object]:
    """A claim of an enterprise as documents show it."""
    return {
        "id": claim.id,
        "enterprise": owner.name,
        "uscc": owner.uscc,
        "scheme": claim.stem.scheme,
        "stem": claim.stem.text,
        "state": claim.state.value,
        "evidence": claim.evidence,
        "proposed_by": claim.proposed_by,
        "proposed": utc(claim.proposed_at),
        "decided_by": claim.decided_by,
        "decided": None if claim.decided_at is None else utc(claim.decided_at),
        "reason": claim.reason,
        "handler": claim.handler,
    }


async def _require_alone(page: Reading, who: Principal, enterprise: str, stem: Stem) -> None:
    """Make sure that no other enterprise may map anything that this stem covers.

    Raises:
        Conflict: one may; it is named to whoever may see all claims.
    """
    for other in await claims.approved(page, stem.scheme):
        if other.enterprise != enterprise and stem.overlaps(other.stem):
            owner = await enterprises.find_by_id(page, other.enterprise)
            if owner is not None and await may_see(page, who, owner):
                raise Conflict(f"the claim {stem} meets {other.stem}, which is approved for {owner.name}")
            raise Conflict(f"the claim {stem} meets one that is approved for another enterprise")


async def _decide(page: Writing, who: Principal, claim: KeptClaim, state: State, reason: str) -> KeptClaim:
    decided = msgspec.structs.replace(claim, state=state, decided_by=who.name, decided_at=page.now, reason=reason)
    await claims.decide(page, decided)
    await tell_stems(page, claim.enterprise)
    verb = "approve claim" if state is State.APPROVED else "refuse claim"
    page.note(
        who, verb, str(claim.stem), claim=claim.id, was=claim.state.value, **({"reason": reason} if reason else {})
    )
    return decided


def _require_step(claim: KeptClaim, state: State) -> None:
    if state not in LIFE[claim.state]:
        raise Conflict(f"the claim {claim.stem} is {claim.state.value} and cannot be {state.value} now")


def _require_going(enterprise: Enterprise) -> None:
    if enterprise.standing not in GOING:
        raise Conflict(f"{enterprise.name} is {enterprise.standing.value} and claims nothing now")


def _require_handler(stem: Stem, handler: str) -> None:
    """Make sure that questions can be handed over to a handler.

    Raises:
        Malformed: the claim is not on GS1 identifiers, or it is no address, or one with a query.
    """
    if not handler:
        return
    if stem.scheme != "gs1":
        raise Malformed(f"a claim on {stem} has no handler: only GS1 Digital Links are handed over (at handler)")
    if len(handler) > LONGEST_TEXT or location_of(handler) != handler or "?" in handler or "#" in handler:
        raise Malformed(
            f"handler is {handler[:80]!r}, expected an http or https address without query, in ASCII (at handler)"
        )


def _require_length(what: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Malformed(f"the {what} of a claim has at most {LONGEST_TEXT} characters, got {len(text)} (at {what})")
