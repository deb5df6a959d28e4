"""`/api/v1/claims`: which identifiers of other schemes an enterprise may map: claim them, judge claims, list them."""

from typing import Any, Literal

import msgspec
from aiohttp import web

from registry.claim import approve, find, may_see, own_enterprise, propose, refuse, told
from registry.named import named_enterprise
from registry.store import claims, enterprises
from registry.store.page import Reading, Writing
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.claim import State, Stem
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden, Malformed
from schemas.principal import Principal
from schemas.shape import closed, reader


class ClaimDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as an enterprise makes it."""

    scheme: str
    stem: str
    """What its identifiers begin with: a GS1 company prefix, an OID arc, version and NSI of an Ecode."""
    evidence: str = ""
    """What proves it: the number of a certificate, an address."""
    handler: str = ""
    """Of a GS1 company prefix: the resolver that answers for what this node does not know."""
    enterprise: str | None = None
    """统一社会信用代码 or id; null: the caller's own."""


class JudgementDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided about a claim."""

    state: Literal["approved", "refused"]
    reason: str = ""
    """Of a refusal."""


_read = reader(closed(ClaimDocument), "a claim")
_read_judgement = reader(closed(JudgementDocument), "a judgement")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The claims that the caller may see, the oldest first: of one enterprise, or in one state."""
    who = await caller_of(request)
    given = query_of(request, "enterprise", "state")
    if (state := given.get("state")) is not None and state not in set(State):
        raise Malformed(f"state is {state[:40]!r}, expected proposed, approved or refused")
    async with request.app[CONTEXT].book.reading() as page:
        only = (await named_enterprise(page, given["enterprise"])).id if "enterprise" in given else None
        found = await claims.list_(page, only, State(state) if state else None)
        owners = await _visible(page, who, {claim.enterprise for claim in found})
        if only is not None and only not in owners and found:
            raise Forbidden(f"{who.name} may not see the claims of this enterprise")
    return said({"items": [told(claim, owners[claim.enterprise]) for claim in found if claim.enterprise in owners]})


async def post(request: web.Request) -> web.StreamResponse:
    """Claim identifiers for an enterprise."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    stem = Stem.parse(document.scheme, document.stem)

    async def act(page: Writing) -> dict[str, Any]:
        if document.enterprise is None:
            owner = await own_enterprise(page, who)
        else:
            owner = await named_enterprise(page, document.enterprise)
        return told(await propose(page, who, owner, stem, document.evidence, document.handler), owner)

    shown = await context.group.do(act)
    return said(shown, 201, {"Location": f"/api/v1/claims/{shown['id']}"})


async def get(request: web.Request) -> web.StreamResponse:
    """One claim."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        claim = await find(page, request.match_info["id"])
        owners = await _visible(page, who, {claim.enterprise})
        if claim.enterprise not in owners:
            raise Forbidden(f"{who.name} may not see this claim")
    return said(told(claim, owners[claim.enterprise]))


async def patch(request: web.Request) -> web.StreamResponse:
    """Approve or refuse a claim."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read_judgement, context.longest_record)
    id = request.match_info["id"]

    async def act(page: Writing) -> dict[str, Any]:
        if document.state == "approved":
            claim = await approve(page, who, id)
        else:
            claim = await refuse(page, who, id, document.reason)
        owner = await enterprises.find_by_id(page, claim.enterprise)
        assert owner is not None, "a claim is an enterprise's"
        return told(claim, owner)

    return said(await context.group.do(act))


async def _visible(page: Reading, who: Principal, ids: set[str]) -> dict[str, Enterprise]:
    """Those of the enterprises whose claims the caller may see."""
    found = {}
    for id in ids:
        owner = await enterprises.find_by_id(page, id)
        if owner is not None and await may_see(page, who, owner):
            found[id] = owner
    return found


ROUTES: Routes = {
    "/api/v1/claims": {"GET": list_all, "POST": post},
    "/api/v1/claims/{id}": {"GET": get, "PATCH": patch},
}
