"""The compiled clerk: the same answers as the clerk's, by one call into C. Chosen at import where it was built.

`IDNODE_PURE=1` in the environment chooses the clerk in Python. Both pass the same tests.
"""

import os
from types import ModuleType

from resolver.edge.clerk import Clerk
from resolver.edge.desk import Desk
from resolver.edge.scan import LONGEST_HEAD, LONGEST_PLAIN_HANDLE, WEIGHTY
from resolver.replica.entry import FIXED_SIZE, LAYOUT, Corrupt
from resolver.replica.mappings import POINTER_SIZE
from schemas.errors import Busy


def _found() -> ModuleType | None:
    """The extension module, if there is one for this Python."""
    try:
        from resolver.edge import _scan
    except ImportError:
        return None
    return _scan


def _agrees(found: ModuleType) -> bool:
    """Whether it was built out of the same state of the source as the rest of the house."""
    names = ("LAYOUT", "FIXED_SIZE", "LONGEST_PLAIN_HANDLE", "POINTER_SIZE")
    # One that was built before a name was thought of does not have it.
    told = tuple([getattr(found, name, None) for name in names])
    return told == (LAYOUT, FIXED_SIZE, LONGEST_PLAIN_HANDLE, POINTER_SIZE)


_FOUND = _found()
BUILT = _FOUND if _FOUND is not None and _agrees(_FOUND) else None
"""The clerk's hot half in C; None where it was not built."""
OUTDATED = BUILT is None and _FOUND is not None
"""Whether it was built, and for another state of the source: the clerk in Python answers, at half the speed."""


def clerk_for(desk: Desk, longest_head: int = LONGEST_HEAD, *, pure: bool | None = None) -> Clerk:
    """The fastest clerk there is; `pure` says which one it must be, whatever the environment says."""
    if pure is None:
        pure = BUILT is None or os.environ.get("IDNODE_PURE", "") not in ("", "0")
    return Clerk(desk, longest_head) if pure else CompiledClerk(desk, longest_head)


class CompiledClerk(Clerk):
    """A clerk whose `answer` is in C; what happens seldom is in Python. Wants the extension module."""

    def __init__(self, desk: Desk, longest_head: int = LONGEST_HEAD) -> None:
        super().__init__(desk, longest_head)
        assert BUILT is not None
        self._answerer = BUILT.Answerer(
            clerk=self,
            raw=desk.reader.raw,
            pointed=desk.reader.pointed,
            tally=desk.tally,
            reader=desk.reader,
            until=self._until,
            refusals=(Busy, Corrupt),
            weighty=WEIGHTY,
            longest_head=self.longest_head,
            link_begin=self.link_around[0],
            link_end=self.link_around[1],
        )
        self.answer = self._answerer.answer
        self.forget()

    def is_plain(self, data: bytes) -> bool:
        """Whether octets are one plain question, whatever the answer."""
        return bool(self._answerer.is_plain(data))

    def tick(self, moment: int) -> None:
        """It is this Unix second now."""
        super().tick(moment)
        self._answerer.heads(self._found, self._absent, self._moved, self._turned)

    def forget(self) -> None:
        """What was learnt of prefixes, holdings and counters may be outdated."""
        super().forget()
        self._answerer.bind(self._counts, self._epoch, self._holdings_turn)
