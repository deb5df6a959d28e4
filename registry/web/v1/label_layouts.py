"""`/api/v1/label-layouts`: the layouts of labels that an enterprise, or the park for all, keeps under a name."""

import msgspec
from aiohttp import web

from registry.label_layout import drop_layout, find_layout, keep_layout, own_owner, usable_layouts
from registry.named import named_enterprise
from registry.store.label_layouts import PARK, KeptLayout
from registry.store.page import Reading, Writing
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.counting import utc
from schemas.principal import Principal
from schemas.printing.layout import Layout
from schemas.printing.own_layout import read_own_layout

PATH = "/api/v1/label-layouts"


async def list_all(request: web.Request) -> web.StreamResponse:
    """The layouts that the caller may use by name, its own enterprise's before the park's."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        found = await usable_layouts(page, who)
    return said({"items": [_shown(kept) for kept in found]})


async def get(request: web.Request) -> web.StreamResponse:
    """One layout: the caller's own enterprise's of this name, or else the park's."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        found = await find_layout(page, who, request.match_info["name"])
    return said(_shown(found))


async def put(request: web.Request) -> web.StreamResponse:
    """Keep a layout under a name; `enterprise` says for whom, `park` for everybody, without it for the caller's own."""
    who = await caller_of(request)
    given = query_of(request, "enterprise")
    context = request.app[CONTEXT]
    document = await json_of(request, read_own_layout, context.longest_record)
    name = request.match_info["name"]

    async def act(page: Writing) -> tuple[KeptLayout, bool]:
        return await keep_layout(page, who, await _owner(page, who, given), name, document)

    kept, new = await context.group.do(act)
    return said(_shown(kept), 201 if new else 200)


async def delete(request: web.Request) -> web.StreamResponse:
    """Let go of a layout; `enterprise` as where it is kept."""
    who = await caller_of(request)
    given = query_of(request, "enterprise")
    name = request.match_info["name"]

    async def act(page: Writing) -> None:
        await drop_layout(page, who, await _owner(page, who, given), name)

    await request.app[CONTEXT].group.do(act)
    return web.Response(status=204)


async def _owner(page: Reading, who: Principal, given: dict[str, str]) -> str:
    """Whose layout it is to be.

    Raises:
        Absent: there is no such enterprise.
    """
    if "enterprise" not in given:
        return await own_owner(page, who)
    return PARK if given["enterprise"] == "park" else (await named_enterprise(page, given["enterprise"])).id


def _shown(kept: KeptLayout) -> dict[str, object]:
    document = kept.document
    return {
        "name": kept.name,
        "enterprise": kept.owner or None,
        "title": document.title or kept.name,
        "labels": Layout.parse(document.layout).labels,
        "layout": msgspec.to_builtins(document.layout),
        "lines": None if document.lines is None else msgspec.to_builtins(document.lines),
        "changed_by": kept.changed_by,
        "changed": utc(kept.changed_at),
    }


ROUTES: Routes = {
    PATH: {"GET": list_all},
    PATH + "/{name}": {"GET": get, "PUT": put, "DELETE": delete},
}
