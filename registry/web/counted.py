"""Counted: a record that the registry itself has answered with is a resolution too, of a class of its own.

What comes with credentials does not pass the resolver's doors, where all else is counted. It is kept apart by who
asked, so that an enterprise's own reading never swells what the evaluation looks at (china-node.md §9).
"""

from aiohttp import web

from registry.web.context import CONTEXT
from schemas.counting import Class, Outcome
from schemas.handle import Handle
from schemas.prefix import Prefix
from schemas.principal import Principal, Role

_STAFF = frozenset({Role.PARK_ADMIN, Role.REVIEWER, Role.AUDITOR})


def count(request: web.Request, who: Principal | None, handle: Handle, outcome: Outcome) -> None:
    """Count an answer, before it is sent.

    Raises:
        Busy: it cannot be counted, so it must not be answered.
    """
    request.app[CONTEXT].count(request, handle, outcome, class_of(who, handle.prefix))


def class_of(who: Principal | None, prefix: Prefix) -> Class | None:
    """Which class a caller's questions about this prefix are of; None where the address decides, as for anybody."""
    if who is None:
        return None
    if who.role in _STAFF:
        return Class.CONSOLE
    if who.role is Role.NODE:
        return Class.SYNC
    if who.identity is not None:
        return Class.SELF if Handle.parse(who.identity.handle).prefix.key == prefix.key else None
    return Class.SELF if who.holds(prefix) else None
