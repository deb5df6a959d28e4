"""Instate: put what was approved in force: the enterprise, its new profile, its prefix. For verbs only."""

import msgspec

from registry.applying import dossier
from registry.enroll import rename_holder
from registry.grant import put_down, require_free
from registry.number import next_free, own_prefix
from registry.practice import Practice
from registry.stems import tell_stems
from registry.store import enterprises
from registry.store.applications import Submission
from registry.store.page import Writing
from schemas.application import Application, Kind
from schemas.enterprise import of_profile
from schemas.life import Standing
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.profile import Profile, changed, rebased


async def prepare(page: Writing, practice: Practice, application: Application) -> Prefix | None:
    """Which prefix the application brings; None where it applies for none. Touches nothing.

    Raises:
        Conflict: it cannot be granted, or no number is left.
    """
    wish = application.wish
    if wish is None:
        return None
    if not wish.prefix:
        return await next_free(page, await own_prefix(page), practice.policy)
    wanted = Prefix.grantable(wish.prefix)
    known = await enterprises.find_by_id(page, application.enterprise)
    await require_free(page, wanted, known, practice.policy.reserved)
    return wanted


async def in_force_of(page: Writing, practice: Practice, application: Application, kept: Submission) -> Profile:
    """The profile that would be in force with a submission: as it was submitted, for whoever enters.

    Of a change, what was changed by it; what has been changed directly since it was submitted, stays.
    """
    submitted, base = dossier.of_submission(practice.seals, kept), dossier.base_of(practice.seals, kept)
    known = await enterprises.find_by_id(page, application.enterprise)
    if application.kind is not Kind.CHANGE or base is None or known is None:
        return submitted
    return rebased(submitted, base, await dossier.of_enterprise(page, practice.seals, known))


async def enter(
    page: Writing,
    who: Principal,
    practice: Practice,
    application: Application,
    profile: Profile,
    granted: Prefix | None,
) -> None:
    """Put an application in force; cannot refuse."""
    known = await enterprises.find_by_id(page, application.enterprise)
    assert known is not None
    if application.kind is not Kind.PREFIX:
        before = await dossier.of_enterprise(page, practice.seals, known)
        standing = Standing.ACTIVE if application.kind is Kind.ENTRY else known.standing
        stands = msgspec.structs.replace(known, standing=standing, version=known.version + 1)
        stands = of_profile(stands, profile)
        await enterprises.replace(page, stands)
        await dossier.keep_of_enterprise(page, practice.seals, known.id, profile)
        if application.kind is Kind.CHANGE and stands.name != known.name:
            await rename_holder(page, stands)
        page.note(who, "instate", known.id, application=application.id, changed=list(changed(before, profile)))
        known = stands
    if granted is not None:
        wish = application.wish
        assert wish is not None
        put_down(page, granted, known, wish.mode, wish.endpoint)
        await tell_stems(page, known.id)
        page.note(who, "grant", granted.text, enterprise=known.uscc, mode=wish.mode.value, application=application.id)
