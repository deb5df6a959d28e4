"""Filing: what was approved is sent to the national node, which passes it or not, at its own time.

Here is the state of it. Who carries it there and brings the answer, a person or a program, tells it by `answer`.
"""

import uuid

import msgspec

from registry.applying.apply import follow
from registry.applying.instate import enter, in_force_of, prepare
from registry.authority import Verb, allows
from registry.practice import Practice
from registry.store import applications, filings
from registry.store.filings import Filing, FilingStanding
from registry.store.page import Writing
from schemas import life
from schemas.application import Application, Remark
from schemas.errors import Absent, Conflict, Forbidden
from schemas.life import Act
from schemas.principal import Principal


async def send(page: Writing, who: Principal, approved: Application) -> Application:
    """Enter that an approved application goes to the national node; cannot refuse. The caller keeps the application."""
    standing = life.after(approved.standing, Act.FILE, "the application")
    filing = Filing(id=uuid.uuid4().hex, application=approved.id, submission=approved.submission, sent_at=page.now)
    await filings.enter(page, filing)
    page.note(who, "file", filing.id, application=approved.id, submission=approved.submission)
    return msgspec.structs.replace(approved, standing=standing, version=approved.version + 1, changed_at=page.now)


async def send_again(page: Writing, who: Principal, id: str) -> Application:
    """File an application anew that the national node has refused, as it is.

    Raises, in this order:
        Forbidden: the caller may not file.
        Absent: there is no such application.
        Conflict: it was not refused.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not file applications")
    before = await applications.find(page, id)
    if before is None:
        raise Absent(f"there is no application {id[:80]!r}")
    after = await send(page, who, before)
    await applications.replace(page, after)
    await follow(page, after)
    return after


async def answer(
    page: Writing,
    who: Principal,
    practice: Practice,
    id: str,
    passed: bool,
    message: str = "",
    upstream: str = "",
) -> Filing:
    """Enter what the national node has said of a filing; where it passed, what was applied for is in force.

    Raises, in this order:
        Forbidden: the caller may not say so.
        Absent: there is no such filing.
        Conflict: it was answered already, or the prefix that is applied for cannot be granted.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not answer filings")
    before = await filings.find(page, id)
    if before is None:
        raise Absent(f"there is no filing {id[:80]!r}")
    if before.standing is not FilingStanding.PENDING:
        raise Conflict(f"the filing {id} was answered already: {before.standing.value}")
    application = await applications.find(page, before.application)
    assert application is not None
    standing = life.after(application.standing, Act.PASS if passed else Act.FAIL, "the application")
    kept = await applications.submission_of(page, application.id, before.submission)
    assert kept is not None
    granted = await prepare(page, practice, application) if passed else None
    remarks = () if passed or not message else (Remark("", message),)
    after = msgspec.structs.replace(
        application,
        standing=standing,
        remarks=remarks,
        version=application.version + 1,
        changed_at=page.now,
        decided_at=page.now,
    )
    answered = msgspec.structs.replace(
        before,
        standing=FilingStanding.PASSED if passed else FilingStanding.FAILED,
        message=message,
        upstream=upstream,
        answered_at=page.now,
        answered_by=who.name,
    )
    await filings.replace(page, answered)
    if passed:
        await enter(page, who, practice, after, await in_force_of(page, practice, after, kept), granted)
    await applications.replace(page, after)
    await follow(page, after)
    page.note(
        who,
        f"filing {answered.standing.value}",
        id,
        application=application.id,
        standing=[application.standing.value, standing.value],
        message=message,
        upstream=upstream,
    )
    return answered
