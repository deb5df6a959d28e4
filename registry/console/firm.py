"""`/console/enterprises/{id}`: one enterprise as the park's staff sees it, with what the park may do to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from registry.alter import alter, enterprise_of
from registry.applying import dossier
from registry.applying.consult import list_
from registry.authority import Verb, allows, allows_for
from registry.console.comparing import rows, told
from registry.console.enterprises import PATH
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.past import past_of
from registry.console.reviews import require_staff
from registry.disclose import of_enterprise
from registry.grant import change_standing, grant
from registry.number import next_free, own_prefix
from registry.practice import Practice
from registry.stand import ACTS, stand
from registry.store import accounts, enterprises, keys, prefixes, reviews
from registry.store.page import Reading, Writing
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.change import Mode, PrefixStanding
from schemas.errors import Malformed, NodeError
from schemas.life import GOING, LIFE, Act, Standing
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.profile import Category, Scale

_STANDINGS = {"active": PrefixStanding.ACTIVE, "suspended": PrefixStanding.SUSPENDED, "closed": PrefixStanding.CLOSED}


async def get(request: web.Request) -> web.StreamResponse:
    """The page."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Do something to the enterprise, or show its personal data, for a reason."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id, act = request.match_info["id"], form.text("act")
    try:
        if act == "show":
            reason = form.text("reason")
            opened = await context.group.do(lambda page: of_enterprise(page, who, context.practice, id, reason))
            return await _page(request, disclosed=opened)
        done = await context.group.do(lambda page: _do(page, who, context.practice, id, form))
    except NodeError as error:
        return await _page(request, form, fault_of(error, "show" if act == "show" else ""), kind_of(error).status)
    context.recognised.forget()  # its keys may open other prefixes now, or none
    return seen(f"{PATH}/{id}", done)


async def _do(page: Writing, who: Principal, practice: Practice, id: str, form: Form) -> str:
    act = form.text("act")
    version = int(form.text("version")) if form.text("version").isdigit() else -1
    if act in ACTS:
        await stand(page, who, id, Act(act), form.text("reason"), version)
    elif act == "particulars":
        await alter(page, who, practice, id, _particulars(form), version)
    elif act == "grant":
        await _grant(page, who, practice, id, form)
    elif act.startswith("prefix-") and act.removeprefix("prefix-") in _STANDINGS:
        prefix = Prefix.parse(form.text("prefix"))
        known = await page.holding(prefix)
        if known is None or known.enterprise != id:
            raise Malformed(f"{prefix} is no prefix of this enterprise (at prefix)")
        await change_standing(page, who, prefix, _STANDINGS[act.removeprefix("prefix-")])
    else:
        raise Malformed(f"cannot do {act[:40]!r} to an enterprise")
    return act


async def _grant(page: Writing, who: Principal, practice: Practice, id: str, form: Form) -> None:
    mode = form.text("mode", Mode.HOSTED.value)
    if mode not in set(Mode):
        raise Malformed(f"cannot read {mode[:40]!r} as a mode (at mode)")
    typed = form.text("chosen")
    # Whoever may not grant learns nothing of free numbers: the verb says so before it looks at one.
    if typed or not allows(who, Verb.MANAGE):
        wanted = Prefix.parse(typed or "0")
    else:
        wanted = await next_free(page, await own_prefix(page), practice.policy)
    endpoint = form.text("endpoint") or None
    await grant(page, who, wanted, id, Mode(mode), endpoint, reserved=practice.policy.reserved)


def _particulars(form: Form) -> dict[str, Any]:
    """What the evaluation counts by, as the form says it."""
    year = form.text("above_scale_year")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Malformed(f"cannot read {year[:20]!r} as a year (at above_scale_year)")
    return {
        "park": form.text("park") or None,
        "joined_on": form.text("joined_on") or None,
        "left_on": form.text("left_on") or None,
        "above_scale": form.ticked("above_scale"),
        "above_scale_year": int(year) if year else None,
        "scale": form.text("scale"),
        "categories": list(form.all("category")),
    }


async def _page(
    request: web.Request,
    form: Form | None = None,
    fault: Fault | None = None,
    status: int = 200,
    disclosed: Mapping[str, Any] | None = None,
) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    require_staff(who)
    id = request.match_info["id"]
    async with context.book.reading() as page:
        firm = await enterprise_of(page, who, id)
        profile = await dossier.of_enterprise(page, context.practice.seals, firm)
        held = await prefixes.list_(page, id)
        counts = await prefixes.counts(page)
        people = await accounts.list_(page, id) if allows_for(who, Verb.PEOPLE, id) else None
        kept = await keys.list_(page, id) if allows_for(who, Verb.KEYS, id) else None
        applied = [each for each in await list_(page, who, id) if each.submission]
        decided = await reviews.of_many(page, [each.id for each in applied])
        past = await past_of(page, firm, held, applied) if allows(who, Verb.AUDIT) else None
        free = await _free(page, context.practice) if allows(who, Verb.MANAGE) and firm.standing in GOING else ""
        parks = await enterprises.list_parks(page)
        now = page.now
    return request.app[FRAME].page(
        request,
        "firm.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        did=form.text("act") if form else "",
        firm=firm,
        profile=profile,
        compared=[row for row in rows(profile, profile, disclosed) if row.said],
        held=held,
        counts=counts,
        stock=sum(counts[each.prefix][1] for each in held),
        people=people,
        keys=kept,
        applied=applied[::-1],
        decided=decided,
        past=past,
        free=free,
        parks=parks,
        categories=[each.value for each in Category],
        scales=[each.value for each in Scale],
        acts=_acts(firm.standing) if allows(who, Verb.MANAGE) else [],
        may_manage=allows(who, Verb.MANAGE),
        may_amend=allows(who, Verb.MANAGE) and Act.AMEND in LIFE[firm.standing],
        may_grant=allows(who, Verb.MANAGE) and firm.standing in GOING,
        may_read=allows(who, Verb.READ_PERSONAL),
        disclosed=disclosed is not None,
        told=told,
        now=now,
        done=request.query.get("done", ""),
    )


def _acts(standing: Standing) -> Sequence[str]:
    return [act.value for act in ACTS if act in LIFE[standing]]


async def _free(page: Reading, practice: Practice) -> str:
    """The next free prefix, as the form suggests it; empty where there is none."""
    try:
        return (await next_free(page, await own_prefix(page), practice.policy)).text
    except NodeError:
        return ""


PAGES: Pages = {PATH + "/{id}": {"GET": get, "POST": post}}
