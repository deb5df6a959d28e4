"""`/console/quotas`: how many identifiers prefixes and keys may have, how often keys may ask; and setting that."""

from collections.abc import Sequence

import msgspec
from aiohttp import web

from registry.authority import Verb, allows, require_for
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.paging import page_of
from registry.console.reviews import require_staff
from registry.quota import limit_key, limit_prefix
from registry.store import enterprises, keys, prefixes
from registry.store.keys import Key
from registry.store.page import Writing
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.change import Holding
from schemas.errors import Malformed, NodeError
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.rate import Rate

PATH = "/console/quotas"
OF_KEYS = "/console/quotas/keys"
NEARLY = 0.9
"""The part of a quota from which on its prefix is listed as nearly full."""


class Used(msgspec.Struct, frozen=True):
    """A prefix with its quota and what of it is used."""

    holding: Holding
    quota: int | None
    stock: int

    @property
    def nearly_full(self) -> bool:
        """Whether little is left."""
        return self.quota is not None and self.stock >= self.quota * NEARLY


async def get(request: web.Request) -> web.StreamResponse:
    """Prefixes with their quotas, as far as they are like what is asked for."""
    return await _prefixes(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Set the quota of a prefix."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    try:
        quota = number_of(form.text("quota"), "quota")
        await context.group.do(lambda page: limit_prefix(page, who, Prefix.parse(form.text("prefix")), quota))
    except NodeError as error:
        return await _prefixes(request, form, fault_of(error), kind_of(error).status)
    return seen(_back(request), "quota")


async def get_keys(request: web.Request) -> web.StreamResponse:
    """Keys with their rates and what they may still register."""
    return await _keys(request)


async def post_keys(request: web.Request) -> web.StreamResponse:
    """Set how often a key may ask, or how many identifiers it may still register."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    act = form.text("act")
    try:
        await context.group.do(lambda page: _limit(page, who, form))
    except NodeError as error:
        return await _keys(request, form, fault_of(error), kind_of(error).status)
    context.recognised.forget()
    return seen(_back(request), act)


async def _limit(page: Writing, who: Principal, form: Form) -> None:
    # One thing at a time: what a key may still register goes down while somebody looks at the form.
    id, act = form.text("key"), form.text("act")
    if act == "rate":
        text = form.text("rate")
        await limit_key(page, who, id, rate=Rate.parse(text) if text else None)
    elif act == "registrations":
        await limit_key(page, who, id, registrations=number_of(form.text("registrations"), "registrations"))
    else:
        raise Malformed(f"cannot do {act[:40]!r} to a key: expected rate or registrations")


async def _prefixes(
    request: web.Request, form: Form | None = None, fault: Fault | None = None, status: int = 200
) -> web.StreamResponse:
    who, asked = present(request).principal, request.query
    require_staff(who)
    async with request.app[CONTEXT].book.reading() as page:
        counts = await prefixes.counts(page)
        every = [Used(each, *counts[each.prefix]) for each in await prefixes.list_(page)]
        names = {each.id: each.name for each in await enterprises.list_(page)}
    words = asked.get("q", "").strip().casefold()
    found = [
        each
        for each in every
        if _says(words, each.holding.prefix, names.get(each.holding.enterprise or "", ""))
        and ("limited" not in asked or each.quota is not None)
        and ("full" not in asked or each.nearly_full)
    ]
    return request.app[FRAME].page(
        request,
        "quotas.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        part=page_of(request, found),
        names=names,
        asked=asked,
        may_set=allows(who, Verb.MANAGE),
        may_see_keys=allows(who, Verb.KEYS),
        done=request.query.get("done", ""),
    )


async def _keys(
    request: web.Request, form: Form | None = None, fault: Fault | None = None, status: int = 200
) -> web.StreamResponse:
    context, who, asked = request.app[CONTEXT], present(request).principal, request.query
    require_for(who, Verb.KEYS, None)
    async with context.book.reading() as page:
        names = {each.id: each.name for each in await enterprises.list_(page)}
        living = [each for each in await keys.list_(page) if _lives(each, page.now)]
    words = asked.get("q", "").strip().casefold()
    found: Sequence[Key] = [
        each
        for each in reversed(living)
        if _says(words, each.id, each.note, names.get(each.enterprise or "", ""), *(one.text for one in each.prefixes))
        and ("limited" not in asked or each.rate is not None or each.registrations_left is not None)
        and ("full" not in asked or each.registrations_left == 0)
    ]
    return request.app[FRAME].page(
        request,
        "key_quotas.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        part=page_of(request, found),
        names=names,
        asked=asked,
        usual=context.usual_rate,
        may_set=allows(who, Verb.MANAGE),
        done=request.query.get("done", ""),
    )


def _lives(key: Key, now: int) -> bool:
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)


def _says(words: str, *texts: str) -> bool:
    return not words or any(words in text.casefold() for text in texts)


def number_of(text: str, field: str) -> int | None:
    """What a field says, without the commas that the page shows it with; nothing is no limit.

    Raises:
        Malformed: it is no number.
    """
    bare = text.replace(",", "")
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 20):
        raise Malformed(f"cannot read {text[:40]!r} as a number of identifiers (at {field})")
    return int(bare)


def _back(request: web.Request) -> str:
    """The page that the form stood on, with its filters."""
    query = request.rel_url.query.copy()
    query.popall("done", None)
    return str(request.rel_url.with_query(query))


PAGES: Pages = {PATH: {"GET": get, "POST": post}, OF_KEYS: {"GET": get_keys, "POST": post_keys}}
