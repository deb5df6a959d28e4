"""`/api/v1/templates`: data templates: make one, draft its next version, publish it, read its JSON Schema."""

from typing import Any, Literal

import msgspec
from aiohttp import web

from registry.authority import Verb, allows_for
from registry.store import enterprises
from registry.store.page import Reading, Writing
from registry.store.template_users import EVERYBODY
from registry.store.templates import KeptTemplate, KeptVersion, edition
from registry.templates.draft import draft, redraft
from registry.templates.find import listed, version_of, visible
from registry.templates.open import open_to, users_of
from registry.templates.publish import publish
from registry.web.authenticate import principal_of
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1 import versions
from registry.web.v1.desk import Routes, caller_of, query_of, said, truth
from schemas.counting import utc
from schemas.errors import Absent
from schemas.shape import closed, reader
from schemas.template import Particulars
from schemas.template_document import DefinitionDocument
from schemas.template_schema import schema_of

PATH = "/api/v1/templates"
SCHEMA_TYPE = "application/schema+json"


class TemplateDocument(DefinitionDocument, frozen=True, kw_only=True):
    """A new template: the body that makes one."""

    enterprise: str | msgspec.UnsetType | None = msgspec.UNSET
    """Whose, by its id; null: the park's; left out: the caller's own."""
    publish: bool = False
    """Whether it may be used from now on."""


class TemplateUsers(msgspec.Struct, frozen=True, kw_only=True):
    """Who may register against a template beside its own enterprise."""

    everybody: bool = False
    enterprises: tuple[str, ...] = ()
    """By 统一社会信用代码, id or name."""


class TemplatePublication(msgspec.Struct, frozen=True):
    """The body that publishes a draft."""

    standing: Literal["published"]


_read = reader(closed(TemplateDocument), "a template")
_read_definition = reader(closed(DefinitionDocument), "a template")
_read_users = reader(closed(TemplateUsers), "users of a template")
_read_publication = reader(closed(TemplatePublication), "a publication")


async def list_all(request: web.Request) -> web.StreamResponse:
    """The templates that the caller may see, the oldest first, without their items."""
    who = await caller_of(request)
    given = query_of(request, "own")
    async with request.app[CONTEXT].book.reading() as page:
        found = await listed(page, who, truth(given, "own"))
    return said({"items": [head_of(kept, all_) for kept, all_ in found]})


async def post(request: web.Request) -> web.StreamResponse:
    """Make a template, as a draft or published at once."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    enterprise = who.enterprise if document.enterprise is msgspec.UNSET else document.enterprise

    async def act(page: Writing) -> tuple[KeptTemplate, KeptVersion]:
        kept, version = await draft(page, who, enterprise, document.particulars, document.definition)
        return await publish(page, who, kept.id) if document.publish else (kept, version)

    kept, version = await context.group.do(act)
    headers = {"Location": f"{PATH}/{kept.id}", "ETag": _tag(kept, [version])}
    return said(document_of(kept, [version]), 201, headers)


async def get(request: web.Request) -> web.StreamResponse:
    """One template, with the items of its newest version and, for its authors, those of its draft."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        kept, all_ = await visible(page, who, request.match_info["id"])
    headers = {"ETag": _tag(kept, all_), "Cache-Control": "no-cache", "Vary": "Authorization"}
    if versions.known_already(request, headers["ETag"]):
        return web.Response(status=304, headers=headers)
    yours = allows_for(who, Verb.TEMPLATES, kept.enterprise)
    return said(document_of(kept, all_) | {"yours": yours}, headers=headers)


async def put(request: web.Request) -> web.StreamResponse:
    """Say what the draft of a template is to be; where it has none, its next version is begun."""
    who = await caller_of(request)
    query_of(request)
    context, id, meant = request.app[CONTEXT], request.match_info["id"], versions.tag_meant(request)
    document = await json_of(request, _read_definition, context.longest_record)
    await context.group.do(lambda page: redraft(page, who, id, document.particulars, document.definition, meant))
    return await _said(request, id)


async def patch(request: web.Request) -> web.StreamResponse:
    """Publish the draft of a template: that version never changes from then on."""
    who = await caller_of(request)
    query_of(request)
    context, id, meant = request.app[CONTEXT], request.match_info["id"], versions.tag_if_any(request)
    await json_of(request, _read_publication, context.longest_record)
    await context.group.do(lambda page: publish(page, who, id, meant))
    return await _said(request, id)


