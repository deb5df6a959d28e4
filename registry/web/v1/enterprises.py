"""`/api/v1/enterprises`: the enterprises of the park: enter one, list them, change one, let it end."""

from typing import Any, Literal

import msgspec
from aiohttp import web

from registry.alter import alter, enterprise_of
from registry.applying import dossier
from registry.authority import Verb, allows
from registry.disclose import of_enterprise
from registry.enroll import enroll
from registry.stand import stand
from registry.store import enterprises
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from registry.web.v1.dossiers import enterprise_document, shown
from registry.web.v1.versions import tag_of_all, version_if_any, version_meant
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden
from schemas.life import Act
from schemas.principal import Principal
from schemas.shape import closed, reader


class EnterpriseDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise as a caller describes it; its id is given by the node."""

    name: str
    uscc: str
    name_en: str = ""
    division: str = ""
    industry: str = ""
    park: str | None = None
    above_scale: bool = False
    above_scale_year: int | None = None
    joined_on: str | None = None
    left_on: str | None = None


class EnterpriseAct(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to an enterprise."""

    act: Literal["suspend", "restore", "close", "reopen", "finish"]
    reason: str = ""


_read = reader(closed(EnterpriseDocument), "an enterprise")
_read_changes = reader(dict[str, Any], "a change")
_read_act = reader(closed(EnterpriseAct), "an act")


async def list_all(request: web.Request) -> web.StreamResponse:
    """All enterprises that were ever entered, or those of one park, by name."""
    who = await caller_of(request)
    given = query_of(request, "park")
    if not allows(who, Verb.LIST):
        raise Forbidden(f"{who.name} may not list enterprises")
    async with request.app[CONTEXT].book.reading() as page:
        found = await enterprises.list_(page, given.get("park"))
    return said({"items": found})


async def post(request: web.Request) -> web.StreamResponse:
    """Enter an enterprise, in force at once: the short way, for the park alone."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    wanted = Enterprise(id="", **msgspec.structs.asdict(document))
    four_eyes = context.practice.policy.four_eyes
    return said(await context.group.do(lambda page: enroll(page, who, wanted, four_eyes)), 201)


async def get(request: web.Request) -> web.StreamResponse:
    """An enterprise with its profile, personal data masked; with `unmask=REASON` as it is, for those who may."""
    who = await caller_of(request)
    reason = query_of(request, "unmask").get("unmask")
    context, id = request.app[CONTEXT], request.match_info["id"]
    if reason is None:
        return await _told(request, who, id)
    async with context.book.reading() as page:
        found = await enterprise_of(page, who, id)
    members = await context.group.do(lambda page: of_enterprise(page, who, context.practice, id, reason))
    return said(enterprise_document(found, members), headers={"ETag": tag_of_all(found.version)})


async def patch(request: web.Request) -> web.StreamResponse:
    """Change members of the profile, in force at once; what only a full change may do is applied for."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    meant = version_meant(request)
    changes = await json_of(request, _read_changes, context.longest_record)
    await context.group.do(lambda page: alter(page, who, context.practice, id, changes, meant))
    return await _told(request, who, id)


async def post_act(request: web.Request) -> web.StreamResponse:
    """Suspend it or restore it; ask for its end, take that back, or confirm it."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    meant = version_if_any(request)
    document = await json_of(request, _read_act, context.longest_record)
    act = Act(document.act)
    await context.group.do(lambda page: stand(page, who, id, act, document.reason, meant))
    context.recognised.forget()
    return await _told(request, who, id)


async def _told(request: web.Request, who: Principal, id: str) -> web.Response:
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        found = await enterprise_of(page, who, id)
        profile = await dossier.of_enterprise(page, context.practice.seals, found)
    return said(enterprise_document(found, shown(profile)), headers={"ETag": tag_of_all(found.version)})


ROUTES: Routes = {
    "/api/v1/enterprises": {"GET": list_all, "POST": post},
    "/api/v1/enterprises/{id}": {"GET": get, "PATCH": patch},
    "/api/v1/enterprises/{id}/acts": {"POST": post_act},
}
