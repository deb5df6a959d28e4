"""`/console/keys`: API keys: make one, which is shown once; revoke one."""

from aiohttp import web

from registry.authority import Verb, allows, allows_for, require_for, word_of
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.quotas import number_of
from registry.credentials import DEFAULT_LIFE_DAYS, ROLES_OF_KEYS, issue, revoke
from registry.store import keys, prefixes
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.errors import Malformed, NodeError
from schemas.prefix import Prefix
from schemas.principal import Role
from schemas.rate import Rate

PATH = "/console/keys"
SCOPES = (Verb.REGISTER, Verb.AMEND, Verb.RETIRE, Verb.READ_HIDDEN, Verb.LIST, Verb.READ_STATISTICS)
"""What the form offers: the verbs of an application."""


async def get(request: web.Request) -> web.StreamResponse:
    """The keys, and a form for a new one."""
    return await _page(request)


async def post(request: web.Request) -> web.StreamResponse:
    """Make a key; it is shown on the page that answers, and nowhere else."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    try:
        bound = tuple(dict.fromkeys(Prefix.parse(text) for text in form.all("prefix")))
        days = _days(form.text("days", str(DEFAULT_LIFE_DAYS)))
        role, note = _role(form), form.text("note")[:200]
        scopes, networks = frozenset(form.all("scope")), tuple(form.text("networks").replace(",", " ").split())
        rate = Rate.parse(form.text("rate")) if form.text("rate") else None
        registrations = number_of(form.text("registrations"), "registrations")
        _, text = await context.group.do(
            lambda page: issue(
                page,
                who,
                context.pepper,
                role,
                bound if role in (Role.ENTERPRISE_APP, Role.ENTERPRISE_ADMIN) else (),
                days,
                note,
                scopes=scopes,
                networks=networks,
                longest_days=context.longest_key_days,
                rate=rate,
                registrations=registrations,
            )
        )
    except NodeError as error:
        return await _page(request, fault=fault_of(error), status=kind_of(error).status, form=form)
    return await _page(request, made=text)


async def post_act(request: web.Request) -> web.StreamResponse:
    """Revoke a key."""
    await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    id = request.match_info["id"]
    try:
        await context.group.do(lambda page: revoke(page, who, id))
    except NodeError as error:
        return await _page(request, fault=fault_of(error), status=kind_of(error).status)
    context.recognised.forget()
    return seen(PATH, "revoked")


async def _page(
    request: web.Request,
    *,
    fault: Fault | None = None,
    status: int = 200,
    form: Form | None = None,
    made: str = "",
) -> web.StreamResponse:
    context, who = request.app[CONTEXT], present(request).principal
    require_for(who, Verb.KEYS, who.enterprise)
    async with context.book.reading() as page:
        there = await keys.list_(page, who.enterprise)
        held = [each.prefix for each in await prefixes.list_(page, who.enterprise) if each.enterprise is not None]
        now = page.now
    everywhere = allows_for(who, Verb.KEYS, None)
    return request.app[FRAME].page(
        request,
        "keys.html",
        status=status,
        fault=fault,
        form=form or Form({}),
        keys=list(reversed(there)),
        prefixes=held,
        roles=[role for role in ROLES_OF_KEYS if everywhere or role is Role.ENTERPRISE_APP],
        scopes=[word_of(verb) for verb in SCOPES],
        days=min(DEFAULT_LIFE_DAYS, context.longest_key_days),
        most_days=context.longest_key_days,
        now=now,
        usual=context.usual_rate,
        may_rate=allows(who, Verb.MANAGE),
        made=made,
        done=request.query.get("done", ""),
    )


def _role(form: Form) -> Role:
    text = form.text("role", Role.ENTERPRISE_APP.value)
    if text not in {role.value for role in ROLES_OF_KEYS}:
        raise Malformed("choose a role (at role)")
    return Role(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Malformed(f"cannot read {text[:20]!r} as a number of days (at days)")
    return int(text)


PAGES: Pages = {PATH: {"GET": get, "POST": post}, PATH + "/{id}": {"POST": post_act}}