async def get_users(request: web.Request) -> web.StreamResponse:
    """Whom a template is open to beside its own enterprise; for its authors."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        return said(await users_document(page, await users_of(page, who, request.match_info["id"])))


async def put_users(request: web.Request) -> web.StreamResponse:
    """Say whom a template is open to beside its own enterprise: these alone, or everybody."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    document = await json_of(request, _read_users, context.longest_record)
    users = await context.group.do(lambda page: open_to(page, who, id, document.enterprises, document.everybody))
    async with context.book.reading() as page:
        return said(await users_document(page, users))


async def list_versions(request: web.Request) -> web.StreamResponse:
    """The versions of a template, the newest first."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        _, all_ = await visible(page, who, request.match_info["id"])
    return said({"items": [version_head(version) for version in all_]})


async def get_version(request: web.Request) -> web.StreamResponse:
    """One version of a template, with its items."""
    who = await caller_of(request)
    query_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        kept, version = await version_of(page, who, request.match_info["id"], _number(request))
    return said(version_head(version) | particulars_of(kept) | {"items": version.definition.items})


async def get_schema(request: web.Request) -> web.StreamResponse:
    """The JSON Schema (2020-12) of a published version; of what the park shares, without a key too."""
    who = await principal_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    async with context.book.reading() as page:
        kept, version = await version_of(page, who, request.match_info["id"], _number(request))
    if not version.published:
        raise Absent(f"version {version.version} of the template {kept.id} is a draft: it has no schema yet")
    at = f"{context.public_base}{_schema_path(version)}"
    answer = said(schema_of(at, kept.particulars, version.definition))
    answer.content_type = SCHEMA_TYPE
    return answer


def head_of(kept: KeptTemplate, all_: list[KeptVersion]) -> dict[str, Any]:
    """A template without its items, as lists show it."""
    published = next((version for version in all_ if version.published), None)
    drafted = next((version for version in all_ if not version.published), None)
    shown = published or all_[0]
    return {
        "id": kept.id,
        "enterprise": kept.enterprise,
        **particulars_of(kept),
        "created": utc(kept.created_at),
        "published": None if published is None else published.version,
        "draft": None if drafted is None else drafted.version,
        "item_count": len(shown.definition.asked),
    }


def document_of(kept: KeptTemplate, all_: list[KeptVersion]) -> dict[str, Any]:
    """A template with the items of its newest published version, and those of its draft where they may be seen."""
    published = next((version for version in all_ if version.published), None)
    drafted = next((version for version in all_ if not version.published), None)
    return head_of(kept, all_) | {
        "items": None if published is None else published.definition.items,
        "draft_items": None if drafted is None else drafted.definition.items,
        "versions": [version_head(version) for version in all_],
    }


async def users_document(page: Reading, users: list[str]) -> dict[str, Any]:
    """Whom a template is open to, as the API and the command line show it."""
    found = [await enterprises.find_by_id(page, each) for each in users if each != EVERYBODY]
    return {
        "everybody": EVERYBODY in users,
        "enterprises": [{"id": each.id, "name": each.name} for each in found if each is not None],
    }


def particulars_of(kept: KeptTemplate) -> dict[str, str]:
    """What is said of a template as a whole, with nothing left out."""
    return {name: getattr(kept.particulars, name) for name in Particulars.__struct_fields__}


def version_head(version: KeptVersion) -> dict[str, Any]:
    """A version without its items."""
    return {
        "template": version.reference.text,
        "version": version.version,
        "standing": "published" if version.published else "draft",
        "created": utc(version.created_at),
        "published": None if version.published_at is None else utc(version.published_at),
        "schema": _schema_path(version) if version.published else None,
    }


async def _said(request: web.Request, id: str) -> web.Response:
    who = await caller_of(request)
    async with request.app[CONTEXT].book.reading() as page:
        kept, all_ = await visible(page, who, id)
    return said(document_of(kept, all_), headers={"ETag": _tag(kept, all_)})


def _tag(kept: KeptTemplate, all_: list[KeptVersion]) -> str:
    """The entity tag of a template as one who sees these versions sees it."""
    return f'"{edition(kept, all_[0])}"'


def _schema_path(version: KeptVersion) -> str:
    return f"{PATH}/{version.template}/versions/{version.version}/schema"


def _number(request: web.Request) -> int:
    text = request.match_info["version"]
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Absent(f"the template {request.match_info['id'][:80]} has no version {text[:20]!r}")
    return int(text)


ROUTES: Routes = {
    "/api/v1/templates": {"GET": list_all, "POST": post},
    "/api/v1/templates/{id}": {"GET": get, "PUT": put, "PATCH": patch},
    "/api/v1/templates/{id}/users": {"GET": get_users, "PUT": put_users},
    "/api/v1/templates/{id}/versions": {"GET": list_versions},
    "/api/v1/templates/{id}/versions/{version}": {"GET": get_version},
    "/api/v1/templates/{id}/versions/{version}/schema": {"GET": get_schema},
}
