"""`/console/identifiers` and `/console/record`: list, register, see, amend and retire identifiers."""

from urllib.parse import quote

from aiohttp import web

from registry.amend import replace
from registry.authority import Verb, allows
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.values import Line, lines_of, values_of
from registry.consult import consult, history, list_
from registry.register import Registration, register
from registry.retire import retire
from registry.sharing.see import note, see
from registry.store import prefixes, templates
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.errors import Absent, Forbidden, Malformed, NodeError
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.printing.door import public
from schemas.template import TemplateReference

PATH = "/console/identifiers"
RECORD = "/console/record"
ROWS = 50
"""On one page of the list."""
STEPS = 50
"""Of a record's history."""


async def get(request: web.Request) -> web.StreamResponse:
    """The identifiers of a prefix in the order of their keys."""
    who, given = present(request).principal, request.query
    async with request.app[CONTEXT].book.reading() as page:
        known = [each.prefix for each in await prefixes.list_(page) if allows(who, Verb.LIST, Prefix(each.prefix))]
        asked = given.get("prefix") or (known[0] if known else "")
        beginning, after = given.get("beginning", "").strip(), given.get("after", "")
        retired = "retired" in given
        found = []
        if asked:
            prefix = Prefix.parse(asked)
            # A beginning is where the list starts and ends; what stands before it sorts below it.
            start = after or (beginning[:-1] + chr(max(ord(beginning[-1]) - 1, 0)) if beginning else "")
            found = [
                record
                for record in await list_(page, who, prefix, start, ROWS + 1, retired, bare=True)
                if record.handle.suffix_key.startswith(beginning.upper())
            ]
    more = found[ROWS - 1].handle.suffix_key if len(found) > ROWS else ""
    return request.app[FRAME].page(
        request,
        "identifiers.html",
        prefixes=known,
        asked=asked,
        beginning=beginning,
        retired=retired,
        records=found[:ROWS],
        more=more,
        may_register=bool(asked) and allows(who, Verb.REGISTER, Prefix.parse(asked)),
        record_path=record_path,
    )


async def get_new(request: web.Request) -> web.StreamResponse:
    """The form for a new identifier."""
    return await _new(request)


async def post_new(request: web.Request) -> web.StreamResponse:
    """Register an identifier."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    try:
        if not form.text("suffix"):
            raise Malformed("the suffix is missing (at suffix)")
        handle = Handle.parse(f"{form.text('prefix')}/{form.text('suffix')}")
        wanted = Registration(handle, values_of(lines_of(form)))
        await context.group.do(lambda page: register(page, who, wanted), (handle,))
    except NodeError as error:
        return await _new(request, form, fault_of(error), kind_of(error).status)
    return seen(record_path(handle), "registered")


async def get_record(request: web.Request) -> web.StreamResponse:
    """One record, with what the caller may see of it, and its history."""
    return await _record(request, _handle(request))


async def post_record(request: web.Request) -> web.StreamResponse:
    """Amend a record, or retire it."""
    form = await form_of(request)
    handle = _handle(request)
    context, who = request.app[CONTEXT], present(request).principal
    version = int(form.text("version")) if form.text("version").isdigit() else -1
    try:
        if form.text("act") == "retire":
            if form.text("confirm") != handle.text:
                raise Malformed(f"type {handle.text} to retire it for good (at confirm)")
            await context.group.do(lambda page: retire(page, who, handle, version), (handle,))
            return seen(record_path(handle), "retired")
        async with context.book.reading() as page:
            record, _ = await consult(page, who, handle)
        values = values_of(lines_of(form), record.values)
        await context.group.do(lambda page: replace(page, who, handle, values, version), (handle,))
    except NodeError as error:
        return await _record(request, handle, form, fault_of(error), kind_of(error).status)
    return seen(record_path(handle), "amended")


def record_path(handle: Handle) -> str:
    """Where the console shows a record."""
    return f"{RECORD}?handle={quote(handle.text, safe='')}"


async def _new(
    request: web.Request, form: Form | None = None, fault: Fault | None = None, status: int = 200
) -> web.StreamResponse:
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        held = [each.prefix for each in await prefixes.list_(page) if allows(who, Verb.REGISTER, Prefix(each.prefix))]
    form = form or Form({"prefix": (request.query.get("prefix", ""),)})
    lines = lines_of(form) or [Line(1, "URL", ""), Line(2, "DESC", "")]
    return request.app[FRAME].page(
        request, "register.html", status=status, prefixes=held, form=form, lines=lines, fault=fault
    )


async def _record(
    request: web.Request,
    handle: Handle,
    form: Form | None = None,
    fault: Fault | None = None,
    status: int = 200,
) -> web.StreamResponse:
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        try:
            seen_of = await see(page, who, handle, request.app[CONTEXT].pepper)
            record, values = seen_of.record, seen_of.values
        except Absent as error:
            raise Absent(error.sentence) from None
        try:
            _, steps = await history(page, who, handle, STEPS)
        except Forbidden:
            steps = []
        holding = await page.holding(handle.prefix)
        reference = TemplateReference.among(values)
        version = None if reference is None else await templates.version(page, reference)
    await note(request.app[CONTEXT].group, seen_of)
    may_amend = record.active and allows(who, Verb.AMEND, handle.prefix)
    lines = lines_of(form) if form is not None and form.fields.get("index") else [Line.of(value) for value in values]
    return request.app[FRAME].page(
        request,
        "record.html",
        status=status,
        record=record,
        values=values,
        lines=lines,
        lines_of_values=[Line.of(value) for value in values],
        steps=steps,
        holding=holding,
        reference=reference,
        items={item.index: item for item in version.definition.items} if version is not None else {},
        drawn=_is_public(request.app[CONTEXT].public_base),
        may_amend=may_amend,
        fault=fault,
        editing=fault is not None or "edit" in request.query,
        done=request.query.get("done", ""),
        door=f"/{quote(record.handle.text, safe='/:@!$&()*+,;=~-._')}?noredirect",
    )


def _is_public(base: str) -> bool:
    """Whether a code may lead to the node: it has an address that is one for others, too."""
    try:
        public(base)
    except Malformed:
        return False
    return True


def _handle(request: web.Request) -> Handle:
    return Handle.parse(request.query.get("handle", ""))


PAGES: Pages = {
    PATH: {"GET": get},
    f"{PATH}/new": {"GET": get_new, "POST": post_new},
    RECORD: {"GET": get_record, "POST": post_record},
}
"""A record is named in the query: a suffix may hold anything that a path would trip over."""
