"""What the registry's web counts, written on paper."""

from aiohttp import web

from schemas.counting import Class, Outcome
from schemas.handle import Handle


class Counts:
    """Takes down each count it is given, where a node has its counters."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Outcome, Class | None]] = []

    def __call__(self, _: web.Request, handle: Handle, outcome: Outcome, class_: Class | None) -> None:
        self.seen.append((handle.text, outcome, class_))
