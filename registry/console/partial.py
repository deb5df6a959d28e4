"""`/console/application/particulars`: what an enterprise changes of its profile by itself, in force at once (chg)."""

from typing import Any

from aiohttp import web

from registry.alter import alter, enterprise_of
from registry.applying import dossier
from registry.console import typed
from registry.console.application import PATH as APPLICATION
from registry.console.enterprise import own_of
from registry.console.frame import FRAME, Fault, Notice, fault_of, seen
from registry.console.guard import Pages, form_of, present
from registry.console.particulars import partial_groups
from registry.console.typed import Notes, Typed
from registry.disclose import of_enterprise
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.complaint import Complaint, Incomplete
from schemas.errors import NodeError
from schemas.identifiers.scheme import Words
from schemas.profile import Profile, changed, members_of

PATH = f"{APPLICATION}/particulars"
REASON = "在控制台修改本企业的资料"


async def get(request: web.Request) -> web.StreamResponse:
    """The form, as things stand."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Change what was typed otherwise than it stands."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    own = own_of(who)
    async with context.book.reading() as page:
        before = await dossier.of_enterprise(page, context.practice.seals, await enterprise_of(page, who, own))
    was = typed.shown(before)
    members = typed.typed_in(form, partial_groups(), was)
    if form.text("act") == "show":
        whole = typed.unmasked(
            await context.group.do(lambda page: of_enterprise(page, who, context.practice, own, REASON))
        )
        return await _page(
            request, {name: whole[name] if was[name] == text else text for name, text in members.items()}
        )
    after, unreadable = typed.profile_in(members, before)
    if unreadable:
        return await _page(request, members, typed.notes_of(unreadable), 400)
    version = int(form.text("version")) if form.text("version").isdigit() else -1
    changes = _changes(before, after)
    try:
        await context.group.do(lambda page: alter(page, who, context.practice, own, changes, version))
    except Incomplete as error:
        told = typed.notes_of(Complaint(*each) for each in error.complaints)
        return await _page(request, members, told, 422)
    except NodeError as error:
        return await _page(request, members, {}, kind_of(error).status, fault_of(error))
    return seen(APPLICATION, "amended")


def _changes(before: Profile, after: Profile) -> dict[str, Any]:
    """The members that differ, those of persons one by one."""
    was, becomes = members_of(before), members_of(after)
    told: dict[str, Any] = {}
    for name in changed(before, after):
        inner = {each.partition(".")[2]: becomes[each] for each in was if each.startswith(f"{name}.")}
        told[name] = inner or becomes[name]
    return told


async def _page(
    request: web.Request,
    members: Typed | None = None,
    notes: Notes | None = None,
    status: int = 200,
    fault: Fault | None = None,
) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    own = own_of(who)
    async with context.book.reading() as page:
        known = await enterprise_of(page, who, own)
        profile = await dossier.of_enterprise(page, context.practice.seals, known)
    words = Words("尚未保存：请先修改标出的字段。", "Not saved yet: mend the fields that are marked.")
    return request.app[FRAME].page(
        request,
        "partial.html",
        status=status,
        fault=fault,
        notice=Notice(words, False) if notes else None,
        known=known,
        groups=partial_groups(),
        members=members or typed.shown(profile),
        said=notes or {},
        parks=[],
    )


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
