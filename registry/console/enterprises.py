"""`/console/enterprises`: the enterprises of the park, filtered; and inviting one to apply."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from registry.applying.expect import expect
from registry.authority import Verb, allows
from registry.console.frame import FRAME, Fault, fault_of
from registry.console.guard import Form, Pages, form_of, present
from registry.console.paging import page_of
from registry.console.reviews import require_staff
from registry.people.appoint import appoint
from registry.store import enterprises, prefixes
from registry.store.page import Writing
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.account import Account
from schemas.change import Holding
from schemas.enterprise_filter import Like
from schemas.errors import NodeError
from schemas.life import ENTERED, Standing
from schemas.prefix import Prefix
from schemas.principal import Role
from schemas.profile import Category

PATH = "/console/enterprises"


async def get(request: web.Request) -> web.StreamResponse:
    """The enterprises that were ever in force, by name, as far as they are like what is asked for."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Invite an enterprise to apply: a place for it, and an account for its person; the link is shown once."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal

    async def act(page: Writing) -> tuple[Account, str]:
        expected = await expect(page, who, form.text("firm"))
        wanted = Account("", form.text("login"), form.text("name"), Role.ENTERPRISE_ADMIN, expected.id)
        return await appoint(page, who, context.pepper, wanted)

    try:
        account, invitation = await context.group.do(act)
    except NodeError as error:
        fault = fault_of(error)
        if fault.field == "name" and fault.sentence.startswith("an enterprise"):
            fault = Fault(fault.sentence, fault.title, "firm")
        return await _page(request, form, fault, kind_of(error).status)
    return await _page(request, invited=account, link=f"{context.public_base}/console/invitation#{invitation}")


async def _page(
    request: web.Request,
    form: Form | None = None,
    fault: Fault | None = None,
    status: int = 200,
    **given: Any,
) -> web.StreamResponse:
    who, asked = present(request).principal, request.query
    require_staff(who)
    async with request.app[CONTEXT].book.reading() as page:
        every = await enterprises.list_(page)
        parks = await enterprises.list_parks(page)
        held: dict[str, list[Holding]] = {}
        for holding in await prefixes.list_(page):
            held.setdefault(holding.enterprise or "", []).append(holding)
        like = _like(asked)
        names = {id: [each.prefix for each in of] for id, of in held.items()}
        part = page_of(request, [each for each in every if like.fits(each, names.get(each.id, ()))])
        stock = {
            each.id: sum([await prefixes.stock(page, Prefix(one.prefix)) for one in held.get(each.id, ())])
            for each in part.rows
        }
    return request.app[FRAME].page(
        request,
        "enterprises.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        part=part,
        every=len(every),
        parks=parks,
        park_names={each.id: each.name for each in parks},
        held=held,
        stock=stock,
        asked=asked,
        query=_query(like),
        standings_offered=[each.value for each in ENTERED],
        categories=[each.value for each in Category],
        may_invite=allows(who, Verb.MANAGE) and allows(who, Verb.PEOPLE),
        **{"invited": None, "link": "", **given},
    )


def _like(asked: Mapping[str, str]) -> Like:
    """What the filter asks for; an empty field says nothing, and neither does a word that is not offered."""
    standing, category = asked.get("standing", ""), asked.get("category", "")
    return Like(
        q=asked.get("q", ""),
        park=asked.get("park") or None,
        standing=Standing(standing) if standing in ENTERED else None,
        above_scale="scale" in asked,
        category=Category(category) if category in list(Category) else None,
        bare="bare" in asked,
    )


def _query(like: Like) -> str:
    """The same as the export takes it."""
    said = {"q": like.q.strip(), "park": like.park, "standing": like.standing, "category": like.category}
    ticked = {"above_scale": "true"} if like.above_scale else {}
    ticked |= {"bare": "true"} if like.bare else {}
    return urlencode({name: text for name, text in said.items() if text} | ticked)


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
