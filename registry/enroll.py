"""Enroll: enter an enterprise, or a park, with its particulars, and correct them.

This is the short way for small parks: what the park itself enters is in force at once. A park that wants four eyes on
it (`four_eyes`) has enterprises come into being by applications only (`registry.applying`).
"""

import json
import uuid

import msgspec

from registry.authority import Verb, allows
from registry.store import enterprises, prefixes
from registry.store.page import Writing
from schemas.enterprise import Enterprise, Park, to_profile
from schemas.errors import Absent, Conflict, Forbidden
from schemas.life import ENTERED
from schemas.principal import Principal
from schemas.profile import Profile, plain_of
from schemas.trail import difference


async def enroll(page: Writing, who: Principal, wanted: Enterprise, four_eyes: bool = False) -> Enterprise:
    """Enter an enterprise, in force at once; its id is given here.

    Raises, in this order:
        Forbidden: the caller may not, or four eyes are wanted.
        Malformed: its particulars cannot be true.
        Absent: the park it is said to be in is not known.
        Conflict: its 统一社会信用代码 is entered already.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not enter enterprises")
    if four_eyes:
        raise Forbidden("four eyes are wanted here: apply for the enterprise, and let another person approve")
    wanted.checked()
    if wanted.park is not None and await enterprises.find_park(page, wanted.park) is None:
        raise Absent(f"there is no park {wanted.park!r}")
    if known := await enterprises.find(page, wanted.uscc):
        raise Conflict(f"{wanted.uscc} is entered already, as {known.name}")
    entered = msgspec.structs.replace(wanted, id=uuid.uuid4().hex)
    await enterprises.enter(page, entered)
    page.note(who, "enroll", entered.id, after=msgspec.structs.asdict(entered))
    return entered


async def correct(page: Writing, who: Principal, wanted: Enterprise, four_eyes: bool = False) -> Enterprise:
    """Enter an enterprise's particulars in place of those that are kept under its id.

    Its 统一社会信用代码 stays: a company with another code is another company. A new name reaches its prefixes too.
    The trail keeps what each particular was and what it became.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: its particulars cannot be true.
        Absent: there is no enterprise of this id, or no park that it is said to be in.
        Conflict: it is not entered yet, its code would be another, or nothing would change.
        Conflict: four eyes are wanted, and its name would be another.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not correct enterprises")
    wanted.checked()
    before = await enterprises.find_by_id(page, wanted.id)
    if before is None:
        raise Absent(f"there is no enterprise {wanted.id[:80]!r}")
    if before.standing not in ENTERED:
        raise Conflict(f"{before.name} is not entered yet: it is {before.standing.value}")
    wanted = msgspec.structs.replace(wanted, standing=before.standing, version=before.version)
    if wanted.park not in (None, before.park) and await enterprises.find_park(page, str(wanted.park)) is None:
        raise Absent(f"there is no park {wanted.park!r}")
    if wanted.uscc != before.uscc:
        raise Conflict(f"{before.name} has the code {before.uscc}, which stays, got {wanted.uscc}")
    if four_eyes and wanted.name != before.name:
        raise Conflict("four eyes are wanted here: a name changes by an application, which another person approves")
    changed = difference(msgspec.structs.asdict(before), msgspec.structs.asdict(wanted))
    if not changed:
        raise Conflict(f"{before.name} has these particulars already")
    wanted = msgspec.structs.replace(wanted, version=before.version + 1)
    await enterprises.replace(page, wanted)
    kept, sealed = await enterprises.kept_of(page, wanted.id)
    if kept:
        plain = {**json.loads(kept), **plain_of(to_profile(wanted, Profile()))}
        await enterprises.keep(page, wanted.id, plain, sealed)
    if wanted.name != before.name:
        await rename_holder(page, wanted)
    page.note(who, "correct", wanted.id, **changed)
    return wanted


async def rename_holder(page: Writing, enterprise: Enterprise) -> None:
    """Let an enterprise's prefixes, and so the pages for people, show the name that it has now."""
    for holding in await prefixes.list_(page, enterprise.id):
        prefixes.replace(page, msgspec.structs.replace(holding, holder=enterprise.name))


async def open_park(page: Writing, who: Principal, park: Park) -> Park:
    """Enter a park.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: it has no id or no name, or its division is none.
        Conflict: its id is taken.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not enter parks")
    park.checked()
    if await enterprises.find_park(page, park.id):
        raise Conflict(f"there is a park {park.id!r} already")
    enterprises.enter_park(page, park)
    page.note(who, "open park", park.id, after=msgspec.structs.asdict(park))
    return park
