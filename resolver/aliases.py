"""Aliases: a record that says "I am known as that one", and chains of them that must come to an end.

The JSON API never follows them; the door for people does, one step at a time, after it has made sure that the steps
lead somewhere (handle-http.md §7).
"""

from collections.abc import Iterable

from resolver.answer import Found
from resolver.resolve import Shelf
from resolver.templates import answer
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.value import Value

ALIAS_TYPE = "HS_ALIAS"
MOST_STEPS = 16
"""A longer chain is taken for a loop: nobody builds one, and each step costs a look-up."""


def alias_in(values: Iterable[Value]) -> tuple[Value, Handle] | None:
    """The first alias among values that can be read, and the handle it stands for."""
    for value in values:
        if value.type.upper() == ALIAS_TYPE:
            try:
                return value, Handle.parse(value.text() or "")
            except Malformed:
                continue
    return None


def comes_to_an_end(shelf: Shelf, start: Handle, target: Handle) -> bool:
    """Whether following aliases from `start`, the first of which names `target`, ends within 16 steps.

    What ends it is a record without an alias, or a handle that does not answer here: another node's chain is another
    node's to see through.

    Raises:
        Corrupt: an entry on the way is there and its checksum does not hold; heal it and ask again.
    """
    seen = {start}
    for _ in range(MOST_STEPS):
        if target in seen:
            return False
        seen.add(target)
        found = answer(shelf, target)
        if not isinstance(found, Found) or (alias := alias_in(found.entry.values())) is None:
            return True
        target = alias[1]
    return False
