"""Enroll: enter an enterprise, or a park, with its particulars, and correct them."""

import uuid

import msgspec

from registry.authority import Verb, allows
from registry.store import enterprises, prefixes
from registry.store.page import Writing
from schemas.enterprise import Enterprise, Park
from schemas.errors import Absent, Conflict, Forbidden
from schemas.principal import Principal


async def enroll(page: Writing, who: Principal, wanted: Enterprise) -> Enterprise:
    """Enter an enterprise; its id is given here.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: its particulars cannot be true.
        Absent: the park it is said to be in is not known.
        Conflict: its 统一社会信用代码 is entered already.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not enter enterprises")
    wanted.checked()
    if wanted.park is not None and await enterprises.find_park(page, wanted.park) is None:
        raise Absent(f"there is no park {wanted.park!r}")
    if known := await enterprises.find(page, wanted.uscc):
        raise Conflict(f"{wanted.uscc} is entered already, as {known.name}")
    entered = msgspec.structs.replace(wanted, id=uuid.uuid4().hex)
    enterprises.enter(page, entered)
    page.note(who, "enroll", entered.id, name=entered.name, uscc=entered.uscc)
    return entered


async def correct(page: Writing, who: Principal, wanted: Enterprise) -> Enterprise:
    """Enter an enterprise's particulars in place of those that are kept under its id.

    Its 统一社会信用代码 stays: a company with another code is another company. A new name reaches its prefixes too.
    The trail keeps what each particular was and what it became.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: its particulars cannot be true.
        Absent: there is no enterprise of this id, or no park that it is said to be in.
        Conflict: its code would be another, or nothing would change.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not correct enterprises")
    wanted.checked()
    before = await enterprises.find_by_id(page, wanted.id)
    if before is None:
        raise Absent(f"there is no enterprise {wanted.id[:80]!r}")
    if wanted.park not in (None, before.park) and await enterprises.find_park(page, str(wanted.park)) is None:
        raise Absent(f"there is no park {wanted.park!r}")
    if wanted.uscc != before.uscc:
        raise Conflict(f"{before.name} has the code {before.uscc}, which stays, got {wanted.uscc}")
    was, becomes = msgspec.structs.asdict(before), msgspec.structs.asdict(wanted)
    changed = {name: [was[name], becomes[name]] for name in was if was[name] != becomes[name]}
    if not changed:
        raise Conflict(f"{before.name} has these particulars already")
    enterprises.replace(page, wanted)
    if "name" in changed:
        for holding in await prefixes.list_(page, wanted.id):
            prefixes.replace(page, msgspec.structs.replace(holding, holder=wanted.name))
    page.note(who, "correct", wanted.id, **changed)
    return wanted


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
    page.note(who, "open park", park.id, name=park.name)
    return park
