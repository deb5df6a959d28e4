"""Expect: open a place for an enterprise that is to apply, so that an account or key can act for it from the start."""

import uuid

from registry.authority import Verb, allows
from registry.store import enterprises
from registry.store.page import Writing
from schemas.enterprise import Enterprise
from schemas.errors import Forbidden, Malformed
from schemas.life import Standing
from schemas.principal import Principal

LONGEST_NAME = 255


async def expect(page: Writing, who: Principal, name: str) -> Enterprise:
    """Open a place under a name for lists; whoever acts for it begins its entry, and the park has no hand in that.

    Raises, in this order:
        Forbidden: the caller may not.
        Malformed: no name, or too long a one.
    """
    if not allows(who, Verb.MANAGE):
        raise Forbidden(f"{who.name} may not expect enterprises")
    if not 1 <= len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise Malformed(f"an enterprise has a name of 1 to {LONGEST_NAME} printable characters (at name)")
    expected = Enterprise(id=uuid.uuid4().hex, name=name.strip(), uscc="", standing=Standing.DRAFT)
    await enterprises.enter(page, expected)
    page.note(who, "expect", expected.id, name=expected.name)
    return expected
