"""`/api/v1/labels`: codes to print: sheets of labels, one symbol, and which layouts are known by name."""

from typing import Any

import msgspec
from aiohttp import web

from registry.label_layout import with_layout
from registry.labels import gather
from registry.printing.draw import draw
from registry.printing.job import RESOLUTIONS, job_of, module_of
from registry.printing.press import bare
from registry.web.authenticate import principal_of
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, chosen, query_of, said, whole
from schemas.errors import Malformed, Unauthenticated
from schemas.handle import Handle
from schemas.identifiers import handle as handles
from schemas.printing.choice import Form, chosen_by, read_labels
from schemas.printing.content import KINDS, Said, content_of, usual_kind
from schemas.printing.layout import Layout
from schemas.printing.layouts import LAYOUTS
from schemas.printing.lines import read_lines, shown_by
from schemas.printing.symbology import SYMBOLOGIES, symbology

# By form: what it is, and what it is called where it is kept.
_MADE: dict[Form, tuple[str, str]] = {
    "pdf": ("application/pdf", "labels.pdf"),
    "preview": ("image/png", "labels.png"),
    "svg": ("application/zip", "labels-svg.zip"),
    "png": ("application/zip", "labels-png.zip"),
}
_PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
_USUAL_DPI = 300

SYMBOL = "/api/v1/labels/symbol"
"""Where one symbol is drawn; without a key, one that leads to this node's own page of a handle."""


async def post(request: web.Request) -> web.StreamResponse:
    """Labels: one PDF, a picture of its first page, or a ZIP of a symbol for each thing."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, read_labels, context.longest_body)
    things = chosen_by(document)
    async with context.book.reading() as page:
        document = await with_layout(page, who, document)
        job = job_of(document, context.public_base, context.label_font)
        shown = shown_by(read_lines(job.lines))
        gathered = await gather(page, who, things, shown, context.search_seconds)
    made = await context.presses.order(msgspec.structs.replace(job, things=gathered))
    form, name = _MADE[document.format]
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=made, content_type=form, headers=headers)


async def get_symbol(request: web.Request) -> web.StreamResponse:
    """One symbol as SVG or PNG; without a key, one that leads to this node's own page of a handle."""
    given = query_of(request, "identifier", "symbology", "level", "content", "format", "module", "dpi")
    identifier = given.get("identifier", "")
    if not identifier:
        raise Malformed("a symbol of what? expected the parameter identifier")
    kind = symbology(given.get("symbology", "qr"))
    content: Any = chosen(given, "content", (usual_kind(kind), *KINDS))
    form = chosen(given, "format", ("svg", "png"))
    is_handle = handles.recognise(identifier) is not None
    if not (is_handle and content == "url") and await principal_of(request) is None:
        raise Unauthenticated(
            "without a key, only symbols that lead to this node's own page of a handle are made: "
            "send one as `Authorization: Bearer KEY`"
        )
    thing = Said(Handle.parse(identifier).text if is_handle else identifier)
    symbol = draw(content_of(content, thing, request.app[CONTEXT].public_base, kind), kind, given.get("level", ""))
    made = bare(symbol, form, module_of(_number(given, "module")), whole(given, "dpi", *RESOLUTIONS, _USUAL_DPI))
    # The same for everybody who may have it, until the node is reached by another address.
    headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=made, content_type=_PICTURES[form], headers=headers)


async def get_layouts(request: web.Request) -> web.StreamResponse:
    """The layouts and the symbologies that are known by name."""
    query_of(request)
    layouts = [
        {"name": one.name, "title": one.title, "labels": Layout.parse(one.document).labels, "layout": one.document}
        for one in LAYOUTS.values()
    ]
    symbologies = [
        {"name": one.name, "title": one.title, "gs1": one.gs1, "levels": one.levels, "content": usual_kind(one)}
        for one in SYMBOLOGIES.values()
    ]
    return said({"layouts": layouts, "symbologies": symbologies})


def _number(given: dict[str, str], name: str) -> float | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise Malformed(f"cannot read {name}={text[:40]!r}: expected a number of millimetres") from None


ROUTES: Routes = {
    "/api/v1/labels": {"POST": post},
    SYMBOL: {"GET": get_symbol},
    "/api/v1/labels/layouts": {"GET": get_layouts},
}
