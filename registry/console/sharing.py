"""`/console/sharing`: which partners see partner-graded values: grants to enterprises, keys, groups and by link."""

from aiohttp import web

from registry.authority import Verb, allows
from registry.console.frame import FRAME, Fault, Notice, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.identifiers import record_path
from registry.console.rules import listable
from registry.named import named_enterprise
from registry.sharing.gather import gather, regather
from registry.sharing.link import link_of
from registry.sharing.share import revoke, share
from registry.store import enterprises, grants, groups
from registry.store.page import Writing
from registry.templates.find import listed
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from registry.web.v1.grants import link_document
from schemas.errors import Forbidden, Malformed, NodeError
from schemas.handle import Handle
from schemas.identifiers.scheme import Words
from schemas.prefix import Prefix
from schemas.sharing import Extent, Grant, Grantee, To

PATH = "/console/sharing"
GROUPS = f"{PATH}/groups"
TO = (
    (To.ENTERPRISE.value, Words("企业", "an enterprise")),
    (To.GROUP.value, Words("伙伴组", "a group of partners")),
    (To.KEY.value, Words("密钥", "an API key")),
    (To.LINK.value, Words("签名链接", "whoever has a signed link")),
)
_USUAL_DAYS = "90"
_A_DAY = 86_400


async def get(request: web.Request) -> web.StreamResponse:
    """What was granted about a prefix, and what others have granted."""
    return await _page(request, Form({"days": (_USUAL_DAYS,), "what": (request.query.get("handle", ""),)}))


async def post(request: web.Request) -> web.StreamResponse:
    """Let a partner see something; a link is shown on the page that answers, and nowhere else."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    try:
        extent, days = _extent(form), _days(form)
        to, note = form.text("to"), form.text("note")

        async def act(page: Writing) -> Grant:
            expires = None if days is None else page.now + days * _A_DAY
            return await share(page, who, extent, await _grantee(page, to, form), expires, note)

        made = await context.group.do(act)
    except NodeError as error:
        return await _page(request, form, fault_of(error), kind_of(error).status)
    if made.grantee.to is not To.LINK:
        return seen(f"{PATH}?prefix={extent.prefix}", "granted")
    link = link_document(context.public_base, made.extent.text, link_of(context.pepper, made))["url"]
    return await _page(request, Form({"prefix": (extent.prefix.text,), "days": (_USUAL_DAYS,)}), link=link)


async def post_act(request: web.Request) -> web.StreamResponse:
    """Take a grant back."""
    await form_of(request)
    context, who, id = request.app[CONTEXT], present(request).principal, request.match_info["id"]
    grant = await context.group.do(lambda page: revoke(page, who, id))
    return seen(f"{PATH}?prefix={grant.extent.prefix}", "revoked")


async def post_group(request: web.Request) -> web.StreamResponse:
    """Put enterprises into a group, a new one or one there is."""
    form = await form_of(request)
    context, who, id = request.app[CONTEXT], present(request).principal, form.text("group")
    members = tuple(line.strip() for line in form.text("members").splitlines() if line.strip())
    name = form.text("name")
    try:
        if id:
            await context.group.do(lambda page: regather(page, who, id, name, members))
        else:
            await context.group.do(lambda page: gather(page, who, who.enterprise, name, members))
    except NodeError as error:
        return await _page(request, form, fault_of(error), kind_of(error).status)
    return seen(PATH, "gathered")


async def _page(
    request: web.Request, form: Form, fault: Fault | None = None, status: int = 200, *, link: str = ""
) -> web.StreamResponse:
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        held = await listable(page, who, Verb.SHARE)
        if not held and who.enterprise is None:
            raise Forbidden(f"{who.name} may not say who sees what")
        asked = form.text("prefix") or request.query.get("prefix") or (held[0] if held else "")
        prefix = Prefix.parse(asked) if asked else None
        if prefix is not None and not allows(who, Verb.SHARE, prefix):
            raise Forbidden(f"{who.name} may not see who sees what is under {prefix}")
        made = list(reversed(await grants.list_(page, prefix))) if prefix is not None else []
        given = await grants.to(page, "", who.enterprise) if who.enterprise is not None else []
        own = await groups.list_(page, who.enterprise, allows(who, Verb.LIST))
        firms = {each.id: each.name for each in await enterprises.list_(page)}
        known = await listed(page, who)
        now = page.now
    return request.app[FRAME].page(
        request,
        "sharing.html",
        status=status,
        fault=fault,
        notice=Notice(Words("已生成链接。", "The link is made.")) if link else None,
        form=form,
        link=link,
        prefixes=held,
        asked=asked,
        grants=made,
        given=given,
        groups=own,
        names={**firms, **{group.id: group.name for group in own}},
        ways=TO,
        templates=[kept for kept, _ in known],
        now=now,
        record_path=lambda text: record_path(Handle.parse(text)),
        done=request.query.get("done", ""),
    )


async def _grantee(page: Writing, to: str, form: Form) -> Grantee:
    """Whom the form means: enterprises are named as people name them."""
    match to:
        case To.ENTERPRISE:
            if not form.text("enterprise"):
                raise Malformed("which enterprise? expected its name or 统一社会信用代码 (at enterprise)")
            return Grantee(To.ENTERPRISE, (await named_enterprise(page, form.text("enterprise"))).id)
        case To.GROUP:
            return Grantee(To.GROUP, form.text("of_group"))
        case To.KEY:
            return Grantee(To.KEY, form.text("key"))
        case To.LINK:
            return Grantee(To.LINK)
    raise Malformed("choose who is to see it (at to)")


def _extent(form: Form) -> Extent:
    """What the form is about: all of a prefix, or the one record that is named."""
    items = tuple(dict.fromkeys(form.text("items").replace(",", " ").replace("，", " ").split()))
    what = form.text("what")
    if not what:
        return Extent(prefix=Prefix.parse(form.text("prefix")), template=form.text("template"), items=items)
    handle = Handle.parse(what)
    return Extent(
        prefix=Prefix(handle.prefix.key), suffix=handle.suffix_key, template=form.text("template"), items=items
    )


def _days(form: Form) -> int | None:
    text = form.text("days")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise Malformed(f"cannot read {text[:20]!r} as a number of days (at days)")
    return int(text)


PAGES: Pages = {
    PATH: {"GET": get, "POST": post},
    GROUPS: {"POST": post_group},
    PATH + "/{id}": {"POST": post_act},
}
