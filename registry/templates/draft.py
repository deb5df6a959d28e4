"""Draft: make a template, and say what its next version is to be. A version that is published never changes.

A template belongs to an enterprise, or the park shares it with all. It has one draft at most: the version behind the
newest. Nothing can be registered against a draft, and nobody but its authors and the park's staff sees one.
"""

import secrets
from collections.abc import Sequence

import msgspec

from registry.applying.consult import Outdated
from registry.authority import Verb, require_for
from registry.store import enterprises, templates
from registry.store.page import Writing
from registry.store.templates import KeptTemplate, KeptVersion
from registry.templates.find import authored
from schemas import template_checks, template_versions
from schemas.complaint import Incomplete
from schemas.errors import Absent, Conflict
from schemas.principal import Principal
from schemas.template import Definition, Particulars
from schemas.trail import difference

# Twenty kinds of things, fifty versions of each: whoever has more has a program that went wrong.
MOST_TEMPLATES = 1_000
MOST_VERSIONS = 1_000

_WHAT = "the template"


async def draft(
    page: Writing,
    who: Principal,
    enterprise: str | None,
    particulars: Particulars,
    definition: Definition,
    id: str | None = None,
) -> tuple[KeptTemplate, KeptVersion]:
    """Make a template of an enterprise, given by its id, or of the park (None); its version 1 is a draft.

    Raises, in this order:
        Forbidden: it is not the caller's to make.
        Absent: there is no such enterprise.
        Incomplete: something is wrong with it; all that is, is told.
        Conflict: the enterprise, or the park, has a thousand templates already.
    """
    require_for(who, Verb.TEMPLATES, enterprise)
    if enterprise is not None and await enterprises.find_by_id(page, enterprise) is None:
        raise Absent(f"there is no enterprise {enterprise[:80]!r}")
    if found := template_checks.complaints(particulars, definition):
        raise Incomplete(_WHAT, found)
    if await templates.count(page, enterprise) >= MOST_TEMPLATES:
        raise Conflict(f"there are {MOST_TEMPLATES} templates already, which is the most there can be")
    # Bytes of chance and not a count: whoever reads a template's id learns nothing about others.
    kept = KeptTemplate(id or secrets.token_hex(8), enterprise, particulars, page.now)
    version = KeptVersion(kept.id, 1, definition, page.now, None)
    await templates.enter(page, kept)
    await templates.enter_version(page, version)
    page.note(who, "draft template", kept.id, enterprise=enterprise, version=1, after=_told(particulars, definition))
    return kept, version


async def redraft(
    page: Writing,
    who: Principal,
    id: str,
    particulars: Particulars,
    definition: Definition,
    if_edition: str | None = None,
) -> tuple[KeptTemplate, KeptVersion]:
    """Say anew what the draft of a template is to be; where it has none, its next version is begun.

    What is said of the template as a whole holds at once; the items hold when the version is published.

    Raises, in this order:
        Absent: there is no such template, as far as the caller may know.
        Forbidden: it is not the caller's.
        Outdated: it is not the edition `if_edition` any more (`registry.store.templates.edition`).
        Incomplete: something is wrong with it, or an item that was published is left out or changed.
        Conflict: it has a thousand versions already.
    """
    kept, all_ = await authored(page, who, id)
    require_edition(kept, all_, if_edition)
    found = template_checks.complaints(particulars, definition)
    before = next((version.definition for version in all_ if version.published), None)
    if before is not None:
        found += template_versions.complaints(before, definition)
    if found:
        raise Incomplete(_WHAT, found)
    newest = all_[0]
    was = _told(kept.particulars, newest.definition)
    kept = msgspec.structs.replace(kept, particulars=particulars)
    await templates.replace(page, kept)
    if not newest.published:
        version = msgspec.structs.replace(newest, definition=definition)
        await templates.redraft(page, version)
    else:
        if newest.version >= MOST_VERSIONS:
            raise Conflict(f"{id} has {MOST_VERSIONS} versions, which is the most there can be")
        version = KeptVersion(id, newest.version + 1, definition, page.now, None)
        await templates.enter_version(page, version)
    changed = difference(was, _told(particulars, definition))
    page.note(who, "draft template", id, version=version.version, **changed)
    return kept, version


async def disable(page: Writing, who: Principal, id: str, code: str) -> tuple[KeptTemplate, KeptVersion]:
    """Disable an item in the template's draft, which is begun where there is none: it is asked for no more.

    Raises, in this order:
        Absent: there is no such template, as far as the caller may know, or it has no such item.
        Forbidden: it is not the caller's.
        Conflict: the item is disabled already.
    """
    kept, all_ = await authored(page, who, id)
    definition = all_[0].definition
    item = definition.item(code)
    if item is None:
        raise Absent(f"the template {id} has no item {code[:64]!r}")
    if item.disabled:
        raise Conflict(f"the item {item.label} is disabled already")
    return await redraft(page, who, id, kept.particulars, template_versions.disabled(definition, code))


def require_edition(kept: KeptTemplate, all_: Sequence[KeptVersion], if_edition: str | None) -> None:
    """Let a change pass that is meant for the template as it is; None: whatever it is.

    Raises:
        Outdated: it is meant for another one.
    """
    if if_edition is not None and templates.edition(kept, all_[0]) != if_edition:
        raise Outdated(f"the template {kept.id} was changed in the meantime: read it again before changing it")


def _told(particulars: Particulars, definition: Definition) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(particulars)
    items = {item.code: msgspec.to_builtins(item) for item in definition.items}
    return told | {"items": items}
