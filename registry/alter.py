"""Alter: a partial change of an enterprise's profile (chg), in force at once.

What only a full change may do (chgAll: name, code, nature, paper, legal person) is applied for; what the evaluation
counts by (park, 规上, categories) is the park's to say.
"""

from typing import Any

import msgspec

from registry.applying import dossier
from registry.applying.consult import Outdated
from registry.authority import Verb, allows, allows_for
from registry.practice import Practice
from registry.store import enterprises
from registry.store.page import Reading, Writing
from schemas import life
from schemas.complaint import Incomplete
from schemas.enterprise import Enterprise, of_profile
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.life import Act
from schemas.masking import masked
from schemas.principal import Principal
from schemas.profile import OF_THE_PARK, Profile, changed, members_of, needs_review
from schemas.profile_checks import complaints


async def alter(
    page: Writing,
    who: Principal,
    practice: Practice,
    id: str,
    changes: dict[str, Any],
    if_version: int | None = None,
) -> Enterprise:
    """Change members of an enterprise's profile, given by their names; those of persons one by one.

    Raises, in this order:
        Absent: there is no such enterprise, as far as the caller may know.
        Forbidden: the caller may not change it.
        Conflict: it cannot be changed now, or is not at version `if_version` any more.
        Malformed: a member is not of its kind.
        Conflict: nothing would change, or only a full change may do this.
        Forbidden: what is to change is the park's to say.
        Incomplete: it would be wrong.
        Absent: there is no such park.
    """
    known = await enterprise_of(page, who, id)
    if not allows_for(who, Verb.APPLY, id):
        raise Forbidden(f"{who.name} may not change {known.name}")
    life.after(known.standing, Act.AMEND, known.name)
    require_version(known, if_version)
    before = await dossier.of_enterprise(page, practice.seals, known)
    after = merged(before, changes)
    names = changed(before, after)
    if not names:
        raise Conflict(f"{known.name} has these particulars already")
    if full := needs_review(before, after):
        raise Conflict(f"{', '.join(full)} cannot be changed directly: apply for a full change, which is reviewed")
    if (reserved := [name for name in names if name in OF_THE_PARK]) and not allows(who, Verb.MANAGE):
        raise Forbidden(f"{', '.join(reserved)} is the park's to say")
    earlier = complaints(before)
    if found := [each for each in complaints(after) if each not in earlier]:
        raise Incomplete("the change", found)
    if after.park and after.park != before.park and await enterprises.find_park(page, after.park) is None:
        raise Absent(f"there is no park {after.park[:40]!r}")
    stands = of_profile(msgspec.structs.replace(known, version=known.version + 1), after)
    await enterprises.replace(page, stands)
    await dossier.keep_of_enterprise(page, practice.seals, id, after)
    page.note(who, "amend enterprise", id, **told(before, after))
    return stands


async def enterprise_of(page: Reading, who: Principal, id: str) -> Enterprise:
    """The enterprise with this id, for those who may know of it.

    Raises:
        Absent: there is none, as far as the caller may know.
    """
    found = await enterprises.find_by_id(page, id)
    if found is None or not (who.enterprise == id or allows(who, Verb.LIST)):
        raise Absent(f"there is no enterprise {id[:80]!r}")
    return found


def require_version(known: Enterprise, if_version: int | None) -> None:
    """Make sure that an enterprise is as whoever changes it knows it.

    Raises:
        Outdated: it is not.
    """
    if if_version is not None and known.version != if_version:
        raise Outdated(f"{known.name} is at version {known.version}, and this is meant for {if_version}")


def merged(before: Profile, changes: dict[str, Any]) -> Profile:
    """A profile with these changes: members by name, those of persons one by one.

    >>> from schemas.profile import Contact
    >>> merged(Profile(contact=Contact(name="甲", phone="1")), {"contact": {"phone": "2"}}).contact.phone
    '2'

    Raises:
        Malformed: a member is not known, or not of its kind.
    """
    whole = msgspec.to_builtins(before)
    for name, value in changes.items():
        if name not in Profile.__struct_fields__:
            raise Malformed(f'cannot read a change: unknown member "{name[:40]}"')
        if isinstance(value, dict):
            known = type(getattr(before, name)).__struct_fields__ if name in ("legal_person", "contact") else ()
            if unknown := set(value) - set(known):
                raise Malformed(f'cannot read a change: unknown member "{name}.{min(unknown)[:40]}"')
            value = {**whole.get(name, {}), **value}
        whole[name] = value
    try:
        return msgspec.convert(whole, Profile)
    except msgspec.ValidationError as fault:
        raise Malformed(f"cannot read a change: {str(fault)[:200]}") from None


def told(before: Profile, after: Profile) -> dict[str, Any]:
    """What changed, as the trail keeps it: before and after, personal data masked."""
    was, becomes = members_of(before), members_of(after)
    return {name: [masked(name, was[name]), masked(name, becomes[name])] for name in was if was[name] != becomes[name]}
