"""`/console/reviews`: the applications that wait for the park, and one of them: what it changes, and deciding it.

Everybody of the park's staff reads; who may decide, the verbs say: never somebody who had a hand in the application.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from registry.applying import filing, review
from registry.applying.consult import application_of, list_, profile_of
from registry.applying.dossier import base_of, of_submission
from registry.applying.review import LONGEST_NOTE
from registry.authority import Verb, allows
from registry.console.comparing import rows, told
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.paging import page_of
from registry.disclose import of_application
from registry.practice import Practice
from registry.store import applications, enterprises, filings, reviews
from registry.store.page import Reading, Writing
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.application import Application, Kind, Remark, Wish
from schemas.errors import Absent, Forbidden, Malformed, NodeError
from schemas.life import LIFE, OF_APPLICATIONS, Act, Standing
from schemas.principal import Principal
from schemas.profile import Profile
from schemas.profile_checks import notes

PATH = "/console/reviews"
WAITING = (Standing.SUBMITTED, Standing.IN_REVIEW, Standing.FILING_FAILED)
"""In which an application waits for somebody of the park."""
_SHOWN = tuple(each for each in OF_APPLICATIONS if each not in (Standing.DRAFT, Standing.APPROVED))
_DECISIONS = (Act.TAKE, Act.RETURN, Act.REJECT, Act.APPROVE)


async def get(request: web.Request) -> web.StreamResponse:
    """The applications, those that have waited longest first."""
    who, given = present(request).principal, request.query
    require_staff(who)
    asked, kind = given.get("standing", "waiting"), given.get("kind", "")
    async with request.app[CONTEXT].book.reading() as page:
        found = await list_(page, who, kind=Kind(kind) if kind in set(Kind) else None)
        submitted = [each for each in found if each.submission]
        waiting = [each for each in submitted if each.standing in WAITING]
        shown = waiting if asked == "waiting" else [e for e in submitted if asked in ("all", e.standing.value)][::-1]
        part = page_of(request, shown)
        decided = await reviews.of_many(page, [each.id for each in part.rows])
        now = page.now
    return request.app[FRAME].page(
        request,
        "reviews.html",
        part=part,
        decided=decided,
        waiting=len(waiting),
        asked=asked,
        kind=kind,
        standings_offered=[each.value for each in _SHOWN],
        now=now,
    )


async def get_one(request: web.Request) -> web.StreamResponse:
    """One application, beside what is in force."""
    return await _one(request)


async def post_one(request: web.Request) -> web.StreamResponse:
    """Take an application, return, reject or approve it; file it again; or show its personal data, for a reason."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id, act = request.match_info["id"], form.text("act")
    try:
        if act == "show":
            reason = form.text("reason")
            opened = await context.group.do(lambda page: of_application(page, who, context.practice, id, reason))
            return await _one(request, disclosed=opened)
        await context.group.do(lambda page: _do(page, who, context.practice, id, form))
    except NodeError as error:
        beside = {"show": "show", "return": "note", "reject": "note", "approve": "note"}.get(act, "")
        return await _one(request, form, fault_of(error, beside), kind_of(error).status)
    context.recognised.forget()  # an enterprise's administrators may hold another prefix now
    return seen(f"{PATH}/{id}", act)


def require_staff(who: Principal) -> None:
    """Let the park's staff pass, and nobody else.

    Raises:
        Forbidden: the caller is somebody else.
    """
    if not allows(who, Verb.LIST):
        raise Forbidden(f"{who.name} is not of the park's staff")


async def _do(page: Writing, who: Principal, practice: Practice, id: str, form: Form) -> Application:
    version = int(form.text("version")) if form.text("version").isdigit() else -1
    note, remarks = form.text("note"), _remarks(form)
    match form.text("act"):
        case "take":
            return await review.take(page, who, id, version)
        case "return":
            return await review.give_back(page, who, id, remarks, note, version)
        case "reject":
            return await review.reject(page, who, id, note, remarks, version)
        case "approve":
            if remarks:
                raise Malformed("remarks are for an application that is returned or rejected: take them out to approve")
            return await review.approve(page, who, practice, id, note, version)
        case "file":
            return await filing.send_again(page, who, id)
        case other:
            raise Malformed(f"cannot do {other[:40]!r}: expected take, return, reject, approve, file or show")


def _remarks(form: Form) -> Sequence[Remark]:
    written = zip(form.all("pointer"), form.all("remark"), strict=False)
    remarks = [Remark(pointer, text.replace("\r\n", "\n")) for pointer, text in written if text]
    if (longest := max((len(remark.text) for remark in remarks), default=0)) > LONGEST_NOTE:
        raise Malformed(f"a remark has at most {LONGEST_NOTE} characters, got {longest}")
    return remarks


async def _one(
    request: web.Request,
    form: Form | None = None,
    fault: Fault | None = None,
    status: int = 200,
    disclosed: Mapping[str, Any] | None = None,
) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    require_staff(who)
    async with context.book.reading() as page:
        found = await application_of(page, who, request.match_info["id"])
        after = await profile_of(page, who, context.practice, found)
        last = await applications.submission_of(page, found.id, found.submission)
        against = request.query.get("against", "")
        before = await _before(page, context.practice, found, against)
        firm = await enterprises.find_by_id(page, found.enterprise)
        decided = await reviews.list_(page, found.id)
        sent = await filings.list_(page, found.id)
    hand = found.applied_by(who)
    acts = LIFE[found.standing]
    compared = rows(before, after, disclosed)
    return request.app[FRAME].page(
        request,
        "review.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        application=found,
        title=after.name or found.title,
        wish=msgspec.json.decode(last.wish, type=Wish) if last is not None and last.wish else None,
        firm=firm,
        submission=last,
        compared=compared,
        changes=sum(row.changed for row in compared),
        is_new=before is None,
        whole="whole" in request.query or before is None or bool(form and any(form.all("remark"))),
        against=against,
        written=dict(zip(form.all("pointer"), form.all("remark"), strict=False)) if form else {},
        marked={remark.pointer: remark.text for remark in found.remarks},
        notes=notes(after),
        decided=decided,
        sent=sent,
        hand=hand,
        acts={act.value for act in _DECISIONS if act in acts} if allows(who, Verb.REVIEW) and not hand else set(),
        may_file=Act.FILE in acts and found.standing is Standing.FILING_FAILED and allows(who, Verb.MANAGE),
        may_answer=allows(who, Verb.MANAGE),
        may_read=allows(who, Verb.READ_PERSONAL),
        disclosed=disclosed is not None,
        told=told,
        done=request.query.get("done", ""),
    )


async def _before(page: Reading, practice: Practice, found: Application, against: str) -> Profile | None:
    """What the application is held against: an earlier submission, or what was in force when it was made."""
    if against:
        number = int(against) if against.isascii() and against.isdigit() and len(against) < 9 else 0
        earlier = await applications.submission_of(page, found.id, number)
        if earlier is None:
            raise Absent(f"the application was submitted {found.submission} times, got {against[:20]!r}")
        return of_submission(practice.seals, earlier)
    last = await applications.submission_of(page, found.id, found.submission)
    return None if last is None else base_of(practice.seals, last)


PAGES: Pages = {PATH: {"GET": get}, PATH + "/{id}": {"GET": get_one, "POST": post_one}}
