"""Enroll: enter an enterprise, or a park, with its particulars."""

import uuid

import msgspec

from registry.authority import Verb, allows
from registry.store import enterprises
from registry.store.page import Writing
from schemas.enterprise import Enterprise, Park
from schemas.errors import Absent, Conflict, Forbidden, Malformed
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


async def open_park(page: Writing, who: Principal, park: Park) -> Park:
    """Enter a park.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: it has no id or no name.
        Conflict: its id is taken.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not enter parks")
    if not park.id.strip() or not park.name.strip():
        raise Malformed("a park has an id and a name")
    if await enterprises.find_park(page, park.id):
        raise Conflict(f"there is a park {park.id!r} already")
    enterprises.enter_park(page, park)
    page.note(who, "open park", park.id, name=park.name)
    return park
