"""Templates: answers without a record of their own, made from a base record by an HS_NAMESPACE value.

`P/base@x=1` is answered from the record `P/base` by the template that the base holds itself or, where it holds none,
by that of the prefix's record `0.NA/P` (handle-http.md §7.2). Both doors, JSON and pages, ask here; so whatever
answers faster must leave alone what this might answer: `delimiters` tells.
"""

from collections.abc import Iterable

from resolver.answer import Answer, Found, Missing
from resolver.replica.entry import CHANGEFUL, Entry
from resolver.resolve import Shelf, resolve
from schemas.documents import values_json
from schemas.errors import Malformed
from schemas.expansion import expand
from schemas.handle import Handle
from schemas.namespace import NAMESPACE_TYPE, Template, split
from schemas.prefix import Prefix
from schemas.value import Reference, Value

USUAL_DELIMITER = "@"
"""Where neither the prefix's record nor the settings name another."""


def answer(shelf: Shelf, handle: Handle, usual_delimiter: str = USUAL_DELIMITER) -> Answer:
    """What a question for a handle comes to, templates included.

    Raises:
        Corrupt: an entry that was needed is there and its checksum does not hold; heal it and ask again.
    """
    plain = resolve(shelf, handle)
    if not isinstance(plain, Missing) or handle.names_prefix:
        return plain
    entry = extended(shelf, handle, usual_delimiter)
    return plain if entry is None else Found(entry)


def delimiters(shelf: Shelf, prefix: Prefix, usual_delimiter: str = USUAL_DELIMITER) -> tuple[str, ...]:
    """The delimiters at which handles of a prefix may be split: one without any of them has its own record or none.

    Raises:
        Corrupt: the entry of the prefix's record is there and its checksum does not hold.
    """
    of_prefix = _template(_live(shelf, Handle.of_prefix(prefix).key))
    first = of_prefix.delimiter if of_prefix and of_prefix.delimiter else usual_delimiter
    return tuple(dict.fromkeys((first, usual_delimiter)))


def extended(shelf: Shelf, handle: Handle, usual_delimiter: str = USUAL_DELIMITER) -> Entry | None:
    """The entry that a template makes for a handle; None where there is no template, no base, or it says not found.

    The entry has values and no rendered parts. A template that cannot be read or carried out makes nothing: the
    registry refuses such templates, and one that comes from elsewhere must not become an accident here.

    Raises:
        Corrupt: an entry that was needed is there and its checksum does not hold.
    """
    prefix_entry = _live(shelf, Handle.of_prefix(handle.prefix).key)
    for delimiter in delimiters(shelf, handle.prefix, usual_delimiter):
        if not (parts := split(handle, delimiter)) or (base_entry := _live(shelf, parts[0].key)) is None:
            continue
        own = _template(base_entry)
        template, source = (own, base_entry) if own is not None else (_template(prefix_entry), prefix_entry)
        if template is None or source is None or (template.delimiter or usual_delimiter) != delimiter:
            continue
        if (body := _followed(shelf, template)) is None:
            return None
        try:
            values = expand(body, handle, parts[0], parts[1], base_entry.values())
        except Malformed:
            return None
        return None if values is None else _entry(values, base_entry, max(base_entry.changed_at, source.changed_at))
    return None


def _live(shelf: Shelf, key: bytes) -> Entry | None:
    entry = shelf.find(key)
    return None if entry is None or entry.retired else entry


def _template(entry: Entry | None) -> Template | None:
    """The template of a record's first namespace value."""
    return _first_template(entry.values()) if entry is not None else None


def _first_template(values: Iterable[Value]) -> Template | None:
    for value in values:
        if value.type.upper() == NAMESPACE_TYPE:
            try:
                return Template.parse(value.data)
            except Malformed:
                return None
    return None


def _followed(shelf: Shelf, template: Template) -> Template | None:
    """The template itself, or the one it refers to; a reference to a reference leads nowhere."""
    if template.reference is None:
        return template
    other = _referred(shelf, template.reference)
    return None if other is None or other.reference is not None else other


def _referred(shelf: Shelf, reference: Reference) -> Template | None:
    try:
        handle = Handle.parse(reference.handle)
    except Malformed:
        return None
    # What is not answered to anybody must not be answered by way of a reference either.
    found = resolve(shelf, handle)
    if not isinstance(found, Found):
        return None
    return _first_template(value for value in found.entry.values() if reference.index in (0, value.index))


def _entry(values: tuple[Value, ...], base: Entry, changed_at: int) -> Entry:
    public = tuple(value for value in values if value.public)
    return Entry(
        flags=base.flags | CHANGEFUL,
        version=base.version,
        ttl=min((value.ttl for value in public if not value.absolute), default=0),
        serial=base.serial,
        registered_at=base.registered_at,
        changed_at=changed_at,
        shown=values_json(public),
        location=b"",
    )
