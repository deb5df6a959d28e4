"""Disclose: personal data unmasked, for those who may see it, for a reason that the trail keeps."""

from typing import Any

from registry.applying import dossier
from registry.applying.consult import application_of, is_applicant, profile_of
from registry.authority import Verb, allows_for
from registry.practice import Practice
from registry.store import applications, enterprises
from registry.store.page import Writing
from schemas.errors import Absent, Forbidden, Malformed
from schemas.principal import Principal
from schemas.profile import members_of

LONGEST_REASON = 200


async def of_application(
    page: Writing, who: Principal, practice: Practice, id: str, reason: str, submission: int | None = None
) -> dict[str, Any]:
    """The members of the profile that an application brings, or brought once, by dotted names, unmasked.

    Raises, in this order:
        Absent: there is no such application or submission, as far as the caller may know.
        Forbidden: the caller may not see personal data.
        Malformed: no reason is given.
    """
    found = await application_of(page, who, id)
    if not (is_applicant(who, found) or allows_for(who, Verb.READ_PERSONAL, found.enterprise)):
        raise Forbidden(f"{who.name} may not see personal data")
    _require_reason(reason)
    detail = {"of": "application", "enterprise": found.enterprise, "reason": reason}
    if submission is None:
        profile = await profile_of(page, who, practice, found)
    else:
        kept = await applications.submission_of(page, id, submission)
        if kept is None:
            raise Absent(f"the application was submitted {found.submission} times, got {submission}")
        profile = dossier.of_submission(practice.seals, kept)
        detail |= {"submission": str(submission)}
    page.note(who, "unmask", id, **detail)
    return members_of(profile)


async def of_enterprise(page: Writing, who: Principal, practice: Practice, id: str, reason: str) -> dict[str, Any]:
    """The members of an enterprise's profile, by dotted names, unmasked.

    Raises, in this order:
        Absent: there is no such enterprise.
        Forbidden: the caller may not see personal data.
        Malformed: no reason is given.
    """
    found = await enterprises.find_by_id(page, id)
    if found is None:
        raise Absent(f"there is no enterprise {id[:80]!r}")
    if not allows_for(who, Verb.READ_PERSONAL, id):
        raise Forbidden(f"{who.name} may not see personal data")
    _require_reason(reason)
    members = members_of(await dossier.of_enterprise(page, practice.seals, found))
    page.note(who, "unmask", id, of="enterprise", reason=reason)
    return members


def _require_reason(reason: str) -> None:
    if not len(reason.strip()) >= 3 or len(reason) > LONGEST_REASON:
        raise Malformed(f"personal data is shown for a reason of 3 to {LONGEST_REASON} characters, got {len(reason)}")
