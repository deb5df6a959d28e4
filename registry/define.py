"""Define: how the suffixes of a prefix are made. A version is a draft, is tried on examples, and is published.

What a version defines never changes, published or not; another definition is another version. Serials belong to the
rule's name and not to a version: a new version goes on where the one before stopped.
"""

import secrets
from collections.abc import Sequence

import msgspec

from registry.authority import Verb, allows
from registry.register import require_home
from registry.store import rules, serials
from registry.store.page import Reading, Writing
from registry.store.rules import KeptRule
from schemas.coding import Rule
from schemas.coding_segments import Definition, Example
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal
from schemas.trail import difference

LONGEST_NAME = 64
# A rule a product line and some versions of each: a holder who has more is a program that went wrong.
MOST_VERSIONS = 1_000


async def define(
    page: Writing,
    who: Principal,
    prefix: Prefix,
    name: str,
    definition: Definition,
    examples: Sequence[Example] = (),
    draft: bool = False,
) -> KeptRule:
    """Enter a rule, or the next version of one; unless it is a draft it may be used from now on.

    Raises, in this order:
        Malformed: the name, or the rule: the sentence names the segment.
        Malformed: an example does not hold.
        Elsewhere: the prefix is not kept here.
        Forbidden: the prefix is suspended or closed, or not the caller's.
        Conflict: the prefix has a thousand versions of rules already.
    """
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise Malformed(f"the name of a rule has 1 to {LONGEST_NAME} printable characters, got {name[:80]!r} (at name)")
    _require_examples(Rule.parse(definition), examples)
    await require_prefix(page, who, prefix)
    if await rules.count(page, prefix) >= MOST_VERSIONS:
        raise Conflict(f"{prefix} has {MOST_VERSIONS} versions of rules, which is the most there can be")
    version = 1 + await rules.newest(page, prefix, name)
    # Bytes of chance and not a count: whoever reads a rule's id learns nothing about others.
    kept = KeptRule(secrets.token_hex(8), prefix, name, version, definition, page.now, None if draft else page.now)
    await rules.enter(page, kept)
    if not draft:
        await _open(page, kept)
    after = {"published": not draft, "definition": msgspec.to_builtins(definition)}
    page.note(who, "define rule", f"{prefix}: {name}", rule=kept.id, version=version, after=after)
    return kept


async def publish(page: Writing, who: Principal, id: str, examples: Sequence[Example] = ()) -> KeptRule:
    """Let a draft be used from now on, if these examples hold.

    Raises, in this order:
        Absent: there is no such rule.
        Elsewhere: the prefix is not kept here.
        Forbidden: the prefix is suspended or closed, or not the caller's.
        Malformed: an example does not hold.
        Conflict: it is published already, or a later version is.
    """
    kept = await find(page, id)
    await require_prefix(page, who, kept.prefix)
    _require_examples(kept.rule, examples)
    if kept.published:
        raise Conflict(f"version {kept.version} of the rule {kept.name} is published already")
    latest = await rules.newest(page, kept.prefix, kept.name, published=True)
    if latest > kept.version:
        raise Conflict(
            f"version {latest} of the rule {kept.name} is published already, and this is version {kept.version}"
        )
    await rules.publish(page, id)
    await _open(page, kept)
    told = difference({"published": False}, {"published": True})
    page.note(who, "publish rule", f"{kept.prefix}: {kept.name}", rule=id, version=kept.version, **told)
    return msgspec.structs.replace(kept, published_at=page.now)


async def find(page: Reading, id: str) -> KeptRule:
    """The rule with this id.

    Raises:
        Absent: there is none.
    """
    kept = await rules.find(page, id)
    if kept is None:
        raise Absent(f"there is no rule {id[:80]!r}")
    return kept


async def require_prefix(page: Writing, who: Principal, prefix: Prefix) -> None:
    """Make sure that a prefix is kept here and that the caller may say how its suffixes are made.

    Raises, in this order:
        Elsewhere: it was never granted here, or lives at the enterprise's own node.
        Forbidden: it is suspended or closed, or not the caller's.
    """
    await require_home(page, Handle(prefix, "-"))
    if not allows(who, Verb.REGISTER, prefix):
        raise Forbidden(f"{who.name} may not make identifiers under {prefix}")


async def _open(page: Writing, kept: KeptRule) -> None:
    """Give a rule its serials; a later version's first one may lie behind what was drawn, and never before it."""
    if kept.rule.serial is not None:
        await serials.raise_to(page, kept.prefix, kept.name, kept.rule.serial.first)


def _require_examples(rule: Rule, examples: Sequence[Example]) -> None:
    for number, example in enumerate(examples):
        try:
            rule.try_out(example)
        except Malformed as fault:
            raise Malformed(f"{fault} (at examples[{number}])") from None
