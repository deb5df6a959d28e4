"""`/console/application`: an enterprise's own front room: how it stands, what it has applied for, what it may begin."""

from aiohttp import web

from registry.alter import enterprise_of
from registry.applying import apply, dossier
from registry.applying.consult import list_
from registry.console import typed
from registry.console.application import PATH
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.particulars import GROUPS
from registry.console.steps import steps_of
from registry.stand import stand
from registry.store import enterprises, prefixes
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas import divisions, industries
from schemas.application import Kind, Wish
from schemas.errors import Forbidden, Malformed, NodeError
from schemas.life import GOING, LIFE, OPEN, Act, Standing
from schemas.principal import Principal


async def get(request: web.Request) -> web.StreamResponse:
    """The enterprise."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Begin an application, ask for the enterprise's end, or take that back."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    own, act = own_of(who), form.text("act")
    try:
        if act in set(Kind):
            kind = Kind(act)
            wish = Wish() if kind is Kind.PREFIX else None
            begun = await context.group.do(lambda page: apply.begin(page, who, context.practice, kind, None, wish))
            return seen(f"{PATH}/{begun.id}")
        if act in ("close", "reopen"):
            reason = form.text("reason")
            await context.group.do(lambda page: stand(page, who, own, Act(act), reason))
            return seen(PATH, act)
        raise Malformed(f"cannot do {act[:40]!r}: expected entry, change, prefix, close or reopen")
    except NodeError as error:
        return await _page(request, fault_of(error), kind_of(error).status, form)


def own_of(who: Principal) -> str:
    """The enterprise that somebody acts for.

    Raises:
        Forbidden: for none: the park has rooms of its own.
    """
    if who.enterprise is None:
        raise Forbidden(f"{who.name} acts for no enterprise: this room is the enterprise's own")
    return who.enterprise


async def _page(
    request: web.Request, fault: Fault | None = None, status: int = 200, form: Form | None = None
) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    own = own_of(who)
    async with context.book.reading() as page:
        known = await enterprise_of(page, who, own)
        mine = await list_(page, who)
        profile = await dossier.of_enterprise(page, context.practice.seals, known)
        held = await prefixes.list_(page, own)
        parks = {park.id: park.name for park in await enterprises.list_parks(page)}
    current = next((each for each in reversed(mine) if each.standing in OPEN), None)
    industry = industries.find(profile.industry)
    return request.app[FRAME].page(
        request,
        "enterprise.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        known=known,
        applications=list(reversed(mine)),
        current=current,
        steps=steps_of(current, context.practice.policy.filing_required) if current is not None else (),
        groups=GROUPS,
        members=typed.shown(profile),
        said={},
        industry=industry.name if industry is not None else "",
        division=divisions.full_name(profile.division),
        parks=parks,
        prefixes=held,
        may_begin=_may_begin(known.standing, current is not None),
        going=known.standing in GOING,
        entered=known.standing not in (Standing.DRAFT, Standing.REJECTED) and known.version > 0,
        may=lambda act: Act(act) in LIFE[known.standing],
        done=request.query.get("done", ""),
    )


def _may_begin(standing: Standing, busy: bool) -> list[Kind]:
    """Which applications the enterprise may begin now."""
    found = []
    if standing in (Standing.DRAFT, Standing.REJECTED) and not busy:
        found.append(Kind.ENTRY)
    if standing is Standing.ACTIVE:
        found.append(Kind.CHANGE)
    if standing in GOING:
        found.append(Kind.PREFIX)
    return found


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
