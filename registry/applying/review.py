"""Review: look at what was submitted, and return it with remarks, reject it, or approve it.

Nobody decides about an application that they, or the person behind them, or their enterprise had a hand in. Each
decision leaves a verification record: who, when, what exactly was looked at (by its digest), and the result.
"""

from collections.abc import Sequence

import msgspec

from registry.applying import dossier, filing, instate
from registry.applying.apply import faults, follow, require_version
from registry.applying.consult import application_of
from registry.authority import Verb, allows
from registry.practice import Practice
from registry.store import applications, enterprises, reviews
from registry.store.page import Writing
from registry.store.reviews import Review
from schemas import life
from schemas.application import Application, Kind, Remark
from schemas.complaint import Incomplete
from schemas.errors import Forbidden, Malformed
from schemas.life import Act
from schemas.principal import Principal
from schemas.profile import Profile, members_of

DAYS_TO_MEND = 30
"""Within so many days what has changed is to be handed in (china-node.md §2); told with a returned application."""
LONGEST_NOTE = 2000


async def take(page: Writing, who: Principal, id: str, if_version: int | None = None) -> Application:
    """Begin to look at an application: from now on the applicant cannot take it back.

    Raises, in this order:
        Absent: there is no such application, as far as the caller may know.
        Forbidden: the caller may not review, or had a hand in it.
        Conflict: it does not wait to be looked at, or is not at version `if_version` any more.
    """
    before = await _reviewable(page, who, id, Act.TAKE, if_version)
    after = _moved(page, before, Act.TAKE)
    await applications.replace(page, after)
    await follow(page, after)
    _note(page, who, "take application", before, after)
    return after


async def give_back(
    page: Writing,
    who: Principal,
    id: str,
    remarks: Sequence[Remark],
    note: str = "",
    if_version: int | None = None,
) -> Application:
    """Return an application with remarks on its fields, to be mended and submitted again.

    Raises, in this order:
        Absent, Forbidden, Conflict: as `take`.
        Malformed: there is neither a remark nor a note, or a remark is on no field there is.
    """
    before = await _reviewable(page, who, id, Act.RETURN, if_version)
    _require_words(remarks, note)
    return await _decided(page, who, before, Act.RETURN, remarks, note)


async def reject(
    page: Writing,
    who: Principal,
    id: str,
    note: str,
    remarks: Sequence[Remark] = (),
    if_version: int | None = None,
) -> Application:
    """Refuse an application for good.

    Raises, in this order:
        Absent, Forbidden, Conflict: as `take`.
        Malformed: no reason is given, or a remark is on no field there is.
    """
    before = await _reviewable(page, who, id, Act.REJECT, if_version)
    _require_words(remarks, note)
    if not note.strip():
        raise Malformed("a rejection has a reason, got none (at note)")
    return await _decided(page, who, before, Act.REJECT, remarks, note)


async def approve(
    page: Writing,
    who: Principal,
    practice: Practice,
    id: str,
    note: str = "",
    if_version: int | None = None,
) -> Application:
    """Find an application good. It is in force at once, or is filed with the national node first, as the policy says.

    Raises, in this order:
        Absent, Forbidden, Conflict: as `take`.
        Incomplete: something was true when it was submitted and is not any more.
        Conflict: the prefix that is applied for cannot be granted.
    """
    before = await _reviewable(page, who, id, Act.APPROVE, if_version)
    known = await enterprises.find_by_id(page, before.enterprise)
    assert known is not None
    kept = await applications.submission_of(page, id, before.submission)
    assert kept is not None
    profile = await instate.in_force_of(page, practice, before, kept)
    base = None if before.kind is Kind.ENTRY else await dossier.of_enterprise(page, practice.seals, known)
    if found := await faults(page, before, known, profile, base):
        raise Incomplete("the application", found)
    filed = practice.policy.filing_required and before.kind is not Kind.PREFIX
    granted = None if filed else await instate.prepare(page, practice, before)
    approved = _moved(page, before, Act.APPROVE)
    number = await _record(page, who, before, "approved", (), note)
    if filed:
        after = await filing.send(page, who, approved)
    else:
        after = _moved(page, approved, Act.ENTER)
        await instate.enter(page, who, practice, after, profile, granted)
    await applications.replace(page, after)
    await follow(page, after)
    told = {"submission": before.submission, "decision": number, "evidence": kept.digest}
    _note(page, who, "approve application", before, after, **told)
    return after


async def _decided(
    page: Writing, who: Principal, before: Application, act: Act, remarks: Sequence[Remark], note: str
) -> Application:
    after = msgspec.structs.replace(_moved(page, before, act), remarks=tuple(remarks))
    number = await _record(page, who, before, after.standing.value, remarks, note)
    await applications.replace(page, after)
    await follow(page, after)
    told: dict[str, object] = {"submission": before.submission, "decision": number}
    if remarks or note:
        told |= {"remarks": [remark.pointer for remark in remarks], "note": note}
    _note(page, who, f"{act.value} application", before, after, **told)
    return after


async def _reviewable(page: Writing, who: Principal, id: str, act: Act, if_version: int | None) -> Application:
    found = await application_of(page, who, id)
    if not allows(who, Verb.REVIEW):
        raise Forbidden(f"{who.name} may not review applications")
    if found.applied_by(who):
        raise Forbidden(f"{who.name} has a hand in this application: whoever applies never decides about it")
    life.after(found.standing, act, "the application")
    require_version(found, if_version)
    return found


def _moved(page: Writing, before: Application, act: Act) -> Application:
    standing = life.after(before.standing, act, "the application")
    decided = before.decided_at if act is Act.TAKE else page.now
    version = before.version + 1
    return msgspec.structs.replace(before, standing=standing, version=version, changed_at=page.now, decided_at=decided)


async def _record(
    page: Writing, who: Principal, before: Application, result: str, remarks: Sequence[Remark], note: str
) -> int:
    """Enter a review; its number."""
    kept = await applications.submission_of(page, before.id, before.submission)
    assert kept is not None
    review = Review(
        application=before.id,
        number=1 + len(await reviews.list_(page, before.id)),
        submission=before.submission,
        reviewer=who.name,
        person=who.person,
        result=result,
        evidence=kept.digest,
        remarks=tuple(remarks),
        note=note,
        at=page.now,
    )
    await reviews.enter(page, review)
    return review.number


def _require_words(remarks: Sequence[Remark], note: str) -> None:
    if not remarks and not note.strip():
        raise Malformed("what is to be mended? expected remarks on fields, or a note")
    if len(note) > LONGEST_NOTE:
        raise Malformed(f"a note has at most {LONGEST_NOTE} characters, got {len(note)} (at note)")
    fields = {"/" + name.replace(".", "/") for name in members_of(Profile())}
    fields |= {"", "/wish", "/legal_person", "/contact"}
    for place, remark in enumerate(remarks):
        if remark.pointer not in fields:
            raise Malformed(f"there is no field {remark.pointer[:40]!r} (at remarks[{place}].pointer)")


def _note(page: Writing, who: Principal, verb: str, before: Application, after: Application, **detail: object) -> None:
    standing = [before.standing.value, after.standing.value]
    page.note(who, verb, before.id, enterprise=before.enterprise, standing=standing, **detail)
