"""Standings: how prefixes stood at the end of a day that may be long past, read from the trail."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from registry.store.tables import trail
from schemas.change import PrefixStanding
from schemas.prefix import Prefix

VERBS = {f"prefix {standing.value}": standing for standing in PrefixStanding}
"""`registry.grant` notes a change of standing under these; such lines are never pruned."""


def changes_of_standing(before: int) -> sa.Select[Any]:
    """The question for all changes of standing before a Unix second, in their order."""
    return (
        sa.select(trail.c.subject, trail.c.verb, trail.c.act)
        .where(trail.c.verb.in_(sorted(VERBS)), trail.c.at < before)
        .order_by(trail.c.act)
    )


def standings(rows: Iterable[Any]) -> dict[str, PrefixStanding]:
    """How prefixes stood after these changes, by their key; those never changed are active since their grant."""
    return {Prefix(row.subject).key: VERBS[row.verb] for row in rows}
