"""`/api/v1/grants` and `/api/v1/groups`: let partners see partner-graded values, by key, enterprise, group or link."""

from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import web

from registry.authority import Verb, allows
from registry.sharing.gather import gather, regather
from registry.sharing.gather import visible as visible_group
from registry.sharing.link import link_of
from registry.sharing.share import revoke, share, visible
from registry.store import grants, groups
from registry.web.bodies import json_of
from registry.web.context import CONTEXT, Context
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.counting import utc
from schemas.documents import moment
from schemas.errors import Forbidden, Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.shape import closed, reader
from schemas.sharing import Extent, Grant, Grantee, PartnerGroup, To

PATH = "/api/v1/grants"
GROUPS = "/api/v1/groups"


class GrantDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Whom something is to be shown to, and what: all records of a prefix, or one."""

    to: str
    """`key:ID`, `enterprise:ID`, `group:ID` or `link`."""
    prefix: str | None = None
    handle: str | None = None
    template: str = ""
    """Only of records under this template, by its id."""
    items: tuple[str, ...] = ()
    indexes: tuple[int, ...] = ()
    expires: str | None = None
    """ISO 8601; a link always ends."""
    note: str = ""


class GroupDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A group: its name, and its members by 统一社会信用代码, id or name."""

    name: str
    members: tuple[str, ...] = ()


_read = reader(closed(GrantDocument), "a grant")
_read_group = reader(closed(GroupDocument), "a group")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The grants about a prefix, also those that are over; without a prefix those that hold for the caller."""
    who = await caller_of(request)
    given = query_of(request, "prefix")
    async with request.app[CONTEXT].book.reading() as page:
        if "prefix" in given:
            prefix = Prefix.parse(given["prefix"])
            if not (allows(who, Verb.LIST, prefix) or allows(who, Verb.SHARE, prefix)):
                raise Forbidden(f"{who.name} may not see who sees what is under {prefix}")
            found = await grants.list_(page, prefix)
        else:
            found = await grants.to(page, who.key or "", who.enterprise)
        return said({"items": [grant_document(grant, page.now) for grant in found]})


async def post(request: web.Request) -> web.StreamResponse:
    """Let a partner see something; a link is shown in the answer and can be made out of nothing else."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    extent, grantee = extent_of(document), Grantee.parse(document.to)
    expires = None if document.expires is None else moment(document.expires)
    made = await context.group.do(lambda page: share(page, who, extent, grantee, expires, document.note))
    shown = grant_document(made, made.created_at)
    if grantee.to is To.LINK:
        shown |= _link(context, made)
    return said(shown, 201, {"Location": f"{PATH}/{made.id}"})


async def get(request: web.Request) -> web.StreamResponse:
    """One grant."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        return said(grant_document(await visible(page, who, request.match_info["id"]), page.now))


async def delete(request: web.Request) -> web.StreamResponse:
    """Take a grant back: from now on it opens nothing."""
    who = await caller_of(request)
    query_of(request)
    id = request.match_info["id"]
    await request.app[CONTEXT].group.do(lambda page: revoke(page, who, id))
    return web.Response(status=204)


async def list_groups(request: web.Request) -> web.StreamResponse:
    """The groups of the caller's enterprise, or all for the park's staff, by name."""
    who = await caller_of(request)
    query_of(request)
    staff = allows(who, Verb.LIST)
    async with request.app[CONTEXT].book.reading() as page:
        found = await groups.list_(page, who.enterprise, staff) if staff or who.enterprise is not None else []
    return said({"items": [group_document(group) for group in found]})


async def post_group(request: web.Request) -> web.StreamResponse:
    """Put enterprises into a new group."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read_group, context.longest_record)
    made = await context.group.do(lambda page: gather(page, who, who.enterprise, document.name, document.members))
    return said(group_document(made), 201, {"Location": f"{GROUPS}/{made.id}"})


async def get_group(request: web.Request) -> web.StreamResponse:
    """One group."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        return said(group_document(await visible_group(page, who, request.match_info["id"])))


async def put_group(request: web.Request) -> web.StreamResponse:
    """Say anew what a group is called and who is in it; grants to it follow at once."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    document = await json_of(request, _read_group, context.longest_record)
    return said(
        group_document(await context.group.do(lambda page: regather(page, who, id, document.name, document.members)))
    )


def extent_of(document: GrantDocument) -> Extent:
    """What a document asks to be shown.

    Raises:
        Malformed: it names no prefix and no record, or both, or one cannot be read.
    """
    if (document.prefix is None) is (document.handle is None):
        raise Malformed("what is to be shown? expected either the member prefix or the member handle")
    handle = None if document.handle is None else Handle.parse(document.handle)
    return Extent(
        prefix=Prefix.parse(document.prefix or "") if handle is None else Prefix(handle.prefix.key),
        suffix=None if handle is None else handle.suffix_key,
        template=document.template,
        items=document.items,
        indexes=document.indexes,
    )


def grant_document(grant: Grant, now: int) -> dict[str, Any]:
    """A grant as the API and the command line show it."""
    extent = grant.extent
    return {
        "id": grant.id,
        "prefix": extent.prefix.text,
        "handle": None if extent.suffix is None else extent.text,
        "template": extent.template,
        "items": extent.items,
        "indexes": extent.indexes,
        "to": grant.grantee.text,
        "note": grant.note,
        "by": grant.created_by,
        "created": utc(grant.created_at),
        "expires": None if grant.expires_at is None else utc(grant.expires_at),
        "revoked": None if grant.revoked_at is None else utc(grant.revoked_at),
        "holds": grant.holds(now),
    }


def link_document(public_base: str, handle: str, link: str) -> dict[str, str]:
    """A link as it is told once: by itself, and as the addresses that open the record to programs and to people."""
    path = quote(handle, safe="/:@!$&'()*+,;=~")
    return {
        "link": link,
        "url": f"{public_base}/api/v1/identifiers/{path}?link={link}",
        "page": f"{public_base}/{path}?link={link}",
    }


def group_document(group: PartnerGroup) -> dict[str, Any]:
    """A group as the API and the command line show it."""
    return {
        "id": group.id,
        "enterprise": group.enterprise,
        "name": group.name,
        "members": group.members,
        "created": utc(group.created_at),
    }


def _link(context: Context, grant: Grant) -> dict[str, str]:
    return link_document(context.public_base, grant.extent.text, link_of(context.pepper, grant))


ROUTES: Routes = {
    "/api/v1/grants": {"GET": list_all, "POST": post},
    "/api/v1/grants/{id}": {"GET": get, "DELETE": delete},
    "/api/v1/groups": {"GET": list_groups, "POST": post_group},
    "/api/v1/groups/{id}": {"GET": get_group, "PUT": put_group},
}
