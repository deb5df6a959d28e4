"""`/api/v1/accounts`: people who sign in to the console: appoint, list, amend, invite again, unlock, close."""

from typing import Annotated

import msgspec
from aiohttp import web

from registry.authority import Verb, require_for
from registry.people.appoint import amend, appoint, close, invite_again, unlock
from registry.store import accounts
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.account import Account
from schemas.counting import utc
from schemas.errors import Absent
from schemas.principal import Role
from schemas.shape import closed, reader


class WantedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it is to be made."""

    login: Annotated[str, msgspec.Meta(max_length=64)]
    name: Annotated[str, msgspec.Meta(max_length=64)]
    role: Role
    enterprise: str | None = None
    """The enterprise's id, for the role enterprise-admin."""


class AmendedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change of an account."""

    name: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    role: Role | None = None


_read = reader(closed(WantedAccount), "an account to make")
_read_amended = reader(closed(AmendedAccount), "an account to amend")


async def list_all(request: web.Request) -> web.StreamResponse:
    """Accounts by login name: the caller's own enterprise's, or for the park all of them."""
    who = await caller_of(request)
    enterprise = query_of(request, "enterprise").get("enterprise") or who.enterprise
    require_for(who, Verb.PEOPLE, enterprise)
    async with request.app[CONTEXT].book.reading() as page:
        return said({"items": [_shown(account) for account in await accounts.list_(page, enterprise)]})


async def post(request: web.Request) -> web.StreamResponse:
    """Appoint a person; the invitation in the answer is shown once."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    wanted = Account("", document.login, document.name, document.role, document.enterprise)
    account, invitation = await context.group.do(lambda page: appoint(page, who, context.pepper, wanted))
    return said(
        {**_shown(account), **_invitation(request, invitation)}, 201, {"Location": f"/api/v1/accounts/{account.id}"}
    )


async def get(request: web.Request) -> web.StreamResponse:
    """One account."""
    who = await caller_of(request)
    query_of(request)
    id = request.match_info["id"]
    async with request.app[CONTEXT].book.reading() as page:
        kept = await accounts.find(page, id)
    if kept is None or (who.enterprise is not None and kept.account.enterprise != who.enterprise):
        raise Absent(f"there is no account {id[:80]!r}")
    require_for(who, Verb.PEOPLE, kept.account.enterprise)
    return said(_shown(kept.account))


async def patch(request: web.Request) -> web.StreamResponse:
    """Give an account another name or role."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read_amended, context.longest_record)
    id = request.match_info["id"]
    amended = await context.group.do(lambda page: amend(page, who, id, document.name, document.role))
    context.recognised.forget()  # with another role keys go
    return said(_shown(amended))


async def delete(request: web.Request) -> web.StreamResponse:
    """Close an account for good; its visits end."""
    who = await caller_of(request)
    query_of(request)
    id = request.match_info["id"]
    await request.app[CONTEXT].group.do(lambda page: close(page, who, id))
    request.app[CONTEXT].recognised.forget()
    return web.Response(status=204)


async def post_invitation(request: web.Request) -> web.StreamResponse:
    """Invite a person anew: password, second factor and visits are gone; the invitation is shown once."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    id = request.match_info["id"]
    account, invitation = await context.group.do(lambda page: invite_again(page, who, context.pepper, id))
    return said({**_shown(account), **_invitation(request, invitation)}, 201)


async def delete_pause(request: web.Request) -> web.StreamResponse:
    """Let a person try again at once after too many wrong passwords."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    id = request.match_info["id"]
    await context.group.do(lambda page: unlock(page, who, context.pepper, id))
    return web.Response(status=204)


def _invitation(request: web.Request, invitation: str) -> dict[str, object]:
    base = request.app[CONTEXT].public_base
    return {"invitation": invitation, "link": f"{base}/console/invitation#{invitation}"}


def _shown(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "role": account.role.value,
        "enterprise": account.enterprise,
        "standing": account.standing.value,
        "second_factor": account.second_factor,
        "created": utc(account.created_at),
    }


ROUTES: Routes = {
    "/api/v1/accounts": {"GET": list_all, "POST": post},
    "/api/v1/accounts/{id}": {"GET": get, "PATCH": patch, "DELETE": delete},
    "/api/v1/accounts/{id}/invitation": {"POST": post_invitation},
    "/api/v1/accounts/{id}/pause": {"DELETE": delete_pause},
}
