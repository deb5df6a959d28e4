"""Allocate: the next serials of a coding rule, one or a block of them, each given once.

A serial that was drawn is never given again. Whoever draws serials and does not use them, because the machine went out
or the answer was lost on the way, has lost them: the next caller gets the ones behind. That is the price of never
giving one twice, and the trail says who drew which.
"""

import msgspec

from registry.define import find, require_prefix
from registry.store import serials
from registry.store.page import Writing
from schemas.batch import MOST_IN_A_BATCH
from schemas.errors import Conflict, Malformed
from schemas.principal import Principal

# As many as a batch may have.
MOST_AT_ONCE = MOST_IN_A_BATCH


class Drawn(msgspec.Struct, frozen=True):
    """Serials that belong to the caller from now on: `first` to `last`, both included."""

    rule: str
    first: int
    last: int


async def allocate(page: Writing, who: Principal, rule: str, count: int = 1) -> Drawn:
    """Draw the next `count` serials of the rule with this id. They are the caller's when the transaction is durable.

    All versions of a rule draw from the same serials.

    Raises, in this order:
        Malformed: fewer than one or more than 10^9 are asked for.
        Absent: there is no such rule.
        Elsewhere: the prefix is not kept here.
        Forbidden: the prefix is suspended or closed, or not the caller's.
        Conflict: the rule is a draft, has no serial, or has not so many left.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise Malformed(f"1 to {MOST_AT_ONCE} serials can be drawn at once, got {count}")
    kept = await find(page, rule)
    await require_prefix(page, who, kept.prefix)
    if not kept.published:
        raise Conflict(f"version {kept.version} of the rule {kept.name} is a draft: publish it before drawing serials")
    segment = kept.rule.serial
    if segment is None:
        raise Conflict(f"the rule {kept.name} has no serial")
    first = await serials.draw(page, kept.prefix, kept.name, count, segment.last)
    if first is None:
        reached = await serials.find(page, kept.prefix, kept.name)
        left = 0 if reached is None else max(0, segment.last + 1 - reached)
        raise Conflict(f"the rule {kept.name} has {left} serials left, got {count} asked for")
    drawn = Drawn(rule, first, first + count - 1)
    page.drawn.add(kept.prefix, kept.name, who.name, drawn.first, drawn.last)
    page.note(who, "allocate", f"{kept.prefix}: {kept.name}", rule=rule, first=drawn.first, last=drawn.last)
    return drawn
