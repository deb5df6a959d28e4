"""`/console/application/{id}`: one application: written, saved, submitted, taken back; remarks beside its fields."""

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from registry.applying import apply
from registry.applying.consult import application_of, is_applicant, profile_of
from registry.console import typed
from registry.console.frame import FRAME, Fault, Notice, fault_of, seen
from registry.console.guard import Pages, form_of, present
from registry.console.particulars import GROUPS
from registry.console.steps import steps_of
from registry.console.typed import Note, Typed
from registry.console.with_papers import form_with_papers
from registry.deposit import deposit
from registry.disclose import of_application
from registry.store import enterprises, reviews
from registry.store.page import Reading, Writing
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.application import Application, Kind, Wish
from schemas.change import Mode
from schemas.complaint import Complaint, Incomplete
from schemas.errors import Malformed, NodeError
from schemas.identifiers.scheme import Words
from schemas.life import LIFE, Act
from schemas.principal import Principal
from schemas.profile import DOCUMENTS
from schemas.profile_checks import complaints, notes
from schemas.sentences.chinese import in_chinese

PATH = "/console/application"
REASON = "在控制台填写本企业的申请"
"""Why an applicant sees its own personal data, as the trail keeps it."""
_WISH = ("prefix", "mode", "endpoint", "purpose")


class Written(msgspec.Struct, frozen=True):
    """An application as its form has it at a moment."""

    members: Typed
    wish: Mapping[str, str]
    notes: dict[str, list[Note]] = {}
    fault: Fault | None = None
    status: int = 200
    notice: Notice | None = None


async def get(request: web.Request) -> web.StreamResponse:
    """The application: its form while it can be written, else what it says."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Save it, submit it, or show personal data in its form."""
    context, who = request.app[CONTEXT], present(request).principal
    id = request.match_info["id"]
    form, papers = await form_with_papers(request, context.practice.policy.longest_document)
    async with context.book.reading() as page:
        found = await application_of(page, who, id)
        before = await profile_of(page, who, context.practice, found)
    members = typed.typed_in(form, GROUPS, typed.shown(before)) if found.kind is not Kind.PREFIX else {}
    wish = {name: form.text(f"wish.{name}") for name in _WISH}
    faults: dict[str, list[Note]] = {}
    for name in DOCUMENTS:
        if name in papers and members:
            try:
                members[name] = (await deposit(context.group, who, context.practice, papers[name])).id
            except NodeError as error:
                faults[name] = [Note("wrong", Words(f"未能上传：{in_chinese(error.sentence)}", error.sentence))]
    if form.text("act") == "show":
        return await _page(request, await _unmasked(request, members, wish, faults))
    profile, unreadable = typed.profile_in(members, before) if members else (None, [])
    faults |= typed.notes_of(unreadable)
    version = int(form.text("version")) if form.text("version").isdigit() else -1
    if faults:
        return await _page(request, _unsaved(members, wish, faults, 400))
    try:
        wished = _wish(wish, found)
        saved = await context.group.do(
            lambda page: apply.save(page, who, context.practice, id, profile, wished, version)
        )
    except NodeError as error:
        refused = msgspec.structs.replace(_unsaved(members, wish, {}, kind_of(error).status), fault=fault_of(error))
        return await _page(request, refused)
    if form.text("act") != "submit":
        return seen(f"{PATH}/{id}", "saved")
    try:
        await context.group.do(lambda page: apply.submit(page, who, context.practice, id, saved.version))
    except Incomplete as error:
        told = typed.notes_of(Complaint(*each) for each in error.complaints)
        count = len(error.complaints)
        words = Words(
            f"已保存，但有 {count} 处需要补充或修改后才能提交。",
            f"Saved; {count} things are to be mended before it can be submitted.",
        )
        return await _page(request, Written(members, wish, told, None, 422, Notice(words, False)))
    except NodeError as error:
        return await _page(request, Written(members, wish, {}, fault_of(error), kind_of(error).status))
    return seen(f"{PATH}/{id}", "submitted")


