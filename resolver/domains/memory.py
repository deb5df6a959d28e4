"""What was heard from other servers, for as long as it may be kept: answers, denials and failures alike (RFC 2308)."""

from resolver.domains.names import Name
from resolver.domains.way import Outcome

MOST = 4_096
"""Names. Whoever asks for more at random pushes out what was asked for longest ago, and nothing else happens."""


class Memory:
    """What names come to, each until its time is over. Moments are seconds of any clock that only goes on."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[Name, tuple[float, Outcome]] = {}

    def recall(self, name: Name, now: float) -> Outcome | None:
        """What a name comes to; None where that is not known now."""
        kept = self._kept.get(name)
        if kept is None or now >= kept[0]:
            return None
        return kept[1]

    def keep(self, name: Name, outcome: Outcome, now: float) -> None:
        """Remember what a name comes to."""
        self._kept.pop(name, None)  # the last place is that of the newest
        self._kept[name] = (now + outcome.ttl, outcome)
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
