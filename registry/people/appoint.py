"""Appoint: give a person an account, invite them to it, let them in again, close it.

An account begins without a password: whoever appoints gets an invitation, shown once, and hands it to the person, who
sets the password. So no password is ever known to two people.
"""

import secrets
import uuid

import msgspec

from registry.authority import Verb, require_for
from registry.credentials import Pepper
from registry.store import accounts, enterprises, keys, refusals, visits
from registry.store.accounts import Kept
from registry.store.page import Writing
from schemas.account import Account, AccountStanding, login_in
from schemas.errors import Absent, Conflict, Forbidden
from schemas.life import Standing
from schemas.principal import Principal, Role
from schemas.trail import difference

OF_PEOPLE = frozenset({Role.PARK_ADMIN, Role.REVIEWER, Role.AUDITOR, Role.ENTERPRISE_ADMIN})
"""Roles whose keys act as a person does: they go with the person who made them. Applications' and nodes' keys stay."""
INVITED_SECONDS = 7 * 86_400
"""How long an invitation opens its account."""


async def appoint(page: Writing, who: Principal, pepper: Pepper, wanted: Account) -> tuple[Account, str]:
    """Give a person an account; the second part of the result is the only copy of the invitation.

    Raises, in this order:
        Malformed: it can be no account.
        Forbidden: the caller may not appoint, in this enterprise or at all.
        Absent: there is no such enterprise.
        Conflict: the enterprise is closed.
        Conflict: the login name was given to somebody, also if that account is closed by now.
    """
    account = msgspec.structs.replace(wanted, login=login_in(wanted.login)).checked()
    require_for(who, Verb.PEOPLE, account.enterprise)
    if account.enterprise is not None:
        known = await enterprises.find_by_id(page, account.enterprise)
        if known is None:
            raise Absent(f"there is no enterprise {account.enterprise[:80]!r}")
        if known.standing is Standing.CLOSED:
            raise Conflict(f"{known.name} is closed and gets no more people")
    if await accounts.find_by_login(page, account.login):
        raise Conflict(f"the login name {account.login} was given to somebody already")
    invitation = _new_invitation()
    entered = msgspec.structs.replace(
        account, id=uuid.uuid4().hex, standing=AccountStanding.INVITED, second_factor=False, created_at=page.now
    )
    kept = Kept(entered, invitation=pepper.digest(_key_of(invitation)), invited_until=page.now + INVITED_SECONDS)
    accounts.enter(page, kept)
    page.note(who, "appoint", entered.id, login=entered.login, role=entered.role.value, enterprise=entered.enterprise)
    return entered, invitation


async def invite_again(page: Writing, who: Principal, pepper: Pepper, id: str) -> tuple[Account, str]:
    """Invite a person anew, who has lost the password, the telephone or the invitation.

    The password, the second factor and all visits are gone with it.

    Raises, in this order:
        Absent: there is no such account, as far as the caller may know.
        Forbidden: the caller may not, or the account is the caller's own.
        Conflict: it is closed.
    """
    kept = await manageable(page, who, id)
    if who.person == id:
        raise Forbidden("nobody invites themselves: a password is changed by whoever knows it")
    if kept.account.standing is AccountStanding.CLOSED:
        raise Conflict(f"the account {kept.account.login} is closed")
    invitation = _new_invitation()
    account = msgspec.structs.replace(kept.account, standing=AccountStanding.INVITED, second_factor=False)
    accounts.replace(
        page,
        msgspec.structs.replace(
            kept,
            account=account,
            password=None,
            secret=None,
            invitation=pepper.digest(_key_of(invitation)),
            invited_until=page.now + INVITED_SECONDS,
        ),
    )
    visits.end_all(page, id)
    refusals.forget(page, digest_of_login(pepper, account.login))
    page.note(who, "invite again", id, login=account.login)
    return account, invitation


async def invited(page: Writing, pepper: Pepper, invitation: str) -> Kept:
    """The account that an invitation opens now.

    Raises:
        Absent: none: it is not one, was used, or has run out. Which of these, the caller is not told.
    """
    kept = await accounts.find_by_invitation(page, pepper.digest(_key_of(invitation)))
    if kept is None or kept.account.standing is not AccountStanding.INVITED or (kept.invited_until or 0) <= page.now:
        raise Absent("this invitation opens nothing: it was used, or has run out; ask for a new one")
    return kept


async def accept(page: Writing, pepper: Pepper, invitation: str, hashed: str, address: str) -> Account:
    """Set the first password of an account, by its invitation, which opens nothing from then on.

    Raises:
        Absent: the invitation opens nothing.
    """
    kept = await invited(page, pepper, invitation)
    account = msgspec.structs.replace(kept.account, standing=AccountStanding.ACTIVE)
    accounts.replace(
        page, msgspec.structs.replace(kept, account=account, password=hashed, invitation=None, invited_until=None)
    )
    page.note(person(account, address), "accept invitation", account.id)
    return account


