"""Consult: which applications a caller may know of, and what of them.

An applicant sees its own; nobody else sees a draft. Park staff sees what was submitted, as it was submitted: what the
applicant is writing meanwhile is the applicant's.
"""

from collections.abc import Sequence

from registry.applying import dossier
from registry.authority import Verb, allows, allows_some
from registry.practice import Practice
from registry.store import applications
from registry.store.page import Reading
from schemas.application import Application, Kind
from schemas.difference import Difference, differences
from schemas.errors import Absent, Conflict
from schemas.life import Standing
from schemas.principal import Principal
from schemas.profile import Profile


class Outdated(Conflict):
    """Something is not at the version any more that a change is meant for."""


WRITING = frozenset({Standing.DRAFT, Standing.RETURNED})
"""In which the applicant may be writing something else than what was submitted."""


def is_applicant(who: Principal, application: Application) -> bool:
    """Whether a caller sees an application as its applicant does."""
    if not allows_some(who, Verb.APPLY):
        return False
    if who.enterprise is not None:
        return who.enterprise == application.enterprise
    return any(hand.is_of(who) for hand in application.hands)


def may_see(who: Principal, application: Application) -> bool:
    """Whether a caller may know of an application at all."""
    return is_applicant(who, application) or (allows(who, Verb.LIST) and application.submission > 0)


async def application_of(page: Reading, who: Principal, id: str) -> Application:
    """The application with this id.

    Raises:
        Absent: there is none, as far as the caller may know.
    """
    found = await applications.find(page, id)
    if found is None or not may_see(who, found):
        raise Absent(f"there is no application {id[:80]!r}")
    return found


async def list_(
    page: Reading,
    who: Principal,
    enterprise: str | None = None,
    standing: Standing | None = None,
    kind: Kind | None = None,
) -> Sequence[Application]:
    """The applications that a caller may know of, those that have waited longest first."""
    only = who.enterprise or enterprise
    return [each for each in await applications.list_(page, only, standing, kind) if may_see(who, each)]


async def profile_of(page: Reading, who: Principal, practice: Practice, application: Application) -> Profile:
    """The profile that an application brings, as this caller may know it: unmasked, so for the node's own use."""
    if application.standing in WRITING and not is_applicant(who, application):
        kept = await applications.submission_of(page, application.id, application.submission)
        assert kept is not None
        return dossier.of_submission(practice.seals, kept)
    return await dossier.of_application(page, practice.seals, application.id)


async def difference(
    page: Reading, practice: Practice, application: Application, against: int | None = None
) -> list[Difference]:
    """What the last submission changes: of what was in force when it was made, or of an earlier submission.

    Of an entry that was submitted once, everything is new.

    Raises:
        Absent: nothing was submitted yet, or not so often.
    """
    last = await applications.submission_of(page, application.id, application.submission)
    if last is None:
        raise Absent("nothing was submitted yet, so there is nothing to compare")
    after = dossier.of_submission(practice.seals, last)
    before = dossier.base_of(practice.seals, last)
    if against is not None:
        earlier = await applications.submission_of(page, application.id, against)
        if earlier is None:
            raise Absent(f"the application was submitted {application.submission} times, got {against}")
        before = dossier.of_submission(practice.seals, earlier)
    return differences(before, after)
