"""Identity: which account a person of the identity provider has here: linked, unlinked, and signed in by it."""

import msgspec

from registry.people.appoint import manageable, person
from registry.people.enter import Entered, begin
from registry.store import accounts
from registry.store.accounts import Kept
from registry.store.page import Writing
from schemas.account import Account, AccountStanding
from schemas.errors import Absent, Conflict, Malformed, Unauthenticated
from schemas.principal import Principal

LONGEST_SUBJECT = 1_024


async def enter_by(page: Writing, subject: str, address: str, agent: str) -> Entered:
    """Sign in whoever the provider has said this is. The provider answers for the second factor, too.

    Raises:
        Unauthenticated: no account is linked with this person, or it lets nobody in.
    """
    kept = await accounts.find_by_subject(page, subject)
    if kept is None or kept.account.standing is not AccountStanding.ACTIVE:
        raise Unauthenticated(
            "no account here is linked with you: sign in with your password once and link it under My account"
        )
    return begin(page, kept.account, address, agent)


async def link_own(page: Writing, id: str, subject: str, address: str) -> Account:
    """Link a person's own account with who they are at the provider; they have proved to be both just now.

    Raises, in this order:
        Unauthenticated: the account lets nobody in.
        Conflict: another account is linked with this person.
    """
    kept = await accounts.find(page, id)
    if kept is None or kept.account.standing is not AccountStanding.ACTIVE:
        raise Unauthenticated("this account lets nobody in")
    return await _linked(page, person(kept.account, address), kept, subject)


async def unlink_own(page: Writing, id: str, address: str) -> Account:
    """Undo it.

    Raises:
        Absent: the account is linked with nobody.
    """
    kept = await accounts.find(page, id)
    if kept is None or kept.subject is None:
        raise Absent("the account is linked with nobody")
    return await _linked(page, person(kept.account, address), kept, None)


async def link(page: Writing, who: Principal, id: str, subject: str | None) -> Account:
    """Link somebody's account with a person of the provider (the issuer, a space, and its `sub`), or with nobody.

    Raises, in this order:
        Absent: there is no such account, as far as the caller may know.
        Forbidden: the caller may not.
        Malformed: the subject can be none.
        Conflict: the account is closed, or another one is linked with this person.
    """
    kept = await manageable(page, who, id)
    if subject is not None and not (subject.isprintable() and 1 <= len(subject) <= LONGEST_SUBJECT):
        raise Malformed("cannot read who is meant: expected the `sub` of the identity provider")
    if kept.account.standing is AccountStanding.CLOSED:
        raise Conflict(f"the account {kept.account.login} is closed")
    return await _linked(page, who, kept, subject)


async def _linked(page: Writing, who: Principal, kept: Kept, subject: str | None) -> Account:
    if subject is not None:
        other = await accounts.find_by_subject(page, subject)
        if other is not None and other.account.id != kept.account.id:
            raise Conflict("another account is linked with this person of the identity provider")
    accounts.replace(page, msgspec.structs.replace(kept, subject=subject))
    verb = "unlink identity" if subject is None else "link identity"
    page.note(who, verb, kept.account.id, before=kept.subject, after=subject)
    return kept.account
