"""Decision: one review of an application with all that was looked at then, as it was at that moment."""

import msgspec

from registry.applying import dossier
from registry.applying.consult import application_of
from registry.practice import Practice
from registry.store import applications, reviews
from registry.store.page import Reading
from registry.store.reviews import Review
from schemas.application import Application, Wish
from schemas.errors import Absent
from schemas.principal import Principal
from schemas.profile import Profile


class Decision(msgspec.Struct, frozen=True):
    """What was decided, and about what; profiles unmasked, so for the node's own use."""

    application: Application
    """As it stands today."""
    review: Review
    decided: int
    """How many decisions there are about it."""
    before: Profile | None
    """What was in force when it was submitted, or what another submission said; None where nothing was."""
    after: Profile
    wish: Wish | None
    submitted_at: int
    submitted_by: str
    whole: bool
    """Whether what is kept today still has the digest that the review names."""


async def decision_of(
    page: Reading, who: Principal, practice: Practice, id: str, number: int, against: int | None = None
) -> Decision:
    """The decision with this number, counted from 1; held against an earlier submission if one is named.

    Raises:
        Absent: there is no such application, as far as the caller may know; or no such decision or submission.
    """
    found = await application_of(page, who, id)
    decided = await reviews.list_(page, found.id)
    review = next((each for each in decided if each.number == number), None)
    if review is None:
        raise Absent(f"there were {len(decided)} decisions about this application, got {number}")
    kept = await applications.submission_of(page, found.id, review.submission)
    assert kept is not None
    profile = dossier.of_submission(practice.seals, kept)
    before = dossier.base_of(practice.seals, kept)
    if against is not None:
        earlier = await applications.submission_of(page, found.id, against)
        if earlier is None:
            raise Absent(f"the application was submitted {found.submission} times, got {against}")
        before = dossier.of_submission(practice.seals, earlier)
    return Decision(
        application=found,
        review=review,
        decided=len(decided),
        before=before,
        after=profile,
        wish=msgspec.json.decode(kept.wish, type=Wish) if kept.wish else None,
        submitted_at=kept.submitted_at,
        submitted_by=kept.submitted_by,
        whole=await dossier.digest_of(page, profile, kept.wish) == review.evidence,
    )
