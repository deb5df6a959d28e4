"""Find templates, as far as the caller may know of them; and the version against which a record may be registered."""

from collections.abc import Sequence

from registry.authority import Verb, allows, allows_for, require_for
from registry.store import template_users, templates
from registry.store.page import Reading
from registry.store.templates import KeptTemplate, KeptVersion
from schemas.errors import Absent, Conflict
from schemas.principal import Principal
from schemas.template import TemplateReference
from schemas.template_columns import Under


async def visible(page: Reading, who: Principal | None, id: str) -> tuple[KeptTemplate, list[KeptVersion]]:
    """A template with those of its versions that the caller may see, the newest first.

    What the park shares and has published, everybody may see; what is an enterprise's, the enterprise, those whom it is
    open to and the park's staff; a draft, its authors and the park's staff.

    Raises:
        Absent: there is no such template, as far as the caller may know.
    """
    kept = await templates.find(page, id)
    if kept is not None and (_may_see(who, kept) or await template_users.may_use(page, id, _enterprise(who))):
        all_ = _shown(who, kept, (await templates.versions(page, [id]))[id])
        if all_:
            return kept, all_
    raise Absent(f"there is no template {id[:80]!r}")


async def listed(
    page: Reading, who: Principal | None, own: bool = False
) -> list[tuple[KeptTemplate, list[KeptVersion]]]:
    """The templates that the caller may see, each with its versions; `own` leaves out what the park shares."""
    staff = who is not None and allows(who, Verb.LIST)
    opened = await template_users.open_to(page, _enterprise(who))
    kept = await templates.list_(page, _enterprise(who), staff, opened)
    if own:
        kept = [each for each in kept if each.enterprise is not None]
    versions = await templates.versions(page, [each.id for each in kept])
    shown = [(each, _shown(who, each, versions[each.id])) for each in kept if each.id in opened or _may_see(who, each)]
    return [(each, all_) for each, all_ in shown if all_]


async def authored(page: Reading, who: Principal, id: str) -> tuple[KeptTemplate, list[KeptVersion]]:
    """A template with all its versions, for its authors.

    Raises, in this order:
        Absent: there is no such template, as far as the caller may know.
        Forbidden: it is not the caller's.
    """
    kept, all_ = await visible(page, who, id)
    require_for(who, Verb.TEMPLATES, kept.enterprise)
    return kept, all_


async def version_of(page: Reading, who: Principal | None, id: str, number: int) -> tuple[KeptTemplate, KeptVersion]:
    """One version of a template.

    Raises:
        Absent: there is none, as far as the caller may know.
    """
    kept, all_ = await visible(page, who, id)
    for version in all_:
        if version.version == number:
            return kept, version
    raise Absent(f"the template {id[:80]} has no version {number}")


async def usable(page: Reading, reference: TemplateReference, enterprise: str | None) -> KeptVersion:
    """The version against which records under a prefix of an enterprise, or of the node's own (None), are registered.

    Raises, in this order:
        Absent: there is no such template or version that the park shares, or that is the enterprise's or open to it.
        Conflict: the version is a draft.
    """
    kept = await templates.find(page, reference.id)
    found = None
    if kept is not None and (
        kept.enterprise in (None, enterprise) or await template_users.may_use(page, kept.id, enterprise)
    ):
        found = await templates.version(page, reference)
    if found is None:
        raise Absent(f"there is no template {reference.text} that may be used here")
    if not found.published:
        raise Conflict(f"version {found.version} of the template {reference.id} is a draft: expected a published one")
    return found


async def under_of(page: Reading, who: Principal, reference: TemplateReference) -> Under:
    """The version that the rows of a file are to be registered against.

    Raises, in this order:
        Absent: there is no such template or version, as far as the caller may know.
        Conflict: the version is a draft.
    """
    _, all_ = await visible(page, who, reference.id)
    for version in all_:
        if version.published if reference.version is None else version.version == reference.version:
            if not version.published:
                raise Conflict(f"{version.reference.text} is a draft: expected a published version")
            return Under(version.reference, version.definition)
    raise Absent(f"there is no template {reference.text} that may be used here")


def _enterprise(who: Principal | None) -> str | None:
    return None if who is None else who.enterprise


def _may_see(who: Principal | None, kept: KeptTemplate) -> bool:
    if kept.enterprise is None:
        return True
    return who is not None and (who.enterprise == kept.enterprise or allows(who, Verb.LIST))


def _shown(who: Principal | None, kept: KeptTemplate, all_: Sequence[KeptVersion]) -> list[KeptVersion]:
    drafts = who is not None and (allows_for(who, Verb.TEMPLATES, kept.enterprise) or allows(who, Verb.LIST))
    return [version for version in all_ if version.published or drafts]
