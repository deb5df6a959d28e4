"""`/console/templates`: data templates: those that may be used, one of them, making one and its next versions."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from registry.applying.consult import Outdated
from registry.authority import Verb, allows_for
from registry.console.filling import limits_of
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.items import NEEDS, ItemLine, definition_of, lines_of
from registry.console.typed import Note
from registry.store import enterprises, template_users
from registry.store.page import Writing
from registry.store.template_users import EVERYBODY
from registry.store.templates import KeptTemplate, KeptVersion, edition
from registry.templates.draft import draft, redraft
from registry.templates.find import authored, listed, visible
from registry.templates.open import open_to
from registry.templates.publish import publish
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas import grade
from schemas.complaint import Incomplete
from schemas.errors import Malformed, NodeError
from schemas.identifiers.scheme import Words
from schemas.sentences.chinese import in_chinese
from schemas.template import TITLES, DateFormat, Kind, Particulars

PATH = "/console/templates"
_FORMATS: tuple[DateFormat, ...] = ("date", "datetime", "month", "year", "time")
_PARTICULARS = ("name", "name_en", "description", "standard", "industry")
_SPARE = 2
"""Empty lines at the end of the form, for who has no script."""


async def get(request: web.Request) -> web.StreamResponse:
    """The templates that one may see."""
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        found = await listed(page, who)
        firms = {each.id: each.name for each in await enterprises.list_(page)}
    return request.app[FRAME].page(
        request,
        "templates.html",
        templates=[(kept, all_, _newest(all_)) for kept, all_ in found],
        firms=firms,
        may_make=allows_for(who, Verb.TEMPLATES, who.enterprise),
    )


async def get_one(request: web.Request) -> web.StreamResponse:
    """One template, with the items of one of its versions."""
    return await _one(request)


async def post_one(request: web.Request) -> web.StreamResponse:
    """Publish its draft, as it was when the page was made."""
    form = await form_of(request)
    context, who, id = request.app[CONTEXT], present(request).principal, request.match_info["id"]
    try:
        await context.group.do(lambda page: publish(page, who, id, form.text("edition") or None))
    except NodeError as error:
        return await _one(request, fault_of(error), kind_of(error).status)
    return seen(f"{PATH}/{id}", "published")


async def post_users(request: web.Request) -> web.StreamResponse:
    """Say whom it is open to beside its own enterprise."""
    form = await form_of(request)
    context, who, id = request.app[CONTEXT], present(request).principal, request.match_info["id"]
    named = [line.strip() for line in form.text("users").splitlines() if line.strip()]
    everybody = form.ticked("everybody")
    try:
        await context.group.do(lambda page: open_to(page, who, id, () if everybody else named, everybody))
    except NodeError as error:
        return await _one(request, fault_of(error), kind_of(error).status, form)
    return seen(f"{PATH}/{id}", "opened")


async def get_new(request: web.Request) -> web.StreamResponse:
    """The form of a new template; `from` names one whose items it begins with."""
    who = present(request).principal
    lines: Sequence[ItemLine] = ()
    if "from" in request.query:
        async with request.app[CONTEXT].book.reading() as page:
            _, all_ = await visible(page, who, request.query["from"])
        lines = [ItemLine.of(item) for item in _newest(all_).definition.asked]
    return await _form(request, None, Form({}), lines)


async def post_new(request: web.Request) -> web.StreamResponse:
    """Make a template."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    lines = lines_of(form)
    try:
        definition, particulars = definition_of(lines), _particulars(form)

        async def act(page: Writing) -> KeptTemplate:
            kept, _ = await draft(page, who, who.enterprise, particulars, definition)
            return (await publish(page, who, kept.id))[0] if form.text("act") == "publish" else kept

        kept = await context.group.do(act)
    except NodeError as error:
        return await _form(request, None, form, lines, error)
    return seen(f"{PATH}/{kept.id}", "published" if form.text("act") == "publish" else "kept")


async def get_edit(request: web.Request) -> web.StreamResponse:
    """The form of a template's draft, or of its next version."""
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        kept, all_ = await authored(page, who, request.match_info["id"])
    fields = {name: (getattr(kept.particulars, name),) for name in _PARTICULARS}
    fields["edition"] = (edition(kept, all_[0]),)
    return await _form(request, kept, Form(fields), [ItemLine.of(item) for item in all_[0].definition.items])


