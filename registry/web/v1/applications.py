"""`/api/v1/applications`: to be entered, changed, or given a prefix: drafts, submissions, and what the park says."""

from typing import Any, Literal

import msgspec
from aiohttp import web

from registry.applying import apply, filing, review
from registry.applying.consult import application_of, difference, list_, profile_of
from registry.disclose import of_application
from registry.practice import Practice
from registry.store import filings, reviews
from registry.store.page import Writing
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said, whole
from registry.web.v1.dossiers import (
    application_document,
    application_head,
    filing_document,
    review_document,
    shown,
)
from registry.web.v1.versions import tag_of_all, version_if_any, version_meant
from schemas.application import Application, Kind, Remark, Wish
from schemas.errors import Malformed
from schemas.life import OF_APPLICATIONS
from schemas.principal import Principal
from schemas.profile import Profile
from schemas.profile_checks import notes
from schemas.shape import closed, reader

MOST_SUBMISSIONS = 10_000


class ApplicationDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What is applied for; a draft may be as incomplete as it likes."""

    kind: Kind
    enterprise: str | None = None
    """For which enterprise, by its id; where the caller acts for one, that one."""
    profile: Profile | None = None
    wish: Wish | None = None


class DraftDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What is saved in the place of what was saved before; what is left out stays."""

    profile: Profile | None = None
    wish: Wish | None = None


class ApplicationAct(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to an application."""

    act: Literal["submit", "withdraw", "discard", "take", "return", "reject", "approve", "file"]
    remarks: tuple[Remark, ...] = ()
    """On fields, with return and reject."""
    note: str = ""
    """A word on the whole, with return, reject and approve."""


_read = reader(closed(ApplicationDocument), "an application")
_read_draft = reader(closed(DraftDocument), "a draft")
_read_act = reader(closed(ApplicationAct), "an act")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The applications that the caller may know of, those that have waited longest first."""
    who = await caller_of(request)
    given = query_of(request, "enterprise", "standing", "kind")
    standing = _one_of(given, "standing", OF_APPLICATIONS)
    kind = _one_of(given, "kind", tuple(Kind))
    async with request.app[CONTEXT].book.reading() as page:
        found = await list_(page, who, given.get("enterprise"), standing, kind)
    return said({"items": [application_head(each) for each in found]})


async def post(request: web.Request) -> web.StreamResponse:
    """Begin an application; whoever has no enterprise yet applies for its entry."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    begun = await context.group.do(
        lambda page: apply.begin(
            page, who, context.practice, document.kind, document.profile, document.wish, document.enterprise
        )
    )
    context.recognised.forget()  # the caller's key may act for an enterprise now
    return await _told(request, who, begun, 201, Location=f"/api/v1/applications/{begun.id}")


async def get(request: web.Request) -> web.StreamResponse:
    """An application with its profile, personal data masked; with `unmask=REASON` as it is, for those who may."""
    who = await caller_of(request)
    reason = query_of(request, "unmask").get("unmask")
    context, id = request.app[CONTEXT], request.match_info["id"]
    async with context.book.reading() as page:
        found = await application_of(page, who, id)
        profile = await profile_of(page, who, context.practice, found)
    members = shown(profile)
    if reason is not None:
        members = await context.group.do(lambda page: of_application(page, who, context.practice, id, reason))
    return said(application_document(found, members, notes(profile)), headers={"ETag": tag_of_all(found.version)})


async def put(request: web.Request) -> web.StreamResponse:
    """Save a draft, complete or not."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    meant = version_meant(request)
    document = await json_of(request, _read_draft, context.longest_record)
    saved = await context.group.do(
        lambda page: apply.save(page, who, context.practice, id, document.profile, document.wish, meant)
    )
    return await _told(request, who, saved)


async def post_act(request: web.Request) -> web.StreamResponse:
    """Submit, withdraw or discard it; take it into review, return, reject or approve it; file it again."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    meant = version_if_any(request)
    document = await json_of(request, _read_act, context.longest_record)

    async def act(page: Writing) -> Application:
        return await _done(page, who, context.practice, id, document, meant)

    done = await context.group.do(act)
    context.recognised.forget()  # an enterprise's administrators may hold another prefix now
    return await _told(request, who, done)


async def get_reviews(request: web.Request) -> web.StreamResponse:
    """The verification record: who looked at what, when, and with which result."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        found = await application_of(page, who, request.match_info["id"])
        return said({"items": [review_document(each) for each in await reviews.list_(page, found.id)]})


async def get_filings(request: web.Request) -> web.StreamResponse:
    """What was sent to the national node, and what it said."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        found = await application_of(page, who, request.match_info["id"])
        return said({"items": [filing_document(each) for each in await filings.list_(page, found.id)]})


async def get_difference(request: web.Request) -> web.StreamResponse:
    """What the last submission changes, field by field: of what was in force, or of submission `against`."""
    who = await caller_of(request)
    given = query_of(request, "against")
    against = whole(given, "against", 1, MOST_SUBMISSIONS, 0) or None
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        found = await application_of(page, who, request.match_info["id"])
        return said({"items": await difference(page, context.practice, found, against)})


async def _done(
    page: Writing, who: Principal, practice: Practice, id: str, asked: ApplicationAct, meant: int | None
) -> Application:
    match asked.act:
        case "submit":
            return await apply.submit(page, who, practice, id, meant)
        case "withdraw":
            return await apply.withdraw(page, who, id, meant)
        case "discard":
            return await apply.discard(page, who, id, meant)
        case "take":
            return await review.take(page, who, id, meant)
        case "return":
            return await review.give_back(page, who, id, asked.remarks, asked.note, meant)
        case "reject":
            return await review.reject(page, who, id, asked.note, asked.remarks, meant)
        case "approve":
            return await review.approve(page, who, practice, id, asked.note, meant)
        case "file":
            return await filing.send_again(page, who, id)


async def _told(
    request: web.Request, who: Principal, application: Application, status: int = 200, **headers: str
) -> web.Response:
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        profile = await profile_of(page, who, context.practice, application)
    document: dict[str, Any] = application_document(application, shown(profile), notes(profile))
    return said(document, status, {"ETag": tag_of_all(application.version), **headers})


def _one_of(given: dict[str, str], name: str, among: tuple[Any, ...]) -> Any:
    text = given.get(name)
    if text is None:
        return None
    found = next((each for each in among if each.value == text), None)
    if found is None:
        raise Malformed(f"cannot read {name}={text[:40]!r}: expected {' or '.join(each.value for each in among)}")
    return found


ROUTES: Routes = {
    "/api/v1/applications": {"GET": list_all, "POST": post},
    "/api/v1/applications/{id}": {"GET": get, "PUT": put},
    "/api/v1/applications/{id}/acts": {"POST": post_act},
    "/api/v1/applications/{id}/reviews": {"GET": get_reviews},
    "/api/v1/applications/{id}/filings": {"GET": get_filings},
    "/api/v1/applications/{id}/difference": {"GET": get_difference},
}
