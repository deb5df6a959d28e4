"""Head: a record without its values, as lists, searches and exports show it."""

from schemas.counting import utc
from schemas.record import Record

Head = dict[str, str | int]


def head_of(record: Record) -> Head:
    """What is said of a record beside its values, in the order of a list's columns."""
    return {
        "handle": record.handle.text,
        "standing": record.standing.name.lower(),
        "version": record.version,
        "registered_at": utc(record.registered_at),
        "changed_at": utc(record.changed_at),
    }
