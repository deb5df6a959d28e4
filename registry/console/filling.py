"""`/console/templates/{id}/register`: an identifier registered against a template: a field for each of its items."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from registry.authority import Verb
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.identifiers import record_path
from registry.console.rules import listable
from registry.console.typed import Note
from registry.register import Registration, register
from registry.store.templates import KeptTemplate, KeptVersion
from registry.templates.find import visible
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.complaint import Incomplete
from schemas.errors import Absent, Malformed, NodeError
from schemas.handle import Handle
from schemas.identifiers.scheme import Words
from schemas.template import Item
from schemas.value import Value

PATH = "/console/templates/{id}/register"


async def get(request: web.Request) -> web.StreamResponse:
    """The form."""
    return await _page(request, Form({"prefix": (request.query.get("prefix", ""),)}))


async def post(request: web.Request) -> web.StreamResponse:
    """Register it."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    async with context.book.reading() as page:
        _, version = published(*await visible(page, who, request.match_info["id"]))
    try:
        if not form.text("suffix"):
            raise Malformed("the suffix is missing (at suffix)")
        handle = Handle.parse(f"{form.text('prefix')}/{form.text('suffix')}")
        url = form.text("url")
        values = (Value(1, "URL", url.encode("utf-8", "surrogatepass")),) if url else ()
        wanted = Registration(handle, values, version.reference, fields_in(form, version))
        await context.group.do(lambda page: register(page, who, wanted), (handle,))
    except Incomplete as error:
        return await _page(request, form, placed(error), status=kind_of(error).status)
    except NodeError as error:
        return await _page(request, form, {}, fault_of(error), kind_of(error).status)
    return seen(record_path(handle), "registered")


def published(kept: KeptTemplate, all_: list[KeptVersion]) -> tuple[KeptTemplate, KeptVersion]:
    """A template with the newest of its versions that may be used.

    Raises:
        Absent: none may be used yet.
    """
    found = next((version for version in all_ if version.published), None)
    if found is None:
        raise Absent(f"the template {kept.id} is not published yet")
    return kept, found


def fields_in(form: Form, version: KeptVersion) -> dict[str, Any]:
    """What a form says of each item: a text, or a list of those that stand in lines of their own."""
    fields: dict[str, Any] = {}
    for item in version.definition.asked:
        text = form.text(f"item.{item.code}").replace("\r\n", "\n")
        if text:
            fields[item.code] = [each.strip() for each in text.split("\n") if each.strip()] if item.many else text
    return fields


def limits_of(item: Item) -> Words:
    """What an item may hold, as the form says it."""
    zh, en = [], []
    if item.unit:
        zh, en = [item.unit], [item.unit]
    if item.least is not None or item.most is not None:
        span = f"≤ {item.most}" if item.least is None else f"≥ {item.least}"
        span = f"{item.least}–{item.most}" if item.least is not None and item.most is not None else span
        zh.append(span)
        en.append(span)
    if item.endings:
        zh.append(" ".join(f".{each}" for each in item.endings))
        en.append(zh[-1])
    if item.many:
        zh.append(f"每行一个，最多 {item.most_listed} 个")
        en.append(f"one a line, {item.most_listed} at most")
    if item.unique:
        zh.append("不可重复")
        en.append("no two alike")
    return Words(" · ".join(zh), " · ".join(en))


async def _page(
    request: web.Request,
    form: Form,
    notes: Mapping[str, list[Note]] | None = None,
    fault: Fault | None = None,
    status: int = 200,
) -> web.StreamResponse:
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        kept, version = published(*await visible(page, who, request.match_info["id"]))
        held = await listable(page, who, Verb.REGISTER)
    return request.app[FRAME].page(
        request,
        "filling.html",
        status=status,
        fault=fault,
        form=form,
        kept=kept,
        version=version,
        items=[(item, limits_of(item)) for item in version.definition.asked],
        prefixes=held,
        said=notes or {},
    )


def placed(error: Incomplete) -> dict[str, list[Note]]:
    """What is wrong, by the codes of the items; what is about one of a list's texts stands at the list."""
    notes: dict[str, list[Note]] = {}
    for pointer, _, zh, en in error.complaints:
        parts = pointer.split("/")
        notes.setdefault(parts[2] if len(parts) > 2 else "", []).append(Note("wrong", Words(zh, en)))
    return notes


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
