"""A cache of whole answers by whole questions, so that what was answered before costs one look.

The key is the question's octets after its two octets of identity: flags, name to the letter, type, class, OPT. So an
answer fits exactly, spelling and sizes included. All of it is forgotten as soon as anything changes in the replica.

Two generations bound it: what has not been asked for while one filled up is dropped with the other.
"""

from schemas.counting import Class, Outcome

MOST_ANSWERS = 20_000
"""Of one generation: some 10 MiB with questions and answers of usual size."""


class Kept:
    """One answer, and what is counted when it is given."""

    __slots__ = ("outcome", "prefix", "question_ends", "slots", "tail")

    def __init__(self, tail: bytes, question_ends: int, outcome: Outcome | None, prefix: str) -> None:
        self.tail = tail
        """The answer after the two octets of identity."""
        self.question_ends = question_ends
        self.outcome = outcome
        self.prefix = prefix
        self.slots: dict[Class, int] = {}
        """The counter for each class of askers that has been known so far."""


class WireCache:
    """Answers that were given before."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._young: dict[bytes, Kept] = {}
        self._old: dict[bytes, Kept] = {}

    def get(self, key: bytes) -> Kept | None:
        """The answer to a question, or None."""
        if (kept := self._young.get(key)) is None and (kept := self._old.pop(key, None)) is not None:
            self.put(key, kept)
        return kept

    def put(self, key: bytes, kept: Kept) -> None:
        """Keep an answer."""
        if len(self._young) >= self._most:
            self.age()
        self._young[key] = kept

    def age(self) -> None:
        """Let go of what nobody has asked for since the last time."""
        self._old, self._young = self._young, {}

    def forget(self) -> None:
        """Let go of everything."""
        if self._young or self._old:
            self._young, self._old = {}, {}