async def amend(page: Writing, who: Principal, id: str, name: str | None = None, role: Role | None = None) -> Account:
    """Give an account another name or another role. With another role all visits end, and so do the keys that act as
    the person does: rights are not carried over.

    Raises, in this order:
        Absent: there is no such account, as far as the caller may know.
        Forbidden: the caller may not, or would change the role of its own account.
        Malformed: it could be no account then.
        Conflict: it is closed, or is the last administrator of the park.
    """
    kept = await manageable(page, who, id)
    before = kept.account
    account = msgspec.structs.replace(before, name=name or before.name, role=role or before.role)
    if account.role is not before.role and who.person == id:
        raise Forbidden("nobody changes the role of their own account")
    account.checked()
    if before.standing is AccountStanding.CLOSED:
        raise Conflict(f"the account {before.login} is closed")
    told: dict[str, object] = {}
    if account.role is not before.role:
        await _require_another_administrator(page, before)
        visits.end_all(page, id)
        told = await _keys_revoked(page, id)
    accounts.replace(page, msgspec.structs.replace(kept, account=account))
    was, becomes = ({"name": each.name, "role": each.role.value} for each in (before, account))
    page.note(who, "amend account", id, **difference(was, becomes), **told)
    return account


async def close(page: Writing, who: Principal, id: str) -> Account:
    """Close an account for good; its visits end, and so do the keys it has made that act as a person does.

    Raises, in this order:
        Absent: there is no such account, as far as the caller may know.
        Forbidden: the caller may not, or the account is the caller's own.
        Conflict: it is closed already, or is the last administrator of the park.
    """
    kept = await manageable(page, who, id)
    if who.person == id:
        raise Forbidden("nobody closes their own account")
    if kept.account.standing is AccountStanding.CLOSED:
        raise Conflict(f"the account {kept.account.login} is closed")
    await _require_another_administrator(page, kept.account)
    account = msgspec.structs.replace(kept.account, standing=AccountStanding.CLOSED, second_factor=False)
    accounts.replace(
        page,
        msgspec.structs.replace(
            kept, account=account, password=None, secret=None, invitation=None, invited_until=None, subject=None
        ),
    )
    visits.end_all(page, id)
    page.note(who, "close account", id, login=account.login, **await _keys_revoked(page, id))
    return account


async def unlock(page: Writing, who: Principal, pepper: Pepper, id: str) -> Account:
    """Let a person try again at once after too many wrong passwords.

    Raises, in this order:
        Absent: there is no such account, as far as the caller may know.
        Forbidden: the caller may not.
    """
    account = (await manageable(page, who, id)).account
    refusals.forget(page, digest_of_login(pepper, account.login))
    page.note(who, "unlock account", id, login=account.login)
    return account


async def manageable(page: Writing, who: Principal, id: str) -> Kept:
    """The account with this id, if the caller may manage it.

    Raises, in this order:
        Absent: there is none, or it is another enterprise's, which the caller does not get to know.
        Forbidden: the caller manages no accounts.
    """
    kept = await accounts.find(page, id)
    if kept is None or (who.enterprise is not None and kept.account.enterprise != who.enterprise):
        raise Absent(f"there is no account {id[:80]!r}")
    require_for(who, Verb.PEOPLE, kept.account.enterprise)
    return kept


def person(account: Account, address: str) -> Principal:
    """The person of an account as the trail names it, without any right: for acts upon the account itself."""
    return Principal(
        f"person:{account.login}", account.role, (), address, enterprise=account.enterprise, person=account.id
    )


def digest_of_login(pepper: Pepper, login: str) -> bytes:
    """What refused sign-ins under a login name are remembered under: who reads the database learns no name tried."""
    return pepper.digest(f"login: {login}")


async def _keys_revoked(page: Writing, id: str) -> dict[str, object]:
    """Revoke the keys by which a person might go on as before; which ones, for the trail."""
    made = await keys.made_by(page, id, OF_PEOPLE)
    for number in made:
        keys.revoke(page, number)
    return {"keys": list(made)} if made else {}


async def _require_another_administrator(page: Writing, account: Account) -> None:
    if account.role is not Role.PARK_ADMIN or account.standing is not AccountStanding.ACTIVE:
        return
    others = [
        one
        for one in await accounts.list_(page)
        if one.role is Role.PARK_ADMIN and one.standing is AccountStanding.ACTIVE and one.id != account.id
    ]
    if not others:
        raise Conflict(f"{account.login} is the last administrator of the park: appoint another one first")


def _new_invitation() -> str:
    return f"inv_{secrets.token_urlsafe(32)}"


def _key_of(invitation: str) -> str:
    # With a colon no issued key's secret can be the same text.
    return f"invitation: {invitation}"
