"""Values of a batch, tried before it is registered: what no member could say is refused while there is none.

What is put in differs from member to member in its characters only. So three suffixes tell: the first, the last, and
one of the characters that take the most octets in an address, which need not be a member's.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from schemas.batch_members import Members
from schemas.batch_pattern import Hole, Pattern
from schemas.errors import Malformed
from schemas.handle import Handle
from schemas.locations import LOCATIONS_TYPE, Locations
from schemas.value import Value

LARGEST_MEMBER = 1 << 20
"""Octets of data of one member: what one record that is registered alone may bring along (`longest_record`)."""
LONGEST_ADDRESS = 8_000
"""Octets; a longer one is never followed (`resolver.redirect`)."""

# RFC 3986 §3: scheme and authority, and what ends them. Whoever an address leads to is the same for all members.
_WHOSE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#\\]+[/?#]|(?!//).)", re.DOTALL)
_WEB = re.compile(r"https?:", re.IGNORECASE)
_WEB_WHOSE = re.compile(r"https?://[^/?#\\]+[/?#]", re.IGNORECASE)


def require_sound(members: Members) -> None:
    """Make sure that every member can say what the batch's values say.

    Raises:
        Malformed: a value that is an address has a placeholder in its scheme or host, or
            becomes too long; another one becomes what its type cannot be; or the data of one member are too large. The
            sentence shows what the value would be.
    """
    for value, pattern in members.patterned:
        if value.type.upper() == "URL" or value.type.upper().startswith("URL."):
            _require_address(value, pattern)
    for serial, suffix in _trials(members):
        # To make a value is to hold it against its limits.
        values = members.filled(serial, suffix)
        total = sum(len(value.data) for value in values)
        if total > LARGEST_MEMBER:
            raise Malformed(f"the values of {suffix[:80]} have {total} octets, expected at most {LARGEST_MEMBER}")
        turning = {value.index for value, _ in members.patterned}
        _require_readable(value for value in values if value.index in turning)


def _trials(members: Members) -> Iterable[tuple[str, str]]:
    """Serials, as written, and suffixes to try."""
    for serial in (members.batch.first, members.batch.last):
        yield members.digits(serial), members.suffix(serial)
    form = members.form
    begin, end = form.serial
    heaviest = max(form.characters, key=lambda character: len(quote(character, safe="")))
    serial_text = heaviest * (end - begin)
    yield serial_text, form.fill(members.around, serial_text)


def _require_address(value: Value, pattern: Pattern) -> None:
    before = pattern.pieces[0]
    text = "" if isinstance(before, Hole) else before
    if not (_WEB_WHOSE if _WEB.match(text) else _WHOSE).match(text):
        raise Malformed(
            f"value {value.index} is {(value.text() or '')[:80]!r}, expected an address whose first placeholder stands "
            f"behind its scheme and host"
        )


def _require_readable(values: Iterable[Value]) -> None:
    """Refuse what its own type cannot be."""
    for value in values:
        type, data = value.type.upper(), value.data
        said = data.decode()
        try:
            if (type == "URL" or type.startswith("URL.")) and len(data) > LONGEST_ADDRESS:
                raise Malformed(f"an address has at most {LONGEST_ADDRESS} octets, got {len(data)}")
            if type == "HS_ALIAS":
                Handle.parse(said)
            elif type == LOCATIONS_TYPE.upper():
                Locations.parse(data)
            elif type == "LINK":
                msgspec.json.decode(data)
        except (Malformed, msgspec.DecodeError) as fault:
            raise Malformed(f"value {value.index} would be {said[:80]!r} in one member: {fault}") from None
