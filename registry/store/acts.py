"""Acts: what a writing page has done, as lines of the trail and rows of the journal.

Every act is one line, whose digest holds that of the line before (`schemas.trail`). Where it changed something that
followers want to know it is one row of the journal too, with all its changes packed, and the line has the digest of
those. Both are written in the transaction that does what they say.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from registry.store import copying
from registry.store.tables import journal, trail
from schemas.change import Change, pack
from schemas.principal import Principal
from schemas.trail import LONGEST_NAME, LONGEST_SUBJECT, Line, detailed, visible


class Acts:
    """The acts of one page, in order."""

    def __init__(self, number: int, digest: bytes) -> None:
        """Take the number and the digest of the last line before."""
        self.number = number
        self.digest = digest
        self._trail: list[tuple[Any, ...]] = []
        self._journal: list[tuple[int, int, int, bytes]] = []

    def __len__(self) -> int:
        return len(self._trail)

    def close(
        self,
        who: Principal,
        at: int,
        verb: str,
        subject: str,
        detail: Mapping[str, object],
        changes: Sequence[Change],
        serial: int,
    ) -> None:
        """End an act: `changes` are those entered since the last one, the last of them with this serial."""
        self.number += 1
        content = None
        if changes:
            packed = pack(tuple(changes))
            content = hashlib.sha256(packed).digest()
            self._journal.append((serial, serial - len(changes) + 1, self.number, packed))
        line = Line(
            act=self.number,
            at=at,
            actor=visible(who.name)[:LONGEST_NAME],
            role=who.role.value,
            address=visible(who.address)[:LONGEST_NAME],
            verb=verb,
            subject=visible(subject)[:LONGEST_SUBJECT],
            changes=len(changes),
            detail=detailed(detail),
            serial=serial if changes else 0,
            content=content,
        )
        self.digest = line.digest(self.digest)
        self._trail.append((*(getattr(line, name) for name in Line.__struct_fields__), self.digest))

    async def flush(self, connection: AsyncConnection) -> None:
        """Write them."""
        if self._trail:
            await copying.insert(connection, trail, self._trail)
        if self._journal:
            await copying.insert(connection, journal, self._journal)
        self._trail.clear()
        self._journal.clear()
