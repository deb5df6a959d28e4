"""Still: whether whoever began something that takes long is let in still, as what they were then."""

from registry.store import accounts, keys
from registry.store.page import Reading
from schemas.account import AccountStanding
from schemas.errors import Forbidden
from schemas.principal import Role, key_in


async def require_still(page: Reading, name: str, role: Role, person: str | None) -> None:
    """Let a principal, by its name, role and account, go on with what it began, or not.

    Raises:
        Forbidden: its key was revoked or has run out, or its account is closed or has another role.
    """
    if (id := key_in(name)) is not None:
        key = await keys.find(page, id)
        ends = [] if key is None else [end for end in (key.expires_at, key.revoked_at) if end is not None]
        if ends and min(ends) <= page.now:
            raise Forbidden(f"{name} was revoked meanwhile, or has run out")
    elif person is not None:
        kept = await accounts.find(page, person)
        if kept is not None and (kept.account.standing is not AccountStanding.ACTIVE or kept.account.role is not role):
            raise Forbidden(f"{name} is not let in as {role.value} any more")
