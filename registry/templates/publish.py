"""Publish: let records be registered against a template's draft. From then on that version is what it is."""

import msgspec

from registry.store import templates
from registry.store.page import Writing
from registry.store.templates import KeptTemplate, KeptVersion
from registry.templates.draft import draft, require_edition
from registry.templates.find import authored
from schemas.errors import Conflict
from schemas.principal import Principal
from schemas.template_ready import ready


async def publish(
    page: Writing, who: Principal, id: str, if_edition: str | None = None
) -> tuple[KeptTemplate, KeptVersion]:
    """Publish the draft of a template.

    Raises, in this order:
        Absent: there is no such template, as far as the caller may know.
        Forbidden: it is not the caller's.
        Outdated: it is not the edition `if_edition` any more.
        Conflict: it has no draft.
    """
    kept, all_ = await authored(page, who, id)
    require_edition(kept, all_, if_edition)
    newest = all_[0]
    if newest.published:
        raise Conflict(f"the template {id} has no draft: version {newest.version} is published already")
    version = msgspec.structs.replace(newest, published_at=page.now)
    await templates.publish(page, version)
    page.note(who, "publish template", id, version=version.version, enterprise=kept.enterprise)
    return kept, version


async def install(page: Writing, who: Principal) -> list[str]:
    """Enter the ready-made templates that are missing, published and shared by the park; their ids.

    Raises:
        Forbidden: the caller may not make templates of the park.
    """
    entered = []
    for each in ready():
        if await templates.find(page, each.id) is None:
            await draft(page, who, None, each.particulars, each.definition, each.id)
            await publish(page, who, each.id)
            entered.append(each.id)
    return entered
