"""A record: what is known of one identifier. Its values keep the order in which they were given."""

from enum import IntEnum

import msgspec

from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.value import MOST_VALUES, RESERVED_INDEXES, Value


class Standing(IntEnum):
    """Whether an identifier answers. A retired one leaves a tombstone."""

    ACTIVE = 0
    RETIRED = 1


class Record(msgspec.Struct, frozen=True, gc=False):
    """One identifier with its values, as it stands after its last change."""

    handle: Handle
    values: tuple[Value, ...]
    version: int
    """1 when first registered; each change adds one."""
    registered_at: int
    """Unix second of the first registration."""
    changed_at: int
    """Unix second of the last change."""
    standing: Standing = Standing.ACTIVE
    serial: int = 0
    """The journal's serial of the last change."""
    batch: str = ""
    """The id of the batch out of which it answers; empty for a record of its own."""

    @property
    def active(self) -> bool:
        """Whether the identifier answers."""
        return self.standing is Standing.ACTIVE

    @property
    def public_values(self) -> tuple[Value, ...]:
        """What anyone may see."""
        return tuple(value for value in self.values if value.public)

    def value(self, index: int) -> Value | None:
        """The value with this index."""
        return next((value for value in self.values if value.index == index), None)


def held_together(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """The same values, if they can stand in one record.

    Raises:
        Malformed: more than 2,048 values, or an index given twice.
    """
    if len(values) > MOST_VALUES:
        raise Malformed(f"a record has at most {MOST_VALUES} values, got {len(values)}")
    if len({value.index for value in values}) < len(values):
        seen = set()
        for value in values:
            if value.index in seen:
                raise Malformed(f"index {value.index} is given twice, expected each index once")
            seen.add(value.index)
    return values


def unreserved(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """The same values, if none takes an index that is the platform's own.

    Raises:
        Malformed: one does.
    """
    for value in values:
        if value.index in RESERVED_INDEXES:
            raise Malformed(f"index {value.index} is reserved for the template of the identifier")
    return values