async def post_edit(request: web.Request) -> web.StreamResponse:
    """Say what a template's draft is to be, and publish it, perhaps."""
    form = await form_of(request)
    context, who, id = request.app[CONTEXT], present(request).principal, request.match_info["id"]
    lines = lines_of(form)
    async with context.book.reading() as page:
        kept, all_ = await visible(page, who, id)
    try:
        definition, particulars = definition_of(lines, all_[0].definition), _particulars(form)

        async def act(page: Writing) -> None:
            await redraft(page, who, id, particulars, definition, form.text("edition") or None)
            if form.text("act") == "publish":
                await publish(page, who, id)

        await context.group.do(act)
    except Outdated as error:
        # What was typed is not lost: sent once more, knowingly, it takes the place of what the other one wrote.
        now = {**form.fields, "edition": (edition(kept, all_[0]),)}
        return await _form(request, kept, Form(now), lines, error)
    except NodeError as error:
        return await _form(request, kept, form, lines, error)
    return seen(f"{PATH}/{id}", "published" if form.text("act") == "publish" else "kept")


async def _one(
    request: web.Request, fault: Fault | None = None, status: int = 200, form: Form | None = None
) -> web.StreamResponse:
    who, asked = present(request).principal, request.query.get("version", "")
    async with request.app[CONTEXT].book.reading() as page:
        kept, all_ = await visible(page, who, request.match_info["id"])
        firm = None if kept.enterprise is None else await enterprises.find_by_id(page, kept.enterprise)
        yours = allows_for(who, Verb.TEMPLATES, kept.enterprise)
        users = await template_users.list_(page, kept.id) if yours else []
        named = [await enterprises.find_by_id(page, each) for each in users if each != EVERYBODY]
    version = next((each for each in all_ if str(each.version) == asked), _newest(all_))
    return request.app[FRAME].page(
        request,
        "template.html",
        status=status,
        fault=fault,
        kept=kept,
        firm=firm,
        version=version,
        versions=all_,
        items=[(item, limits_of(item)) for item in version.definition.items],
        kinds=_kinds(),
        grades=_grades(),
        drafted=not all_[0].published,
        edition=edition(kept, all_[0]),
        usable=any(each.published for each in all_),
        yours=yours,
        open_to_all=form.ticked("everybody") if form else EVERYBODY in users,
        open_to=form.text("users") if form else "\n".join(each.name for each in named if each is not None),
        may_make=allows_for(who, Verb.TEMPLATES, who.enterprise),
        done=request.query.get("done", ""),
    )


async def _form(
    request: web.Request,
    kept: KeptTemplate | None,
    form: Form,
    lines: Sequence[ItemLine],
    error: NodeError | None = None,
) -> web.StreamResponse:
    notes, by_line = _placed(error)
    return request.app[FRAME].page(
        request,
        "template_form.html",
        status=kind_of(error).status if error is not None else 200,
        fault=fault_of(error) if error is not None and not notes and not by_line else None,
        kept=kept,
        form=form,
        outdated=isinstance(error, Outdated),
        lines=[*lines, *[ItemLine() for _ in range(_SPARE)]],
        said=notes,
        said_of_lines=by_line,
        kinds=_kinds(),
        grades=_grades(),
        needs=NEEDS,
        formats=_FORMATS,
    )


def _placed(error: NodeError | None) -> tuple[Mapping[str, list[Note]], Mapping[int, list[Note]]]:
    """What is wrong: by the members of the whole, and by the lines of items."""
    notes: dict[str, list[Note]] = {}
    by_line: dict[int, list[Note]] = {}
    complaints: list[tuple[str, Words]] = []
    if isinstance(error, Incomplete):
        complaints = [(pointer, Words(zh, en)) for pointer, _, zh, en in error.complaints]
    elif isinstance(error, Malformed) and "items[" in error.sentence:
        sentence, _, place = error.sentence.rpartition(" (at items[")
        complaints = [(f"/items/{place.partition(']')[0]}", Words(in_chinese(sentence), sentence))]
    for pointer, words in complaints:
        parts = pointer.strip("/").split("/")
        if parts[0] == "items" and len(parts) > 1 and parts[1].isdigit():
            by_line.setdefault(int(parts[1]), []).append(Note("wrong", words))
        else:
            notes.setdefault(parts[0], []).append(Note("wrong", words))
    return notes, by_line


def _particulars(form: Form) -> Particulars:
    return Particulars(**{name: form.text(name) for name in _PARTICULARS})


def _newest(all_: Sequence[KeptVersion]) -> KeptVersion:
    """The version that may be used, or the draft where there is none."""
    return next((version for version in all_ if version.published), all_[0])


def _kinds() -> list[tuple[str, Words]]:
    return [(kind.value, Words(*TITLES[kind])) for kind in Kind]


def _grades() -> list[tuple[str, Words]]:
    return [(each.value, Words(*grade.TITLES[each])) for each in grade.Grade]


PAGES: Pages = {
    PATH: {"GET": get},
    f"{PATH}/new": {"GET": get_new, "POST": post_new},
    PATH + "/{id}": {"GET": get_one, "POST": post_one},
    PATH + "/{id}/users": {"POST": post_users},
    PATH + "/{id}/edit": {"GET": get_edit, "POST": post_edit},
}
