"""`/console/batches`: batches (号段): a run of serials of a rule, registered as one thing; its members, and its end."""

from collections.abc import Sequence

from aiohttp import web

from registry.authority import Verb, allows
from registry.batch import WantedBatch, find_batch, list_batches, register_batch, require_reader, retire_batch
from registry.console.filling import fields_in, limits_of, placed, published
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.identifiers import record_path
from registry.console.rules import listable
from registry.console.values import Line, lines_of, values_of
from registry.consult import sees_hidden_values
from registry.store import rules, serials
from registry.store.page import Reading
from registry.store.rules import KeptRule
from registry.store.templates import KeptVersion
from registry.templates.find import listed, visible
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.complaint import Incomplete
from schemas.errors import Malformed, NodeError
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.template import TemplateReference
from schemas.value import Permissions

PATH = "/console/batches"
ROWS = 50
_MEMBERS = 20


async def get(request: web.Request) -> web.StreamResponse:
    """The batches of a prefix, the newest first."""
    who, given = present(request).principal, request.query
    before = int(given["before"]) if given.get("before", "").isdigit() else None
    async with request.app[CONTEXT].book.reading() as page:
        known = await listable(page, who)
        asked = given.get("prefix") or (known[0] if known else "")
        found = await list_batches(page, who, Prefix.parse(asked), ROWS + 1, before) if asked else []
    return request.app[FRAME].page(
        request,
        "batches.html",
        prefixes=known,
        asked=asked,
        batches=found[:ROWS],
        more=found[ROWS - 1].since if len(found) > ROWS else 0,
        may_register=bool(asked) and allows(who, Verb.REGISTER, Prefix.parse(asked)),
    )


async def get_new(request: web.Request) -> web.StreamResponse:
    """The form: first which rule, then the rest."""
    asked = {name: (request.query.get(name, ""),) for name in ("rule", "template")}
    return await _new(request, Form(asked))


