"""Which application identifiers need each other and which exclude each other (GS1 General Specifications §4.14).

The rules hold over all the data on one item, so they are asked for on top of the structure and can be left out where
only a part of an item's data is at hand.
"""

from collections.abc import Iterable, Sequence

from schemas.errors import Malformed
from schemas.identifiers.gs1.application import APPLICATIONS

# A digital signature signs one single thing (General Specifications §3.2, AI 8030): these keys must carry their serial.
_SERIAL_AFTER = {"253": 13, "255": 13, "8003": 14}

# For each AI those others of which any one alone is what it needs: the usual case, by one look at a set.
_ENOUGH = {
    ai: frozenset(group[0] for group in rule.needs if len(group) == 1 and "n" not in group[0])
    for ai, rule in APPLICATIONS.items()
}


def check_associations(elements: Sequence[tuple[str, str]]) -> None:
    """Hold elements against the association rules.

    Raises:
        Malformed: an AI stands twice with two values, excludes another, or lacks one that it needs.
    """
    values: dict[str, str] = {}
    for ai, value in elements:
        if values.setdefault(ai, value) != value:
            raise Malformed(f"AI {ai} is there as {values[ai]!r} and as {value!r}, expected one value")
    there = values.keys()
    for ai in values:
        rule = APPLICATIONS[ai]
        for pattern in rule.excludes:
            if (pattern in there or "n" in pattern) and (other := _match(pattern, ai, values)):
                raise Malformed(f"AI {ai} is there with AI {other}, expected one of them alone")
        if rule.needs and _ENOUGH[ai].isdisjoint(there) and not any(_all_there(group, values) for group in rule.needs):
            expected = " or ".join(" with ".join(group) for group in rule.needs)
            raise Malformed(f"AI {ai} is there alone, expected AI {expected} beside it")
    if "8030" in values:
        for ai, length in _SERIAL_AFTER.items():
            if ai in values and len(values[ai]) == length:
                raise Malformed(f"serial of AI {ai} is missing, expected one beside AI 8030")


def _all_there(group: Iterable[str], values: Iterable[str]) -> bool:
    return all(_match(pattern, "", values) for pattern in group)


def _match(pattern: str, own: str, values: Iterable[str]) -> str | None:
    """The first AI among the values that a pattern means, `n` being any digit; never the own one."""
    start = pattern.rstrip("n")
    for ai in values:
        if ai.startswith(start) and len(ai) == len(pattern) and ai != own:
            return ai
    return None
