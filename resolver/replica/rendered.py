"""What a change of a record comes to in octets: by one call into C where that was built, else as `render` has it.

In C are rendered the usual records, as nearly all are: public text of types without a meaning, but for URL. That takes
a tenth of the time, and following a bulk import is half of what the import costs. `IDNODE_PURE=1` in the environment
chooses Python; tests hold both to the same octets.
"""

import os
from collections.abc import Callable
from types import ModuleType

import msgspec

from resolver.redirect import LONGEST_STAY, URL_TYPE
from resolver.replica.entry import FIXED_SIZE, LAYOUT
from resolver.replica.render import entry_of
from schemas.change import Put, Retire
from schemas.usual import END, frame, stamp
from schemas.value import LARGEST_INDEX, LARGEST_TTL, PUBLIC
from schemas.web_address import location_of

_PAIR = b"\x92"
_FIVE = b"\x95"
_head = msgspec.msgpack.Decoder(tuple[int, str]).decode
_tail = msgspec.msgpack.Decoder(tuple[int, int, int, bool, tuple[()]]).decode


def octets_of(key: bytes, change: Put | Retire, serial: int) -> bytes:
    """The entry that a change of a record comes to, as kept under the record's canonical key."""
    if BUILT is not None and isinstance(change, Put):
        made = BUILT(key, change.packed, change.version, serial, change.registered_at, change.changed_at)
        if made is not None:
            return made
    return entry_of(change, serial).to_octets(key)


def _head_of(packed: bytes) -> tuple[bytes, bool] | None:
    """What stands before the text of values with this index and type, and whether they may lead; None: not usual."""
    index, type = _head(_PAIR + packed)
    known = frame(index, type, 0) if 1 <= index <= LARGEST_INDEX else None
    return None if known is None else (known.before, type.upper() == URL_TYPE)


def _tail_of(packed: bytes) -> tuple[bytes, int] | None:
    """What stands behind the text of values with these ttl, timestamp and permissions, and the ttl; None: not usual."""
    ttl, timestamp, permissions, absolute, _ = _tail(_FIVE + packed)
    known = frame(1, URL_TYPE, ttl)
    if permissions != PUBLIC or absolute or ttl > LARGEST_TTL or known is None:
        return None
    return known.after + stamp(timestamp) + END, ttl


def _found() -> ModuleType | None:
    """The extension module, if there is one for this Python."""
    try:
        from resolver.replica import _render
    except ImportError:
        return None
    return _render


_FOUND = _found()
_AGREES = _FOUND is not None and (_FOUND.LAYOUT, _FOUND.FIXED_SIZE) == (LAYOUT, FIXED_SIZE)
BUILT: Callable[[bytes, msgspec.Raw, int, int, int, int], bytes | None] | None = (
    _FOUND.Renderer(head_of=_head_of, tail_of=_tail_of, location_of=location_of, longest_stay=LONGEST_STAY).octets
    if _FOUND is not None and _AGREES and os.environ.get("IDNODE_PURE", "") in ("", "0")
    else None
)
"""The octets of a usual record in C; None where it was not built, or is not wanted."""
OUTDATED = _FOUND is not None and not _AGREES
"""Whether it was built, and for another state of the source."""