async def post_new(request: web.Request) -> web.StreamResponse:
    """Register a batch, or show what its first and last identifiers would be."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    if form.text("act") != "register":
        return await _new(request, form)
    try:
        fields = {name.removeprefix("field."): form.text(name) for name in form.fields if name.startswith("field.")}
        first = _whole(form, "first") if form.text("first") else None
        values = values_of(lines_of(form))
        async with context.book.reading() as page:
            version = await _version(page, who, form)
        under = None if version is None else version.reference
        items = {} if version is None else fields_in(form, version)
        wanted = WantedBatch(form.text("rule"), _whole(form, "count"), values, fields, first, under, items)
        kept = await context.group.do(lambda page: register_batch(page, who, wanted))
    except NodeError as error:
        return await _new(request, form, error)
    return seen(f"{PATH}/{kept.batch.id}", "registered")


async def get_batch(request: web.Request) -> web.StreamResponse:
    """One batch, with a page of its members."""
    return await _batch(request)


async def post_batch(request: web.Request) -> web.StreamResponse:
    """Retire a batch."""
    form = await form_of(request)
    context, who, id = request.app[CONTEXT], present(request).principal, request.match_info["id"]
    try:
        if form.text("confirm") != id:
            raise Malformed(f"type {id} to retire it for good (at confirm)")
        await context.group.do(lambda page: retire_batch(page, who, id))
    except NodeError as error:
        return await _batch(request, fault_of(error), kind_of(error).status)
    return seen(f"{PATH}/{id}", "retired")


async def _new(request: web.Request, form: Form, error: NodeError | None = None) -> web.StreamResponse:
    who = present(request).principal
    usable: list[KeptRule] = []
    following: int | None = None
    async with request.app[CONTEXT].book.reading() as page:
        for prefix in await listable(page, who, Verb.REGISTER):
            usable += _newest(await rules.list_(page, Prefix(prefix)))
        chosen = next((rule for rule in usable if rule.id == form.text("rule")), usable[0] if usable else None)
        templates = [kept for kept, all_ in await listed(page, who) if any(each.published for each in all_)]
        version = await _version(page, who, form)
        if chosen is not None:
            following = await serials.find(page, chosen.prefix, chosen.name)
    # What the run would be, as far as it can be told already.
    ends: Sequence[str] = ()
    trouble = ""
    if chosen is not None and chosen.rule.serial is not None:
        try:
            count = _whole(form, "count") if form.text("count") else 1
            first = _whole(form, "first") if form.text("first") else max(following or 0, chosen.rule.serial.first)
            fields = {name: form.text(f"field.{name}") for name in chosen.rule.names}
            if all(fields.values()):
                ends = [f"{chosen.prefix}/{chosen.rule.encode(fields, n)}" for n in (first, first + count - 1)]
        except Malformed as refusal:
            trouble = refusal.sentence
    usual = [Line(1, "URL", ""), *([Line(2, "DESC", "")] if version is None else [])]
    notes = placed(error) if isinstance(error, Incomplete) else {}
    return request.app[FRAME].page(
        request,
        "batch_new.html",
        status=kind_of(error).status if error is not None else 200,
        fault=fault_of(error) if error is not None and not notes else None,
        said=notes,
        form=form,
        templates=templates,
        version=version,
        items=[(item, limits_of(item)) for item in version.definition.asked] if version is not None else [],
        rules=usable,
        chosen=chosen,
        following=following,
        names=sorted(chosen.rule.names) if chosen is not None else [],
        lines=lines_of(form) or usual,
        ends=ends,
        trouble=trouble.partition(" (at ")[0],
    )


async def _version(page: Reading, who: Principal, form: Form) -> KeptVersion | None:
    """The version of a template that the form names; None where it names none."""
    if not form.text("template"):
        return None
    return published(*await visible(page, who, form.text("template")))[1]


async def _batch(request: web.Request, fault: Fault | None = None, status: int = 200) -> web.StreamResponse:
    who, given = present(request).principal, request.query
    async with request.app[CONTEXT].book.reading() as page:
        kept = await find_batch(page, request.match_info["id"])
        batch, members = kept.batch, kept.members
        require_reader(who, members.prefix)
        asked = int(given["from"]) if given.get("from", "").isdigit() and len(given["from"]) < 19 else batch.first
        first = min(max(asked, batch.first), batch.last)
        run = range(first, min(first + _MEMBERS, batch.last + 1))
        handles = [members.handle(serial) for serial in run]
        records = await page.find_many(handles)
    hidden = sees_hidden_values(who, members.prefix)
    values = [
        value for value in batch.values if value.public or (hidden and value.permissions & Permissions.ADMIN_READ)
    ]
    return request.app[FRAME].page(
        request,
        "batch.html",
        status=status,
        fault=fault,
        kept=kept,
        batch=batch,
        under=TemplateReference.among(batch.values),
        ends=[members.handle(serial).text for serial in (batch.first, batch.last)],
        members=[(serial, records[handle.key]) for serial, handle in zip(run, handles, strict=True)],
        lines=[Line.of(value) for value in values],
        following=run.stop if run.stop <= batch.last else None,
        record_path=record_path,
        may_retire=batch.active and allows(who, Verb.RETIRE, members.prefix),
        done=given.get("done", ""),
    )


def _newest(kept: Sequence[KeptRule]) -> list[KeptRule]:
    """The newest published version of each rule that has a serial."""
    found: dict[str, KeptRule] = {}
    for rule in kept:
        if rule.published and rule.rule.serial is not None:
            found.setdefault(rule.name, rule)
    return list(found.values())


def _whole(form: Form, name: str) -> int:
    text = form.text(name).replace(",", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise Malformed(f"cannot read {form.text(name)[:20]!r} as a number (at {name})")
    return int(text)


PAGES: Pages = {
    PATH: {"GET": get},
    f"{PATH}/new": {"GET": get_new, "POST": post_new},
    PATH + "/{id}": {"GET": get_batch, "POST": post_batch},
}
