"""Open: let other enterprises register against an enterprise's own template; shut it again.

They see what is published of it and register under their own prefixes. It stays its authors': nobody else changes it.
What was registered while it was open stays under it, and is held to it.
"""

from collections.abc import Sequence

from registry.named import named_enterprise
from registry.store import template_users
from registry.store.page import Reading, Writing
from registry.store.template_users import EVERYBODY
from registry.templates.find import authored
from schemas.errors import Conflict, Malformed
from schemas.principal import Principal

MOST_USERS = 1_000


async def open_to(page: Writing, who: Principal, id: str, users: Sequence[str], everybody: bool = False) -> list[str]:
    """Say which enterprises may use a template beside its own: these alone, by code, id or name, or all.

    Raises, in this order:
        Absent: there is no such template, as far as the caller may know.
        Forbidden: it is not the caller's.
        Conflict: it is the park's, which shares it with all.
        Malformed: more than a thousand are named, or some beside all.
        Absent, Conflict: there is no enterprise of a name, or several.
    """
    kept, _ = await authored(page, who, id)
    if kept.enterprise is None:
        raise Conflict(f"the template {id} is shared by the park: everybody uses it already")
    if len(users) > MOST_USERS:
        raise Malformed(
            f"a template is open to {MOST_USERS} named enterprises at most, got {len(users)} (at enterprises)"
        )
    if everybody and users:
        raise Malformed("open to everybody or to some? expected no names beside everybody (at enterprises)")
    named = {(await named_enterprise(page, each)).id for each in users}
    wanted = [EVERYBODY] if everybody else sorted(named - {kept.enterprise})
    before = await template_users.list_(page, id)
    await template_users.replace(page, id, wanted)
    page.note(who, "open template", id, before=before, after=wanted)
    return wanted


async def users_of(page: Reading, who: Principal, id: str) -> list[str]:
    """Whom a template is open to, by their ids, for its authors; EVERYBODY alone for all.

    Raises, in this order:
        Absent: there is no such template, as far as the caller may know.
        Forbidden: it is not the caller's.
    """
    kept, _ = await authored(page, who, id)
    return await template_users.list_(page, kept.id)
