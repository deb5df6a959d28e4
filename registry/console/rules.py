"""`/console/rules`: coding rules: put together from segments and tried at once, published, read again."""

from collections.abc import Sequence

from aiohttp import web

from registry.authority import Verb, allows
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.console.segments import (
    KINDS,
    SegmentLine,
    Tried,
    definition_of,
    lines_of,
    place_of,
    sample_of,
    tried,
)
from registry.define import define, find, publish
from registry.store import prefixes, rules, serials
from registry.store.page import Reading
from registry.store.rules import KeptRule
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.coding import Decoded, Rule
from schemas.coding_pieces import ALGORITHMS
from schemas.coding_segments import CHARACTER_SETS, DateFormat
from schemas.errors import Forbidden, Malformed, NodeError
from schemas.prefix import Prefix
from schemas.principal import Principal

PATH = "/console/rules"
_FORMATS: tuple[DateFormat, ...] = DateFormat.__args__  # type: ignore[attr-defined] # the words of a Literal
_FIRST = (SegmentLine("fixed", text="SN"), SegmentLine("date", "made"), SegmentLine("serial", width="6"))
"""What a new rule begins with: something that works, to be changed."""


async def get(request: web.Request) -> web.StreamResponse:
    """The rules of a prefix."""
    who, asked = present(request).principal, request.query.get("prefix", "")
    async with request.app[CONTEXT].book.reading() as page:
        known = await listable(page, who)
        prefix = Prefix.parse(asked or known[0]) if asked or known else None
        if prefix is not None:
            require_reader(who, prefix)
        kept = list(await rules.list_(page, prefix)) if prefix is not None else []
        following = {rule.name: await serials.find(page, rule.prefix, rule.name) for rule in kept if rule.published}
        now = page.now
    return request.app[FRAME].page(
        request,
        "rules.html",
        prefixes=known,
        asked=prefix.text if prefix is not None else "",
        rules=[(rule, _sample(rule, now)) for rule in kept],
        following=following,
        may_define=prefix is not None and allows(who, Verb.REGISTER, prefix),
    )


async def get_new(request: web.Request) -> web.StreamResponse:
    """The form of a new rule, or of the next version of one."""
    who = present(request).principal
    fields: dict[str, tuple[str, ...]] = {"prefix": (request.query.get("prefix", ""),)}
    lines: Sequence[SegmentLine] = _FIRST
    if "from" in request.query:
        async with request.app[CONTEXT].book.reading() as page:
            kept = await find(page, request.query["from"])
            require_reader(who, kept.prefix)
        lines = [SegmentLine.of(segment) for segment in kept.definition.segments]
        fields |= {"prefix": (kept.prefix.text,), "name": (kept.name,), "separator": (kept.definition.separator,)}
    else:
        fields["separator"] = ("-",)
    return await _new(request, Form(fields), lines)


async def post_new(request: web.Request) -> web.StreamResponse:
    """Try a rule, or enter it, as a draft or to be used."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    lines, act = lines_of(form), form.text("act")
    if act not in ("draft", "publish"):
        return await _new(request, form, lines)
    try:
        prefix, name = Prefix.parse(form.text("prefix")), form.text("name")
        definition = definition_of(lines, form.text("separator"))
        kept = await context.group.do(lambda page: define(page, who, prefix, name, definition, (), act == "draft"))
    except NodeError as error:
        return await _new(request, form, lines, error)
    return seen(f"{PATH}/{kept.id}", "published" if kept.published else "kept")


async def get_rule(request: web.Request) -> web.StreamResponse:
    """One version of a rule; with a suffix, what it says."""
    return await _rule(request)


async def post_rule(request: web.Request) -> web.StreamResponse:
    """Publish a draft."""
    await form_of(request)
    context, who, id = request.app[CONTEXT], present(request).principal, request.match_info["id"]
    try:
        await context.group.do(lambda page: publish(page, who, id))
    except NodeError as error:
        return await _rule(request, fault_of(error), kind_of(error).status)
    return seen(f"{PATH}/{id}", "published")


async def listable(page: Reading, who: Principal, verb: Verb = Verb.LIST) -> list[str]:
    """The prefixes of which somebody may see the rules, or do something else with them."""
    return [each.prefix for each in await prefixes.list_(page) if allows(who, verb, Prefix(each.prefix))]


def require_reader(who: Principal, prefix: Prefix) -> None:
    """Let somebody see the rules of a prefix, or not.

    Raises:
        Forbidden: they may not.
    """
    if not allows(who, Verb.LIST, prefix):
        raise Forbidden(f"{who.name} may not see the rules of {prefix}")


async def _new(
    request: web.Request, form: Form, lines: Sequence[SegmentLine], error: NodeError | None = None
) -> web.StreamResponse:
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        held = await listable(page, who, Verb.REGISTER)
        now = page.now
    rule: Rule | None = None
    made: Tried | None = None
    trouble: NodeError | None = error
    fields: dict[str, str] = {}
    try:
        rule = Rule.parse(definition_of(lines, form.text("separator")))
        typed = {name: form.text(f"try.{name}") for name in rule.names}
        fields = sample_of(rule, typed, now)
        made = tried(rule, fields, _serial(form))
    except Malformed as refusal:
        trouble = trouble or refusal
    sentence = trouble.sentence if trouble is not None else ""
    return request.app[FRAME].page(
        request,
        "rule_new.html",
        status=kind_of(error).status if error is not None else 200,
        fault=fault_of(error) if error is not None else None,
        form=form,
        prefixes=held,
        lines=[*lines, SegmentLine()],
        kinds=KINDS,
        formats=_FORMATS,
        sets=list(CHARACTER_SETS),
        algorithms=list(ALGORITHMS),
        rule=rule,
        made=made,
        fields=fields,
        trouble=sentence.partition(" (at ")[0],
        wrong=place_of(sentence),
    )


async def _rule(request: web.Request, fault: Fault | None = None, status: int = 200) -> web.StreamResponse:
    who = present(request).principal
    async with request.app[CONTEXT].book.reading() as page:
        kept = await find(page, request.match_info["id"])
        require_reader(who, kept.prefix)
        following = await serials.find(page, kept.prefix, kept.name)
        versions = [each for each in await rules.list_(page, kept.prefix) if each.name == kept.name]
        now = page.now
    suffix = request.query.get("suffix", "").strip().removeprefix(f"{kept.prefix}/")
    decoded: Decoded | None = None
    unread = ""
    if suffix:
        try:
            decoded = kept.rule.decode(suffix)
        except Malformed as error:
            unread = error.sentence
    return request.app[FRAME].page(
        request,
        "rule.html",
        status=status,
        fault=fault,
        kept=kept,
        lines=[SegmentLine.of(segment) for segment in kept.definition.segments],
        made=_sample(kept, now),
        following=following,
        versions=versions,
        suffix=suffix,
        decoded=decoded,
        unread=unread,
        may_define=allows(who, Verb.REGISTER, kept.prefix),
        done=request.query.get("done", ""),
    )


def _sample(kept: KeptRule, now: int) -> Tried:
    return tried(kept.rule, sample_of(kept.rule, {}, now), None)


def _serial(form: Form) -> int | None:
    text = form.text("try.serial")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Malformed(f"cannot read {text[:20]!r} as a serial: expected a number")
    return int(text)


PAGES: Pages = {
    PATH: {"GET": get},
    f"{PATH}/new": {"GET": get_new, "POST": post_new},
    PATH + "/{id}": {"GET": get_rule, "POST": post_rule},
}
