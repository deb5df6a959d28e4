"""`/console/labels`: labels for a list, a prefix, a search or a batch: seen as they will be printed, then fetched.

The preview is the first page of what is printed, drawn by the same press; so nothing can look otherwise on paper.
"""

import base64
from typing import Any

import msgspec
from aiohttp import web

from registry.authority import Verb
from registry.batch import list_batches
from registry.console.frame import FRAME, Fault, fault_of
from registry.console.guard import Form, Pages, form_of, present
from registry.console.rules import listable
from registry.label_layout import usable_layouts, with_layout
from registry.labels import gather
from registry.printing.job import job_of
from registry.store.batches import KeptBatch
from registry.web.attachment import attachment
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.errors import Malformed, NodeError
from schemas.identifiers.scheme import Words
from schemas.prefix import Prefix
from schemas.printing.choice import LabelsDocument, MatchingDocument, chosen_by
from schemas.printing.content import KINDS
from schemas.printing.layouts import LAYOUTS
from schemas.printing.lines import read_lines, shown_by
from schemas.printing.own_layout import as_named
from schemas.printing.symbology import SYMBOLOGIES

PATH = "/console/labels"
CONTENTS = (
    ("", Words("按码制默认", "As usual for the code")),
    ("url", Words("解析网址", "Address that leads on")),
    ("identifier", Words("标识本身", "The identifier itself")),
    ("element-string", Words("GS1 单元数据串", "GS1 element string")),
    ("digital-link", Words("GS1 数字链接", "GS1 Digital Link")),
    ("ecode", Words("Ecode", "Ecode")),
)
WAYS = ("list", "prefix", "batch")
_BATCHES = 50
_USUAL_LINES = "{identifier}\n{enterprise}"


async def get(request: web.Request) -> web.StreamResponse:
    """The form; a query says what is to be printed."""
    given = request.query
    way = next((name for name in ("prefix", "batch") if name in given), "list")
    fields = {name: (given[name],) for name in ("prefix", "batch", "after", "count") if name in given}
    fields["batch_count"] = fields.get("count", ("",))
    identifiers = "\n".join(given.getall("identifier", []))
    return await _page(
        request, Form({**fields, "way": (way,), "identifiers": (identifiers,), "lines": (_USUAL_LINES,)})
    )


async def post(request: web.Request) -> web.StreamResponse:
    """The first page as a picture, or all of it as a PDF."""
    form = await form_of(request)
    printing = form.text("act") == "pdf"
    try:
        made, count = await _made(request, form, printing)
    except NodeError as error:
        return await _page(request, form, fault_of(error), kind_of(error).status)
    if not printing:
        return await _page(request, form, preview=made, count=count)
    return web.Response(body=made, headers=attachment("application/pdf", "labels.pdf"))


async def _made(request: web.Request, form: Form, printing: bool) -> tuple[bytes, int]:
    """What the press makes, and of how many labels."""
    context, who = request.app[CONTEXT], present(request).principal
    document = document_of(form, printing)
    things = chosen_by(document)
    async with context.book.reading() as page:
        document = await with_layout(page, who, document)
        job = job_of(document, context.public_base, context.label_font)
        shown = shown_by(read_lines(job.lines))
        gathered = await gather(page, who, things, shown, context.search_seconds)
    return await context.presses.order(msgspec.structs.replace(job, things=gathered)), len(gathered)


def document_of(form: Form, printing: bool) -> LabelsDocument:
    """The request for labels that a form makes.

    Raises:
        Malformed: a choice that none is, or a number that cannot be read.
    """
    way, content = form.text("way"), form.text("content")
    if way not in WAYS:
        raise Malformed("choose what gets labels (at way)")
    if content and content not in KINDS:
        raise Malformed("choose what the code says (at content)")
    chosen: dict[str, Any] = {}
    if way == "list":
        chosen["identifiers"] = tuple(line for line in map(str.strip, form.text("identifiers").splitlines()) if line)
        chosen["unregistered"] = form.ticked("unregistered")
        if not chosen["identifiers"]:
            raise Malformed("type one identifier a line (at identifiers)")
    elif way == "prefix":
        chosen |= {"prefix": form.text("prefix"), "after": form.text("after"), "count": _number(form, "count")}
        if form.text("type") and form.text("like"):
            chosen["matching"] = MatchingDocument(form.text("type"), form.text("like"))
    else:
        if not form.text("batch"):
            raise Malformed("choose a batch (at batch)")
        chosen |= {"batch": form.text("batch"), "first": _number(form, "first"), "count": _number(form, "batch_count")}
    lines = tuple(line.strip() for line in form.text("lines").splitlines() if line.strip())
    return LabelsDocument(
        **chosen,
        symbology=form.text("symbology", "qr"),
        content=content or None,
        layout=form.text("layout", "a4-3x8"),
        lines=lines or None,
        dpi=_number(form, "dpi"),
        skip=_number(form, "skip") or 0,
        format="pdf" if printing else "preview",
    )


async def _page(
    request: web.Request,
    form: Form,
    fault: Fault | None = None,
    status: int = 200,
    *,
    preview: bytes = b"",
    count: int = 0,
) -> web.StreamResponse:
    who = present(request).principal
    batches: list[KeptBatch] = []
    async with request.app[CONTEXT].book.reading() as page:
        held = await listable(page, who, Verb.LIST)
        own = await usable_layouts(page, who)
        if who.enterprise is not None:
            for prefix in held:
                batches += await list_batches(page, who, Prefix(prefix), _BATCHES)
    return request.app[FRAME].page(
        request,
        "labels.html",
        status=status,
        fault=fault,
        form=form,
        way=form.text("way", "list"),
        prefixes=held,
        batches=[kept for kept in batches if kept.batch.active],
        layouts=[*(as_named(each.name, each.document) for each in own), *LAYOUTS.values()],
        symbologies=list(SYMBOLOGIES.values()),
        contents=CONTENTS,
        preview=base64.b64encode(preview).decode(),
        count=count,
    )


def _number(form: Form, name: str) -> int | None:
    text = form.text(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Malformed(f"cannot read {text[:20]!r} as a number (at {name})")
    return int(text)


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