async def post_act(request: web.Request) -> web.StreamResponse:
    """Take it back, or give it up."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id, act = request.match_info["id"], form.text("act")
    try:
        if act == "withdraw":
            await context.group.do(lambda page: apply.withdraw(page, who, id))
            return seen(f"{PATH}/{id}", "withdrawn")
        if act == "discard":
            await context.group.do(lambda page: apply.discard(page, who, id))
            return seen(PATH, "discarded")
        raise Malformed(f"cannot do {act[:40]!r}: expected withdraw or discard")
    except NodeError as error:
        async with context.book.reading() as page:
            found = await application_of(page, who, id)
            kept = await _kept(page, who, request, found)
        return await _page(request, msgspec.structs.replace(kept, fault=fault_of(error), status=kind_of(error).status))


async def _page(request: web.Request, written: Written | None = None) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    async with context.book.reading() as page:
        found = await application_of(page, who, request.match_info["id"])
        written = written or await _kept(page, who, request, found)
        parks = await enterprises.list_parks(page)
        decided = await reviews.list_(page, found.id)
    workable = is_applicant(who, found) and Act.SAVE in LIFE[found.standing]
    remarked: dict[str, list[Note]] = {}
    for remark in found.remarks if workable else ():
        remarked.setdefault(typed.field_of(remark.pointer), []).append(Note("remark", Words(remark.text, remark.text)))
    said = {name: [*remarked.get(name, []), *written.notes.get(name, [])] for name in {**remarked, **written.notes}}
    mine = is_applicant(who, found)
    return request.app[FRAME].page(
        request,
        "application.html",
        status=written.status,
        fault=written.fault,
        notice=written.notice,
        application=found,
        steps=steps_of(found, context.practice.policy.filing_required),
        groups=GROUPS if found.kind is not Kind.PREFIX else (),
        members=written.members,
        wish=written.wish,
        said=said,
        parks=parks,
        reviews=list(reversed(decided)),
        workable=workable,
        mine=mine,
        may=lambda act: mine and Act(act) in LIFE[found.standing],
        done=request.query.get("done", ""),
    )


async def _kept(page: Reading, who: Principal, request: web.Request, found: Application) -> Written:
    """The application as it was saved, with a word on what is odd already."""
    profile = await profile_of(page, who, request.app[CONTEXT].practice, found)
    odd = [each for each in complaints(profile) if each.code != "missing"] if found.kind is not Kind.PREFIX else []
    told = typed.notes_of(odd)
    for name, words in typed.notes_of(notes(profile), "hint").items():
        told.setdefault(name, []).extend(words)
    wish = found.wish or Wish()
    wished = {"prefix": wish.prefix, "mode": wish.mode.value, "endpoint": wish.endpoint or "", "purpose": wish.purpose}
    return Written(typed.shown(profile), wished, told)


async def _unmasked(
    request: web.Request, members: dict[str, Any], wish: Mapping[str, str], faults: dict[str, list[Note]]
) -> Written:
    """The form as it was typed, with personal data in place of what was shown masked."""
    context, who = request.app[CONTEXT], present(request).principal
    id = request.match_info["id"]

    async def act(page: Writing) -> dict[str, Any]:
        return await of_application(page, who, context.practice, id, REASON)

    whole = typed.unmasked(await context.group.do(act))
    async with context.book.reading() as page:
        masked = typed.shown(await profile_of(page, who, context.practice, await application_of(page, who, id)))
    shown = {name: whole[name] if value == masked[name] else value for name, value in members.items()}
    return Written(shown, wish, faults)


def _unsaved(members: Typed, wish: Mapping[str, str], faults: dict[str, list[Note]], status: int) -> Written:
    words = Words("尚未保存：请先修改标出的字段。", "Not saved yet: mend the fields that are marked.")
    return Written(members, wish, faults, None, status, Notice(words, False) if faults else None)


def _wish(wish: Mapping[str, str], found: Application) -> Wish | None:
    if found.kind is Kind.CHANGE:
        return None
    if not any(wish[name] for name in ("prefix", "endpoint", "purpose")) and found.wish is None:
        return None
    if wish["mode"] not in set(Mode):
        raise Malformed("choose where the identifiers are kept (at wish.mode)")
    for name, longest in (("prefix", 255), ("endpoint", 2000), ("purpose", 2000)):
        if len(wish[name]) > longest:
            raise Malformed(f"{name} has at most {longest} characters, got {len(wish[name])} (at wish.{name})")
    return Wish(
        prefix=wish["prefix"], mode=Mode(wish["mode"]), endpoint=wish["endpoint"] or None, purpose=wish["purpose"]
    )


PAGES: Pages = {PATH + "/{id}": {"GET": get, "POST": post}, PATH + "/{id}/acts": {"POST": post_act}}
