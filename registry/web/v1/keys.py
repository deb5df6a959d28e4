"""`/api/v1/keys`: API keys: make one, list them, revoke one. A key is shown once, when it is made."""

from typing import Annotated

import msgspec
from aiohttp import web

from registry.authority import Verb, allows_for
from registry.credentials import DEFAULT_LIFE_DAYS, issue, revoke
from registry.quota import LARGEST, limit_key
from registry.store import keys
from registry.store.keys import Key
from registry.web.bodies import json_of
from registry.web.context import CONTEXT
from registry.web.v1.desk import Routes, caller_of, query_of, said
from schemas.counting import utc
from schemas.errors import Forbidden
from schemas.prefix import Prefix
from schemas.principal import LONGEST_KEY_DAYS, Role
from schemas.rate import Rate
from schemas.shape import closed, reader

Registrations = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


class WantedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key as it is to be made."""

    role: Role
    prefixes: tuple[str, ...] = ()
    days: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_KEY_DAYS)] = DEFAULT_LIFE_DAYS
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""
    scopes: tuple[str, ...] = ()
    """The verbs it is for; none: all that its role may."""
    networks: Annotated[tuple[str, ...], msgspec.Meta(max_length=32)] = ()
    """Where it is taken from; none: from anywhere."""
    enterprise: str | None = None
    """Of an administrator's key without prefixes: whose it opens, by the enterprise's id."""
    applies: bool = False
    """Of an administrator's key without prefixes: its holder applies for an enterprise that is not there yet."""
    rate: str | None = None
    """How often it may ask, as in 600/min; None: as the node has it for all."""
    registrations: Registrations | None = None
    """How many identifiers it may register; None: as many as it likes."""


class KeyLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What a key may from now on; what is left out stays, null is no limit."""

    rate: str | msgspec.UnsetType | None = msgspec.UNSET
    registrations: Registrations | msgspec.UnsetType | None = msgspec.UNSET


_read = reader(closed(WantedKey), "a key to make")
_read_limits = reader(closed(KeyLimits), "limits of a key")


async def list_all(request: web.Request) -> web.StreamResponse:
    """Keys, oldest first, without their secrets, which are not kept: the caller's own enterprise's, or all."""
    who = await caller_of(request)
    query_of(request)
    if not allows_for(who, Verb.KEYS, who.enterprise):
        raise Forbidden(f"{who.name} may not list keys")
    async with request.app[CONTEXT].book.reading() as page:
        return said({"items": [_shown(key) for key in await keys.list_(page, who.enterprise)]})


async def post(request: web.Request) -> web.StreamResponse:
    """Make a key."""
    who = await caller_of(request)
    query_of(request)
    context = request.app[CONTEXT]
    document = await json_of(request, _read, context.longest_record)
    bound = tuple(dict.fromkeys(Prefix.parse(text) for text in document.prefixes))
    key, text = await context.group.do(
        lambda page: issue(
            page,
            who,
            context.pepper,
            document.role,
            bound,
            document.days,
            document.note,
            scopes=frozenset(document.scopes),
            networks=document.networks,
            longest_days=context.longest_key_days,
            enterprise=document.enterprise,
            applies=document.applies,
            rate=None if document.rate is None else Rate.parse(document.rate),
            registrations=document.registrations,
        )
    )
    return said({"id": key.id, "key": text, **_shown(key)}, 201)


async def patch(request: web.Request) -> web.StreamResponse:
    """Say how often a key may ask, and how many identifiers it may register from now on."""
    who = await caller_of(request)
    query_of(request)
    context, id = request.app[CONTEXT], request.match_info["id"]
    document = await json_of(request, _read_limits, context.longest_record)
    rate = Rate.parse(document.rate) if isinstance(document.rate, str) else document.rate
    key = await context.group.do(lambda page: limit_key(page, who, id, rate, document.registrations))
    context.recognised.forget()
    return said(_shown(key))


async def delete(request: web.Request) -> web.StreamResponse:
    """Revoke a key: it is useless from now on."""
    who = await caller_of(request)
    query_of(request)
    number = request.match_info["id"]
    context = request.app[CONTEXT]
    await context.group.do(lambda page: revoke(page, who, number))
    context.recognised.forget()
    return web.Response(status=204)


def _shown(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "role": key.role.value,
        "prefixes": [prefix.text for prefix in key.prefixes],
        "enterprise": key.enterprise,
        "scopes": sorted(key.scopes),
        "networks": list(key.networks),
        "note": key.note,
        "created": utc(key.created_at),
        "expires": None if key.expires_at is None else utc(key.expires_at),
        "revoked": None if key.revoked_at is None else utc(key.revoked_at),
        "rate": key.rate.text if key.rate else None,
        "registrations_left": key.registrations_left,
        "used": None if key.used_at is None else utc(key.used_at),
    }


ROUTES: Routes = {
    "/api/v1/keys": {"GET": list_all, "POST": post},
    "/api/v1/keys/{id}": {"PATCH": patch, "DELETE": delete},
}
