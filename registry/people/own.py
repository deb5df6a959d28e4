"""Own: what people do with their own accounts: another password, the second factor, ending visits elsewhere."""

import msgspec

from registry.credentials import Pepper
from registry.people.appoint import person
from registry.people.second_factor import sealed, step_of
from registry.store import accounts, visits
from registry.store.accounts import Kept
from registry.store.page import Writing
from schemas.account import Account, AccountStanding
from schemas.errors import Conflict, Malformed, Unauthenticated


async def change_password(page: Writing, id: str, was: str | None, hashed: str, address: str) -> Account:
    """Set another password; all visits end, the one that asks for it too.

    `was` is the hash that the old password was held against: if it stands no more, somebody else was quicker.

    Raises:
        Unauthenticated: the account lets nobody in, or has got another password meanwhile.
    """
    kept = await _of(page, id)
    if kept.password != was:
        raise Unauthenticated("the password has been changed meanwhile")
    accounts.replace(page, msgspec.structs.replace(kept, password=hashed))
    visits.end_all(page, id)
    page.note(person(kept.account, address), "change password", id)
    return kept.account


async def set_second_factor(page: Writing, pepper: Pepper, id: str, secret: str, code: str, address: str) -> Account:
    """Set up the second factor with a secret that the person's app has read, proved by a password that it made.

    Raises, in this order:
        Unauthenticated: the account lets nobody in.
        Conflict: it has a second factor already.
        Malformed: the one-time password is not the secret's.
    """
    kept = await _of(page, id)
    if kept.account.second_factor:
        raise Conflict("the second factor is set up already: remove it first")
    step = step_of(secret, code, kept.counter, page.now)
    if step is None:
        raise Malformed("the one-time password does not fit: expected the six digits that the app shows now (at code)")
    account = msgspec.structs.replace(kept.account, second_factor=True)
    accounts.replace(
        page, msgspec.structs.replace(kept, account=account, secret=sealed(pepper, id, secret), counter=step)
    )
    page.note(person(account, address), "set up second factor", id)
    return account


async def remove_second_factor(page: Writing, id: str, address: str) -> Account:
    """Go back to the password alone. The caller has made sure of the password just now.

    Raises:
        Unauthenticated: the account lets nobody in.
        Conflict: there is no second factor.
    """
    kept = await _of(page, id)
    if not kept.account.second_factor:
        raise Conflict("there is no second factor")
    account = msgspec.structs.replace(kept.account, second_factor=False)
    accounts.replace(page, msgspec.structs.replace(kept, account=account, secret=None))
    page.note(person(account, address), "remove second factor", id)
    return account


async def end_other_visits(page: Writing, id: str, but: bytes, address: str) -> int:
    """End all visits of an account except one; how many."""
    others = [visit for visit in await visits.list_(page, id) if visit.digest != but]
    for visit in others:
        visits.end(page, visit.digest)
    page.note(person((await _of(page, id)).account, address), "end other visits", id, visits=len(others))
    return len(others)


async def _of(page: Writing, id: str) -> Kept:
    kept = await accounts.find(page, id)
    if kept is None or kept.account.standing is not AccountStanding.ACTIVE:
        raise Unauthenticated("this account lets nobody in")
    return kept
