"""Rendering: from a change to the entry that answers. What costs much is done here, once, and not for each question.

The body of an answer is cut where the identifier's spelling goes. Two spellings of one identifier differ in the case of
ASCII letters only, so that they take equally many octets in JSON, and the length of the body is known beforehand.
"""

from html import escape

from resolver.redirect import LONGEST_STAY, first_url
from resolver.replica.entry import CHANGEFUL, HIDDEN, MAPPED, RETIRED, Entry, pack_values
from schemas.change import Put, Retire
from schemas.documents import json_string, values_json
from schemas.locations import LOCATIONS_TYPE
from schemas.mapping import is_mapping
from schemas.value import Value

_ALIAS_TYPE = "HS_ALIAS"
_END = b'"}'


def entry_of(change: Put | Retire, serial: int) -> Entry:
    """The entry that a change of a record comes to; a retired one is a tombstone, which knows no first registration."""
    if isinstance(change, Retire):
        return Entry(RETIRED, change.version, 0, serial, 0, change.changed_at, b"", b"", b"", b"")
    values = tuple([value for value in change.values if value.public])
    flags = 0 if len(values) == len(change.values) else HIDDEN
    if any(map(is_mapping, values)):
        flags |= MAPPED
    ttl = 0
    if any(value.absolute for value in values):
        flags |= CHANGEFUL
    elif values:
        ttl = min([value.ttl for value in values])
    # The quotes that json_string adds are not in the body between head and tail.
    spelling = len(json_string(change.handle)) - 2
    if values:
        begin, end = b'{"responseCode":1,"handle":"', b'","values":%b}' % values_json(values)
    else:
        begin, end = b'{"responseCode":200,"values":[],"handle":"', _END
    head = b'Content-Length: %d\r\nETag: "%d"\r\nCache-Control: max-age=%d\r\n\r\n%b' % (
        len(begin) + spelling + len(end),
        change.version,
        ttl,
        begin,
    )
    return Entry(
        flags,
        change.version,
        ttl,
        serial,
        change.registered_at,
        change.changed_at,
        head,
        end,
        _redirect(values, ttl),
        pack_values(values),
    )


def redirect_page(location: str) -> bytes:
    """What a redirect shows to those who do not follow it; UTF-8.

    >>> redirect_page("https://a.example/?x&y")
    b'<!doctype html><title>302</title><a href="https://a.example/?x&amp;y">https://a.example/?x&amp;y</a>'
    """
    link = escape(location)
    return f'<!doctype html><title>302</title><a href="{link}">{link}</a>'.encode()


def _redirect(values: tuple[Value, ...], ttl: int) -> bytes:
    """The part `redirect`, where every asker without wishes of their own gets the same one until the record changes."""
    for value in values:
        if value.type.upper() == _ALIAS_TYPE or value.type.lower() == LOCATIONS_TYPE:
            return b""
    first = first_url(values)
    if first is None:
        return b""
    value, location = first
    # It is kept as long as its own value says; the entry knows the shortest ttl of all values only.
    if value.absolute or min(value.ttl, LONGEST_STAY) != min(ttl, LONGEST_STAY):
        return b""
    page = redirect_page(location)
    return b"Location: %b\r\nContent-Length: %d\r\n\r\n%b" % (location.encode(), len(page), page)
